//! From what a file says to the configuration that it means.

use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU16, NonZeroU32, NonZeroU64};
use std::ops::Range;
use std::str::FromStr;
use std::time::Duration;

use super::file::{File, WarpKeys, Written};
use super::finding::{Finding, Severity};
use super::rule;
use super::setting::{Setting, SettingValue};
use crate::{
    CatchAll, Config, CredentialsFile, GracePeriod, LogLevel, Protocol, Rule, Settings, Timeout, TunnelId,
    WarpRouting,
};

/// A value of a setting as the type that keeps it.
pub(crate) trait ReadSetting: Sized {
    /// The message when `value` has the right type, but does nothing, or cannot be kept.
    fn read_setting(value: &SettingValue) -> Result<Self, String>;
}

impl ReadSetting for bool {
    fn read_setting(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Boolean(true) => Ok(true),
            _ => Err("cloudflared ignores anything but `true` here".to_owned()),
        }
    }
}

impl ReadSetting for Option<NonZeroU32> {
    fn read_setting(value: &SettingValue) -> Result<Self, String> {
        match value {
            SettingValue::Integer(number) => match u32::try_from(*number).ok().and_then(NonZeroU32::new) {
                None if *number <= 0 => Err("cloudflared ignores a number below 1 here".to_owned()),
                None => Err("the number is far too large".to_owned()),
                number => Ok(number),
            },
            _ => Ok(None),
        }
    }
}

impl<T: FromStr<Err: ToString>> ReadSetting for Vec<T> {
    fn read_setting(value: &SettingValue) -> Result<Self, String> {
        let SettingValue::List(values) = value else { return Ok(Self::new()) };
        let texts = values.iter().filter_map(|value| match value {
            SettingValue::Text(text) => Some(text),
            _ => None,
        });
        texts.map(|text| text.parse().map_err(|error: T::Err| error.to_string())).collect()
    }
}

macro_rules! from_text {
    ($($type:ty),+) => {
        $(
            impl ReadSetting for Option<$type> {
                fn read_setting(value: &SettingValue) -> Result<Self, String> {
                    match value {
                        SettingValue::Text(text) if text.is_empty() => {
                            Err("cloudflared ignores an empty text here".to_owned())
                        }
                        SettingValue::Text(text) => {
                            text.parse().map(Some).map_err(|error: <$type as FromStr>::Err| error.to_string())
                        }
                        _ => Ok(None),
                    }
                }
            }
        )+
    };
}

from_text!(
    crate::AbsolutePath,
    CredentialsFile,
    crate::EdgeIpVersion,
    GracePeriod,
    IpAddr,
    LogLevel,
    Protocol,
    SocketAddr,
    Timeout,
    crate::Word
);

/// Tells of what is doubtful, and gives the configuration. `None` when the file says anything that it has no words for, of
/// which the findings tell.
pub(super) fn convert(file: &File, length: usize, findings: &mut Vec<Finding>) -> Option<Config> {
    let mut doubts = Doubts { found: Vec::new() };
    let tunnel = doubts.take(file.tunnel.as_ref(), TunnelId::new);
    let credentials: Option<CredentialsFile> = doubts.setting(file, "credentials-file");
    if file.tunnel.is_some() && !file.settings.contains_key("credentials-file") {
        let message =
            "without `credentials-file` cloudflared looks for the credentials in the home folder of its user";
        doubts.add(message, 0..length);
    }
    let top = rule::origin_request(&mut doubts, &file.origin_request, true);
    let warp_routing = doubts.warp_routing(&file.warp_routing);
    let settings = doubts.settings(file);
    let mut rules = Vec::new();
    let mut catch_all = CatchAll::default();
    if let Some((last, entries)) = file.ingress.split_last() {
        for entry in entries.iter().filter(|entry| entry.whole) {
            rules.extend(
                rule::rule(&mut doubts, entry, &file.origin_request).map(|rule| (rule, entry.span.clone())),
            );
        }
        catch_all = rule::catch_all(&mut doubts, last, &file.origin_request);
    }
    let main = MainSettings {
        metrics: doubts.setting(file, "metrics"),
        no_autoupdate: file
            .settings
            .get("no-autoupdate")
            .is_some_and(|setting| doubts.is_true("no-autoupdate", setting)),
        grace_period: doubts.setting(file, "grace-period"),
        loglevel: doubts.setting(file, "loglevel"),
        protocol: doubts.setting(file, "protocol"),
    };
    let rules = doubts.reached(rules);
    // What is refused, ignored or deadly has been said already.
    let whole = 0..length;
    let known: Vec<Range<usize>> = findings.iter().map(Finding::span).filter(|span| *span != whole).collect();
    doubts.found.retain(|doubt| {
        let doubt = doubt.span();
        doubt == whole || !known.iter().any(|span| is_within(span, &doubt) || is_within(&doubt, span))
    });
    findings.append(&mut doubts.found);
    if !findings.is_empty() {
        return None;
    }
    let config = Config::new(tunnel?, credentials?)
        .with_settings(settings)
        .with_origin_request(top)
        .with_warp_routing(warp_routing)
        .with_catch_all(catch_all);
    rules.into_iter().try_fold(main.set_in(config), Config::with_rule).ok()
}

fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The settings that [`Config`] has methods for.
struct MainSettings {
    metrics: Option<SocketAddr>,
    no_autoupdate: bool,
    grace_period: Option<GracePeriod>,
    loglevel: Option<LogLevel>,
    protocol: Option<Protocol>,
}

impl MainSettings {
    fn set_in(self, mut config: Config) -> Config {
        if let Some(address) = self.metrics {
            config = config.with_metrics(address);
        }
        if self.no_autoupdate {
            config = config.without_autoupdate();
        }
        if let Some(period) = self.grace_period {
            config = config.with_grace_period(period);
        }
        if let Some(level) = self.loglevel {
            config = config.with_loglevel(level);
        }
        match self.protocol {
            Some(protocol) => config.with_protocol(protocol),
            None => config,
        }
    }
}

/// Keys at the top that are read here one by one, or of which another check tells.
const ELSEWHERE: [&str; 6] =
    ["credentials-file", "grace-period", "loglevel", "metrics", "no-autoupdate", "protocol"];

/// The doubts that have come up.
pub(super) struct Doubts {
    found: Vec<Finding>,
}

impl Doubts {
    pub(super) fn add(&mut self, message: impl Into<String>, span: Range<usize>) {
        self.found.push(Finding::new(Severity::Doubt, message, span));
    }

    pub(super) fn add_mended(&mut self, message: impl Into<String>, span: Range<usize>, text: String) {
        self.found.push(Finding::new(Severity::Doubt, message, span).mended_by(text));
    }

    /// The value as `convert` makes it of a text, which is `None` when there is none, when it is empty, or in doubt.
    pub(super) fn take<T, E: ToString>(
        &mut self,
        written: Option<&Written<String>>,
        convert: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let written = written.filter(|written| !written.value.is_empty())?;
        match convert(&written.value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error.to_string(), written.span.clone());
                None
            }
        }
    }

    /// A duration of so many nanoseconds.
    pub(super) fn timeout(&mut self, written: Option<&Written<i64>>) -> Option<Timeout> {
        let written = written?;
        let nanoseconds = u64::try_from(written.value).unwrap_or_default();
        let timeout = Timeout::new(Duration::from_nanos(nanoseconds)).ok();
        if timeout.is_none() {
            self.add("a duration above zero is wanted", written.span.clone());
        }
        timeout
    }

    pub(super) fn connections(&mut self, written: Option<&Written<i64>>) -> Option<NonZeroU32> {
        let written = written?;
        let connections = u32::try_from(written.value).ok().and_then(NonZeroU32::new);
        if connections.is_none() {
            self.add("a number of connections from 1 is wanted", written.span.clone());
        }
        connections
    }

    pub(super) fn port(&mut self, written: Option<&Written<u64>>) -> Option<NonZeroU16> {
        let written = written.filter(|written| written.value != 0)?;
        let port = u16::try_from(written.value).ok().and_then(NonZeroU16::new);
        if port.is_none() {
            self.add(format!("{} is no port from 1 to 65535", written.value), written.span.clone());
        }
        port
    }

    fn warp_routing(&mut self, keys: &WarpKeys) -> WarpRouting {
        WarpRouting {
            connect_timeout: self.timeout(keys.connect_timeout.as_ref()),
            tcp_keep_alive: self.timeout(keys.tcp_keep_alive.as_ref()),
            max_active_flows: keys.max_active_flows.as_ref().and_then(|flows| NonZeroU64::new(flows.value)),
        }
    }

    /// The rules that take a request.
    fn reached(&mut self, rules: Vec<(Rule, Range<usize>)>) -> Vec<Rule> {
        let mut reached: Vec<Rule> = Vec::new();
        for (rule, span) in rules {
            if rule.hiding(&reached).is_empty() {
                reached.push(rule);
            } else {
                self.add("no request ever reaches the rule: earlier ones take them all", span);
            }
        }
        reached
    }

    fn setting<T>(&mut self, file: &File, name: &str) -> Option<T>
    where
        Option<T>: ReadSetting,
    {
        let setting = file.settings.get(name)?;
        match ReadSetting::read_setting(&setting.value) {
            Ok(value) => value,
            Err(message) => {
                self.add(format!("`{name}`: {message}"), setting.span.clone());
                None
            }
        }
    }

    fn is_true(&mut self, name: &str, setting: &Setting) -> bool {
        match bool::read_setting(&setting.value) {
            Ok(value) => value,
            Err(message) => {
                self.add(format!("`{name}`: {message}"), setting.span.clone());
                false
            }
        }
    }

    fn settings(&mut self, file: &File) -> Settings {
        let mut settings = Settings::default();
        for (name, setting) in &file.settings {
            match settings.set(name, &setting.value) {
                Err(message) => self.add(format!("`{name}`: {message}"), setting.span.clone()),
                Ok(false) if !ELSEWHERE.contains(&name.as_str()) => {
                    let message = match name.as_str() {
                        "token" | "credentials-contents" => {
                            format!("`{name}` is a secret in the file; `{name}` has an environment variable")
                        }
                        _ => format!("`{name}` is nothing that a file should set"),
                    };
                    self.add(message, setting.key.clone());
                }
                Ok(_) => {}
            }
        }
        settings
    }
}
