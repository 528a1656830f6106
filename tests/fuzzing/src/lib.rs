//! What the fuzzer asks of mcpgen: functions that take any bytes and panic where mcpgen does not keep what it promises.
//!
//! `fuzz/` makes a program of each (`cargo xtask fuzz`). They are a crate of the workspace, so that they are built with the rest and
//! `cargo test` gives them the whole corpus.

mod check;
mod cloudflared;
mod dotenv;
mod load;
mod parts;
mod render;

pub use check::check;
pub use cloudflared::cloudflared;
pub use dotenv::dotenv;
pub use load::load;
pub use parts::SEPARATOR;
pub use render::render;

/// A target of the fuzzer: what it does with some bytes.
pub type Target = fn(&[u8]);

/// Every target, by its name in `fuzz/`.
pub const TARGETS: [(&str, Target); 5] =
    [("check", check), ("cloudflared", cloudflared), ("dotenv", dotenv), ("load", load), ("render", render)];
