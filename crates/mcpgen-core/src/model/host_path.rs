//! Paths of the machine that the stack runs on.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// A path of the machine that the stack runs on, as written: relative to the folder of `stack.toml`, absolute, from a drive,
/// or from the home folder (`~`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::HostPath;
///
/// assert_eq!("./data".parse::<HostPath>()?.to_string(), "data");
/// assert_eq!("~/src".parse::<HostPath>()?.to_string(), "~/src");
/// assert_eq!(r"C:\Users\me".parse::<HostPath>()?.to_string(), r"C:\Users\me");
///
/// let refused = "~other/src".parse::<HostPath>().unwrap_err();
/// assert_eq!(refused.help(), "write `~/…` for your own home folder, or the whole path");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostPath {
    base: HostPathBase,
    rest: String,
}

/// Where a [`HostPath`] begins.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{HostPath, HostPathBase};
///
/// assert_eq!("data".parse::<HostPath>()?.base(), HostPathBase::Stack);
/// assert_eq!("~/data".parse::<HostPath>()?.base(), HostPathBase::Home);
/// assert_eq!("/srv/data".parse::<HostPath>()?.base(), HostPathBase::Root);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostPathBase {
    /// The folder of `stack.toml`.
    Stack,
    /// The home folder of the person.
    Home,
    /// The root of the file system, or a drive.
    Root,
}

impl HostPath {
    /// Where it begins.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{HostPath, HostPathBase};
    ///
    /// assert_eq!("C:/data".parse::<HostPath>()?.base(), HostPathBase::Root);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn base(&self) -> HostPathBase {
        self.base
    }

    /// What follows the base: without a leading `./` or `~/`; of an absolute path, all of it. Empty for the base itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostPath;
    ///
    /// assert_eq!("./catalogs/own.yaml".parse::<HostPath>()?.rest(), "catalogs/own.yaml");
    /// assert_eq!("~".parse::<HostPath>()?.rest(), "");
    /// assert_eq!("/srv/data".parse::<HostPath>()?.rest(), "/srv/data");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rest(&self) -> &str {
        &self.rest
    }

    /// [`rest`](Self::rest) without the drive that it may begin with, and so without that drive's `:`.
    pub(crate) fn rest_without_drive(&self) -> &str {
        if self.base == HostPathBase::Root && has_drive(&self.rest) {
            self.rest.get(2..).unwrap_or_default()
        } else {
            &self.rest
        }
    }

    /// The last part of the path, the file's own name. Empty for a path that ends in a separator or is a base alone.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::HostPath;
    ///
    /// assert_eq!("catalogs/own.yaml".parse::<HostPath>()?.file_name(), "own.yaml");
    /// assert_eq!("catalogs/".parse::<HostPath>()?.file_name(), "");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.rest.rsplit(['/', '\\']).next().unwrap_or("")
    }
}

impl FromStr for HostPath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text.is_empty() {
            return Err(InvalidValue::new(
                "a path cannot be empty",
                "write `.` for the folder of stack.toml",
            ));
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidValue::new(
                "a path cannot hold a control character",
                "write the path on one line, without tabs",
            ));
        }
        if text.starts_with("\\\\") || text.starts_with("//") {
            return Err(InvalidValue::new(
                format!("{text:?} is a path on a network, which an engine cannot mount"),
                "write a path of this machine",
            ));
        }
        if text.starts_with('/') || has_drive(text) {
            return Ok(Self { base: HostPathBase::Root, rest: text.to_owned() });
        }
        if let Some(rest) = text.strip_prefix('~') {
            return match rest.strip_prefix(['/', '\\']) {
                Some(rest) => Ok(Self { base: HostPathBase::Home, rest: rest.to_owned() }),
                None if rest.is_empty() => Ok(Self { base: HostPathBase::Home, rest: String::new() }),
                None => Err(InvalidValue::new(
                    format!("{text:?} is the home folder of another person, which Compose does not know"),
                    "write `~/…` for your own home folder, or the whole path",
                )),
            };
        }
        let mut rest = text;
        while let Some(shorter) = rest.strip_prefix("./").or_else(|| rest.strip_prefix(".\\")) {
            rest = shorter.trim_start_matches(['/', '\\']);
        }
        Ok(Self {
            base: HostPathBase::Stack,
            rest: if rest == "." { String::new() } else { rest.to_owned() },
        })
    }
}

/// Whether `text` begins with a drive: `C:\` or `C:/`.
pub(super) fn has_drive(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && characters.next() == Some(':')
        && matches!(characters.next(), Some('/' | '\\'))
}

/// As a person would write it, with `/` after the base.
impl fmt::Display for HostPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.base, self.rest.as_str()) {
            (HostPathBase::Home, "") => formatter.write_str("~"),
            (HostPathBase::Stack, "") => formatter.write_str("."),
            (HostPathBase::Home, rest) => write!(formatter, "~/{rest}"),
            (HostPathBase::Root | HostPathBase::Stack, rest) => formatter.write_str(rest),
        }
    }
}

written_as_text!(
    HostPath,
    pattern: crate::schema::pattern::host_path(),
    examples: ["catalogs/own.yaml", "~/src", "/srv/data"],
    "A path: relative to the folder of stack.toml, absolute, with a drive letter, or from `~`."
);

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> (HostPathBase, String) {
        let path: HostPath = text.parse().unwrap();
        (path.base(), path.rest().to_owned())
    }

    #[test]
    fn a_path_knows_where_it_begins() {
        assert_eq!(path("./a/b"), (HostPathBase::Stack, "a/b".to_owned()));
        assert_eq!(path("."), (HostPathBase::Stack, String::new()));
        assert_eq!(path("../a"), (HostPathBase::Stack, "../a".to_owned()));
        assert_eq!(path("~/src"), (HostPathBase::Home, "src".to_owned()));
        assert_eq!(path("/srv"), (HostPathBase::Root, "/srv".to_owned()));
        assert_eq!(path("C:\\Users"), (HostPathBase::Root, "C:\\Users".to_owned()));
    }

    #[test]
    fn a_path_that_no_engine_can_mount_is_refused() {
        for text in ["", "~other/x", "\\\\server\\share", "a\nb"] {
            assert!(text.parse::<HostPath>().is_err(), "{text:?}");
        }
    }
}
