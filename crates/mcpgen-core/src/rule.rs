//! Rules of a program's own, beside those of mcpgen.

use crate::catalog::{Knowledge, ServerDefinition};
use crate::diagnostic::{Diagnostic, OwnCode};
use crate::document::Part;
use crate::load::Loaded;
use crate::model::{GatewaySpec, StackSpec};
use crate::name::ServerName;
use crate::path::Path;
use crate::plan::{Plan, find_definition};
use crate::source::Span;

/// A rule that a program brings which embeds mcpgen, such as a policy of its company. [`check`](crate::check()) runs it after
/// mcpgen's own; what it finds is in the report like everything else, and `[lints]` knows its codes.
///
/// ```
/// use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
/// use mcpgen_core::{Part, Path, Rule, Subject};
///
/// static SHORT_NAME: OwnCode =
///     OwnCode::new("acme-short-name", Severity::Warning, "A stack has a name that says nothing.").unwrap();
///
/// struct LongNames;
///
/// impl Rule for LongNames {
///     fn codes(&self) -> Vec<&'static OwnCode> {
///         vec![&SHORT_NAME]
///     }
///
///     fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
///         let name = &subject.spec().stack.name;
///         if name.as_str().len() > 3 {
///             return Vec::new();
///         }
///         let found = Diagnostic::new(&SHORT_NAME, format!("`{name}` does not say whose stack this is"));
///         let place = Path::root().key("stack").key("name");
///         vec![subject.labelled(found, &place, Part::Value, "too short").help("write `TEAM-PURPOSE`")]
///     }
/// }
/// ```
pub trait Rule {
    /// The kinds of problem that the rule finds: those that `[lints]` can name.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// use mcpgen_core::{Rule, Sources, Subject, check, load};
    ///
    /// static LOCAL: OwnCode = OwnCode::new("acme-local", Severity::Warning, "A stack has no tunnel.").unwrap();
    ///
    /// struct Tunnels;
    ///
    /// impl Rule for Tunnels {
    ///     fn codes(&self) -> Vec<&'static OwnCode> {
    ///         vec![&LOCAL]
    ///     }
    ///
    ///     fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///         let without = subject.spec().ingress.is_none();
    ///         without.then(|| Diagnostic::new(&LOCAL, "there is no `[ingress]`")).into_iter().collect()
    ///     }
    /// }
    ///
    /// // `[lints]` knows the code.
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[lints]\nacme-local = \"allow\"\n");
    /// let registry = BTreeMap::new();
    /// let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&Tunnels]);
    /// assert!(checked.diagnostics.is_empty());
    /// ```
    fn codes(&self) -> Vec<&'static OwnCode>;

    /// What is wrong with a stack. The order does not matter; the report is sorted.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use mcpgen_core::catalog::Knowledge;
    /// use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// use mcpgen_core::{Rule, Sources, Subject, check, load};
    ///
    /// static LOCAL: OwnCode = OwnCode::new("acme-local", Severity::Error, "A stack has no tunnel.").unwrap();
    ///
    /// struct Tunnels;
    ///
    /// impl Rule for Tunnels {
    ///     fn codes(&self) -> Vec<&'static OwnCode> {
    ///         vec![&LOCAL]
    ///     }
    ///
    ///     fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///         let without = subject.spec().ingress.is_none();
    ///         without.then(|| Diagnostic::new(&LOCAL, "there is no `[ingress]`")).into_iter().collect()
    ///     }
    /// }
    ///
    /// let mut sources = Sources::new();
    /// let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n");
    /// let registry = BTreeMap::new();
    /// let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&Tunnels]);
    /// assert_eq!(checked.diagnostics[0].to_string(), "error[acme-local]: there is no `[ingress]`");
    /// ```
    fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic>;
}

/// What a [`Rule`] looks at.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::Diagnostic;
/// use mcpgen_core::model::ServiceSpec;
/// use mcpgen_core::{Path, Subject};
///
/// /// The places of the images that are not of our registry.
/// fn foreign_images(subject: &Subject<'_>) -> Vec<Path> {
///     let services = subject.spec().services.iter();
///     services
///         .filter(|(_, service)| {
///             service.common().image.is_some_and(|image| !image.as_str().starts_with("registry.acme.example/"))
///         })
///         .map(|(name, _)| Path::root().key("services").key(name).key("image"))
///         .collect()
/// }
/// # use std::collections::BTreeMap;
/// # use mcpgen_core::catalog::Knowledge;
/// # use mcpgen_core::diagnostic::OwnCode;
/// # use mcpgen_core::{Rule, Loaded, check};
/// # struct Images;
/// # impl Rule for Images {
/// #     fn codes(&self) -> Vec<&'static OwnCode> { Vec::new() }
/// #     fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
/// #         assert_eq!(foreign_images(subject)[0].to_string(), "services.web.image");
/// #         Vec::new()
/// #     }
/// # }
/// # let stack = "[stack]\nname = \"mcp\"\n[services.web]\nkind = \"container\"\nimage = \"nginx:1.29\"\n".parse().unwrap();
/// # let registry = BTreeMap::new();
/// # assert!(check(&Loaded::from_spec(stack), &Knowledge::new(&registry), &[&Images]).plan.is_some());
/// ```
#[expect(missing_debug_implementations, reason = "a registry need not be printable")]
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) knowledge: &'a Knowledge<'a>,
    pub(crate) plan: Option<&'a Plan>,
}

impl<'a> Subject<'a> {
    /// What the person wrote, without what could not be understood.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let short = subject.spec().services.keys().filter(|name| name.as_str().len() < 2);
    ///     short.map(|name| Diagnostic::new(&OURS, format!("`{name}` says nothing"))).collect()
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[services.w]\nkind = \"container\"\nimage = \"nginx:1.29\"\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// // Of a stack with `[services.w]`:
    /// assert_eq!(found[0].message(), "`w` says nothing");
    /// ```
    #[must_use]
    pub fn spec(&self) -> &'a StackSpec {
        self.loaded.spec()
    }

    /// What the stack means; `None` when mcpgen itself found an error. A rule about what a person can only write looks at
    /// [`spec`](Self::spec), so that it is told of beside that error.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let Some(plan) = subject.plan() else { return Vec::new() };
    ///     let published = plan.gateways().filter_map(|(service, gateway)| Some((service, gateway.publication?)));
    ///     published
    ///         .filter(|(_, at)| !at.address.is_loopback())
    ///         .map(|(service, at)| Diagnostic::new(&OURS, format!("`{}` is on {}", service.name, at.address)))
    ///         .collect()
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\npublish = \"0.0.0.0:8811\"\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::from([("fetch".to_owned(), ServerDefinition::container())]);
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// // Of a gateway with `publish = "0.0.0.0:8811"`:
    /// assert_eq!(found[0].message(), "`gateway` is on 0.0.0.0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plan(&self) -> Option<&'a Plan> {
        self.plan
    }

    /// What is known of a server that `gateway` lists; `None` when the stack defines it itself, or nobody knows it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # use mcpgen_core::catalog::Standing;
    /// # use mcpgen_core::model::ServiceSpec;
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let mut found = Vec::new();
    ///     for service in subject.spec().services.values() {
    ///         let ServiceSpec::McpGateway(gateway) = service else { continue };
    ///         for server in &gateway.servers {
    ///             let definition = subject.definition(gateway, server);
    ///             if definition.is_some_and(|known| known.standing == Standing::Archived) {
    ///                 found.push(Diagnostic::new(&OURS, format!("nobody maintains `{server}`")));
    ///             }
    ///         }
    ///     }
    ///     found
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\npublish = \"0.0.0.0:8811\"\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::from([("fetch".to_owned(), { let mut fetch = ServerDefinition::container(); fetch.standing = Standing::Archived; fetch })]);
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// assert_eq!(found[0].message(), "nobody maintains `fetch`");
    /// ```
    #[must_use]
    pub fn definition(&self, gateway: &GatewaySpec, server: &ServerName) -> Option<ServerDefinition> {
        find_definition(self.knowledge, gateway, server)
    }

    /// Whether what stands at `path`, or something around it, was there and could not be understood. Then a rule says nothing of
    /// its absence: that would only follow from the other fault.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let ingress = Path::root().key("ingress");
    ///     if subject.spec().ingress.is_some() || subject.refused(&ingress) {
    ///         return Vec::new();
    ///     }
    ///     vec![Diagnostic::new(&OURS, "a stack of ours has a tunnel")]
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[ingress]\nprot = 1\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// // There is an `[ingress]`, with a misspelt key: that is said already.
    /// assert!(found.is_empty());
    /// ```
    #[must_use]
    pub fn refused(&self, path: &Path) -> bool {
        self.loaded.refused(path)
    }

    /// The bytes of what stands at `path`, or of what is nearest around it; `None` for a stack that was built in code.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let image = Path::root().key("services").key("w").key("image");
    ///     match subject.locate(&image, Part::Value) {
    ///         Some(place) => vec![Diagnostic::new(&OURS, "an image of others").labelled(place, "this one")],
    ///         None => Vec::new(),
    ///     }
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[services.w]\nkind = \"container\"\nimage = \"nginx:1.29\"\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// assert_eq!(sources.slice(found[0].labels()[0].span), Some("\"nginx:1.29\""));
    /// ```
    #[must_use]
    pub fn locate(&self, path: &Path, part: Part) -> Option<Span> {
        self.loaded.document().map(|document| document.locate(path, part))
    }

    /// Adds the place of what stands at `path` to a diagnostic, with a few words on it; a stack that was built in code has no
    /// places.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use mcpgen_core::catalog::{Knowledge, ServerDefinition};
    /// # use mcpgen_core::diagnostic::{Diagnostic, OwnCode, Severity};
    /// # use mcpgen_core::{Part, Path, Rule, Sources, Subject, check, load};
    /// # static OURS: OwnCode = OwnCode::new("acme-ours", Severity::Warning, "A rule of ours.").unwrap();
    /// # struct OurRule;
    /// # impl Rule for OurRule {
    /// #     fn codes(&self) -> Vec<&'static OwnCode> { vec![&OURS] }
    /// fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
    ///     let image = Path::root().key("services").key("w").key("image");
    ///     let found = Diagnostic::new(&OURS, "an image of others");
    ///     vec![subject.labelled(found, &image, Part::Key, "this one")]
    /// }
    /// # }
    /// # let mut sources = Sources::new();
    /// # let id = sources.add("stack.toml", "[stack]\nname = \"mcp\"\n[services.w]\nkind = \"container\"\nimage = \"nginx:1.29\"\n");
    /// # let registry: BTreeMap<String, ServerDefinition> = BTreeMap::new();
    /// # let checked = check(&load(&sources, id), &Knowledge::new(&registry), &[&OurRule]);
    /// # let found: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.code().as_str() == "acme-ours").collect();
    /// assert_eq!(sources.slice(found[0].labels()[0].span), Some("image"));
    /// ```
    #[must_use]
    pub fn labelled(
        &self,
        diagnostic: Diagnostic,
        path: &Path,
        part: Part,
        text: impl Into<String>,
    ) -> Diagnostic {
        match self.locate(path, part) {
            Some(span) => diagnostic.labelled(span, text),
            None => diagnostic,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::check;
    use crate::diagnostic::{Code, OwnCode, Severity};
    use crate::load::load;
    use crate::source::Sources;

    static WITHOUT_TUNNEL: OwnCode =
        OwnCode::new("acme-without-tunnel", Severity::Warning, "A stack has no tunnel.").unwrap();

    struct Tunnels;

    impl Rule for Tunnels {
        fn codes(&self) -> Vec<&'static OwnCode> {
            vec![&WITHOUT_TUNNEL]
        }

        fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
            let refused = subject.refused(&Path::root().key("ingress"));
            let is_missing = subject.spec().ingress.is_none() && !refused;
            let told = if subject.plan().is_some() { "planned" } else { "not planned" };
            is_missing.then(|| Diagnostic::new(&WITHOUT_TUNNEL, told)).into_iter().collect()
        }
    }

    /// What the rule says of a stack that ends with `rest`.
    fn told(rest: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", format!("[stack]\nname = \"mcp\"\n{rest}"));
        let registry = BTreeMap::new();
        let found = check(&load(&sources, id), &Knowledge::new(&registry), &[&Tunnels]).diagnostics;
        let own = found.into_iter().filter(|found| found.code() == Code::Own(&WITHOUT_TUNNEL));
        own.map(|found| found.message().to_owned()).collect()
    }

    #[test]
    fn a_rule_learns_what_was_refused_and_whether_there_is_a_plan() {
        assert_eq!(told(""), ["planned"]);
        assert_eq!(told("[networks.back]\ninternal = 1\n"), ["not planned"]);
        assert_eq!(told("[[ingress]]\n"), Vec::<String>::new());
    }
}
