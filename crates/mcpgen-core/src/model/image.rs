//! References to container images.

use std::fmt;
use std::str::FromStr;

use crate::value::{InvalidValue, written_as_text};

/// A reference to an image: `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` (distribution/reference, reference.go). `docker compose
/// config` takes any text here, and `up` then dies of it. A registry is told by a `.` or a `:` in it, or is `localhost`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::ImageReference;
///
/// assert_eq!("ghcr.io/you/server:1.2".parse::<ImageReference>()?.to_string(), "ghcr.io/you/server:1.2");
///
/// let refused = "Postgres:17".parse::<ImageReference>().unwrap_err();
/// assert_eq!(refused.message(), "\"Postgres:17\" is not an image: a name holds no capital letters");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageReference {
    text: String,
    tag: Option<String>,
    digest: Option<String>,
}

impl ImageReference {
    /// The reference as written.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ImageReference;
    ///
    /// assert_eq!("postgres:17".parse::<ImageReference>()?.as_str(), "postgres:17");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the reference means the same image tomorrow: it has a digest, or a tag other than `latest`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ImageReference;
    ///
    /// assert!("postgres:17".parse::<ImageReference>()?.is_pinned());
    /// assert!(!"postgres:latest".parse::<ImageReference>()?.is_pinned());
    /// assert!(!"localhost:5000/postgres".parse::<ImageReference>()?.is_pinned());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        self.digest.is_some() || self.tag.as_deref().is_some_and(|tag| tag != "latest")
    }

    /// Whether it names the image by its digest.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::ImageReference;
    ///
    /// let digest = format!("postgres@sha256:{}", "0".repeat(64));
    /// assert!(digest.parse::<ImageReference>()?.has_digest());
    /// assert!(!"postgres:17".parse::<ImageReference>()?.has_digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn has_digest(&self) -> bool {
        self.digest.is_some()
    }
}

impl FromStr for ImageReference {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| {
            Err(InvalidValue::new(
                format!("{text:?} is not an image: {reason}"),
                "write small letters, and a version after `:`, such as `postgres:17` or `ghcr.io/you/server:1.2`",
            ))
        };
        if text.contains('$') {
            return refuse("text is literal, and `$` means nothing in it");
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) if is_digest(digest) => (rest, Some(digest.to_owned())),
            Some(_) => return refuse("what follows `@` is not a digest"),
            None => (text, None),
        };
        // A `:` before the last `/` belongs to the registry's port.
        let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let last = rest.get(name_start..).unwrap_or("");
        let (repository, tag) = match last.split_once(':') {
            Some((last_name, tag)) if is_tag(tag) => {
                (rest.get(..name_start + last_name.len()).unwrap_or(""), Some(tag.to_owned()))
            }
            Some(_) => return refuse("what follows `:` is not a version"),
            None => (rest, None),
        };
        let path = match repository.split_once('/') {
            Some((registry, path)) if registry.contains(['.', ':']) || registry == "localhost" => {
                if !is_registry(registry) {
                    return refuse("what stands before the first `/` is not a registry");
                }
                path
            }
            _ => repository,
        };
        // Docker's own registry is written out before the length is judged.
        let written_out = match (path.len() == repository.len(), path.contains('/')) {
            (true, false) => "docker.io/library/".len(),
            (true, true) => "docker.io/".len(),
            (false, _) => 0,
        };
        if path.is_empty() || written_out + repository.len() > 255 {
            return refuse("there is no name in it, or too long a one");
        }
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if repository.len() == 64 && repository.bytes().all(hexadecimal) {
            return refuse("64 hexadecimal digits are the engine's number of an image on one machine");
        }
        if path.chars().any(|character| character.is_ascii_uppercase()) {
            return refuse("a name holds no capital letters");
        }
        if !path.split('/').all(is_component) {
            return refuse("a name holds letters, digits, and `.`, `_`, `-` between them");
        }
        Ok(Self { text: text.to_owned(), tag, digest })
    }
}

fn is_component(component: &str) -> bool {
    let edge = |character: Option<char>| {
        character.is_some_and(|character| character.is_ascii_lowercase() || character.is_ascii_digit())
    };
    if !edge(component.chars().next()) || !edge(component.chars().next_back()) {
        return false;
    }
    // Between letters and digits stand a dot, one or two underscores, or any number of hyphens.
    component.split(|character: char| character.is_ascii_lowercase() || character.is_ascii_digit()).all(
        |separator| matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-'),
    )
}

fn is_registry(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "0"));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(label) && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= 128
        && tag.starts_with(|character: char| character.is_ascii_alphanumeric() || character == '_')
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// One of the digests that an engine knows (opencontainers/go-digest, algorithm.go).
fn is_digest(digest: &str) -> bool {
    let lengths = [("sha256:", 64), ("sha384:", 96), ("sha512:", 128)];
    lengths.iter().any(|(algorithm, length)| {
        digest.strip_prefix(algorithm).is_some_and(|hex| {
            hex.len() == *length
                && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        })
    })
}

impl fmt::Display for ImageReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

written_as_text!(
    ImageReference,
    pattern: crate::schema::pattern::image(),
    examples: ["postgres:17", "ghcr.io/you/server:1.2"],
    "An image: REGISTRY/REPOSITORY:TAG, or with a digest after `@`."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_that_the_engine_takes_are_taken() {
        let digest = format!("mcp/fetch@sha256:{}", "0a".repeat(32));
        for text in ["postgres", "postgres:17", "localhost:5000/a/b:x", "ghcr.io/A-is-not/x"] {
            assert_eq!(text.parse::<ImageReference>().is_ok(), !text.contains('A'), "{text}");
        }
        assert!(digest.parse::<ImageReference>().unwrap().is_pinned());
        assert!(!"postgres:latest".parse::<ImageReference>().unwrap().is_pinned());
        assert!("a/b__c/d--e.f".parse::<ImageReference>().is_ok());
    }

    #[test]
    fn a_name_has_a_length() {
        let image = |length: usize| "a".repeat(length).parse::<ImageReference>();
        assert!(image(237).is_ok());
        assert!(image(238).is_err());
        assert!(image(64).is_err());
        assert!(format!("x/{}", "a".repeat(243)).parse::<ImageReference>().is_ok());
        assert!(format!("x/{}", "a".repeat(244)).parse::<ImageReference>().is_err());
        assert!(format!("x.y/{}", "a".repeat(251)).parse::<ImageReference>().is_ok());
        assert!(format!("x.y/{}", "a".repeat(252)).parse::<ImageReference>().is_err());
        assert!(format!("x@sha512:{}", "0".repeat(128)).parse::<ImageReference>().is_ok());
        assert!(format!("x@sha512:{}", "0".repeat(64)).parse::<ImageReference>().is_err());
    }

    #[test]
    fn references_that_only_up_dies_of_are_refused() {
        for text in [
            "Bad Image:::",
            "",
            ":tag",
            "a//b",
            "a/",
            "/a",
            "a:",
            "a@sha256:12",
            "a__.b",
            "a:b c",
            "-a",
            "http://x/y",
        ] {
            assert!(text.parse::<ImageReference>().is_err(), "{text}");
        }
    }
}
