//! Putting lines into the text of a `stack.toml`, as what stands around them is written.

use std::fmt::Write as _;
use std::ops::Range;

use mcpgen_core::model::GatewaySpec;
use mcpgen_core::name::{ServerName, ServiceName};
use mcpgen_core::{Document, Loaded, Part, Path};

use super::lines::{Missing, config_line, mapping_lines, secret_lines};
use crate::registry::RegistryServer;

/// What is put into a text, and where.
pub(super) struct Edits<'a> {
    text: &'a str,
    newline: &'static str,
    inserted: Vec<(usize, String)>,
    appended: String,
}

impl<'a> Edits<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, newline, inserted: Vec::new(), appended: String::new() }
    }

    /// The tables of a server that are not there yet go to the end of the text; keys of a table that is, below its header.
    pub(super) fn append(&mut self, loaded: &Loaded, server: &RegistryServer, missing: &Missing<'_>) {
        let table = Path::root().key("servers").key(&server.name);
        let header = |name: &str| {
            let document = loaded.document()?;
            let key = document.locate(&table.key(name), Part::Key);
            let value = document.locate(&table.key(name), Part::Value);
            let is_there = self.text.get(key.start..key.end).is_some_and(|key| key.ends_with(name));
            is_there.then_some(value.end)
        };
        let config: Vec<String> = missing.config.iter().map(|key| config_line(key)).collect();
        let mapping: Vec<String> =
            mapping_lines(server, missing).lines().skip(2).map(str::to_owned).collect();
        for (name, lines) in [("config", config), ("secrets", mapping)] {
            if lines.is_empty() {
                continue;
            }
            if let Some(end) = header(name) {
                self.inserted.push((self.end_of_line(end), self.below(&lines)));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(self.appended, "\n[servers.{}.{name}]\n{}\n", server.name, lines.join("\n"));
            }
        }
        for secret in &missing.secrets {
            self.appended.push_str(&secret_lines(server, secret));
        }
    }

    /// Puts `servers` at the end of the list of the gateway `name`.
    pub(super) fn list(
        &mut self,
        document: &Document,
        name: &ServiceName,
        spec: &GatewaySpec,
        servers: &[ServerName],
    ) {
        if servers.is_empty() {
            return;
        }
        let service = Path::root().key("services").key(name);
        let path = service.key("servers");
        let key = document.locate(&path, Part::Key);
        let items: Vec<String> = servers.iter().map(|server| format!("\"{server}\"")).collect();
        if !self.text.get(key.start..key.end).is_some_and(|key| key.ends_with("servers")) {
            let kind = document.locate(&service.key("kind"), Part::Value);
            let at = self.end_of_line(kind.end);
            self.inserted.push((at, format!("{}servers = [{}]", self.newline, items.join(", "))));
            return;
        }
        let whole = document.locate(&path, Part::Value);
        match spec.servers.len().checked_sub(1) {
            None => self.inserted.push((whole.start + 1, items.join(", "))),
            Some(last) => {
                let last = document.locate(&path.index(last), Part::Value);
                self.after(&(last.start..last.end), whole.end, &items);
            }
        }
    }

    /// Puts `items` after the item at `last`: on lines of their own when that has one. `end` is where the list ends.
    fn after(&mut self, last: &Range<usize>, end: usize, items: &[String]) {
        let before = self.text.get(..last.start).unwrap_or("");
        let indent = before.rsplit('\n').next().unwrap_or("");
        if !before.contains('\n') || !indent.trim().is_empty() {
            self.inserted.push((last.end, format!(", {}", items.join(", "))));
            return;
        }
        let indented: Vec<String> = items.iter().map(|item| format!("{indent}{item},")).collect();
        let lines = self.below(&indented);
        let comma = comma(self.text.get(last.end..end).unwrap_or("")).map(|at| last.end + at + 1);
        let from = comma.unwrap_or(last.end);
        // A comment behind the item stays with it, unless the list ends on its line.
        let line_end = self.end_of_line(from);
        let at = if line_end < end { line_end } else { from };
        if comma.is_some() {
            self.inserted.push((at, lines));
        } else {
            self.inserted.push((last.end, ",".to_owned()));
            self.inserted.push((at, lines.strip_suffix(',').unwrap_or(&lines).to_owned()));
        }
    }

    /// Lines that go below another one.
    fn below(&self, lines: &[String]) -> String {
        format!("{}{}", self.newline, lines.join(self.newline))
    }

    /// Where the line ends that `offset` is in, before its line break.
    fn end_of_line(&self, offset: usize) -> usize {
        let rest = self.text.get(offset..).unwrap_or("");
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or(rest);
        offset + line.strip_suffix('\r').unwrap_or(line).len()
    }

    pub(super) fn finish(mut self) -> String {
        self.inserted.sort_by_key(|(at, _)| *at);
        let mut result = String::with_capacity(self.text.len() + self.appended.len());
        let mut copied = 0;
        for (at, insertion) in &self.inserted {
            result.push_str(self.text.get(copied..*at).unwrap_or(""));
            result.push_str(insertion);
            copied = *at;
        }
        result.push_str(self.text.get(copied..).unwrap_or(""));
        if !self.appended.is_empty() {
            if !result.ends_with('\n') {
                result.push_str(self.newline);
            }
            result.push_str(&self.appended.replace('\n', self.newline));
        }
        result
    }
}

/// Where the comma is in what follows an item of a list, past blanks and comments.
fn comma(rest: &str) -> Option<usize> {
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        match line.trim_start().chars().next() {
            Some(',') => return Some(offset + blank),
            Some('#') | None => offset += line.len(),
            Some(_) => return None,
        }
    }
    None
}
