//! Paths of a container.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// An absolute path of a container, in the one form that it has: without `.` and `..`, without a `/` at its end, and with one
/// `/` between its parts.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ContainerPath;
///
/// let path: ContainerPath = "/srv//app/".parse()?;
/// assert_eq!(path.to_string(), "/srv/app");
///
/// let refused = "/srv/../etc".parse::<ContainerPath>().unwrap_err();
/// assert_eq!(refused.message(), "\"/srv/../etc\" is not a path of the container: it has `.` or `..` in it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContainerPath(String);

impl ContainerPath {
    /// The path. The container's root is `/`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ContainerPath;
    ///
    /// let path: ContainerPath = "/data/".parse()?;
    /// assert_eq!(path.as_str(), "/data");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of parts that are none of them empty, `.` or `..`, and hold no `/`.
    pub(super) fn of_parts(parts: &[&str]) -> Self {
        Self(format!("/{}", parts.join("/")))
    }

    /// Whether it is the container's root.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ContainerPath;
    ///
    /// assert!("/".parse::<ContainerPath>()?.is_root());
    /// assert!(!"/data".parse::<ContainerPath>()?.is_root());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    /// Whether it lies below `folder`, and is not `folder` itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ContainerPath;
    ///
    /// let (data, logs): (ContainerPath, ContainerPath) = ("/data".parse()?, "/data/logs".parse()?);
    /// assert!(logs.is_below(&data));
    /// assert!(!data.is_below(&data));
    /// assert!(!"/database".parse::<ContainerPath>()?.is_below(&data));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_below(&self, folder: &Self) -> bool {
        let rest = self.0.strip_prefix(folder.0.trim_end_matches('/'));
        !self.is_root() && rest.is_some_and(|rest| rest.starts_with('/'))
    }
}

impl FromStr for ContainerPath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| {
            InvalidValue::new(
                format!("{text:?} is not a path of the container: {reason}"),
                "write an absolute path, such as `/data`",
            )
        };
        if !text.starts_with('/') {
            return Err(refuse("it does not begin with `/`"));
        }
        if text.chars().any(char::is_control) {
            return Err(refuse("it holds a control character"));
        }
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        if parts.iter().any(|part| matches!(*part, "." | "..")) {
            return Err(refuse("it has `.` or `..` in it"));
        }
        Ok(Self::of_parts(&parts))
    }
}

impl fmt::Display for ContainerPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(ContainerPath, pattern: crate::schema::pattern::container_path(), examples: ["/data"], "An absolute path of the container, without `.` and `..`.");

/// Where in a container something is mounted: not the root, not in `/proc`, which the engine guards, and without a `:`, which
/// Compose takes for a separator (docker/compose, pkg/compose/create.go, `toBindString`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::MountTarget;
///
/// assert_eq!("/data/".parse::<MountTarget>()?.to_string(), "/data");
///
/// let refused = "/".parse::<MountTarget>().unwrap_err();
/// assert_eq!(refused.message(), "nothing can be mounted at \"/\": it is the container's root");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MountTarget(ContainerPath);

impl MountTarget {
    /// The path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ContainerPath, MountTarget};
    ///
    /// let target: MountTarget = "/data/logs".parse()?;
    /// assert!(target.path().is_below(&"/data".parse::<ContainerPath>()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &ContainerPath {
        &self.0
    }

    /// The path as text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::MountTarget;
    ///
    /// let target: MountTarget = "/data".parse()?;
    /// assert_eq!(target.as_str(), "/data");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for MountTarget {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let path: ContainerPath = text.parse()?;
        let reason = if path.is_root() {
            "it is the container's root"
        } else if text.contains(':') {
            "it holds a `:`, which separates for the engine"
        } else if path.as_str() == "/proc" || path.as_str().starts_with("/proc/") {
            "`/proc` is the kernel's"
        } else {
            return Ok(Self(path));
        };
        Err(InvalidValue::new(
            format!("nothing can be mounted at {text:?}: {reason}"),
            "write another path, such as `/data`",
        ))
    }
}

impl fmt::Display for MountTarget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

written_as_text!(MountTarget, pattern: crate::schema::pattern::mount_target(), examples: ["/data"], "An absolute path of the container, without `.`, `..` and `:`, and not its root.");

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ContainerPath {
        text.parse().unwrap()
    }

    #[test]
    fn a_path_has_one_form() {
        assert_eq!(path("//a///b/").as_str(), "/a/b");
        assert_eq!(path("/").as_str(), "/");
        assert_eq!(path("/..a/b.").as_str(), "/..a/b.");
    }

    #[test]
    fn a_path_that_can_lead_elsewhere_is_refused() {
        for text in ["", "a", "./a", "/a/../b", "/a/.", "/a\nb", "C:\\a"] {
            assert!(text.parse::<ContainerPath>().is_err(), "{text:?}");
        }
        for text in ["/", "//", "/a:b", "/proc", "//proc/x"] {
            assert!(text.parse::<MountTarget>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn below_is_part_by_part() {
        assert!(path("/a/b").is_below(&path("/a")));
        assert!(path("/a").is_below(&path("/")));
        assert!(!path("/ab").is_below(&path("/a")));
        assert!(!path("/a").is_below(&path("/a")));
        assert!(!path("/").is_below(&path("/")));
    }
}
