//! The shape of the file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::Reason;
use super::decode::{Decoder, Field};
use super::node::Node;
use super::settings::Setting;

/// What a file says, as far as it matters for the verdict (cloudflare/cloudflared, `config/configuration.go`).
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) ingress: Vec<Entry>,
    pub(super) origin_request: Origin,
    /// Every other key at the top. cloudflared reads those that are a flag of its command line, and passes over the
    /// rest without a word.
    pub(super) settings: BTreeMap<String, Setting>,
    /// The keys further down that cloudflared warns about.
    pub(super) ignored: Vec<Reason>,
}

/// An entry of the list of rules.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) hostname: Text,
    pub(super) path: Text,
    pub(super) service: Text,
    pub(super) origin_request: Origin,
    pub(super) span: Range<usize>,
}

/// A text and where it stands; empty when there is none.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) span: Option<Range<usize>>,
}

/// The keys of an `originRequest` that decide something.
#[derive(Debug, Default)]
pub(super) struct Origin {
    pub(super) bastion_mode: Option<bool>,
    pub(super) ip_rules: Vec<AddressRule>,
    pub(super) access: Option<AccessDemand>,
}

/// A rule of the SOCKS proxy.
#[derive(Debug, Default)]
pub(super) struct AddressRule {
    pub(super) prefix: String,
    pub(super) ports: Vec<i64>,
    pub(super) span: Range<usize>,
}

/// The demand that requests came through Cloudflare Access.
#[derive(Debug, Default)]
pub(super) struct AccessDemand {
    pub(super) required: bool,
    pub(super) team_name: String,
    pub(super) audience: Vec<String>,
    pub(super) span: Range<usize>,
}

impl File {
    /// Decodes a document. The first problem is the reason when there are any.
    pub(super) fn decode(document: &Rc<Node>) -> Result<Self, Reason> {
        let mut file = Self::default();
        let mut decoder = Decoder::default();
        decoder.structure(document, &mut |decoder, field| file.field(decoder, field))?;
        match decoder.problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(Self { ignored: decoder.ignored, ..file }),
        }
    }

    fn field(&mut self, decoder: &mut Decoder, field: Field<'_>) -> Result<bool, Reason> {
        match field.key {
            "tunnel" => decoder.text(field.value).map(|_| true),
            "ingress" => {
                self.ingress = decoder.list(field.value, Entry::decode)?;
                Ok(true)
            }
            "originRequest" => {
                self.origin_request = Origin::decode(decoder, field.value)?;
                Ok(true)
            }
            "warp-routing" => decoder
                .structure(field.value, &mut |decoder, field| match field.key {
                    "connectTimeout" | "tcpKeepAlive" => decoder.duration(field.value).map(|_| true),
                    "maxActiveFlows" => decoder.unsigned(field.value).map(|_| true),
                    _ => Ok(false),
                })
                .map(|_| true),
            name => {
                let setting = Setting::decode(decoder, field.value)?;
                self.settings.insert(name.to_owned(), setting);
                Ok(true)
            }
        }
    }
}

impl Entry {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Option<Self>, Reason> {
        let mut entry = Self { span: node.span.clone(), ..Self::default() };
        let there = decoder.structure(node, &mut |decoder, field| {
            match field.key {
                "hostname" => entry.hostname = Text::decode(decoder, field.value)?,
                "path" => entry.path = Text::decode(decoder, field.value)?,
                "service" => entry.service = Text::decode(decoder, field.value)?,
                "originRequest" => entry.origin_request = Origin::decode(decoder, field.value)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(there.then_some(entry))
    }
}

impl Text {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Self, Reason> {
        let value = decoder.text(node)?.unwrap_or_default();
        Ok(Self { value, span: Some(node.span.clone()) })
    }
}

impl Origin {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Self, Reason> {
        let mut origin = Self::default();
        decoder.structure(node, &mut |decoder, field| origin.field(decoder, field))?;
        Ok(origin)
    }

    fn field(&mut self, decoder: &mut Decoder, field: Field<'_>) -> Result<bool, Reason> {
        let value = field.value;
        match field.key {
            "connectTimeout" | "tlsTimeout" | "tcpKeepAlive" | "keepAliveTimeout" => {
                decoder.duration(value)?;
            }
            "noHappyEyeballs"
            | "matchSNItoHost"
            | "noTLSVerify"
            | "http2Origin"
            | "disableChunkedEncoding" => {
                decoder.boolean(value)?;
            }
            "httpHostHeader" | "originServerName" | "caPool" | "proxyAddress" | "proxyType" => {
                decoder.text(value)?;
            }
            "keepAliveConnections" => {
                decoder.integer(value)?;
            }
            "proxyPort" => {
                decoder.unsigned(value)?;
            }
            "bastionMode" => self.bastion_mode = decoder.boolean(value)?,
            "ipRules" => self.ip_rules = decoder.list(value, AddressRule::decode)?,
            "access" => self.access = AccessDemand::decode(decoder, value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl AddressRule {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Option<Self>, Reason> {
        let mut rule = Self { span: node.span.clone(), ..Self::default() };
        let there = decoder.structure(node, &mut |decoder, field| {
            match field.key {
                "prefix" => rule.prefix = decoder.text(field.value)?.unwrap_or_default(),
                "ports" => rule.ports = decoder.list(field.value, Decoder::integer)?,
                "allow" => {
                    decoder.boolean(field.value)?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(there.then_some(rule))
    }
}

impl AccessDemand {
    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Option<Self>, Reason> {
        let mut demand = Self { span: node.span.clone(), ..Self::default() };
        let there = decoder.structure(node, &mut |decoder, field| {
            match field.key {
                "required" => demand.required = decoder.boolean(field.value)?.unwrap_or_default(),
                "teamName" => demand.team_name = decoder.text(field.value)?.unwrap_or_default(),
                "audTag" => demand.audience = decoder.list(field.value, Decoder::text)?,
                "environment" => {
                    decoder.text(field.value)?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(there.then_some(demand))
    }
}
