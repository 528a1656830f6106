//! The writer, on a disk and in memory, stopped anywhere and asked again.

mod attacks;
mod crash;
mod difference;
mod folder;
mod holding;
mod memory;
mod sequences;
mod stack_file;
mod stopping;

use std::collections::BTreeMap;

use super::compare::Comparison;
use super::disk::Disk;
use super::manifest::{MANIFEST, Manifest};
use super::write::{OnEdited, Written, write};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;

/// The files of a folder with their bytes, without those of mcpgen's own folder that are there only while it works.
type Files = BTreeMap<String, Vec<u8>>;

/// What a stack of this version is rendered to: a file that each version has and changes, one that stays, one that only some
/// have, one in a folder of its own, and the `.env` of a person with a line for each version.
fn rendering(version: u32, env: Option<&[u8]>) -> ArtifactSet {
    let mut artifacts = ArtifactSet::default();
    let mut add = |path: &str, artifact| artifacts.insert(ArtifactPath::new(path).unwrap(), artifact);
    add("docker-compose.yml", Artifact::public(format!("name: v{version}\nservices: {{}}\n")));
    add("README", Artifact::public("always the same\n"));
    add("scripts/start.sh", Artifact::public(format!("#!/bin/sh\necho {}\n", version / 2)).executable());
    if version.is_multiple_of(2) {
        add("mcp-gateway/gateway/catalog.yaml", Artifact::public(format!("version: {version}\n")));
    }
    let mut text = String::from_utf8_lossy(env.unwrap_or_default()).into_owned();
    let line = format!("KEY_{}=", version % 3);
    if !text.lines().any(|known| known.starts_with(&line)) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&line);
        text.push('\n');
    }
    add(".env", Artifact::public(text).shared().secret());
    artifacts
}

/// Renders a version into a folder.
fn render(disk: &dyn Disk, version: u32, edited: OnEdited) -> Result<Written, Error> {
    let fail = |error| Error::disk("folder", error);
    let artifacts = rendering(version, disk.read(".env").map_err(fail)?.as_deref());
    let manifest = disk.read(MANIFEST).map_err(fail)?.unwrap_or_default();
    let last = Manifest::parse(&String::from_utf8_lossy(&manifest));
    let comparison = Comparison::of(&artifacts, disk, &last).map_err(fail)?;
    write(disk, "folder".as_ref(), &comparison, &last, edited)
}
