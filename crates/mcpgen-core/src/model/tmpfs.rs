//! `tmpfs`: folders of a container that lie in memory.

use std::fmt;
use std::str::FromStr;

use super::{MountTarget, StorageSize};
use crate::value::{InvalidValue, written_as_text};

/// Options of a folder in memory that are words, each with what it undoes (moby/sys, `mount/flags_unix.go`).
pub(crate) const FLAGS: [(&str, &str); 4] =
    [("rw", "ro"), ("noexec", "exec"), ("nosuid", "suid"), ("nodev", "dev")];

/// Options with a number.
pub(crate) const NUMBERS: [&str; 3] = ["uid", "gid", "nr_inodes"];

/// Where the engine mounts devices and files of its own, over which no container starts.
const ENGINES_OWN: [&str; 4] = ["/dev", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// A folder in memory: `/PATH`, or `/PATH:OPTION,OPTION`.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::TmpfsSpec;
///
/// let folder: TmpfsSpec = "/run:size=64m,mode=1777".parse()?;
/// assert_eq!(folder.target.as_str(), "/run");
/// assert_eq!(folder.to_string(), "/run:size=67108864,mode=1777");
///
/// let refused = "/run:exec,noexec".parse::<TmpfsSpec>().unwrap_err();
/// assert!(refused.message().ends_with("`noexec` is decided twice"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TmpfsSpec {
    /// Where the container sees it.
    pub target: MountTarget,
    options: Vec<String>,
}

impl TmpfsSpec {
    /// A folder with the engine's own options: nothing in it is run, and it may take half of the machine's memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::TmpfsSpec;
    ///
    /// assert_eq!(TmpfsSpec::new("/tmp".parse()?).to_string(), "/tmp");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new(target: MountTarget) -> Self {
        Self { target, options: Vec::new() }
    }
}

impl FromStr for TmpfsSpec {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (target, options) = text.split_once(':').unwrap_or((text, ""));
        let target: MountTarget = target.parse()?;
        if ENGINES_OWN.contains(&target.as_str()) {
            return Err(refuse(text, "the engine has something of its own there"));
        }
        if options.is_empty() && text.ends_with(':') {
            return Err(refuse(text, "nothing stands after `:`"));
        }
        let mut names: Vec<&str> = Vec::new();
        let mut canonical = Vec::new();
        for option in options.split(',').filter(|_| !options.is_empty()) {
            let (name, value) =
                option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
            let written = canonical_option(name, value)
                .ok_or_else(|| refuse(text, &format!("{option:?} is no option of it")))?;
            // Of two that contradict each other the engine takes the last.
            let family = FLAGS.iter().find(|(_, opposite)| *opposite == name).map_or(name, |(flag, _)| flag);
            if names.contains(&family) {
                return Err(refuse(text, &format!("`{family}` is decided twice")));
            }
            names.push(family);
            canonical.push(written);
        }
        Ok(Self { target, options: canonical })
    }
}

fn refuse(text: &str, reason: &str) -> InvalidValue {
    InvalidValue::new(
        format!("{text:?} is not a folder in memory: {reason}"),
        "write \"/path\", or \"/path:size=64m,mode=1777\"; the options are size, mode, uid, gid, nr_inodes, ro, exec, suid and dev",
    )
}

fn canonical_option(name: &str, value: Option<&str>) -> Option<String> {
    let number = |value: &str| {
        let canonical = value == "0" || !value.starts_with('0');
        value.bytes().all(|byte| byte.is_ascii_digit()) && canonical && value.parse::<i32>().is_ok()
    };
    match (name, value) {
        (flag, None) => {
            let known = FLAGS.iter().any(|(word, opposite)| *word == flag || *opposite == flag);
            known.then(|| flag.to_owned())
        }
        // In bytes and without a unit: the kernel knows other units than Docker (lib/cmdline.c, memparse).
        ("size", Some(value)) => {
            let size: StorageSize = value.parse().ok()?;
            Some(format!("size={}", size.bytes()))
        }
        ("mode", Some(value)) => {
            let octal =
                matches!(value.len(), 3 | 4) && value.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
            octal.then(|| format!("mode={value}"))
        }
        (name, Some(value)) if NUMBERS.contains(&name) && number(value) => Some(format!("{name}={value}")),
        _ => None,
    }
}

impl fmt::Display for TmpfsSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.target.fmt(formatter)?;
        if !self.options.is_empty() {
            write!(formatter, ":{}", self.options.join(","))?;
        }
        Ok(())
    }
}

written_as_text!(
    TmpfsSpec,
    pattern: crate::schema::pattern::tmpfs(),
    examples: ["/tmp", "/run:size=64m,mode=1777"],
    "A folder in memory: /PATH, with options after `:`."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_memory_has_options_that_the_kernel_reads() {
        for (written, canonical) in [
            ("/tmp", "/tmp"),
            ("/run:size=64MiB,mode=1777", "/run:size=67108864,mode=1777"),
            ("/run:size=1000b", "/run:size=1000"),
            ("/run:uid=0,gid=1000,ro,exec", "/run:uid=0,gid=1000,ro,exec"),
        ] {
            let parsed: TmpfsSpec = written.parse().unwrap();
            assert_eq!(parsed.to_string(), canonical);
        }
    }

    #[test]
    fn what_the_engine_or_the_kernel_refuses_is_refused() {
        for text in [
            "",
            "tmp",
            "/",
            "/tmp:",
            "/tmp:size",
            "/tmp:size=64",
            "/tmp:size=50%",
            "/tmp:mode=999",
            "/tmp:mode=17777",
            "/tmp:uid=-1",
            "/tmp:uid=01",
            "/tmp:ro,rw",
            "/tmp:ro,ro",
            "/tmp:fast",
            "/dev",
            "/etc/hosts",
            "/tmp:,",
            "/tmp:ro,",
            "/a:b:c",
        ] {
            assert!(text.parse::<TmpfsSpec>().is_err(), "{text:?}");
        }
    }
}
