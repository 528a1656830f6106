//! `security-opt`: what the engine allows or forbids beside capabilities.

use std::fmt;
use std::str::FromStr;

use super::HostPath;
use crate::value::{InvalidValue, written_as_text};

/// One item of `security-opt` (docker/compose, pkg/compose/create.go; moby/moby, `daemon/daemon_unix.go`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::SecurityOption;
///
/// assert_eq!("no-new-privileges".parse::<SecurityOption>()?, SecurityOption::NoNewPrivileges(true));
/// assert_eq!("seccomp=./profile.json".parse::<SecurityOption>()?.to_string(), "seccomp=profile.json");
///
/// let refused = "seccomp=builtin".parse::<SecurityOption>().unwrap_err();
/// assert_eq!(refused.help(), "remove it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityOption {
    /// `no-new-privileges:true`: no program gains rights by being started; or `…:false`.
    NoNewPrivileges(bool),
    /// `seccomp=unconfined`: every system call is let through.
    SeccompOff,
    /// `seccomp=./profile.json`: the system calls that the file lists are let through. The path is one of this machine.
    Seccomp(HostPath),
    /// `apparmor=NAME`: a profile of AppArmor that is loaded on the engine's machine; `unconfined` for none.
    AppArmor(String),
    /// `label=disable`, `label=type:NAME` and so on: what SELinux calls the container.
    Label(String),
    /// `systempaths=unconfined`: what is hidden of `/proc` and `/sys` shows.
    SystemPathsOff,
}

impl SecurityOption {
    /// What it decides: of two options that decide one thing the engine takes the last, without a word.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::SecurityOption;
    ///
    /// assert_eq!(SecurityOption::SeccompOff.subject(), "seccomp");
    /// assert_eq!("label=type:svirt_t".parse::<SecurityOption>()?.subject(), "type");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::NoNewPrivileges(_) => "no-new-privileges",
            Self::SeccompOff | Self::Seccomp(_) => "seccomp",
            Self::AppArmor(_) => "apparmor",
            Self::Label(label) => label.split(':').next().unwrap_or(label),
            Self::SystemPathsOff => "systempaths",
        }
    }

    /// Whether it takes a protection away that a container has by default.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::SecurityOption;
    ///
    /// assert!("apparmor=unconfined".parse::<SecurityOption>()?.weakens());
    /// assert!(!"apparmor=docker-nginx".parse::<SecurityOption>()?.weakens());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn weakens(&self) -> bool {
        match self {
            Self::SeccompOff | Self::SystemPathsOff => true,
            Self::AppArmor(profile) => profile == "unconfined",
            Self::Label(label) => label == "disable",
            Self::NoNewPrivileges(_) | Self::Seccomp(_) => false,
        }
    }
}

impl FromStr for SecurityOption {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let word = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"=\"'".contains(&byte))
        };
        match text {
            "no-new-privileges" | "no-new-privileges:true" => return Ok(Self::NoNewPrivileges(true)),
            "no-new-privileges:false" => return Ok(Self::NoNewPrivileges(false)),
            "systempaths=unconfined" => return Ok(Self::SystemPathsOff),
            "seccomp=unconfined" => return Ok(Self::SeccompOff),
            // A newer word for the engine's own profile; an older Compose looks for a file of that name.
            "seccomp=builtin" => {
                return Err(InvalidValue::new(
                    "`seccomp=builtin` is what a container has anyway, and older versions of Compose do not know it",
                    "remove it",
                ));
            }
            _ => {}
        }
        match text.split_once('=') {
            Some(("seccomp", path)) if !path.is_empty() => Ok(Self::Seccomp(path.parse()?)),
            Some(("apparmor", profile)) if word(profile) => Ok(Self::AppArmor(profile.to_owned())),
            Some(("label", label)) if word(label) && is_label(label) => Ok(Self::Label(label.to_owned())),
            _ => Err(InvalidValue::new(
                format!("{text:?} is not a security option"),
                "write `no-new-privileges:true`, `seccomp=./profile.json`, `apparmor=NAME`, or `label=type:NAME`",
            )),
        }
    }
}

/// What SELinux's label takes (opencontainers/selinux, `go-selinux/label/label_linux.go`).
fn is_label(label: &str) -> bool {
    label == "disable"
        || label.split_once(':').is_some_and(|(key, value)| {
            matches!(key, "user" | "role" | "type" | "level" | "filetype") && !value.is_empty()
        })
}

/// As the engine is told; a seccomp profile by its path from where stack.toml is.
impl fmt::Display for SecurityOption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNewPrivileges(on) => write!(formatter, "no-new-privileges:{on}"),
            Self::SeccompOff => formatter.write_str("seccomp=unconfined"),
            Self::Seccomp(path) => write!(formatter, "seccomp={path}"),
            Self::AppArmor(profile) => write!(formatter, "apparmor={profile}"),
            Self::Label(label) => write!(formatter, "label={label}"),
            Self::SystemPathsOff => formatter.write_str("systempaths=unconfined"),
        }
    }
}

written_as_text!(
    SecurityOption,
    pattern: crate::schema::pattern::security_option(),
    examples: ["no-new-privileges:true"],
    "What the engine allows or forbids: no-new-privileges, seccomp=, apparmor=, label=, systempaths=."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_written_in_the_engines_form() {
        for (written, canonical) in [
            ("no-new-privileges", "no-new-privileges:true"),
            ("no-new-privileges:false", "no-new-privileges:false"),
            ("seccomp=unconfined", "seccomp=unconfined"),
            ("seccomp=./a.json", "seccomp=a.json"),
            ("apparmor=docker-default", "apparmor=docker-default"),
            ("label=type:svirt_apache_t", "label=type:svirt_apache_t"),
            ("label=level:s0:c100,c200", "label=level:s0:c100,c200"),
        ] {
            assert_eq!(
                written.parse::<SecurityOption>().map_or(String::new(), |it| it.to_string()),
                canonical
            );
        }
    }

    #[test]
    fn what_the_engine_refuses_is_refused() {
        for text in [
            "",
            "no-new-privileges=true",
            "no-new-privileges:yes",
            "seccomp",
            "seccomp=",
            "seccomp:unconfined",
            "seccomp=builtin",
            "apparmor=",
            "apparmor=a b",
            "label=off",
            "label=type:",
            "systempaths=all",
            "privileged",
        ] {
            assert!(text.parse::<SecurityOption>().is_err(), "{text:?}");
        }
    }
}
