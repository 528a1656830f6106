//! Where mcpgen is on the web.

/// The address of the book, with a slash at its end: what mcpgen refers to lies below it.
///
/// # Examples
///
/// ```
/// use mcpgen_core::SITE;
/// use mcpgen_core::diagnostic::Code;
///
/// assert!(SITE.ends_with('/'));
/// assert!(Code::PortTaken.url().unwrap().starts_with(SITE));
/// ```
pub const SITE: &str = "https://mcpgen.github.io/mcpgen/";
