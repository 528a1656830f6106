//! `volumes`: what of the machine, or of Docker's own storage, a container sees.

use std::str::FromStr;

use super::host_path::has_drive;
use super::{HostPath, MountTarget};
use crate::name::VolumeName;
use crate::value::{InvalidValue, written_as_text};

/// One item of `volumes`: `"SOURCE:TARGET"`, with `:ro` if the container may only read.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{VolumeSource, VolumeSpec};
///
/// let volume: VolumeSpec = "database:/var/lib/postgresql/data".parse()?;
/// assert_eq!(volume.source, VolumeSource::Volume("database".parse()?));
/// assert!(!volume.read_only);
///
/// let refused = "./data:data".parse::<VolumeSpec>().unwrap_err();
/// assert!(refused.message().ends_with("the target is not an absolute path of the container"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeSpec {
    /// What is mounted.
    pub source: VolumeSource,
    /// Where the container sees it.
    pub target: MountTarget,
    /// Whether the container may only read.
    pub read_only: bool,
}

/// What is mounted.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{VolumeSource, VolumeSpec};
///
/// let source = |text: &str| text.parse::<VolumeSpec>().map(|volume| volume.source);
/// assert!(matches!(source("./data:/data:ro")?, VolumeSource::Path(_)));
/// assert!(matches!(source("data:/data")?, VolumeSource::Volume(_)));
/// # Ok::<(), mcpgen_core::InvalidValue>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VolumeSource {
    /// A folder or file of the machine; it must be there.
    Path(HostPath),
    /// A volume that Docker keeps for the stack: a stop leaves it, the next start finds it again.
    Volume(VolumeName),
}

impl FromStr for VolumeSpec {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| {
            InvalidValue::new(
                format!("{text:?} is not a volume: {reason}"),
                "write \"SOURCE:TARGET\", such as \"./data:/data\" or \"database:/var/lib/data:ro\"",
            )
        };
        // The `:` of a drive letter separates nothing.
        let from = if has_drive(text) { 2 } else { 0 };
        let colon =
            text.get(from..).and_then(|rest| rest.find(':')).map(|colon| colon + from).ok_or_else(|| {
                match text.get(..1) {
                    Some(drive) if from == 2 => {
                        refuse(&format!("it is all one path, of the drive `{drive}:`"))
                    }
                    _ => refuse("there is no target"),
                }
            })?;
        let (source, target) = text.split_at(colon);
        let target = target.strip_prefix(':').unwrap_or(target);
        let (target, read_only) = match target.split_once(':') {
            None => (target, false),
            Some((target, "ro")) => (target, true),
            Some((target, "rw")) => (target, false),
            Some((_, option)) => return Err(refuse(&format!("{option:?} is neither `ro` nor `rw`"))),
        };
        if !target.starts_with('/') {
            return Err(refuse("the target is not an absolute path of the container"));
        }
        let target: MountTarget = target.parse()?;
        let is_path = source.starts_with(['.', '/', '~', '\\']) || has_drive(source);
        let source = if is_path {
            VolumeSource::Path(source.parse()?)
        } else {
            VolumeSource::Volume(source.parse().map_err(|_| {
                InvalidValue::new(
                    format!("{source:?} is neither a path nor the name of a volume"),
                    format!("write \"./{source}\" for a path, or a name of small letters, digits, `-`, `_` and `.`"),
                )
            })?)
        };
        Ok(Self { source, target, read_only })
    }
}

written_as_text!(
    VolumeSpec,
    pattern: crate::schema::pattern::volume(),
    examples: ["./data:/data:ro", "database:/var/lib/postgresql/data"],
    "What is mounted and where: SOURCE:TARGET, with :ro if the container may only read."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_with_a_drive_letter_is_a_path() {
        let volume: VolumeSpec = "C:\\data:/data:ro".parse().unwrap();
        assert!(matches!(volume.source, VolumeSource::Path(_)));
        assert_eq!(volume.target.as_str(), "/data");
        assert!(volume.read_only);
    }

    #[test]
    fn a_source_without_a_path_is_a_volume_that_docker_keeps() {
        let volume: VolumeSpec = "database:/data".parse().unwrap();
        assert!(matches!(volume.source, VolumeSource::Volume(_)));
    }

    #[test]
    fn what_compose_would_understand_otherwise_is_refused() {
        for text in ["/data", "a/b:/c", "x:relative", "x:/", "x:/a:z", "x:/a:ro:ro", ":/a", "A B:/c"] {
            assert!(text.parse::<VolumeSpec>().is_err(), "{text}");
        }
    }
}
