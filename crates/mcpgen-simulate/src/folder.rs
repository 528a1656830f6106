//! The files that are looked at, as the caller hands them in.

use std::collections::BTreeMap;

/// The folder with the Compose file, and the machine that it lies on.
///
/// The simulation reads nothing itself. It asks for the files that Compose, the gateway and the tunnel would read, and for
/// nothing else.
///
/// ```
/// use mcpgen_simulate::{Entry, FileText, Folder, Machine, simulate};
///
/// /// A folder whose Compose file is made while it is asked for.
/// struct Made;
///
/// impl Folder for Made {
///     fn look(&self, path: &str) -> Entry {
///         match path {
///             "docker-compose.yml" => {
///                 Entry::File { text: Some(FileText::new("services: {web: {image: nginx}}")), access: None }
///             }
///             _ if path.starts_with('/') => Entry::Unknown,
///             _ => Entry::Missing,
///         }
///     }
/// }
///
/// assert!(simulate(&Made, &Machine::default()).gateways.is_empty());
/// ```
pub trait Folder {
    /// What stands at `path`: relative to the folder, without `.` and with `..` only at its front; or absolute. Always with `/`.
    ///
    /// ```
    /// # use mcpgen_simulate::{Entry, Folder, MemoryFolder};
    /// let folder = MemoryFolder::default().with_file("catalogs/own.yaml", "registry: {}");
    /// assert!(matches!(folder.look("catalogs/own.yaml"), Entry::File { text: Some(_), .. }));
    /// assert_eq!(folder.look("catalogs"), Entry::Directory(None));
    /// assert_eq!(folder.look(".env"), Entry::Missing);
    /// assert_eq!(folder.look("/home/me/.cloudflared/cert.pem"), Entry::Unknown);
    /// ```
    fn look(&self, path: &str) -> Entry;
}

/// What stands at a path.
///
/// ```
/// use mcpgen_simulate::{Entry, FileAccess, FileText, MemoryFolder};
///
/// let credentials = Entry::File {
///     text: Some(FileText::new("{}")),
///     access: Some(FileAccess { user: 1000, group: 1000, mode: 0o600 }),
/// };
/// let folder = MemoryFolder::default().with("/home/me/.cloudflared/credentials.json", credentials);
/// assert_eq!(folder.paths().count(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Missing,
    /// Something that says nothing of itself, or nobody could look.
    Unknown,
    /// A folder.
    Directory(Option<Access>),
    /// A file.
    File {
        /// What is in it; `None` when that is not text, or could not be read.
        text: Option<FileText>,
        /// Who may read it, where files have such a thing.
        access: Option<Access>,
    },
}

/// What is in a file. It may be a secret, so that it does not print.
///
/// ```
/// use mcpgen_simulate::FileText;
///
/// assert_eq!(format!("{:?}", FileText::new("BRAVE_API_KEY=secret")), "***");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FileText(String);

impl FileText {
    /// This text.
    ///
    /// ```
    /// # use mcpgen_simulate::FileText;
    /// assert_eq!(FileText::new("services: {}"), FileText::new("services: {}".to_owned()));
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for FileText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

/// Whom a file or a folder belongs to, and what others may do with it.
///
/// ```
/// // Called `FileAccess` where it is public.
/// use mcpgen_simulate::{Entry, FileAccess};
///
/// let private = FileAccess { user: 1000, group: 1000, mode: 0o600 };
/// let unreadable = Entry::File { text: None, access: Some(private) };
/// assert_ne!(unreadable, Entry::File { text: None, access: None });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The user's number.
    pub user: u32,
    /// The group's number.
    pub group: u32,
    /// The permission bits, such as `0o600`.
    pub mode: u32,
}

impl Access {
    /// Whether a process of `user` and `group`, without capabilities, may read a file or enter a folder of this access.
    pub(crate) fn allows(self, user: u32, group: u32, right: Right) -> bool {
        let bits = if self.user == user {
            self.mode >> 6
        } else if self.group == group {
            self.mode >> 3
        } else {
            self.mode
        };
        bits & right.bit() != 0
    }
}

/// What a process wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    Read,
    Enter,
}

impl Right {
    fn bit(self) -> u32 {
        match self {
            Self::Read => 4,
            Self::Enter => 1,
        }
    }
}

/// A folder in memory. In the folder there is what was put in, and nothing else; outside of it, nothing is known but what was
/// put in.
///
/// ```
/// use mcpgen_simulate::{Entry, Folder, MemoryFolder};
///
/// let folder = MemoryFolder::default()
///     .with_file("docker-compose.yml", "services: {}")
///     .with("/var/run/docker.sock", Entry::Unknown);
/// assert_eq!(folder.look("other"), Entry::Missing);
/// assert_eq!(folder.look("/other"), Entry::Unknown);
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryFolder {
    entries: BTreeMap<String, Entry>,
}

impl MemoryFolder {
    /// With a file of this text at `path`, which is relative to the folder or absolute.
    ///
    /// ```
    /// # use mcpgen_simulate::MemoryFolder;
    /// let folder = MemoryFolder::default().with_file(".env", "BRAVE_API_KEY=key\n");
    /// assert_eq!(folder.paths().collect::<Vec<_>>(), [".env"]);
    /// ```
    #[must_use]
    pub fn with_file(self, path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = Some(FileText::new(text));
        self.with(path, Entry::File { text, access: None })
    }

    /// With `entry` at `path`, which is relative to the folder or absolute.
    ///
    /// ```
    /// # use mcpgen_simulate::{Entry, Folder, MemoryFolder};
    /// let folder = MemoryFolder::default().with("/srv/data", Entry::Directory(None));
    /// assert_eq!(folder.look("/srv/data"), Entry::Directory(None));
    /// ```
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, entry: Entry) -> Self {
        self.entries.insert(path.into(), entry);
        self
    }

    /// The files' paths.
    ///
    /// They are sorted.
    ///
    /// ```
    /// # use mcpgen_simulate::MemoryFolder;
    /// let folder = MemoryFolder::default().with_file("docker-compose.yml", "").with_file(".env", "");
    /// assert_eq!(folder.paths().collect::<Vec<_>>(), [".env", "docker-compose.yml"]);
    /// ```
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}

impl Folder for MemoryFolder {
    fn look(&self, path: &str) -> Entry {
        if let Some(entry) = self.entries.get(path) {
            return entry.clone();
        }
        let below = format!("{}/", path.trim_end_matches('/'));
        if path.is_empty() || self.entries.keys().any(|entry| entry.starts_with(&below)) {
            Entry::Directory(None)
        } else if is_outside(path) && !self.has_ancestor(path) {
            Entry::Unknown
        } else {
            Entry::Missing
        }
    }
}

impl MemoryFolder {
    /// Whether a folder that was put in holds `path`, which is then not there.
    fn has_ancestor(&self, path: &str) -> bool {
        let mut rest = path;
        while let Some((parent, _)) = rest.rsplit_once('/') {
            if matches!(self.entries.get(parent), Some(Entry::Directory(_) | Entry::Missing)) {
                return true;
            }
            rest = parent;
        }
        false
    }
}

/// Whether a path leads out of the folder.
pub(crate) fn is_outside(path: &str) -> bool {
    path.starts_with('/') || path == ".." || path.starts_with("../") || has_drive(path)
}

/// Whether a path begins with a drive of Windows.
pub(crate) fn has_drive(path: &str) -> bool {
    let mut characters = path.chars();
    characters.next().is_some_and(|drive| drive.is_ascii_alphabetic())
        && characters.next() == Some(':')
        && matches!(characters.next(), Some('\\' | '/'))
}

/// Whether a path names a socket. It is the engine's, which may run elsewhere, so that it is not looked for.
pub(crate) fn is_socket(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension == "sock")
}

/// `path` without `.`, empty parts and inner `..`. An absolute path stays one.
pub(crate) fn clean(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(last) if *last != ".." => drop(parts.pop()),
                _ if absolute => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

/// The way from the folder `root` to `path`, both clean: empty when they are one; `None` when `path` is not below it.
pub(crate) fn below<'a>(path: &'a str, root: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(root.trim_end_matches('/'))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_path_has_no_detours() {
        assert_eq!(clean("./a//b/../c"), "a/c");
        assert_eq!(clean("../a/../../b"), "../../b");
        assert_eq!(clean("/../a/"), "/a");
    }

    #[test]
    fn a_file_is_read_by_whom_its_bits_let() {
        let access = Access { user: 1000, group: 100, mode: 0o640 };
        assert!(access.allows(1000, 5, Right::Read));
        assert!(access.allows(7, 100, Right::Read));
        assert!(!access.allows(7, 7, Right::Read));
    }
}
