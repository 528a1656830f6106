//! A rendered stack in a folder of its own, with a `docker` on its PATH that is played by `docker.sh`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::*;

/// All that the scripts may call beside `docker`; no other program is on their PATH.
const TOOLS: [&str; 11] =
    ["awk", "cat", "cut", "dirname", "env", "grep", "head", "sed", "sh", "sha256sum", "tr"];

/// What a script did.
pub(super) struct Run {
    pub(super) code: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// What docker was asked, call by call.
    pub(super) calls: Vec<String>,
}

impl Run {
    /// The one call that contains the text.
    pub(super) fn call(&self, text: &str) -> &str {
        let found: Vec<_> = self.calls.iter().filter(|call| call.contains(text)).collect();
        assert_eq!(found.len(), 1, "calls with `{text}` among {:#?}\n{}", self.calls, self.stderr);
        found[0]
    }

    /// Whether Compose was asked to do anything.
    pub(super) fn touched_the_stack(&self) -> bool {
        self.calls.iter().any(|call| call.starts_with("compose -p"))
    }
}

pub(super) struct FakeDocker {
    folder: TempDir,
}

impl FakeDocker {
    /// The stack's scripts, an `.env` with a value for everything, an engine that answers, and every service healthy.
    pub(super) fn new(stack: &ScriptContext) -> Self {
        let fake = Self { folder: tempfile::Builder::new().prefix("it's a ").tempdir().unwrap() };
        for folder in ["bin", "answers", "stack/scripts"] {
            fs::create_dir_all(fake.path(folder)).unwrap();
        }
        for script in render(stack).unwrap() {
            fs::write(fake.path("stack").join(script.path), script.text).unwrap();
        }
        fs::write(fake.path("stack/docker-compose.yml"), "").unwrap();
        fake.dotenv(
            "BRAVE_API_KEY=brave-secret\nEXA_API_KEY=exa-secret\nMCP_GATEWAY_AUTH_TOKEN=token-secret\n",
        );
        for tool in TOOLS {
            fake.tool(tool);
        }
        fake.program("docker", include_str!("docker.sh"));
        fake.program("sleep", "#!/bin/sh\necho \"sleep $1\" >> \"$ANSWERS/calls\"\n");
        fake.answer("compose-version", "2.40.3\n");
        fake.answer("image", "");
        for service in &stack.services {
            fake.service(&service.name, "running, healthy", "");
            if let ServiceKind::Gateway(gateway) = &service.kind {
                let servers: Vec<_> =
                    gateway.servers.iter().map(|server| format!("  > {server}: (3 tools)\n")).collect();
                fake.service(
                    &service.name,
                    "running, healthy",
                    &format!("{}> Initialized in 1s\n", servers.concat()),
                );
            }
            if let ServiceKind::Preparation | ServiceKind::Job = &service.kind {
                fake.service(&service.name, "exited", "");
            }
        }
        fake
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// What docker answers, by the names that `docker.sh` looks for.
    pub(super) fn answer(&self, name: &str, text: &str) {
        fs::write(self.path("answers").join(name), text).unwrap();
    }

    /// The same for an answer that has been given before, to take it back.
    pub(super) fn no_answer(&self, name: &str) {
        fs::remove_file(self.path("answers").join(name)).unwrap();
    }

    /// One container of the service, its state and its log.
    pub(super) fn service(&self, name: &str, state: &str, log: &str) {
        self.answer(&format!("containers-{name}"), &format!("{name}-1\n"));
        self.answer(&format!("state-{name}-1"), &format!("{state}\n"));
        self.answer(&format!("log-{name}-1"), log);
    }

    pub(super) fn dotenv(&self, text: impl AsRef<[u8]>) {
        fs::write(self.path("stack/.env"), text).unwrap();
    }

    /// Puts a program of this machine on the PATH.
    pub(super) fn tool(&self, name: &str) {
        let search = std::env::var_os("PATH").unwrap();
        let found =
            std::env::split_paths(&search).map(|folder| folder.join(name)).find(|path| path.is_file());
        let found = found.unwrap_or_else(|| panic!("the scripts need {name}, which is not on PATH"));
        symlink(found, self.path("bin").join(name)).unwrap();
    }

    /// Puts a program of one's own on the PATH.
    pub(super) fn program(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(super) fn no_program(&self, name: &str) {
        fs::remove_file(self.path("bin").join(name)).unwrap();
    }

    pub(super) fn run(&self, script: &str) -> Run {
        self.run_with(script, &[], &[])
    }

    pub(super) fn run_with(&self, script: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        self.run_at(Path::new("/"), &self.path("stack/scripts").join(script), arguments, environment)
    }

    /// Runs a script by the path as given, from the working directory.
    pub(super) fn run_at(
        &self,
        working_directory: &Path,
        script: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Run {
        let calls = self.path("answers/calls");
        fs::write(&calls, "").unwrap();
        // Another shell than this machine's `sh` can be tried: MCPGEN_TEST_SH="busybox sh".
        let shell = std::env::var("MCPGEN_TEST_SH").unwrap_or_else(|_| "/bin/sh".to_owned());
        let mut shell = shell.split(' ');
        let output = Command::new(shell.next().unwrap())
            .args(shell)
            .arg(script)
            .args(arguments)
            .current_dir(working_directory)
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("ANSWERS", self.path("answers"))
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            calls: fs::read_to_string(calls).unwrap().lines().map(str::to_owned).collect(),
        }
    }

    /// A variable as Compose was given it in the last run.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        let environment = fs::read_to_string(self.path("answers/environment")).unwrap();
        let prefix = format!("{name}=");
        environment.lines().find_map(|line| line.strip_prefix(&prefix)).map(str::to_owned)
    }

    /// The folder in which Compose ran last.
    pub(super) fn folder_of_compose(&self) -> PathBuf {
        PathBuf::from(fs::read_to_string(self.path("answers/folder")).unwrap().trim_end_matches('\n'))
    }
}
