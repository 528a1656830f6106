//! `[networks.NAME]`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::Subnet;
use super::table::table;

table! {
/// `[networks.NAME]`: a network that services are on.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{NetworkSpec, StackSpec, SubnetsSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [networks.back]
/// internal = true
/// subnet = "172.28.0.0/16"
/// "#
/// .parse()?;
/// let back = &stack.networks[&"back".parse()?];
/// assert_eq!(back.internal, Some(true));
/// assert_eq!(back.subnet.as_ref().unwrap().subnets()[0].to_string(), "172.28.0.0/16");
/// assert_eq!(back.driver, None);
///
/// // In code, where ranges are always a list.
/// let subnet = SubnetsSpec::try_from(vec!["172.28.0.0/16".parse()?])?;
/// let built = NetworkSpec::default().with_internal(true).with_subnet(subnet);
/// assert_eq!(built.subnet.unwrap().subnets(), back.subnet.as_ref().unwrap().subnets());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NetworkSpec {
    /// The engine's network driver. Default: `bridge`. `host` and `none` are no drivers of networks of one's own.
    pub driver: Option<String>,
    /// Whether the network is cut off from everything outside. Default: false. A service that is only on internal networks
    /// can neither be published nor reach Cloudflare.
    pub internal: Option<bool>,
    /// The addresses of the network, such as `172.28.0.0/16`; or a list of one range for IPv4 and one for IPv6. Default: the
    /// engine chooses some of IPv4.
    pub subnet: Option<SubnetsSpec>,
    /// Options of the driver, as they are, such as `com.docker.network.driver.mtu`. Default: none.
    #[serde(default)]
    pub driver_opts: BTreeMap<String, String>,
    /// Whether the network exists already, under exactly this name, and is not the stack's to create or remove. Default: false.
    pub external: Option<bool>,
}
}

/// `subnet`: a range of addresses, or a list of one for IPv4 and one for IPv6.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::StackSpec;
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [networks.back]
/// subnet = ["172.28.0.0/16", "fd00:28::/64"]
/// "#
/// .parse()?;
/// let subnets = stack.networks[&"back".parse()?].subnet.as_ref().unwrap().subnets();
/// assert!(subnets[0].is_ipv4() && !subnets[1].is_ipv4());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubnetsSpec {
    subnets: Vec<Subnet>,
    is_list: bool,
}

/// One range.
impl From<Subnet> for SubnetsSpec {
    fn from(subnet: Subnet) -> Self {
        Self { subnets: vec![subnet], is_list: false }
    }
}

/// A list of ranges.
impl From<Vec<Subnet>> for SubnetsSpec {
    fn from(subnets: Vec<Subnet>) -> Self {
        Self { subnets, is_list: true }
    }
}

impl SubnetsSpec {
    /// The ranges, as they stand: one or two.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::StackSpec;
    ///
    /// let stack: StackSpec = r#"
    /// [stack]
    /// name = "mcp"
    ///
    /// [networks.back]
    /// subnet = "172.28.0.0/16"
    /// "#
    /// .parse()?;
    /// assert_eq!(stack.networks[&"back".parse()?].subnet.as_ref().unwrap().subnets().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subnets(&self) -> &[Subnet] {
        &self.subnets
    }

    /// The place of the range at `index`, when the whole is at `place`.
    pub(crate) fn place(&self, place: &crate::path::Path, index: usize) -> crate::path::Path {
        if self.is_list { place.index(index) } else { place.clone() }
    }
}

impl<'de> Deserialize<'de> for SubnetsSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SubnetsVisitor;

        impl<'de> Visitor<'de> for SubnetsVisitor {
            type Value = SubnetsSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text such as \"172.28.0.0/16\", or a list of two")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<SubnetsSpec, E> {
                text.parse::<Subnet>().map(SubnetsSpec::from).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<SubnetsSpec, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(SubnetsSpec::from)
            }
        }

        deserializer.deserialize_any(SubnetsVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SubnetsSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SubnetsSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let one = generator.subschema_for::<Subnet>();
        let several = generator.subschema_for::<Vec<Subnet>>();
        schemars::json_schema!({ "description": "A range of addresses, or one for IPv4 and one for IPv6.", "anyOf": [one, several] })
    }
}
