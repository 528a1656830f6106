//! A `.env` file that is read and edited.

use std::collections::BTreeMap;
use std::str;

use mcpgen::dotenv::{EnvFile, EnvKey, SecretText, Value};

use crate::parts::parts;

const KEY: &str = "SET_BY_THE_FUZZER";

/// Reads the first file in `bytes` as a `.env` and sets a variable to the second: no other byte changes, no other variable, and the
/// value is read back.
///
/// # Panics
/// When that is not so.
pub fn dotenv(bytes: &[u8]) {
    let files: Vec<&str> = parts(bytes).into_iter().filter_map(|file| str::from_utf8(file).ok()).collect();
    let Some(&text) = files.first() else { return };
    let value = files.get(1).copied().unwrap_or("value");
    let before = EnvFile::parse(text);
    assert!(before.text().expose() == text, "reading changes the file");
    let Ok(key) = EnvKey::new(KEY) else { return };
    let mut after = before.clone();
    let outcome = after.set(&key, &SecretText::new(value));
    assert_eq!(outcome.is_ok(), before.unreadable_lines().is_empty() && !value.contains('\0'));
    if outcome.is_err() {
        assert!(after.text().expose() == text, "a file that is refused is changed");
        return;
    }
    let written = EnvFile::parse(after.text().expose());
    assert_eq!(written.unreadable_lines(), []);
    assert!(written.get(KEY) == Some(Value::Text(SecretText::new(value))), "another value is read back");
    let mut expected = variables(&before);
    expected.insert(KEY.to_owned(), written.get(KEY));
    assert!(variables(&written) == expected, "another variable changed");
    let mut again = written.clone();
    assert!(again.set(&key, &SecretText::new(value)).is_ok());
    assert!(again.text().expose() == written.text().expose(), "setting it twice is not setting it once");
}

fn variables(file: &EnvFile) -> BTreeMap<String, Option<Value>> {
    file.keys().map(|key| (key.to_owned(), file.get(key))).collect()
}
