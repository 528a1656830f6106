//! The program prints what it should.

use std::process::Command;

#[test]
fn it_prints_what_is_expected() {
    let output = Command::new(env!("CARGO_BIN_EXE_embed-builder")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), include_str!("../expected.txt"));
}
