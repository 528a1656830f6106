//! `networks` of a service: which networks it is on, and how.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::Distinct;
use super::table::table;
use crate::name::{NetworkAlias, NetworkName};
use crate::path::Path;
use crate::value::{InvalidValue, written_as_text};

/// `networks` of a service: a list of names, or a table from names to how it is on them.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{NetworksSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// networks = ["front", "back"]
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let Some(NetworksSpec::Names(names)) = &web.networks else { panic!("a list was written") };
/// assert_eq!(names.as_slice().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetworksSpec {
    /// The names alone.
    Names(Distinct<NetworkName>),
    /// Each with what is said of it.
    Table(BTreeMap<NetworkName, NetworkUseSpec>),
}

table! {
/// How a service is on a network.
///
/// # Examples
///
/// ```
/// use mcpgen_core::model::{Distinct, Ipv4Address, NetworkUseSpec, ServiceSpec, StackSpec};
///
/// let stack: StackSpec = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// networks.back = { aliases = ["www"], ipv4-address = "172.28.0.10" }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let back = web.networks.as_ref().unwrap().get(&"back".parse()?).unwrap();
/// assert_eq!(back.aliases.as_slice()[0].as_str(), "www");
/// assert_eq!(back.ipv4_address.unwrap().get().to_string(), "172.28.0.10");
///
/// // The same in code.
/// let built = NetworkUseSpec::default()
///     .with_aliases(Distinct::try_from(vec!["www".parse()?])?)
///     .with_ipv4_address("172.28.0.10".parse::<Ipv4Address>()?);
/// assert_eq!(*back, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NetworkUseSpec {
    /// Further names under which the others on this network reach it. Several services may share one. Default: its own alone.
    #[serde(default)]
    pub aliases: Distinct<NetworkAlias>,
    /// Its address, such as `172.28.0.10`: one in the lower half of the network's `subnet`. Default: the engine chooses.
    pub ipv4_address: Option<Ipv4Address>,
    /// Its address of IPv6, such as `fd00:28::10`: one in the lower half of the network's `subnet`. Default: the engine chooses.
    pub ipv6_address: Option<Ipv6Address>,
}
}

impl NetworkUseSpec {
    /// Its own addresses, each with its key.
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
    /// networks.back = { ipv6-address = "fd00:28::10" }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// let back = web.networks.as_ref().unwrap().get(&"back".parse()?).unwrap();
    /// let addresses: Vec<_> = back.addresses().collect();
    /// assert_eq!(addresses, [("ipv6-address", "fd00:28::10".parse()?)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn addresses(&self) -> impl Iterator<Item = (&'static str, IpAddr)> {
        let ipv4 = self.ipv4_address.map(|address| ("ipv4-address", IpAddr::V4(address.get())));
        let ipv6 = self.ipv6_address.map(|address| ("ipv6-address", IpAddr::V6(address.get())));
        ipv4.into_iter().chain(ipv6)
    }
}

impl From<Distinct<NetworkName>> for NetworksSpec {
    fn from(names: Distinct<NetworkName>) -> Self {
        Self::Names(names)
    }
}

impl From<BTreeMap<NetworkName, NetworkUseSpec>> for NetworksSpec {
    fn from(table: BTreeMap<NetworkName, NetworkUseSpec>) -> Self {
        Self::Table(table)
    }
}

impl NetworksSpec {
    /// The names, as they stand.
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
    /// networks.back = { aliases = ["www"] }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.networks.as_ref().unwrap().names(), [&"back".parse()?]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn names(&self) -> Vec<&NetworkName> {
        match self {
            Self::Names(names) => names.as_slice().iter().collect(),
            Self::Table(table) => table.keys().collect(),
        }
    }

    /// What is said of a network.
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
    /// networks = ["back"]
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// // Of a list nothing is said but the names.
    /// assert_eq!(web.networks.as_ref().unwrap().get(&"back".parse()?), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &NetworkName) -> Option<&NetworkUseSpec> {
        match self {
            Self::Names(_) => None,
            Self::Table(table) => table.get(name),
        }
    }

    /// The names, each with the place where it is written: an item of the list at `place`, or a key of the table.
    pub(crate) fn places(&self, place: &Path) -> Vec<(&NetworkName, Path)> {
        match self {
            Self::Names(names) => {
                names.as_slice().iter().enumerate().map(|(index, name)| (name, place.index(index))).collect()
            }
            Self::Table(table) => table.keys().map(|name| (name, place.key(name))).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for NetworksSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NetworksVisitor;

        impl<'de> Visitor<'de> for NetworksVisitor {
            type Value = NetworksSpec;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of names, or a table")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<NetworksSpec, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(items)).map(NetworksSpec::Names)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NetworksSpec, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(map)).map(NetworksSpec::Table)
            }
        }

        deserializer.deserialize_any(NetworksVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for NetworksSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NetworksSpec".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names = generator.subschema_for::<Distinct<NetworkName>>();
        let table = generator.subschema_for::<BTreeMap<NetworkName, NetworkUseSpec>>();
        schemars::json_schema!({ "description": "Names of networks, or a table of them.", "anyOf": [names, table] })
    }
}

macro_rules! own_address {
    (
        $(#[$meta:meta])*
        $name:ident, $inner:ty, $pattern:expr, $example:literal, $version:literal, refused: $refused:literal
    ) => {
        $(#[$meta])*
        ///
        /// # Examples
        ///
        /// ```
        #[doc = concat!("use mcpgen_core::model::", stringify!($name), ";")]
        ///
        #[doc = concat!("assert!(\"", $example, "\".parse::<", stringify!($name), ">().is_ok());")]
        ///
        #[doc = concat!("let refused = \"", $refused, "\".parse::<", stringify!($name), ">().unwrap_err();")]
        #[doc = concat!("assert_eq!(refused.message(), r#\"\"", $refused, "\" is not an IP address of version ", $version, "\"#);")]
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name($inner);

        impl $name {
            /// The address.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("# use mcpgen_core::model::", stringify!($name), ";")]
            #[doc = concat!("let address: ", stringify!($name), " = \"", $example, "\".parse()?;")]
            #[doc = concat!("assert_eq!(address.get().to_string(), \"", $example, "\");")]
            /// # Ok::<(), mcpgen_core::InvalidValue>(())
            /// ```
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, InvalidValue> {
                text.parse().map(Self).map_err(|_| {
                    InvalidValue::new(
                        format!(concat!("{:?} is not an IP address of version ", $version), text),
                        concat!("write one in the network's subnet, such as ", $example),
                    )
                })
            }
        }

        written_as_text!($name, pattern: $pattern, examples: [$example], concat!("An address of IPv", $version, "."));
    };
}

own_address! {
    /// An address of IPv4 that a container has for its own.
    Ipv4Address, Ipv4Addr, crate::schema::pattern::ipv4_address(), "172.28.0.10", "4", refused: "fd00:28::10"
}

own_address! {
    /// An address of IPv6 that a container has for its own.
    Ipv6Address, Ipv6Addr, crate::schema::pattern::ipv6_address(), "fd00:28::10", "6", refused: "172.28.0.10"
}
