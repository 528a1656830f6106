//! What a catalog file of one's own says of a server besides what every catalog says.

use crate::model::HostPath;
use crate::name::ToolName;
use crate::source::Span;

/// The parts of an entry of a catalog file that are checked where they stand.
///
/// # Examples
///
/// ```
/// use mcpgen_core::catalog::{CatalogEntry, ServerDefinition};
///
/// // Only what a catalog file says has places; a server of the registry has none.
/// assert_eq!(ServerDefinition::container().entry, CatalogEntry::default());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogEntry {
    /// Where its image stands.
    pub image: Option<Span>,
    /// The tools that it lists. To the gateway they are documentation: the server itself says which tools it has.
    pub tools: Vec<(ToolName, Span)>,
    /// What its tools are called by, before `__`.
    pub prefix: Option<String>,
    /// Paths of the machine that it mounts whatever its configuration says, each with whether it may only read.
    pub mounts: Vec<(HostPath, bool, Span)>,
}
