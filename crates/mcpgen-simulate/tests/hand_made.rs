//! A stack that was written by hand, that starts, whose health is green, and in which next to nothing works: each of its
//! defects is found. Its files are in `hand-made`.

#![expect(clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::collections::BTreeMap;

use mcpgen_simulate::{
    Access, CatalogState, Code, Entry, FileAccess, FileText, Finding, Machine, MemoryFolder, Origin,
    SecretState, Simulation, Standing, Status, simulate,
};

/// Who wrote the files.
const PERSON: u32 = 1000;

const HOME: &str = "/home/ryan";

/// The stack on a machine whose shell has `variables`; the files of the home folder are there, and belong to the person.
fn simulation(variables: &[(&str, &str)]) -> Simulation {
    let folder = MemoryFolder::default()
        .with_file("docker-compose.yml", include_str!("hand-made/docker-compose.yml"))
        .with_file(".env", include_str!("hand-made/dot-env"))
        .with_file(
            format!("{HOME}/.docker/mcp/catalogs/docker-mcp.yaml"),
            include_str!("hand-made/home/.docker/mcp/catalogs/docker-mcp.yaml"),
        )
        .with_file(
            format!("{HOME}/.docker/mcp/catalogs/rg-mcp.yaml"),
            include_str!("hand-made/home/.docker/mcp/catalogs/rg-mcp.yaml"),
        )
        .with(
            format!("{HOME}/.cloudflared/docker-config.yml"),
            file(include_str!("hand-made/home/.cloudflared/docker-config.yml"), 0o644),
        )
        .with(format!("{HOME}/.cloudflared/741d42fb-5a6a-47f6-9b67-47e95011f865.json"), file("{}", 0o400))
        .with(format!("{HOME}/.cloudflared/cert.pem"), file("", 0o600))
        .with("/.docker", Entry::Missing)
        .with("/.cloudflared", Entry::Missing);
    let environment: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    simulate(&folder, &Machine::with_environment(environment))
}

fn file(text: &str, mode: u32) -> Entry {
    let access = FileAccess { user: PERSON, group: PERSON, mode };
    Entry::File { text: Some(FileText::new(text)), access: Some(access) }
}

/// With Windows' variable of the home folder.
fn with_profile() -> Simulation {
    simulation(&[("USERPROFILE", HOME)])
}

fn only(simulation: &Simulation, code: Code) -> Finding {
    let found: Vec<&Finding> = simulation.found(code).collect();
    assert_eq!(found.len(), 1, "{code}: {found:?}");
    found[0].clone()
}

#[test]
fn it_starts_and_its_health_is_green() {
    let simulation = with_profile();
    let gateway = simulation.gateway("mcp-gateway").unwrap();
    assert!(gateway.starts);
    let health = gateway.answers.iter().find(|answer| answer.url.ends_with("/health")).unwrap();
    assert_eq!(health.without_token, Status::Code(200));
    assert!(!simulation.works());
}

#[test]
fn the_api_keys_never_reach_the_servers() {
    let simulation = with_profile();
    let gateway = simulation.gateway("mcp-gateway").unwrap();
    for (server, variable) in [("brave", "BRAVE_API_KEY"), ("exa", "EXA_API_KEY")] {
        let found = &gateway.server(server).unwrap().environment[0];
        assert_eq!(found.name, variable);
        assert!(matches!(&found.origin, Origin::Secret { state: SecretState::Unresolved, .. }));
        assert!(found.value.is(&format!("se://docker/mcp/{server}.api_key")));
    }
    let ignored: Vec<&str> =
        simulation.found(Code::EnvironmentIgnored).filter_map(|finding| finding.subject.as_deref()).collect();
    assert_eq!(ignored, ["BRAVE_API_KEY", "EXA_API_KEY"]);
}

#[test]
fn a_server_that_no_catalog_has_is_dropped_without_a_word() {
    let simulation = with_profile();
    assert_eq!(only(&simulation, Code::ServerVanishes).subject.as_deref(), Some("clickup"));
    let standing = simulation.gateway("mcp-gateway").unwrap().server("clickup").unwrap().standing;
    assert_eq!(standing, Standing::Vanishes);
}

#[test]
fn git_starts_with_no_repository_mounted() {
    let simulation = with_profile();
    let git = simulation.gateway("mcp-gateway").unwrap().server("git").unwrap();
    assert_eq!((git.standing, git.mounts.len()), (Standing::Appears, 0));
    let finding = only(&simulation, Code::ConfigurationKeyMissing);
    assert!(finding.message.contains("`paths`") && finding.message.contains("nothing mounted"));
}

#[test]
fn every_restart_makes_a_new_token() {
    let simulation = with_profile();
    assert_eq!(simulation.gateway("mcp-gateway").unwrap().access, Access::RandomToken);
    assert!(only(&simulation, Code::TokenRandom).message.contains("401"));
}

#[test]
fn a_route_or_a_catalog_that_is_changed_does_not_arrive_at_the_next_start() {
    let simulation = with_profile();
    let unnoticed: Vec<&str> =
        simulation.found(Code::ChangeUnnoticed).filter_map(|finding| finding.subject.as_deref()).collect();
    assert_eq!(unnoticed, ["/home/ryan/.cloudflared", "/home/ryan/.docker/mcp"]);
}

#[test]
fn a_key_of_the_shell_beats_the_one_of_the_file_and_neither_is_told() {
    let simulation = simulation(&[("USERPROFILE", HOME), ("EXA_API_KEY", "key-of-exa-in-the-shell")]);
    assert_eq!(only(&simulation, Code::ShellBeatsDotenv).subject.as_deref(), Some("EXA_API_KEY"));
    for text in [simulation.to_text(), simulation.to_json(), format!("{simulation:?}")] {
        assert!(!text.contains("key-of-"), "{text}");
    }
}

#[test]
fn the_port_is_open_on_all_interfaces() {
    let simulation = with_profile();
    assert!(!simulation.gateway("mcp-gateway").unwrap().published[0].only_here);
    assert!(only(&simulation, Code::PublishedWide).message.contains("3333"));
}

#[test]
fn the_account_certificate_is_mounted() {
    assert_eq!(
        only(&with_profile(), Code::AccountExposed).subject.as_deref(),
        Some("/home/ryan/.cloudflared")
    );
}

#[test]
fn where_the_variable_of_windows_is_not_set_other_folders_are_mounted() {
    let simulation = simulation(&[("HOME", HOME)]);
    let misled: Vec<&str> =
        simulation.found(Code::MountMisled).filter_map(|finding| finding.subject.as_deref()).collect();
    assert_eq!(misled, ["/.cloudflared", "/.docker/mcp"]);
    let gateway = simulation.gateway("mcp-gateway").unwrap();
    assert!(gateway.catalogs.iter().all(|catalog| catalog.state == CatalogState::Missing));
    assert!(gateway.servers.iter().all(|server| server.standing == Standing::Vanishes));
    assert_eq!(simulation.found(Code::CatalogMissing).count(), 2);
    assert_eq!(simulation.found(Code::TunnelConfigMissing).count(), 1);
}

#[test]
fn the_user_of_the_tunnel_cannot_read_its_credentials() {
    let simulation = with_profile();
    assert_eq!(simulation.tunnels[0].starts, Some(false));
    assert!(only(&simulation, Code::CredentialsUnreadable).message.contains("65532"));
    assert!(simulation.tunnels[0].answers.iter().all(|answer| answer.with_token == Status::Code(530)));
}

#[test]
fn who_can_send_no_header_cannot_log_in() {
    let finding = only(&with_profile(), Code::NoLogin);
    assert!(finding.message.contains("ChatGPT") && finding.subject.as_deref() == Some("mcp.rg1.io"));
}

#[test]
fn the_servers_reach_the_metrics_of_the_tunnel() {
    let simulation = with_profile();
    assert!(simulation.tunnels[0].metrics_exposed);
    assert_eq!(simulation.found(Code::MetricsExposed).count(), 1);
}
