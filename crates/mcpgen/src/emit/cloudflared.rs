//! `cloudflared/config.yml`.

use std::time::Duration;

use cloudflared_config::{Config, CredentialsFile};
use mcpgen_core::model::{LogLevel, TunnelProtocol};
use mcpgen_core::plan::{Connector, Plan, TunnelMode};

use super::{Emission, Emitter, Layout};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;

/// The file, relative to the output folder.
pub(crate) const CONFIG: &str = "cloudflared/config.yml";

/// Where the connector's container sees it.
pub(crate) const CONFIG_TARGET: &str = "/etc/cloudflared/config.yml";

/// Where the connector's container sees the tunnel's credentials.
pub(crate) const CREDENTIALS_TARGET: &str = "/etc/cloudflared/credentials.json";

/// Writes the configuration of a tunnel whose routes the stack keeps.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// use mcpgen::emit::{CloudflaredEmitter, Emitter, Layout};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// // A stack without a tunnel has no such file.
/// assert!(CloudflaredEmitter.emit(plan, &Layout::default())?.artifacts.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct CloudflaredEmitter;

impl Emitter for CloudflaredEmitter {
    fn name(&self) -> &'static str {
        "cloudflared"
    }

    fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
        let mut artifacts = ArtifactSet::default();
        if let Some((_, connector)) = plan.connector()
            && let Some(config) = configuration(connector)?
        {
            artifacts.insert(ArtifactPath::new(CONFIG).map_err(Error::bug)?, Artifact::public(config));
        }
        Ok(artifacts.into())
    }
}

/// The text of the file; `None` for a tunnel whose routes Cloudflare's dashboard keeps.
pub(crate) fn configuration(connector: &Connector) -> Result<Option<String>, Error> {
    let Some(config) = config_of(connector)? else { return Ok(None) };
    let yaml = config.to_yaml().map_err(Error::bug)?;
    Ok(Some(format!("{}{yaml}", super::compose::HEADER)))
}

/// What the file says.
pub(crate) fn config_of(connector: &Connector) -> Result<Option<Config>, Error> {
    let TunnelMode::Local { tunnel, routes, .. } = &connector.mode else { return Ok(None) };
    let credentials = CredentialsFile::new(CREDENTIALS_TARGET).map_err(Error::bug)?;
    let grace = Duration::from_micros(connector.grace_period.get().as_microseconds());
    let mut config = Config::new(tunnel.get().clone(), credentials)
        .with_metrics(connector.metrics)
        .without_autoupdate()
        .with_grace_period(cloudflared_config::GracePeriod::new(grace).map_err(Error::bug)?)
        .with_loglevel(match connector.log_level {
            LogLevel::Debug => cloudflared_config::LogLevel::Debug,
            LogLevel::Info => cloudflared_config::LogLevel::Info,
            LogLevel::Warn => cloudflared_config::LogLevel::Warn,
            LogLevel::Error => cloudflared_config::LogLevel::Error,
            LogLevel::Fatal => cloudflared_config::LogLevel::Fatal,
        });
    match connector.protocol {
        TunnelProtocol::Auto => {}
        TunnelProtocol::Quic => config = config.with_protocol(cloudflared_config::Protocol::Quic),
        TunnelProtocol::Http2 => config = config.with_protocol(cloudflared_config::Protocol::Http2),
    }
    for route in routes {
        config = config.with_rule(route.rule.clone()).map_err(Error::bug)?;
    }
    Ok(Some(config))
}
