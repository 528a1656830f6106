//! What makes Compose recreate a container whose inputs changed.
//!
//! Compose recreates a container when its own entry in the Compose file changes, after interpolation. It does not notice a
//! changed file behind a mount, nor a changed value inside a config or a secret (seen with 2.26 and 2.40). So two labels carry
//! a fingerprint: one of the files, made when they are rendered, and one of the values, which the start script makes of `.env`.

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_core::name::ServiceName;
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

/// The fingerprints that the services of a plan need. One whose values all stand in its own entry has none.
pub(crate) fn stamps(plan: &Plan) -> BTreeMap<&ServiceName, ValueStamp> {
    let mut stamps = BTreeMap::new();
    let mut written_alike: BTreeMap<String, usize> = BTreeMap::new();
    for service in &plan.services {
        let Some(names) = names(service) else { continue };
        let own = service.name.as_str().to_ascii_uppercase().replace(['-', '.'], "_");
        let number = written_alike.entry(own.clone()).or_default();
        *number += 1;
        stamps.insert(&service.name, ValueStamp { variable: variable(&own, *number), names });
    }
    stamps
}

/// Two names that differ only in `-`, `_` and `.` are told apart by a number.
fn variable(name: &str, number: usize) -> String {
    if number == 1 { format!("MCPGEN_STAMP_{name}") } else { format!("MCPGEN_STAMP_{name}_{number}") }
}

/// The names in `.env` whose values reach a service otherwise than through its own entry, and the salt; `None` without any.
fn names(service: &Service) -> Option<BTreeSet<String>> {
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
    Some(names)
}
