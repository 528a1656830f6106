//! cloudflared itself, when `MCPGEN_CLOUDFLARED` names it.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the test asks another program; the library does not"
)]

use std::path::Path;
use std::process::Command;

/// Asks cloudflared whether it accepts a configuration; says so when there is none to ask.
///
/// Returns whether one was asked. Fails the test when it does not accept.
pub(crate) fn accepts(name: &str, yaml: &str) -> bool {
    let Some(program) = std::env::var_os("MCPGEN_CLOUDFLARED") else {
        eprintln!("not judged by cloudflared: MCPGEN_CLOUDFLARED names none");
        return false;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.yml"));
    std::fs::write(&file, yaml).unwrap();
    let output = Command::new(&program)
        .args(["tunnel", "--config"])
        .arg(&file)
        .args(["ingress", "validate"])
        .output()
        .unwrap();
    // It ends with 0 for a wrong usage and for keys that it ignores, too.
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().last(), Some("OK"), "{yaml}\n{said}{}", String::from_utf8_lossy(&output.stderr));
    true
}
