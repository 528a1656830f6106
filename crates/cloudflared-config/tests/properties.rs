//! What holds for every configuration, and for every text.

#![cfg(all(feature = "read", feature = "write"))]
#![allow(clippy::unwrap_used, reason = "what a strategy makes is valid, and a test says so when it is not")]
#![expect(clippy::print_stderr, reason = "a run that judged nothing says so")]

mod program;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU16;
use std::time::Duration;

use cloudflared_config::{
    AbsolutePath, Access, AccessEnvironment, AudienceTag, CatchAll, Config, CredentialsFile, EdgeIpVersion,
    GracePeriod, HostHeader, Hostname, HttpStatus, IpRule, LogLevel, OriginHost, OriginRequest, OriginUrl,
    PathPattern, Protocol, ProxyType, Rule, Scheme, ServerName, Service, Settings, Tag, TeamName, Timeout,
    TunnelId, Verdict, WarpRouting, Word, check, read,
};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

fn hostname() -> impl Strategy<Value = Hostname> {
    "(\\*\\.)?([a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?\\.){1,3}[a-z]([a-z0-9-]{0,6}[a-z0-9])"
        .prop_map(|text| Hostname::new(text).unwrap())
}

fn path() -> impl Strategy<Value = PathPattern> {
    let prefix = "(/[^/%?#\\\\\\pC\\pZ]{1,8}){1,3}"
        .prop_filter_map("it is no prefix", |text| PathPattern::prefix(text).ok());
    let expression = "[a-z^$.*+?()|\\[\\]{}\\\\0-9/-]{1,8}"
        .prop_filter_map("it is no expression", |text| PathPattern::expression(text).ok());
    prop_oneof![4 => prefix, 1 => expression]
}

fn origin_url() -> impl Strategy<Value = OriginUrl> {
    let scheme =
        select(vec![Scheme::Http, Scheme::Https, Scheme::Tcp, Scheme::Ssh, Scheme::Rdp, Scheme::Smb]);
    let name =
        "[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?".prop_map(|text| OriginHost::new(&text).unwrap());
    let address = any::<IpAddr>().prop_map(|address| OriginHost::new(&address.to_string()).unwrap());
    (scheme, prop_oneof![name, address], of(any::<NonZeroU16>()))
        .prop_map(|(scheme, host, port)| OriginUrl::new(scheme, host, port))
}

fn absolute_path() -> impl Strategy<Value = AbsolutePath> {
    "/\\PC{0,20}".prop_map(|text| AbsolutePath::new(text).unwrap())
}

fn ip_rule() -> impl Strategy<Value = IpRule> {
    (any::<IpAddr>(), 0..=32_u8, prop::collection::vec(any::<NonZeroU16>(), 0..3), any::<bool>())
        .prop_map(|(address, length, ports, allow)| IpRule::new(address, length, ports, allow).unwrap())
}

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![
        6 => origin_url().prop_map(Service::Url),
        1 => absolute_path().prop_map(Service::Unix),
        1 => absolute_path().prop_map(Service::UnixTls),
        1 => (100..=599_u16).prop_map(|status| Service::HttpStatus(HttpStatus::new(status).unwrap())),
        1 => Just(Service::HelloWorld),
        1 => prop::collection::vec(ip_rule(), 0..3).prop_map(Service::SocksProxy),
        1 => Just(Service::Bastion),
    ]
}

fn timeout() -> impl Strategy<Value = Timeout> {
    (1..=i64::MAX.cast_unsigned())
        .prop_map(|nanoseconds| Timeout::new(Duration::from_nanos(nanoseconds)).unwrap())
}

fn origin_request() -> impl Strategy<Value = OriginRequest> {
    let names = (of("[a-z0-9.:-]{1,12}"), of("[a-z0-9.-]{1,12}"), of(absolute_path()));
    let proxy = (of(any::<IpAddr>()), of(any::<NonZeroU16>()), of(Just(ProxyType::Socks)));
    let times = (of(timeout()), of(timeout()), of(timeout()), of(timeout()));
    (any::<[bool; 5]>(), names, proxy, times, any::<Option<std::num::NonZeroU32>>()).prop_map(
        |(flags, names, proxy, times, connections)| {
            let mut request = OriginRequest::default();
            let [happy, sni, verify, http2, chunked] = flags;
            request.no_happy_eyeballs = happy;
            request.match_sni_to_host = sni;
            request.no_tls_verify = verify;
            request.http2_origin = http2;
            request.disable_chunked_encoding = chunked;
            request.http_host_header = names.0.map(|text| HostHeader::new(text).unwrap());
            request.origin_server_name = names.1.map(|text| ServerName::new(text).unwrap());
            request.ca_pool = names.2;
            (request.proxy_address, request.proxy_port, request.proxy_type) = proxy;
            request.connect_timeout = times.0;
            request.tls_timeout = times.1;
            request.tcp_keep_alive = times.2;
            request.keep_alive_timeout = times.3;
            request.keep_alive_connections = connections;
            request
        },
    )
}

fn access() -> impl Strategy<Value = Access> {
    ("[a-z0-9-]{1,12}", prop::collection::vec("[!-~]{1,12}", 1..4), any::<bool>()).prop_map(
        |(team, tags, federal)| {
            let mut tags = tags.into_iter().map(|tag| AudienceTag::new(tag).unwrap());
            let access = Access::new(TeamName::new(team).unwrap(), tags.next().unwrap());
            let access = tags.fold(access, Access::or_audience);
            if federal { access.in_environment(AccessEnvironment::Federal) } else { access }
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let place = prop_oneof![
        (hostname(), of(path())).prop_map(|(hostname, path)| (Some(hostname), path)),
        path().prop_map(|path| (None, Some(path))),
    ];
    (place, service(), of(origin_request()), of(access())).prop_map(
        |((hostname, path), service, request, access)| {
            let mut rule = match (hostname, path) {
                (Some(hostname), None) => Rule::for_host(hostname, service),
                (Some(hostname), Some(path)) => Rule::for_host(hostname, service).with_path(path),
                (None, path) => Rule::for_path(path.unwrap(), service),
            };
            if let Some(request) = request {
                rule = rule.clone().with_origin_request(request).unwrap_or(rule);
            }
            match access {
                Some(access) => rule.with_access(access),
                None => rule,
            }
        },
    )
}

fn tuning() -> impl Strategy<Value = Settings> {
    let texts = (of("[!-~]{1,8}"), prop::collection::vec("[a-z]{1,3}=[ -~]{1,8}", 0..3), of(absolute_path()));
    let numbers = (any::<Option<std::num::NonZeroU32>>(), any::<Option<std::num::NonZeroU32>>());
    let versions = of(select(vec![EdgeIpVersion::Auto, EdgeIpVersion::V4, EdgeIpVersion::V6]));
    (texts, numbers, of(timeout()), any::<[bool; 3]>(), versions).prop_map(
        |((word, tags, file), numbers, timeout, flags, version)| {
            let word = word.map(|text| Word::new(text).unwrap());
            let mut settings = Settings::default();
            settings.tag = tags.into_iter().map(|tag| Tag::new(tag).unwrap()).collect();
            settings.features = word.clone().into_iter().collect();
            (settings.region, settings.label) = (word.clone(), word);
            (settings.logfile, settings.pidfile) = (file.clone(), file);
            (settings.retries, settings.quic_stream_level_flow_control_limit) = numbers;
            (settings.rpc_timeout, settings.autoupdate_freq) = (timeout, timeout);
            [settings.no_prechecks, settings.quic_disable_pmtu_discovery, _] = flags;
            settings.edge_ip_version = version;
            settings
        },
    )
}

fn config() -> impl Strategy<Value = Config> {
    let settings = (
        of(any::<SocketAddr>()),
        any::<bool>(),
        of(1..=180_000_000_000_u64),
        of(select(vec![LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error, LogLevel::Fatal])),
        of(select(vec![Protocol::Auto, Protocol::Quic, Protocol::Http2])),
    );
    let tunnel = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    let file = "/\\PC{0,20}\\.json";
    let main = (tunnel, file, tuning(), of(timeout()));
    (main, settings, prop::collection::vec(rule(), 0..5), of(service()), origin_request()).prop_map(
        |(main, (metrics, no_autoupdate, grace, loglevel, protocol), rules, catch_all, request)| {
            let (tunnel, file, tuning, warp) = main;
            let mut config =
                Config::new(TunnelId::new(&tunnel).unwrap(), CredentialsFile::new(file).unwrap());
            if let Some(metrics) = metrics {
                config = config.with_metrics(metrics);
            }
            if no_autoupdate {
                config = config.without_autoupdate();
            }
            if let Some(grace) = grace {
                config = config.with_grace_period(GracePeriod::new(Duration::from_nanos(grace)).unwrap());
            }
            if let Some(loglevel) = loglevel {
                config = config.with_loglevel(loglevel);
            }
            if let Some(protocol) = protocol {
                config = config.with_protocol(protocol);
            }
            let mut warp_routing = WarpRouting::default();
            warp_routing.connect_timeout = warp;
            config = config.with_settings(tuning).with_warp_routing(warp_routing);
            if let Some(service) = catch_all {
                let catch_all = CatchAll::new(service);
                let reached = catch_all.clone().with_origin_request(request.clone());
                config = config.with_catch_all(reached.unwrap_or(catch_all));
            } else {
                config = config.with_origin_request(request);
            }
            rules.into_iter().fold(config, |config, rule| config.clone().with_rule(rule).unwrap_or(config))
        },
    )
}

/// The text at `key` of a mapping.
fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).map(|value| value.as_str().unwrap().to_owned())
}

fn no_empty_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().all(no_empty_text),
        Value::Object(values) => values.values().all(no_empty_text),
        _ => true,
    }
}

#[test]
fn cloudflared_accepts_what_is_written() {
    for (name, yaml) in [("full", include_str!("full.yml")), ("bare", include_str!("bare.yml"))] {
        program::accepts(name, yaml);
    }
}

#[test]
fn cloudflared_accepts_what_can_be_built() {
    let mut runner = TestRunner::deterministic();
    for number in 0..200 {
        let yaml = config().new_tree(&mut runner).unwrap().current().to_yaml().unwrap();
        if !program::accepts(&format!("built-{number}"), &yaml) {
            return;
        }
    }
}

proptest! {
    #[test]
    fn what_can_be_built_is_accepted_without_a_warning(config in config()) {
        let yaml = config.to_yaml().unwrap();
        prop_assert_eq!(check(&yaml), Verdict::Ok, "{}", yaml);
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same(config in config()) {
        let yaml = config.to_yaml().unwrap();
        let reading = read(&yaml);
        prop_assert_eq!(reading.findings(), &[], "{}", yaml);
        prop_assert_eq!(reading.config(), Some(&config), "{}", yaml);
    }

    #[test]
    fn what_is_written_is_what_every_reader_reads(config in config()) {
        let yaml = config.to_yaml().unwrap();
        let read: Value = serde_saphyr::from_str(&yaml).unwrap();
        prop_assert!(no_empty_text(&read), "{}", yaml);
        prop_assert_eq!(text(&read, "tunnel"), Some(config.tunnel().to_string()));
        prop_assert_eq!(text(&read, "credentials-file"), Some(config.credentials_file().to_string()));
        prop_assert_eq!(text(&read, "metrics"), config.metrics().map(|address| address.to_string()));
        let grace_period = text(&read, "grace-period").map(|text| text.parse::<GracePeriod>().unwrap());
        prop_assert_eq!(grace_period, config.grace_period());
        let entries = read.get("ingress").unwrap().as_array().unwrap();
        let (last, entries) = entries.split_last().unwrap();
        prop_assert_eq!(text(last, "service"), Some(config.catch_all().service().to_string()));
        prop_assert_eq!(entries.len(), config.ingress().len());
        for (entry, rule) in entries.iter().zip(config.ingress()) {
            prop_assert_eq!(text(entry, "hostname"), rule.hostname().map(Hostname::to_string));
            prop_assert_eq!(text(entry, "path"), rule.path().map(PathPattern::regex));
            prop_assert_eq!(text(entry, "service"), Some(rule.service().to_string()));
            let origin = entry.get("originRequest");
            let timeout = origin.and_then(|origin| text(origin, "connectTimeout"));
            prop_assert_eq!(timeout.map(|text| text.parse().unwrap()), rule.origin_request().connect_timeout);
            prop_assert_eq!(origin.is_some_and(|origin| origin.get("access").is_some()), rule.access().is_some());
        }
    }

    #[test]
    fn any_text_gets_a_verdict(text in "\\PC{0,60}|[\\[\\]{}&*a:,\\-? \n'\"!|>#%<0-9.]{0,60}") {
        let _verdict = check(&text);
    }

    #[test]
    fn any_expression_gets_a_verdict(text in "[a-z^$.*+?()|\\[\\]{}\\\\0-9QEpPx:<>,#-]{0,40}") {
        let _pattern = PathPattern::expression(text);
    }

    #[test]
    fn a_damaged_file_gets_a_verdict(config in config(), from in 0..400_usize, length in 0..20_usize, with in "\\PC{0,3}") {
        let mut yaml: Vec<char> = config.to_yaml().unwrap().chars().collect();
        let start = from.min(yaml.len());
        let end = (start + length).min(yaml.len());
        yaml.splice(start..end, with.chars());
        let text: String = yaml.into_iter().collect();
        for finding in read(&text).findings() {
            prop_assert!(text.get(finding.span()).is_some(), "{:?} in {:?}", finding, text);
            if let Some(edit) = finding.edit() {
                prop_assert!(text.get(edit.span()).is_some(), "{:?} in {:?}", finding, text);
            }
        }
    }
}
