//! The core of mcpgen: one `stack.toml`, read, checked and understood.
//!
//! ```text
//! Sources ──parse──▶ Document ──load──▶ StackSpec ──check──▶ diagnostics
//!                                                     ▲  └──▶ Plan, when none of them is an error
//!                             Knowledge, own rules ───┘
//! ```
//!
//! Nothing here reads a file, the environment or a clock, and nothing prints. What must be known besides the text comes in as
//! [`Knowledge`](catalog::Knowledge).
//!
//! ```
//! use mcpgen_core::catalog::{Knowledge, ServerDefinition, ServerRegistry};
//! use mcpgen_core::{Sources, check, load};
//!
//! struct Registry;
//!
//! impl ServerRegistry for Registry {
//!     fn find(&self, name: &str) -> Option<ServerDefinition> {
//!         (name == "fetch").then(ServerDefinition::container)
//!     }
//!     fn names(&self) -> Vec<&str> {
//!         vec!["fetch"]
//!     }
//! }
//!
//! let mut sources = Sources::new();
//! let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! let id = sources.add("stack.toml", text);
//! let loaded = load(&sources, id);
//! let knowledge = Knowledge { registry: &Registry, catalogs: Default::default() };
//! let checked = check(&loaded, &knowledge, &[]);
//! assert_eq!(checked.plan.unwrap().services[0].name.as_str(), "gateway");
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `miette` | no | `diagnostic::Report::pictured`: a report for any handler of miette, whose `fancy` is the program's to choose |
//! | `schema` | yes | `stack_schema`, the JSON Schema of `stack.toml`; and `schemars::JsonSchema` on the types of the file |

pub mod catalog;
mod catalog_entry;
mod check;
pub mod diagnostic;
mod document;
mod load;
pub mod model;
pub mod mount_policy;
pub mod name;
mod only_in_code;
mod path;
pub mod plan;
mod rule;
#[cfg(feature = "schema")]
mod schema;
mod site;
mod source;
mod value;

pub use check::{Checked, check};
pub use document::{Document, Part};
pub use load::{Loaded, load};
pub use path::{Path, Segment};
pub use rule::{Rule, Subject};
#[cfg(feature = "schema")]
pub use schema::stack_schema;
pub use site::SITE;
pub use source::{NotUtf8, Position, Source, SourceId, Sources, Span};
pub use value::InvalidValue;
