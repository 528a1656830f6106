//! Where a thing stands in the file's structure: `services.web.ports[1]`.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Bound;

/// One step of a [`Path`].
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Path, Segment};
///
/// let path = Path::root().key("servers").index(1);
/// assert_eq!(path.segments(), [Segment::Key("servers".to_owned()), Segment::Index(1)]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Into a table.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// A way from the top of the file to one value. Holds no text position: [`Document`](crate::Document) knows those.
///
/// # Examples
///
/// ```
/// use mcpgen_core::Path;
///
/// let path = Path::root().key("services").key("web").key("ports").index(1);
/// assert_eq!(path.to_string(), "services.web.ports[1]");
/// // What TOML would quote is quoted.
/// let environment = Path::root().key("environment").key("discovery.type");
/// assert_eq!(environment.to_string(), "environment.\"discovery.type\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(Vec<Segment>);

impl Path {
    /// The file itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Path;
    ///
    /// assert!(Path::root().segments().is_empty());
    /// assert_eq!(Path::root().to_string(), "");
    /// ```
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of `key` in the table at this path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Path;
    /// use mcpgen_core::name::ServiceName;
    ///
    /// let web: ServiceName = "web".parse()?;
    /// assert_eq!(Path::root().key("services").key(&web).to_string(), "services.web");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key(&self, key: impl fmt::Display) -> Self {
        self.with(Segment::Key(key.to_string()))
    }

    /// The path of item `index` of the list at this path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Path;
    ///
    /// let routes = Path::root().key("ingress").key("routes");
    /// assert_eq!(routes.index(0).to_string(), "ingress.routes[0]");
    /// ```
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        Self(self.0.iter().cloned().chain([segment]).collect())
    }

    /// The steps, from the top.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Path, Segment};
    ///
    /// let path = Path::root().key("services").key("web");
    /// let Some(Segment::Key(name)) = path.segments().last() else { panic!("a path to a table ends in its key") };
    /// assert_eq!(name, "web");
    /// ```
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether this path is `other` or leads to something inside it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::Path;
    ///
    /// let services = Path::root().key("services");
    /// let ports = services.key("web").key("ports");
    /// assert!(ports.is_within(&services));
    /// assert!(ports.is_within(&ports));
    /// assert!(!services.is_within(&ports));
    /// ```
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// Paths, and what lies in or around them. A path and all within it stand together in the order of paths, so each question
/// costs a few comparisons however many paths there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PathSet {
    paths: BTreeSet<Path>,
}

impl PathSet {
    pub(crate) fn insert(&mut self, path: Path) {
        self.paths.insert(path);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    pub(crate) fn contains(&self, path: &Path) -> bool {
        self.paths.contains(path)
    }

    /// Whether `path`, or something around it, is in the set.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        let mut around = path.clone();
        loop {
            if self.paths.contains(&around) {
                return true;
            }
            if around.0.pop().is_none() {
                return false;
            }
        }
    }

    /// Whether `path`, or something within it, is in the set.
    pub(crate) fn touches(&self, path: &Path) -> bool {
        self.paths.range(path..).next().is_some_and(|next| next.is_within(path))
    }

    /// Whether something within `path`, and not `path` itself, is in the set.
    pub(crate) fn has_below(&self, path: &Path) -> bool {
        let after = (Bound::Excluded(path), Bound::Unbounded);
        self.paths.range(after).next().is_some_and(|next| next.is_within(path))
    }
}

impl Extend<Path> for PathSet {
    fn extend<I: IntoIterator<Item = Path>>(&mut self, paths: I) {
        self.paths.extend(paths);
    }
}

impl FromIterator<Path> for PathSet {
    fn from_iter<I: IntoIterator<Item = Path>>(paths: I) -> Self {
        Self { paths: paths.into_iter().collect() }
    }
}

impl From<Vec<Segment>> for Path {
    fn from(segments: Vec<Segment>) -> Self {
        Self(segments)
    }
}

/// Whether TOML lets `key` stand without quotes.
fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) => {
                    if position > 0 {
                        formatter.write_str(".")?;
                    }
                    if is_bare(key) {
                        formatter.write_str(key)?;
                    } else {
                        write!(formatter, "{key:?}")?;
                    }
                }
                Segment::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_paths_knows_what_lies_in_and_around_them() {
        let web = Path::root().key("services").key("web");
        let set: PathSet = [web.key("ports").index(1), Path::root().key("x")].into_iter().collect();
        assert!(set.covers(&web.key("ports").index(1)) && set.covers(&Path::root().key("x").key("y")));
        assert!(!set.covers(&web.key("ports")) && !set.covers(&Path::root()));
        assert!(set.touches(&web) && set.has_below(&web) && set.touches(&Path::root()));
        assert!(
            !set.touches(&Path::root().key("services").key("we")) && !set.has_below(&Path::root().key("x"))
        );
    }

    #[test]
    fn a_path_reads_like_toml() {
        let path = Path::root().key("services").key("a b").key("ports").index(1);
        assert_eq!(path.to_string(), r#"services."a b".ports[1]"#);
    }
}
