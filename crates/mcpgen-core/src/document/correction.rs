//! The one edit that certainly mends a fault, and the value as it would be with it.

use super::{Document, Node, Value};
use crate::diagnostic::{Fix, nearest, only_near};
use crate::path::{Path, Segment};

/// An edit of the text, and what it makes of the value.
#[derive(Debug)]
pub(crate) struct Correction {
    /// The edit.
    pub(crate) fix: Fix,
    /// Where no fault may be once it is made.
    pub(crate) at: Path,
    change: Change,
}

#[derive(Debug)]
enum Change {
    /// The entry gets another key, the last one of [`Correction::at`].
    Rename { from: Path },
    /// There is another value.
    Replace(Value),
}

impl Correction {
    /// The value at `path` as it is with the correction, which lies in it.
    pub(crate) fn corrected(&self, document: &Document, path: &Path) -> Option<Node> {
        let mut node = document.node(path)?.clone();
        let below = |whole: &Path| whole.segments().get(path.segments().len()..).map(<[Segment]>::to_vec);
        match &self.change {
            Change::Replace(value) => node.find_mut(&below(&self.at)?)?.value = value.clone(),
            Change::Rename { from } => {
                let (Some(from), Some(to)) = (below(from), below(&self.at)) else { return None };
                let ((Segment::Key(old), parent), (Segment::Key(new), _)) =
                    (from.split_last()?, to.split_last()?)
                else {
                    return None;
                };
                let Value::Table(entries) = &mut node.find_mut(parent)?.value else { return None };
                let entry = entries.remove(old)?;
                entries.insert(new.clone(), entry);
            }
        }
        Some(node)
    }
}

impl Document {
    /// Another key for `key` of the table at `table`: the one of `known` that alone is near, unless it is there already, or
    /// another unknown key may mean it too.
    pub(crate) fn rename(&self, table: &Path, key: &str, known: &[&str]) -> Option<Correction> {
        let near = only_near(key, known.iter().copied())?;
        self.rename_to(table, key, near, known)
    }

    /// The same with a key that was chosen.
    pub(crate) fn rename_to(
        &self,
        table: &Path,
        key: &str,
        near: &str,
        known: &[&str],
    ) -> Option<Correction> {
        let entries = self.node(table)?.table()?;
        let node = entries.get(key)?;
        let rival = |other: &String| {
            other == near
                || other != key && !known.contains(&other.as_str()) && nearest(other, [near]).is_some()
        };
        // A table can have several headers, all of which name the key; only one place of it is known.
        let once = !matches!(node.value, Value::Table(_)) || self.text.matches(key).count() == 1;
        let bare = near.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !bare || !once || entries.keys().any(rival) {
            return None;
        }
        Some(Correction {
            fix: Fix::replace(format!("write `{near}`"), node.key, near),
            at: table.key(near),
            change: Change::Rename { from: table.key(key) },
        })
    }

    /// Another word for the text at `at`, in quotes as that has. In a list no other item may be or mean the same.
    pub(crate) fn choose(&self, at: &Path, word: &str) -> Option<Correction> {
        let node = self.node(at)?;
        let Value::Text(found) = &node.value else { return None };
        if let [parent @ .., Segment::Index(_)] = at.segments()
            && let Value::List(items) = &self.node(&Path::from(parent.to_vec()))?.value
        {
            let others = items.iter().filter_map(|item| match &item.value {
                Value::Text(text) if text != found => Some(text.as_str()),
                _ => None,
            });
            if others.into_iter().any(|other| nearest(other, [word]).is_some()) {
                return None;
            }
        }
        if word.contains(['"', '\'', '\\']) || word.chars().any(char::is_control) {
            return None;
        }
        let raw = self.written(node)?;
        let quote = if raw.starts_with('\'') && !raw.starts_with("'''") { '\'' } else { '"' };
        let written = format!("{quote}{word}{quote}");
        Some(Correction {
            fix: Fix::replace(format!("write `{written}`"), node.span, written),
            at: at.clone(),
            change: Change::Replace(Value::Text(word.to_owned())),
        })
    }

    /// Quotes around the value at `at` when it has none, no quotes when it has and is a number or a truth value.
    pub(crate) fn requote(&self, at: &Path) -> Option<Correction> {
        let node = self.node(at)?;
        let raw = self.written(node)?;
        let (fix, value) = match &node.value {
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) if plain(raw).is_some() => {
                (Fix::enclose("put it in quotes", node.span, "\""), Value::Text(raw.to_owned()))
            }
            Value::Text(text) if raw.len() == text.len() + 2 => {
                (Fix::unwrap_from("leave the quotes out", node.span), plain(text)?)
            }
            _ => return None,
        };
        Some(Correction { fix, at: at.clone(), change: Change::Replace(value) })
    }

    /// The value as it is written.
    fn written(&self, node: &Node) -> Option<&str> {
        self.text.get(node.span.start..node.span.end)
    }
}

/// The number or truth value that `text` is, when there is one way only to write it.
fn plain(text: &str) -> Option<Value> {
    if let Ok(value) = text.parse::<bool>() {
        return Some(Value::Boolean(value));
    }
    if let Ok(number) = text.parse::<i64>() {
        return (number.to_string() == text).then_some(Value::Integer(number));
    }
    let (whole, fraction) = text.split_once('.')?;
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.parse::<i64>().ok().filter(|number| number.to_string() == whole);
    (digits && whole.is_some()).then(|| text.parse().ok().map(Value::Float)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn document(text: &str) -> Document {
        let mut sources = Sources::new();
        let id = sources.add("stack.toml", text);
        Document::parse(&sources, id).0
    }

    /// Whether the value `written` is put into quotes, or taken out of them.
    fn is_requoted(written: &str) -> bool {
        document(&format!("a = {written}\n")).requote(&Path::root().key("a")).is_some()
    }

    #[test]
    fn a_number_is_put_in_quotes_only_when_it_can_be_written_in_one_way() {
        for written in ["80", "-1", "1.5", "true"] {
            assert!(is_requoted(written), "{written}");
        }
        for written in ["0x50", "8_0", "+80", "1e3", "1.5e3", "1_0.5", "inf"] {
            assert!(!is_requoted(written), "{written}");
        }
    }

    #[test]
    fn a_text_is_taken_out_of_its_quotes_only_when_a_number_is_left() {
        for written in ["\"80\"", "'80'", "\"1.5\"", "\"true\""] {
            assert!(is_requoted(written), "{written}");
        }
        let others = [
            "\"\"\"80\"\"\"",
            "\"8\\u0030\"",
            "\"1.\"",
            "\"01.5\"",
            "\"1.5e3\"",
            "\".5\"",
            "\"080\"",
            "\"x\"",
        ];
        for written in others {
            assert!(!is_requoted(written), "{written}");
        }
    }

    #[test]
    fn a_word_that_would_have_to_be_escaped_is_not_chosen() {
        let document = document("a = 'wrod'\n");
        let chosen = |word| document.choose(&Path::root().key("a"), word).map(|chosen| chosen.fix.title);
        assert_eq!(chosen("word").as_deref(), Some("write `'word'`"));
        for word in ["wo'd", "wo\"d", "wo\\d", "wo\td"] {
            assert_eq!(chosen(word), None, "{word:?}");
        }
    }
}
