//! The picture as a flow chart of [Mermaid](https://mermaid.js.org), which GitHub and many editors draw in Markdown.

use std::fmt::Write as _;

use super::parts::{Node, NodeKind, Parts};
use super::{Graph, Kind};

/// A class for each kind of node. No line of it ends in `;`, which Mermaid would take away.
const CLASSES: [(NodeKind, &str, &str); 5] = [
    (NodeKind::Outside, "outside", "stroke-dasharray:4 3"),
    (NodeKind::Service(Kind::Tunnel), "tunnel", "stroke:#bc4c00,stroke-width:2px"),
    (NodeKind::Service(Kind::Gateway), "gateway", "stroke:#0969da,stroke-width:2px"),
    (NodeKind::Service(Kind::Container), "container", "stroke:#59636e,stroke-width:2px"),
    (NodeKind::Server, "server", "stroke:#8250df"),
];

impl Graph {
    /// The picture as a flow chart of Mermaid.
    ///
    /// Networks are boxes; the label of a service and of a server holds the names of the secrets that it gets.
    ///
    /// ```
    /// # use mcpgen::graph::Graph;
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// let graph = Graph::of(evaluation.plan().unwrap());
    /// assert!(graph.mermaid().starts_with("flowchart LR\n"));
    /// ```
    #[must_use]
    pub fn mermaid(&self) -> String {
        let parts = Parts::of(self);
        let mut text = String::from("flowchart LR\n");
        // Writing to a String cannot fail.
        for outside in &parts.outside {
            let _ = writeln!(text, "  {}", node(outside));
        }
        for (number, (title, nodes)) in parts.groups.iter().enumerate() {
            let _ = writeln!(text, "  subgraph g{number}[{}]", label(std::slice::from_ref(title)));
            for inside in nodes {
                let _ = writeln!(text, "    {}", node(inside));
            }
            text.push_str("  end\n");
        }
        for edge in &parts.edges {
            let label = edge.label.as_ref().map(|line| label(std::slice::from_ref(line)));
            let arrow = match (edge.waits, label) {
                (false, None) => "-->".to_owned(),
                (false, Some(label)) => format!("-- {label} -->"),
                (true, None) => "-.->".to_owned(),
                (true, Some(label)) => format!("-. {label} .->"),
            };
            let _ = writeln!(text, "  {} {arrow} {}", edge.from, edge.to);
        }
        for (kind, class, style) in CLASSES {
            let ids: Vec<&str> =
                parts.nodes().filter(|node| node.kind == kind).map(|node| node.id.as_str()).collect();
            if !ids.is_empty() {
                let _ = writeln!(text, "  classDef {class} {style}\n  class {} {class}", ids.join(","));
            }
        }
        text
    }
}

fn node(node: &Node) -> String {
    let (begin, end) = match node.kind {
        NodeKind::Outside => ("([", "])"),
        NodeKind::Service(Kind::Tunnel) => ("{{", "}}"),
        NodeKind::Service(Kind::Gateway) => ("[[", "]]"),
        NodeKind::Service(Kind::Container) => ("[", "]"),
        NodeKind::Server => ("(", ")"),
    };
    format!("{}{begin}{}{end}", node.id, label(&node.lines))
}

fn label(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    let text = lines.join("<br/>");
    // Nothing between quotation marks is a syntax error there.
    if text.is_empty() { "\"#32;\"".to_owned() } else { format!("\"{text}\"") }
}

/// `line` as it stands in a label of Mermaid: each character that could mean something as an entity, `#NUMBER;`.
///
/// A label is read thrice: by Mermaid, as Markdown, and as HTML. So a `.`, `-`, `/` or `_` stays only between letters and digits,
/// and not in what Markdown takes for an address; everything else but letters, digits and blanks is an entity (mermaid,
/// `utils.ts`, `encodeEntities`).
pub(super) fn escaped(line: &str) -> String {
    let mut text = String::new();
    let mut before: Option<char> = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside = before.is_some_and(char::is_alphanumeric)
            && characters.peek().is_some_and(|next| next.is_alphanumeric());
        let is_address = character == '.' && text.to_ascii_lowercase().ends_with("www");
        let is_plain = match character {
            ' ' => before.is_some_and(|before| before != ' ') && characters.peek().is_some(),
            '.' | '-' | '/' | '_' => is_inside && !is_address,
            _ => character.is_alphanumeric(),
        };
        if is_plain {
            text.push(character);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "#{};", u32::from(character));
        }
        before = Some(character);
    }
    text
}
