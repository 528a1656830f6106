//! From a plan to all its files, in memory.

use std::collections::BTreeMap;

use mcpgen_core::diagnostic::Diagnostic;
use mcpgen_core::model::HostPath;
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{MachineValue, Plan};

use crate::artifact::ArtifactSet;
use crate::dotenv::{EnvFile, SecretText};
use crate::emit::{
    CloudflaredEmitter, ComposeEmitter, ConfigEmitter, Emitter, EnvFileResult, GatewayEmitter, Layout,
    RefusedMount, ScriptEmitter, emit_env_files, emit_repository_files, refused_mounts,
};
use crate::error::{Error, ErrorKind};

/// The texts of files in the output folder that a person shares with mcpgen; `None` for one that is not there.
#[derive(Clone, Default)]
pub struct Existing {
    /// `.env`.
    pub env: Option<String>,
    /// `.gitignore`.
    pub gitignore: Option<String>,
    /// `.gitattributes`.
    pub gitattributes: Option<String>,
}

impl std::fmt::Debug for Existing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Existing")
            .field("env", &self.env.as_ref().map(|_| "***"))
            .field("gitignore", &self.gitignore)
            .field("gitattributes", &self.gitattributes)
            .finish()
    }
}

/// Where random bytes come from, for tokens that are made.
pub trait Entropy {
    /// Fills `bytes` with random ones.
    ///
    /// # Errors
    ///
    /// When none can be had; the text says why.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String>;
}

/// What rendering depends on besides the plan: the same plan and the same inputs give the same bytes.
#[expect(missing_debug_implementations, reason = "a source of entropy need not be printable")]
pub struct Inputs<'a> {
    /// The texts of the files that the stack names.
    pub files: &'a BTreeMap<HostPath, String>,
    /// How the output lies to the folder of `stack.toml`.
    pub layout: Layout,
    /// What depends on the machine. What is left out is left for the person to fill in.
    pub machine: BTreeMap<MachineValue, String>,
    /// Values for secrets that have none in `.env` yet, such as those of the environment.
    pub supplied: BTreeMap<SecretName, SecretText>,
    /// What is in the output folder already.
    pub existing: Existing,
    /// Random bytes; asked only when a token must be made.
    pub entropy: &'a mut dyn Entropy,
}

/// A rendered stack.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rendering {
    /// The files.
    pub artifacts: ArtifactSet,
    /// Required secrets that have no value yet.
    pub missing_secrets: Vec<SecretName>,
    /// Values of the machine that nobody supplied.
    pub missing_machine_values: Vec<MachineValue>,
    /// Paths that the gateway never mounts on this machine, so that the servers they are for do not start.
    pub refused_mounts: Vec<RefusedMount>,
    /// What a target cannot express.
    pub losses: Vec<Diagnostic>,
}

/// Renders everything that mcpgen renders.
///
/// # Errors
///
/// When the `.env` that is there cannot be added to, when a machine value cannot be carried, when no random bytes can be had, or
/// when mcpgen is wrong.
pub fn render(plan: &Plan, inputs: Inputs<'_>) -> Result<Rendering, Error> {
    let Inputs { files, layout, machine, supplied, existing, entropy } = inputs;
    for (value, text) in &machine {
        check_machine_value(*value, text)?;
    }
    let mut artifacts = ArtifactSet::default();
    let mut losses = Vec::new();
    let emitters: [&dyn Emitter; 5] = [
        &ComposeEmitter::new(files.clone()),
        &CloudflaredEmitter,
        &GatewayEmitter::new(files.clone()),
        &ConfigEmitter::new(files.clone()),
        &ScriptEmitter,
    ];
    for emitter in emitters {
        losses.extend(emitter.emit(plan, &layout, &mut artifacts)?);
    }
    emit_repository_files(plan, &existing, &mut artifacts)?;
    let EnvFileResult { missing, missing_machine } =
        emit_env_files(plan, existing.env.as_deref(), &machine, &supplied, entropy, &mut artifacts)?;
    let env = artifacts.get(".env").map(|file| EnvFile::parse(file.text())).unwrap_or_default();
    Ok(Rendering {
        refused_mounts: refused_mounts(plan, &env),
        artifacts,
        missing_secrets: missing,
        missing_machine_values: missing_machine,
        losses,
    })
}

/// A path of the machine is put between double quotes into the configuration of the gateway's servers, and into a list that
/// `:` separates.
fn check_machine_value(value: MachineValue, text: &str) -> Result<(), Error> {
    let engine_path = matches!(value, MachineValue::EngineHome | MachineValue::EngineStackFolder);
    let breaks = text.chars().any(char::is_control) || engine_path && text.contains(['"', '\\', ':']);
    if breaks {
        return Err(Error::new(
            ErrorKind::Machine,
            format!("{} cannot hold {text:?}: the gateway's configuration cannot carry it", value.variable()),
        ));
    }
    Ok(())
}
