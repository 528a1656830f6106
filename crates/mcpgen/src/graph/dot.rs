//! The picture in [Graphviz](https://graphviz.org)'s language.

use std::fmt::Write as _;

use super::parts::{Node, NodeKind, Parts};
use super::{Graph, Kind};

const HEAD: &str = r##"  graph [rankdir=LR, fontname="Helvetica", fontsize=11, nodesep=0.25, ranksep=0.9]
  node [shape=box, style="rounded", fontname="Helvetica", fontsize=11, color="#59636e"]
  edge [fontname="Helvetica", fontsize=10, color="#59636e"]
"##;

impl Graph {
    /// The picture in Graphviz's language, for `dot`.
    ///
    /// Networks are boxes; the label of a service and of a server holds the names of the secrets that it gets.
    ///
    /// ```
    /// # use mcpgen::graph::Graph;
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// let graph = Graph::of(evaluation.plan().unwrap());
    /// assert!(graph.dot().starts_with("digraph stack {\n"));
    /// ```
    #[must_use]
    pub fn dot(&self) -> String {
        let parts = Parts::of(self);
        let mut text = format!("digraph stack {{\n{HEAD}");
        // Writing to a String cannot fail.
        for outside in &parts.outside {
            let _ = writeln!(text, "  {}", node(outside));
        }
        for (number, (title, nodes)) in parts.groups.iter().enumerate() {
            let title = label(std::slice::from_ref(title));
            let _ = writeln!(text, "  subgraph cluster_{number} {{");
            let _ = writeln!(
                text,
                r##"    graph [label={title}, labeljust=l, color="#d0d7de", style="rounded"]"##
            );
            for inside in nodes {
                let _ = writeln!(text, "    {}", node(inside));
            }
            text.push_str("  }\n");
        }
        for edge in &parts.edges {
            let mut attributes = Vec::new();
            attributes
                .extend(edge.label.iter().map(|line| format!("label={}", label(std::slice::from_ref(line)))));
            if edge.waits {
                attributes.push("style=dashed".to_owned());
            }
            let attributes =
                if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
            let _ = writeln!(text, "  {} -> {}{attributes}", edge.from, edge.to);
        }
        text.push_str("}\n");
        text
    }
}

fn node(node: &Node) -> String {
    let style = match node.kind {
        NodeKind::Outside => r#", style="rounded,dashed""#,
        NodeKind::Service(Kind::Tunnel) => r##", color="#bc4c00", penwidth=2"##,
        NodeKind::Service(Kind::Gateway) => r##", color="#0969da", penwidth=2"##,
        NodeKind::Service(Kind::Container) => ", penwidth=2",
        NodeKind::Server => r##", color="#8250df""##,
    };
    format!("{} [label={}{style}]", node.id, label(&node.lines))
}

fn label(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// `text` as it stands between the quotation marks of a label. A backslash and an ampersand begin something there too
/// (Graphviz, `escString`; and entities of HTML, which are read in every label).
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '"' => escaped.push_str("\\\""),
            '&' => escaped.push_str("&amp;"),
            character if character.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            character => escaped.push(character),
        }
    }
    escaped
}
