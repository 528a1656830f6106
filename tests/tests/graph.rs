//! Pictures of stacks: each case and example as Mermaid, DOT and SVG. Readers of the first two find what is meant in those of the
//! examples, and of the cases that keep one; in the third nothing stands over anything else. Where a case keeps a picture, as `graph.mmd`, `graph.dot` or `graph.svg`, it is drawn so;
//! `SNAPSHOTS=overwrite` keeps what is drawn now.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::process::ExitCode;

use mcpgen::graph::Graph;
use mcpgen_tests::cases::{self, Case};
use mcpgen_tests::judge::Judge;
use mcpgen_tests::picture::Picture;
use mcpgen_tests::produce::evaluate;
use mcpgen_tests::trials::Trials;
use mcpgen_tests::tricky;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    for case in cases::ok().unwrap().into_iter().chain(cases::examples().unwrap()) {
        let name = case.name.clone();
        match draw(&case) {
            Ok(graph) => add(&mut trials, &case, &graph),
            Err(problem) => trials.add(format!("{name} is drawn"), || Err(problem)),
        }
    }
    let strange = strange().unwrap();
    add_read(&mut trials, "a stack of strange texts", &strange);
    trials.add("a stack of strange texts: nothing stands over anything else".to_owned(), move || {
        nothing_overlaps(&strange.svg())
    });
    trials.add("what stands over something else is noticed".to_owned(), || {
        let text = "<svg viewBox=\"0 0 99 99\"><rect class=\"box\" x=\"0\" y=\"0\" width=\"9\" height=\"9\"/><rect class=\"box\" x=\"8\" y=\"8\" width=\"9\" height=\"9\"/></svg>";
        nothing_overlaps(text).err().map(drop).ok_or_else(|| "it was not".to_owned())
    });
    trials.run(false)
}

fn draw(case: &Case) -> Result<Graph, String> {
    let evaluation = evaluate(&case.stack())?;
    evaluation.plan().map(Graph::of).ok_or_else(|| evaluation.report().to_string())
}

/// A stack whose every text is one that some reader takes for something else.
fn strange() -> Result<Graph, String> {
    let example =
        cases::examples()?.into_iter().find(|case| case.name.ends_with("/team")).ok_or("no example")?;
    let mut graph = draw(&example)?;
    let mut texts = tricky::strings()?.into_iter();
    for service in graph.groups.iter_mut().flat_map(|group| &mut group.services) {
        service
            .routes
            .iter_mut()
            .for_each(|route| texts.next().into_iter().for_each(|text| route.from = text));
        service.published = texts.by_ref().take(3).collect();
        service.remarks = texts.by_ref().take(90).collect();
        service.secrets = texts.by_ref().take(10).collect();
    }
    Ok(graph)
}

fn add(trials: &mut Trials, case: &Case, graph: &Graph) {
    let name = &case.name;
    for (file, drawn) in
        [("graph.mmd", graph.mermaid()), ("graph.dot", graph.dot()), ("graph.svg", graph.svg())]
    {
        let kept = case.folder.join(file);
        if kept.is_file() {
            trials.add(format!("{name}/{file} is what is drawn"), move || {
                if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
                    return fs::write(&kept, drawn).map_err(|error| error.to_string());
                }
                let text = fs::read_to_string(&kept).map_err(|error| error.to_string())?;
                if text.replace("\r\n", "\n") == drawn { Ok(()) } else { Err(drawn) }
            });
        }
    }
    // The judge takes a while to begin.
    if name.starts_with("examples/") || case.folder.join("graph.mmd").is_file() {
        add_read(trials, name, graph);
    }
    let svg = graph.svg();
    trials.add(format!("{name}: nothing stands over anything else"), move || nothing_overlaps(&svg));
    let (svg, meant) = (graph.svg(), Picture::meant(graph));
    trials.add(format!("{name}: the SVG says what is meant"), move || {
        let said = texts_of(&svg)?;
        let is_said = |text: &str| said.iter().any(|line| line.contains(text));
        let bare = meant.lines.keys().map(|line| line.strip_prefix("secret ").unwrap_or(line));
        let bare = bare.map(|line| line.strip_prefix("status ").unwrap_or(line));
        let missing: Vec<&str> =
            bare.chain(meant.titles.keys().map(String::as_str)).filter(|text| !is_said(text)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("not said: {}", missing.join(", "))) }
    });
}

/// What a judge reads back is what is meant.
fn add_read(trials: &mut Trials, name: &str, graph: &Graph) {
    let meant = Picture::meant(graph);
    for (language, text) in [("mermaid", graph.mermaid()), ("dot", graph.dot())] {
        let meant = meant.clone();
        trials.add_judged(
            Judge::GraphReader,
            format!("{name} is read back from {language}"),
            move |program| {
                let blank = |character: char| character.is_whitespace() || character == '\u{FEFF}';
                let seen = |text: &str| {
                    // What DOT cannot hold is replaced, and pages show NUL so; blanks at the ends and in a row are one reader's own.
                    let text: String = text
                        .chars()
                        .map(|character| if blank(character) { ' ' } else { character })
                        .map(
                            |character| {
                                if character.is_control() { char::REPLACEMENT_CHARACTER } else { character }
                            },
                        )
                        .collect();
                    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
                };
                let read = Picture::read(program, language, &text)?.seen(seen);
                let meant = if language == "dot" { meant.seen(without_controls) } else { meant }.seen(seen);
                if read == meant { Ok(()) } else { Err(format!("meant: {meant:#?}\nread: {read:#?}")) }
            },
        );
    }
}

fn without_controls(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character })
        .collect()
}

fn texts_of(svg: &str) -> Result<Vec<String>, String> {
    let document = roxmltree::Document::parse(svg).map_err(|error| error.to_string())?;
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    // A text that is cut off has the whole in its title.
    Ok(texts.map(|node| node.descendants().filter_map(|part| part.text()).collect()).collect())
}

#[derive(Debug, Clone, PartialEq)]
struct Area {
    what: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn is_inside(&self, other: &Self) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }
}

/// No box stands over another, no text over another or out of its box, and nothing out of the picture.
fn nothing_overlaps(svg: &str) -> Result<(), String> {
    let document = roxmltree::Document::parse(svg).map_err(|error| error.to_string())?;
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or_default()
    };
    let view: Vec<f64> = document
        .root_element()
        .attribute("viewBox")
        .unwrap_or_default()
        .split(' ')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [_, _, right, bottom] = view.as_slice() else { return Err("no viewBox".to_owned()) };
    let whole = Area { what: "the picture".to_owned(), left: 0.0, top: 0.0, right: *right, bottom: *bottom };
    let mut boxes = Vec::new();
    let mut bands = Vec::new();
    let mut texts = Vec::new();
    for node in document.descendants() {
        let class = node.attribute("class").unwrap_or_default();
        let (left, top) = (number(&node, "x"), number(&node, "y"));
        if node.has_tag_name("rect") {
            let (width, height) = (number(&node, "width"), number(&node, "height"));
            let area = Area {
                what: format!("{class} at {left} {top}"),
                left,
                top,
                right: left + width,
                bottom: top + height,
            };
            match class {
                "box" | "door" => boxes.push(area),
                "band" => bands.push(area),
                _ => {}
            }
        } else if node.has_tag_name("text") {
            let drawn: String =
                node.children().filter(roxmltree::Node::is_text).filter_map(|part| part.text()).collect();
            // Letters of one width are at most 0.61 of their height wide, and others twice that.
            let letters: f64 =
                drawn.chars().map(|character| if character.is_ascii() { 1.0 } else { 2.0 }).sum();
            let height = if class == "title" { 14.0 } else { 12.0 };
            let right = left + letters * height * 0.605;
            let area = Area { what: drawn, left, top: top - height * 0.8, right, bottom: top + height * 0.2 };
            if class != "stack" {
                texts.push(area);
            }
        }
    }
    let mut problems = Vec::new();
    for list in [&boxes, &bands, &texts] {
        for (index, one) in list.iter().enumerate() {
            problems.extend(
                list.iter()
                    .skip(index + 1)
                    .filter(|other| one.overlaps(other))
                    .map(|other| format!("{one:?} and {other:?}")),
            );
        }
    }
    problems.extend(
        texts
            .iter()
            .filter(|text| !boxes.iter().chain(&bands).any(|area| text.is_inside(area)))
            .map(|text| format!("{text:?} is in no box")),
    );
    let all = boxes.iter().chain(&bands).chain(&texts);
    problems.extend(
        all.filter(|area| !area.is_inside(&whole)).map(|area| format!("{area:?} is not in the picture")),
    );
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}
