//! `[services.NAME]` with `kind = "container"`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::service::service_kind;
use super::{ExposedPort, HealthcheckSpec, HostPath, PublishedPort, TextSpec, VolumeSpec};
use crate::name::{EnvironmentName, SecretName};

service_kind! {
    /// Any container beside the gateway: a server of one's own that speaks HTTP, a database, a web application.
    pub struct ContainerSpec {
        image:
            /// The image. There is no default: either this or `build` is needed.
            ;
        /// What to build the image from: a folder with a `Dockerfile`, or a table. Either this or `image` is needed.
        pub build: Option<BuildSpec>,
        /// The arguments, each an item, such as `["--port", "8000"]`; no shell reads them. Default: the image's own.
        pub command: Option<Vec<String>>,
        /// The program and its first arguments, each an item, such as `["python", "-m", "server"]`; no shell reads them. Default: the image's own.
        pub entrypoint: Option<Vec<String>>,
        /// Environment variables: text, `{ secret = "NAME" }`, or `{ env = "NAME", default = "…" }` for a value of `.env`.
        #[serde(default)]
        pub environment: BTreeMap<EnvironmentName, TextSpec>,
        /// Ports that this machine offers: `"HOST:CONTAINER"` (on 127.0.0.1) or `"IP:HOST:CONTAINER"`, each with `/udp` if wanted.
        #[serde(default)]
        pub ports: Vec<PublishedPort>,
        /// Ports that the container listens on for the other services, such as `8000` or `"53/udp"`. Says what is there; opens nothing.
        #[serde(default)]
        pub expose: Vec<ExposedPort>,
        /// Folders, files and volumes: `"SOURCE:TARGET"`, with `:ro` if the container may only read. A source that begins
        /// with `.`, `/`, `~` or a drive letter is a path of this machine; any other is a volume that Docker keeps.
        #[serde(default)]
        pub volumes: Vec<VolumeSpec>,
        /// How the engine finds out whether the container works. Default: the image's own, if it has one.
        pub healthcheck: Option<HealthcheckSpec>,
        /// Secrets that the container gets as files, each at `/run/secrets/NAME`.
        #[serde(default)]
        pub secrets: Vec<SecretName>,
    }
}

/// `build`: what an image is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSpec {
    /// The folder with what the build may read.
    pub context: HostPath,
    /// The Dockerfile, relative to the folder. Default: `Dockerfile`.
    pub dockerfile: Option<String>,
}

impl<'de> Deserialize<'de> for BuildSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        struct BuildTable {
            context: HostPath,
            dockerfile: Option<String>,
        }

        struct BuildVisitor;

        impl<'de> Visitor<'de> for BuildVisitor {
            type Value = BuildSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a folder such as \"./server\", or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<BuildSpec, E> {
                Ok(BuildSpec { context: text.parse().map_err(E::custom)?, dockerfile: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BuildSpec, A::Error> {
                let BuildTable { context, dockerfile } =
                    BuildTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(BuildSpec { context, dockerfile })
            }
        }

        deserializer.deserialize_any(BuildVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for BuildSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BuildSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let path = generator.subschema_for::<HostPath>();
        schemars::json_schema!({
            "description": "A folder with a Dockerfile, or a table.",
            "anyOf": [
                path,
                {
                    "type": "object",
                    "properties": {
                        "context": { "description": "The folder with what the build may read.", "$ref": "#/$defs/HostPath" },
                        "dockerfile": { "description": "The Dockerfile, relative to the folder. Default: `Dockerfile`.", "type": "string" }
                    },
                    "required": ["context"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
