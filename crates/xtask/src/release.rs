//! `cargo xtask release`: what must hold before a version is published.

use std::fs;
use std::process::Command;

use crate::{process, project, published};

/// Wants a clean checkout, a section of the changelog for the version, and crates that cargo would publish; and, when there is a tag of
/// an earlier version, a library that breaks nothing that its number does not say.
///
/// # Errors
/// One of these does not hold.
pub(crate) fn run() -> Result<(), String> {
    let version = env!("CARGO_PKG_VERSION");
    let changed = git(&["status", "--porcelain"])?;
    if !changed.is_empty() {
        return Err(format!("the checkout holds changes that are not committed:\n{changed}"));
    }
    let path = project::root().join("CHANGELOG.md");
    let changelog = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    if !has_section(&changelog, version) {
        return Err(format!("CHANGELOG.md has no section `## [{version}] - YYYY-MM-DD`"));
    }
    println!("the checkout is clean, and the changelog has {version}");
    published::dry_run()?;
    compare_with_last(version)?;
    println!("{version} can be published: tag it v{version}, then `cargo publish --workspace`");
    Ok(())
}

/// Whether a changelog has a section for `version`, with its day.
fn has_section(changelog: &str, version: &str) -> bool {
    let heading = format!("## [{version}] - ");
    let day = changelog.lines().find_map(|line| line.strip_prefix(heading.as_str()));
    day.is_some_and(|day| day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

/// Asks cargo-semver-checks whether the libraries keep what the last tagged version promised.
fn compare_with_last(version: &str) -> Result<(), String> {
    let tags = git(&["tag", "--list", "v*", "--sort=-version:refname"])?;
    let Some(last) = tags.lines().find(|tag| *tag != format!("v{version}")) else {
        println!("no earlier version is tagged: there is nothing to compare with");
        return Ok(());
    };
    let mut semver = Command::new("cargo");
    semver.args(["semver-checks", "--workspace", "--baseline-rev", last]).current_dir(project::root());
    process::run(&mut semver).map_err(|problem| {
        format!("{problem}: cargo-semver-checks compares with {last} (`cargo install --locked cargo-semver-checks`)")
    })
}

fn git(arguments: &[&str]) -> Result<String, String> {
    process::output(Command::new("git").args(arguments).current_dir(project::root()))
}

#[cfg(test)]
mod tests {
    use super::has_section;

    #[test]
    fn a_released_version_has_its_day() {
        assert!(has_section("# Changelog\n\n## [0.1.0] - 2026-11-22\n", "0.1.0"));
        assert!(!has_section("## [Unreleased] 0.1.0\n", "0.1.0"));
        assert!(!has_section("## [0.1.0] - soon\n", "0.1.0"));
        assert!(!has_section("## [0.1.1] - 2026-11-22\n", "0.1.0"));
    }
}
