//! mcpgen-core
