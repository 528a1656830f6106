//! mcpgen-cli
fn main() {}
