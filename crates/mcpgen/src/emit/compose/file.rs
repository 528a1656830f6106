//! The Compose file as it is written: only the keys that mcpgen sets, in the order in which they stand.

use std::collections::BTreeMap;

use mcpgen_core::model::ForeignValue;
use serde::{Serialize, Serializer};

#[derive(Serialize)]
pub(super) struct ComposeFile<'a> {
    pub(super) name: &'a str,
    pub(super) services: Services<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) configs: BTreeMap<String, ConfigFile>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) secrets: BTreeMap<&'a str, SecretFile<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) volumes: BTreeMap<&'a str, VolumeDeclaration<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) models: BTreeMap<&'a str, ModelFile>,
    pub(super) networks: BTreeMap<&'a str, NetworkFile<'a>>,
}

/// The services by name, in the order of a plan, which is that of their names.
pub(super) struct Services<'a>(pub(super) Vec<(&'a str, ServiceFile<'a>)>);

impl Serialize for Services<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, service)| (name, service)))
    }
}

#[derive(Serialize, Default)]
pub(super) struct ServiceFile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) build: Option<BuildFile<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) platform: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pull_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) container_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hostname: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profiles: Vec<&'a str>,
    pub(super) restart: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) init: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) group_add: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) working_dir: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entrypoint: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) environment: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) env_file: Vec<EnvFileUse>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) depends_on: BTreeMap<&'a str, DependencyFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<PortFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) expose: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) configs: Vec<ConfigUse>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) secrets: Vec<SecretUse<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<VolumeFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tmpfs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shm_size: Option<String>,
    pub(super) networks: NetworksFile<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) extra_hosts: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) dns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) dns_search: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) dns_opt: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) models: BTreeMap<&'a str, ModelUse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) healthcheck: Option<HealthcheckFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) privileged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_only: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_drop: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_add: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) security_opt: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) ulimits: BTreeMap<&'static str, UlimitFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_signal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_grace_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deploy: Option<DeployFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logging: Option<LoggingFile<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    /// Keys that mcpgen does not model; none of them is one of the above.
    #[serde(flatten)]
    pub(super) foreign: BTreeMap<&'a str, ForeignValue>,
}

#[derive(Serialize)]
pub(super) struct BuildFile<'a> {
    pub(super) context: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dockerfile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dockerfile_inline: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) secrets: Vec<&'a str>,
}

/// A path alone, or, since Compose 2.24, a table.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum EnvFileUse {
    Path(String),
    Table {
        path: String,
        required: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        format: Option<&'static str>,
    },
}

/// A name alone, or a table.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum SecretUse<'a> {
    Name(&'a str),
    Table {
        source: &'a str,
        target: String,
        uid: String,
        gid: String,
        /// In decimal: the only form that every Compose version reads alike.
        mode: u16,
    },
}

/// Names alone, or a table.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum NetworksFile<'a> {
    Names(Vec<&'a str>),
    Table(BTreeMap<&'a str, NetworkUseFile<'a>>),
}

impl Default for NetworksFile<'_> {
    fn default() -> Self {
        Self::Names(Vec::new())
    }
}

#[derive(Serialize)]
pub(super) struct NetworkUseFile<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipv4_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipv6_address: Option<String>,
}

#[derive(Serialize)]
pub(super) struct DependencyFile {
    pub(super) condition: &'static str,
}

/// The long form: the short one is understood differently by reader and version.
#[derive(Serialize)]
pub(super) struct PortFile {
    pub(super) target: u16,
    pub(super) published: String,
    pub(super) host_ip: String,
    pub(super) protocol: &'static str,
}

#[derive(Serialize)]
pub(super) struct ConfigUse {
    pub(super) source: String,
    pub(super) target: &'static str,
    /// In decimal: the only form that every Compose version reads alike.
    pub(super) mode: u32,
}

#[derive(Serialize)]
pub(super) struct VolumeFile {
    pub(super) r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    pub(super) target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bind: Option<BindFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) volume: Option<VolumePart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tmpfs: Option<TmpfsFile>,
}

#[derive(Serialize)]
pub(super) struct BindFile {
    /// Written out: without it some versions create the path and some do not.
    pub(super) create_host_path: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) selinux: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct VolumePart {
    pub(super) subpath: String,
}

#[derive(Serialize)]
pub(super) struct TmpfsFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
    /// In decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mode: Option<u16>,
}

#[derive(Serialize)]
pub(super) struct HealthcheckFile {
    pub(super) test: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retries: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_interval: Option<String>,
}

#[derive(Serialize)]
pub(super) struct UlimitFile {
    pub(super) soft: i64,
    pub(super) hard: i64,
}

#[derive(Serialize)]
pub(super) struct ModelUse {
    pub(super) endpoint_var: String,
    pub(super) model_var: String,
}

#[derive(Serialize)]
pub(super) struct ModelFile {
    pub(super) model: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) context_size: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) runtime_flags: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct DeployFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replicas: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resources: Option<ResourcesFile>,
}

#[derive(Serialize)]
pub(super) struct ResourcesFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) limits: Option<LimitsFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reservations: Option<ReservationsFile>,
}

#[derive(Serialize)]
pub(super) struct ReservationsFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) devices: Vec<DeviceFile>,
}

#[derive(Serialize)]
pub(super) struct DeviceFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) driver: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<DeviceCount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) device_ids: Vec<String>,
    pub(super) capabilities: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum DeviceCount {
    All(&'static str),
    Number(u16),
}

#[derive(Serialize)]
pub(super) struct LimitsFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cpus: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pids: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct LoggingFile<'a> {
    pub(super) driver: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) options: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
pub(super) struct ConfigFile {
    pub(super) content: String,
}

/// A volume that Docker keeps.
#[derive(Serialize)]
pub(super) struct VolumeDeclaration<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) driver: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct SecretFile<'a> {
    pub(super) environment: &'a str,
}

#[derive(Serialize, Default)]
pub(super) struct NetworkFile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) driver: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) driver_opts: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enable_ipv6: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) internal: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipam: Option<Ipam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct Ipam {
    pub(super) config: Vec<Pool>,
}

#[derive(Serialize)]
pub(super) struct Pool {
    pub(super) subnet: String,
    /// Where containers without an address of their own get one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ip_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gateway: Option<String>,
}
