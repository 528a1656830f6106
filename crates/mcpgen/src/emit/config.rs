//! `configs/NAME/`: the files that containers get from the stack.

use std::collections::BTreeMap;

use mcpgen_core::model::HostPath;
use mcpgen_core::plan::{ConfigContent, ConfigFile, Plan, Service};

use super::{Emission, Emitter, Layout};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::digest::Digest;
use crate::error::Error;

/// The digits that tell the files of a service apart.
const DIGITS: usize = 8;

/// Writes the files of each container, from where they are mounted.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// use mcpgen::emit::{ConfigEmitter, Emitter, Layout};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"fetch\"]\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or("errors")?;
/// // There is no container with files of its own in the stack.
/// let emission = ConfigEmitter::new(evaluation.files().clone()).emit(plan, &Layout::default())?;
/// assert!(emission.artifacts.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ConfigEmitter {
    files: BTreeMap<HostPath, String>,
}

impl ConfigEmitter {
    /// An emitter that knows the texts of the files that the stack names.
    ///
    /// ```
    /// # use mcpgen::emit::{ConfigEmitter, Emitter};
    /// # use std::collections::BTreeMap;
    /// assert_eq!(ConfigEmitter::new(BTreeMap::new()).name(), "configs");
    /// ```
    #[must_use]
    pub fn new(files: BTreeMap<HostPath, String>) -> Self {
        Self { files }
    }

    /// What is in a file.
    pub(crate) fn text<'a>(&'a self, config: &'a ConfigFile) -> Result<&'a str, Error> {
        match &config.content {
            ConfigContent::Text(text) => Ok(text),
            ConfigContent::File(path) => {
                let text = self.files.get(path).ok_or_else(|| Error::bug("a config without its text"))?;
                Ok(text)
            }
        }
    }
}

/// The path of a file, relative to the output folder. Two targets may differ in what not every file system tells apart, so a
/// fingerprint of the target stands before its last part.
pub(crate) fn config_path(service: &Service, config: &ConfigFile) -> String {
    let target = config.target.as_str();
    let plain = |character: char| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => character,
        _ => '-',
    };
    let last: String = target.rsplit('/').next().unwrap_or_default().chars().map(plain).collect();
    let digest: String = Digest::of(target).chars().take(DIGITS).collect();
    // Windows takes no name that ends in a dot.
    format!("configs/{}/{digest}-{}", service.name, last.trim_end_matches('.'))
}

impl Emitter for ConfigEmitter {
    fn name(&self) -> &'static str {
        "configs"
    }

    fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
        let mut artifacts = ArtifactSet::default();
        for service in &plan.services {
            for config in service.container().into_iter().flat_map(|container| &container.configs) {
                let artifact = Artifact::public(self.text(config)?).mounted();
                let artifact = if config.executable { artifact.executable() } else { artifact };
                artifacts
                    .insert(ArtifactPath::new(config_path(service, config)).map_err(Error::bug)?, artifact);
            }
        }
        Ok(artifacts.into())
    }
}
