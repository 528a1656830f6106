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
#[derive(Debug, Clone, Default)]
pub struct GatewayEmitter {
    catalogs: BTreeMap<HostPath, String>,
}

impl GatewayEmitter {
    /// An emitter that knows the texts of the stack's own catalog files.
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
