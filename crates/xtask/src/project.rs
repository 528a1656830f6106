//! Where the checkout and its folders are.

use std::path::{Path, PathBuf};

/// The root of the checkout: the folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_path_buf()
}

/// The folder that holds the judges: `$MCPGEN_JUDGES`, or `.checkers` in the checkout.
pub(crate) fn judges() -> PathBuf {
    std::env::var_os("MCPGEN_JUDGES").map_or_else(|| root().join(".checkers"), PathBuf::from)
}

/// The folder that holds the programs which mcpgen is measured beside: `$MCPGEN_PEERS`, or `.peers` in the checkout.
pub(crate) fn peers() -> PathBuf {
    std::env::var_os("MCPGEN_PEERS").map_or_else(|| root().join(".peers"), PathBuf::from)
}

/// Cargo's folder for what it builds: `$CARGO_TARGET_DIR`, or `target` in the checkout.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
