//! `mcp-gateway/NAME/`: the files that a gateway reads.

use std::collections::BTreeMap;

use mcpgen_core::catalog::OWN_SERVERS_FILE;
use mcpgen_core::model::HostPath;
use mcpgen_core::plan::{Gateway, Plan, Service};

use super::{Emission, Emitter, Layout};
use crate::artifact::{Artifact, ArtifactPath, ArtifactSet};
use crate::error::Error;
use crate::gateway::{own_catalog, tools_file};

/// Writes the catalogs and the tools file of each gateway.
///
/// ```
/// # use mcpgen::{DockerRegistry, Stack};
/// use mcpgen::emit::{Emitter, GatewayEmitter, Layout};
///
/// # let text = "[stack]\nname = \"mcp\"\n[services.gateway]\nkind = \"mcp-gateway\"\nservers = [\"own\"]\n[servers.own]\nimage = \"own:1\"\n";
/// # let evaluation = Stack::read("stack.toml", text.as_bytes()).evaluate(&DockerRegistry);
/// # let plan = evaluation.plan().ok_or_else(|| evaluation.report().to_string())?;
/// // A server of the stack's own gets into a catalog that mcpgen writes.
/// let emission = GatewayEmitter::new(evaluation.files().clone()).emit(plan, &Layout::default())?;
/// let (path, catalog) = emission.artifacts.iter().next().ok_or("no file")?;
/// assert!(path.as_str().starts_with("mcp-gateway/gateway/"));
/// assert!(catalog.text().contains("own:1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct GatewayEmitter {
    catalogs: BTreeMap<HostPath, String>,
}

impl GatewayEmitter {
    /// An emitter that knows the texts of the stack's own catalog files.
    ///
    /// ```
    /// # use mcpgen::emit::{Emitter, GatewayEmitter};
    /// # use std::collections::BTreeMap;
    /// assert_eq!(GatewayEmitter::new(BTreeMap::new()).name(), "mcp-gateway");
    /// ```
    #[must_use]
    pub fn new(catalogs: BTreeMap<HostPath, String>) -> Self {
        Self { catalogs }
    }

    /// The files of a gateway below its folder, by name.
    pub(crate) fn files(&self, gateway: &Gateway) -> Result<BTreeMap<String, String>, Error> {
        let mut files = BTreeMap::new();
        for catalog in &gateway.catalogs {
            let text =
                self.catalogs.get(&catalog.path).ok_or_else(|| Error::bug("a catalog without its text"))?;
            // As it is: the gateway is to read what the person wrote and the checks saw.
            files.insert(format!("catalogs/{}", catalog.file_name), text.clone());
        }
        if let Some(catalog) = own_catalog(gateway)? {
            files.insert(
                format!("catalogs/{OWN_SERVERS_FILE}"),
                format!("{}{catalog}", super::compose::HEADER),
            );
        }
        if let Some(tools) = tools_file(gateway)? {
            files.insert("tools.yaml".to_owned(), format!("{}{tools}", super::compose::HEADER));
        }
        Ok(files)
    }
}

/// The folder of a gateway's files, relative to the output folder.
pub(crate) fn folder(service: &Service) -> String {
    format!("mcp-gateway/{}", service.name)
}

impl Emitter for GatewayEmitter {
    fn name(&self) -> &'static str {
        "mcp-gateway"
    }

    fn emit(&self, plan: &Plan, _: &Layout) -> Result<Emission, Error> {
        let mut artifacts = ArtifactSet::default();
        for (service, gateway) in plan.gateways() {
            for (name, text) in self.files(gateway)? {
                let path = ArtifactPath::new(format!("{}/{name}", folder(service))).map_err(Error::bug)?;
                artifacts.insert(path, Artifact::public(text));
            }
        }
        Ok(artifacts.into())
    }
}
