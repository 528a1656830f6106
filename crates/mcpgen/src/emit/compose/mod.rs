//! `docker-compose.yml`.

mod build;
mod file;
mod interpolation;
mod minimum;
mod mount;
mod network;
mod process;
mod resources;
mod service;
mod stamp;
mod usage;

pub(crate) use minimum::Minimum;
pub(crate) use stamp::{SALT, ValueStamp, stamps};

use std::collections::{BTreeMap, BTreeSet};

use mcpgen_core::model::HostPath;
use mcpgen_core::name::{SecretName, VolumeName};
use mcpgen_core::plan::{MountSource, Plan, Role, Service, TunnelMode};

use self::file::{ComposeFile, ConfigFile, SecretFile, Services, VolumeDeclaration};
use self::interpolation::{compose_text, reference};
use self::network::lower_network;
use self::service::{config_name, lower_service};
use super::config::ConfigEmitter;
use super::gateway::GatewayEmitter;
use super::scripts::ComposeVersion;
use super::{Emission, Emitter, Layout};
use crate::artifact::{Artifact, ArtifactPath};
use crate::error::Error;
use crate::gateway::{config_file, empty_secret_lines, secret_lines};
use crate::yaml::push_yaml;

/// The first lines of each rendered file that takes comments.
pub(crate) const HEADER: &str = "# Made by mcpgen from stack.toml; change that and run `mcpgen render`.\n";

/// The file, relative to the output folder.
const COMPOSE_FILE: &str = "docker-compose.yml";

/// How many bytes a service usually takes in the file.
const USUAL_LENGTH: usize = 1024;

/// Writes the Compose file.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// use mcpgen::emit::{ComposeEmitter, Emitter, Layout};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// let emission = ComposeEmitter::new(evaluation.files().clone()).emit(plan, &Layout::default())?;
/// let compose = emission.artifacts.get("docker-compose.yml").ok_or("no file")?;
/// assert!(compose.text().contains("docker/mcp-gateway"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ComposeEmitter {
    gateways: GatewayEmitter,
    configs: ConfigEmitter,
}

impl ComposeEmitter {
    /// An emitter that knows the texts of the files that the stack names: a service is recreated when one of its own changes.
    ///
    /// ```
    /// # use mcpgen::emit::{ComposeEmitter, Emitter};
    /// # use std::collections::BTreeMap;
    /// assert_eq!(ComposeEmitter::new(BTreeMap::new()).name(), "compose");
    /// ```
    #[must_use]
    pub fn new(files: BTreeMap<HostPath, String>) -> Self {
        Self { gateways: GatewayEmitter::new(files.clone()), configs: ConfigEmitter::new(files) }
    }

    /// The file, and the oldest Compose that reads it.
    pub(crate) fn emit_with_minimum(
        &self,
        plan: &Plan,
        layout: &Layout,
    ) -> Result<(Emission, ComposeVersion), Error> {
        let file = self.file(plan, layout)?;
        let minimum = Minimum::of_file(&file)?;
        let mut text = format!("{HEADER}{}", minimum.comment());
        text.reserve(plan.services.len() * USUAL_LENGTH);
        push_yaml(&mut text, &file)?;
        let path = ArtifactPath::new(COMPOSE_FILE).map_err(Error::bug)?;
        Ok((Emission::default().with_artifact(path, Artifact::public(text)), minimum.version))
    }

    fn file<'a>(&self, plan: &'a Plan, layout: &Layout) -> Result<ComposeFile<'a>, Error> {
        let stamps = stamps(plan);
        let mut services = Services(Vec::with_capacity(plan.services.len()));
        for service in &plan.services {
            let stamp = stamps.get(&service.name);
            let lowered = lower_service(plan, service, stamp, layout, self)?;
            services.0.push((service.name.as_str(), lowered));
        }
        Ok(ComposeFile {
            name: plan.name.as_str(),
            services,
            configs: configs(plan)?,
            secrets: secrets(plan),
            volumes: volumes(plan),
            models: process::models(plan),
            networks: plan
                .networks
                .iter()
                .map(|network| (network.name.as_str(), lower_network(network)))
                .collect(),
        })
    }
}

impl Emitter for ComposeEmitter {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn emit(&self, plan: &Plan, layout: &Layout) -> Result<Emission, Error> {
        self.emit_with_minimum(plan, layout).map(|(emission, _)| emission)
    }
}

/// Files whose text stands in the Compose file, so that Compose can fill in values of `.env`. They are written into the
/// container, and never lie on the disk.
fn configs(plan: &Plan) -> Result<BTreeMap<String, ConfigFile>, Error> {
    let mut configs = BTreeMap::new();
    for (service, gateway) in plan.gateways() {
        let values = secret_lines(gateway).into_iter();
        let empty = empty_secret_lines(gateway).into_iter();
        let lines: Vec<String> = values
            .map(|(name, secret)| format!("{name}={}\n", reference(plan, secret)))
            .chain(empty.map(|name| format!("{name}=\n")))
            .collect();
        if !lines.is_empty() {
            configs.insert(config_name(service, "secrets"), ConfigFile { content: lines.concat() });
        }
        if let Some(config) = config_file(gateway, &|text| compose_text(plan, text))? {
            configs.insert(config_name(service, "config"), ConfigFile { content: config });
        }
    }
    Ok(configs)
}

/// Secrets that containers get as files, or builds.
fn secrets(plan: &Plan) -> BTreeMap<&str, SecretFile<'_>> {
    let mut names = BTreeSet::new();
    for service in &plan.services {
        names.extend(secret_files(service));
        let build = service.container().and_then(|container| container.image.build());
        names.extend(build.into_iter().flat_map(|build| &build.secrets).map(SecretName::as_str));
    }
    names.into_iter().map(|name| (name, SecretFile { environment: name })).collect()
}

/// The secrets that a service gets as files.
fn secret_files(service: &Service) -> Vec<&str> {
    match &service.role {
        Role::Container(container) => container.secrets.iter().map(|file| file.secret.as_str()).collect(),
        Role::Tunnel(connector) => match &connector.mode {
            TunnelMode::Dashboard { token } => vec![token.as_str()],
            TunnelMode::Local { .. } => Vec::new(),
        },
        Role::Gateway(_) => Vec::new(),
    }
}

fn volumes(plan: &Plan) -> BTreeMap<&str, VolumeDeclaration<'_>> {
    plan.services
        .iter()
        .filter_map(Service::container)
        .flat_map(|container| &container.mounts)
        .filter_map(|mount| match &mount.source {
            MountSource::Volume { name, external, .. } => Some((name.as_str(), declaration(name, *external))),
            MountSource::Host { .. } | MountSource::Tmpfs { .. } => None,
        })
        .collect()
}

fn declaration(name: &VolumeName, external: bool) -> VolumeDeclaration<'_> {
    if external {
        VolumeDeclaration { name: Some(name.as_str()), driver: None, external: Some(true) }
    } else {
        VolumeDeclaration { name: None, driver: Some("local"), external: None }
    }
}
