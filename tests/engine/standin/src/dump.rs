//! Prints what a process of this container sees, as one JSON object: `user`, `capabilities` (those that it has), `bounding`
//! (those that any process can get), `privileges` (1 when none can be gained), the `arguments` of the container's first process,
//! `environment` and, for each file named, its `mode`, owner and `text` or the `error` of reading it.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::ExitCode;

/// Prints the dump with the files at `paths`.
///
/// # Errors
/// The process cannot read its own state in `/proc`, or a file is not text.
pub(crate) fn run(paths: &[String]) -> Result<ExitCode, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|values| values.split_whitespace().next()).unwrap_or_default().to_owned()
    };
    let environment = std::env::vars().map(|(name, value)| format!("{}:{}", quoted(&name), quoted(&value)));
    let files = paths.iter().map(|path| match file(path) {
        Ok(described) => format!("{}:{{{described}}}", quoted(path)),
        Err(error) => format!("{}:{{\"error\":{}}}", quoted(path), quoted(&error.to_string())),
    });
    let arguments = fs::read_to_string("/proc/1/cmdline").map_err(|error| error.to_string())?;
    let arguments = arguments.split_terminator('\0').map(quoted);
    println!(
        "{{\"user\":{},\"capabilities\":{},\"bounding\":{},\"privileges\":{},\"arguments\":[{}],\"environment\":{{{}}},\"files\":{{{}}}}}",
        field("Uid:"),
        quoted(&field("CapEff:")),
        quoted(&field("CapBnd:")),
        quoted(&field("NoNewPrivs:")),
        arguments.collect::<Vec<_>>().join(","),
        environment.collect::<Vec<_>>().join(","),
        files.collect::<Vec<_>>().join(",")
    );
    Ok(ExitCode::SUCCESS)
}

fn file(path: &str) -> std::io::Result<String> {
    let metadata = fs::metadata(path)?;
    let text = fs::read_to_string(path)?;
    let mode = format!("{:04o}", metadata.mode() & 0o7777);
    Ok(format!("\"mode\":{},\"owner\":{},\"text\":{}", quoted(&mode), metadata.uid(), quoted(&text)))
}

/// `text` as a JSON string.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
