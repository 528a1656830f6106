//! What can go wrong besides the stack.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mcpgen_core::name::ServiceName;

use crate::artifact::InvalidArtifactPath;
#[cfg(feature = "fs")]
use crate::fs::FileComparison;

type Source = dyn std::error::Error + Send + Sync + 'static;

/// Something failed. None of its causes is in `stack.toml`: those are diagnostics.
///
/// [`kind`](Self::kind) says what sort of failure it is, `to_string` what to tell a person, and
/// [`source`](std::error::Error::source) what lies behind it, when something does. What else a program may want to know of a
/// failure is had by the methods that its [`ErrorKind`] names.
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
pub struct Error(Box<Inner>);

/// Apart, so that a `Result` stays as small as what it holds when all is well.
#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    gateways: Vec<ServiceName>,
    #[cfg(feature = "fs")]
    conflicts: Vec<FileComparison>,
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
    /// Somebody changed the file at [`Error::path`] while mcpgen was at work. Nothing was written.
    Changed,
    /// Files are in the way that a person made or changed: `Error::conflicts`. Nothing was written.
    Conflicts,
    /// The disk refused what was asked of [`Error::path`]; the source is a [`std::io::Error`]. What a write had begun is finished
    /// by the next one.
    Disk,
    /// An emitter that mcpgen was given failed.
    Emitter,
    /// The `.env` that is there cannot be kept and added to, or a value cannot be written into it. Where a line or a value is at
    /// fault, the source is an [`UnreadableLine`](crate::dotenv::UnreadableLine) or a [`NulInValue`](crate::dotenv::NulInValue).
    EnvFile,
    /// A part of [`Error::path`] is a link, which could lead out of the output folder. Nothing was written.
    Link,
    /// A value of this machine cannot be carried by the files.
    Machine,
    /// The stack has no gateway that servers could be added to.
    NoGateway,
    /// There is nothing at [`Error::path`]; the source is a [`std::io::Error`].
    NotFound,
    /// Two emitters write one file, or one writes where mcpgen keeps its own.
    PathTaken,
    /// No random bytes could be had.
    Randomness,
    /// What was asked for is no request, or cannot be matched.
    Request,
    /// The stack has several gateways, [`Error::gateways`], and none was named.
    SeveralGateways,
    /// The stack has errors of syntax or shape, so that nobody can say where in it something is to be added.
    StackFaulty,
    /// A place of the stack is written in a form that lines cannot be added to, such as a table in braces.
    StackForm,
    /// The stack has no gateway of the name that was given; it has [`Error::gateways`].
    UnknownGateway,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            path: None,
            gateways: Vec::new(),
            #[cfg(feature = "fs")]
            conflicts: Vec::new(),
            source: None,
        }))
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
    pub(crate) fn caused_by(mut self, source: impl Into<Box<Source>>) -> Self {
        let source = source.into();
        self.0.message = format!("{}: {source}", self.0.message);
        self.0.source = Some(Arc::from(source));
        self
    }

    /// The same, said after `context` and a colon.
    pub(crate) fn after(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// The same with the gateways that the stack has.
    pub(crate) fn among(mut self, gateways: Vec<ServiceName>) -> Self {
        self.0.gateways = gateways;
        self
    }

    /// What sort of failure it is.
    ///
    /// ```
    /// # use mcpgen::{Error, ErrorKind};
    /// assert_eq!(Error::emitter("no template").kind(), ErrorKind::Emitter);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file or folder that it is about, as it was named to mcpgen or found from there; `None` when it is about none on a
    /// disk. The message names it too.
    ///
    /// ```
    /// # use mcpgen::{ErrorKind, fs::read_stack};
    /// # let folder = tempfile::tempdir()?;
    /// let missing = folder.path().join("stack.toml");
    /// let error = read_stack(&missing).unwrap_err();
    /// assert_eq!((error.kind(), error.path()), (ErrorKind::NotFound, Some(missing.as_path())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The gateways that the stack has, in the order of their names, when it is not known which of them is meant
    /// ([`ErrorKind::SeveralGateways`], [`ErrorKind::UnknownGateway`]); otherwise none.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, ErrorKind, servers::add};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// let time = DockerRegistry.server("time").ok_or("none")?;
    /// let error = add(text, &[time], Some("gatway")).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::UnknownGateway);
    /// assert_eq!(error.gateways()[0].as_str(), "gateway");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gateways(&self) -> &[ServiceName] {
        &self.0.gateways
    }
}

#[cfg(feature = "fs")]
impl Error {
    /// The disk refused something at `path`, or has nothing there.
    pub(crate) fn disk(path: impl Into<PathBuf>, error: std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::Disk,
        };
        let path = path.into();
        let mut failure = Self::new(kind, path.display().to_string()).caused_by(error);
        failure.0.path = Some(path);
        failure
    }

    /// `path` is a link.
    pub(crate) fn link(path: PathBuf) -> Self {
        let text = format!("{} is a link, which could lead out of the output folder", path.display());
        let mut failure = Self::new(ErrorKind::Link, text);
        failure.0.path = Some(path);
        failure
    }

    /// `path` changed under a write.
    pub(crate) fn changed(path: PathBuf) -> Self {
        let text = format!("{} changed while mcpgen was at work; nothing was written", path.display());
        let mut failure = Self::new(ErrorKind::Changed, text);
        failure.0.path = Some(path);
        failure
    }

    /// `files` are a person's.
    pub(crate) fn conflicting(files: Vec<FileComparison>) -> Self {
        let text = format!("{} files would lose what a person wrote", files.len());
        let mut failure = Self::new(ErrorKind::Conflicts, text);
        failure.0.conflicts = files;
        failure
    }

    /// The same of the file at `path`, which is said before all else.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        let mut failure = self.after(path.display());
        failure.0.path = Some(path.to_owned());
        failure
    }

    /// The files that would lose what a person wrote, in the order of their paths ([`ErrorKind::Conflicts`]); otherwise none.
    ///
    /// ```
    /// # use mcpgen::artifact::{Artifact, ArtifactPath, ArtifactSet};
    /// use mcpgen::ErrorKind;
    /// use mcpgen::fs::{OnEdited, Output};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let mut files = ArtifactSet::default();
    /// # files.insert(ArtifactPath::new("docker-compose.yml")?, Artifact::public("services: {}\n"));
    /// std::fs::write(folder.path().join("docker-compose.yml"), "services: {mine: {}}\n")?;
    /// let output = Output::open(folder.path(), &mut || ())?;
    /// let error = output.write(&output.view().compare(&files)?, OnEdited::Refuse).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Conflicts);
    /// assert_eq!(error.conflicts()[0].path(), "docker-compose.yml");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn conflicts(&self) -> &[FileComparison] {
        &self.0.conflicts
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source: &Source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// Only an emitter makes paths of names that it chose.
impl From<InvalidArtifactPath> for Error {
    fn from(error: InvalidArtifactPath) -> Self {
        Self::emitter(error)
    }
}
