//! From the text of a template to its parts.

use super::TemplateError;

/// A part of a template.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Text(&'t str),
    Write { parts: Vec<Part<'t>>, line: usize },
    If { branches: Vec<(Name<'t>, Vec<Node<'t>>)>, otherwise: Vec<Node<'t>> },
    For { item: &'t str, list: Name<'t>, nodes: Vec<Node<'t>> },
}

/// A part of what is written as one literal.
#[derive(Debug)]
pub(super) enum Part<'t> {
    Text(&'t str),
    Name(Name<'t>),
}

/// A name with dots in it, and where it stands.
#[derive(Debug)]
pub(super) struct Name<'t> {
    pub(super) text: &'t str,
    line: usize,
}

impl Name<'_> {
    /// What is wrong with it.
    pub(super) fn error(&self, problem: &str) -> TemplateError {
        TemplateError { line: self.line, problem: format!("`{}` {problem}", self.text) }
    }
}

/// Reads a template.
pub(super) fn parse(source: &str) -> Result<Vec<Node<'_>>, TemplateError> {
    let mut parser = Parser { rest: source, line: 1, starts_line: true };
    match parser.nodes()? {
        (nodes, End::Text) => Ok(nodes),
        (_, end) => Err(parser.error(format!("{end:?} closes nothing"))),
    }
}

/// What ends a sequence of nodes.
#[derive(Debug)]
enum End<'t> {
    Text,
    Elif(Name<'t>),
    Else,
    If,
    For,
}

struct Parser<'t> {
    rest: &'t str,
    /// The line of the tag that is read.
    line: usize,
    /// Whether nothing but blanks can stand before `rest` on its line.
    starts_line: bool,
}

impl<'t> Parser<'t> {
    fn nodes(&mut self) -> Result<(Vec<Node<'t>>, End<'t>), TemplateError> {
        let mut nodes = Vec::new();
        while let Some((text, is_block)) = self.next_tag() {
            let text = if is_block { self.without_indent(text) } else { text };
            if !text.is_empty() {
                nodes.push(Node::Text(text));
            }
            if !is_block {
                nodes.push(self.write()?);
                continue;
            }
            match self.word() {
                "if" => nodes.push(self.branches()?),
                "for" => nodes.push(self.repeated()?),
                "elif" => {
                    let condition = self.name()?;
                    self.end_block()?;
                    return Ok((nodes, End::Elif(condition)));
                }
                "else" => return self.end_block().map(|()| (nodes, End::Else)),
                "endif" => return self.end_block().map(|()| (nodes, End::If)),
                "endfor" => return self.end_block().map(|()| (nodes, End::For)),
                other => return Err(self.error(format!("`{other}` is no tag"))),
            }
        }
        nodes.push(Node::Text(std::mem::take(&mut self.rest)));
        Ok((nodes, End::Text))
    }

    fn branches(&mut self) -> Result<Node<'t>, TemplateError> {
        let mut condition = self.name()?;
        self.end_block()?;
        let mut branches = Vec::new();
        loop {
            let (nodes, end) = self.nodes()?;
            branches.push((condition, nodes));
            match end {
                End::Elif(next) => condition = next,
                End::If => return Ok(Node::If { branches, otherwise: Vec::new() }),
                End::Else => {
                    let (otherwise, end) = self.nodes()?;
                    return match end {
                        End::If => Ok(Node::If { branches, otherwise }),
                        _ => Err(self.error("an `if` is not closed".to_owned())),
                    };
                }
                End::Text | End::For => return Err(self.error("an `if` is not closed".to_owned())),
            }
        }
    }

    fn repeated(&mut self) -> Result<Node<'t>, TemplateError> {
        let item = self.name()?.text;
        if self.word() != "in" {
            return Err(self.error("a `for` without `in`".to_owned()));
        }
        let list = self.name()?;
        self.end_block()?;
        match self.nodes()? {
            (nodes, End::For) => Ok(Node::For { item, list, nodes }),
            _ => Err(self.error("a `for` is not closed".to_owned())),
        }
    }

    /// What stands between `{{` and `}}`.
    fn write(&mut self) -> Result<Node<'t>, TemplateError> {
        let mut parts = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(' ');
            let quote = self.rest.chars().next().filter(|first| matches!(first, '"' | '\''));
            parts.push(match quote {
                Some(quote) => {
                    let behind = self.rest.strip_prefix(quote).and_then(|text| text.split_once(quote));
                    let Some((text, behind)) = behind else {
                        return Err(self.error("a text is not closed".to_owned()));
                    };
                    self.rest = behind;
                    Part::Text(text)
                }
                None => Part::Name(self.name()?),
            });
            self.rest = self.rest.trim_start_matches(' ');
            if let Some(behind) = self.rest.strip_prefix("}}") {
                self.rest = behind;
                self.starts_line = false;
                return Ok(Node::Write { parts, line: self.line });
            }
            self.rest = self
                .rest
                .strip_prefix('~')
                .ok_or_else(|| self.error("neither `~` nor the end of what is written".to_owned()))?;
        }
    }

    /// The text before the next tag, and whether that is a block's; goes on behind the brackets that open it.
    fn next_tag(&mut self) -> Option<(&'t str, bool)> {
        let (text, is_block, behind) = self.rest.match_indices('{').find_map(|(at, _)| {
            let (text, tag) = self.rest.split_at_checked(at)?;
            match tag.strip_prefix("{%") {
                Some(behind) => Some((text, true, behind)),
                None => Some((text, false, tag.strip_prefix("{{")?)),
            }
        })?;
        self.line += text.matches('\n').count();
        self.rest = behind;
        Some((text, is_block))
    }

    /// `text` without the blanks at its end, if nothing else stands before the tag on its line.
    fn without_indent(&self, text: &'t str) -> &'t str {
        let trimmed = text.trim_end_matches([' ', '\t']);
        let alone = trimmed.ends_with('\n') || trimmed.is_empty() && self.starts_line;
        if alone { trimmed } else { text }
    }

    fn end_block(&mut self) -> Result<(), TemplateError> {
        let rest = self.rest.trim_start_matches(' ');
        let (keeps, rest) = rest.strip_prefix('+').map_or((false, rest), |rest| (true, rest));
        let behind = rest.strip_prefix("%}").ok_or_else(|| self.error("a tag is not closed".to_owned()))?;
        let next_line = behind.strip_prefix('\n').filter(|_| !keeps);
        self.starts_line = next_line.is_some();
        self.line += usize::from(self.starts_line);
        self.rest = next_line.unwrap_or(behind);
        Ok(())
    }

    /// The next word; empty when something else comes.
    fn word(&mut self) -> &'t str {
        let start = self.rest.trim_start_matches(' ');
        let rest =
            start.trim_start_matches(|next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '.'));
        self.rest = rest;
        start.strip_suffix(rest).unwrap_or_default()
    }

    fn name(&mut self) -> Result<Name<'t>, TemplateError> {
        match self.word() {
            "" => Err(self.error("a name is missing".to_owned())),
            text => Ok(Name { text, line: self.line }),
        }
    }

    fn error(&self, problem: String) -> TemplateError {
        TemplateError { line: self.line, problem }
    }
}
