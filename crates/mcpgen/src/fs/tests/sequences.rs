//! What a person writes between renders is never lost, whatever they do and whenever a render is stopped.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::manifest::MANIFEST;
use super::super::transaction;
use super::super::write::OnEdited;
use super::memory::Memory;
use super::render;
use super::stopping::Stopping;

#[derive(Debug, Clone)]
enum Act {
    /// Writes these words into a file.
    Edit(usize, u16),
    /// Changes a file's line ends, as git does.
    FlipLineEnds(usize),
    Delete(usize),
    /// Gives a file another name.
    Rename(usize),
    /// Adds a line to `.env`.
    AddToEnv(u16),
    Render(u32, OnEdited),
    /// A render that is stopped after so many operations.
    Stop(u32, OnEdited, u32),
}

const PATHS: [&str; 4] =
    ["docker-compose.yml", "scripts/start.sh", "mcp-gateway/gateway/catalog.yaml", "README"];

fn on_edited() -> impl Strategy<Value = OnEdited> {
    prop_oneof![Just(OnEdited::Refuse), Just(OnEdited::Keep), Just(OnEdited::Replace)]
}

fn act() -> impl Strategy<Value = Act> {
    let path = 0..PATHS.len();
    prop_oneof![
        2 => (path.clone(), any::<u16>()).prop_map(|(path, words)| Act::Edit(path, words)),
        1 => path.clone().prop_map(Act::FlipLineEnds),
        1 => path.clone().prop_map(Act::Delete),
        1 => path.prop_map(Act::Rename),
        2 => any::<u16>().prop_map(Act::AddToEnv),
        4 => (0..6_u32, on_edited()).prop_map(|(version, edited)| Act::Render(version, edited)),
        2 => (0..6_u32, on_edited(), 0..30_u32).prop_map(|(version, edited, after)| Act::Stop(version, edited, after)),
    ]
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let flipped = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.replace('\n', "\r\n") };
    flipped.into_bytes()
}

/// What a person wrote and did not throw away.
#[derive(Default)]
struct Person {
    words: BTreeSet<String>,
    lines: Vec<String>,
}

impl Person {
    fn lose(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.words.retain(|words| !text.contains(words.as_str()));
    }

    fn check(&self, disk: &Memory) -> Result<(), TestCaseError> {
        let files = disk.files();
        for words in &self.words {
            let somewhere =
                files.values().any(|bytes| String::from_utf8_lossy(bytes).contains(words.as_str()));
            prop_assert!(somewhere, "{words:?} is lost");
        }
        let env =
            files.get(".env").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let mut lines = env.lines();
        for line in &self.lines {
            prop_assert!(lines.any(|known| known == line), "{line:?} of .env is lost or not in its place");
        }
        Ok(())
    }
}

fn run(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let disk = Memory::default();
    let mut person = Person::default();
    for (number, act) in acts.into_iter().enumerate() {
        match act {
            Act::Edit(path, words) => {
                let path = PATHS[path];
                let before = disk.take(path).unwrap_or_default();
                let words = format!("words {number} {words} of a person\n");
                person.words.insert(words.trim_end().to_owned());
                disk.put(path, [before, words.into_bytes()].concat());
            }
            Act::FlipLineEnds(path) => {
                if let Some(bytes) = disk.take(PATHS[path]) {
                    disk.put(PATHS[path], flipped(&bytes));
                }
            }
            Act::Delete(path) => {
                if let Some(bytes) = disk.take(PATHS[path]) {
                    person.lose(&bytes);
                }
            }
            Act::Rename(path) => {
                if let Some(bytes) = disk.take(PATHS[path]) {
                    disk.put(&format!("{}.{number}", PATHS[path]), bytes);
                }
            }
            Act::AddToEnv(words) => {
                let line = format!("MINE_{number}={words}");
                let before = disk.take(".env").unwrap_or_default();
                disk.put(".env", [before, format!("{line}\n").into_bytes()].concat());
                person.lines.push(line);
            }
            Act::Render(version, edited) => {
                transaction::recover(&disk).unwrap();
                let _ = render(&disk, version, edited);
                prop_assert!(!disk.files().keys().any(|path| path.starts_with(".mcpgen/transaction")));
            }
            Act::Stop(version, edited, after) => {
                let stopping = Stopping::after(after, &disk);
                if transaction::recover(&stopping).is_ok() {
                    let _ = render(&stopping, version, edited);
                }
            }
        }
        person.check(&disk)?;
    }
    // In the end a render that may replace everything gives what the stack gives.
    transaction::recover(&disk).unwrap();
    render(&disk, 4, OnEdited::Replace).unwrap();
    person.check(&disk)?;
    prop_assert!(disk.files().contains_key(MANIFEST));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_and_no_line_of_env_is_ever_lost(acts in prop::collection::vec(act(), 1..14)) {
        run(acts)?;
    }
}
