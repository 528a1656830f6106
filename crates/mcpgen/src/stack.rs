//! A stack from its text to its plan.

use std::collections::BTreeMap;

use mcpgen_core::catalog::{Catalog, Knowledge, ServerRegistry};
use mcpgen_core::diagnostic::{Code, Diagnostic, Report};
use mcpgen_core::model::{HostPath, StackSpec};
use mcpgen_core::plan::Plan;
use mcpgen_core::{Loaded, Part, Path, Rule, SourceId, Sources, check, load};

use crate::catalog_file::read_catalog;

/// A `stack.toml` that was read, and the files that it names.
///
/// The caller reads those: [`files`](Self::files) says which, [`supply`](Self::supply) takes them.
///
/// ```
/// use mcpgen::{DockerRegistry, Stack};
///
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// let stack = Stack::read("stack.toml", text.as_bytes());
/// assert!(stack.files().is_empty());
/// assert!(stack.evaluate(&DockerRegistry).plan().is_some());
/// ```
#[derive(Debug, Clone)]
pub struct Stack {
    sources: Sources,
    loaded: Loaded,
    diagnostics: Vec<Diagnostic>,
    files: BTreeMap<HostPath, Option<Supplied>>,
}

/// A file that was there.
#[derive(Debug, Clone)]
struct Supplied {
    source: SourceId,
    /// What it defines, when a gateway reads it as a catalog.
    catalog: Option<Catalog>,
}

impl Stack {
    /// Reads the bytes of a `stack.toml`. `name` is what a person knows the file by.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// // What is wrong with it is no error of this function: the report says it.
    /// let evaluation = Stack::read("stack.toml", b"[stack\n").evaluate(&DockerRegistry);
    /// assert!(evaluation.report().has_errors());
    /// ```
    #[must_use]
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        let mut sources = Sources::new();
        let (loaded, diagnostics) = match sources.add_bytes(name, bytes) {
            Ok(id) => (load(&sources, id), Vec::new()),
            Err(error) => {
                let diagnostic = Diagnostic::new(Code::NotUtf8, "this file is not UTF-8 text")
                    .labelled(error.span, "the first byte that is not")
                    .help("save the file as UTF-8");
                // What such a text seems to say is not what its writer meant.
                let nothing = sources.add(name, "");
                (load(&sources, nothing).without_diagnostics(), vec![diagnostic])
            }
        };
        Self { sources, loaded, diagnostics, files: BTreeMap::new() }
    }

    /// A stack that was built in code.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack, core::model::StackSpec};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// let spec: StackSpec = text.parse().map_err(|report| format!("{report}"))?;
    /// let evaluation = Stack::from_spec(spec).evaluate(&DockerRegistry);
    /// assert!(evaluation.plan().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_spec(spec: StackSpec) -> Self {
        Self {
            sources: Sources::new(),
            loaded: Loaded::from_spec(spec),
            diagnostics: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// The files that the stack names and that mcpgen reads.
    ///
    /// ```
    /// # use mcpgen::Stack;
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"own\"]\ncatalogs = [\"catalogs/own.yaml\"]\n";
    /// let stack = Stack::read("stack.toml", text.as_bytes());
    /// assert_eq!(stack.files()[0].to_string(), "catalogs/own.yaml");
    /// ```
    #[must_use]
    pub fn files(&self) -> Vec<HostPath> {
        self.loaded.spec().files().into_iter().cloned().collect()
    }

    /// Takes the bytes of one of [`files`](Self::files), or `None` when there is no such file. `name` is what a person knows it
    /// by. What is wrong with it is in the report of [`evaluate`](Self::evaluate).
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"own\"]\ncatalogs = [\"own.yaml\"]\n";
    /// let catalog = "registry:\n  own:\n    title: Own\n    description: My own server\n    type: server\n    image: own:1\n";
    /// let mut stack = Stack::read("stack.toml", text.as_bytes());
    /// for file in stack.files() {
    ///     stack.supply(&file, "own.yaml", Some(catalog.as_bytes()));
    /// }
    /// let evaluation = stack.evaluate(&DockerRegistry);
    /// assert!(evaluation.plan().is_some(), "{}", evaluation.report());
    /// ```
    pub fn supply(&mut self, file: &HostPath, name: &str, bytes: Option<&[u8]>) {
        let supplied = match bytes.map(|bytes| self.sources.add_bytes(name, bytes)) {
            None => {
                self.not_found(file);
                None
            }
            Some(Err(error)) => {
                let diagnostic = Diagnostic::new(Code::NotUtf8, "this file is not UTF-8 text")
                    .labelled(error.span, "the first byte that is not");
                self.diagnostics.push(diagnostic.help("save the file as UTF-8"));
                None
            }
            Some(Ok(source)) if !self.loaded.spec().is_catalog(file) => {
                Some(Supplied { source, catalog: None })
            }
            Some(Ok(source)) => {
                let (catalog, mut faults) = read_catalog(&self.sources, source);
                self.diagnostics.append(&mut faults);
                catalog.map(|catalog| Supplied { source, catalog: Some(catalog) })
            }
        };
        self.files.insert(file.clone(), supplied);
    }

    fn not_found(&mut self, file: &HostPath) {
        let diagnostic = Diagnostic::new(Code::FileNotFound, format!("there is no file `{file}`"));
        let places = self.loaded.spec().services.iter().filter_map(|(name, service)| match service {
            mcpgen_core::model::ServiceSpec::McpGateway(gateway) => {
                let index = gateway.catalogs.iter().position(|catalog| catalog == file)?;
                Some(Path::root().key("services").key(name).key("catalogs").index(index))
            }
            mcpgen_core::model::ServiceSpec::Container(container) => {
                let (target, _) = container.configs.iter().find(|(_, config)| config.file() == Some(file))?;
                Some(Path::root().key("services").key(name).key("configs").key(target).key("file"))
            }
            mcpgen_core::model::ServiceSpec::Cloudflared(_) => None,
        });
        let diagnostic = match (self.loaded.document(), places.into_iter().next()) {
            (Some(document), Some(place)) => {
                diagnostic.labelled(document.locate(&place, Part::Value), "not there")
            }
            _ => diagnostic,
        };
        self.diagnostics
            .push(diagnostic.help("make the file; a path is relative to the folder of stack.toml"));
    }

    /// Checks everything and says what the stack means. `registry` is what is known of servers besides the stack's own catalogs:
    /// [`DockerRegistry`](crate::DockerRegistry), unless there is a better one.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetsch\"]\n";
    /// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// assert!(evaluation.report().has_errors() && evaluation.plan().is_none());
    /// ```
    #[must_use]
    pub fn evaluate(self, registry: &dyn ServerRegistry) -> Evaluation {
        self.evaluate_with(registry, &[])
    }

    /// The same with rules of one's own beside mcpgen's: what they find is in the report, and `[lints]` knows their codes.
    ///
    /// [`Rule`] shows one.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// let stack = Stack::read("stack.toml", text.as_bytes());
    /// assert!(stack.evaluate_with(&DockerRegistry, &[]).plan().is_some());
    /// ```
    #[must_use]
    pub fn evaluate_with(self, registry: &dyn ServerRegistry, rules: &[&dyn Rule]) -> Evaluation {
        let Self { sources, loaded, mut diagnostics, files } = self;
        let mut texts = BTreeMap::new();
        let mut known = BTreeMap::new();
        for (path, supplied) in files {
            let text = supplied.as_ref().and_then(|supplied| sources.get(supplied.source));
            texts.extend(text.map(|source| (path.clone(), source.text().to_owned())));
            known.insert(path, supplied.and_then(|supplied| supplied.catalog));
        }
        let knowledge = Knowledge { registry, catalogs: known };
        diagnostics.extend(loaded.diagnostics().iter().cloned());
        let checked = check(&loaded, &knowledge, rules);
        diagnostics.extend(checked.diagnostics);
        let report = Report::new(sources, diagnostics);
        // A file that the stack names may be at fault, which the check of the stack does not see.
        let plan = checked.plan.filter(|_| !report.has_errors());
        Evaluation { report, plan, files: texts }
    }
}

/// What came of a stack: a report, and, when it has no errors, a plan.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// match evaluation.plan() {
///     Some(plan) => println!("{} services", plan.services.len()),
///     None => print!("{}", mcpgen::report::short(evaluation.report())),
/// }
/// # assert!(evaluation.plan().is_some());
/// ```
#[derive(Debug, Clone)]
pub struct Evaluation {
    report: Report,
    plan: Option<Plan>,
    files: BTreeMap<HostPath, String>,
}

impl Evaluation {
    /// Everything that was found.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let evaluation = Stack::read("stack.toml", b"[stack]\nnmae = \"mcp\"\n").evaluate(&DockerRegistry);
    /// assert!(mcpgen::report::short(evaluation.report()).contains("nmae"));
    /// ```
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the stack means; `None` when the report has errors.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// assert_eq!(evaluation.plan().map(|plan| plan.name.as_str()), Some("mcp"));
    /// ```
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// The texts of the files that the stack names.
    ///
    /// [`Stack::supply`] took them; those that were not there are not among them.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// assert!(evaluation.files().is_empty());
    /// ```
    #[must_use]
    pub fn files(&self) -> &BTreeMap<HostPath, String> {
        &self.files
    }
}
