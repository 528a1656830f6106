//! A stack that is put together in code.

use super::{IngressSpec, LintSpec, NetworkSpec, SecretSpec, ServerSpec, ServiceSpec, StackSpec};
use crate::diagnostic::Code;
use crate::name::{NetworkName, SecretName, ServerName, ServiceName};

/// Each method adds an entry to a table; one of the same name is replaced. So a stack is put together without TOML:
///
/// ```
/// use mcpgen_core::diagnostic::Code;
/// use mcpgen_core::model::{GatewaySpec, LintLevel, SecretSpec, StackSpec};
///
/// let stack = StackSpec::new("mcp".parse()?)
///     .with_service("gateway".parse()?, GatewaySpec::new(["brave".parse()?]))
///     .with_secret("BRAVE_API_KEY".parse()?, SecretSpec::default())
///     .with_lint(Code::DockerSocket, LintLevel::Allow);
///
/// let written = r#"
/// [stack]
/// name = "mcp"
///
/// [services.gateway]
/// kind = "mcp-gateway"
/// servers = ["brave"]
///
/// [secrets.BRAVE_API_KEY]
///
/// [lints]
/// docker-socket = "allow"
/// "#;
/// assert_eq!(stack, written.parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl StackSpec {
    /// Adds `[networks.NAME]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{NetworkSpec, StackSpec};
    ///
    /// let network = NetworkSpec::default().with_internal(true);
    /// let stack = StackSpec::new("mcp".parse()?).with_network("back".parse()?, network);
    /// assert_eq!(stack.networks.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_network(mut self, name: NetworkName, network: NetworkSpec) -> Self {
        self.networks.insert(name, network);
        self
    }

    /// Adds `[services.NAME]`, of the kind whose table is given.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ContainerSpec, ImageReference, StackSpec};
    ///
    /// let web = ContainerSpec::default().with_image("nginx:1.27".parse::<ImageReference>()?);
    /// let stack = StackSpec::new("mcp".parse()?).with_service("web".parse()?, web);
    /// assert_eq!(stack.services.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_service(mut self, name: ServiceName, service: impl Into<ServiceSpec>) -> Self {
        self.services.insert(name, service.into());
        self
    }

    /// Adds `[servers.NAME]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ForeignValue, ServerSpec, StackSpec};
    ///
    /// let paths = ForeignValue::from(vec!["~/src".into()]);
    /// let git = ServerSpec::default().with_config([("paths".to_owned(), paths)]);
    /// let stack = StackSpec::new("mcp".parse()?).with_server("git".parse()?, git);
    /// assert_eq!(stack.servers.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_server(mut self, name: ServerName, server: ServerSpec) -> Self {
        self.servers.insert(name, server);
        self
    }

    /// Adds `[secrets.NAME]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{SecretSpec, StackSpec};
    ///
    /// let key = SecretSpec::default().with_description("Brave Search API key".to_owned());
    /// let stack = StackSpec::new("mcp".parse()?).with_secret("BRAVE_API_KEY".parse()?, key);
    /// assert_eq!(stack.secrets.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_secret(mut self, name: SecretName, secret: SecretSpec) -> Self {
        self.secrets.insert(name, secret);
        self
    }

    /// Sets `[ingress]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{IngressSpec, StackSpec};
    ///
    /// let ingress = IngressSpec::managed("TUNNEL_TOKEN".parse()?);
    /// let stack = StackSpec::new("mcp".parse()?).with_ingress(ingress);
    /// assert!(stack.ingress.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_ingress(mut self, ingress: IngressSpec) -> Self {
        self.ingress = Some(ingress);
        self
    }

    /// Adds a line of `[lints]`: a level, or a table with a reason.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::diagnostic::Code;
    /// use mcpgen_core::model::{LintLevel, LintSpec, StackSpec};
    ///
    /// let wide = LintSpec::from(LintLevel::Allow).with_reason("behind a firewall".to_owned());
    /// let stack = StackSpec::new("mcp".parse()?).with_lint(Code::PublishedWide, wide);
    /// assert!(stack.lints.contains_key("published-wide"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_lint(mut self, code: impl Into<Code>, lint: impl Into<LintSpec>) -> Self {
        self.lints.insert(code.into().as_str().to_owned(), lint.into());
        self
    }
}
