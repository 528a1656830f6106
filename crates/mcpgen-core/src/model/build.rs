//! `build`: what an image is built from.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::host_path::has_drive;
use super::table::table;
use super::{Distinct, HostPath, TextSpec};
use crate::name::{EnvironmentName, SecretName};
use crate::value::{InvalidValue, written_as_text};

table! {
/// `build`: what an image is built from.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{BuildContext, BuildSpec, BuildStage, DockerfileSpec, HostPath, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// build = { context = "./web", dockerfile-inline = "FROM nginx:1.29", target = "runtime" }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let build = web.build.as_ref().unwrap();
/// assert_eq!(build.dockerfile, Some(DockerfileSpec::Inline("FROM nginx:1.29".to_owned())));
/// assert_eq!(build.target.as_ref().unwrap().as_str(), "runtime");
///
/// // The same in code.
/// let context = BuildContext::Folder("./web".parse()?);
/// let built = BuildSpec::new(context)
///     .with_dockerfile(DockerfileSpec::Inline("FROM nginx:1.29".to_owned()))
///     .with_target("runtime".parse::<BuildStage>()?);
/// assert_eq!(*build, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSpec {
    /// What the build may read.
    pub context: BuildContext,
    /// The Dockerfile. Default: the file `Dockerfile` in the context.
    pub dockerfile: Option<DockerfileSpec>,
    /// Values of the Dockerfile's `ARG`s.
    pub args: BTreeMap<EnvironmentName, TextSpec>,
    /// The stage that is built. Default: the last.
    pub target: Option<BuildStage>,
    /// Secrets that the Dockerfile reads with `RUN --mount=type=secret,id=NAME`; no trace of them stays in the image.
    pub secrets: Distinct<SecretName>,
}
}

impl BuildSpec {
    /// A build by the file `Dockerfile` of `context`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::BuildSpec;
    ///
    /// let build = BuildSpec::new("./server".parse()?);
    /// assert!(build.dockerfile.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(context: BuildContext) -> Self {
        Self { context, dockerfile: None, args: BTreeMap::new(), target: None, secrets: Distinct::default() }
    }
}

/// The Dockerfile of a build.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{DockerfileSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// build = { context = "./web", dockerfile = "docker/Dockerfile" }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let build = web.build.as_ref().unwrap();
/// assert!(matches!(&build.dockerfile, Some(DockerfileSpec::File(path)) if path.as_str() == "docker/Dockerfile"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DockerfileSpec {
    /// A file, relative to the context.
    File(DockerfilePath),
    /// Its text.
    Inline(String),
}

impl<'de> Deserialize<'de> for BuildSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BuildVisitor;

        impl<'de> Visitor<'de> for BuildVisitor {
            type Value = BuildSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a folder such as \"./server\", or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<BuildSpec, E> {
                Ok(BuildSpec::new(text.parse().map_err(E::custom)?))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BuildSpec, A::Error> {
                let BuildTable { context, dockerfile, dockerfile_inline, args, target, secrets } =
                    BuildTable::deserialize(MapAccessDeserializer::new(map))?;
                let dockerfile = match (dockerfile, dockerfile_inline) {
                    (None, None) => None,
                    (Some(path), None) => Some(DockerfileSpec::File(path)),
                    (None, Some(text)) => Some(DockerfileSpec::Inline(text)),
                    (Some(_), Some(_)) => {
                        return Err(de::Error::custom(
                            "a build has one Dockerfile\nremove `dockerfile` or `dockerfile-inline`",
                        ));
                    }
                };
                Ok(BuildSpec { context, dockerfile, args, target, secrets })
            }
        }

        deserializer.deserialize_any(BuildVisitor)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BuildTable {
    /// The folder with what the build may read, such as `./server`; or a Git repository, such as
    /// `https://github.com/you/server.git#v1.2.0`.
    context: BuildContext,
    /// The Dockerfile, relative to the context. Default: `Dockerfile`.
    dockerfile: Option<DockerfilePath>,
    /// The text of the Dockerfile, in the place of a file, such as `FROM python:3.13-slim`.
    dockerfile_inline: Option<String>,
    /// Values of the Dockerfile's `ARG`s: text, or `{ env = "NAME", default = "…" }` for a value of `.env`. They can be read in
    /// the image, so no secret may be one.
    #[serde(default)]
    args: BTreeMap<EnvironmentName, TextSpec>,
    /// The stage of the Dockerfile that is built. Default: the last.
    target: Option<BuildStage>,
    /// Secrets for the build alone: the Dockerfile reads each with `RUN --mount=type=secret,id=NAME`, and none stays in the image.
    #[serde(default)]
    secrets: Distinct<SecretName>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for BuildSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BuildSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = generator.subschema_for::<BuildContext>();
        let mut table = BuildTable::json_schema(generator);
        table.insert("description".to_owned(), "What the image is built from.".into());
        table
            .insert("not".to_owned(), serde_json::json!({ "required": ["dockerfile", "dockerfile-inline"] }));
        schemars::json_schema!({ "description": "A folder with a Dockerfile, or a table.", "anyOf": [text, table] })
    }
}

/// What a build may read.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::BuildContext;
///
/// assert!(matches!("./server".parse()?, BuildContext::Folder(_)));
/// assert!(matches!("https://github.com/you/server.git#v1.2.0".parse()?, BuildContext::Git(_)));
/// // An address of a repository is never taken for a folder.
/// assert!("git://github.com/you/server.git".parse::<BuildContext>().is_err());
/// # Ok::<(), mcpgen_core::InvalidValue>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildContext {
    /// A folder of the machine.
    Folder(HostPath),
    /// A Git repository, which the builder fetches.
    Git(GitUrl),
}

impl FromStr for BuildContext {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        // What Compose takes for a repository wherever it stands (compose-spec/compose-go, loader/paths.go).
        let remote = ["https://", "http://", "git://", "ssh://", "github.com/", "git@"];
        if remote.iter().any(|begin| text.starts_with(begin)) {
            text.parse().map(Self::Git)
        } else {
            text.parse().map(Self::Folder)
        }
    }
}

written_as_text!(
    BuildContext,
    pattern: crate::schema::pattern::build_context(),
    examples: ["./server", "https://github.com/you/server.git#v1.2.0"],
    "A folder with a Dockerfile, or a Git repository: https://HOST/PATH.git#TAG, with :FOLDER if wanted."
);

/// A Git repository at one tag, branch or commit: `https://HOST/PATH.git#REF`, and `:FOLDER` for a folder in it. Over HTTPS and
/// without a password, which would stand in the stack.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::GitUrl;
///
/// assert!("https://github.com/you/server.git#v1.2.0:docker".parse::<GitUrl>().is_ok());
///
/// let refused = "https://github.com/you/server.git".parse::<GitUrl>().unwrap_err();
/// assert!(refused.message().ends_with("it does not say which version, after a `#`"));
/// assert_eq!(refused.help(), "write `https://HOST/PATH.git#TAG`, or the path of a folder");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitUrl(String);

impl GitUrl {
    /// The address as written.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::GitUrl;
    ///
    /// let url: GitUrl = "https://github.com/you/server.git#v1.2.0".parse()?;
    /// assert_eq!(url.as_str(), "https://github.com/you/server.git#v1.2.0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GitUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| {
            Err(InvalidValue::new(
                format!("nothing can be built from {text:?}: {reason}"),
                "write `https://HOST/PATH.git#TAG`, or the path of a folder",
            ))
        };
        let Some(rest) = text.strip_prefix("https://") else {
            return refuse("mcpgen takes repositories over https only");
        };
        let Some((repository, part)) = rest.split_once('#') else {
            return refuse("it does not say which version, after a `#`");
        };
        let Some((host, path)) = repository.split_once('/') else { return refuse("it has no path") };
        let (reference, folder) = part.split_once(':').map_or((part, None), |(a, b)| (a, Some(b)));
        let word = |text: &str, others: &[u8]| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
        };
        let plain =
            |text: &str| text.split('/').all(|part| !matches!(part, "." | "..") && word(part, b"_.-+~"));
        if host.contains('@') {
            return refuse("a name or a password has no place in it");
        }
        if !word(host, b".-:") || !plain(path) {
            return refuse("it is not an address");
        }
        if !path.strip_suffix(".git").is_some_and(|name| !name.is_empty() && !name.ends_with('/')) {
            return refuse("the path of a repository ends in `.git`");
        }
        if !plain(reference) || folder.is_some_and(|folder| !plain(folder)) {
            return refuse("what follows `#` is not a version, or a version and a folder");
        }
        Ok(Self(text.to_owned()))
    }
}

/// Where a Dockerfile lies, relative to the context of its build.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::DockerfilePath;
///
/// assert!("docker/Dockerfile".parse::<DockerfilePath>().is_ok());
///
/// let refused = "/srv/Dockerfile".parse::<DockerfilePath>().unwrap_err();
/// assert_eq!(refused.help(), "write a path that is relative to the context, such as `docker/Dockerfile`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DockerfilePath(String);

impl DockerfilePath {
    /// The path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::DockerfilePath;
    ///
    /// let path: DockerfilePath = "docker/Dockerfile".parse()?;
    /// assert_eq!(path.as_str(), "docker/Dockerfile");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DockerfilePath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let elsewhere = text.starts_with(['/', '\\', '~']) || has_drive(text);
        if text.is_empty() || elsewhere || text.chars().any(char::is_control) {
            return Err(InvalidValue::new(
                format!("{text:?} is not the path of a Dockerfile"),
                "write a path that is relative to the context, such as `docker/Dockerfile`",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

written_as_text!(DockerfilePath, pattern: crate::schema::pattern::relative_path(), examples: ["docker/Dockerfile"], "A Dockerfile, relative to the context.");

/// The name of a stage of a Dockerfile, or its number (moby/buildkit, frontend/dockerfile/instructions/parse.go).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::BuildStage;
///
/// assert!("runtime".parse::<BuildStage>().is_ok());
/// assert!("0".parse::<BuildStage>().is_ok());
///
/// let refused = "run time".parse::<BuildStage>().unwrap_err();
/// assert_eq!(refused.message(), "\"run time\" is not the name of a stage");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildStage(String);

impl BuildStage {
    /// The name.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::BuildStage;
    ///
    /// let stage: BuildStage = "runtime".parse()?;
    /// assert_eq!(stage.as_str(), "runtime");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BuildStage {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let first = text.starts_with(|character: char| character.is_ascii_alphanumeric());
        if first && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not the name of a stage"),
                "write the name after `AS` in the Dockerfile, such as `runtime`",
            ))
        }
    }
}

written_as_text!(BuildStage, pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$", examples: ["runtime"], "A stage of the Dockerfile.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_told_from_a_folder() {
        let context = |text: &str| text.parse::<BuildContext>().unwrap();
        assert!(matches!(context("./https:/x"), BuildContext::Folder(_)));
        assert!(matches!(context("server"), BuildContext::Folder(_)));
        assert!(matches!(context("https://github.com/you/x.git#v1"), BuildContext::Git(_)));
        assert!(matches!(context("https://h:8443/x.git#feature/a:sub/folder"), BuildContext::Git(_)));
    }

    #[test]
    fn a_repository_that_is_not_safe_is_refused() {
        for text in [
            "http://github.com/you/x.git#v1",
            "git@github.com:you/x.git#v1",
            "github.com/you/x.git#v1",
            "https://github.com/you/x.git",
            "https://github.com/you/x#v1",
            "https://token@github.com/you/x.git#v1",
            "https://github.com/you/x.git#",
            "https://github.com/you/x.git#v1:../..",
            "https://github.com/you/../x.git#v1",
            "https://github.com/.git#v1",
            "https://github.com/a b.git#v1",
        ] {
            assert!(text.parse::<BuildContext>().is_err(), "{text}");
        }
    }
}
