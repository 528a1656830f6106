//! What an image is built from.

use mcpgen_core::model::{BuildStage, DockerfileSpec, GitUrl};
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{Build, Context, Plan};

use super::file::BuildFile;
use super::interpolation::{compose_text, literal};
use super::service::location;
use crate::emit::Layout;

/// The Dockerfile of a build that names none.
const DOCKERFILE: &str = "Dockerfile";

pub(super) fn build<'a>(plan: &Plan, build: &'a Build, layout: &Layout) -> BuildFile<'a> {
    let (dockerfile, dockerfile_inline) = match &build.dockerfile {
        None => (Some(DOCKERFILE.to_owned()), None),
        Some(DockerfileSpec::File(path)) => (Some(literal(path.as_str())), None),
        Some(DockerfileSpec::Inline(text)) => (None, Some(literal(text))),
    };
    BuildFile {
        context: match &build.context {
            Context::Folder(place) => location(plan, place, layout),
            Context::Git(url) => literal(GitUrl::as_str(url)),
        },
        dockerfile,
        dockerfile_inline,
        args: build.args.iter().map(|(name, text)| (name.as_str(), compose_text(plan, text))).collect(),
        target: build.target.as_ref().map(BuildStage::as_str),
        secrets: build.secrets.iter().map(SecretName::as_str).collect(),
    }
}
