//! Names: each kind a type of its own, valid by construction.
//!
//! # Examples
//!
//! ```
//! use mcpgen_core::InvalidValue;
//! use mcpgen_core::name::{SecretName, ServiceName};
//!
//! let gateway: ServiceName = "mcp-gateway".parse()?;
//! assert_eq!(gateway.as_str(), "mcp-gateway");
//!
//! // A name in `.env` must not change what Compose and the shell do.
//! assert!("COMPOSE_FILE".parse::<SecretName>().is_err());
//! # Ok::<(), InvalidValue>(())
//! ```

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// Declares a name: a text that passed one check.
macro_rules! name {
    (
        $(#[$meta:meta])*
        $name:ident, what: $what:literal, rule: $rule:literal, pattern: $pattern:expr, example: $example:literal,
        refused: $refused:literal, because: $because:literal, check: $check:expr
    ) => {
        $(#[$meta])*
        ///
        #[doc = concat!("The rule: ", $rule, ".")]
        ///
        /// # Examples
        ///
        /// ```
        #[doc = concat!("use mcpgen_core::name::", stringify!($name), ";")]
        ///
        #[doc = concat!("let name: ", stringify!($name), " = \"", $example, "\".parse()?;")]
        #[doc = concat!("assert_eq!(name.to_string(), \"", $example, "\");")]
        ///
        #[doc = concat!("let refused = \"", $refused, "\".parse::<", stringify!($name), ">().unwrap_err();")]
        #[doc = concat!("assert_eq!(refused.message(), r#\"\"", $refused, "\" is not a ", $what, ": ", $because, "\"#);")]
        /// # Ok::<(), mcpgen_core::InvalidValue>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("# use mcpgen_core::name::", stringify!($name), ";")]
            #[doc = concat!("let name: ", stringify!($name), " = \"", $example, "\".parse()?;")]
            #[doc = concat!("assert_eq!(name.as_str(), \"", $example, "\");")]
            /// # Ok::<(), mcpgen_core::InvalidValue>(())
            /// ```
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                let check: fn(&str) -> Result<(), &'static str> = $check;
                match check(text) {
                    Ok(()) => Ok(Self(text.to_owned())),
                    Err(reason) => Err(InvalidValue::new(
                        format!(concat!("{:?} is not a ", $what, ": {}"), text, reason),
                        concat!($rule, ", such as `", $example, "`"),
                    )),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        written_as_text!($name, pattern: $pattern, examples: [$example], concat!("A ", $what, ": ", $rule, "."));
    };
}

name! {
    /// The name of a stack: Compose's project name.
    ///
    /// Compose silently rewrites a name that does not fit (`My.App` becomes `myapp`), so it is refused here
    /// (compose-spec/compose-go, loader/normalize.go).
    StackName, what: "stack name", rule: "take small letters, digits, `-` and `_`, and begin with a letter or a digit",
    pattern: "^[a-z0-9][a-z0-9_-]{0,62}$", example: "mcp",
    refused: "My.App", because: "it holds a capital letter",
    check: |text| lower_name(text, "-_", "")
}

name! {
    /// The name of a service; other containers reach it under this name.
    ServiceName, what: "service name", rule: "take small letters, digits, `-`, `_` and `.`, and a letter or a digit at both ends",
    pattern: "^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$", example: "mcp-gateway",
    refused: "web_", because: "it does not end with a letter or a digit",
    check: |text| lower_name(text, "-_.", "-_.")
}

name! {
    /// The name of a network.
    NetworkName, what: "network name", rule: "take small letters, digits, `-`, `_` and `.`, and a letter or a digit at both ends",
    pattern: "^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$", example: "mcp-network",
    refused: "back end", because: "it holds another character",
    check: |text| lower_name(text, "-_.", "-_.")
}

name! {
    /// The name of a volume that Docker keeps.
    VolumeName, what: "volume name", rule: "take small letters, digits, `-`, `_` and `.`, and a letter or a digit at both ends",
    pattern: "^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$", example: "database",
    refused: "-data", because: "it does not begin with a letter or a digit",
    check: |text| lower_name(text, "-_.", "-_.")
}

name! {
    /// The name of a container, one on the whole engine.
    ContainerName, what: "container name", rule: "take at least two letters, digits, `_`, `.` and `-`, and begin with a letter or a digit",
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$", example: "mcp-gateway",
    refused: "a", because: "it is too short",
    check: |text| {
        if text.len() < 2 {
            return Err("it is too short");
        }
        mixed_name(text, 128)
    }
}

name! {
    /// The name of an MCP server, as catalogs have it.
    ServerName, what: "server name", rule: "take letters, digits, `.`, `_` and `-`, and begin with a letter or a digit",
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$", example: "duckduckgo",
    refused: "@you/server", because: "it does not begin with a letter or a digit",
    check: |text| mixed_name(text, 128)
}

name! {
    /// The name of a tool that a server offers.
    ToolName, what: "tool name", rule: "take what the server lists, without blanks",
    pattern: "^[^\\s\\x00-\\x1f\\x7f-\\x9f]+$", example: "search",
    refused: "web search", because: "it holds a blank",
    check: |text| {
        if text.is_empty() {
            Err("it is empty")
        } else if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
            Err("it holds a blank")
        } else {
            Ok(())
        }
    }
}

name! {
    /// What a server's tools are called by, before `__`.
    ToolPrefix, what: "tool prefix", rule: "take letters, digits, `_` and `-`",
    pattern: "^[a-zA-Z0-9_-]{1,32}$", example: "work",
    refused: "my.server", because: "it holds another character",
    check: |text| {
        if text.is_empty() || text.len() > 32 {
            Err("it has not 1 to 32 characters")
        } else if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
            Ok(())
        } else {
            Err("it holds another character")
        }
    }
}

name! {
    /// The name of a secret: a line of `.env`.
    SecretName, what: "secret name", rule: "take capital letters, digits and `_`, and begin with a letter",
    pattern: DOTENV_PATTERN, example: "BRAVE_API_KEY",
    refused: "PATH", because: "Compose, Docker, mcpgen or the shell gives that name a meaning of its own",
    check: dotenv_name
}

name! {
    /// The name of a value that is no secret and stands in `.env`.
    VariableName, what: "variable name", rule: "take capital letters, digits and `_`, and begin with a letter",
    pattern: DOTENV_PATTERN, example: "LOG_LEVEL",
    refused: "log_level", because: "it does not begin with a capital letter",
    check: dotenv_name
}

name! {
    /// The name of an environment variable as a container sees it.
    EnvironmentName, what: "name of an environment variable", rule: "take letters, digits and `_`, and do not begin with a digit",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$", example: "LOG_LEVEL",
    refused: "2FA_KEY", because: "it begins with a digit",
    check: |text| {
        let mut bytes = text.bytes();
        match bytes.next() {
            None => Err("it is empty"),
            Some(first) if first.is_ascii_digit() => Err("it begins with a digit"),
            Some(first) if !(first.is_ascii_alphabetic() || first == b'_') => Err("it holds another character"),
            Some(_) if bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => Ok(()),
            Some(_) => Err("it holds another character"),
        }
    }
}

name! {
    /// The name of a profile: a set of services that is started on demand.
    ProfileName, what: "profile name", rule: "take at least two letters, digits, `_`, `.` and `-`, and begin with a letter or a digit",
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$", example: "debug",
    refused: "dev tools", because: "it holds another character",
    check: |text| {
        if text.len() < 2 {
            return Err("it is too short");
        }
        mixed_name(text, 63)
    }
}

name! {
    /// The name of an environment variable of a container. Programs read names with `.` and `-` too, such as `discovery.type`.
    ContainerVariable, what: "name of an environment variable", rule: "take letters, digits, `_`, `.` and `-`, and do not begin with a digit, `.` or `-`",
    pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$", example: "LOG_LEVEL",
    refused: ".env", because: "it begins with another character",
    check: |text| {
        let first = text.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
        if text.is_empty() {
            Err("it is empty")
        } else if !first {
            Err("it begins with another character")
        } else if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
            Ok(())
        } else {
            Err("it holds another character")
        }
    }
}

name! {
    /// What a stack calls a language model. Compose makes names of environment variables of it.
    LanguageModelName, what: "name of a language model", rule: "take small letters, digits, `-` and `_`, begin with a letter, and end with a letter or a digit",
    pattern: "^[a-z]([a-z0-9_-]{0,61}[a-z0-9])?$", example: "llm",
    refused: "3b", because: "it begins with a digit",
    check: |text| {
        if text.starts_with(|character: char| character.is_ascii_digit()) {
            return Err("it begins with a digit");
        }
        lower_name(text, "-_", "-_")
    }
}

name! {
    /// What the engine calls a driver of graphics processors.
    GpuDriver, what: "driver of graphics processors", rule: "take small letters, digits, `-`, `_` and `.`, and a letter or a digit at both ends",
    pattern: "^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$", example: "nvidia",
    refused: "NVIDIA", because: "it holds a capital letter",
    check: |text| lower_name(text, "-_.", "-_.")
}

name! {
    /// One graphics processor: its number, its id, or its name in the Container Device Interface.
    GpuId, what: "graphics processor", rule: "take what the driver lists",
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9._:/=-]{0,127}$", example: "0",
    refused: "gpu 0", because: "no driver lists such a one",
    check: |text| {
        let valid = text.len() <= 128
            && text.starts_with(|character: char| character.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/=-".contains(&byte));
        if valid { Ok(()) } else { Err("no driver lists such a one") }
    }
}

name! {
    /// A further name of a service on a network.
    NetworkAlias, what: "alias", rule: "take small letters, digits, `-`, `_` and `.`, and a letter or a digit at both ends",
    pattern: "^[a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?$", example: "database",
    refused: "db.", because: "it does not end with a letter or a digit",
    check: |text| lower_name(text, "-_.", "-_.")
}

impl SecretName {
    /// The bearer token of the gateways (docker/mcp-gateway, pkg/gateway/auth.go).
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::SecretName;
    ///
    /// assert_eq!(SecretName::GATEWAY_TOKEN, "MCP_GATEWAY_AUTH_TOKEN");
    /// ```
    pub const GATEWAY_TOKEN: &'static str = "MCP_GATEWAY_AUTH_TOKEN";

    /// The secret that holds the bearer token of the gateways.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::SecretName;
    ///
    /// assert_eq!(SecretName::gateway_token().as_str(), SecretName::GATEWAY_TOKEN);
    /// ```
    #[must_use]
    pub fn gateway_token() -> Self {
        Self(Self::GATEWAY_TOKEN.to_owned())
    }
}

impl StackName {
    /// Stands for the name of a stack whose own could not be read. Such a stack is checked, and never rendered.
    pub(crate) fn unknown() -> Self {
        Self("unknown".to_owned())
    }
}

impl NetworkName {
    /// The network of a stack that declares none.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::NetworkName;
    ///
    /// assert_eq!(NetworkName::implied().as_str(), "default");
    /// ```
    #[must_use]
    pub fn implied() -> Self {
        Self("default".to_owned())
    }
}

impl ServiceName {
    /// The tunnel's service in a stack that has `[ingress]` and no service of kind `cloudflared`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::name::ServiceName;
    ///
    /// assert_eq!(ServiceName::implied_tunnel().as_str(), "cloudflared");
    /// ```
    #[must_use]
    pub fn implied_tunnel() -> Self {
        Self("cloudflared".to_owned())
    }
}

fn lower_name(text: &str, inner: &str, not_last: &str) -> Result<(), &'static str> {
    let allowed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    if text.is_empty() {
        Err("it is empty")
    } else if text.len() > 63 {
        Err("it is longer than 63 characters")
    } else if text.chars().any(|character| character.is_ascii_uppercase()) {
        Err("it holds a capital letter")
    } else if !text.chars().all(|character| allowed(character) || inner.contains(character)) {
        Err("it holds another character")
    } else if !text.starts_with(allowed) {
        Err("it does not begin with a letter or a digit")
    } else if text.ends_with(|character| not_last.contains(character)) {
        Err("it does not end with a letter or a digit")
    } else {
        Ok(())
    }
}

fn mixed_name(text: &str, longest: usize) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else if text.len() > longest {
        Err("it is too long")
    } else if !text.starts_with(|character: char| character.is_ascii_alphanumeric()) {
        Err("it does not begin with a letter or a digit")
    } else if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
        Ok(())
    } else {
        Err("it holds another character")
    }
}

/// What names that Compose, Docker and mcpgen read begin with.
const RESERVED_PREFIXES: [&str; 5] = ["COMPOSE_", "DOCKER_", "MCPGEN_", "BUILDKIT_", "LC_"];
/// Names that shells and programs read.
const RESERVED_NAMES: [&str; 33] = [
    "APPDATA",
    "CDPATH",
    "COMSPEC",
    "DISPLAY",
    "ENV",
    "HOME",
    "HOSTNAME",
    "IFS",
    "LANG",
    "LANGUAGE",
    "LOCALAPPDATA",
    "LOGNAME",
    "MAIL",
    "OLDPWD",
    "OPTARG",
    "OPTIND",
    "PATH",
    "PATHEXT",
    "PPID",
    "PROGRAMDATA",
    "PSMODULEPATH",
    "PWD",
    "SHELL",
    "SHLVL",
    "SYSTEMROOT",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "USER",
    "USERNAME",
    "USERPROFILE",
    "WINDIR",
];

/// The shape of a name in `.env`, as the JSON Schema has it.
#[cfg(feature = "schema")]
pub(crate) const DOTENV_PATTERN: &str = "^[A-Z][A-Z0-9_]*$";

/// The names in `.env` that are taken, as a regular expression for the JSON Schema.
#[cfg(feature = "schema")]
pub(crate) fn reserved_pattern() -> String {
    format!("^(({}).*|{})$", RESERVED_PREFIXES.join("|"), RESERVED_NAMES.join("|"))
}

/// A name in `.env` is also one in the environment of Compose and of the start script: none that they read may be taken.
fn dotenv_name(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else if !text.starts_with(|character: char| character.is_ascii_uppercase()) {
        Err("it does not begin with a capital letter")
    } else if !text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        Err("it holds another character")
    } else if RESERVED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
        || RESERVED_NAMES.contains(&text)
    {
        Err("Compose, Docker, mcpgen or the shell gives that name a meaning of its own")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_compose_would_rewrite_is_refused() {
        for name in ["My-App", "app.x", "-app", "", "a b"] {
            assert!(name.parse::<StackName>().is_err(), "{name}");
        }
        assert_eq!("mcp_2".parse::<StackName>().unwrap().as_str(), "mcp_2");
    }

    #[test]
    fn a_name_that_leads_out_of_a_folder_is_refused() {
        for name in ["../x", "a/b", "..", ".", "a\\b"] {
            assert!(name.parse::<ServiceName>().is_err(), "{name}");
            assert!(name.parse::<NetworkName>().is_err(), "{name}");
            assert!(name.parse::<ServerName>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_secret_cannot_take_a_name_that_compose_or_the_shell_reads() {
        for name in ["COMPOSE_FILE", "PATH", "HOME", "DOCKER_HOST", "MCPGEN_HOME", "lower", "1A", "A-B"] {
            assert!(name.parse::<SecretName>().is_err(), "{name}");
        }
        assert!("BRAVE_API_KEY".parse::<SecretName>().is_ok());
        assert!(SecretName::GATEWAY_TOKEN.parse::<SecretName>().is_ok());
    }

    #[test]
    fn a_name_is_as_long_as_it_may_be_and_no_longer() {
        let fits = |length: usize| "a".repeat(length);
        for length in [62, 63] {
            assert!(fits(length).parse::<StackName>().is_ok() && fits(length).parse::<ProfileName>().is_ok());
        }
        for length in [64, 65] {
            assert!(
                fits(length).parse::<StackName>().is_err() && fits(length).parse::<ProfileName>().is_err()
            );
        }
        assert!(fits(128).parse::<ServerName>().is_ok() && fits(128).parse::<ContainerName>().is_ok());
        assert!(fits(129).parse::<ServerName>().is_err() && fits(129).parse::<ContainerName>().is_err());
    }
}
