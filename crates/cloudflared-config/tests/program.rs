//! cloudflared itself judges what is written, when `MCPGEN_CLOUDFLARED` names it.

#![cfg(feature = "write")]
#![expect(clippy::print_stderr, reason = "a run that judged nothing says so")]

use std::path::Path;
use std::process::Command;

const CONFIGURATIONS: [&str; 2] = [include_str!("full.yml"), include_str!("bare.yml")];

#[test]
fn cloudflared_accepts_what_is_written() {
    let Some(program) = std::env::var_os("MCPGEN_CLOUDFLARED") else {
        eprintln!("not judged by cloudflared: MCPGEN_CLOUDFLARED names none");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (index, yaml) in CONFIGURATIONS.into_iter().enumerate() {
        let file = folder.join(format!("written-{index}.yml"));
        std::fs::write(&file, yaml).unwrap();
        let output = Command::new(&program)
            .args(["tunnel", "--config"])
            .arg(&file)
            .args(["ingress", "validate"])
            .output()
            .unwrap();
        // It ends with 0 for a wrong usage and for keys that it ignores, too.
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.lines().last(), Some("OK"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    }
}
