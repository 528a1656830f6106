//! The scripts of two stacks, read by other programs and run against a `docker` that is played by a shell script.

#[cfg(unix)]
mod dotenv;
#[cfg(unix)]
mod fake_docker;
mod powershell;
#[cfg(unix)]
mod start;
#[cfg(unix)]
mod status;
#[cfg(unix)]
mod stop;

use std::collections::BTreeSet;

use super::*;

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// Nearly everything a stack can have.
fn full_stack() -> ScriptContext {
    ScriptContext {
        project: "mcp".to_owned(),
        compose_minimum: ComposeVersion(2, 23, 1),
        unset: names(["BRAVE_API_KEY", "EXA_API_KEY", "MCP_GATEWAY_AUTH_TOKEN"]),
        required: vec!["MCP_GATEWAY_AUTH_TOKEN".to_owned(), "BRAVE_API_KEY".to_owned()],
        carried: vec!["BRAVE_API_KEY".to_owned(), "MCP_GATEWAY_AUTH_TOKEN".to_owned()],
        longest_value: 65_521,
        services: vec![
            Service {
                name: "migrate".to_owned(),
                stamp: Some(Stamp {
                    variable: "MCPGEN_STAMP_MIGRATE".to_owned(),
                    names: names(["EXA_API_KEY"]),
                }),
                optional: false,
                kind: ServiceKind::Preparation,
            },
            Service { name: "redis".to_owned(), stamp: None, optional: false, kind: ServiceKind::Container },
            Service {
                name: "mcp-gateway".to_owned(),
                stamp: Some(Stamp {
                    variable: "MCPGEN_STAMP_MCP_GATEWAY".to_owned(),
                    names: names(["BRAVE_API_KEY", "MCP_GATEWAY_AUTH_TOKEN"]),
                }),
                optional: false,
                kind: ServiceKind::Gateway(Gateway {
                    endpoint: Endpoint::Sse,
                    container_port: 8811,
                    published: Some("127.0.0.1:3333".parse().unwrap()),
                    token_name: Some("MCP_GATEWAY_AUTH_TOKEN".to_owned()),
                    servers: vec!["brave".to_owned(), "fetch".to_owned()],
                }),
            },
            Service {
                name: "cloudflare-tunnel".to_owned(),
                stamp: None,
                optional: false,
                kind: ServiceKind::Tunnel(Tunnel { addresses: vec!["https://mcp.rg1.io/sse".to_owned()] }),
            },
        ],
        networks: names(["mcp_mcp-network"]),
        images: names(["local.test/fetch:1"]),
    }
}

/// The least a stack can have: one gateway without secrets, that nobody reaches from outside.
fn small_stack() -> ScriptContext {
    ScriptContext {
        project: "small".to_owned(),
        compose_minimum: ComposeVersion(2, 20, 0),
        unset: BTreeSet::new(),
        required: Vec::new(),
        carried: Vec::new(),
        longest_value: 65_535,
        services: vec![Service {
            name: "gateway".to_owned(),
            stamp: None,
            optional: false,
            kind: ServiceKind::Gateway(Gateway {
                endpoint: Endpoint::Streaming,
                container_port: 8811,
                published: None,
                token_name: None,
                servers: Vec::new(),
            }),
        }],
        networks: BTreeSet::new(),
        images: BTreeSet::new(),
    }
}

/// No gateway at all: a tunnel in front of a container of one's own.
fn tunnel_only_stack() -> ScriptContext {
    let mut stack = small_stack();
    stack.services = vec![Service {
        name: "tunnel".to_owned(),
        stamp: None,
        optional: false,
        kind: ServiceKind::Tunnel(Tunnel { addresses: Vec::new() }),
    }];
    stack
}

fn stacks() -> [ScriptContext; 3] {
    [full_stack(), small_stack(), tunnel_only_stack()]
}

/// The scripts of all stacks, of those whose names end so.
fn scripts_named(ending: &str) -> Vec<(&'static str, String)> {
    stacks()
        .iter()
        .flat_map(|stack| render(stack).unwrap())
        .filter(|script| script.path.ends_with(ending))
        .map(|script| (script.path, script.text))
        .collect()
}

fn is_for_powershell(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension == "ps1")
}

#[test]
fn six_scripts_come_out_sorted_and_with_the_line_endings_of_their_system() {
    let scripts = render(&full_stack()).unwrap();
    let paths: Vec<_> = scripts.iter().map(|script| script.path).collect();
    assert!(paths.is_sorted());
    assert_eq!(paths.len(), 6);
    for script in scripts {
        let Script { path, text, executable } = script;
        if is_for_powershell(path) {
            assert!(!executable && text.starts_with("#Requires") && text.ends_with("\r\n"), "{path}");
            assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{path}");
        } else {
            assert!(executable && text.starts_with("#!/bin/sh\n") && text.ends_with('\n'), "{path}");
            assert!(!text.contains('\r'), "{path}");
        }
    }
}

#[test]
fn the_twins_state_the_same_exit_codes() {
    let scripts = render(&full_stack()).unwrap();
    let exit_codes = |path: &str| -> Vec<String> {
        let script = scripts.iter().find(|script| script.path == path).unwrap();
        let lines = script.text.lines().skip_while(|line| *line != "Exit codes:");
        lines.take_while(|line| !line.is_empty() && *line != "END").map(str::to_owned).collect()
    };
    for name in ["start", "status", "stop"] {
        let of_sh = exit_codes(&format!("scripts/{name}.sh"));
        assert!(of_sh.len() > 3, "{name}");
        assert_eq!(of_sh, exit_codes(&format!("scripts/{name}.ps1")), "{name}");
    }
}

#[test]
fn only_a_powershell_script_with_more_than_ascii_has_a_byte_order_mark() {
    let mut stack = full_stack();
    stack.project = "caf\u{e9}".to_owned();
    for script in render(&stack).unwrap() {
        let is_marked = script.text.starts_with('\u{FEFF}');
        assert_eq!(is_marked, is_for_powershell(script.path), "{}", script.path);
    }
}

#[test]
fn a_text_with_a_nul_or_a_line_break_fails_the_render() {
    for project in ["a\0b", "one\ntwo", "one\r"] {
        let mut stack = full_stack();
        stack.project = project.to_owned();
        let message = render(&stack).unwrap_err().to_string();
        assert!(message.contains("a text with a NUL or a line break"), "{message}");
    }
}

#[test]
fn all_interfaces_is_no_address_to_give_a_client() {
    for (published, shown) in [
        ("0.0.0.0:80", "http://127.0.0.1:80/sse"),
        ("[::]:80", "http://[::1]:80/sse"),
        ("192.168.1.7:80", "http://192.168.1.7:80/sse"),
    ] {
        let mut stack = full_stack();
        for service in &mut stack.services {
            if let ServiceKind::Gateway(gateway) = &mut service.kind {
                gateway.published = Some(published.parse().unwrap());
            }
        }
        for script in render(&stack).unwrap() {
            if !script.path.contains("stop") {
                assert!(script.text.contains(shown), "{}: {shown}", script.path);
            }
        }
    }
}

#[test]
fn no_script_prints_the_configuration_or_forces_containers_anew() {
    for (path, text) in scripts_named("") {
        for refused in ["force-recreate", " config", "safe"] {
            assert!(!text.contains(refused), "{path}: {refused}");
        }
    }
}
