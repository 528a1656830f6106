//! The catalogs, configuration and tools files that a gateway reads (docker/mcp-gateway, pkg/catalog and pkg/config).

use std::collections::BTreeMap;

use super::catalog::{self, Catalog, CatalogFault, CatalogServer};
use super::flags::Flags;
use crate::compose::Service;
use crate::finding::{Code, Finding};
use crate::folder::{Folder, below, clean};
use crate::simulation::{CatalogOutcome, CatalogState};
use crate::view::{self, Seen};
use crate::yaml::Yaml;

/// What a gateway reads, and whether it still starts.
pub(crate) struct Files<'a> {
    pub(crate) service: &'a Service,
    pub(crate) folder: &'a dyn Folder,
    /// The gateway's own home folder.
    home: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) ends: bool,
}

/// The catalogs, merged.
#[derive(Debug, Default)]
pub(crate) struct Catalogs {
    pub(crate) outcomes: Vec<CatalogOutcome>,
    /// Each server with the catalog that says how it runs: the last that has it.
    pub(crate) servers: BTreeMap<String, (String, CatalogServer)>,
    /// Whether there may be more servers than can be seen from here.
    pub(crate) incomplete: bool,
}

impl Catalogs {
    fn add(&mut self, name: &str, state: CatalogState, catalog: Catalog) {
        self.outcomes.push(CatalogOutcome { name: name.to_owned(), state });
        self.servers.extend(catalog.into_iter().map(|(server, entry)| (server, (name.to_owned(), entry))));
    }
}

/// What Docker's own catalog is called.
pub(crate) const DOCKERS: &str = "Docker's catalog";

impl<'a> Files<'a> {
    pub(crate) fn new(service: &'a Service, folder: &'a dyn Folder) -> Self {
        let home = service.environment.get("HOME").map_or("/root", |home| home.text());
        Self { service, folder, home: clean(home), findings: Vec::new(), ends: false }
    }

    pub(crate) fn find(&mut self, finding: Finding) {
        self.findings.push(finding.of(&self.service.name));
    }

    /// Finds something for which the gateway ends.
    pub(crate) fn end(&mut self, finding: Finding) {
        self.ends = true;
        self.find(finding);
    }

    /// `--catalog` replaces Docker's catalog, `--additional-catalog` comes after either.
    pub(crate) fn catalogs(&mut self, flags: &Flags) -> Catalogs {
        let mut catalogs = Catalogs::default();
        if !flags.is_given("catalog") {
            catalogs.add(DOCKERS, CatalogState::Dockers, catalog::dockers());
        }
        for name in flags.lists("catalog", "additional-catalog") {
            if name.starts_with("https://desktop.docker.com/")
                || name.starts_with("http://desktop.docker.com/")
            {
                catalogs.add(name, CatalogState::Dockers, catalog::dockers());
            } else if name.starts_with("https://") {
                catalogs.incomplete = true;
                catalogs.add(name, CatalogState::Unknown, Catalog::new());
            } else {
                let (state, catalog) = self.catalog(name);
                catalogs.incomplete |= state == CatalogState::Unknown;
                catalogs.add(name, state, catalog);
            }
        }
        catalogs
    }

    fn catalog(&mut self, name: &str) -> (CatalogState, Catalog) {
        let root = format!("{}/.docker/mcp/catalogs", self.home);
        let path = if name.starts_with('/') { clean(name) } else { clean(&format!("{root}/{name}")) };
        let outside = below(&path, &root).is_none();
        if outside || name.starts_with("./") || name.starts_with("http://") {
            let message = format!("the gateway takes the catalog {name} from {root} alone, and ends");
            let remedy = format!("mount it below {root}, and name it by its file name");
            self.end(Finding::new(Code::CatalogRefused, message, remedy).about(name));
            return (CatalogState::Refused, Catalog::new());
        }
        let missing = |files: &mut Self| {
            let message = format!("there is no catalog at {path}; the gateway takes it for an empty one");
            let remedy = format!("mount the file at {path}, or leave it out of the arguments");
            files.find(Finding::new(Code::CatalogMissing, message, remedy).about(name));
            (CatalogState::Missing, Catalog::new())
        };
        match view::look(self.service, self.folder, &path) {
            Seen::Missing => missing(self),
            Seen::NotStarted => (CatalogState::Missing, Catalog::new()),
            Seen::Unknown => (CatalogState::Unknown, Catalog::new()),
            Seen::Directory => {
                let message = format!("{path} is a folder, and no catalog: the gateway ends");
                self.end(Finding::new(Code::CatalogUnreadable, message, "mount the file").about(name));
                (CatalogState::Refused, Catalog::new())
            }
            Seen::Text(text) => match catalog::read(text.text()) {
                Ok(catalog) => (CatalogState::Read(catalog.len()), catalog),
                Err(CatalogFault::Unreadable(fault)) => {
                    let message = format!("the gateway cannot read the catalog {name} ({fault}), and ends");
                    self.end(Finding::new(Code::CatalogUnreadable, message, "mend the file").about(name));
                    (CatalogState::Refused, Catalog::new())
                }
                Err(CatalogFault::Empty(instead)) => {
                    let message = format!(
                        "the catalog {name} has no `registry:`; the gateway takes it for an empty one"
                    );
                    let remedy = match instead {
                        Some(key) => format!("write `registry:` for `{key}:`"),
                        None => "put the servers under `registry:`".to_owned(),
                    };
                    self.find(Finding::new(Code::CatalogEmpty, message, remedy).about(name));
                    (CatalogState::Empty, Catalog::new())
                }
            },
        }
    }

    /// The tables of registry, configuration or tools files, a later one over an earlier one; `None` when one of them cannot be
    /// seen from here. `has_docker` is whether the gateway has a Docker socket.
    pub(crate) fn tables(&mut self, names: &[&str], has_docker: bool) -> Option<BTreeMap<String, Yaml>> {
        let mut tables = BTreeMap::new();
        for name in names {
            let path = if name.starts_with('/') {
                clean(name)
            } else {
                clean(&format!("{}/.docker/mcp/{name}", self.home))
            };
            match view::look(self.service, self.folder, &path) {
                Seen::Text(text) => match read_table(text.text()) {
                    Ok(table) => tables.extend(table),
                    Err(fault) => {
                        let message = format!("the gateway cannot read {path} ({fault}), and ends");
                        let finding = Finding::new(Code::ConfigurationUnreadable, message, "mend the file");
                        self.end(finding.about(*name));
                    }
                },
                Seen::Unknown | Seen::NotStarted => return None,
                Seen::Missing | Seen::Directory => self.missing_table(name, &path, has_docker),
            }
        }
        Some(tables)
    }

    /// The gateway looks for an older form of the file through Docker, and writes it back.
    fn missing_table(&mut self, name: &str, path: &str, has_docker: bool) {
        let read_only = self.service.mount_of(path).is_some_and(|(mount, _)| mount.read_only);
        let happens = match (read_only, has_docker) {
            (true, _) => "the gateway tries to write it, cannot, and ends",
            (_, false) => "the gateway asks Docker for it, cannot, and ends",
            (false, true) => "the gateway takes it for an empty one",
        };
        let message = format!("there is no {path}: {happens}");
        let remedy = format!("mount the file at {path}");
        let finding = Finding::new(Code::ConfigurationMissing, message, remedy).about(name);
        if read_only || !has_docker { self.end(finding) } else { self.find(finding) }
    }
}

fn read_table(text: &str) -> Result<BTreeMap<String, Yaml>, String> {
    match Yaml::read(text)? {
        Yaml::Null => Ok(BTreeMap::new()),
        Yaml::Table(table) => Ok(table),
        _ => Err("it is no table".to_owned()),
    }
}
