//! What the keys of a container mean.

use super::{Unresolved, harden};
use crate::model::{
    BuildContext, BuildSpec, ConfigSpec, ContainerSpec, EnvFileSpec, MountSourceSpec, MountSpec, MountTarget,
    SecretFileSpec,
};
use crate::plan::{
    Build, ConfigContent, ConfigFile, Container, Context, EnvFile, HostLocation, Image, Mount, MountSource,
    SecretFile, Text,
};

pub(super) fn resolve_container(container: &ContainerSpec) -> Result<Container, Unresolved> {
    let image = match (&container.build, &container.image) {
        (Some(build), image) => Image::Build(resolve_build(build), image.clone()),
        (None, Some(image)) => Image::Reference(image.clone()),
        (None, None) => return Err(Unresolved),
    };
    Ok(Container {
        image,
        command: container.command.clone(),
        entrypoint: container.entrypoint.clone(),
        environment: container
            .environment
            .iter()
            .map(|(name, text)| (name.clone(), Text::from_spec(text)))
            .collect(),
        env_files: container.env_file.iter().map(resolve_env_file).collect(),
        ports: container.ports.clone(),
        expose: container.expose.as_slice().to_vec(),
        mounts: container.volumes.iter().map(resolve_mount).collect(),
        healthcheck: container.healthcheck.clone(),
        configs: container.configs.iter().map(|(target, config)| resolve_config(target, config)).collect(),
        secrets: container.secrets.iter().map(resolve_secret).collect(),
        process: harden::resolve_process(container),
    })
}

fn resolve_build(build: &BuildSpec) -> Build {
    let BuildSpec { context, dockerfile, args, target, secrets } = build;
    Build {
        context: match context {
            BuildContext::Folder(path) => Context::Folder(HostLocation::from_path(path)),
            BuildContext::Git(url) => Context::Git(url.clone()),
        },
        dockerfile: dockerfile.clone(),
        args: args.iter().map(|(name, text)| (name.clone(), Text::from_spec(text))).collect(),
        target: target.clone(),
        secrets: secrets.as_slice().to_vec(),
    }
}

fn resolve_env_file(file: &EnvFileSpec) -> EnvFile {
    let EnvFileSpec { path, required, format } = file;
    EnvFile { path: HostLocation::from_path(path), required: required.unwrap_or(true), format: *format }
}

fn resolve_mount(mount: &MountSpec) -> Mount {
    let MountSpec { source, target, read_only } = mount;
    let source = match source {
        MountSourceSpec::Path { path, create, selinux } => MountSource::Host {
            location: HostLocation::from_path(path),
            create: create.unwrap_or(false),
            selinux: *selinux,
        },
        MountSourceSpec::Volume { volume, external, subpath } => MountSource::Volume {
            name: volume.clone(),
            external: external.unwrap_or(false),
            subpath: subpath.clone(),
        },
        MountSourceSpec::Tmpfs { size, mode } => MountSource::Tmpfs { size: *size, mode: *mode },
    };
    Mount { source, target: target.clone(), read_only: read_only.unwrap_or(false) }
}

fn resolve_config(target: &MountTarget, config: &ConfigSpec) -> ConfigFile {
    let (content, executable) = match config {
        ConfigSpec::Content { content, executable } => {
            (ConfigContent::Text(content.clone()), executable.unwrap_or(false))
        }
        ConfigSpec::File(path) => (ConfigContent::File(path.clone()), false),
    };
    ConfigFile { target: target.clone(), content, executable }
}

fn resolve_secret(file: &SecretFileSpec) -> SecretFile {
    let SecretFileSpec { secret, target: _, mode, uid, gid } = file;
    SecretFile {
        secret: secret.clone(),
        target: file.path(),
        mode: *mode,
        uid: uid.unwrap_or(0),
        gid: gid.unwrap_or(0),
    }
}
