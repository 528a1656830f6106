//! `cargo xtask fuzz`: damaged configurations of cloudflared for the reader, the validator and the router.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use cloudflared_config::{RequestUrl, Verdict, read};

use crate::project;

/// The longest that one text may take.
const LONGEST: Duration = Duration::from_secs(20);

/// What is put into a text: everything that YAML, regular expressions, addresses or durations give a meaning to.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "\n",
    "\n  ",
    "\n    ",
    "\t",
    "\r",
    "\r\n",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "#",
    " #",
    "'",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "!!int ",
    "|\n",
    ">-\n",
    "<<: ",
    "%",
    "%25",
    "@",
    "`",
    "~",
    "---\n",
    "...\n",
    "%YAML 1.1\n---\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{7}",
    "\0",
    "é",
    "日",
    "(",
    ")",
    "(?i)",
    "(?",
    "*",
    "+",
    "{2}",
    "{1000}",
    "\\p{L}",
    "\\Q",
    "[^",
    "^",
    "$",
    ".",
    "http://",
    "unix:",
    "http_status:",
    "*.",
    "[::1]",
    ":80",
    "1e400",
    "0x",
    "30s",
    "-1",
    "true",
    "null",
    "2001-01-01",
    "originRequest:",
    "ingress:",
    "service:",
    "access:",
    "audTag:",
    "ipRules:",
];

/// Reads damaged forms of the recorded files for so many seconds. What it found stands in `target/fuzz.yml`.
///
/// # Errors
/// A text made the crate panic or took too long, or what was read of it does not hold together.
pub(crate) fn run(seconds: &str) -> Result<(), String> {
    let limit = seconds.parse().map(Duration::from_secs).map_err(|_| format!("`{seconds}` is no number"))?;
    let recorded = project::root().join("tests/data/cloudflared-ingress.jsonl");
    let recorded = std::fs::read_to_string(&recorded).map_err(|error| error.to_string())?;
    let seeds: Vec<String> = recorded.lines().filter_map(text_of).collect();
    if seeds.is_empty() {
        return Err("there are no recorded files".to_owned());
    }
    let (to_judge, texts) = sync_channel::<String>(0);
    let (judged, results) = sync_channel(0);
    thread::spawn(move || {
        for text in texts {
            if judged.send(judge(&text)).is_err() {
                return;
            }
        }
    });
    let begin = Instant::now();
    let mut numbers = Numbers(std::process::id().into());
    let mut rounds: u64 = 0;
    let mut pool = seeds.clone();
    while begin.elapsed() < limit {
        let text = damaged(&mut numbers, &pool);
        check(&to_judge, text.clone(), || results.recv_timeout(LONGEST))
            .map_err(|problem| keep(&text, &problem))?;
        rounds += 1;
        // Damages add up, but never for long.
        if rounds.is_multiple_of(50) {
            pool.clone_from(&seeds);
        } else if text.len() < 4000 {
            pool.push(text);
        }
    }
    println!("{rounds} damaged files in {seconds} seconds: no panic, no hang");
    Ok(())
}

fn check(
    to_judge: &SyncSender<String>,
    text: String,
    result: impl FnOnce() -> Result<Result<(), String>, RecvTimeoutError>,
) -> Result<(), String> {
    to_judge.send(text).map_err(|_| "it panicked".to_owned())?;
    match result() {
        Ok(judged) => judged,
        Err(RecvTimeoutError::Timeout) => Err(format!("it took longer than {} seconds", LONGEST.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("it panicked".to_owned()),
    }
}

fn keep(text: &str, problem: &str) -> String {
    let place = Path::new("target/fuzz.yml");
    match std::fs::write(place, text) {
        Ok(()) => format!("{problem}; the file is {}", place.display()),
        Err(error) => format!("{problem}; {text:?} could not be kept: {error}"),
    }
}

/// Whether everything said of a text holds together.
fn judge(text: &str) -> Result<(), String> {
    let reading = read(text);
    for finding in reading.findings() {
        let edited = finding.edit().is_none_or(|edit| text.get(edit.span()).is_some());
        if text.get(finding.span()).is_none() || !edited {
            return Err(format!("`{finding}` points outside of the text"));
        }
    }
    if let Some(config) = reading.config() {
        let again = config.to_yaml().map_err(|error| error.to_string())?;
        if read(&again).config() != Some(config) {
            return Err("what is written is read as something else".to_owned());
        }
    }
    if let (false, Some(file)) = (matches!(reading.verdict(), Verdict::Reject(_)), reading.file())
        && let Ok(router) = file.router()
    {
        let request =
            RequestUrl::new("https://a.example.com/a%2Fb/%FF").map_err(|error| error.to_string())?;
        if router.route(&request).rule() >= file.ingress.len() {
            return Err("a rule that is not there takes a request".to_owned());
        }
    }
    Ok(())
}

fn damaged(numbers: &mut Numbers, pool: &[String]) -> String {
    let mut text: Vec<char> = numbers.pick(pool).map(|text| text.chars().collect()).unwrap_or_default();
    for _ in 0..=numbers.below(6) {
        let start = numbers.below(text.len() + 1);
        let end = (start + numbers.below(8)).min(text.len());
        match numbers.below(4) {
            0 => drop(text.splice(start..end, [])),
            1 => {
                let copied: Vec<char> = text.get(start..end).unwrap_or_default().to_vec();
                let place = numbers.below(text.len() + 1);
                text.splice(place..place, copied);
            }
            _ => {
                let piece = numbers.pick(PIECES).copied().unwrap_or_default();
                let often = if numbers.below(40) == 0 { 300 } else { 1 };
                text.splice(start..start, piece.repeat(often).chars());
            }
        }
    }
    text.into_iter().collect()
}

/// The text of `yaml` in a line of the recorded verdicts.
fn text_of(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(value.get("yaml")?.as_str()?.to_owned())
}

/// Numbers that look random (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit.max(1)).unwrap_or(1))
            .unwrap_or_default()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}
