//! mcpgen: one `stack.toml` becomes everything that runs an MCP gateway stack with Docker Compose, and exposes it through a
//! Cloudflare tunnel.
//!
//! ```text
//! Stack ──evaluate──▶ Report, Plan ──render──▶ ArtifactSet ──write──▶ a folder that Docker Compose starts
//! ```
//!
//! Rendering is pure: it reads no file, no environment and no clock, and the same inputs give the same bytes. Reading a stack
//! from a disk and writing into a folder is in [`fs`], which the feature of that name brings.
//!
//! ```
//! use mcpgen::{DockerRegistry, Inputs, Stack, render};
//!
//! let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
//! let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
//! let plan = evaluation.plan().unwrap();
//! // A program takes them from its system, for example by the crate `getrandom`.
//! let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
//! let rendering = render(plan, Inputs::new(&evaluation, &mut random)).unwrap();
//! assert!(rendering.artifacts.get("docker-compose.yml").unwrap().text().contains("--servers=fetch"));
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `fs` | yes | `fs`: reading a stack from a folder, and writing what is rendered into one |
//! | `miette` | no | `core::diagnostic::Report::pictured`: a report for any handler of miette |
//! | `schema` | yes | `stack_schema` and `report::diagnostic_schema`: the JSON Schemas for editors and other programs |
//!
//! Without them it renders all the same, in memory.

pub mod artifact;
mod catalog_file;
pub mod client;
mod digest;
pub mod dotenv;
pub mod emit;
mod error;
#[cfg(feature = "fs")]
pub mod fs;
mod gateway;
pub mod graph;
pub mod ingress;
mod registry;
mod render;
pub mod report;
#[cfg(feature = "schema")]
mod schema;
pub mod secrets;
pub mod servers;
mod stack;
mod token;
mod yaml;

pub use error::{Error, ErrorKind};
pub use mcpgen_core as core;
pub use registry::{DockerRegistry, RegistryKind, RegistryServer};
pub use render::{Entropy, Existing, Inputs, Rendering, render};
#[cfg(feature = "schema")]
pub use schema::stack_schema;
pub use stack::{Evaluation, Stack};
