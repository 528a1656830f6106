//! Containers in the private Docker engine, whose images are made from one stand-in program.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::judge::{self, Judge};

/// What the stand-in plays in an image, decided by the image's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Gateway,
    Tunnel,
    Other,
}

impl Role {
    fn of(image: &str) -> Self {
        if image.contains("mcp-gateway") {
            Self::Gateway
        } else if image.contains("cloudflared") {
            Self::Tunnel
        } else {
            Self::Other
        }
    }

    /// What the real image says of itself, as instructions of a Dockerfile (docker/mcp-gateway, Dockerfile;
    /// cloudflare/cloudflared, Dockerfile).
    fn instructions(self) -> &'static [&'static str] {
        match self {
            Self::Gateway => &[
                r#"ENTRYPOINT ["/docker-mcp","gateway","run"]"#,
                "ENV DOCKER_MCP_IN_CONTAINER=1",
                "VOLUME /misc",
            ],
            Self::Tunnel => {
                &[r#"ENTRYPOINT ["cloudflared","--no-autoupdate"]"#, r#"CMD ["version"]"#, "USER 65532:65532"]
            }
            Self::Other => &[r#"ENTRYPOINT ["/standin","container"]"#],
        }
    }
}

/// The engine that this process runs beside, through its client with one of the two Composes.
#[derive(Debug)]
pub struct Engine {
    client: PathBuf,
    compose: Judge,
    files: TempDir,
}

impl Engine {
    /// Prepares the files of the images. `client` is the engine's client, `compose` the Compose of `docker compose`.
    ///
    /// # Errors
    /// The stand-in program is not where `cargo xtask engine` says that it is.
    pub fn new(client: &Path, compose: Judge) -> Result<Self, String> {
        let standin = std::env::var_os("MCPGEN_STANDIN").ok_or("MCPGEN_STANDIN names no program")?;
        let files = tempfile::tempdir().map_err(|error| error.to_string())?;
        let lay_out = || {
            let bin = files.path().join("usr/local/bin");
            fs::create_dir_all(&bin)?;
            fs::copy(&standin, files.path().join("standin"))?;
            symlink("/standin", files.path().join("docker-mcp"))?;
            ["cloudflared", "wget", "python", "pg_isready"]
                .iter()
                .try_for_each(|program| symlink("/standin", bin.join(program)))
        };
        lay_out().map_err(|error: std::io::Error| format!("{}: {error}", standin.display()))?;
        Ok(Self { client: client.to_path_buf(), compose, files })
    }

    /// A command with nothing of the caller's environment in it but what a script needs to find this engine's client
    /// and Compose.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let folder = if self.compose == Judge::ComposeOld { "docker-2.26" } else { "docker-newest" };
        let bin = self.client.parent().unwrap_or(&self.client);
        let mut command = Command::new(program);
        command.env_clear().env("PATH", format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", bin.display()));
        command.env("DOCKER_CONFIG", judge::folder().join(folder));
        command
    }

    /// What the client prints when asked with `arguments`, trimmed.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn docker(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(&self.client).args(arguments).output();
        let output = output.map_err(|error| format!("{}: {error}", self.client.display()))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(format!("docker {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)))
    }

    /// What `docker` prints, as lines.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn lines(&self, arguments: &[&str]) -> Result<Vec<String>, String> {
        Ok(self.docker(arguments)?.lines().map(str::to_owned).collect())
    }

    /// What `docker` prints, as JSON.
    ///
    /// # Errors
    /// The client does not succeed, or prints something else.
    pub fn json(&self, arguments: &[&str]) -> Result<Value, String> {
        let printed = self.docker(arguments)?;
        serde_json::from_str(&printed).map_err(|error| format!("{error} in {printed}"))
    }

    /// Makes the image `name`, which replaces one of that name. `environment` holds `NAME=VALUE`s for the stand-in.
    ///
    /// # Errors
    /// The engine refuses.
    pub fn make_image(&self, name: &str, environment: &[&str]) -> Result<(), String> {
        let archive = self.files.path().with_extension("tar");
        let packed =
            Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(self.files.path()).arg(".").status();
        if !packed.is_ok_and(|status| status.success()) {
            return Err(format!("tar does not write {}", archive.display()));
        }
        let mut instructions: Vec<String> =
            Role::of(name).instructions().iter().map(|&instruction| instruction.to_owned()).collect();
        // The stand-in cannot catch a signal, and as the first process of its container it does not see SIGTERM.
        instructions.push("STOPSIGNAL SIGKILL".to_owned());
        instructions.extend(environment.iter().map(|variable| format!("ENV {variable}")));
        let mut arguments = vec!["import"];
        for instruction in &instructions {
            arguments.extend(["--change", instruction.as_str()]);
        }
        let path = archive.display().to_string();
        arguments.extend([path.as_str(), name]);
        let made = self.docker(&arguments).map(drop);
        let _ = fs::remove_file(&archive);
        made
    }

    /// All that is in the engine beside images and its own networks; nothing, after a stack is stopped.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn leftovers(&self) -> Result<Vec<String>, String> {
        let mut left = self.lines(&["ps", "--all", "--format", "container {{.Names}}"])?;
        left.extend(self.lines(&[
            "network",
            "ls",
            "--filter",
            "type=custom",
            "--format",
            "network {{.Name}}",
        ])?);
        left.extend(self.lines(&["volume", "ls", "--format", "volume {{.Name}}"])?);
        Ok(left)
    }

    /// Removes all that [`Engine::leftovers`] lists: a test that failed leaves its stack behind.
    pub fn clean(&self) {
        for (list, remove) in [
            (["ps", "--all", "--quiet"].as_slice(), ["rm", "--force", "--volumes"].as_slice()),
            (&["network", "ls", "--quiet", "--filter", "type=custom"], &["network", "rm"]),
            (&["volume", "ls", "--quiet"], &["volume", "rm"]),
        ] {
            for id in self.lines(list).unwrap_or_default() {
                let _ = self.docker(&[remove, &[&id]].concat());
            }
        }
    }
}
