//! What makes Compose recreate a container whose inputs changed.
//!
//! Compose recreates a container when its own entry in the Compose file changes, after interpolation. It does not notice a
//! changed file behind a mount, nor a changed value inside a config or a secret (seen with 2.26 and 2.40). So two labels carry
//! a fingerprint: one of the files, made when they are rendered, and one of the values, which the start script makes of `.env`.

use std::collections::BTreeSet;

use mcpgen_core::plan::{MachineValue, Plan, Role, Service, Text, TextPart};

use super::secret_files;
use crate::gateway::secret_lines;

/// The label with the fingerprint of the files that a service mounts.
pub(super) const FILES_LABEL: &str = "mcpgen.files";

/// The label with the fingerprint of the values of `.env` that reach a service otherwise than through its own entry.
pub(super) const VALUES_LABEL: &str = "mcpgen.values";

/// The line of `.env` that is in each such fingerprint, so that it tells nothing about the values.
pub(crate) const SALT: &str = "MCPGEN_STAMP_SALT";

/// Of which values a service's label must hold a fingerprint, and through which variable it comes.
pub(crate) struct ValueStamp {
    /// The variable that the start script exports.
    pub(crate) variable: String,
    /// The names in `.env`, the salt among them.
    pub(crate) names: BTreeSet<String>,
}

/// The fingerprint that a service needs; `None` when all its values stand in its own entry.
pub(crate) fn stamp_of(plan: &Plan, service: &Service) -> Option<ValueStamp> {
    let mut names: BTreeSet<String> = secret_files(service).into_iter().map(str::to_owned).collect();
    if let Role::Gateway(gateway) = &service.role {
        names.extend(secret_lines(gateway).into_values().map(ToString::to_string));
        let configured = gateway.servers.iter().flat_map(|server| &server.paths).flat_map(Text::parts);
        names.extend(configured.filter_map(|part| match part {
            TextPart::Machine(value) => Some(MachineValue::variable(*value).to_owned()),
            _ => None,
        }));
    }
    if names.is_empty() {
        return None;
    }
    names.insert(SALT.to_owned());
    Some(ValueStamp { variable: variable(plan, service), names })
}

/// Two names that differ only in `-`, `_` and `.` are told apart by a number.
fn variable(plan: &Plan, service: &Service) -> String {
    let in_capitals = |name: &str| name.to_ascii_uppercase().replace(['-', '.'], "_");
    let own = in_capitals(service.name.as_str());
    let before = plan.services.iter().take_while(|other| other.name != service.name);
    match before.filter(|other| in_capitals(other.name.as_str()) == own).count() {
        0 => format!("MCPGEN_STAMP_{own}"),
        number => format!("MCPGEN_STAMP_{own}_{}", number + 1),
    }
}
