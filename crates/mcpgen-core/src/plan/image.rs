//! Where the image of a container comes from.

use std::collections::BTreeMap;

use super::{HostLocation, Text};
use crate::model::{BuildStage, DockerfileSpec, GitUrl, ImageReference};
use crate::name::{EnvironmentName, SecretName};

/// Where an image comes from.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Image, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let image = &plan.services[0].container().unwrap().image;
/// assert_eq!(*image, Image::Reference("nginx:1.29".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Image {
    /// A registry, or what is on the machine.
    Reference(ImageReference),
    /// It is built, and called so if it has a name.
    Build(Build, Option<ImageReference>),
}

impl Image {
    /// What it is built from; `None` when it is not.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::model::StackSpec;
    /// use mcpgen_core::plan::resolve;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// build = "./web"
    /// "#
    /// .parse()?;
    /// let registry = BTreeMap::new();
    /// let plan = resolve(&stack, &Knowledge::new(&registry))?;
    /// let image = &plan.services[0].container().unwrap().image;
    /// assert_eq!(image.build().unwrap().dockerfile, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn build(&self) -> Option<&Build> {
        match self {
            Self::Build(build, _) => Some(build),
            Self::Reference(_) => None,
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.build().into_iter().flat_map(|build| {
            let folder = match &build.context {
                Context::Folder(location) => location.text(),
                Context::Git(_) => None,
            };
            folder.into_iter().chain(build.args.values())
        })
    }
}

/// What an image is built from.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Text, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// build = { context = "./web", args = { VERSION = "1.2" } }
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let build = plan.services[0].container().unwrap().image.build().unwrap();
/// assert_eq!(build.args[&"VERSION".parse()?], Text::literal("1.2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Build {
    /// What the build may read.
    pub context: Context,
    /// The Dockerfile; `None` for the file `Dockerfile` in the context.
    pub dockerfile: Option<DockerfileSpec>,
    /// Values of the Dockerfile's `ARG`s.
    pub args: BTreeMap<EnvironmentName, Text>,
    /// The stage that is built; `None` for the last.
    pub target: Option<BuildStage>,
    /// Secrets for the build alone.
    pub secrets: Vec<SecretName>,
}

/// What a build may read.
///
/// # Examples
///
/// ```
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// use mcpgen_core::model::StackSpec;
/// use mcpgen_core::plan::{Context, HostLocation, resolve};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// build = "./web"
/// "#
/// .parse()?;
/// let registry = BTreeMap::new();
/// let plan = resolve(&stack, &Knowledge::new(&registry))?;
/// let build = plan.services[0].container().unwrap().image.build().unwrap();
/// assert_eq!(build.context, Context::Folder(HostLocation::StackFolder("web".to_owned())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    /// A folder of the machine.
    Folder(HostLocation),
    /// A Git repository.
    Git(GitUrl),
}
