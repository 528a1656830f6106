//! `[services.NAME]`: the kinds of service, and the keys that every kind takes.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::table;
use super::{
    ByteSize, ContainerSpec, Cpus, Distinct, DnsOption, DnsServer, ExtraHost, ForeignValue, GatewaySpec,
    HostName, ImageReference, NetworksSpec, Platform, PullPolicy, Restart, TunnelSpec, UlimitsSpec,
};
use crate::name::{ContainerName, ServiceName};

/// `[services.NAME]`: one service, of the kind that `kind` says.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.connector]
/// kind = "cloudflared"
/// replicas = 2
/// "#
/// .parse()?;
/// let ServiceSpec::Cloudflared(connector) = &stack.services[&"connector".parse()?] else { unreachable!() };
/// assert_eq!(connector.replicas.unwrap().get().get(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// In TOML the kind stands among the other keys. The decoder of this crate reads it so; serde sees an ordinary enum.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "there are few services, and each is looked at often")]
pub enum ServiceSpec {
    /// An MCP gateway: it runs MCP servers and gives clients one address for all of them.
    McpGateway(GatewaySpec),
    /// The connector of the Cloudflare tunnel that `[ingress]` describes.
    Cloudflared(TunnelSpec),
    /// Any other container.
    Container(ContainerSpec),
}

impl From<GatewaySpec> for ServiceSpec {
    fn from(gateway: GatewaySpec) -> Self {
        Self::McpGateway(gateway)
    }
}

impl From<TunnelSpec> for ServiceSpec {
    fn from(tunnel: TunnelSpec) -> Self {
        Self::Cloudflared(tunnel)
    }
}

impl From<ContainerSpec> for ServiceSpec {
    fn from(container: ContainerSpec) -> Self {
        Self::Container(container)
    }
}

impl ServiceSpec {
    /// The keys that every kind takes.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{Restart, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["fetch"]
    /// restart = "always"
    /// "#
    /// .parse()?;
    /// assert_eq!(stack.services[&"gateway".parse()?].common().restart, Some(Restart::Always));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn common(&self) -> CommonSpec<'_> {
        match self {
            Self::McpGateway(spec) => spec.common(),
            Self::Cloudflared(spec) => spec.common(),
            Self::Container(spec) => spec.common(),
        }
    }

    /// The value of `kind`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.gateway]
    /// kind = "mcp-gateway"
    /// servers = ["fetch"]
    /// "#
    /// .parse()?;
    /// assert_eq!(stack.services[&"gateway".parse()?].kind(), "mcp-gateway");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::McpGateway(_) => "mcp-gateway",
            Self::Cloudflared(_) => "cloudflared",
            Self::Container(_) => "container",
        }
    }
}

/// The keys that every kind of service takes, wherever they stand.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["fetch"]
/// labels = { team = "docs" }
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// "#
/// .parse()?;
/// // Of services of any kind.
/// let labelled = stack.services.values().filter(|service| !service.common().labels.is_empty());
/// assert_eq!(labelled.count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each field is documented where it is declared, in `service_kind!`")]
pub struct CommonSpec<'a> {
    pub image: Option<&'a ImageReference>,
    pub container_name: Option<&'a ContainerName>,
    pub networks: Option<&'a NetworksSpec>,
    pub depends_on: &'a BTreeMap<ServiceName, Condition>,
    pub restart: Option<Restart>,
    pub labels: &'a BTreeMap<String, String>,
    pub logging: Option<&'a LoggingSpec>,
    pub limits: Option<&'a LimitsSpec>,
    pub reservations: Option<&'a ReservationsSpec>,
    pub ulimits: Option<&'a UlimitsSpec>,
    pub init: Option<bool>,
    pub extra_hosts: &'a BTreeMap<HostName, ExtraHost>,
    pub dns: &'a Distinct<DnsServer>,
    pub dns_search: &'a Distinct<HostName>,
    pub dns_opt: &'a Distinct<DnsOption>,
    pub pull_policy: Option<PullPolicy>,
    pub platform: Option<&'a Platform>,
    pub compose: &'a BTreeMap<String, ForeignValue>,
}

/// Declares a kind of service: its own keys, and after them those that every kind takes. serde's `flatten` would do the same,
/// but it loses the place of every fault and lets unknown keys through.
macro_rules! service_kind {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            image: $(#[$($image_attribute:tt)*])*;
            $($(#[$($field_attribute:tt)*])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $crate::model::table::table! {
        #[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $(#[$meta])*
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub struct $name {
            $(#[$($image_attribute)*])*
            pub image: Option<$crate::model::ImageReference>,
            $($(#[$($field_attribute)*])* pub $field: $type,)*
            /// The container's name on the engine. Default: Compose makes one of stack, service and number. A fixed name
            /// keeps a second copy of the stack from starting.
            pub container_name: Option<$crate::name::ContainerName>,
            /// The networks that the service is on, from `[networks]`: a list of names, or a table from each name to
            /// `{ aliases, ipv4-address, ipv6-address }`. Default: the only one there is.
            pub networks: Option<$crate::model::NetworksSpec>,
            /// What must be there before this service starts: the other service's name, and `started`, `healthy` or `completed`.
            #[serde(default)]
            pub depends_on: std::collections::BTreeMap<$crate::name::ServiceName, $crate::model::Condition>,
            /// What the engine does when the container ends: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`.
            /// Default: `unless-stopped`.
            pub restart: Option<$crate::model::Restart>,
            /// Labels of the container, as they are.
            #[serde(default)]
            pub labels: std::collections::BTreeMap<String, String>,
            /// Where the container's log goes. Default: the engine's own choice.
            pub logging: Option<$crate::model::LoggingSpec>,
            /// The most that the container may use. Default: no limit.
            pub limits: Option<$crate::model::LimitsSpec>,
            /// What of the machine is kept for the container. Default: nothing.
            pub reservations: Option<$crate::model::ReservationsSpec>,
            /// What the kernel lets each process have, such as open files: a number, `-1` for no limit, or `{ soft, hard }`.
            /// Default: the engine's own.
            pub ulimits: Option<$crate::model::UlimitsSpec>,
            /// Whether the container's first process is a small one of the engine, which buries processes whose parents have
            /// ended and passes signals on. Default: the engine's own setting, which is false unless somebody changed it.
            pub init: Option<bool>,
            /// Names of other machines that the container finds before it asks DNS: an address each, or `host-gateway` for the
            /// machine that the engine runs on.
            #[serde(default)]
            pub extra_hosts: std::collections::BTreeMap<$crate::model::HostName, $crate::model::ExtraHost>,
            /// The DNS servers that names of the world are asked of, such as `1.1.1.1`. Default: the engine's own.
            #[serde(default)]
            pub dns: $crate::model::Distinct<$crate::model::DnsServer>,
            /// The domains in which a short name is looked for, such as `example.com`. Default: the engine's own.
            #[serde(default)]
            pub dns_search: $crate::model::Distinct<$crate::model::HostName>,
            /// Options of the resolver, such as `ndots:2`. Default: the engine's own.
            #[serde(default)]
            pub dns_opt: $crate::model::Distinct<$crate::model::DnsOption>,
            /// When the image is pulled: `always`, `never`, `missing`, `build`, `daily`, `weekly`, or `every_` and a time, such as
            /// `every_12h`. Default: when it is not there (`missing`). What goes by time needs Docker Compose 2.34.
            pub pull_policy: Option<$crate::model::PullPolicy>,
            /// The platform of the image, such as `linux/amd64`. Default: the engine's own.
            pub platform: Option<$crate::model::Platform>,
            /// Keys of Compose that mcpgen does not model, as they are. `$` is literal here too.
            #[serde(default)]
            pub compose: std::collections::BTreeMap<String, $crate::model::ForeignValue>,
        }
        }

        impl $name {
            pub(crate) fn common(&self) -> $crate::model::CommonSpec<'_> {
                $crate::model::CommonSpec {
                    image: self.image.as_ref(),
                    container_name: self.container_name.as_ref(),
                    networks: self.networks.as_ref(),
                    depends_on: &self.depends_on,
                    restart: self.restart,
                    labels: &self.labels,
                    logging: self.logging.as_ref(),
                    limits: self.limits.as_ref(),
                    reservations: self.reservations.as_ref(),
                    ulimits: self.ulimits.as_ref(),
                    init: self.init,
                    extra_hosts: &self.extra_hosts,
                    dns: &self.dns,
                    dns_search: &self.dns_search,
                    dns_opt: &self.dns_opt,
                    pull_policy: self.pull_policy,
                    platform: self.platform.as_ref(),
                    compose: &self.compose,
                }
            }
        }
    };
}

pub(crate) use service_kind;

/// What a service waits for before it starts.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Condition, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// depends-on = { database = "healthy" }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.depends_on[&"database".parse()?], Condition::Healthy);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The other container was started.
    Started,
    /// The other container's healthcheck passes.
    Healthy,
    /// The other container ended without an error.
    Completed,
}

table! {
/// `logging`: where a container's log goes.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// logging = { driver = "json-file", options = { max-size = "10m" } }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let logging = web.logging.as_ref().unwrap();
/// assert_eq!((logging.driver.as_str(), logging.options["max-size"].as_str()), ("json-file", "10m"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LoggingSpec {
    /// The engine's logging driver, such as `json-file`.
    pub driver: String,
    /// The driver's options, such as `max-size`.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}
}

impl LoggingSpec {
    /// A driver without options.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::LoggingSpec;
    ///
    /// let logging = LoggingSpec::new("json-file").with_options([("max-size".to_owned(), "10m".to_owned())]);
    /// assert_eq!(logging.options["max-size"], "10m");
    /// ```
    #[must_use]
    pub fn new(driver: impl Into<String>) -> Self {
        Self { driver: driver.into(), options: BTreeMap::new() }
    }
}

table! {
/// `limits`: the most that a container may use.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ByteSize, LimitsSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// limits = { memory = "512m", pids = 100 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let limits = web.limits.as_ref().unwrap();
/// assert_eq!(limits.memory.unwrap().to_string(), "512m");
/// assert_eq!((limits.cpus, limits.pids.unwrap().get()), (None, 100));
///
/// // The same in code.
/// let pids = std::num::NonZeroU32::try_from(100)?;
/// assert_eq!(*limits, LimitsSpec::default().with_memory("512m".parse::<ByteSize>()?).with_pids(pids));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LimitsSpec {
    /// Processors, from 0.01 to 1000, such as `0.5` or `2`.
    pub cpus: Option<Cpus>,
    /// Memory, such as `512m` or `2g` (units of 1024).
    pub memory: Option<ByteSize>,
    /// Processes and threads, at least 1, such as `100`.
    pub pids: Option<std::num::NonZeroU32>,
}
}

table! {
/// `reservations`: what of the machine is kept for a container. Compose knows one for processors too, which Docker does not heed.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{ByteSize, ReservationsSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// reservations = { memory = "256m" }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.reservations.unwrap().memory.unwrap().bytes(), 256 << 20);
///
/// // The same in code.
/// let built = ReservationsSpec::default().with_memory("256m".parse::<ByteSize>()?);
/// assert_eq!(web.reservations, Some(built));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReservationsSpec {
    /// Memory, such as `256m`, that it may keep when the machine runs short of it. At most `limits.memory`.
    pub memory: Option<ByteSize>,
}
}
