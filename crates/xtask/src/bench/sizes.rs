//! The same stack in several sizes, by mcpgen and by its peers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Work, measure, peak, ready};
use super::peers::{peers, write};
use super::same::{difference, services};
use super::stacks::stack;
use super::table::{Row, print};
use crate::{process, project};

/// How much longer ten times as many services may take.
const GROWTH: f64 = 12.0;

/// A stack that is larger than any that somebody runs, and how much memory it may take, in megabytes.
const LARGEST: (usize, f64) = (100_000, 2000.0);

/// Larger outputs are not compared: Compose itself takes minutes for them.
const COMPARED: usize = 1_000;

/// Measures every size, and returns the aims that are missed.
pub(super) fn run(mcpgen: &Path, sizes: &[usize]) -> Result<Vec<String>, String> {
    let mut missed = Vec::new();
    let folder = project::target().join("bench");
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    let version = process::output(Command::new(mcpgen).arg("--version"))?.replace("mcpgen ", "");
    reference(mcpgen, &version, &folder)?;
    let mut earlier = None;
    for size in sizes.iter().copied() {
        let rows = size_of(mcpgen, &version, &folder.join(size.to_string()), size)?;
        print(&format!("{size} services"), &rows);
        let best = |row: &Row| row.outcome.as_ref().ok().map(|(times, _)| times.wall.least);
        let Some(ours) = rows.first().and_then(best) else { continue };
        for row in rows.iter().filter(|row| !row.name.starts_with("mcpgen")) {
            match best(row) {
                Some(theirs) if theirs < ours => {
                    missed.push(format!(
                        "{size} services: {} takes {:.2} of mcpgen's time",
                        row.name,
                        theirs / ours
                    ));
                }
                _ => {}
            }
        }
        if let Some((fewer, before)) = earlier
            && fewer * 10 == size
        {
            let growth = ours / before;
            println!(
                "\nFrom {fewer} to {size} services, the time grows {growth:.1} times (at most {GROWTH:.0} are aimed at)."
            );
            if growth > GROWTH {
                missed.push(format!("from {fewer} to {size} services, the time grows {growth:.1} times"));
            }
        }
        earlier = Some((size, ours));
    }
    missed.extend(largest(mcpgen, &folder)?);
    Ok(missed)
}

/// The reference stack, which no peer has: its catalog and its tunnel are what they do not know.
fn reference(mcpgen: &Path, version: &str, folder: &Path) -> Result<(), String> {
    let path = project::root().join("examples/reference/stack.toml");
    let rows = ours(mcpgen, version, &path, &folder.join("reference"))?;
    print("The reference stack", &rows);
    Ok(())
}

fn size_of(mcpgen: &Path, version: &str, folder: &Path, size: usize) -> Result<Vec<Row>, String> {
    let _ = fs::remove_dir_all(folder);
    let rendered = folder.join("mcpgen");
    let input = rendered.join("stack.toml");
    write(&input, &stack(size))?;
    let mut rows = ours(mcpgen, version, &input, &rendered)?;
    let wanted = if size <= COMPARED {
        Some(services(&rendered, &rendered.join("docker-compose.yml"))?)
    } else {
        None
    };

    let mut installed = Vec::new();
    for peer in peers() {
        let Some(program) = peer.installed() else {
            rows.push(Row {
                name: peer.name.to_owned(),
                version: String::new(),
                outcome: Err("is not installed".to_owned()),
            });
            continue;
        };
        let place = folder.join(peer.name.replace(' ', "-"));
        peer.write(&place, size)?;
        installed.push((peer, program, place));
    }
    let commands: Vec<_> = installed
        .iter()
        .map(|(peer, program, place)| (move || peer.command(program, place), place.join("printed.yml")))
        .collect();
    let works: Vec<Work<'_>> =
        commands.iter().map(|(command, output)| Work { before: &ready, command, output }).collect();
    for (((peer, program, _), (command, output)), times) in
        installed.iter().zip(&commands).zip(measure(&works))
    {
        let same = || match &wanted {
            None => Ok(()),
            Some(wanted) => difference(wanted, &services(&rendered, output)?)
                .map_or(Ok(()), |difference| Err(format!("another model: {difference}"))),
        };
        let outcome = times.and_then(|times| same().and_then(|()| Ok((times, peak(&command())?))));
        rows.push(Row { name: peer.name.to_owned(), version: peer.version(program), outcome });
    }
    Ok(rows)
}

/// mcpgen by itself: rendering what is rendered already, the first time, and checking.
fn ours(mcpgen: &Path, version: &str, stack: &Path, out: &Path) -> Result<Vec<Row>, String> {
    let fresh = out.with_extension("fresh");
    let output = out.with_extension("printed");
    let render = |out: &Path| {
        let mut command = Command::new(mcpgen);
        command.arg("render").arg(stack).arg("--out").arg(out);
        command
    };
    let empty = || match fs::remove_dir_all(&fresh) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    };
    fs::create_dir_all(out).map_err(|error| error.to_string())?;
    process::output(&mut render(out))?;
    let again = || render(out);
    let first = || render(&fresh);
    let check = || {
        let mut command = Command::new(mcpgen);
        command.arg("check").arg(stack);
        command
    };
    let works = [
        Work { before: &ready, command: &again, output: &output },
        Work { before: &empty, command: &first, output: &output },
        Work { before: &ready, command: &check, output: &output },
    ];
    let names = ["mcpgen render, again", "mcpgen render, first", "mcpgen check"];
    let mut rows = Vec::new();
    for ((name, work), times) in names.iter().zip(&works).zip(measure(&works)) {
        (work.before)()?;
        let outcome = times.and_then(|times| Ok((times, peak(&(work.command)())?)));
        rows.push(Row { name: (*name).to_owned(), version: version.to_owned(), outcome });
    }
    Ok(rows)
}

/// The largest stack, which need only be possible.
fn largest(mcpgen: &Path, folder: &Path) -> Result<Option<String>, String> {
    let (services, most) = LARGEST;
    let folder: PathBuf = folder.join(services.to_string());
    let _ = fs::remove_dir_all(&folder);
    let stack_file = folder.join("stack.toml");
    write(&stack_file, &stack(services))?;
    let mut render = Command::new(mcpgen);
    render.arg("render").arg(&stack_file).arg("--out").arg(folder.join("out"));
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
