//! `gpus`: graphics processors of the machine.

use std::fmt;
use std::num::NonZeroU16;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Distinct;
use super::table::table;
use crate::name::{GpuDriver, GpuId};
use crate::value::InvalidValue;

/// `gpus`: `"all"`, how many, or which.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{GpuChoice, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// gpus = "all"
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.gpus.as_ref().unwrap().requests()[0].choice, GpuChoice::All);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpusSpec(Vec<GpuSpec>);

impl GpusSpec {
    /// Each request for graphics processors.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::{ServiceSpec, StackSpec};
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [services.web]
    /// kind = "container"
    /// image = "nginx:1.29"
    /// gpus = [{ count = 1 }, { device-ids = ["3"], driver = "nvidia" }]
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.gpus.as_ref().unwrap().requests().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn requests(&self) -> &[GpuSpec] {
        &self.0
    }
}

/// One request.
impl From<GpuSpec> for GpusSpec {
    fn from(request: GpuSpec) -> Self {
        Self(vec![request])
    }
}

table! {
/// A request for graphics processors that have something in common.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{GpuCapability, GpuChoice, GpuSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// gpus = { driver = "nvidia", count = 2, capabilities = ["compute", "utility"] }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let request = &web.gpus.as_ref().unwrap().requests()[0];
/// assert_eq!(request.driver.as_ref().unwrap().as_str(), "nvidia");
/// assert_eq!(request.choice, GpuChoice::Count(2.try_into()?));
/// assert_eq!(request.capabilities, [GpuCapability::Compute, GpuCapability::Utility]);
///
/// // The same in code.
/// let built = GpuSpec::default()
///     .with_driver("nvidia".parse::<mcpgen_core::name::GpuDriver>()?)
///     .with_choice(GpuChoice::Count(2.try_into()?))
///     .with_capabilities([GpuCapability::Compute, GpuCapability::Utility]);
/// assert_eq!(*request, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GpuSpec {
    /// The engine's driver; `None` for the one that can do what is asked.
    pub driver: Option<GpuDriver>,
    /// Which of them.
    pub choice: GpuChoice,
    /// What they are used for besides computing in general.
    pub capabilities: Vec<GpuCapability>,
}
}

/// Which graphics processors.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{GpuChoice, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// gpus = { device-ids = ["0", "3"] }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let GpuChoice::Ids(ids) = &web.gpus.as_ref().unwrap().requests()[0].choice else { unreachable!() };
/// assert_eq!(ids[1].as_str(), "3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GpuChoice {
    /// All of them.
    #[default]
    All,
    /// So many.
    Count(NonZeroU16),
    /// Those with these ids.
    Ids(Vec<GpuId>),
}

/// What a graphics processor is used for (moby/moby, `daemon/nvidia_linux.go`).
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{GpuCapability, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// gpus = { capabilities = ["video"] }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// assert_eq!(web.gpus.as_ref().unwrap().requests()[0].capabilities, [GpuCapability::Video]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum GpuCapability {
    /// CUDA and OpenCL.
    Compute,
    /// Programs of 32 bits.
    Compat32,
    /// OpenGL and Vulkan.
    Graphics,
    /// `nvidia-smi` and its library.
    Utility,
    /// The video codec.
    Video,
    /// X11.
    Display,
}

impl GpuCapability {
    /// The engine's word for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::GpuCapability;
    ///
    /// assert_eq!(GpuCapability::Compat32.as_str(), "compat32");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Compat32 => "compat32",
            Self::Graphics => "graphics",
            Self::Utility => "utility",
            Self::Video => "video",
            Self::Display => "display",
        }
    }
}

impl fmt::Display for GpuCapability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// `"all"` or a number.
struct Count(GpuChoice);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor).map(Count)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = GpuChoice;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"all\" or a number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<GpuChoice, E> {
        match text {
            "all" => Ok(GpuChoice::All),
            _ => Err(E::custom(format!(
                "{text:?} is not a number of graphics processors\nwrite \"all\" or a number, such as `1`"
            ))),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<GpuChoice, E> {
        let count = u16::try_from(number).ok().and_then(NonZeroU16::new);
        count.map(GpuChoice::Count).ok_or_else(|| {
            E::custom(format!("{number} is not a number of graphics processors\nwrite a number from 1 to 65535, or leave `gpus` out for none"))
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct GpuTable {
    driver: Option<GpuDriver>,
    count: Option<Count>,
    device_ids: Option<Distinct<GpuId>>,
    #[serde(default)]
    capabilities: Distinct<GpuCapability>,
}

impl GpuSpec {
    /// Why no text could say it.
    pub(crate) fn fault(&self) -> Option<InvalidValue> {
        let capabilities = Distinct::try_from(self.capabilities.clone()).err();
        match &self.choice {
            GpuChoice::Ids(ids) if ids.is_empty() => Some(InvalidValue::new(
                "`device-ids` names no graphics processor",
                "name one, or remove it for all",
            )),
            GpuChoice::Ids(ids) => Distinct::try_from(ids.clone()).err().or(capabilities),
            GpuChoice::All | GpuChoice::Count(_) => capabilities,
        }
    }
}

impl<'de> Deserialize<'de> for GpuSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let GpuTable { driver, count, device_ids, capabilities } = GpuTable::deserialize(deserializer)?;
        let choice = match (count, device_ids) {
            (None, None) => GpuChoice::All,
            (Some(Count(choice)), None) => choice,
            (None, Some(ids)) => GpuChoice::Ids(ids.as_slice().to_vec()),
            (Some(_), Some(_)) => {
                return Err(de::Error::custom("`count` and `device-ids` both say which\nwrite one of them"));
            }
        };
        let request = Self { driver, choice, capabilities: capabilities.as_slice().to_vec() };
        request.fault().map_or(Ok(request), |fault| Err(de::Error::custom(fault)))
    }
}

impl<'de> Deserialize<'de> for GpusSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GpusVisitor;

        impl<'de> Visitor<'de> for GpusVisitor {
            type Value = GpusSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("\"all\", a number, a table, or a list of tables")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<GpusSpec, E> {
                let choice = CountVisitor.visit_str(text)?;
                Ok(GpuSpec { choice, ..GpuSpec::default() }.into())
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<GpusSpec, E> {
                let choice = CountVisitor.visit_i64(number)?;
                Ok(GpuSpec { choice, ..GpuSpec::default() }.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GpusSpec, A::Error> {
                Ok(GpusSpec(vec![GpuSpec::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<GpusSpec, A::Error> {
                Ok(GpusSpec(Vec::deserialize(SeqAccessDeserializer::new(items))?))
            }
        }

        deserializer.deserialize_any(GpusVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for GpusSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GpusSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let count =
            serde_json::json!({ "type": "integer", "minimum": 1, "maximum": u16::MAX, "examples": [1] });
        let all = serde_json::json!({ "type": "string", "const": "all" });
        let ids = generator.subschema_for::<GpuId>();
        let driver = generator.subschema_for::<GpuDriver>();
        let capability = generator.subschema_for::<GpuCapability>();
        let table = serde_json::json!({
            "type": "object",
            "properties": {
                "driver": { "description": "The engine's driver, such as `nvidia`. Default: the one that can do what is asked.", "allOf": [driver] },
                "count": { "description": "How many, or `all`. Default: `all`.", "anyOf": [all, count], "default": "all" },
                "device-ids": {
                    "description": "Which, by number or by id, such as `[\"0\", \"3\"]`. Not beside `count`.",
                    "type": "array", "items": ids, "uniqueItems": true, "minItems": 1
                },
                "capabilities": {
                    "description": "What they are used for, such as `[\"compute\", \"utility\"]`. Default: what the driver gives.",
                    "type": "array", "items": capability, "uniqueItems": true
                }
            },
            "not": { "required": ["count", "device-ids"] },
            "additionalProperties": false
        });
        schemars::json_schema!({
            "description": "\"all\", how many, a table, or a list of tables.",
            "anyOf": [all, count, table, { "type": "array", "items": table }]
        })
    }
}
