//! Secrets in a text, known by their shape, and the text without them.
//!
//! Every text that a diagnostic shows passes through here: no format can show a key that it knows.

use std::borrow::Cow;
use std::ops::Range;

/// What the keys of one issuer look like: a prefix, and at least so many characters after it, one of them a digit.
struct Shape {
    prefix: &'static str,
    least: usize,
    /// Whether `.`, `+`, `/`, `=` and `~` may be among the characters; letters, digits, `_` and `-` always may.
    wide: bool,
    /// Whether the prefix is an ordinary word, which need not be hidden.
    word: bool,
}

const fn key(prefix: &'static str, least: usize) -> Shape {
    Shape { prefix, least, wide: false, word: false }
}

/// Keys that are one word. The prefixes are those that issuers publish, so that scanners find their keys; the lengths are
/// somewhat below the real ones.
const SHAPES: [Shape; 42] = [
    // OpenAI, Anthropic and those who follow them; Stripe.
    key("sk-", 20),
    key("sk_live_", 16),
    key("sk_test_", 16),
    key("rk_live_", 16),
    key("pk_live_", 16),
    // ClickUp.
    key("pk_", 30),
    // GitHub, GitLab.
    key("ghp_", 30),
    key("gho_", 30),
    key("ghu_", 30),
    key("ghs_", 30),
    key("ghr_", 30),
    key("github_pat_", 22),
    key("glpat-", 20),
    // Slack.
    key("xoxb-", 20),
    key("xoxp-", 20),
    key("xoxa-", 20),
    key("xoxr-", 20),
    key("xoxs-", 20),
    key("xoxe-", 20),
    key("xapp-", 20),
    // Amazon, Google.
    key("AKIA", 16),
    key("ASIA", 16),
    key("AIza", 35),
    key("GOCSPX-", 20),
    // Brave, Tavily, Firecrawl, Perplexity, Groq, Replicate, Hugging Face, xAI.
    key("BSA", 27),
    key("tvly-", 20),
    key("fc-", 32),
    key("pplx-", 40),
    key("gsk_", 40),
    key("r8_", 35),
    key("hf_", 30),
    key("xai-", 40),
    // npm, PyPI, Docker, Notion, Linear, Figma, Supabase, Sentry, Atlassian, DigitalOcean.
    key("npm_", 30),
    key("pypi-", 40),
    key("dckr_pat_", 20),
    key("ntn_", 40),
    key("lin_api_", 30),
    key("figd_", 30),
    key("sbp_", 30),
    key("sntrys_", 30),
    key("ATATT3x", 40),
    key("dop_v1_", 40),
];

/// The same for keys that are no single word.
const LOOSE: [Shape; 4] = [
    // Google, SendGrid.
    key("ya29.", 20),
    Shape { prefix: "SG.", least: 40, wide: true, word: false },
    // A JSON object in base64: a JWT, and the token of a Cloudflare tunnel.
    Shape { prefix: "eyJ", least: 40, wide: true, word: false },
    Shape { prefix: BEARER, least: 20, wide: true, word: true },
];

/// What begins and ends a private key, whatever its kind.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// The stretches of `text` that look like a key of a known issuer, in order, none of which touches another.
pub(crate) fn secrets_in(text: &str) -> Vec<Range<usize>> {
    if text.len() < SHORTEST_SECRET {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = candidates(text)
        .into_iter()
        .flat_map(|place| {
            let shapes = if place.long { SHAPES.as_slice() } else { &[] };
            shapes.iter().chain(&LOOSE).filter_map(move |shape| shape.find(text, place.start))
        })
        .collect();
    let mut marks = text.match_indices(PRIVATE_KEY).map(|(start, mark)| start + mark.len());
    while let Some(begin) = marks.next() {
        found.push(begin..marks.next().map_or(text.len(), |end| end - PRIVATE_KEY.len()));
    }
    merged(found)
}

/// No key is made of fewer characters: most texts need no closer look.
pub(crate) const SHORTEST_SECRET: usize = 20;

/// What may stand before a key, as a word of its own.
const BEARER: &str = "Bearer ";

/// Where a key could begin.
struct Candidate {
    start: usize,
    /// Whether the word that begins here has the length of a key, and so may be one of [`SHAPES`].
    long: bool,
}

/// Where a key could begin: at the words of each long run of the characters that keys are made of.
fn candidates(text: &str) -> Vec<Candidate> {
    let bytes = text.as_bytes();
    let apart = |byte: &u8| part(*byte) == Part::None;
    let mut places = Vec::new();
    let mut start = 0;
    // Every text of every diagnostic is looked through. Backwards from where a long run would end, few bytes are looked at.
    while let Some(window) = bytes.get(start..start + SHORTEST_SECRET) {
        if let Some(last) = window.iter().rposition(apart) {
            start += last + 1;
            continue;
        }
        if text.get(..start).is_some_and(|before| before.ends_with(BEARER)) {
            places.push(Candidate { start: start - BEARER.len(), long: false });
        }
        let run = bytes.get(start..).unwrap_or_default();
        let run = run.iter().position(apart).and_then(|end| run.get(..end)).unwrap_or(run);
        let mut begin = start;
        for word in run.split(|byte| part(*byte) != Part::Word) {
            if !word.is_empty() {
                places.push(Candidate { start: begin, long: word.len() >= SHORTEST_SECRET });
            }
            begin += word.len() + 1;
        }
        start += run.len();
    }
    places
}

/// What a byte can be a part of. Every byte of every file is looked up, so it is a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// No key.
    None,
    /// The keys of issuers that take more than letters, digits, `_` and `-`.
    WideKey,
    /// Any key.
    Word,
}

static PARTS: [Part; 256] = {
    let mut parts = [Part::None; 256];
    let (mut rest, mut byte) = (parts.as_mut_slice(), 0_u8);
    while let [part, after @ ..] = rest {
        *part = match byte {
            b'.' | b'+' | b'/' | b'=' | b'~' => Part::WideKey,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-' => Part::Word,
            _ => Part::None,
        };
        byte = byte.wrapping_add(1);
        rest = after;
    }
    parts
};

fn part(byte: u8) -> Part {
    PARTS.get(usize::from(byte)).copied().unwrap_or(Part::None)
}

/// The same bytes, in order, as ranges of which none touches another.
fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

impl Shape {
    /// The key of this shape that begins at `start`, where a word does.
    fn find(&self, text: &str, start: usize) -> Option<Range<usize>> {
        let bytes = text.as_bytes().get(start..)?;
        // Nearly all end here, at the cost of one byte.
        let rest = (bytes.first() == self.prefix.as_bytes().first())
            .then(|| bytes.strip_prefix(self.prefix.as_bytes()))??;
        let body = start + self.prefix.len();
        let belongs = |byte: u8| match part(byte) {
            Part::Word => true,
            Part::WideKey => self.wide,
            Part::None => false,
        };
        let length = rest.iter().take_while(|byte| belongs(**byte)).count();
        let has_digit = rest.iter().take(length).any(u8::is_ascii_digit);
        let begin = if self.word { body } else { start };
        (length >= self.least && has_digit).then_some(begin..body + length)
    }
}

/// `text` with stars for what looks like a key of a known issuer, character for character and byte for byte.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::masked;
///
/// // In two parts, so that no key stands here.
/// let text = ["token = ghp_", "0123456789abcdefghijklmnopqrstuvwxyz"].concat();
/// assert_eq!(masked(&text), format!("token = {}", "*".repeat(40)));
/// assert_eq!(masked("token = { secret = \"GITHUB_TOKEN\" }"), "token = { secret = \"GITHUB_TOKEN\" }");
/// ```
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let secrets = secrets_in(text);
    if secrets.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(hidden(text, &secrets)) }
}

/// `text` with the characters of `ranges` replaced by stars, each as many bytes long as what it replaces, so that every place
/// stays where it is. Line breaks stay.
pub(crate) fn hidden(text: &str, ranges: &[Range<usize>]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for range in merged(ranges.to_vec()) {
        result.push_str(text.get(copied..range.start).unwrap_or(""));
        result.extend(text.get(range.clone()).unwrap_or("").chars().map(star));
        copied = range.end;
    }
    result.push_str(text.get(copied..).unwrap_or(""));
    result
}

fn star(character: char) -> char {
    match character.len_utf8() {
        _ if matches!(character, '\n' | '\r') => character,
        1 => '*',
        2 => '×',
        3 => '※',
        _ => '🞶',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hidden_and_what_stands_around_it_is_not() {
        let text = "é = \"Bearer abcdefghij0123456789xyz\" # sk-proj-abcdefghij0123456789";
        let shown = masked(text);
        assert_eq!(shown, "é = \"Bearer ***********************\" # ****************************");
        assert_eq!(shown.len(), text.len());
    }

    #[test]
    fn a_key_that_is_as_short_as_keys_are_is_hidden() {
        let key = ["AKIA", "0123456789ABCDEF"].concat();
        assert_eq!(key.len(), SHORTEST_SECRET);
        assert_eq!(masked(&key), "*".repeat(SHORTEST_SECRET));
    }

    #[test]
    fn every_key_of_a_text_is_hidden() {
        let key = ["AKIA", "0123456789ABCDEF"].concat();
        let stars = "*".repeat(SHORTEST_SECRET);
        assert_eq!(masked(&format!("{key} {key}:x {key}")), format!("{stars} {stars}:x {stars}"));
    }

    #[test]
    fn ordinary_words_are_no_keys() {
        for text in [
            "task-of-a-long-name-with-2-numbers-in-it",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "begins with sk- and 48 characters",
            "741d42fb-5a6a-47f6-9b67-47e95011f865",
            "Bearer tokens are not kept in 1 place",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_private_key_is_hidden_over_its_lines() {
        let shown = masked("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n").into_owned();
        assert_eq!(shown, "-----BEGIN PRIVATE KEY-----\n***\n*********PRIVATE KEY-----\n");
    }

    #[test]
    fn characters_keep_their_width_in_bytes() {
        assert_eq!(hidden("aé€😀\n", &[0..3, 3..10]), "*×※🞶\n");
    }
}
