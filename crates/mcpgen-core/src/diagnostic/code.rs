//! The catalogue of problems.

use std::fmt;
use std::str::FromStr;

use super::own::is_same;
use super::{OwnCode, nearest};
use crate::site::SITE;

/// How bad a problem is.
///
/// # Examples
///
/// ```
/// use mcpgen_core::diagnostic::Severity;
///
/// // The worst comes first.
/// assert!(Severity::Error < Severity::Warning);
/// assert_eq!(Severity::Advice.to_string(), "advice");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot work; nothing is rendered.
    Error,
    /// It works, but hardly as meant.
    Warning,
    /// Worth knowing; `--deny warnings` does not count it.
    Advice,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        })
    }
}

/// Makes the enum, its names, severities and pages from one table, so that none can be forgotten: a code without its page does
/// not compile.
macro_rules! catalogue {
    ($($variant:ident $name:literal $severity:ident $title:literal;)*) => {
        /// Each kind of problem. The name is stable.
        ///
        /// # Examples
        ///
        /// ```
        /// use mcpgen_core::diagnostic::Code;
        ///
        /// let code: Code = "port-taken".parse().unwrap();
        /// assert_eq!(code, Code::PortTaken);
        /// assert_eq!(code.to_string(), "port-taken");
        /// assert!("no-such-code".parse::<Code>().is_err());
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $variant,)*
            /// What a rule finds that a program brings which embeds mcpgen.
            Own(&'static OwnCode),
        }

        impl Code {
            /// Every code of mcpgen's own, in the catalogue's order.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::diagnostic::{Code, Severity};
            ///
            /// assert!(Code::ALL.contains(&Code::PortTaken));
            /// assert!(Code::ALL.iter().any(|code| code.severity() == Severity::Advice));
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Whether a code of mcpgen's own has that name.
            pub(super) const fn is_taken(name: &str) -> bool {
                $(is_same(name, $name) ||)* false
            }

            /// The stable name, in kebab-case.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::diagnostic::Code;
            ///
            /// assert_eq!(Code::PortTaken.as_str(), "port-taken");
            /// ```
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Own(code) => code.as_str(),
                }
            }

            /// One line on what the problem is.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::diagnostic::Code;
            ///
            /// assert_eq!(Code::PortTaken.title(), "Two services publish on one port of the host.");
            /// ```
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                    Self::Own(code) => code.title(),
                }
            }

            /// How bad it is, unless `[lints]` says otherwise.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::diagnostic::{Code, Severity};
            ///
            /// assert_eq!(Code::PortTaken.severity(), Severity::Error);
            /// assert_eq!(Code::ImageUnpinned.severity(), Severity::Advice);
            /// ```
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)*
                    Self::Own(code) => code.severity(),
                }
            }

            /// Its page, in Markdown: `# CODE`, then what it means, why it matters, an example, and how to mend it. Of a code of
            /// one's own, what [`OwnCode::with_page`] was given.
            ///
            /// # Examples
            ///
            /// ```
            /// use mcpgen_core::diagnostic::Code;
            ///
            /// assert!(Code::PortTaken.page().starts_with("# port-taken\n"));
            /// ```
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("pages/", $name, ".md")),)*
                    Self::Own(code) => code.page(),
                }
            }
        }
    };
}

catalogue! {
    // Reading the file.
    NotUtf8 "not-utf8" Error "The file is not UTF-8 text.";
    Syntax "syntax" Error "The file is not TOML.";
    NulCharacter "nul-character" Error "A text holds a NUL character, which no output can carry.";
    UnknownKey "unknown-key" Error "A table has a key that mcpgen does not know.";
    WrongType "wrong-type" Error "A value has another type than its key takes.";
    MissingKey "missing-key" Error "A key that must be there is not.";
    InvalidValue "invalid-value" Error "A value has the right type, but cannot be what its key needs.";
    SecretInStack "secret-in-stack" Error "A secret stands in the file, where everyone reads it who reads the stack.";

    // Names that lead to nothing.
    UnknownNetwork "unknown-network" Error "A network is used that `[networks]` does not have.";
    UnknownSecret "unknown-secret" Error "A secret is used that `[secrets]` does not have.";
    UnknownServer "unknown-server" Error "A server is listed that no catalog defines; the gateway would drop it without a word.";
    UnknownService "unknown-service" Error "A service is named that `[services]` does not have.";
    FileNotFound "file-not-found" Error "A file that the stack names is not there.";

    // Services.
    ContainerNameTaken "container-name-taken" Error "Two services want the same container name.";
    DependencyCycle "dependency-cycle" Error "Services wait for each other, so that none can start.";
    DependencyUnhealthy "dependency-unhealthy" Error "A service waits for another to be healthy that has no healthcheck.";
    ImageOrBuild "image-or-build" Error "A container has neither an image nor anything to build.";
    MountTargetTaken "mount-target-taken" Error "Two mounts of a service have one target; the last would silently win.";
    MountBelowReadOnly "mount-below-read-only" Warning "A mount lies in one that is read-only, where the engine cannot make its place.";
    SecretFile "secret-file" Error "A secret cannot be a file where it is to be.";
    BuildSecret "build-secret" Error "A secret is an argument of a build, and can be read in the image.";
    PortTaken "port-taken" Error "Two services publish on one port of the host.";
    ComposeKey "compose-key" Error "The `compose` table has a key that mcpgen models itself, or that Compose does not have.";
    KeyConflict "key-conflict" Error "Two keys of a service contradict each other.";
    ReadOnlySecret "read-only-secret" Error "A container that can only be read is to get a secret as a file.";
    ProfileOff "profile-off" Error "A service needs another that does not run while its profiles are off.";
    ContainerSafety "container-safety" Warning "A protection of a container is given up.";
    ImageUnpinned "image-unpinned" Advice "An image has no version, so that it can change between two starts.";

    // Networks.
    NetworkMissing "network-missing" Error "Several networks are declared and a service does not say which it is on.";
    NetworkAddress "network-address" Error "A service cannot have the address that it is given on a network.";
    SubnetOverlap "subnet-overlap" Error "Two networks have addresses in common; the engine makes only the first.";
    AliasTaken "alias-taken" Error "An alias is the name of another service on the network.";
    NetworkUnused "network-unused" Warning "No service is on a network.";
    NetworkInternal "network-internal" Error "A service that must be reached from outside is only on internal networks.";

    // The gateway and its servers.
    CatalogInvalid "catalog-invalid" Error "A catalog file is not what the gateway can read.";
    CatalogKey "catalog-key" Warning "The gateway passes over a key of a catalog.";
    CatalogServerTaken "catalog-server-taken" Warning "Two catalogs of a gateway define one server; the last one wins.";
    ServerTool "server-tool" Error "A server is to show a tool that its catalog does not list.";
    ToolNameTaken "tool-name-taken" Error "Two servers of a gateway have a tool of one name; the gateway does not start.";
    ServerReach "server-reach" Warning "Servers that a gateway starts can reach what is not meant for them.";
    GatewayOpen "gateway-open" Error "A gateway that answers everyone is open beyond this machine.";
    ClientLogin "client-login" Advice "Some clients cannot send the token that a gateway asks for.";
    CatalogNameTaken "catalog-name-taken" Error "Two catalogs of a gateway have one file name.";
    DockerSocketNeeded "docker-socket-needed" Error "A server runs in a container, and the gateway has no Docker socket to start it.";
    DockerSocket "docker-socket" Advice "The gateway can do on this machine what root can, through the Docker socket.";
    GatewayNetworks "gateway-networks" Warning "A gateway is on several networks; on engines before 25 its servers do not start.";
    ServerBlocked "server-blocked" Error "A server mounts what the gateway never mounts.";
    ServerArchived "server-archived" Warning "A server is archived: nobody maintains it.";
    ServerConfig "server-config" Error "A server lacks configuration that it needs, or has some that it cannot take.";
    ServerDefinition "server-definition" Error "A server of one's own needs an image or an address, and not both.";
    ServerMount "server-mount" Error "A path is mounted into a server that the gateway refuses to mount.";
    ServerOauth "server-oauth" Error "A server can only be used by OAuth, which a gateway in a container cannot do.";
    ServerSecret "server-secret" Error "A server needs a secret that the stack does not have.";
    ServerUnused "server-unused" Warning "A server is set up that no gateway lists.";
    SecretShared "secret-shared" Warning "Two servers are given the same key under a name that is nobody's.";
    SecretUnused "secret-unused" Warning "Nothing receives a secret.";
    TemplateText "template-text" Error "A text holds what the gateway would take for a placeholder.";
    TransportDeprecated "transport-deprecated" Advice "The SSE transport is deprecated in MCP.";
    GatewaySafety "gateway-safety" Warning "A protection of the gateway is switched off.";
    PublishedWide "published-wide" Warning "A port is open to the whole network of this machine.";

    // The tunnel.
    IngressMode "ingress-mode" Error "A tunnel needs either a credentials file and routes, or a token and no routes.";
    TunnelMissing "tunnel-missing" Error "A tunnel service is declared without `[ingress]`, or several are.";
    RouteTarget "route-target" Error "A route needs one place to lead to.";
    RouteTaken "route-taken" Error "Two routes match the same requests; the second can never be used.";
    RouteUnreachable "route-unreachable" Error "The tunnel cannot reach the service of a route.";
    RouteUnprotected "route-unprotected" Error "A route leads to a gateway that lets everyone in.";

    // A configuration file of cloudflared's own.
    CloudflaredRejects "cloudflared-rejects" Error "cloudflared refuses the configuration file.";
    CloudflaredEnds "cloudflared-ends" Error "cloudflared accepts the configuration file, and ends when it is run.";
    CloudflaredIgnores "cloudflared-ignores" Warning "cloudflared ignores a key of the configuration file, and warns.";
    CloudflaredDoubt "cloudflared-doubt" Advice "cloudflared accepts what hardly does what it says.";

    // The lints themselves.
    LintUnknown "lint-unknown" Warning "`[lints]` names a code that there is not.";
    LintFixed "lint-fixed" Error "`[lints]` names an error: what cannot work cannot be allowed.";
    LintReasonMissing "lint-reason-missing" Error "`[lints]` gives up a protection and does not say why.";
    LintUnused "lint-unused" Warning "`[lints]` allows what does not occur.";
}

impl Code {
    /// Where the page of this code is to be read; `None` for a code of one's own that has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Code;
    ///
    /// assert!(Code::PortTaken.url().unwrap().ends_with("/diagnostics/port-taken.html"));
    /// ```
    #[must_use]
    pub fn url(self) -> Option<String> {
        match self {
            Self::Own(code) => code.url().map(str::to_owned),
            _ => Some(format!("{SITE}diagnostics/{self}.html")),
        }
    }

    /// Whether it guards security: to lower it gives up a protection, and takes a reason.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Code;
    ///
    /// assert!(Code::PublishedWide.guards_security());
    /// assert!(!Code::ImageUnpinned.guards_security());
    /// ```
    #[must_use]
    pub fn guards_security(self) -> bool {
        match self {
            Self::Own(code) => code.guards_security(),
            _ => matches!(
                self,
                Self::ContainerSafety | Self::GatewaySafety | Self::PublishedWide | Self::ServerReach
            ),
        }
    }

    /// The whole explanation, in Markdown: the code, its severity and title, and then its page.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Code;
    ///
    /// let page = Code::PortTaken.explain();
    /// assert!(page.starts_with("# port-taken\n\n**Error.** Two services publish on one port of the host.\n"));
    /// ```
    #[must_use]
    pub fn explain(self) -> String {
        let page = self.page();
        // A page of one's own has no heading, which here takes the code and the title.
        let text = match self {
            Self::Own(_) => page,
            _ => page.split_once("\n\n").map_or(page, |(_, text)| text),
        };
        let gap = if text.is_empty() { "" } else { "\n" };
        let severity = match self.severity() {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Advice => "Advice",
        };
        format!("# {self}\n\n**{severity}.** {}\n{gap}{text}", self.title())
    }

    /// The code whose name is nearest to `name`, when one is near enough to be meant.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Code;
    ///
    /// assert_eq!(Code::nearest("port-takn"), Some(Code::PortTaken));
    /// assert_eq!(Code::nearest("nothing of the kind"), None);
    /// ```
    #[must_use]
    pub fn nearest(name: &str) -> Option<Self> {
        nearest(name, Self::ALL.iter().map(|code| code.as_str()))?.parse().ok()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// There is no code of that name.
///
/// ```
/// use mcpgen_core::diagnostic::Code;
///
/// let error = "port-token".parse::<Code>().unwrap_err();
/// assert_eq!(error.to_string(), "there is no such code");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there is no such code")
    }
}

impl std::error::Error for UnknownCode {}

impl From<&'static OwnCode> for Code {
    fn from(code: &'static OwnCode) -> Self {
        Self::Own(code)
    }
}

/// Reads the name of a code of mcpgen's own.
impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name).ok_or(UnknownCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own_in_kebab_case() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(names.iter().all(|name| {
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn an_explanation_says_code_severity_and_title_before_the_page() {
        let explanation = Code::PortTaken.explain();
        let lines: Vec<&str> = explanation.lines().take(5).collect();
        let title = format!("**Error.** {}", Code::PortTaken.title());
        assert_eq!(lines, ["# port-taken", "", &title, "", "## What it means"]);
    }

    #[test]
    fn the_page_of_a_code_of_ones_own_is_explained_from_its_first_line() {
        static OURS: OwnCode = OwnCode::new("acme-image", Severity::Warning, "An image is not ours.")
            .unwrap()
            .with_page("Build it.\n\nThen push it.\n");
        let explained = Code::Own(&OURS).explain();
        assert_eq!(
            explained,
            "# acme-image\n\n**Warning.** An image is not ours.\n\nBuild it.\n\nThen push it.\n"
        );
        assert_eq!(OURS.to_string(), "acme-image");
    }

    #[test]
    fn a_code_has_an_address_on_the_site() {
        assert!(Code::PortTaken.url().unwrap().ends_with("/diagnostics/port-taken.html"));
    }

    #[test]
    fn a_misspelt_code_is_understood() {
        assert_eq!(Code::nearest("port-takn"), Some(Code::PortTaken));
        assert_eq!(Code::nearest("weather"), None);
    }
}
