//! `.gitignore` and `.gitattributes`: so that the folder can be committed as it is.

use mcpgen_core::plan::{Plan, Service};

use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;
use crate::render::Existing;

/// Values of secrets stay on the machine.
const IGNORE: [&str; 3] = [".env", ".env.*", "!.env.example"];

/// Line ends that the programs need which read the files.
const ATTRIBUTES: [&str; 5] = [
    "*.ps1 text eol=crlf",
    "*.sh text eol=lf",
    "*.yml text eol=lf",
    "*.yaml text eol=lf",
    ".env.example text eol=lf",
];

/// What lies in mcpgen's own folder only while it is at work.
const AT_WORK: &str = "# Made by mcpgen: what is here only while it writes.\nlock\ntransaction/\n";

/// Above what was added.
const ADDED: &str = "# Added by mcpgen.";

/// Files of containers stay as they are, byte for byte.
const CONFIGS: &str = "configs/** -text";

/// Both files. Lines that are there stay, for the folder may be in a repository that has such files already.
pub(crate) fn repository_files(plan: &Plan, existing: &Existing) -> Result<ArtifactSet, Error> {
    let mut artifacts = ArtifactSet::default();
    let mut attributes = ATTRIBUTES.to_vec();
    if plan.services.iter().filter_map(Service::container).any(|container| !container.configs.is_empty()) {
        attributes.push(CONFIGS);
    }
    for (name, text, lines) in [
        (".gitignore", &existing.gitignore, IGNORE.to_vec()),
        (".gitattributes", &existing.gitattributes, attributes),
    ] {
        let text = with_lines(text.as_deref().unwrap_or(""), &lines);
        artifacts.insert(ArtifactPath::new(name).map_err(Error::bug)?, Artifact::public(text).shared());
    }
    Ok(artifacts)
}

/// The file in mcpgen's own folder that keeps from git what lies there only while it writes.
pub(crate) fn own_folder_file() -> Result<(ArtifactPath, Artifact), Error> {
    let path = ArtifactPath::new(".mcpgen/.gitignore").map_err(Error::bug)?;
    Ok((path, Artifact::public(AT_WORK)))
}

/// Whether nothing stands in the text of one of both files but what mcpgen added.
#[cfg(feature = "fs")]
pub(crate) fn is_ours_alone(text: &str) -> bool {
    let ours = |line: &str| {
        let mut known = IGNORE.iter().chain(&ATTRIBUTES).chain([&CONFIGS, &ADDED]);
        line.is_empty() || known.any(|known| *known == line)
    };
    text.lines().all(ours)
}

/// `text`, and at its end those of `lines` that it lacks.
fn with_lines(text: &str, lines: &[&str]) -> String {
    let missing: Vec<&str> =
        lines.iter().copied().filter(|line| text.lines().all(|known| known.trim() != *line)).collect();
    if missing.is_empty() {
        return text.to_owned();
    }
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut whole = text.to_owned();
    if !whole.is_empty() && !whole.ends_with('\n') {
        whole.push_str(line_end);
    }
    for line in std::iter::once(ADDED).chain(missing) {
        whole.push_str(line);
        whole.push_str(line_end);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_there_stay_and_what_is_missing_is_added_once() {
        let once = with_lines("/target\r\n.env\r\n", &IGNORE);
        assert_eq!(once, "/target\r\n.env\r\n# Added by mcpgen.\r\n.env.*\r\n!.env.example\r\n");
        assert_eq!(with_lines(&once, &IGNORE), once);
        assert_eq!(with_lines("a", &["b"]), "a\n# Added by mcpgen.\nb\n");
    }
}
