//! Text in which values of `.env` may stand.

use crate::model::{DefaultText, HostPath, HostPathBase, TextSpec};
use crate::name::{SecretName, VariableName};

/// A text of literal parts and of values that only `.env` has. Which form the latter take is each emitter's own matter, and
/// literal text never becomes one of them.
///
/// # Examples
///
/// ```
/// use mcpgen_core::plan::{Text, TextPart};
///
/// let url = Text::literal("postgres://app:").and(TextPart::Secret("DB_PASSWORD".parse()?));
/// assert_eq!(url.parts().len(), 2);
/// // What looks like a reference stays text.
/// assert_eq!(Text::literal("${HOME}").parts(), [TextPart::Literal("${HOME}".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    parts: Vec<TextPart>,
}

/// A part of a [`Text`].
///
/// # Examples
///
/// ```
/// use mcpgen_core::plan::{MachineValue, Text, TextPart};
///
/// let text = Text::of(TextPart::Machine(MachineValue::UserId)).and(TextPart::Literal(":1000".to_owned()));
/// assert_eq!(text.parts()[1], TextPart::Literal(":1000".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// As it is.
    Literal(String),
    /// The value of a secret.
    Secret(SecretName),
    /// A value of `.env` that is no secret.
    Variable(VariableName, Option<DefaultText>),
    /// What depends on the machine.
    Machine(MachineValue),
}

/// What depends on the machine: a line of `.env`, so that the rendered files are the same everywhere.
///
/// # Examples
///
/// ```
/// use mcpgen_core::plan::MachineValue;
///
/// assert_eq!(MachineValue::Home.variable(), "MCPGEN_HOME");
/// assert_eq!(MachineValue::Home.description(), "Your home folder.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MachineValue {
    /// The person's home folder, as Compose names it on this machine.
    Home,
    /// The person's home folder, as the engine names it; differs on Windows (`/c/Users/me`).
    EngineHome,
    /// The folder of `stack.toml`, as the engine names it.
    EngineStackFolder,
    /// The Docker socket.
    DockerSocket,
    /// The user that may read the tunnel's credentials.
    UserId,
    /// That user's group.
    GroupId,
}

impl MachineValue {
    /// The name of its line in `.env`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::MachineValue;
    ///
    /// assert_eq!(MachineValue::DockerSocket.variable(), "MCPGEN_DOCKER_SOCKET");
    /// ```
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Home => "MCPGEN_HOME",
            Self::EngineHome => "MCPGEN_ENGINE_HOME",
            Self::EngineStackFolder => "MCPGEN_ENGINE_STACK_FOLDER",
            Self::DockerSocket => "MCPGEN_DOCKER_SOCKET",
            Self::UserId => "MCPGEN_UID",
            Self::GroupId => "MCPGEN_GID",
        }
    }

    /// What it is, for the comment in `.env`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::MachineValue;
    ///
    /// assert_eq!(MachineValue::GroupId.description(), "That user's group.");
    /// ```
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Home => "Your home folder.",
            Self::EngineHome => {
                "Your home folder as the Docker engine names it; on Windows such as /c/Users/you."
            }
            Self::EngineStackFolder => "The folder of stack.toml as the Docker engine names it.",
            Self::DockerSocket => {
                "The engine's socket; with a rootless engine such as /run/user/1000/docker.sock."
            }
            Self::UserId => "The user that the tunnel runs as; it must be able to read the credentials file.",
            Self::GroupId => "That user's group.",
        }
    }
}

impl Text {
    /// Literal text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{Text, TextPart};
    ///
    /// assert_eq!(Text::literal("$5").parts(), [TextPart::Literal("$5".to_owned())]);
    /// ```
    pub fn literal(text: impl Into<String>) -> Self {
        Self { parts: vec![TextPart::Literal(text.into())] }
    }

    /// A single part.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{Text, TextPart};
    ///
    /// let key = TextPart::Secret("WEB_KEY".parse()?);
    /// assert_eq!(Text::of(key.clone()).parts(), [key]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(part: TextPart) -> Self {
        Self { parts: vec![part] }
    }

    /// This text, followed by another part.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{Text, TextPart};
    ///
    /// let header = Text::literal("Bearer ").and(TextPart::Secret("WEB_KEY".parse()?));
    /// assert_eq!(header.parts().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn and(mut self, part: TextPart) -> Self {
        self.parts.push(part);
        self
    }

    /// The parts, in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{MachineValue, Text, TextPart};
    ///
    /// let text = Text::of(TextPart::Machine(MachineValue::Home)).and(TextPart::Literal("/src".to_owned()));
    /// assert!(text.parts().iter().any(|part| matches!(part, TextPart::Machine(_))));
    /// ```
    #[must_use]
    pub fn parts(&self) -> &[TextPart] {
        &self.parts
    }

    /// What was written, as a text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::TextSpec;
    /// use mcpgen_core::plan::{Text, TextPart};
    ///
    /// let written = TextSpec::Secret("WEB_KEY".parse()?);
    /// assert_eq!(Text::from_spec(&written), Text::of(TextPart::Secret("WEB_KEY".parse()?)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_spec(spec: &TextSpec) -> Self {
        Self::of(match spec {
            TextSpec::Literal(text) => TextPart::Literal(text.clone()),
            TextSpec::Secret(name) => TextPart::Secret(name.clone()),
            TextSpec::Variable { name, default } => TextPart::Variable(name.clone(), default.clone()),
        })
    }

    /// A path as the engine names it, for what a gateway mounts into its servers: always absolute.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::plan::{MachineValue, Text, TextPart};
    ///
    /// // A drive letter would separate.
    /// assert_eq!(Text::engine_path(&r"C:\Users\me\src".parse()?), Text::literal("/c/Users/me/src"));
    ///
    /// let home = Text::of(TextPart::Machine(MachineValue::EngineHome));
    /// assert_eq!(Text::engine_path(&"~/src".parse()?), home.and(TextPart::Literal("/src".to_owned())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn engine_path(path: &HostPath) -> Self {
        let (base, rest) = match path.base() {
            HostPathBase::Root => return Self::literal(engine_form(path.rest())),
            HostPathBase::Home => (MachineValue::EngineHome, path.rest()),
            HostPathBase::Stack => (MachineValue::EngineStackFolder, path.rest()),
        };
        let text = Self::of(TextPart::Machine(base));
        if rest.is_empty() {
            text
        } else {
            text.and(TextPart::Literal(format!("/{}", rest.replace('\\', "/"))))
        }
    }

    pub(super) fn machine_values(&self) -> impl Iterator<Item = MachineValue> {
        self.parts.iter().filter_map(|part| match part {
            TextPart::Machine(value) => Some(*value),
            _ => None,
        })
    }
}

/// `C:\Users` as `/c/Users`: in the Linux container of a gateway a drive letter cannot be told from a separator
/// (docker/mcp-gateway, `pkg/gateway/docker_binds.go`).
fn engine_form(path: &str) -> String {
    let mut characters = path.chars();
    match (characters.next(), characters.next()) {
        (Some(drive), Some(':')) if drive.is_ascii_alphabetic() => {
            format!("/{}{}", drive.to_ascii_lowercase(), characters.as_str().replace('\\', "/"))
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_letter_becomes_a_folder_for_the_engine() {
        assert_eq!(engine_form("C:\\Users\\me"), "/c/Users/me");
        assert_eq!(engine_form("/srv/a:b"), "/srv/a:b");
    }
}
