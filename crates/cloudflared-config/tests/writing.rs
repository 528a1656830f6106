//! What the writer puts into the file.

#![cfg(feature = "write")]

use std::error::Error;

use cloudflared_config::{
    Access, AudienceTag, CatchAll, Config, CredentialsFile, HostHeader, Hostname, IpRule, LogLevel,
    OriginRequest, OriginUrl, PathPattern, Rule, Service, TeamName, TunnelId, WarpRouting,
};

fn tunnel() -> Result<Config, Box<dyn Error>> {
    Ok(Config::new(
        TunnelId::new("6ff42ae2-765d-4adf-8112-31c55c1551ef")?,
        CredentialsFile::new("/etc/cloudflared/credentials.json")?,
    ))
}

#[test]
fn a_full_configuration_is_written_key_by_key() -> Result<(), Box<dyn Error>> {
    let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
    let mut origin_request = OriginRequest::default();
    origin_request.connect_timeout = Some("10s".parse()?);
    origin_request.http_host_header = Some(HostHeader::new("localhost:8000")?);
    let config = tunnel()?
        .with_metrics("127.0.0.1:20241".parse()?)
        .without_autoupdate()
        .with_grace_period("15s".parse()?)
        .with_loglevel(LogLevel::Info)
        .with_protocol("auto".parse()?)
        .with_rule(
            Rule::for_host(Hostname::new("mcp.example.com")?, "http://mcp-github:8000".parse::<OriginUrl>()?)
                .with_path(PathPattern::prefix("/v1.0")?)
                .with_origin_request(origin_request)?
                .with_access(access),
        )?
        .with_rule(Rule::for_host(
            Hostname::new("*.mcp.example.com")?,
            "http://mcp-gateway:8080".parse::<OriginUrl>()?,
        ))?;
    assert_eq!(config.to_yaml()?, include_str!("full.yml"));
    Ok(())
}

#[test]
fn what_holds_for_the_whole_tunnel_is_written_beside_the_rules() -> Result<(), Box<dyn Error>> {
    let mut origin_request = OriginRequest::default();
    origin_request.http_host_header = Some(HostHeader::new("localhost:8000")?);
    let mut warp_routing = WarpRouting::default();
    warp_routing.connect_timeout = Some("5s".parse()?);
    let access = Access::new(TeamName::new("my-team")?, AudienceTag::new("0bc545634b17")?);
    let config = tunnel()?
        .with_origin_request(origin_request)
        .with_warp_routing(warp_routing)
        .with_catch_all(CatchAll::new(Service::HelloWorld).with_access(access));
    assert_eq!(config.to_yaml()?, include_str!("whole.yml"));
    Ok(())
}

#[test]
fn the_addresses_that_a_proxy_reaches_are_written_with_its_rule() -> Result<(), Box<dyn Error>> {
    let private = IpRule::new([10, 0, 0, 0].into(), 8, 443.try_into().ok(), true)?;
    let config = tunnel()?
        .with_rule(Rule::for_host(Hostname::new("socks.example.com")?, Service::SocksProxy(vec![private])))?;
    let rule = "\
  - hostname: 'socks.example.com'
    service: 'socks-proxy'
    originRequest:
      ipRules:
        - prefix: '10.0.0.0/8'
          ports:
            - 443
          allow: true
";
    assert!(config.to_yaml()?.contains(rule), "{}", config.to_yaml()?);
    Ok(())
}

#[test]
fn what_is_not_set_is_not_written() -> Result<(), Box<dyn Error>> {
    assert_eq!(tunnel()?.to_yaml()?, include_str!("bare.yml"));
    Ok(())
}

#[test]
fn a_rule_behind_one_that_takes_everything_of_it_is_refused() -> Result<(), Box<dyn Error>> {
    let service: OriginUrl = "http://mcp:80".parse()?;
    let wildcard = Rule::for_host(Hostname::new("*.example.com")?, service.clone());
    let exact = Rule::for_host(Hostname::new("a.example.com")?, service);
    let config = tunnel()?.with_rule(wildcard.clone())?;
    assert_eq!(config.with_rule(exact.clone()).err().map(|hidden| hidden.by().to_vec()), Some(vec![0]));
    assert!(tunnel()?.with_rule(exact)?.with_rule(wildcard).is_ok());
    Ok(())
}
