//! From a plan to files: one emitter a target.
//!
//! ```
//! use mcpgen::emit::{ComposeEmitter, Emitter, Layout};
//! # use mcpgen::{DockerRegistry, Stack};
//!
//! # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
//! # let plan = evaluation.plan().ok_or("errors")?;
//! // One target alone; `mcpgen::render` makes all of them, and adds emitters of your own.
//! let emission = ComposeEmitter::default().emit(plan, &Layout::default())?;
//! assert!(emission.artifacts.get("docker-compose.yml").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assembly;
pub(crate) mod cloudflared;
mod compose;
mod config;
mod dotenv;
mod gateway;
mod mounts;
mod repository;
mod script;
mod scripts;

pub use cloudflared::CloudflaredEmitter;
pub use compose::ComposeEmitter;
pub use config::ConfigEmitter;
pub use gateway::GatewayEmitter;
pub use mounts::RefusedMount;
pub use script::ScriptEmitter;

pub(crate) use assembly::Assembly;
pub(crate) use compose::SALT;
pub(crate) use dotenv::env_files;
pub(crate) use mounts::refused_mounts;
#[cfg(feature = "fs")]
pub(crate) use repository::is_ours_alone;
pub(crate) use repository::{own_folder_file, repository_files};
pub(crate) use script::{address, emit_for as scripts_for};

use mcpgen_core::diagnostic::Diagnostic;
use mcpgen_core::plan::Plan;

use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;

/// How the output lies to what it refers to.
///
/// ```
/// use mcpgen::emit::Layout;
///
/// assert_eq!(Layout::default().stack_folder, ".");
/// assert_eq!(Layout::with_stack_folder("../..").stack_folder, "../..");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// The way from the output folder to the folder of `stack.toml`, with `/`: `.` when they are one.
    pub stack_folder: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self { stack_folder: ".".to_owned() }
    }
}

impl Layout {
    /// The output folder and the folder of `stack.toml` lie as `stack_folder` says.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Inputs, Stack, emit::Layout, render};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"container\"\nimage = \"nginx:1\"\nvolumes = [\"./site:/site\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or_else(|| evaluation.report().to_string())?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// // The files go into `out`, beside stack.toml.
    /// let inputs = Inputs::new(&evaluation, &mut random).with_layout(Layout::with_stack_folder(".."));
    /// let rendering = render(plan, inputs)?;
    /// let compose = rendering.artifacts.get("docker-compose.yml").ok_or("no file")?;
    /// assert!(compose.text().contains("../site"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_stack_folder(stack_folder: impl Into<String>) -> Self {
        Self { stack_folder: stack_folder.into() }
    }

    /// A path that is relative to the folder of `stack.toml`, as one relative to the output folder; it begins with a dot
    /// or is absolute, so that Compose takes it for a path.
    pub(crate) fn path_in_stack_folder(&self, path: &str) -> String {
        let folder = self.stack_folder.trim_end_matches('/');
        match (folder, path) {
            (".", "") => ".".to_owned(),
            (".", path) if path.starts_with("../") => path.to_owned(),
            (".", path) => format!("./{path}"),
            (folder, "") => folder.to_owned(),
            (folder, path) => format!("{folder}/{path}"),
        }
    }
}

/// Turns a plan into the files of one target. A program that embeds mcpgen can bring emitters of its own: it hands them to
/// [`render`](crate::render()) with [`Inputs::with_emitter`](crate::Inputs::with_emitter), or runs one alone.
///
/// ```
/// use mcpgen::artifact::{Artifact, ArtifactPath};
/// use mcpgen::core::plan::Plan;
/// use mcpgen::emit::{Emission, Emitter, Layout};
/// use mcpgen::{DockerRegistry, Error, Inputs, Stack, render};
///
/// /// A list of the services, for people.
/// struct Services;
///
/// impl Emitter for Services {
///     fn name(&self) -> &str {
///         "services"
///     }
///
///     fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
///         let names: String = plan.services.iter().map(|service| format!("- {}\n", service.name)).collect();
///         Ok(Emission::default().with_artifact(ArtifactPath::new("SERVICES.md")?, Artifact::public(names)))
///     }
/// }
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let plan = evaluation.plan().ok_or("errors")?;
/// let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_emitter(&Services))?;
/// let list = rendering.artifacts.get("SERVICES.md").ok_or("no file")?;
/// assert_eq!(list.text(), "- gateway\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Emitter {
    /// What the target is called, for messages.
    ///
    /// ```
    /// # use mcpgen::emit::{Emitter, ScriptEmitter};
    /// assert_eq!(ScriptEmitter.name(), "scripts");
    /// ```
    fn name(&self) -> &str;

    /// The target's files, and what of the plan the target cannot express: nothing is dropped in silence.
    ///
    /// # Errors
    ///
    /// Only when mcpgen, or the emitter, is wrong: whatever a person can write was checked before there was a plan. What fails in
    /// an emitter of one's own becomes an [`Error`] by [`Error::emitter`].
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// # use mcpgen::emit::{Emitter, Layout, ScriptEmitter};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// let emission = ScriptEmitter.emit(plan, &Layout::default())?;
    /// assert!(emission.artifacts.get("scripts/start.sh").is_some());
    /// assert!(emission.losses.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn emit(&self, plan: &Plan, layout: &Layout) -> Result<Emission, Error>;
}

/// What an [`Emitter`] makes of a plan.
///
/// ```
/// use mcpgen::artifact::{Artifact, ArtifactPath};
/// use mcpgen::emit::Emission;
///
/// let emission = Emission::default()
///     .with_artifact(ArtifactPath::new("stack.sh")?, Artifact::public("#!/bin/sh\n").executable());
/// assert_eq!((emission.artifacts.len(), emission.losses.len()), (1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Emission {
    /// The target's files.
    pub artifacts: ArtifactSet,
    /// What the target cannot express, each with its place where there is one.
    pub losses: Vec<Diagnostic>,
}

impl Emission {
    /// The same with one more file. A second one of the same path takes the place of the first.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath};
    /// # use mcpgen::emit::Emission;
    /// let emission = Emission::default()
    ///     .with_artifact(ArtifactPath::new("notes")?, Artifact::public("first"))
    ///     .with_artifact(ArtifactPath::new("notes")?, Artifact::public("second"));
    /// assert_eq!(emission.artifacts.get("notes"), Some(&Artifact::public("second")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_artifact(mut self, path: ArtifactPath, artifact: Artifact) -> Self {
        self.artifacts.insert(path, artifact);
        self
    }

    /// The same with something more that the target cannot express.
    ///
    /// ```
    /// # use mcpgen::core::diagnostic::{Code, Diagnostic, OwnCode, Severity};
    /// # use mcpgen::emit::Emission;
    /// static ORDER_LOST: OwnCode =
    ///     OwnCode::new("acme-order-lost", Severity::Warning, "The target starts services in any order.").unwrap();
    ///
    /// let loss = Diagnostic::new(Code::Own(&ORDER_LOST), "`web` does not wait for `database`");
    /// assert_eq!(Emission::default().with_loss(loss.clone()).losses, [loss]);
    /// ```
    #[must_use]
    pub fn with_loss(mut self, loss: Diagnostic) -> Self {
        self.losses.push(loss);
        self
    }
}

impl From<ArtifactSet> for Emission {
    fn from(artifacts: ArtifactSet) -> Self {
        Self { artifacts, losses: Vec::new() }
    }
}
