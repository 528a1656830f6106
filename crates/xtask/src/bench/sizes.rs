//! The same stack in several sizes, by mcpgen and by its peers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Work, measure, peak};
use super::peers::{peers, write};
use super::same::{difference, services};
use super::stacks::stack;
use super::table::{Row, print};
use crate::{process, project};

/// How much longer ten times as many services may take.
const GROWTH: f64 = 12.0;

/// A stack that is larger than any that somebody runs, and how much memory it may take, in megabytes.
const LARGEST: (usize, f64) = (100_000, 2000.0);

/// What mcpgen is measured at; the first is what all others are compared with.
const OURS: [&str; 3] = ["mcpgen render, again", "mcpgen render, first", "mcpgen check"];

/// Larger outputs are not compared: Compose itself takes minutes for them.
const COMPARED: usize = 1_000;

/// Measures every size, and returns the aims that are missed.
pub(super) fn run(mcpgen: &Path, sizes: &[usize]) -> Result<Vec<String>, String> {
    let mut missed = Vec::new();
    let folder = project::target().join("bench");
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    let version = process::output(Command::new(mcpgen).arg("--version"))?.replace("mcpgen ", "");
    reference(mcpgen, &version, &folder)?;
    for size in sizes.iter().copied() {
        let rows = size_of(mcpgen, &version, &folder.join(size.to_string()), size)?;
        print(&format!("{size} services"), &rows);
        for row in rows.iter().filter(|row| !OURS.contains(&row.name)) {
            match &row.outcome {
                Ok((theirs, _)) if theirs.ratio < 1.0 => missed.push(format!(
                    "{size} services: {} takes {:.2} of mcpgen's time",
                    row.name, theirs.ratio
                )),
                _ => {}
            }
        }
    }
    for fewer in sizes.iter().copied() {
        if sizes.contains(&(fewer * 10)) {
            missed.extend(growth(mcpgen, &folder, fewer)?);
        }
    }
    missed.extend(largest(mcpgen, &folder)?);
    Ok(missed)
}

/// The reference stack, which no peer has: its catalog and its tunnel are what they do not know.
fn reference(mcpgen: &Path, version: &str, folder: &Path) -> Result<(), String> {
    let path = project::root().join("examples/reference/stack.toml");
    let entries = ours(mcpgen, version, &path, &folder.join("reference"))?;
    print("The reference stack", &rows(&entries, |_| Ok(()))?);
    Ok(())
}

/// Who is measured, and with what.
struct Entry<'a> {
    name: &'static str,
    version: String,
    work: Work<'a>,
}

fn size_of(mcpgen: &Path, version: &str, folder: &Path, size: usize) -> Result<Vec<Row>, String> {
    let _ = fs::remove_dir_all(folder);
    let rendered = folder.join("mcpgen");
    let input = rendered.join("stack.toml");
    write(&input, &stack(size))?;
    let mut entries = ours(mcpgen, version, &input, &rendered)?;
    let wanted = if size <= COMPARED {
        Some(services(&rendered, &rendered.join("docker-compose.yml"))?)
    } else {
        None
    };

    let mut missing = Vec::new();
    for peer in peers() {
        let name = peer.name;
        let Some(program) = peer.installed() else {
            missing.push(Row { name, version: String::new(), outcome: Err("is not installed".to_owned()) });
            continue;
        };
        let place = folder.join(name.replace(' ', "-"));
        peer.write(&place, size)?;
        let (version, output) = (peer.version(&program), place.join("printed.yml"));
        let work = Work::of(move || peer.command(&program, &place), output);
        entries.push(Entry { name, version, work });
    }
    let same = |entry: &Entry<'_>| match &wanted {
        Some(wanted) if !OURS.contains(&entry.name) => {
            difference(wanted, &services(&rendered, &entry.work.output)?)
                .map_or(Ok(()), |difference| Err(format!("another model: {difference}")))
        }
        _ => Ok(()),
    };
    let mut rows = rows(&entries, same)?;
    rows.append(&mut missing);
    Ok(rows)
}

/// Measures all, one beside the other; one whose output is not `right` gets no times.
fn rows(entries: &[Entry<'_>], right: impl Fn(&Entry<'_>) -> Result<(), String>) -> Result<Vec<Row>, String> {
    let works: Vec<_> = entries.iter().map(|entry| &entry.work).collect();
    let mut rows = Vec::new();
    for (entry, compared) in entries.iter().zip(measure(&works)) {
        (entry.work.before)()?;
        let outcome = compared
            .and_then(|compared| right(entry).and_then(|()| Ok((compared, peak(&(entry.work.command)())?))));
        rows.push(Row { name: entry.name, version: entry.version.clone(), outcome });
    }
    Ok(rows)
}

/// mcpgen by itself: rendering what is rendered already, the first time, and checking.
fn ours<'a>(mcpgen: &'a Path, version: &str, stack: &Path, out: &Path) -> Result<Vec<Entry<'a>>, String> {
    let (fresh, output) = (out.with_extension("fresh"), out.with_extension("printed"));
    let render = |out: PathBuf| {
        let stack = stack.to_owned();
        move || render(mcpgen, &stack, &out)
    };
    let stack_to_check = stack.to_owned();
    let check = move || {
        let mut command = Command::new(mcpgen);
        command.arg("check").arg(&stack_to_check);
        command
    };
    let again = render(out.to_owned());
    fs::create_dir_all(out).map_err(|error| error.to_string())?;
    process::output(&mut again())?;
    let mut first = Work::of(render(fresh.clone()), output.clone());
    first.before = Box::new(move || match fs::remove_dir_all(&fresh) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    });
    let works = [Work::of(again, output.clone()), first, Work::of(check, output)];
    let entry = |(name, work)| Entry { name, version: version.to_owned(), work };
    Ok(OURS.into_iter().zip(works).map(entry).collect())
}

fn render(mcpgen: &Path, stack: &Path, out: &Path) -> Command {
    let mut command = Command::new(mcpgen);
    command.arg("render").arg(stack).arg("--out").arg(out);
    command
}

/// How much longer ten times as many services as `fewer` take, both of which were measured before: one beside the other, as with the
/// peers. The aim, if it is missed.
fn growth(mcpgen: &Path, folder: &Path, fewer: usize) -> Result<Option<String>, String> {
    let more = fewer * 10;
    let works = [fewer, more].map(|size| {
        let out = folder.join(size.to_string()).join("mcpgen");
        Work::of(move || render(mcpgen, &out.join("stack.toml"), &out), folder.join("printed"))
    });
    let [_, Ok(more_times)] = &measure(&works.each_ref())[..] else {
        return Err("growth is not known".to_owned());
    };
    let growth = more_times.ratio;
    println!(
        "\nFrom {fewer} to {more} services, the time grows {growth:.1} times (at most {GROWTH:.0} are aimed at)."
    );
    Ok((growth > GROWTH)
        .then(|| format!("from {fewer} to {more} services, the time grows {growth:.1} times")))
}

/// The largest stack, which need only be possible.
fn largest(mcpgen: &Path, folder: &Path) -> Result<Option<String>, String> {
    let (services, most) = LARGEST;
    let folder: PathBuf = folder.join(services.to_string());
    let _ = fs::remove_dir_all(&folder);
    let stack_file = folder.join("stack.toml");
    write(&stack_file, &stack(services))?;
    let render = render(mcpgen, &stack_file, &folder.join("out"));
    let start = std::time::Instant::now();
    let used = peak(&render)?;
    let is_rendered = folder.join("out/docker-compose.yml").is_file();
    println!(
        "\n{services} services, first render: {:.1} s, {used:.0} MB (at most {most:.0} are aimed at){}.",
        start.elapsed().as_secs_f64(),
        if is_rendered { "" } else { ", and nothing was rendered" }
    );
    Ok((used > most || !is_rendered)
        .then(|| format!("{services} services take {used:.0} MB, or were not rendered")))
}
