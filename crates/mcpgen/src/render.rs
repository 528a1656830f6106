//! From a plan to all its files, in memory.

use std::collections::BTreeMap;

use mcpgen_core::diagnostic::Diagnostic;
use mcpgen_core::model::HostPath;
use mcpgen_core::name::SecretName;
use mcpgen_core::plan::{MachineValue, Plan};

use crate::artifact::ArtifactSet;
use crate::dotenv::SecretText;
use crate::emit::{
    Assembly, CloudflaredEmitter, ComposeEmitter, ConfigEmitter, Emitter, GatewayEmitter, Layout,
    RefusedMount, ScriptEmitter, env_files, own_folder_file, refused_mounts, repository_files, scripts_for,
};
use crate::error::{Error, ErrorKind};
use crate::stack::Evaluation;

/// The texts of files in the output folder that a person shares with mcpgen; `None` for one that is not there.
///
/// ```
/// use mcpgen::Existing;
///
/// let mut existing = Existing::default();
/// existing.env = Some("BRAVE_API_KEY=abc\n".to_owned());
/// // It does not print what may be a secret.
/// assert!(!format!("{existing:?}").contains("abc"));
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Existing {
    /// `.env`.
    pub env: Option<String>,
    /// `.gitignore`.
    pub gitignore: Option<String>,
    /// `.gitattributes`.
    pub gitattributes: Option<String>,
}

impl std::fmt::Debug for Existing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Existing")
            .field("env", &self.env.as_ref().map(|_| "***"))
            .field("gitignore", &self.gitignore)
            .field("gitattributes", &self.gitattributes)
            .finish()
    }
}

/// Where random bytes come from, for tokens that are made. Any function that fills bytes is one:
///
/// ```
/// let mut zeros = |bytes: &mut [u8]| {
///     bytes.fill(0);
///     Ok(())
/// };
/// let entropy: &mut dyn mcpgen::Entropy = &mut zeros;
/// # let _ = entropy;
/// ```
pub trait Entropy {
    /// Fills `bytes` with random ones.
    ///
    /// # Errors
    ///
    /// When none can be had. It becomes the source of an [`Error`] of the kind [`ErrorKind::Randomness`].
    ///
    /// ```
    /// # use mcpgen::Entropy;
    /// let mut ones = |bytes: &mut [u8]| Ok(bytes.fill(1));
    /// let mut bytes = [0; 4];
    /// Entropy::fill(&mut ones, &mut bytes)?;
    /// assert_eq!(bytes, [1; 4]);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// ```
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
}

impl<F> Entropy for F
where
    F: FnMut(&mut [u8]) -> Result<(), Box<dyn std::error::Error + Send + Sync>>,
{
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self(bytes)
    }
}

/// What rendering depends on besides the plan: the same plan and the same inputs give the same bytes.
///
/// ```
/// # use mcpgen::core::plan::MachineValue;
/// use mcpgen::{DockerRegistry, Inputs, Stack, render};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let inputs = Inputs::new(&evaluation, &mut random)
///     .with_machine([(MachineValue::DockerSocket, "/var/run/docker.sock".to_owned())].into());
/// let rendering = render(plan, inputs)?;
/// assert!(rendering.missing_machine_values.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(missing_debug_implementations, reason = "a source of entropy need not be printable")]
pub struct Inputs<'a> {
    files: &'a BTreeMap<HostPath, String>,
    layout: Layout,
    machine: BTreeMap<MachineValue, String>,
    supplied: BTreeMap<SecretName, SecretText>,
    existing: Existing,
    emitters: Vec<&'a dyn Emitter>,
    entropy: &'a mut dyn Entropy,
}

impl<'a> Inputs<'a> {
    /// For a folder in which nothing is yet, and which is also that of `stack.toml`. The random bytes are asked for only when a
    /// token must be made.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Inputs, Stack, render};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let rendering = render(plan, Inputs::new(&evaluation, &mut random))?;
    /// // The token was made of the random bytes.
    /// let env = rendering.artifacts.get(".env").ok_or("no file")?;
    /// assert!(env.text().contains("MCP_GATEWAY_AUTH_TOKEN="));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(evaluation: &'a Evaluation, entropy: &'a mut dyn Entropy) -> Self {
        Self {
            files: evaluation.files(),
            layout: Layout::default(),
            machine: BTreeMap::new(),
            supplied: BTreeMap::new(),
            existing: Existing::default(),
            emitters: Vec::new(),
            entropy,
        }
    }

    /// How the output lies to the folder of `stack.toml`. Default: they are one.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Inputs, Stack, emit::Layout, render};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let inputs = Inputs::new(&evaluation, &mut random).with_layout(Layout::with_stack_folder(".."));
    /// assert!(render(plan, inputs).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_layout(self, layout: Layout) -> Self {
        Self { layout, ..self }
    }

    /// What depends on the machine; `fs::detect_machine` knows it. What is left out is left for the person to fill in. Default:
    /// nothing.
    ///
    /// ```
    /// # use mcpgen::core::plan::MachineValue;
    /// # use mcpgen::{DockerRegistry, Inputs, Stack, render};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let socket = "/run/user/1000/docker.sock".to_owned();
    /// let inputs = Inputs::new(&evaluation, &mut random).with_machine([(MachineValue::DockerSocket, socket)].into());
    /// let env = render(plan, inputs)?.artifacts.get(".env").ok_or("no file")?.text().to_owned();
    /// assert!(env.contains("=/run/user/1000/docker.sock\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_machine(self, machine: BTreeMap<MachineValue, String>) -> Self {
        Self { machine, ..self }
    }

    /// Values for secrets that have none in `.env` yet, such as those of the environment. Default: none.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Inputs, Stack, dotenv::SecretText, render};
    /// let text = "
    /// [stack]
    /// name = \"mcp\"
    /// [services.gateway]
    /// kind = \"mcp-gateway\"
    /// servers = [\"brave\"]
    /// [secrets.BRAVE_API_KEY]
    /// ";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let supplied = [("BRAVE_API_KEY".parse()?, SecretText::new("abc"))].into();
    /// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_secrets(supplied))?;
    /// assert!(rendering.missing_secrets.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_secrets(self, supplied: BTreeMap<SecretName, SecretText>) -> Self {
        Self { supplied, ..self }
    }

    /// What is in the output folder already; `fs::View::existing` reads it. Default: nothing.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Existing, Inputs, Stack, render};
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let mut existing = Existing::default();
    /// existing.env = Some("# mine\nMCP_GATEWAY_AUTH_TOKEN=abc\n".to_owned());
    /// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_existing(existing))?;
    /// // What was there stays, and what was missing is added.
    /// let env = rendering.artifacts.get(".env").ok_or("no file")?;
    /// assert!(env.text().starts_with("# mine\nMCP_GATEWAY_AUTH_TOKEN=abc\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_existing(self, existing: Existing) -> Self {
        Self { existing, ..self }
    }

    /// One more emitter beside mcpgen's own. Its files are among those of the [`Rendering`], and what it cannot express among
    /// the losses.
    ///
    /// [`Emitter`] shows a whole one.
    ///
    /// ```
    /// # use mcpgen::{DockerRegistry, Error, Inputs, Stack, core::plan::Plan, render};
    /// # use mcpgen::artifact::{Artifact, ArtifactPath};
    /// # use mcpgen::emit::{Emission, Emitter, Layout};
    /// struct Notes;
    ///
    /// impl Emitter for Notes {
    ///     fn name(&self) -> &str {
    ///         "notes"
    ///     }
    ///
    ///     fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
    ///         let note = Artifact::public(format!("{} was rendered\n", plan.name));
    ///         Ok(Emission::default().with_artifact(ArtifactPath::new("NOTES")?, note))
    ///     }
    /// }
    ///
    /// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
    /// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
    /// # let plan = evaluation.plan().ok_or("errors")?;
    /// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
    /// let rendering = render(plan, Inputs::new(&evaluation, &mut random).with_emitter(&Notes))?;
    /// assert_eq!(rendering.artifacts.get("NOTES").map(Artifact::text), Some("mcp was rendered\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_emitter(mut self, emitter: &'a dyn Emitter) -> Self {
        self.emitters.push(emitter);
        self
    }
}

/// A rendered stack.
///
/// ```
/// # use mcpgen::{DockerRegistry, Inputs, Stack, render};
/// let text = "
/// [stack]
/// name = \"mcp\"
/// [services.gateway]
/// kind = \"mcp-gateway\"
/// servers = [\"brave\"]
/// [secrets.BRAVE_API_KEY]
/// ";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// # let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let rendering = render(plan, Inputs::new(&evaluation, &mut random))?;
/// for (path, file) in &rendering.artifacts {
///     println!("{path}: {} bytes", file.text().len());
/// }
/// // A person fills it in.
/// assert_eq!(rendering.missing_secrets[0].as_str(), "BRAVE_API_KEY");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rendering {
    /// The files.
    pub artifacts: ArtifactSet,
    /// Required secrets that have no value yet.
    pub missing_secrets: Vec<SecretName>,
    /// Values of the machine that nobody supplied.
    pub missing_machine_values: Vec<MachineValue>,
    /// Paths that the gateway never mounts on this machine, so that the servers they are for do not start.
    pub refused_mounts: Vec<RefusedMount>,
    /// What a target cannot express.
    pub losses: Vec<Diagnostic>,
}

/// Renders everything that mcpgen renders, and what the emitters make that `inputs` has besides.
///
/// # Errors
///
/// When the `.env` that is there cannot be added to, when a machine value cannot be carried, when no random bytes can be had, when
/// two emitters write one file, when one of them fails, or when mcpgen is wrong: [`Error::kind`] says which.
///
/// ```
/// # use mcpgen::{DockerRegistry, Inputs, Stack, render};
/// let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// let plan = evaluation.plan().ok_or("errors")?;
/// let mut random = |bytes: &mut [u8]| Ok(bytes.fill(7));
/// let rendering = render(plan, Inputs::new(&evaluation, &mut random))?;
/// for path in ["docker-compose.yml", ".env", "scripts/start.sh"] {
///     assert!(rendering.artifacts.get(path).is_some());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(plan: &Plan, inputs: Inputs<'_>) -> Result<Rendering, Error> {
    let Inputs { files, layout, machine, supplied, existing, emitters, entropy } = inputs;
    for (value, text) in &machine {
        check_machine_value(*value, text)?;
    }
    let mut assembly = Assembly::default();
    let compose = ComposeEmitter::new(files.clone());
    let (emission, compose_minimum) = compose.emit_with_minimum(plan, &layout)?;
    assembly.add(compose.name(), emission)?;
    let own: [&dyn Emitter; 3] =
        [&CloudflaredEmitter, &GatewayEmitter::new(files.clone()), &ConfigEmitter::new(files.clone())];
    for emitter in own {
        assembly.add(emitter.name(), emitter.emit(plan, &layout)?)?;
    }
    // By itself it would lower the plan once more, to find out the oldest Compose.
    assembly.add(ScriptEmitter.name(), scripts_for(plan, compose_minimum)?)?;
    assembly.add("repository", repository_files(plan, &existing)?.into())?;
    let env_files = env_files(plan, existing.env.as_deref(), &machine, &supplied, entropy)?;
    assembly.add("dotenv", env_files.artifacts.into())?;
    for emitter in emitters {
        assembly.add(emitter.name(), emitter.emit(plan, &layout)?)?;
    }
    let (mut artifacts, losses) = assembly.finish();
    let (path, artifact) = own_folder_file()?;
    artifacts.insert(path, artifact);
    Ok(Rendering {
        refused_mounts: refused_mounts(plan, &env_files.env),
        artifacts,
        missing_secrets: env_files.missing,
        missing_machine_values: env_files.missing_machine,
        losses,
    })
}

/// A path of the machine is put between double quotes into the configuration of the gateway's servers, and into a list that
/// `:` separates.
fn check_machine_value(value: MachineValue, text: &str) -> Result<(), Error> {
    let engine_path = matches!(value, MachineValue::EngineHome | MachineValue::EngineStackFolder);
    let breaks = text.chars().any(char::is_control) || engine_path && text.contains(['"', '\\', ':']);
    if breaks {
        return Err(Error::new(
            ErrorKind::Machine,
            format!("{} cannot hold {text:?}: the gateway's configuration cannot carry it", value.variable()),
        ));
    }
    Ok(())
}
