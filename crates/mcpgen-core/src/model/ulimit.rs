//! `ulimits`: what the kernel lets each process of a container have.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::table::table;
use crate::value::InvalidValue;

/// The largest limit that is a number: every JSON reader keeps it exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// Declares the table with a key for each limit.
macro_rules! ulimits {
    ($($(#[$($documentation:tt)*])* $name:ident,)*) => {
        table! {
        /// `ulimits`: what the kernel lets each process have: a number, `-1` for no limit, or `{ soft, hard }`
        /// (docker/go-units, ulimit.go).
        ///
        /// # Examples
        ///
        /// ```
        /// use mcpgen_core::model::{ServiceSpec, StackSpec, Ulimit, UlimitsSpec};
        ///
        /// let stack: StackSpec = r#"
        /// [stack]
        /// name = "mcp"
        ///
        /// [services.web]
        /// kind = "container"
        /// image = "nginx:1.29"
        /// ulimits = { nofile = 65536, core = 0 }
        /// "#
        /// .parse()?;
        /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
        /// let ulimits = web.ulimits.as_ref().unwrap();
        /// assert_eq!(ulimits.nofile.unwrap().soft(), 65536);
        /// assert_eq!(ulimits.nproc, None);
        ///
        /// // The same in code.
        /// let built = UlimitsSpec::default().with_nofile(Ulimit::new(65536, 65536)?).with_core(Ulimit::new(0, 0)?);
        /// assert_eq!(*ulimits, built);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub struct UlimitsSpec {
            $($(#[$($documentation)*])* pub $name: Option<Ulimit>,)*
        }
        }

        impl UlimitsSpec {
            /// The limits that are set, by the names that the engine knows, sorted.
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
            /// ulimits = { nofile = 65536, core = 0 }
            /// "#
            /// .parse()?;
            /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
            /// let names: Vec<&str> = web.ulimits.as_ref().unwrap().all().into_iter().map(|(name, _)| name).collect();
            /// assert_eq!(names, ["core", "nofile"]);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, Ulimit)> {
                [$((stringify!($name), self.$name)),*]
                    .into_iter()
                    .filter_map(|(name, limit)| Some((name, limit?)))
                    .collect()
            }
        }
    };
}

ulimits! {
    /// The size of a core dump in bytes, such as `0`.
    core,
    /// Processor time in seconds, such as `60`.
    cpu,
    /// The size of its data in bytes, such as `1073741824`.
    data,
    /// The size of a file that it writes, in bytes, such as `1073741824`.
    fsize,
    /// How many locks it holds, such as `100`.
    locks,
    /// Memory that is locked, in bytes, such as `-1`.
    memlock,
    /// Bytes in message queues, such as `819200`.
    msgqueue,
    /// The highest priority, from 1 to 40, such as `20`.
    nice,
    /// Open files, such as `65536`. There is always a limit.
    nofile,
    /// Processes of its user, on the whole machine, such as `4096`.
    nproc,
    /// Memory in use, in bytes; Linux does not enforce it, such as `1073741824`.
    rss,
    /// The highest real-time priority, such as `10`.
    rtprio,
    /// Real-time processor time in microseconds, such as `100000`.
    rttime,
    /// Signals that wait, such as `1000`.
    sigpending,
    /// The size of the stack in bytes, such as `8388608`.
    stack,
}

/// One limit. Without a bound a part is -1.
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
/// ulimits = { nofile = { soft = 1024, hard = 65536 }, memlock = -1 }
/// "#
/// .parse()?;
/// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
/// let ulimits = web.ulimits.as_ref().unwrap();
/// assert_eq!(ulimits.nofile.unwrap().hard(), 65536);
/// assert_eq!(ulimits.memlock.unwrap().soft(), -1);
///
/// let faults = r#"
/// [stack]
/// name = "mcp"
///
/// [services.web]
/// kind = "container"
/// image = "nginx:1.29"
/// ulimits = { nofile = { soft = 65536, hard = 1024 } }
/// "#
/// .parse::<StackSpec>()
/// .unwrap_err();
/// assert_eq!(faults.diagnostics()[0].message(), "the soft limit is above the hard one");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ulimit {
    soft: i64,
    hard: i64,
}

impl Ulimit {
    /// What holds, until the process raises it; -1 for no limit.
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
    /// ulimits = { nofile = { soft = 1024, hard = 65536 } }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.ulimits.as_ref().unwrap().nofile.unwrap().soft(), 1024);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn soft(self) -> i64 {
        self.soft
    }

    /// How far it can be raised; -1 for no limit.
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
    /// ulimits = { nofile = 65536 }
    /// "#
    /// .parse()?;
    /// let ServiceSpec::Container(web) = &stack.services[&"web".parse()?] else { unreachable!() };
    /// assert_eq!(web.ulimits.as_ref().unwrap().nofile.unwrap().hard(), 65536);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn hard(self) -> i64 {
        self.hard
    }

    /// A limit. Without a bound a part is -1.
    ///
    /// # Errors
    ///
    /// When a part is less than -1 or more than 2^53 - 1, or the soft limit is above the hard one.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcpgen_core::model::Ulimit;
    ///
    /// assert_eq!(Ulimit::new(1024, 4096)?.hard(), 4096);
    /// assert!(Ulimit::new(4096, 1024).is_err());
    /// # Ok::<(), mcpgen_core::InvalidValue>(())
    /// ```
    pub fn new(soft: i64, hard: i64) -> Result<Self, InvalidValue> {
        if ![soft, hard].iter().all(|limit| (-1..=LARGEST).contains(limit)) {
            return Err(InvalidValue::new(
                "a limit cannot be that number",
                format!("write a number from 0 to {LARGEST}, or -1 for no limit"),
            ));
        }
        // The kernel refuses it when the container starts.
        if hard != -1 && (soft == -1 || soft > hard) {
            return Err(InvalidValue::new(
                "the soft limit is above the hard one",
                "write a `soft` that is at most `hard`",
            ));
        }
        Ok(Self { soft, hard })
    }
}

impl<'de> Deserialize<'de> for Ulimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Both {
            soft: i64,
            hard: i64,
        }

        struct UlimitVisitor;

        impl<'de> Visitor<'de> for UlimitVisitor {
            type Value = Ulimit;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a whole number or `{ soft = 1024, hard = 2048 }`")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Ulimit, E> {
                Ulimit::new(number, number).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Ulimit, A::Error> {
                let Both { soft, hard } = Both::deserialize(MapAccessDeserializer::new(map))?;
                Ulimit::new(soft, hard).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(UlimitVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Ulimit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ulimit".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let number =
            serde_json::json!({ "type": "integer", "minimum": -1, "maximum": LARGEST, "examples": [65536] });
        let part = |description: &str| {
            let mut part = number.clone();
            if let Some(part) = part.as_object_mut() {
                part.insert("description".to_owned(), description.into());
            }
            part
        };
        schemars::json_schema!({
            "description": "A limit: a number, -1 for no limit, or a soft and a hard one.",
            "anyOf": [
                number,
                {
                    "type": "object",
                    "properties": {
                        "soft": part("What holds until the process raises it; at most `hard`. -1 for no limit."),
                        "hard": part("How far the process can raise it. -1 for no limit.")
                    },
                    "required": ["soft", "hard"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
