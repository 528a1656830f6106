//! What the tests of mcpgen share: cases, the programs that judge what is rendered, and the private Docker engine.
//!
//! | module | concept |
//! |---|---|
//! | [`book`] | the pages that people read, taken at their word |
//! | [`cases`] | stacks to render: examples and case folders |
//! | [`snapshot`] | a rendered folder compared with the one that is kept |
//! | [`produce`] | rendering a stack the way a user would |
//! | [`intention`] | a plan, held against a simulation of what was rendered from it |
//! | [`judge`] | a third-party program that judges, there or not |
//! | [`language_server`] | a language server for TOML, without an editor |
//! | [`random`] | stacks that nobody thought of |
//! | [`naive`] | a stack as the Compose file that a person would write |
//! | [`lowering`] | what Compose must understand of a plan |
//! | [`parallel`] | the same work for many things |
//! | [`mutation`] | documents that are nearly stacks |
//! | [`trials`] | tests made while they run, and the list of judges they did without |
//! | [`compose`] | Docker Compose's reading of a folder |
//! | [`dotenv`] | two readings of `.env` |
//! | [`picture`] | what a picture of a stack says |
//! | [`port`] | a published port, as this machine sees it |
//! | [`powershell`] | an independent grammar of PowerShell |
//! | [`engine`] | containers in the private engine, made from a stand-in program |
//! | [`stack`] | a rendered stack that is started, changed and stopped |
//! | [`tricky`] | texts that some reader takes for something else |

pub mod book;
pub mod cases;
pub mod compose;
pub mod dotenv;
pub mod engine;
pub mod intention;
pub mod judge;
pub mod language_server;
pub mod lowering;
pub mod mutation;
pub mod naive;
pub mod parallel;
pub mod picture;
pub mod port;
pub mod powershell;
pub mod produce;
pub mod random;
pub mod snapshot;
pub mod stack;
pub mod trials;
pub mod tricky;

use std::path::{Path, PathBuf};

/// The root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}
