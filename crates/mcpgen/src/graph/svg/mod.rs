//! The picture as SVG.

mod card;
mod layout;
mod lines;
pub(super) mod text;

use std::fmt::Write as _;

use card::{Card, KEY, Row, RowKind, SIDE};
use layout::{Layout, Rectangle};
use lines::{Line, Way};
use text::{escaped, shortened};

use super::Graph;

/// Colours for a light page, and for a dark one where the reader's system says so. The picture brings its own ground, so that it
/// can be read on any page.
const STYLE: &str = "
    text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px; fill: #1f2328 }
    .stack { font-size: 16px; font-weight: bold }
    .title { font-size: 14px; font-weight: bold }
    .remark, .band-title { fill: #59636e }
    .ground { fill: #ffffff }
    .band { fill: #f6f8fa; stroke: #d0d7de }
    .box { fill: #ffffff; stroke: #d0d7de }
    .door { fill: #ffffff; stroke: #59636e; stroke-dasharray: 4 3 }
    .mark.tunnel { fill: #bc4c00 }
    .mark.gateway { fill: #0969da }
    .mark.container { fill: #59636e }
    .mark.server { fill: #8250df }
    .key { fill: none; stroke: #9a6700; stroke-width: 1.5 }
    .line { fill: none; stroke: #59636e; stroke-width: 1.5 }
    .waits { stroke-dasharray: 3 4 }
    .point { fill: #59636e; stroke: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .remark, .band-title { fill: #9198a1 }
      .ground { fill: #0d1117 }
      .band { fill: #151b23; stroke: #3d444d }
      .box { fill: #0d1117; stroke: #3d444d }
      .door { fill: #0d1117; stroke: #9198a1 }
      .mark.tunnel { fill: #db6d28 }
      .mark.gateway { fill: #4493f8 }
      .mark.container { fill: #9198a1 }
      .mark.server { fill: #ab7df8 }
      .key { stroke: #d29922 }
      .line { stroke: #9198a1 }
      .point { fill: #9198a1 }
    }
  ";

impl Graph {
    /// The picture as SVG: one element, with its own colours for a light and for a dark page, and no script.
    ///
    /// A text that is too long is cut off, and shown whole when one points at it.
    ///
    /// ```
    /// # use mcpgen::graph::Graph;
    /// # use mcpgen::{DockerRegistry, Stack};
    /// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"brave\"]\n[secrets.BRAVE_API_KEY]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// let graph = Graph::of(evaluation.plan().unwrap());
    /// assert!(graph.svg().starts_with("<svg "));
    /// ```
    #[must_use]
    pub fn svg(&self) -> String {
        let layout = Layout::of(self);
        let Layout { width, height, .. } = layout;
        let name = escaped(&self.name);
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n  <title>The stack {name}</title>\n  <style>{STYLE}</style>\n"
        );
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  <rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>");
        let _ = writeln!(text, "  <text class=\"stack\" x=\"24\" y=\"34\">{name}</text>");
        for band in &layout.bands {
            rectangle(&mut text, band.place, "band", 12);
            label(&mut text, "band-title", band.place.x + 16, band.place.y + 22, &band.title);
        }
        for line in &layout.lines {
            draw_line(&mut text, line);
        }
        for (place, door) in &layout.doors {
            rectangle(&mut text, *place, "door", place.height / 2);
            label(&mut text, "row", place.x + 16, place.y + place.height / 2 + 4, door);
        }
        for (place, card) in &layout.cards {
            draw_card(&mut text, *place, card);
        }
        text.push_str("</svg>\n");
        text
    }
}

fn draw_card(text: &mut String, place: Rectangle, card: &Card) {
    let Rectangle { x, y, height, .. } = place;
    rectangle(text, place, "box", 8);
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "  <rect class=\"mark {}\" x=\"{x}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>",
        card.class,
        y + 6,
        height - 12
    );
    label(text, "title", x + SIDE, y + Card::TITLE_LINE, &card.title);
    for (index, Row { kind, text: row }) in card.rows.iter().enumerate() {
        let line = y + Card::row_line(index);
        match kind {
            RowKind::Remark | RowKind::Wait(_) => label(text, "remark", x + SIDE, line, row),
            RowKind::Route(_) => label(text, "row", x + SIDE, line, row),
            RowKind::Secret => {
                let _ = writeln!(
                    text,
                    "  <path class=\"key\" d=\"M{} {}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0h0m6 0h7v3m-3 -3v2\"/>",
                    x + SIDE,
                    line - 4
                );
                label(text, "row", x + SIDE + KEY, line, row);
            }
        }
    }
}

fn draw_line(text: &mut String, line: &Line) {
    let (way, (x, y), to_the_right) = match line.way {
        Way::Across { from, to } => {
            let to_the_right = from.0 < to.0;
            let middle = u32::midpoint(from.0, to.0);
            let end = if to_the_right { to.0 - 6 } else { to.0 + 6 };
            let way = format!("M{} {}C{middle} {} {middle} {} {end} {}", from.0, from.1, from.1, to.1, to.1);
            (way, to, to_the_right)
        }
        Way::Along { from, lane, to } => {
            // Round corners, as far as there is room for them.
            let round = 6.min(from.1.abs_diff(to.1) / 2);
            let (after, before) =
                if from.1 < to.1 { (from.1 + round, to.1 - round) } else { (from.1 - round, to.1 + round) };
            let way = format!(
                "M{} {}H{}Q{lane} {} {lane} {after}V{before}Q{lane} {} {} {}H{}",
                from.0,
                from.1,
                lane - round,
                from.1,
                to.1,
                lane - round,
                to.1,
                to.0 + 6
            );
            (way, to, false)
        }
    };
    let back = if to_the_right { x - 8 } else { x + 8 };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  <path class=\"line {}\" d=\"{way}\"/>", line.class);
    let _ = writeln!(text, "  <path class=\"point\" d=\"M{x} {y}L{back} {}V{}z\"/>", y - 4, y + 4);
}

fn rectangle(text: &mut String, place: Rectangle, class: &str, round: u32) {
    let Rectangle { x, y, width, height } = place;
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "  <rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
    );
}

/// One line of text; the whole of it is shown when one points at it, where it is cut off.
fn label(text: &mut String, class: &str, x: u32, y: u32, words: &str) {
    let short = shortened(words);
    let whole = if short == words { String::new() } else { format!("<title>{}</title>", escaped(words)) };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  <text class=\"{class}\" x=\"{x}\" y=\"{y}\">{whole}{}</text>", escaped(&short));
}
