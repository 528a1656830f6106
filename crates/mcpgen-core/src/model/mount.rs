//! `volumes` of a container: what it sees of the machine, of Docker's own storage and of memory.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::table::table;
use super::{FileMode, HostPath, MountTarget, StorageSize, VolumeSource, VolumeSpec};
use crate::name::VolumeName;
use crate::value::{InvalidValue, written_as_text};

table! {
/// One item of a container's `volumes`: the text of a [`VolumeSpec`], or a table for what that text cannot say.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{MountSourceSpec, MountSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// volumes = ["./site:/usr/share/nginx/html:ro", { volume = "cache", target = "/var/cache/nginx" }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.volumes[0].target.as_str(), "/usr/share/nginx/html");
/// assert_eq!(web.volumes[0].read_only, Some(true));
/// assert!(matches!(web.volumes[1].source, MountSourceSpec::Volume { external: None, .. }));
///
/// // The first in code.
/// let site = MountSourceSpec::Path { path: "./site".parse()?, create: None, selinux: None };
/// let built = MountSpec::new(site, "/usr/share/nginx/html".parse()?).with_read_only(true);
/// assert_eq!(web.volumes[0], built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountSpec {
    /// What is mounted.
    pub source: MountSourceSpec,
    /// Where the container sees it.
    pub target: MountTarget,
    /// Whether the container may only read. Default: false.
    pub read_only: Option<bool>,
}
}

impl MountSpec {
    /// A mount that the container may write to. `"SOURCE:TARGET"` becomes one by way of [`VolumeSpec`].
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{MountSourceSpec, MountSpec, VolumeSpec};
    ///
    /// let memory = MountSpec::new(MountSourceSpec::Tmpfs { size: None, mode: None }, "/tmp".parse()?);
    /// assert!(memory.read_only.is_none());
    /// let data = MountSpec::from("./data:/data:ro".parse::<VolumeSpec>()?);
    /// assert_eq!(data.read_only, Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(source: MountSourceSpec, target: MountTarget) -> Self {
        Self { source, target, read_only: None }
    }
}

/// What is mounted.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{MountSourceSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// volumes = [{ tmpfs = true, target = "/tmp", size = "64m" }, { path = "./data", target = "/data", create = true }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let MountSourceSpec::Tmpfs { size: Some(size), mode: None } = &web.volumes[0].source else { unreachable!() };
/// assert_eq!(size.bytes(), 64 << 20);
/// assert!(matches!(&web.volumes[1].source, MountSourceSpec::Path { create: Some(true), .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSourceSpec {
    /// A folder or file of the machine.
    Path {
        /// Its path.
        path: HostPath,
        /// Whether a folder is made where nothing is; it then belongs to root on Linux. Default: false, and the start fails.
        create: Option<bool>,
        /// How the path is labelled for SELinux. Default: not at all.
        selinux: Option<SelinuxLabel>,
    },
    /// A volume that Docker keeps.
    Volume {
        /// Its name.
        volume: VolumeName,
        /// Whether it exists already, under exactly this name, and is not the stack's to create or remove. Default: false.
        external: Option<bool>,
        /// The folder or file in it that is mounted. It must be there. Default: all of it.
        subpath: Option<Subpath>,
    },
    /// A file system in memory, empty at each start.
    Tmpfs {
        /// The most that it holds. Default: half of the machine's memory.
        size: Option<StorageSize>,
        /// The permissions of its folder. Default: 1777, everyone may write.
        mode: Option<FileMode>,
    },
}

/// How SELinux lets containers at a path.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{MountSourceSpec, SelinuxLabel, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// volumes = [{ path = "./data", target = "/data", create = true, selinux = "Z" }]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let MountSourceSpec::Path { selinux, .. } = web.volumes[0].source else { unreachable!() };
/// assert_eq!(selinux, Some(SelinuxLabel::Private));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SelinuxLabel {
    /// All containers share it.
    #[serde(rename = "z")]
    Shared,
    /// This container alone has it.
    #[serde(rename = "Z")]
    Private,
}

impl MountSpec {
    /// Why no text could say it.
    pub(crate) fn fault(&self) -> Option<InvalidValue> {
        let Self { source, target, read_only } = self.clone();
        let mut table = MountTable::at(target);
        table.read_only = read_only;
        match source {
            MountSourceSpec::Path { path, create, selinux } => {
                table.path = Some(path);
                (table.create, table.selinux) = (create, selinux);
            }
            MountSourceSpec::Volume { volume, external, subpath } => {
                table.volume = Some(volume);
                (table.external, table.subpath) = (external, subpath);
            }
            MountSourceSpec::Tmpfs { size, mode } => {
                table.tmpfs = Some(true);
                (table.size, table.mode) = (size, mode);
            }
        }
        Self::try_from(table).err()
    }
}

impl From<VolumeSpec> for MountSpec {
    fn from(VolumeSpec { source, target, read_only }: VolumeSpec) -> Self {
        let source = match source {
            VolumeSource::Path(path) => MountSourceSpec::Path { path, create: None, selinux: None },
            VolumeSource::Volume(volume) => MountSourceSpec::Volume { volume, external: None, subpath: None },
        };
        Self { source, target, read_only: Some(read_only) }
    }
}

impl<'de> Deserialize<'de> for MountSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MountVisitor;

        impl<'de> Visitor<'de> for MountVisitor {
            type Value = MountSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text such as \"./data:/data\", or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MountSpec, E> {
                text.parse::<VolumeSpec>().map(MountSpec::from).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MountSpec, A::Error> {
                let table = MountTable::deserialize(MapAccessDeserializer::new(map))?;
                MountSpec::try_from(table).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(MountVisitor)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MountTable {
    path: Option<HostPath>,
    volume: Option<VolumeName>,
    tmpfs: Option<bool>,
    target: MountTarget,
    read_only: Option<bool>,
    create: Option<bool>,
    selinux: Option<SelinuxLabel>,
    external: Option<bool>,
    subpath: Option<Subpath>,
    size: Option<StorageSize>,
    mode: Option<FileMode>,
}

impl MountTable {
    /// A mount of nothing so far.
    fn at(target: MountTarget) -> Self {
        Self {
            path: None,
            volume: None,
            tmpfs: None,
            target,
            read_only: None,
            create: None,
            selinux: None,
            external: None,
            subpath: None,
            size: None,
            mode: None,
        }
    }
}

impl TryFrom<MountTable> for MountSpec {
    type Error = InvalidValue;

    fn try_from(table: MountTable) -> Result<Self, InvalidValue> {
        let MountTable {
            path,
            volume,
            tmpfs,
            target,
            read_only,
            create,
            selinux,
            external,
            subpath,
            size,
            mode,
        } = table;
        let only = |what: &str, keys: &[(&str, bool)]| match keys.iter().find(|(_, written)| *written) {
            None => Ok(()),
            Some((key, _)) => {
                Err(InvalidValue::new(format!("`{key}` does not go with {what}"), format!("remove `{key}`")))
            }
        };
        let of_path = [("create", create.is_some()), ("selinux", selinux.is_some())];
        let of_volume = [("external", external.is_some()), ("subpath", subpath.is_some())];
        let of_tmpfs = [("size", size.is_some()), ("mode", mode.is_some())];
        let source = match (path, volume, tmpfs) {
            (Some(path), None, None) => {
                only("a path", &of_volume)?;
                only("a path", &of_tmpfs)?;
                bind_string(&path, create, selinux)?;
                MountSourceSpec::Path { path, create, selinux }
            }
            (None, Some(volume), None) => {
                only("a volume", &of_path)?;
                only("a volume", &of_tmpfs)?;
                MountSourceSpec::Volume { volume, external, subpath }
            }
            (None, None, Some(true)) => {
                only("a tmpfs", &of_path)?;
                only("a tmpfs", &of_volume)?;
                only("a tmpfs", &[("read-only", read_only.is_some())])?;
                if TAKEN.contains(&target.as_str()) {
                    return Err(InvalidValue::new(
                        format!("the engine itself mounts something at `{target}`"),
                        "write another target",
                    ));
                }
                MountSourceSpec::Tmpfs { size, mode }
            }
            _ => {
                return Err(InvalidValue::new(
                    "a mount has one source",
                    "write one of `path = \"…\"`, `volume = \"NAME\"` and `tmpfs = true`",
                ));
            }
        };
        Ok(Self { source, target, read_only })
    }
}

/// Where no tmpfs can be: the engine has a file or a folder of its own there (seen with engine 26).
const TAKEN: [&str; 4] = ["/dev", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// What Compose hands to the engine as one text, in which `:` separates: a path that it is to create. That is also the only
/// way for a label of SELinux (docker/compose, pkg/compose/create.go, `requireMountAPI`; seen with 2.26 and 2.40).
fn bind_string(
    path: &HostPath,
    create: Option<bool>,
    selinux: Option<SelinuxLabel>,
) -> Result<(), InvalidValue> {
    let created = create.unwrap_or(false);
    if selinux.is_some() && !created {
        return Err(InvalidValue::new(
            "Compose drops the label of a path that it may not create",
            "add `create = true`, or remove `selinux`",
        ));
    }
    if created && path.rest_without_drive().contains(':') {
        return Err(InvalidValue::new(
            "Compose cannot create a path with a `:` in it",
            "make the folder yourself and remove `create`",
        ));
    }
    Ok(())
}

/// A folder or file in a volume: a relative path that does not lead out.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::Subpath;
///
/// assert!("uploads/2024".parse::<Subpath>().is_ok());
///
/// let refused = "../other".parse::<Subpath>().unwrap_err();
/// assert_eq!(refused.message(), "\"../other\" is not a path in a volume");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subpath(String);

impl Subpath {
    /// The path.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Subpath;
    ///
    /// assert_eq!("uploads/2024".parse::<Subpath>()?.as_str(), "uploads/2024");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Subpath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(char::is_control);
        if text.split('/').all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("{text:?} is not a path in a volume"),
                "write a relative path without `.` and `..`, such as `uploads/2024`",
            ))
        }
    }
}

written_as_text!(Subpath, pattern: crate::schema::pattern::subpath(), examples: ["uploads/2024"], "A folder or file in the volume: a relative path without `.` and `..`.");

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MountSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MountSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = generator.subschema_for::<VolumeSpec>();
        let key = |schema: schemars::Schema, description: &str| {
            let mut schema = schema;
            schema.insert("description".to_owned(), description.into());
            schema
        };
        let switch = || schemars::json_schema!({ "type": "boolean" });
        let target = key(generator.subschema_for::<MountTarget>(), "Where the container sees it.");
        let read_only = key(switch(), "Whether the container may only read. Default: false.");
        schemars::json_schema!({
            "description": "What is mounted and where: `SOURCE:TARGET`, or a table.",
            "anyOf": [
                text,
                {
                    "type": "object",
                    "properties": {
                        "path": key(generator.subschema_for::<HostPath>(), "A folder or file of the machine."),
                        "target": target,
                        "read-only": read_only,
                        "create": key(switch(), "Whether a folder is made where nothing is; it then belongs to root on Linux. Default: false, and the start fails."),
                        "selinux": key(generator.subschema_for::<SelinuxLabel>(), "The label for SELinux: `z` for all containers, `Z` for this one alone. Takes `create = true`. Default: none."),
                    },
                    "required": ["path", "target"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "volume": key(generator.subschema_for::<VolumeName>(), "A volume that Docker keeps."),
                        "target": target,
                        "read-only": read_only,
                        "external": key(switch(), "Whether the volume exists already, under exactly this name, and is not the stack's to create or remove. Default: false."),
                        "subpath": key(generator.subschema_for::<Subpath>(), "The folder or file in the volume that is mounted, such as `uploads/2024`; it must be there. Takes an engine from 26 on. Default: the whole volume."),
                    },
                    "required": ["volume", "target"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "tmpfs": { "description": "A file system in memory, empty at each start.", "const": true },
                        "target": target,
                        "size": key(generator.subschema_for::<StorageSize>(), "The most that it holds, such as `64m`. Default: half of the machine's memory."),
                        "mode": key(generator.subschema_for::<FileMode>(), "The permissions of its folder in octal, such as `\"0700\"`. Default: everyone may write, as in `/tmp`."),
                    },
                    "required": ["tmpfs", "target"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
