//! What a container is built from, what it mounts and what it is given, in Compose's model.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use mcpgen::core::model::{DockerfileSpec, SelinuxLabel};
use mcpgen::core::plan::{
    Build, ConfigContent, ConfigFile, Container, Context, HostLocation, Mount, MountSource, SecretFile,
};
use serde_json::{Value, json};

use super::container::{filled, listed, place};
use super::{Surroundings, put};
use crate::dotenv;

pub(super) fn build(build: &Build, around: &Surroundings<'_>) -> Value {
    let mut model = match &build.context {
        Context::Folder(folder) => json!({ "context": place(folder, around) }),
        Context::Git(url) => json!({ "context": url.as_str() }),
    };
    match &build.dockerfile {
        None => put(&mut model, "dockerfile", Some("Dockerfile")),
        Some(DockerfileSpec::File(path)) => put(&mut model, "dockerfile", Some(path.as_str())),
        Some(DockerfileSpec::Inline(text)) => put(&mut model, "dockerfile_inline", Some(text.as_str())),
    }
    let args: BTreeMap<&str, String> =
        build.args.iter().map(|(name, text)| (name.as_str(), around.text(text))).collect();
    put(&mut model, "args", filled(&args).then(|| json!(args)));
    put(&mut model, "target", build.target.as_ref().map(mcpgen::core::model::BuildStage::as_str));
    put(&mut model, "secrets", listed(&build.secrets, |name| json!({ "source": name.as_str() })));
    model
}

/// The variables of the files that are there: Compose reads them.
pub(super) fn environment(container: &Container, around: &Surroundings<'_>) -> BTreeMap<String, String> {
    let paths = container.env_files.iter().map(|file| place(&file.path, around));
    paths.filter_map(|path| dotenv::by_dotenvy(Path::new(&path)).ok()).flatten().collect()
}

pub(super) fn mount(mount: &Mount, around: &Surroundings<'_>) -> Value {
    let mut model = json!({ "target": mount.target.as_str() });
    match &mount.source {
        MountSource::Host { location, create, selinux } => {
            let mut bind = json!({});
            // What is false is not printed.
            put(&mut bind, "create_host_path", create.then_some(true));
            let label = selinux.map(|label| match label {
                SelinuxLabel::Shared => "z",
                SelinuxLabel::Private => "Z",
            });
            put(&mut bind, "selinux", label);
            put(&mut model, "type", Some("bind"));
            put(&mut model, "source", Some(place(location, around)));
            put(&mut model, "bind", Some(bind));
        }
        MountSource::Volume { name, external: _, subpath } => {
            put(&mut model, "type", Some("volume"));
            put(&mut model, "source", Some(name.as_str()));
            put(&mut model, "volume", subpath.as_ref().map(|path| json!({ "subpath": path.as_str() })));
        }
        MountSource::Tmpfs { size, mode } => {
            let mut options = json!({});
            put(&mut options, "size", size.map(|size| size.bytes().to_string()));
            put(&mut options, "mode", mode.map(mcpgen::core::model::FileMode::bits));
            put(&mut model, "type", Some("tmpfs"));
            put(&mut model, "tmpfs", (size.is_some() || mode.is_some()).then_some(options));
        }
    }
    put(&mut model, "read_only", mount.read_only.then_some(true));
    model
}

pub(super) fn secret(file: &SecretFile) -> Value {
    let mut model = json!({ "source": file.secret.as_str(), "target": file.target.as_str() });
    if !file.is_usual() {
        put(&mut model, "uid", Some(file.uid.to_string()));
        put(&mut model, "gid", Some(file.gid.to_string()));
        put(&mut model, "mode", Some(file.mode.map_or(0o444, mcpgen::core::model::FileMode::bits)));
    }
    model
}

/// What is wrong with the mounts of the container's own files in its model, which it takes out: where such a file lies is
/// mcpgen's own affair, what is in it is not.
pub(super) fn take_configs(
    container: &Container,
    model: &mut Value,
    around: &Surroundings<'_>,
    told: &mut Vec<String>,
) {
    for config in &container.configs {
        let Some(mounts) = model.get_mut("volumes").and_then(Value::as_array_mut) else { return };
        let target = config.target.as_str();
        let found =
            mounts.iter().position(|mount| mount.get("target").and_then(Value::as_str) == Some(target));
        let fault = match found.map(|index| mounts.remove(index)) {
            Some(mount) => config_fault(config, &mount, around),
            None => Some("is not there".to_owned()),
        };
        told.extend(fault.map(|fault| format!("the file {target}: {fault}")));
    }
    // A fingerprint of them.
    let labels = model.get_mut("labels").and_then(Value::as_object_mut);
    if !container.configs.is_empty() && labels.and_then(|labels| labels.remove("mcpgen.files")).is_none() {
        told.push("no label tells when a file has changed".to_owned());
    }
    if let Some(object) = model.as_object_mut().filter(|_| !container.configs.is_empty()) {
        object.retain(|key, value| match key.as_str() {
            "volumes" | "labels" => *value != json!([]) && *value != json!({}),
            _ => true,
        });
    }
}

fn config_fault(config: &ConfigFile, mount: &Value, around: &Surroundings<'_>) -> Option<String> {
    let source = mount.get("source").and_then(Value::as_str).unwrap_or_default();
    let expected = json!({
        "type": "bind", "source": source, "target": config.target.as_str(), "read_only": true, "bind": {},
    });
    if *mount != expected {
        return Some(format!("mounted as {mount}"));
    }
    let written = match &config.content {
        ConfigContent::Text(text) => text.clone().into_bytes(),
        ConfigContent::File(path) => {
            fs::read(place(&HostLocation::from_path(path), around)).unwrap_or_default()
        }
    };
    let is_run =
        |path: &Path| fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o111 == 0o111);
    match fs::read(source) {
        Err(error) => Some(format!("{source}: {error}")),
        Ok(bytes) if bytes != written => Some(format!(
            "holds {:?} instead of {:?}",
            String::from_utf8_lossy(&bytes),
            String::from_utf8_lossy(&written)
        )),
        Ok(_) if is_run(Path::new(source)) != config.executable => Some("can be run, or not".to_owned()),
        Ok(_) => None,
    }
}
