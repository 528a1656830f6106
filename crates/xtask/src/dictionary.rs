//! What the fuzzer puts into a text: the words of every format that it is given to.

use std::collections::BTreeSet;

use serde_json::Value;

/// The path of the dictionary in the checkout.
pub(crate) const PATH: &str = "fuzz/dictionary.txt";

/// What has a meaning in TOML, YAML, `.env`, addresses, expressions or durations, and cloudflared's keys.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{e9}",
    "\u{1f511}",
    "'",
    "\"",
    "\"\"\"",
    "'''",
    "\\",
    "\\u00e9",
    "\\U0010FFFF",
    "[",
    "]",
    "[[",
    "]]",
    "{ ",
    " }",
    " = ",
    ", ",
    "# ",
    "\n#---\n",
    "=",
    "${",
    "$$",
    "$(",
    "`",
    "export ",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "!!str ",
    "!!int ",
    "|\n",
    ">-\n",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.1\n---\n",
    "~",
    "null",
    "true",
    "0x",
    "1e400",
    "-1",
    "30s",
    "1h2m",
    "512m",
    "2001-01-01",
    "(?i)",
    "(?",
    "{2}",
    "{1000}",
    "\\p{L}",
    "\\Q",
    "[^",
    "^",
    "$",
    "*.",
    "%25",
    "@",
    "http://",
    "https://",
    "unix:",
    "tcp://",
    "http_status:404",
    "bastion",
    "hello_world",
    "[::1]",
    "0.0.0.0:",
    "127.0.0.1:",
    ":80",
    "/udp",
    "~/",
    "../",
    "C:\\",
    "ingress:",
    "hostname: ",
    "path: ",
    "service: ",
    "originRequest:",
    "access:",
    "audTag:",
    "teamName: ",
    "required: ",
    "ipRules:",
    "tunnel: ",
    "credentials-file: ",
    "warp-routing:",
];

/// The dictionary in libFuzzer's form: [`PIECES`], and every key and fixed value of `stack.toml`.
///
/// # Errors
/// The schema is no JSON.
pub(crate) fn text() -> Result<String, String> {
    let schema: Value = serde_json::from_str(&mcpgen::stack_schema()).map_err(|error| error.to_string())?;
    let mut words: BTreeSet<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    collect(&schema, &mut words);
    let lines: Vec<String> = words.iter().map(|word| format!("\"{}\"\n", escaped(word))).collect();
    Ok(lines.concat())
}

/// Adds the names of properties and the fixed values, but not the long lists: the names of the servers would be most of it.
fn collect(schema: &Value, words: &mut BTreeSet<String>) {
    const LONG: usize = 60;
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => words.extend(properties.keys().cloned()),
                    ("enum", Value::Array(values)) if values.len() < LONG => {
                        words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("const", Value::String(value)) => drop(words.insert(value.clone())),
                    _ => {}
                }
                collect(value, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}

/// `word` between quotes: what is no plain character as `\xAB` (libFuzzer, `FuzzerUtil.cpp`, `ParseOneDictionaryEntry`).
fn escaped(word: &str) -> String {
    let escape = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    };
    word.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_character_is_escaped() {
        assert_eq!(escaped("a\"\\\n\u{e9}"), r#"a\"\\\x0A\xC3\xA9"#);
    }

    #[test]
    fn the_keys_of_the_file_are_words() {
        let text = text().unwrap();
        assert!(
            ["\"services\"\n", "\"depends-on\"\n", "\"mcp-gateway\"\n"]
                .iter()
                .all(|word| text.contains(word))
        );
    }
}
