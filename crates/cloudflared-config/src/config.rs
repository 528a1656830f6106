//! The whole configuration.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;

use crate::{
    CatchAll, CredentialsFile, GracePeriod, LogLevel, OriginRequest, Protocol, Rule, Settings, TunnelId,
    WarpRouting,
};

/// The configuration of one locally managed tunnel: cloudflared reads it as `config.yml`.
///
/// What can be built is what cloudflared accepts without a warning and follows to the letter. A setting that is not
/// made stays at cloudflared's default. Without rules every request goes to the catch-all.
///
/// ```
/// # #[cfg(feature = "write")] {
/// use cloudflared_config::{Config, CredentialsFile, Hostname, OriginUrl, Rule, TunnelId};
///
/// let service: OriginUrl = "http://mcp-gateway:8811".parse()?;
/// let config = Config::new(
///     TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
///     CredentialsFile::new("/etc/cloudflared/credentials.json")?,
/// )
/// .with_rule(Rule::for_host(Hostname::new("mcp.example.com")?, service))?;
/// print!("{}", config.to_yaml()?);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    tunnel: TunnelId,
    credentials_file: CredentialsFile,
    metrics: Option<SocketAddr>,
    no_autoupdate: bool,
    grace_period: Option<GracePeriod>,
    loglevel: Option<LogLevel>,
    protocol: Option<Protocol>,
    settings: Settings,
    origin_request: OriginRequest,
    warp_routing: WarpRouting,
    ingress: Vec<Rule>,
    catch_all: CatchAll,
}

impl Config {
    /// A tunnel without rules, with the file that holds its credentials.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, Config, CredentialsFile, TunnelId};
    /// let config = Config::new(
    ///     TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
    ///     CredentialsFile::new("/etc/cloudflared/credentials.json")?,
    /// );
    /// assert!(config.ingress().is_empty());
    /// // So every request gets a 404.
    /// assert_eq!(config.catch_all(), &CatchAll::default());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(tunnel: TunnelId, credentials_file: CredentialsFile) -> Self {
        Self {
            tunnel,
            credentials_file,
            metrics: None,
            no_autoupdate: false,
            grace_period: None,
            loglevel: None,
            protocol: None,
            settings: Settings::default(),
            origin_request: OriginRequest::default(),
            warp_routing: WarpRouting::default(),
            ingress: Vec::new(),
            catch_all: CatchAll::default(),
        }
    }

    /// Serves readiness, metrics and the whole configuration at `address`, to everybody who can reach it.
    ///
    /// Default: the first free port of 20241 to 20245, on loopback, but on every address in the official image.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_metrics("127.0.0.1:20241".parse()?);
    /// assert_eq!(config.metrics(), Some("127.0.0.1:20241".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_metrics(mut self, mut address: SocketAddr) -> Self {
        if let SocketAddr::V6(address) = &mut address {
            // It has no place in a text.
            address.set_flowinfo(0);
        }
        self.metrics = Some(address);
        self
    }

    /// Never replaces its own program file. Default: it does, but not in the official image.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert!(config.without_autoupdate().no_autoupdate());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn without_autoupdate(mut self) -> Self {
        self.no_autoupdate = true;
        self
    }

    /// Lets open requests end for that long after it was told to stop. Default 30s.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, GracePeriod, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_grace_period("15s".parse()?);
    /// assert_eq!(config.grace_period(), Some("15s".parse::<GracePeriod>()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_grace_period(mut self, grace_period: GracePeriod) -> Self {
        self.grace_period = Some(grace_period);
        self
    }

    /// Logs that much. Default [`LogLevel::Info`].
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, LogLevel, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_loglevel(LogLevel::Warn);
    /// assert_eq!(config.loglevel(), Some(LogLevel::Warn));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_loglevel(mut self, loglevel: LogLevel) -> Self {
        self.loglevel = Some(loglevel);
        self
    }

    /// Reaches Cloudflare that way. Default [`Protocol::Auto`].
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Protocol, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// // For a network that lets no UDP out.
    /// let config = config.with_protocol(Protocol::Http2);
    /// assert_eq!(config.protocol(), Some(Protocol::Http2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = Some(protocol);
        self
    }

    /// Sets what few files need.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, EdgeIpVersion, Settings, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let mut settings = Settings::default();
    /// settings.edge_ip_version = Some(EdgeIpVersion::V4);
    /// let config = config.with_settings(settings);
    /// assert_eq!(config.settings().edge_ip_version, Some(EdgeIpVersion::V4));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Reaches every service that way, where its rule says nothing else.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, OriginRequest, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let mut everywhere = OriginRequest::default();
    /// everywhere.connect_timeout = Some("10s".parse()?);
    /// let config = config.with_origin_request(everywhere);
    /// assert_eq!(config.origin_request().connect_timeout, Some("10s".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_origin_request(mut self, origin_request: OriginRequest) -> Self {
        self.origin_request = origin_request;
        self
    }

    /// Reaches private networks that way.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId, WarpRouting};
    /// # use std::num::NonZeroU64;
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let mut networks = WarpRouting::default();
    /// networks.max_active_flows = NonZeroU64::new(1000);
    /// let config = config.with_warp_routing(networks);
    /// assert_eq!(config.warp_routing().max_active_flows, NonZeroU64::new(1000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_warp_routing(mut self, warp_routing: WarpRouting) -> Self {
        self.warp_routing = warp_routing;
        self
    }

    /// Adds a rule behind the others. The first rule that takes a request decides.
    ///
    /// # Errors
    ///
    /// [`HiddenRule`] when earlier rules take every request that this one could.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Hostname, Rule, Service, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let rule = |name| Hostname::new(name).map(|hostname| Rule::for_host(hostname, Service::HelloWorld));
    /// let config = config.with_rule(rule("*.example.com")?)?;
    /// let hidden = config.with_rule(rule("mcp.example.com")?).unwrap_err();
    /// assert_eq!(hidden.to_string(), "rule 1 takes every request that this rule could take");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_rule(mut self, rule: Rule) -> Result<Self, HiddenRule> {
        let by = rule.hiding(&self.ingress);
        if !by.is_empty() {
            return Err(HiddenRule { by });
        }
        self.ingress.push(rule);
        Ok(self)
    }

    /// Replaces the catch-all. Default: status 404.
    ///
    /// ```
    /// # use cloudflared_config::{CatchAll, Config, CredentialsFile, HttpStatus, Service, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_catch_all(CatchAll::new(HttpStatus::new(503)?));
    /// assert_eq!(config.catch_all().service(), &Service::HttpStatus(HttpStatus::new(503)?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_catch_all(mut self, catch_all: CatchAll) -> Self {
        self.catch_all = catch_all;
        self
    }

    /// The tunnel.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.tunnel().as_str(), "6ff42ae2-765d-4adf-8112-31c55c1551ef");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn tunnel(&self) -> &TunnelId {
        &self.tunnel
    }

    /// The file that holds the tunnel's credentials.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.credentials_file().as_str(), "/etc/cloudflared/credentials.json");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn credentials_file(&self) -> &CredentialsFile {
        &self.credentials_file
    }

    /// Where readiness and metrics are served.
    ///
    /// `None` when cloudflared chooses.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.metrics(), None);
    /// assert_eq!(config.with_metrics("0.0.0.0:20241".parse()?).metrics(), Some("0.0.0.0:20241".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Whether it never replaces its own program file.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert!(!config.no_autoupdate());
    /// assert!(config.without_autoupdate().no_autoupdate());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn no_autoupdate(&self) -> bool {
        self.no_autoupdate
    }

    /// How long open requests may take after it was told to stop.
    ///
    /// `None` stands for cloudflared's 30s.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, GracePeriod, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.grace_period(), None);
    /// let config = config.with_grace_period(GracePeriod::LONGEST);
    /// assert_eq!(config.grace_period(), Some(GracePeriod::LONGEST));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn grace_period(&self) -> Option<GracePeriod> {
        self.grace_period
    }

    /// What is logged.
    ///
    /// `None` stands for [`LogLevel::Info`].
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, LogLevel, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.loglevel().unwrap_or_default(), LogLevel::Info);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn loglevel(&self) -> Option<LogLevel> {
        self.loglevel
    }

    /// How Cloudflare is reached.
    ///
    /// `None` stands for [`Protocol::Auto`].
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Protocol, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.protocol().unwrap_or_default(), Protocol::Auto);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn protocol(&self) -> Option<Protocol> {
        self.protocol
    }

    /// What few files need.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Settings, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.settings(), &Settings::default());
    /// assert_eq!(config.settings().ha_connections, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How services are reached whose rule says nothing else.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, OriginRequest, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.origin_request(), &OriginRequest::default());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn origin_request(&self) -> &OriginRequest {
        &self.origin_request
    }

    /// How private networks are reached.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, TunnelId, WarpRouting};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.warp_routing(), &WarpRouting::default());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn warp_routing(&self) -> &WarpRouting {
        &self.warp_routing
    }

    /// The rules, the catch-all not among them.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, Hostname, Rule, Service, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let rule = Rule::for_host(Hostname::new("mcp.example.com")?, Service::HelloWorld);
    /// let config = config.with_rule(rule.clone())?;
    /// assert_eq!(config.ingress(), [rule]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn ingress(&self) -> &[Rule] {
        &self.ingress
    }

    /// What takes the requests that no rule takes.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, HttpStatus, Service, TunnelId};
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// assert_eq!(config.catch_all().service(), &Service::HttpStatus(HttpStatus::NOT_FOUND));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn catch_all(&self) -> &CatchAll {
        &self.catch_all
    }
}

/// A rule that would never take a request.
///
/// ```
/// use cloudflared_config::{Config, CredentialsFile, PathPattern, Rule, Service, TunnelId};
///
/// let below = |prefix| PathPattern::prefix(prefix).map(|path| Rule::for_path(path, Service::HelloWorld));
/// let config = Config::new(
///     TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
///     CredentialsFile::new("/etc/cloudflared/credentials.json")?,
/// )
/// .with_rule(below("/mcp")?)?;
/// let hidden = config.with_rule(below("/mcp/github")?).unwrap_err();
/// assert_eq!(hidden.to_string(), "rule 1 takes every request that this rule could take");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenRule {
    by: Vec<usize>,
}

impl HiddenRule {
    /// The indices, from 0, of the earlier rules that take every request the refused one could take.
    ///
    /// ```
    /// # use cloudflared_config::{Config, CredentialsFile, PathPattern, Rule, Service, TunnelId};
    /// # let below = |prefix| PathPattern::prefix(prefix).map(|path| Rule::for_path(path, Service::HelloWorld));
    /// # let tunnel = TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?;
    /// # let config = Config::new(tunnel, CredentialsFile::new("/etc/cloudflared/credentials.json")?);
    /// let config = config.with_rule(below("/other")?)?.with_rule(below("/mcp")?)?;
    /// let hidden = config.with_rule(below("/mcp/github")?).unwrap_err();
    /// assert_eq!(hidden.by(), [1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn by(&self) -> &[usize] {
        &self.by
    }
}

impl fmt::Display for HiddenRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.by.iter().map(|index| (index + 1).to_string()).collect();
        let (rules, take) = if numbers.len() == 1 { ("rule", "takes") } else { ("rules", "take") };
        write!(formatter, "{rules} {} {take} every request that this rule could take", numbers.join(" and "))
    }
}

impl Error for HiddenRule {}
