//! What does not work, or works otherwise than it looks.

use std::fmt;

use serde::Serialize;

/// Something that a user wants to know before the stack starts.
///
/// ```
/// use mcpgen_simulate::{Code, Level, Machine, MemoryFolder, simulate};
///
/// let folder = MemoryFolder::default().with_file("docker-compose.yml", "services: {web: {image: nginx}}");
/// let simulation = simulate(&folder, &Machine::default());
/// let finding = &simulation.findings[0];
/// assert_eq!((finding.code, finding.level), (Code::NothingToSimulate, Level::Failure));
/// assert_eq!(finding.message, "docker-compose.yml has neither a gateway nor a tunnel");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// What kind of thing it is.
    pub code: Code,
    /// The service that it is about.
    pub service: Option<String>,
    /// What of the service it is about: a server, a file, a variable, a host name.
    pub subject: Option<String>,
    /// What happens: one line, without a full stop.
    pub message: String,
    /// What would mend it.
    pub remedy: String,
}

/// How bad a finding is.
///
/// ```
/// use mcpgen_simulate::Level;
///
/// // Sorted, the worst comes first.
/// assert!(Level::Failure < Level::Warning && Level::Warning < Level::Note);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something does not work.
    Failure,
    /// It works, and is not safe, or not for long.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// Its name, as in JSON.
    ///
    /// ```
    /// # use mcpgen_simulate::Level;
    /// assert_eq!(Level::Failure.as_str(), "failure");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Defines the codes: name, text, level.
macro_rules! codes {
    ($($(#[$doc:meta])+ $variant:ident = $text:literal, $level:ident;)+) => {
        /// The kinds of findings. Each says which behaviour of which program it comes from.
        ///
        /// ```
        /// use mcpgen_simulate::Code;
        ///
        /// assert_eq!(Code::ServerVanishes.to_string(), "server-vanishes");
        /// assert_eq!(serde_json::to_value(Code::ServerVanishes)?, "server-vanishes");
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])+ $variant,)+
        }

        impl Code {
            /// All of them.
            ///
            /// ```
            /// # use mcpgen_simulate::Code;
            /// assert!(Code::ALL.contains(&Code::ServerVanishes));
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name, as in JSON.
            ///
            /// ```
            /// # use mcpgen_simulate::Code;
            /// assert_eq!(Code::TokenRandom.as_str(), "token-random");
            /// ```
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// How bad it is.
            ///
            /// ```
            /// # use mcpgen_simulate::{Code, Level};
            /// assert_eq!(Code::NoLogin.level(), Level::Note);
            /// ```
            #[must_use]
            pub fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }
        }
    };
}

codes! {
    /// The Compose file is not there, is no YAML, or has not the shape of one (compose-spec/compose-go, loader).
    ComposeUnreadable = "compose-unreadable", Failure;
    /// A `${…}` that is no reference: Compose stops (compose-go, template/template.go).
    TemplateInvalid = "template-invalid", Failure;
    /// A line of `.env` for which Compose refuses the file (compose-go, dotenv/parser.go).
    DotenvUnreadable = "dotenv-unreadable", Failure;
    /// `${NAME:?…}` without a value: Compose stops (compose-go, template/template.go).
    VariableMissing = "variable-missing", Failure;
    /// `${NAME}` without a value: Compose warns and puts nothing there (compose-go, template/template.go).
    VariableUnset = "variable-unset", Warning;
    /// The shell's variable comes before the line of `.env` (compose-go, cli/options.go).
    ShellBeatsDotenv = "shell-beats-dotenv", Warning;
    /// What of the Compose file is not followed here: `include`, `extends`, a second file.
    NotSimulated = "not-simulated", Note;
    /// A path to mount begins with a variable that has no value, so that another path is mounted.
    MountMisled = "mount-misled", Failure;
    /// What is to be mounted is not there: Compose stops, or makes an empty folder in its place (docker/compose, `bind.create_host_path`).
    MountMissing = "mount-missing", Failure;
    /// A config or secret that Compose writes into a container whose root is read-only: the start fails (docker/compose, pkg/compose/secrets.go).
    FileIntoReadOnly = "file-into-read-only", Failure;
    /// A change of a file that is mounted, or of a value inside a config, does not recreate the container (docker/compose, pkg/compose/hash.go).
    ChangeUnnoticed = "change-unnoticed", Warning;
    /// There is neither a gateway nor a tunnel.
    NothingToSimulate = "nothing-to-simulate", Failure;

    /// Arguments for which the gateway ends at its start (docker/mcp-gateway, cmd/docker-mcp/commands/gateway.go).
    GatewayArguments = "gateway-arguments", Failure;
    /// The transport has no port to listen on (commands/gateway.go: `stdio` is the default).
    GatewayWithoutPort = "gateway-without-port", Failure;
    /// A catalog outside of `~/.docker/mcp/catalogs`, or without TLS: the gateway ends (pkg/catalog/catalog.go).
    CatalogRefused = "catalog-refused", Failure;
    /// A catalog file that is not there counts as an empty one (pkg/catalog/catalog.go).
    CatalogMissing = "catalog-missing", Failure;
    /// A catalog that is not YAML, or not of a catalog's shape: the gateway ends (pkg/catalog/catalog.go).
    CatalogUnreadable = "catalog-unreadable", Failure;
    /// A catalog without `registry:` counts as an empty one (pkg/catalog/types.go).
    CatalogEmpty = "catalog-empty", Failure;
    /// A name in `--servers` that no catalog has is dropped without a word (pkg/gateway/configuration.go).
    ServerVanishes = "server-vanishes", Failure;
    /// No server at all is asked for.
    ServersNone = "servers-none", Failure;
    /// A server that cannot work in a gateway that runs in a container (pkg/mcp/remote.go, pkg/oauth).
    ServerUnusable = "server-unusable", Failure;
    /// One of Docker's images without a digest, while signatures are verified: the gateway ends (pkg/signatures).
    ImageUnverified = "image-unverified", Failure;
    /// Servers are containers, and the gateway has no Docker socket to start them with: it ends (pkg/docker).
    DockerSocketMissing = "docker-socket-missing", Failure;
    /// `DOCKER_HOST` is not handed to the `docker run` of a server (pkg/gateway/clientpool.go).
    DockerHostIgnored = "docker-host-ignored", Failure;
    /// The gateway does not find its own container, and so no network for its servers (pkg/gateway/network.go).
    ServerNetworksLost = "server-networks-lost", Failure;
    /// A secret that the gateway does not have: the server gets the text `<UNKNOWN>` (pkg/gateway/clientpool.go).
    SecretMissing = "secret-missing", Failure;
    /// The same of a secret that the server can do without.
    SecretUnknown = "secret-unknown", Warning;
    /// `docker-desktop` always succeeds, and without Docker Desktop's own engine the server gets the text `se://…` (`pkg/gateway/secrets_uri.go`).
    SecretUnresolved = "secret-unresolved", Failure;
    /// A secret without a value.
    SecretEmpty = "secret-empty", Failure;
    /// One line of the secrets file that is no `name=value` spoils them all, as one that is too long spoils those after it (pkg/gateway/configuration.go).
    SecretsFileSpoiled = "secrets-file-spoiled", Failure;
    /// Blanks at the end of a line of the secrets file are cut off (pkg/gateway/configuration.go).
    SecretCut = "secret-cut", Failure;
    /// The gateway does not hand its environment on to its servers (pkg/gateway/clientpool.go).
    EnvironmentIgnored = "environment-ignored", Failure;
    /// A configuration or tools file that is not there: the gateway ends, or writes an empty one (pkg/config).
    ConfigurationMissing = "configuration-missing", Failure;
    /// A configuration, registry or tools file that is not of its shape: the gateway ends (pkg/config).
    ConfigurationUnreadable = "configuration-unreadable", Failure;
    /// A key of the configuration that the server needs.
    ConfigurationKeyMissing = "configuration-key-missing", Failure;
    /// A mount that the gateway's policy blocks: the server does not start (`pkg/gateway/docker_binds.go`).
    BindBlocked = "bind-blocked", Failure;
    /// Without a fixed token each start of the gateway makes a new one (pkg/gateway/auth.go).
    TokenRandom = "token-random", Failure;
    /// Everyone on the internet may use the gateway (commands/gateway.go, `--allow-unauthenticated`).
    OpenToEveryone = "open-to-everyone", Failure;
    /// Without `--servers` a client can add servers from the catalog (`pkg/gateway/dynamic_mcps.go`).
    DynamicTools = "dynamic-tools", Warning;
    /// A port that every machine of the network reaches.
    PublishedWide = "published-wide", Warning;
    /// A published port that the gateway does not listen on, or that an internal network drops (docker/engine).
    PortDead = "port-dead", Failure;
    /// Nobody can log in who cannot send a fixed header: the gateway offers no OAuth (pkg/gateway/auth.go).
    NoLogin = "no-login", Note;

    /// What the tunnel's container runs is not the tunnel (cloudflare/cloudflared, cmd/cloudflared/tunnel).
    TunnelCommand = "tunnel-command", Failure;
    /// The tunnel's configuration is not there (cmd/cloudflared/tunnel/configuration.go).
    TunnelConfigMissing = "tunnel-config-missing", Failure;
    /// cloudflared refuses its configuration (ingress/ingress.go, and what only `run` looks at).
    TunnelConfigRefused = "tunnel-config-refused", Failure;
    /// cloudflared passes over a key (config/configuration.go).
    TunnelConfigIgnored = "tunnel-config-ignored", Warning;
    /// The tunnel's credentials are not there (connection/… `tunnel credentials file not found`).
    CredentialsMissing = "credentials-missing", Failure;
    /// The tunnel's user may not read its credentials (Dockerfile: 65532).
    CredentialsUnreadable = "credentials-unreadable", Failure;
    /// The account's certificate is mounted besides the tunnel's credentials.
    AccountExposed = "account-exposed", Warning;
    /// The tunnel has no way to Cloudflare (edgediscovery).
    TunnelCutOff = "tunnel-cut-off", Failure;
    /// `access` at the top of the configuration is not enforced (ingress/ingress.go; cloudflared#784).
    AccessIgnored = "access-ignored", Failure;
    /// `access` without an audience denies everyone (ingress/middleware/jwtvalidator.go).
    AccessDeniesAll = "access-denies-all", Failure;
    /// A route leads to nothing that listens.
    RouteDead = "route-dead", Failure;
    /// The route arrives on loopback with the public host name, which the gateway refuses (modelcontextprotocol/go-sdk).
    RouteHostRefused = "route-host-refused", Failure;
    /// A route takes requests, but not those for the gateway's path.
    RouteMissesEndpoint = "route-misses-endpoint", Failure;
    /// The routes are kept by Cloudflare and cannot be seen from here.
    RoutesElsewhere = "routes-elsewhere", Note;
    /// Servers reach the tunnel's metrics, which list every origin (cloudflared, metrics/metrics.go).
    MetricsExposed = "metrics-exposed", Warning;
}

impl Code {
    /// Whether Compose starts nothing because of it.
    pub(crate) fn stops_compose(self) -> bool {
        matches!(
            self,
            Self::ComposeUnreadable | Self::TemplateInvalid | Self::DotenvUnreadable | Self::VariableMissing
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Finding {
    pub(crate) fn new(code: Code, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            level: code.level(),
            code,
            service: None,
            subject: None,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    pub(crate) fn of(mut self, service: &str) -> Self {
        self.service = Some(service.to_owned());
        self
    }

    pub(crate) fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_called_the_same_everywhere() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }
}
