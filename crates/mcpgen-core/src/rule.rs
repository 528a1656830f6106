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
    fn codes(&self) -> Vec<&'static OwnCode>;

    /// What is wrong with a stack. The order does not matter; the report is sorted.
    fn check(&self, subject: &Subject<'_>) -> Vec<Diagnostic>;
}

/// What a [`Rule`] looks at.
#[expect(missing_debug_implementations, reason = "a registry need not be printable")]
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) knowledge: &'a Knowledge<'a>,
    pub(crate) plan: Option<&'a Plan>,
}

impl<'a> Subject<'a> {
    /// What the person wrote, without what could not be understood.
    #[must_use]
    pub fn spec(&self) -> &'a StackSpec {
        self.loaded.spec()
    }

    /// What the stack means; `None` when mcpgen itself found an error. A rule about what a person can only write looks at
    /// [`spec`](Self::spec), so that it is told of beside that error.
    #[must_use]
    pub fn plan(&self) -> Option<&'a Plan> {
        self.plan
    }

    /// What is known of a server that `gateway` lists; `None` when the stack defines it itself, or nobody knows it.
    #[must_use]
    pub fn definition(&self, gateway: &GatewaySpec, server: &ServerName) -> Option<ServerDefinition> {
        find_definition(self.knowledge, gateway, server)
    }

    /// Whether what stands at `path`, or something around it, was there and could not be understood. Then a rule says nothing of
    /// its absence: that would only follow from the other fault.
    #[must_use]
    pub fn refused(&self, path: &Path) -> bool {
        self.loaded.refused(path)
    }

    /// The bytes of what stands at `path`, or of what is nearest around it; `None` for a stack that was built in code.
    #[must_use]
    pub fn locate(&self, path: &Path, part: Part) -> Option<Span> {
        self.loaded.document().map(|document| document.locate(path, part))
    }

    /// Adds the place of what stands at `path` to a diagnostic, with a few words on it; a stack that was built in code has no
    /// places.
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
