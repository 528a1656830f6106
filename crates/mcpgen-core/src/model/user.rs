//! `user` and `group-add`: whom a container runs as.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// The largest number of a user or a group (moby/sys, user/user.go).
const LARGEST: u32 = i32::MAX as u32;

/// A user: a name of the image's `/etc/passwd` or a number, and after `:` a group of its own.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ContainerUser;
///
/// assert!("postgres".parse::<ContainerUser>().is_ok());
/// assert!("1000:1000".parse::<ContainerUser>().is_ok());
///
/// let refused = "1000:".parse::<ContainerUser>().unwrap_err();
/// assert_eq!(refused.message(), "\"1000:\" is not a user");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerUser(String);

impl ContainerUser {
    /// The text, such as `1000:1000`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ContainerUser;
    ///
    /// assert_eq!("1000:1000".parse::<ContainerUser>()?.as_str(), "1000:1000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContainerUser {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (text, None),
        };
        if is_account(user) && group.is_none_or(is_account) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a user"),
                "write a name or a number, and a group after `:` if wanted, such as `1000:1000` or `postgres`",
            ))
        }
    }
}

written_as_text!(
    ContainerUser,
    pattern: crate::schema::pattern::user(),
    examples: ["1000:1000", "postgres"],
    "A user of the container by name or number, with a group after `:` if wanted."
);

/// A group: a name of the image's `/etc/group`, or a number.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ContainerGroup;
///
/// assert_eq!("audio".parse::<ContainerGroup>()?.to_string(), "audio");
///
/// let refused = "01000".parse::<ContainerGroup>().unwrap_err();
/// assert_eq!(refused.help(), "write a name or a number, such as `audio` or `1000`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContainerGroup(String);

impl FromStr for ContainerGroup {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if is_account(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a group"),
                "write a name or a number, such as `audio` or `1000`",
            ))
        }
    }
}

impl fmt::Display for ContainerGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

written_as_text!(
    ContainerGroup,
    pattern: crate::schema::pattern::group(),
    examples: ["audio"],
    "A group of the container by name or number."
);

/// A number without zeros before it, or a name as POSIX has it (useradd(8)).
fn is_account(text: &str) -> bool {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        let canonical = text == "0" || !text.starts_with('0');
        return canonical && text.parse::<u32>().is_ok_and(|number| number <= LARGEST);
    }
    text.len() <= 32
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_a_name_or_a_number_with_a_group() {
        for text in ["0", "1000:1000", "postgres", "_apt:33", "www-data:www-data", "2147483647"] {
            assert_eq!(text.parse::<ContainerUser>().unwrap().as_str(), text);
        }
        for text in ["", ":", "1000:", ":1000", "1:2:3", "a b", "01", "2147483648", "-1", "${UID}", "1a"] {
            assert!(text.parse::<ContainerUser>().is_err(), "{text:?}");
        }
    }
}
