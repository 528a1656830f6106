//! The pages that people read, taken at their word: each file on them is checked and rendered, each command is run, and what a
//! page shows of its output is what comes out.
//!
//! What stands behind the language of a fence says what the block is:
//!
//! | fence | the block |
//! |---|---|
//! | `toml` with `[stack]` in it | a stack: it renders, without errors and warnings |
//! | `toml wrong` | a stack that has an error |
//! | `toml fragment` | tables of a stack: with the least besides them it has no errors |
//! | `toml other` | another program's TOML |
//! | `… file=PATH` | is written to that path first, for the commands that follow |
//! | `console` | lines `$ COMMAND`, each with what it prints; `…` stands for anything |
//! | `sh` | commands, a line each |
//! | `console exit=N`, `sh exit=N` | the last command ends with N; every other one with 0 |
//!
//! All of a page of the book happens in one empty folder, from top to bottom. On the other pages each block begins in the root of a
//! checkout.

mod block;
mod command;
mod page;
mod session;
mod shown;

pub use block::{Attribute, Block};
pub use command::{Command, Outcome};
pub use page::{Page, pages};
pub use session::Session;
