//! Where mcpgen is on the web.

/// The address of the book, with a slash at its end: what mcpgen refers to lies below it.
pub const SITE: &str = "https://mcpgen.github.io/mcpgen/";
