//! The secrets of a stack beside the lines of its `.env`: which have a value, and who gets it. Never the value.
//!
//! ```
//! # use mcpgen::{DockerRegistry, Stack};
//! use mcpgen::dotenv::EnvFile;
//! use mcpgen::secrets::{SecretState, secret_statuses};
//!
//! # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
//! # let plan = evaluation.plan().ok_or("errors")?;
//! // The gateway's token, which a render makes.
//! let statuses = secret_statuses(plan, &EnvFile::default());
//! assert_eq!(statuses[0].name.as_str(), "MCP_GATEWAY_AUTH_TOKEN");
//! assert_eq!(statuses[0].state, SecretState::Missing);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeSet;

use mcpgen_core::model::Generate;
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::Plan;

use crate::dotenv::{EnvFile, EnvKey, SecretText};
use crate::emit::SALT;
use crate::error::{Error, ErrorKind};
use crate::gateway::{carried, longest_value, uncarried};
use crate::render::Entropy;
use crate::token::generate_token;

/// Whether a secret has a value.
///
/// ```
/// use mcpgen::dotenv::EnvFile;
/// use mcpgen::secrets::{SecretState, secret_statuses};
/// # use mcpgen::{DockerRegistry, Stack};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let state = |env| secret_statuses(plan, &EnvFile::parse(env))[0].state;
/// assert_eq!(state("BRAVE_API_KEY=abc\n"), SecretState::Set);
/// assert_eq!(state("BRAVE_API_KEY=\n"), SecretState::Missing);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretState {
    /// It has one.
    Set,
    /// It has none, and the stack does not start without it.
    Missing,
    /// It has none, and the stack starts without it.
    Empty,
}

/// One secret of a stack.
///
/// ```
/// use mcpgen::dotenv::EnvFile;
/// use mcpgen::secrets::secret_statuses;
/// # use mcpgen::{DockerRegistry, Stack};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let statuses = secret_statuses(plan, &EnvFile::default());
/// assert_eq!(statuses[0].name.as_str(), "BRAVE_API_KEY");
/// assert!(!statuses[0].generated && !statuses[0].receivers.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretStatus {
    /// Its name, and that of its line in `.env`.
    pub name: SecretName,
    /// Whether it has a value.
    pub state: SecretState,
    /// Whether mcpgen makes its value.
    pub generated: bool,
    /// What it is; empty when nobody said.
    pub description: String,
    /// Who gets it, in words, sorted. Empty when nobody does.
    pub receivers: Vec<String>,
}

/// The secrets of `plan`, sorted by name, beside what `env` sets.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # use mcpgen::{dotenv::EnvFile, secrets::secret_statuses};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// for status in secret_statuses(plan, &EnvFile::parse("BRAVE_API_KEY=abc\n")) {
///     println!("{}: {:?}, for {}", status.name, status.state, status.receivers.join(", "));
/// }
/// # assert_eq!(secret_statuses(plan, &EnvFile::default()).len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn secret_statuses(plan: &Plan, env: &EnvFile) -> Vec<SecretStatus> {
    let state = |name: &SecretName, needed: bool| match (env.has_value(name.as_str()), needed) {
        (true, _) => SecretState::Set,
        (false, true) => SecretState::Missing,
        (false, false) => SecretState::Empty,
    };
    plan.secrets
        .iter()
        .map(|(name, secret)| SecretStatus {
            name: name.clone(),
            state: state(name, secret.required && !secret.receivers.is_empty()),
            generated: secret.generate == Generate::Token,
            description: secret.description.clone(),
            receivers: secret.receivers.iter().cloned().collect(),
        })
        .collect()
}

/// The names in `env` that the stack of `plan` does not use, in the order of the file. They stay there: somebody else may use
/// them. A name that could be a piece of a value is not among them.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # use mcpgen::{dotenv::EnvFile, secrets::unused_names};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let env = EnvFile::parse("BRAVE_API_KEY=abc\nBRAVE_KEY=abc\n");
/// assert_eq!(unused_names(plan, &env), ["BRAVE_KEY"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn unused_names(plan: &Plan, env: &EnvFile) -> Vec<String> {
    let used: BTreeSet<&str> = plan
        .secrets
        .keys()
        .map(SecretName::as_str)
        .chain(plan.variables.keys().map(mcpgen_core::name::VariableName::as_str))
        .chain(plan.machine_values().iter().map(|value| value.variable()))
        .chain([SALT])
        .collect();
    let is_name = |key: &str| {
        key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    if !env.unreadable_lines().is_empty() {
        return Vec::new();
    }
    env.keys().filter(|key| is_name(key) && !used.contains(key)).map(str::to_owned).collect()
}

/// Sets the secret `name` of `plan` in `env` to `value`; every other byte stays.
///
/// # Errors
///
/// When `plan` has no such secret, when a gateway that must carry the value cannot (docker/mcp-gateway, pkg/gateway,
/// `readSecretsFromFile`), when Compose cannot read the file, or when the value holds a NUL.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # use mcpgen::{dotenv::{EnvFile, SecretText}, secrets::set_secret};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let mut env = EnvFile::parse("BRAVE_API_KEY=\n");
/// set_secret(plan, &mut env, "BRAVE_API_KEY", &SecretText::new("abc"))?;
/// assert_eq!(env.text().expose(), "BRAVE_API_KEY=abc\n");
/// // The gateway reads one line a secret.
/// assert!(set_secret(plan, &mut env, "BRAVE_API_KEY", &SecretText::new("a\nb")).is_err());
/// assert!(set_secret(plan, &mut env, "OTHER", &SecretText::new("abc")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn set_secret(plan: &Plan, env: &mut EnvFile, name: &str, value: &SecretText) -> Result<(), Error> {
    if !plan.secrets.keys().any(|known| known.as_str() == name) {
        return Err(Error::new(ErrorKind::EnvFile, format!("the stack has no secret `{name}`")));
    }
    let goes_through_a_gateway = carried(plan).iter().any(|known| known.as_str() == name);
    if let Some(reason) = uncarried(value.expose(), longest_value(plan)).filter(|_| goes_through_a_gateway) {
        let message = format!("the gateway cannot carry this value of `{name}` to its servers: it {reason}");
        return Err(Error::new(ErrorKind::EnvFile, message));
    }
    let key = EnvKey::new(name).map_err(Error::bug)?;
    env.set(&key, value).map_err(|error| error.after(".env"))
}

/// Gives the secret `name` of `plan`, which mcpgen made, a new value in `env`.
///
/// # Errors
///
/// As [`set_secret`]; when the secret is none that mcpgen makes, or no random bytes can be had.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// # use mcpgen::{dotenv::EnvFile, secrets::rotate_secret};
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let mut env = EnvFile::parse("MCP_GATEWAY_AUTH_TOKEN=old\nBRAVE_API_KEY=abc\n");
/// let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// rotate_secret(plan, &mut env, "MCP_GATEWAY_AUTH_TOKEN", &mut random)?;
/// assert!(!env.text().expose().contains("=old"));
/// // Where this one comes from, mcpgen does not know.
/// assert!(rotate_secret(plan, &mut env, "BRAVE_API_KEY", &mut random).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rotate_secret(
    plan: &Plan,
    env: &mut EnvFile,
    name: &str,
    entropy: &mut dyn Entropy,
) -> Result<(), Error> {
    let secret = plan.secrets.iter().find(|(known, _)| known.as_str() == name).map(|(_, secret)| secret);
    if secret.is_some_and(|secret| secret.generate != Generate::Token) {
        let message =
            format!("mcpgen does not make the value of `{name}`: get a new one where it comes from");
        return Err(Error::new(ErrorKind::EnvFile, message));
    }
    let token = generate_token(entropy)?;
    set_secret(plan, env, name, &token)
}
