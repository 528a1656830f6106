//! A rendered stack that is started, looked at, changed and stopped as its user would do it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use mcpgen::core::plan::MachineValue;
use serde_json::Value;
use tempfile::TempDir;

use crate::cases::Case;
use crate::engine::Engine;
use crate::produce::produce;
use crate::{compose, dotenv, snapshot};

/// The user that cloudflared's image runs as (cloudflare/cloudflared, Dockerfile).
const TUNNEL_USER: u32 = 65532;

/// How a script ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// All that it printed, to standard output and then to standard error.
    pub printed: String,
}

/// A copy of a case, rendered beside its `stack.toml`, beside an engine.
#[derive(Debug)]
pub struct Stack<'a> {
    engine: &'a Engine,
    project: String,
    home: TempDir,
    folder: PathBuf,
    model: Value,
}

impl<'a> Stack<'a> {
    /// Renders a copy of `case` below a home folder of its own, gives every name in its `.env` a value, puts the tunnel's
    /// credentials where the stack looks for them, and makes the images that it wants. `environment` holds `NAME=VALUE`s
    /// for the stand-in in all of them.
    ///
    /// # Errors
    /// The case does not render, or Compose or the engine refuses it.
    pub fn render(
        case: &Case,
        engine: &'a Engine,
        program: &Path,
        environment: &[&str],
    ) -> Result<Self, String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let folder = home.path().join("a stack");
        copy(case, &folder)?;
        produce(&folder.join("stack.toml"), &folder)?;
        let file = folder.join(".env");
        dotenv::fill(&file)?;
        let values = dotenv::by_dotenvy(&file)?;
        for (value, path) in [
            (MachineValue::Home, home.path()),
            (MachineValue::EngineHome, home.path()),
            (MachineValue::EngineStackFolder, &folder),
        ] {
            if values.contains_key(value.variable()) {
                dotenv::set(&file, value.variable(), &path.display().to_string())?;
            }
        }
        let model = compose::model(program, &folder)?;
        let project = model.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let stack = Self { engine, project, home, folder, model };
        stack.bring_credentials()?;
        stack.make_images(environment)?;
        Ok(stack)
    }

    /// Makes the files of the home folder that services mount, readable by the tunnel's user alone.
    fn bring_credentials(&self) -> Result<(), String> {
        let services = self.model.get("services").and_then(Value::as_object);
        let volumes = services.into_iter().flat_map(|services| services.values());
        let mounts = volumes.filter_map(|service| service.get("volumes")?.as_array()).flatten();
        for path in mounts.filter_map(|mount| mount.get("source")?.as_str()).map(Path::new) {
            if path.exists() || !path.starts_with(self.home.path()) {
                continue;
            }
            let parent = path.parent().unwrap_or(path);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(path, "{}"))
                .and_then(|()| chown(path, Some(TUNNEL_USER), Some(TUNNEL_USER)))
                .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o400)))
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }

    /// The home folder of who uses the stack.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Changes the one place of `old` to `new` in `file`, a path relative to the stack's folder.
    ///
    /// # Errors
    /// The file cannot be read or written, or `old` is not there exactly once.
    pub fn edit(&self, file: &str, old: &str, new: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let failure = |error: std::io::Error| format!("{}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(failure)?;
        if text.matches(old).count() != 1 {
            return Err(format!("{} does not have {old:?} once", path.display()));
        }
        fs::write(&path, text.replace(old, new)).map_err(failure)
    }

    /// Renders once more, over what is there.
    ///
    /// # Errors
    /// The stack does not render.
    pub fn render_again(&self) -> Result<(), String> {
        produce(&self.folder.join("stack.toml"), &self.folder).map(drop)
    }

    /// Makes the images that the stack's services name, anew: the next start finds them changed.
    ///
    /// # Errors
    /// The engine refuses.
    pub fn make_images(&self, environment: &[&str]) -> Result<(), String> {
        let services = self.model.get("services").and_then(Value::as_object);
        for (name, service) in services.into_iter().flatten() {
            let image = service.get("image").and_then(Value::as_str).map(str::to_owned);
            // What is built is called so, and not built again when it is there.
            self.engine
                .make_image(&image.unwrap_or_else(|| format!("{}-{name}", self.project)), environment)?;
        }
        let is_catalog = |path: &Path| {
            path.starts_with("mcp-gateway") && path.components().any(|part| part.as_os_str() == "catalogs")
        };
        for (_, bytes) in
            snapshot::files(&self.folder)?.into_iter().filter(|(path, _)| is_catalog(path.as_ref()))
        {
            // Of a server's image that has a digest no other can be made.
            let catalog = String::from_utf8_lossy(&bytes);
            let images = catalog.lines().filter_map(|line| line.trim().strip_prefix("image: "));
            for image in images.filter(|image| !image.contains('@')) {
                self.engine.make_image(image.trim_matches(['"', '\'']), environment)?;
            }
        }
        Ok(())
    }

    /// The container of the MCP server `name`, as the engine describes it; `None` when no gateway started one.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn server(&self, name: &str) -> Result<Option<Value>, String> {
        let filter = format!("label=docker-mcp-name={name}");
        match self.engine.lines(&["ps", "--quiet", "--no-trunc", "--filter", &filter])?.as_slice() {
            [] => Ok(None),
            [id] => Ok(self.engine.json(&["inspect", id])?.get(0).cloned()),
            _ => Err(format!("several containers of the server {name}")),
        }
    }

    /// Which of `places`, each `HOST:PORT`, a process in the container `id` can connect to.
    ///
    /// # Errors
    /// There is no such container, or it is not running.
    pub fn reached(&self, id: &str, places: &[&str]) -> Result<Vec<String>, String> {
        let told = self.engine.lines(&[&["exec", id, "/standin", "reach"], places].concat())?;
        Ok(told.iter().filter_map(|line| line.strip_suffix(" yes")).map(str::to_owned).collect())
    }

    /// Runs `scripts/NAME.sh` from a folder that has nothing to do with the stack, in a shell whose environment would
    /// mislead Compose if the script let it.
    ///
    /// # Errors
    /// There is no such script, or it prints a value of `.env` that is nobody's business.
    pub fn script(&self, name: &str, arguments: &[&str]) -> Result<Ended, String> {
        let path = self.folder.join("scripts").join(format!("{name}.sh"));
        let mut command = self.engine.command(Path::new("/bin/sh"));
        command.arg(&path).args(arguments).current_dir("/").env("HOME", self.home.path());
        let values = dotenv::by_dotenvy(&self.folder.join(".env"))?;
        for name in values.keys() {
            command.env(name, "from-the-shell");
        }
        command.env("COMPOSE_PROJECT_NAME", "misled").env("COMPOSE_FILE", "/nonexistent/compose.yml");
        command.env("COMPOSE_PROFILES", "misled").env("COMPOSE_ENV_FILES", "/nonexistent/.env");
        let output = command.output().map_err(|error| format!("{}: {error}", path.display()))?;
        let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // What mcpgen knows of the machine is no secret, and a short value may stand in a text by chance.
        let is_secret = |name: &str| !name.starts_with("MCPGEN_") || name == "MCPGEN_STAMP_SALT";
        let told = values
            .iter()
            .find(|(name, value)| is_secret(name) && value.len() > 5 && printed.contains(value.as_str()));
        match told {
            Some((variable, _)) => Err(format!("{name}.sh prints the value of {variable}:\n{printed}")),
            None => Ok(Ended { code: output.status.code().unwrap_or(-1), printed }),
        }
    }

    /// Runs `scripts/NAME.sh` and wants it to end with `code`.
    ///
    /// # Errors
    /// It ends with another code; the text is what it printed.
    pub fn expect(&self, name: &str, code: i32) -> Result<Ended, String> {
        let ended = self.script(name, &[])?;
        if ended.code == code {
            return Ok(ended);
        }
        Err(format!("{name}.sh ended with {} instead of {code}:\n{}", ended.code, ended.printed))
    }

    /// Changes a value in `.env`.
    ///
    /// # Errors
    /// `.env` has no line of that name.
    pub fn set(&self, name: &str, value: &str) -> Result<(), String> {
        dotenv::set(&self.folder.join(".env"), name, value)
    }

    /// A value in `.env`.
    ///
    /// # Errors
    /// `.env` has no line of that name.
    pub fn value(&self, name: &str) -> Result<String, String> {
        let values = dotenv::by_dotenvy(&self.folder.join(".env"))?;
        values.get(name).cloned().ok_or_else(|| format!(".env has no {name}"))
    }

    /// The services whose containers are not those of `before` any more: they were recreated, are new or are gone.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn recreated(&self, before: &BTreeMap<String, [String; 2]>) -> Result<Vec<String>, String> {
        let after = self.containers()?;
        let id = |containers: &BTreeMap<String, [String; 2]>, service: &str| {
            containers.get(service).map(|[id, _]| id.clone())
        };
        let services: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let changed = services.into_iter().filter(|service| id(before, service) != id(&after, service));
        Ok(changed.cloned().collect())
    }

    /// The containers of the stack, by service: each with its id, which changes when it is recreated, and the time of its
    /// start, which changes when it is restarted too.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn containers(&self) -> Result<BTreeMap<String, [String; 2]>, String> {
        let filter = format!("label=com.docker.compose.project={}", self.project);
        let mut found = BTreeMap::new();
        for id in self.engine.lines(&["ps", "--all", "--quiet", "--no-trunc", "--filter", &filter])? {
            let format = r#"{{index .Config.Labels "com.docker.compose.service"}} {{.State.StartedAt}}"#;
            let told = self.engine.docker(&["inspect", "--format", format, &id])?;
            if let Some((service, started)) = told.split_once(' ') {
                found.insert(service.to_owned(), [id, started.to_owned()]);
            }
        }
        Ok(found)
    }

    /// The id of the container of `service`.
    ///
    /// # Errors
    /// There is none.
    pub fn container(&self, service: &str) -> Result<String, String> {
        let id = self.containers()?.remove(service).map(|[id, _]| id);
        id.ok_or_else(|| format!("{service} has no container"))
    }

    /// What a process in the container of `service` sees: itself, its environment, and the files at `paths`.
    ///
    /// # Errors
    /// There is no such container, or it is not running.
    pub fn seen(&self, service: &str, paths: &[&str]) -> Result<Value, String> {
        let id = self.container(service)?;
        self.engine.json(&[&["exec", &id, "/standin", "dump"], paths].concat())
    }

    /// Whether a process in the container of `service` finds and reaches each of `places`, which are `HOST:PORT`: for each, `yes`
    /// or `no` and why.
    ///
    /// # Errors
    /// There is no such container, or it is not running.
    pub fn reaches(&self, service: &str, places: &[&str]) -> Result<BTreeMap<String, String>, String> {
        let id = self.container(service)?;
        let told = self.engine.lines(&[&["exec", &id, "/standin", "reach"], places].concat())?;
        let told = told.iter().filter_map(|line| line.split_once(' '));
        Ok(told.map(|(place, answer)| (place.to_owned(), answer.to_owned())).collect())
    }

    /// What the engine itself says of the container of `service`.
    ///
    /// # Errors
    /// There is no such container.
    pub fn inspected(&self, service: &str) -> Result<Value, String> {
        let id = self.container(service)?;
        self.engine.json(&["inspect", "--format", "{{json .}}", &id])
    }

    /// The order in which the containers of the stack started, became healthy and ended: `SERVICE start`, `SERVICE healthy`,
    /// `SERVICE die`. Containers that are gone are left out.
    ///
    /// # Errors
    /// The client does not succeed.
    pub fn order(&self) -> Result<Vec<String>, String> {
        let filter = format!("label=com.docker.compose.project={}", self.project);
        let format = r#"{{.Actor.ID}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Action}}"#;
        let containers = self.containers()?;
        let events = self.engine.lines(&[
            "events",
            "--since",
            "1h",
            // The client cuts the time to whole seconds, and would miss what just happened.
            "--until=-1s",
            "--filter",
            &filter,
            "--filter",
            "event=start",
            "--filter",
            "event=health_status",
            "--filter",
            "event=die",
            "--format",
            format,
        ])?;
        let own = events
            .iter()
            .filter_map(|event| event.split_once(' '))
            .filter(|(id, _)| containers.values().any(|[container, _]| container == id));
        Ok(own.map(|(_, event)| event.replace("health_status: ", "")).collect())
    }

    /// The port on which `service` is published.
    ///
    /// # Errors
    /// It publishes none.
    pub fn port(&self, service: &str) -> Result<u16, String> {
        let port = self.model.pointer(&format!("/services/{service}/ports/0/published"));
        let port = port.and_then(Value::as_str).and_then(|port| port.parse().ok());
        port.ok_or_else(|| format!("{service} publishes no port"))
    }
}

/// Copies what a person wrote of `case` into `folder`, which is made; what it renders to stays behind.
fn copy(case: &Case, folder: &Path) -> Result<(), String> {
    for (name, bytes) in snapshot::files(&case.folder)? {
        if name.starts_with("out") {
            continue;
        }
        let path = folder.join(&name);
        fs::create_dir_all(path.parent().unwrap_or(folder))
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
