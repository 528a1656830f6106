//! `.env` and `.env.example`: the one place where values are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mcpgen_core::model::Generate;
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{MachineValue, Plan, Service};

use super::compose::stamps;
use super::compose::{HEADER, SALT};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::dotenv::{EnvFile, EnvKey, Initial, SecretText, Section, SectionEntry, Value, example};
use crate::error::{Error, ErrorKind};
use crate::gateway::{carried, longest_value, uncarried};
use crate::render::Entropy;
use crate::token::generate_token;

/// Where Compose looks for the profiles that are on (compose-spec/compose-go, consts/consts.go).
const PROFILES: &str = "COMPOSE_PROFILES";

/// Both files, and what the person still has to fill in.
pub(crate) struct EnvFiles {
    /// The files.
    pub(crate) artifacts: ArtifactSet,
    /// The `.env` among them.
    pub(crate) env: EnvFile,
    /// Required secrets without a value.
    pub(crate) missing: Vec<SecretName>,
    /// Values of the machine that nobody supplied.
    pub(crate) missing_machine: Vec<MachineValue>,
}

/// Makes both files. `existing` is the text of the `.env` that is there; every byte of it stays.
pub(crate) fn env_files(
    plan: &Plan,
    existing: Option<&str>,
    machine: &BTreeMap<MachineValue, String>,
    supplied: &BTreeMap<SecretName, SecretText>,
    entropy: &mut dyn Entropy,
) -> Result<EnvFiles, Error> {
    let mut artifacts = ArtifactSet::default();
    let mut file = EnvFile::parse(existing.unwrap_or(""));
    let sections = sections(plan, &file, machine, supplied, entropy)?;
    file.ensure(&sections).map_err(|error| error.after(".env cannot be added to"))?;
    check_carried(plan, &file)?;
    let heading = if existing.is_none_or(str::is_empty) { env_heading(plan) } else { String::new() };
    let text = format!("{heading}{}", file.text().expose());
    artifacts
        .insert(ArtifactPath::new(".env").map_err(Error::bug)?, Artifact::public(text).shared().secret());
    let text = format!(
        "{HEADER}# Copy it to .env and fill in the values, or let `mcpgen render` do it.\n{}",
        example(&sections)
    );
    artifacts.insert(ArtifactPath::new(".env.example").map_err(Error::bug)?, Artifact::public(text));
    Ok(EnvFiles {
        artifacts,
        missing: plan
            .secrets
            .iter()
            .filter(|(name, secret)| {
                secret.required && !secret.receivers.is_empty() && !file.has_value(name.as_str())
            })
            .map(|(name, _)| name.clone())
            .collect(),
        missing_machine: plan
            .machine_values()
            .into_iter()
            .filter(|value| !file.has_value(value.variable()))
            .collect(),
        env: file,
    })
}

/// Refuses values that no gateway can carry: their servers would get nothing, and the gateway would be healthy.
fn check_carried(plan: &Plan, file: &EnvFile) -> Result<(), Error> {
    let longest = longest_value(plan);
    let mut message = String::new();
    for name in carried(plan) {
        // What depends on the environment is seen by the start script, if by anyone.
        if let Some(Value::Text(value)) = file.get(name.as_str())
            && let Some(reason) = uncarried(value.expose(), longest)
        {
            // Writing to a String cannot fail.
            let _ = write!(message, "\n    {name}: it {reason}");
        }
    }
    if message.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::EnvFile,
        format!(
            "the gateway cannot carry these values of .env:{message}\n  write each on one line, without blanks at its ends"
        ),
    ))
}

fn env_heading(plan: &Plan) -> String {
    format!(
        "# Values of the stack {}. They stand here and nowhere else; keep this file to yourself.\n\
         # mcpgen adds lines that are missing, and changes none that are here.\n\n",
        plan.name
    )
}

fn sections(
    plan: &Plan,
    file: &EnvFile,
    machine: &BTreeMap<MachineValue, String>,
    supplied: &BTreeMap<SecretName, SecretText>,
    entropy: &mut dyn Entropy,
) -> Result<Vec<Section>, Error> {
    let key = |name: &str| EnvKey::new(name).map_err(Error::bug);
    // Randomness is only asked for when it is needed: a render that changes nothing takes none.
    let mut token = |name: &str| -> Result<Initial, Error> {
        if file.has_value(name) {
            Ok(Initial::Empty)
        } else {
            Ok(Initial::WhenEmpty(generate_token(entropy)?))
        }
    };
    let mut secrets = Vec::new();
    for (name, secret) in &plan.secrets {
        let mut comment = Vec::new();
        if !secret.description.is_empty() {
            comment.push(secret.description.clone());
        }
        comment.push(receivers(secret));
        let initial = match (supplied.get(name), secret.generate) {
            (Some(value), _) => Initial::WhenEmpty(value.clone()),
            (None, Generate::Token) => token(name.as_str())?,
            (None, Generate::No) => Initial::Empty,
        };
        secrets.push(SectionEntry { key: key(name.as_str())?, comment, initial });
    }
    let mut variables = Vec::new();
    for (name, default) in &plan.variables {
        let comment = match default {
            Some(default) if !default.as_str().is_empty() => vec![format!("Default: {}", default.as_str())],
            _ => Vec::new(),
        };
        variables.push(SectionEntry { key: key(name.as_str())?, comment, initial: Initial::Empty });
    }
    let profiles: BTreeSet<&str> = plan
        .services
        .iter()
        .filter_map(Service::container)
        .flat_map(|container| &container.process.profiles)
        .map(mcpgen_core::name::ProfileName::as_str)
        .collect();
    if !profiles.is_empty() {
        let names = profiles.into_iter().collect::<Vec<_>>().join(", ");
        let comment = format!("The profiles that are on, with commas between them, of: {names}");
        variables.push(SectionEntry { key: key(PROFILES)?, comment: vec![comment], initial: Initial::Empty });
    }
    let mut own = Vec::new();
    for value in plan.machine_values() {
        let initial = machine
            .get(&value)
            .map_or(Initial::Empty, |text| Initial::WhenEmpty(SecretText::new(text.clone())));
        own.push(SectionEntry {
            key: key(value.variable())?,
            comment: vec![value.description().to_owned()],
            initial,
        });
    }
    if !stamps(plan).is_empty() {
        let comment = "Keeps the labels, by which containers notice a changed value, from telling the value."
            .to_owned();
        own.push(SectionEntry { key: key(SALT)?, comment: vec![comment], initial: token(SALT)? });
    }
    let titled = [("Secrets", secrets), ("Settings", variables), ("This machine", own)];
    Ok(titled
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(title, entries)| Section { title: title.to_owned(), entries })
        .collect())
}

fn receivers(secret: &mcpgen_core::plan::Secret) -> String {
    let mut text = if secret.required { "Required".to_owned() } else { "Optional".to_owned() };
    let mut names = secret.receivers.iter();
    if let Some(first) = names.next() {
        // Writing to a String cannot fail.
        let _ = write!(text, "; goes to {first}");
        for name in names {
            let _ = write!(text, ", {name}");
        }
    }
    text.push('.');
    text
}
