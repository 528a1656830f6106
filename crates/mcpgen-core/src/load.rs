//! From a document to the model: entry by entry, every fault kept, and what was refused remembered.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, Diagnostic, Report, nearest, or_list};
use crate::document::decode::{Refusals, decode};
use crate::document::pasted::take_out_secrets;
use crate::document::table::Table;
use crate::document::{Document, Part};
use crate::model::{StackSpec, StackTable};
use crate::name::StackName;
use crate::only_in_code::faults;
use crate::path::{Path, PathSet};
use crate::source::{SourceId, Sources};

/// The tables that a stack may have at the top.
const TABLES: [&str; 7] = ["stack", "networks", "services", "servers", "secrets", "ingress", "lints"];

/// A stack as far as it could be understood.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Path, Sources, load};
///
/// let mut sources = Sources::new();
/// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[networks.back]\ninternal = \"yes\"\n");
/// let loaded = load(&sources, id);
///
/// // One key is at fault, and the rest is there.
/// assert_eq!(loaded.diagnostics().len(), 1);
/// assert_eq!(loaded.spec().networks.len(), 1);
/// assert!(loaded.refused(&Path::root().key("networks").key("back").key("internal")));
/// ```
#[derive(Debug, Clone)]
pub struct Loaded {
    spec: StackSpec,
    document: Option<Document>,
    refused: PathSet,
    diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// A stack that was built in code: there is no text, so no diagnostic about it has a place.
    ///
    /// What the types hold and a text would be refused for is among the [`diagnostics`](Self::diagnostics), under the same code: a
    /// NUL in a text, a number that is not finite, a healthcheck without a program, a secret in any value.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::model::{NetworkSpec, StackSpec};
    /// use mcpgen_core::{Loaded, check};
    ///
    /// let mut stack = StackSpec::new("mcp".parse()?);
    /// stack.networks.insert("back".parse()?, NetworkSpec::default());
    ///
    /// let registry = BTreeMap::new();
    /// let found = check(&Loaded::from_spec(stack), &Knowledge::new(&registry), &[]).diagnostics;
    /// assert_eq!(found[0].to_string(), "warning[network-unused]: no service is on the network `back`");
    /// assert!(found[0].labels().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_spec(spec: StackSpec) -> Self {
        let diagnostics = faults(&spec);
        Self { spec, document: None, refused: PathSet::default(), diagnostics }
    }

    /// What the person wrote, without what was refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
    /// assert_eq!(load(&sources, id).spec().stack.name.as_str(), "mcp");
    /// ```
    #[must_use]
    pub fn spec(&self) -> &StackSpec {
        &self.spec
    }

    /// What the person wrote, when nothing is wrong with it; else everything that is.
    pub(crate) fn into_spec(self) -> Result<StackSpec, Vec<Diagnostic>> {
        if self.is_partial() { Err(self.diagnostics) } else { Ok(self.spec) }
    }

    /// What was found wrong while loading.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[netwroks.back]\n");
    /// let loaded = load(&sources, id);
    /// let [found] = loaded.diagnostics() else { panic!("there is one misspelt key") };
    /// assert_eq!(found.message(), "there is no key `netwroks` at the top of the file");
    /// assert_eq!(found.help_text(), Some("write `networks`"));
    /// ```
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text's structure, when there is a text.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    /// use mcpgen_core::{Loaded, Part, Path, Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
    /// let loaded = load(&sources, id);
    /// let name = loaded.document().unwrap().locate(&Path::root().key("stack").key("name"), Part::Value);
    /// assert_eq!(sources.slice(name), Some("\"mcp\""));
    ///
    /// let built = Loaded::from_spec(StackSpec::new("mcp".parse()?));
    /// assert!(built.document().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// Whether what stands at `path`, or something around it, was there and refused. Then nothing must be said of its absence.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Path, Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[secrets.PATH]\nrequired = false\n");
    /// let loaded = load(&sources, id);
    /// let secrets = Path::root().key("secrets");
    /// assert!(loaded.refused(&secrets.key("PATH")));
    /// assert!(loaded.refused(&secrets.key("PATH").key("required")));
    /// assert!(!loaded.refused(&secrets));
    /// ```
    #[must_use]
    pub fn refused(&self, path: &Path) -> bool {
        self.refused.covers(path)
    }

    /// Whether something inside what stands at `path` was there and refused.
    #[must_use]
    pub(crate) fn refused_within(&self, path: &Path) -> bool {
        self.refused.touches(path)
    }

    /// The same stack, as if nothing had been wrong with its text: for a text that stands for one that could not be read.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Path, Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "");
    /// let loaded = load(&sources, id).without_diagnostics();
    /// assert!(loaded.diagnostics().is_empty());
    /// assert!(loaded.refused(&Path::root().key("stack")));
    /// ```
    #[must_use]
    pub fn without_diagnostics(self) -> Self {
        // The root counts as refused, so that no check says anything of what is not there.
        Self { diagnostics: Vec::new(), refused: [Path::root()].into_iter().collect(), ..self }
    }

    /// Whether anything was refused at all.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::{Sources, load};
    ///
    /// let mut sources = Sources::new();
    /// let whole = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
    /// let part = sources.add("other.toml", "[stack]\nname = \"My.App\"\n");
    /// assert!(!load(&sources, whole).is_partial());
    /// assert!(load(&sources, part).is_partial());
    /// ```
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.refused.is_empty() || !self.diagnostics.is_empty()
    }
}

/// Reads the text that `source` names as a `stack.toml`. Never fails: what is wrong is among the diagnostics, and the rest is
/// there, so that it can be checked too.
///
/// # Examples
///
/// ```
/// use mcpgen_core::{Sources, load};
///
/// let mut sources = Sources::new();
/// let text = "[stack]\nname = \"mcp\"\n\n[services.web]\nkind = \"container\"\nimage = \"nginx:1.29\"\nport = 80\n";
/// let id = sources.add("stack.toml", text);
/// let loaded = load(&sources, id);
///
/// let [found] = loaded.diagnostics() else { panic!("a container has no key `port`") };
/// assert_eq!(found.code().as_str(), "unknown-key");
/// assert_eq!(sources.slice(found.labels()[0].span), Some("port"));
/// assert_eq!(loaded.spec().services.len(), 1);
/// ```
#[must_use]
pub fn load(sources: &Sources, source: SourceId) -> Loaded {
    let (mut document, mut diagnostics) = Document::parse(sources, source);
    let mut refusals =
        Refusals { paths: document.refused().iter().cloned().collect(), ..Refusals::default() };
    take_out_secrets(&mut document, &mut refusals);
    unknown_tables(&mut document, &mut refusals);
    let stack = Path::root().key("stack");
    let table: Option<StackTable> = decode(&mut document, &stack, &mut refusals);
    if table.is_none() && refusals.paths.is_empty() && diagnostics.is_empty() {
        diagnostics.push(
            Diagnostic::new(Code::MissingKey, "the file needs the table `[stack]`")
                .labelled(document.beginning(sources), "`[stack]` is missing")
                .help("add `[stack]` and `name = \"mcp\"` at the top"),
        );
    }
    let mut spec = StackSpec::new(table.map_or_else(StackName::unknown, |table| table.name));
    spec.networks = entries(&mut document, "networks", &mut refusals);
    spec.services = entries(&mut document, "services", &mut refusals);
    spec.servers = entries(&mut document, "servers", &mut refusals);
    spec.secrets = entries(&mut document, "secrets", &mut refusals);
    spec.ingress = decode(&mut document, &Path::root().key("ingress"), &mut refusals);
    spec.lints = entries(&mut document, "lints", &mut refusals);
    if !refusals.paths.is_empty() {
        document.close_gaps();
    }
    diagnostics.append(&mut refusals.diagnostics);
    Loaded { spec, document: Some(document), refused: refusals.paths, diagnostics }
}

/// Reads a text as a `stack.toml`. Only what stands in it is judged, not whether its parts agree: that is what
/// [`check`](crate::check()) does. Whoever wants what is right of a text with faults takes [`load`](load()).
///
/// # Errors
///
/// Everything that is wrong with the text, in the order in which it stands there.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let stack: StackSpec = "[stack]\nname = \"mcp\"\n[networks.back]\n".parse()?;
/// assert_eq!(stack.stack.name.as_str(), "mcp");
/// assert_eq!(stack.networks.len(), 1);
///
/// let faults = "[stack]\nname = \"My.App\"\n".parse::<StackSpec>().unwrap_err();
/// assert_eq!(
///     faults.diagnostics()[0].to_string(),
///     "error[invalid-value]: \"My.App\" is not a stack name: it holds a capital letter"
/// );
/// # Ok::<(), mcpgen_core::diagnostic::Report>(())
/// ```
impl FromStr for StackSpec {
    type Err = Report;

    fn from_str(text: &str) -> Result<Self, Report> {
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", text);
        load(&sources, id).into_spec().map_err(|faults| Report::new(sources, faults))
    }
}

fn unknown_tables(document: &mut Document, refusals: &mut Refusals) {
    let keys: Vec<String> = document.root().table().into_iter().flat_map(Table::keys).cloned().collect();
    for key in keys.iter().filter(|key| !TABLES.contains(&key.as_str())) {
        let path = Path::root().key(key);
        let diagnostic =
            Diagnostic::new(Code::UnknownKey, format!("there is no key `{key}` at the top of the file"))
                .labelled(document.locate(&path, Part::Key), "unknown key");
        let correction = document.rename(&Path::root(), key, &TABLES);
        let diagnostic = match correction.filter(|correction| !refusals.paths.contains(&correction.at)) {
            Some(correction) => diagnostic.with_fix(correction.fix),
            None => diagnostic,
        };
        refusals.diagnostics.push(match nearest(key, TABLES) {
            Some(near) => {
                // What was meant to be in it is as good as there.
                refusals.paths.insert(Path::root().key(near));
                diagnostic.help(format!("write `{near}`"))
            }
            None => diagnostic.help(format!("the tables are {}", or_list(TABLES).replace(" or ", " and "))),
        });
        document.prune(&path);
        refusals.paths.insert(path);
    }
}

/// Decodes each entry of a table by itself, so that one that is wrong does not take the others with it.
fn entries<K, V>(document: &mut Document, table: &str, refusals: &mut Refusals) -> BTreeMap<K, V>
where
    K: FromStr + Ord,
    K::Err: Display,
    V: DeserializeOwned,
{
    let path = Path::root().key(table);
    let Some(node) = document.node(&path) else { return BTreeMap::new() };
    let Some(keys) = node.table().map(|entries| entries.keys().cloned().collect::<Vec<String>>()) else {
        // Not a table at all: decoding it as one says so.
        let _: Option<BTreeMap<String, crate::model::ForeignValue>> = decode(document, &path, refusals);
        return BTreeMap::new();
    };
    // A map that is made at once has full nodes; one that grows in order has half of each empty.
    let mut decoded = Vec::with_capacity(keys.len());
    for key in keys {
        let entry = path.key(&key);
        match key.parse::<K>() {
            Ok(name) => {
                if let Some(value) = decode(document, &entry, refusals) {
                    decoded.push((name, value));
                }
            }
            Err(error) => {
                let error = error.to_string();
                let (message, help) = error.split_once('\n').unwrap_or((&error, ""));
                refusals.diagnostics.push(
                    Diagnostic::new(Code::InvalidValue, message)
                        .labelled(document.locate(&entry, Part::Key), "this name cannot be")
                        .help(help),
                );
                document.prune(&entry);
                refusals.paths.insert(entry);
            }
        }
    }
    decoded.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_partial_when_something_was_refused_or_is_told() {
        let mut sources = Sources::new();
        let empty = sources.add("stack.toml", "");
        let untold = load(&sources, empty).without_diagnostics();
        assert!(untold.diagnostics().is_empty() && untold.is_partial());

        let mut stack: StackSpec = "[stack]\nname = \"mcp\"\n[networks.back]\n".parse().unwrap();
        assert!(!Loaded::from_spec(stack.clone()).is_partial());
        stack.networks.values_mut().for_each(|network| network.driver = Some("\0".to_owned()));
        let told = Loaded::from_spec(stack);
        assert!(!told.refused(&Path::root().key("networks")) && told.is_partial());
    }

    #[test]
    fn a_stack_that_is_there_and_cannot_be_read_is_not_called_missing() {
        let told = |text: &str| {
            let faults = text.parse::<StackSpec>().unwrap_err();
            faults.diagnostics().iter().map(|found| found.message().to_owned()).collect::<Vec<_>>()
        };
        let missing = "the file needs the table `[stack]`";
        assert_eq!(told(""), [missing]);
        assert_eq!(told("[networks.back]\n"), [missing]);
        for text in [
            "stack = 1\n",
            "[stcak]\nname = \"mcp\"\n",
            "[stack]\nname = 1\n",
            "[stack\nname = \"mcp\"\n",
            "stack\n",
        ] {
            let told = told(text);
            assert!(told.len() == 1 && told[0] != missing, "{told:?}");
        }
    }
}
