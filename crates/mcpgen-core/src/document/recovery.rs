//! Going on after a syntax error, so that one mistake is one diagnostic and the rest of the text is still checked.
//!
//! The parser recovers by itself from a mistake that stays on its line. A list, a table or a text that does not end swallows
//! what follows it: then the statement at fault is overwritten, byte for byte, and the text is parsed again.

use std::ops::Range;

use super::parse::{Fault, parse};
use crate::source::SourceId;

/// After so many mistakes it is no longer asked what swallowed what: of the rest, the first that the parser finds on each line is
/// told.
const MOST: usize = 50;

/// A text with syntax errors, made readable.
#[derive(Debug)]
pub(super) struct Recovered {
    /// As long as the original, and with its line breaks: every place in it is the same place there.
    pub(super) text: String,
    /// The bytes that were overwritten. A value that lies in them is not what its writer wrote.
    pub(super) overwritten: Vec<Range<usize>>,
    /// The faults to tell of, in their order.
    pub(super) faults: Vec<Fault>,
    /// Whether a whole table was overwritten, so that names may be missing which the writer declared.
    pub(super) lost_table: bool,
}

/// Something to overwrite.
struct Repair {
    range: Range<usize>,
    /// Whether a value is overwritten, whose key stays.
    value: bool,
    table: bool,
}

/// The `faults` of `text`, and the text without those that swallow what follows them.
pub(super) fn recover(text: &str, source: SourceId, mut faults: Vec<Fault>) -> Recovered {
    let mut recovered =
        Recovered { text: text.to_owned(), overwritten: Vec::new(), faults: Vec::new(), lost_table: false };
    one_word_on_line_ends(&mut faults);
    let mut isolated = 0;
    // Each repair reads the whole text again. Where so much is wrong, no one mistake swallowed the rest.
    if faults.len() > MOST {
        first_of_each_line(text, &mut faults);
        return Recovered { faults, ..recovered };
    }
    while let Some(fault) = faults.get(isolated).cloned() {
        // What is there twice swallows nothing, and took what belongs to it along.
        if fault.is_twice() {
            recovered.faults.push(fault);
            isolated += 1;
            continue;
        }
        let header =
            fault.message.starts_with("unclosed table") || fault.message.starts_with("unclosed array table");
        let best = repairs(&recovered.text, fault.range.start)
            .into_iter()
            .map(|repair| {
                let text = overwrite(&recovered.text, &repair);
                let mut left = parse(&text, source).faults;
                one_word_on_line_ends(&mut left);
                (left, text, repair)
            })
            // What was told already must stay where it was, and be told no more.
            .filter(|(left, ..)| left.get(..isolated) == faults.get(..isolated))
            .min_by_key(|(left, ..)| left.len());
        recovered.faults.push(fault);
        if recovered.faults.len() >= MOST {
            recovered.faults.extend(faults.into_iter().skip(isolated + 1));
            first_of_each_line(text, &mut recovered.faults);
            break;
        }
        match best {
            // A header that does not end takes the keys below it along without a fault of their own.
            Some((left, mended, repair))
                if left.len() + 1 < faults.len() || header && left.len() < faults.len() =>
            {
                // In the text as it is: what was overwritten has other characters, of other lengths.
                let first = text.get(repair.range.clone()).and_then(|text| text.lines().next());
                if let (Some(first), Some(last)) = (first, recovered.faults.last_mut())
                    && !repair.table
                    && last.range.start > repair.range.start + first.len()
                {
                    last.begins = Some(repair.range.start..repair.range.start + first.trim_end().len());
                }
                recovered.text = mended;
                recovered.overwritten.push(repair.range);
                recovered.lost_table |= repair.table;
                faults = left;
            }
            _ => isolated += 1,
        }
    }
    recovered
}

/// Leaves one fault on each line; they are in the order of the text.
fn first_of_each_line(text: &str, faults: &mut Vec<Fault>) {
    let mut end = None;
    faults.retain(|fault| {
        let start = fault.range.start;
        let first = end.is_none_or(|end| start > end);
        if first {
            end = text.get(start..).map(|rest| start + rest.find('\n').unwrap_or(rest.len()));
        }
        first
    });
}

/// Leaves the first fault of a line end that is none: one word on them is enough.
fn one_word_on_line_ends(faults: &mut Vec<Fault>) {
    let mut seen = false;
    let is_line_end = |fault: &Fault| fault.message.starts_with("carriage return");
    faults.retain(|fault| !(is_line_end(fault) && std::mem::replace(&mut seen, true)));
}

/// What may be at fault for an error at `offset`: its line; the statement that began above it; the last text of several lines
/// that began above it; a whole table.
fn repairs(text: &str, offset: usize) -> Vec<Repair> {
    let lines = lines(text);
    let here = lines.iter().rposition(|line| line.start <= offset).unwrap_or(0);
    let Some(line) = lines.get(here).cloned() else { return Vec::new() };
    let content = |line: &Range<usize>| text.get(line.clone()).unwrap_or("");
    let mut repairs = Vec::new();
    if content(&line).trim_start().starts_with('[') {
        let below =
            lines.iter().skip(here + 1).take_while(|line| !content(line).trim_start().starts_with('['));
        let end = below.last().map_or(line.end, |last| last.end);
        repairs.push(Repair { range: line.start..end, value: false, table: true });
    }
    repairs.push(statement(text, &line, line.end));
    let above: Vec<&Range<usize>> = lines.iter().take(here).collect();
    if let Some(first) = above.iter().rev().find(|line| value_start(content(line)).is_some()) {
        let end = above.last().map_or(first.end, |last| last.end);
        repairs.push(statement(text, first, end));
    }
    let opens = |line: &&&Range<usize>| content(line).contains("\"\"\"") || content(line).contains("'''");
    if let Some(first) = above.iter().rev().find(opens) {
        repairs.push(statement(text, first, line.end));
    }
    repairs
}

/// The statement that begins on `line` and ends at `end`; its value alone, when it can be told from its key.
fn statement(text: &str, line: &Range<usize>, end: usize) -> Repair {
    let start = value_start(text.get(line.clone()).unwrap_or("")).map(|start| line.start + start);
    match start.filter(|start| start < &line.end) {
        Some(start) => Repair { range: start..end, value: true, table: false },
        None => Repair { range: line.start..end, value: false, table: false },
    }
}

/// Where the value begins in a line that begins with a key.
fn value_start(line: &str) -> Option<usize> {
    let (key, value) = line.split_once('=')?;
    let is_key = !key.trim().is_empty()
        && key.chars().all(|character| character.is_alphanumeric() || " \t-_.\"'".contains(character));
    is_key.then(|| line.len() - value.trim_start().len())
}

/// The lines of `text`, without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches('\r').len();
            start += line.len() + 1;
            range
        })
        .collect()
}

/// Puts `0` for a value and blanks for everything else, except for line breaks.
fn overwrite(text: &str, repair: &Repair) -> String {
    let mut result = String::with_capacity(text.len());
    for (offset, character) in text.char_indices() {
        if !repair.range.contains(&offset) || matches!(character, '\n' | '\r') {
            result.push(character);
        } else {
            let first = if repair.value && offset == repair.range.start { '0' } else { ' ' };
            result.push(first);
            result.extend(std::iter::repeat_n(' ', character.len_utf8() - 1));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn told(text: &str) -> Vec<usize> {
        let source = Sources::new().add("stack.toml", text);
        let recovered = recover(text, source, parse(text, source).faults);
        assert_eq!(recovered.text.len(), text.len());
        recovered
            .faults
            .iter()
            .map(|fault| text.get(..fault.range.start).unwrap().matches('\n').count() + 1)
            .collect()
    }

    #[test]
    fn a_list_that_does_not_end_is_one_fault() {
        assert_eq!(told("[a]\nx = [\"b\"\n\n[c]\ny = \"d\"\nz = \"e\"\n").len(), 1);
        assert_eq!(told("[a]\nx = [\"b\ny = \"d\"\nz = \"e\"\n").len(), 1);
        assert_eq!(told("x = [\n  \"b,\n  \"c\",\n]\ny = 1\n"), [2]);
    }

    #[test]
    fn faults_that_have_nothing_to_do_with_each_other_are_all_told() {
        assert_eq!(told("a = \"b\nc = 1\nd = e\n[f]\ng = [1\nh = 2\ni = 3\n").len(), 3);
    }

    #[test]
    fn a_key_without_a_value_hides_no_other_fault() {
        assert_eq!(told("a\nb = 1\nb = 2\nc\n[d]\ne = 1\ne = 2\n"), [1, 3, 4, 7]);
    }

    #[test]
    fn a_table_that_is_there_twice_is_one_fault() {
        assert_eq!(told("[a]\nb = 1\nc = 2\n[a]\nb = 1\nc = 2\n[d]\n"), [4]);
    }

    #[test]
    fn however_many_faults_there_are_all_are_told() {
        assert_eq!(told(&"a\n".repeat(400)).len(), 400);
        assert_eq!(told(&"a = \"b\n".repeat(60)).len(), 60);
    }

    #[test]
    fn a_mistake_that_swallows_others_hides_none_that_comes_after_it() {
        let text = "x = [\n\"a\" \"b\",\n\"c\" \"d\",\n\"e\" \"f\",\n\"g\" \"h\",\n]\ny = [\"i\" \"j\"]\n";
        assert_eq!(told(text).last(), Some(&7));
    }

    #[test]
    fn line_ends_of_another_time_are_told_once() {
        assert_eq!(
            told("a = 1\rb = 2\rc = [1\rd = 3\n[e]\nf = 1\n").iter().filter(|line| **line == 1).count(),
            2
        );
    }

    #[test]
    fn a_text_of_several_lines_that_does_not_end_is_one_fault() {
        assert_eq!(told("a = \"\"\"\nb\nc = 1\n[d]\ne = 2\n").len(), 1);
    }
}
