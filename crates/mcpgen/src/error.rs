//! What can go wrong besides the stack.

use std::fmt;
use std::sync::Arc;

use crate::artifact::InvalidArtifactPath;

type Source = dyn std::error::Error + Send + Sync + 'static;

/// Something failed. None of its causes is in `stack.toml`: those are diagnostics.
///
/// [`kind`](Self::kind) says what sort of failure it is, `to_string` what to tell a person, and
/// [`source`](std::error::Error::source) what lies behind it, when something does.
///
/// ```
/// use mcpgen::{DockerRegistry, ErrorKind, Existing, Inputs, Stack, render};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let mut existing = Existing::default();
/// existing.env = Some("KEY='never closed\n".to_owned());
/// let error = render(plan, Inputs::new(&evaluation, &mut random).with_existing(existing)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::EnvFile);
/// assert!(error.to_string().contains("line 1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Arc<Source>>,
}

/// What sort of failure it is.
///
/// ```
/// use mcpgen::{DockerRegistry, ErrorKind, Inputs, Stack, render};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let mut nothing = |_: &mut [u8]| Err("no randomness here".into());
/// let error = render(plan, Inputs::new(&evaluation, &mut nothing)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Randomness);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// mcpgen itself is wrong: a plan that passed every check could not be rendered.
    Bug,
    /// An emitter that mcpgen was given failed.
    Emitter,
    /// The `.env` that is there cannot be kept and added to.
    EnvFile,
    /// A value of this machine cannot be carried by the files.
    Machine,
    /// Two emitters write one file, or one writes where mcpgen keeps its own.
    PathTaken,
    /// No random bytes could be had.
    Randomness,
    /// What was asked for is no request, or cannot be matched.
    Request,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    pub(crate) fn bug(error: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Bug, format!("this is a bug in mcpgen: {error}"))
    }

    pub(crate) fn asked(error: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Request, error.to_string())
    }

    /// The failure of an [`Emitter`](crate::emit::Emitter) of one's own: a text, or an error that becomes the source.
    ///
    /// ```
    /// let error = mcpgen::Error::emitter("the template is not there");
    /// assert_eq!(error.kind(), mcpgen::ErrorKind::Emitter);
    /// ```
    #[must_use]
    pub fn emitter(source: impl Into<Box<Source>>) -> Self {
        Self::new(ErrorKind::Emitter, "an emitter failed").caused_by(source)
    }

    /// The same with what lies behind it, which is said after a colon.
    pub(crate) fn caused_by(self, source: impl Into<Box<Source>>) -> Self {
        let source = source.into();
        Self { message: format!("{}: {source}", self.message), source: Some(Arc::from(source)), ..self }
    }

    /// What sort of failure it is.
    ///
    /// ```
    /// # use mcpgen::{Error, ErrorKind};
    /// assert_eq!(Error::emitter("no template").kind(), ErrorKind::Emitter);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source: &Source = self.source.as_deref()?;
        Some(source)
    }
}

/// Only an emitter makes paths of names that it chose.
impl From<InvalidArtifactPath> for Error {
    fn from(error: InvalidArtifactPath) -> Self {
        Self::emitter(error)
    }
}
