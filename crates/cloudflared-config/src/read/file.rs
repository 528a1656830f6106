//! What a file says, as it says it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::Finding;
use super::decode::{Decoder, Field};
use super::node::Node;
use super::setting::Setting;

/// A value, and the bytes of the text that it stands at.
///
/// ```
/// use cloudflared_config::read;
///
/// let text = "tunnel: my-tunnel\ningress: [{service: hello_world}]\n";
/// let reading = read(text);
/// let tunnel = reading.file().and_then(|file| file.tunnel.as_ref()).ok_or("no tunnel")?;
/// assert_eq!(tunnel.value, "my-tunnel");
/// assert_eq!(&text[tunnel.span.clone()], "my-tunnel");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

/// A file as cloudflared decodes it (cloudflare/cloudflared, `config/configuration.go`): every key with its type, whatever
/// its value means.
///
/// ```
/// use cloudflared_config::{SettingValue, read};
///
/// let reading = read("loglevel: warn\ningress: [{service: hello_world}]\n");
/// let file = reading.file().ok_or("no file")?;
/// assert_eq!(file.settings["loglevel"].value, SettingValue::Text("warn".to_owned()));
/// assert_eq!(file.ingress[0].service(), "hello_world");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct File {
    /// `tunnel`: the tunnel's id or name.
    pub tunnel: Option<Written<String>>,
    /// `ingress`: the rules, the catch-all among them.
    pub ingress: Vec<Entry>,
    /// `originRequest`: how all services are reached, where a rule says nothing else.
    pub origin_request: OriginKeys,
    /// `warp-routing`: how private networks are reached.
    pub warp_routing: WarpKeys,
    /// Every other key at the top. cloudflared reads those that are a flag of its command line, and passes over the rest
    /// without a word.
    pub settings: BTreeMap<String, Setting>,
}

/// Declares a mapping of the file: its fields, the key of each, and the method of [`Decoder`] that reads it. A key that is
/// missing or null is `None`.
macro_rules! keys {
    (
        $(#[$meta:meta])*
        $name:ident
        $($(#[$field_meta:meta])* $key:literal $field:ident: $type:ty, $decode:expr;)+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[doc = concat!("`", $key, "`.")]
                pub $field: Option<Written<$type>>,
            )+
        }

        impl $name {
            const KEYS: &'static [&'static str] = &[$($key),+];

            fn field(&mut self, decoder: &mut Decoder, field: Field<'_>) -> Result<bool, Finding> {
                let span = || field.value.span.clone();
                match field.key {
                    $($key => {
                        let value: Option<$type> = $decode(decoder, field.value)?;
                        self.$field = value.map(|value| Written { value, span: span() });
                    })+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn decode(decoder: &mut Decoder, node: &Node) -> Result<Option<Self>, Finding> {
                let mut keys = Self::default();
                let there = decoder.structure(node, Self::KEYS, &mut |decoder, field| keys.field(decoder, field))?;
                Ok(there.then_some(keys))
            }
        }
    };
}

keys! {
    /// An `originRequest`, at the top or in a rule. Durations are in nanoseconds.
    ///
    /// ```
    /// use cloudflared_config::read;
    ///
    /// let reading = read("originRequest: {connectTimeout: 1500ms}\ningress: [{service: hello_world}]\n");
    /// let keys = &reading.file().ok_or("no file")?.origin_request;
    /// assert_eq!(keys.connect_timeout.as_ref().map(|written| written.value), Some(1_500_000_000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    OriginKeys
    "connectTimeout" connect_timeout: i64, Decoder::duration;
    "tlsTimeout" tls_timeout: i64, Decoder::duration;
    "tcpKeepAlive" tcp_keep_alive: i64, Decoder::duration;
    "noHappyEyeballs" no_happy_eyeballs: bool, Decoder::boolean;
    "keepAliveConnections" keep_alive_connections: i64, Decoder::integer;
    "keepAliveTimeout" keep_alive_timeout: i64, Decoder::duration;
    "httpHostHeader" http_host_header: String, Decoder::text;
    "originServerName" origin_server_name: String, Decoder::text;
    "matchSNItoHost" match_sni_to_host: bool, Decoder::boolean;
    "caPool" ca_pool: String, Decoder::text;
    "noTLSVerify" no_tls_verify: bool, Decoder::boolean;
    "http2Origin" http2_origin: bool, Decoder::boolean;
    "disableChunkedEncoding" disable_chunked_encoding: bool, Decoder::boolean;
    "bastionMode" bastion_mode: bool, Decoder::boolean;
    "proxyAddress" proxy_address: String, Decoder::text;
    "proxyPort" proxy_port: u64, Decoder::unsigned;
    "proxyType" proxy_type: String, Decoder::text;
    "ipRules" ip_rules: Vec<AddressKeys>, AddressKeys::decode_list;
    "access" access: AccessKeys, AccessKeys::decode;
}

keys! {
    /// One of the `ipRules` of the SOCKS proxy.
    ///
    /// ```
    /// use cloudflared_config::read;
    ///
    /// let reading = read("ingress: [{service: socks-proxy, originRequest: {ipRules: [{prefix: 10.0.0.0/8}]}}]");
    /// let keys = reading.file().ok_or("no file")?.ingress[0].origin_request().ok_or("no keys")?;
    /// let rules = keys.ip_rules.as_ref().ok_or("no rules")?;
    /// assert_eq!(rules.value[0].prefix.as_ref().map(|written| written.value.as_str()), Some("10.0.0.0/8"));
    /// assert_eq!(rules.value[0].allow, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    AddressKeys
    "prefix" prefix: String, Decoder::text;
    "ports" ports: Vec<i64>, |decoder: &mut Decoder, node| decoder.list(node, Decoder::integer).map(Some);
    "allow" allow: bool, Decoder::boolean;
}

keys! {
    /// `access`: the demand that requests came through Cloudflare Access.
    ///
    /// ```
    /// use cloudflared_config::read;
    ///
    /// let reading = read("ingress: [{service: hello_world, originRequest: {access: {teamName: my-team}}}]");
    /// let keys = reading.file().ok_or("no file")?.ingress[0].origin_request().ok_or("no keys")?;
    /// let access = &keys.access.as_ref().ok_or("no access")?.value;
    /// assert_eq!(access.team_name.as_ref().map(|written| written.value.as_str()), Some("my-team"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    AccessKeys
    "required" required: bool, Decoder::boolean;
    "teamName" team_name: String, Decoder::text;
    "audTag" audience: Vec<String>, |decoder: &mut Decoder, node| decoder.list(node, Decoder::text).map(Some);
    "environment" environment: String, Decoder::text;
}

keys! {
    /// `warp-routing`. Durations are in nanoseconds.
    ///
    /// ```
    /// use cloudflared_config::read;
    ///
    /// let reading = read("warp-routing: {maxActiveFlows: 1000}\ningress: [{service: hello_world}]\n");
    /// let keys = &reading.file().ok_or("no file")?.warp_routing;
    /// assert_eq!(keys.max_active_flows.as_ref().map(|written| written.value), Some(1000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    WarpKeys
    "connectTimeout" connect_timeout: i64, Decoder::duration;
    "tcpKeepAlive" tcp_keep_alive: i64, Decoder::duration;
    "maxActiveFlows" max_active_flows: u64, Decoder::unsigned;
}

keys! {
    /// The keys of a rule.
    ///
    /// ```
    /// use cloudflared_config::read;
    ///
    /// let text = "ingress: [{hostname: mcp.example.com, service: hello_world}]";
    /// let reading = read(text);
    /// let keys = &reading.file().ok_or("no file")?.ingress[0].keys;
    /// let hostname = keys.hostname.as_ref().ok_or("no host name")?;
    /// assert_eq!(&text[hostname.span.clone()], "mcp.example.com");
    /// assert_eq!(keys.path, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    EntryKeys
    "hostname" hostname: String, Decoder::text;
    "path" path: String, Decoder::text;
    "service" service: String, Decoder::text;
    "originRequest" origin_request: OriginKeys, OriginKeys::decode;
}

/// One of the rules.
///
/// ```
/// use cloudflared_config::read;
///
/// let text = "ingress: [{hostname: mcp.example.com, service: hello_world}, {service: 'http_status:404'}]";
/// let reading = read(text);
/// let rules = &reading.file().ok_or("no file")?.ingress;
/// assert_eq!(rules[0].hostname(), "mcp.example.com");
/// assert!(text[rules[1].span.clone()].starts_with("{service: "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What it says.
    pub keys: EntryKeys,
    /// Where it stands.
    pub span: Range<usize>,
    /// Whether all of it could be decoded.
    pub(super) whole: bool,
}

impl Entry {
    /// The host name; empty when there is none.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{hostname: mcp.example.com, service: hello_world}, {service: hello_world}]");
    /// let rules = &reading.file().ok_or("no file")?.ingress;
    /// assert_eq!([rules[0].hostname(), rules[1].hostname()], ["mcp.example.com", ""]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hostname(&self) -> &str {
        text(self.keys.hostname.as_ref())
    }

    /// The regular expression for the path; empty when there is none.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{path: ^/mcp, service: hello_world}, {service: hello_world}]");
    /// let rules = &reading.file().ok_or("no file")?.ingress;
    /// assert_eq!([rules[0].path(), rules[1].path()], ["^/mcp", ""]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> &str {
        text(self.keys.path.as_ref())
    }

    /// The service; empty when there is none.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{service: 'http_status:404'}]");
    /// assert_eq!(reading.file().ok_or("no file")?.ingress[0].service(), "http_status:404");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn service(&self) -> &str {
        text(self.keys.service.as_ref())
    }

    /// What it says of how the service is reached.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{service: 'https://mcp', originRequest: {noTLSVerify: true}}]");
    /// let rule = &reading.file().ok_or("no file")?.ingress[0];
    /// let keys = rule.origin_request().ok_or("no keys")?;
    /// assert_eq!(keys.no_tls_verify.as_ref().map(|written| written.value), Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn origin_request(&self) -> Option<&OriginKeys> {
        self.keys.origin_request.as_ref().map(|written| &written.value)
    }

    /// The demand that requests came through Cloudflare Access.
    pub(super) fn access(&self) -> Option<&Written<AccessKeys>> {
        self.origin_request()?.access.as_ref()
    }

    /// Whether it takes every request.
    pub(super) fn takes_everything(&self) -> bool {
        matches!(self.hostname(), "" | "*") && self.path().is_empty()
    }

    fn decode(decoder: &mut Decoder, node: &Node) -> Result<Option<Self>, Finding> {
        let before = decoder.problems.len();
        let keys = EntryKeys::decode(decoder, node)?;
        let whole = decoder.problems.len() == before;
        Ok(keys.map(|keys| Self { keys, span: node.span.clone(), whole }))
    }
}

fn text(written: Option<&Written<String>>) -> &str {
    written.map_or("", |written| written.value.as_str())
}

impl AddressKeys {
    fn decode_list(decoder: &mut Decoder, node: &Node) -> Result<Option<Vec<Self>>, Finding> {
        decoder.list(node, Self::decode).map(Some)
    }
}

impl File {
    const KEYS: &'static [&'static str] = &["tunnel", "ingress", "originRequest", "warp-routing"];

    /// Decodes a document. Values of the wrong type are left out; the findings tell of them and of keys that are ignored.
    pub(super) fn decode(document: &Rc<Node>, findings: &mut Vec<Finding>) -> Option<Self> {
        let mut file = Self::default();
        let mut decoder = Decoder::default();
        let ended = decoder
            .structure(document, Self::KEYS, &mut |decoder, field| file.field(decoder, field).map(|()| true))
            .err();
        let complete = ended.is_none();
        findings.extend(decoder.problems.into_iter().chain(ended).chain(decoder.ignored));
        complete.then_some(file)
    }

    fn field(&mut self, decoder: &mut Decoder, field: Field<'_>) -> Result<(), Finding> {
        let node = field.value;
        match field.key {
            "tunnel" => {
                let tunnel = decoder.text(node)?;
                self.tunnel = tunnel.map(|value| Written { value, span: node.span.clone() });
            }
            "ingress" => self.ingress = decoder.list(node, Entry::decode)?,
            "originRequest" => {
                self.origin_request = OriginKeys::decode(decoder, node)?.unwrap_or_default();
            }
            "warp-routing" => self.warp_routing = WarpKeys::decode(decoder, node)?.unwrap_or_default(),
            name => {
                let setting = Setting::decode(decoder, field)?;
                self.settings.insert(name.to_owned(), setting);
            }
        }
        Ok(())
    }
}

#[cfg(feature = "route")]
impl File {
    /// The rules, ready to be asked.
    ///
    /// # Errors
    ///
    /// [`RouterError`](crate::RouterError) when there are none, or when a path is a pattern that Go refuses, or that is
    /// too large for the engine that matches here.
    ///
    /// The last of them takes what is left, as in cloudflared, whatever it says.
    ///
    /// ```
    /// # use cloudflared_config::read;
    /// let reading = read("ingress: [{hostname: mcp.example.com, service: hello_world}, {service: 'http_status:404'}]");
    /// let router = reading.file().ok_or("no file")?.router()?;
    /// assert_eq!(router.route(&"https://www.example.com/".parse()?).rule(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn router(&self) -> Result<crate::Router, crate::RouterError> {
        crate::Router::new(self.ingress.iter().map(|entry| (entry.hostname(), entry.path())))
    }
}
