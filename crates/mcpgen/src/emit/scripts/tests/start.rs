//! `start.sh` against a played docker.

use std::os::unix::fs::symlink;
use std::path::Path;

use super::fake_docker::FakeDocker;
use super::*;

const COMPOSE: &str = "compose -p mcp -f docker-compose.yml --env-file .env";

fn started() -> FakeDocker {
    FakeDocker::new(&full_stack())
}

#[test]
fn a_stack_that_comes_up_ends_with_its_addresses() {
    let fake = started();
    let run = fake.run("start.sh");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "server brave: up\nserver fetch: up\ntunnel: connected\n\
         mcp-gateway: http://127.0.0.1:3333/sse\n    \
         header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>\n\
         public: https://mcp.rg1.io/sse\n"
    );
    let compose: Vec<_> = run.calls.iter().filter(|call| call.starts_with("compose -p")).collect();
    assert_eq!(
        compose,
        [
            &format!("{COMPOSE} up -d --remove-orphans --wait --wait-timeout 330 redis mcp-gateway"),
            &format!("{COMPOSE} up -d --no-deps --remove-orphans cloudflare-tunnel"),
        ]
    );
    assert!(!run.calls.iter().any(|call| call.starts_with("pull")), "an image that is here is not pulled");
}

#[test]
fn a_stack_with_nothing_optional_starts_as_well() {
    for stack in [small_stack(), tunnel_only_stack()] {
        let run = FakeDocker::new(&stack).run("start.sh");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
    let run = FakeDocker::new(&small_stack()).run("start.sh");
    assert_eq!(run.stdout, "gateway: not published; inside the stack http://gateway:8811/mcp\n");
}

/// One gateway, and beside it what only runs while its profiles are on.
fn stack_with_profiles() -> ScriptContext {
    let optional = |name: &str, kind| Service { name: name.to_owned(), stamp: None, optional: true, kind };
    let mut stack = ScriptContext { project: "mcp".to_owned(), ..small_stack() };
    stack.services.push(optional("adminer", ServiceKind::Container));
    stack.services.push(optional("mailpit", ServiceKind::Container));
    stack.services.push(optional("seed", ServiceKind::Job));
    stack.services.push(Service { optional: false, ..optional("prepare", ServiceKind::Preparation) });
    stack
}

#[test]
fn what_has_profiles_is_started_and_waited_for_only_while_one_is_on() {
    let calls = |services: &str| {
        let fake = FakeDocker::new(&stack_with_profiles());
        fake.answer("services", services);
        let run = fake.run("start.sh");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.calls
            .into_iter()
            .filter(|call| call.contains(" up ") || call.starts_with("stop "))
            .collect::<Vec<_>>()
    };
    let wait = format!("{COMPOSE} up -d --remove-orphans --wait --wait-timeout 330 gateway");
    assert_eq!(
        calls("gateway\nprepare\nadminer\nseed\n"),
        [
            "stop mailpit-1".to_owned(),
            format!("{wait} adminer"),
            format!("{COMPOSE} up -d --no-deps --remove-orphans seed"),
        ]
    );
    // A service whose name begins like another's is not that one.
    assert_eq!(
        calls("gateway\nprepare\nadminer2\n"),
        ["stop adminer-1".to_owned(), "stop mailpit-1".to_owned(), "stop seed-1".to_owned(), wait.clone()]
    );
}

#[test]
fn a_compose_that_cannot_tell_what_is_on_starts_nothing() {
    let run = FakeDocker::new(&stack_with_profiles()).run("start.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("which services are on"), "{}", run.stderr);
    assert!(!run.calls.iter().any(|call| call.contains(" up ") || call.starts_with("stop ")));
}

#[test]
fn the_second_call_of_compose_is_only_for_what_is_not_waited_for() {
    let calls = |stack: &ScriptContext| -> Vec<String> {
        let run = FakeDocker::new(stack).run("start.sh");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let up = run.calls.iter().filter_map(|call| call.split_once(" --env-file .env "));
        up.map(|(_, command)| command.to_owned()).collect()
    };
    let mut stack = small_stack();
    let wait = "up -d --remove-orphans --wait --wait-timeout 330 gateway";
    assert_eq!(calls(&stack), [wait]);

    stack.services.push(Service {
        name: "seed".to_owned(),
        stamp: None,
        optional: false,
        kind: ServiceKind::Preparation,
    });
    assert_eq!(calls(&stack), [wait]);

    stack.services.push(Service {
        name: "report".to_owned(),
        stamp: None,
        optional: false,
        kind: ServiceKind::Job,
    });
    assert_eq!(calls(&stack), [wait, "up -d --no-deps --remove-orphans report"]);

    stack.services.retain(|service| service.name != "seed");
    assert_eq!(calls(&stack), [wait, "up -d --remove-orphans"]);
    assert_eq!(calls(&tunnel_only_stack()), ["up -d --remove-orphans"]);
}

#[test]
fn without_docker_the_person_is_told_to_install_it() {
    let fake = started();
    fake.no_program("docker");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("start: docker is not on PATH. Install"), "{}", run.stderr);
}

#[test]
fn an_engine_that_is_down_is_told_apart_from_a_missing_docker() {
    let fake = started();
    fake.answer("engine-down", "");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("Cannot connect"), "{}", run.stderr);
    assert!(run.stderr.contains("start: the Docker engine does not answer"), "{}", run.stderr);
    assert!(!run.touched_the_stack());
}

#[test]
fn a_missing_compose_plugin_is_named() {
    let fake = started();
    fake.no_answer("compose-version");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("no Compose plugin"), "{}", run.stderr);
}

#[test]
fn an_old_compose_is_refused_by_number_and_not_by_spelling() {
    let fake = started();
    for old in ["2.9.0", "v2.23.0", "2.23", "1.29.2", "2.3.40-desktop.1", "0.99.99"] {
        fake.answer("compose-version", old);
        let run = fake.run("start.sh");
        assert_eq!(run.code, 1, "{old}");
        let expected = format!("start: Compose {old} is too old: this stack needs 2.23.1 or newer");
        assert!(run.stderr.contains(&expected), "{}", run.stderr);
        assert!(!run.touched_the_stack());
    }
    for new in ["2.23.1", "v2.23.2", "2.26.1-4", "2.100.0", "v2.39.1-desktop.1", "5.0.0", "3", "dev"] {
        fake.answer("compose-version", new);
        assert_eq!(fake.run("start.sh").code, 0, "{new}");
    }
}

#[test]
fn a_missing_file_is_named_with_its_folder() {
    for (file, hint) in [(".env", ".env.example"), ("docker-compose.yml", "scripts folder")] {
        let fake = started();
        std::fs::remove_file(fake.path("stack").join(file)).unwrap();
        let run = fake.run("start.sh");
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(&format!("start: there is no {file} in /")), "{}", run.stderr);
        assert!(run.stderr.contains(hint), "{}", run.stderr);
    }
}

#[test]
fn all_names_without_a_value_are_told_at_once_and_nothing_is_started() {
    let fake = started();
    fake.dotenv("EXA_API_KEY=x\nBRAVE_API_KEY=\n");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("/stack/.env:\n    MCP_GATEWAY_AUTH_TOKEN\n    BRAVE_API_KEY\n"),
        "{}",
        run.stderr
    );
    assert!(!run.touched_the_stack());
}

#[test]
fn a_name_exported_in_the_shell_does_not_reach_compose() {
    let fake = started();
    let run = fake.run_with(
        "start.sh",
        &[],
        &[
            ("BRAVE_API_KEY", "from-the-shell"),
            ("EXA_API_KEY", ""),
            ("COMPOSE_FILE", "other.yml"),
            ("COMPOSE_PROFILES", "x"),
            ("MCPGEN_STAMP_MCP_GATEWAY", "stale"),
            ("COMPOSE_PROGRESS", "quiet"),
        ],
    );
    assert_eq!(run.code, 0);
    for name in ["BRAVE_API_KEY", "EXA_API_KEY", "COMPOSE_FILE", "COMPOSE_PROFILES"] {
        assert_eq!(fake.given(name), None, "{name}");
    }
    assert_eq!(fake.given("COMPOSE_PROGRESS").as_deref(), Some("quiet"));
    assert_ne!(fake.given("MCPGEN_STAMP_MCP_GATEWAY").as_deref(), Some("stale"));
}

#[test]
fn an_image_that_cannot_be_pulled_is_told_and_the_rest_starts() {
    let fake = started();
    fake.no_answer("image");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 0);
    assert_eq!(run.call("pull"), "pull local.test/fetch:1");

    fake.answer("pull-fails", "");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("start: cannot pull local.test/fetch:1"), "{}", run.stderr);
    assert!(run.touched_the_stack());
}

#[test]
fn a_stack_that_does_not_become_healthy_says_which_service_and_why() {
    let fake = started();
    fake.answer("wait-fails", "");
    fake.service("mcp-gateway", "restarting", "reading catalog: no such file\n");
    fake.no_answer("containers-migrate");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stderr,
        "start: migrate: has no container\n\
         start: redis: running, healthy, exit code 0, 0 restarts\n\
         start: mcp-gateway: restarting, exit code 0, 0 restarts\n    reading catalog: no such file\n\
         start: not started: mend what is said above, then start again.\n"
    );
    assert_eq!(run.call("logs"), "logs --tail 15 mcp-gateway-1");
}

#[test]
fn a_tunnel_that_cannot_even_be_created_is_a_failure() {
    let fake = started();
    fake.answer("up-fails", "");
    fake.no_answer("containers-cloudflare-tunnel");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("start: cloudflare-tunnel: has no container"), "{}", run.stderr);
}

#[test]
fn a_server_that_the_gateway_does_not_list_is_missing() {
    let fake = started();
    fake.service(
        "mcp-gateway",
        "running, healthy",
        "  > brave: (2 tools)\n  > Can't start fetch: EOF\n  > prefetch: (1 tools)\n> Initialized in 1s\n",
    );
    let run = fake.run("start.sh");
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("server brave: up\n"), "{}", run.stdout);
    assert!(run.stderr.contains("start: server fetch is missing"), "{}", run.stderr);
    assert!(run.stderr.contains("      > Can't start fetch: EOF\n"), "{}", run.stderr);
    assert!(run.call("logs --since").ends_with("2026-01-02T03:04:05.678Z mcp-gateway-1"));
}

#[test]
fn a_secret_that_did_not_arrive_is_told_by_its_name() {
    let fake = started();
    let warning =
        "Warning: Secret 'brave.api_key' not found for server 'brave', setting BRAVE_API_KEY=<UNKNOWN>";
    fake.service(
        "mcp-gateway",
        "running, healthy",
        &format!("{warning}\n  > brave: (2 tools)\n  > fetch: (1 tools)\n> Initialized in 1s\n"),
    );
    let run = fake.run("start.sh");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(&format!("did not reach its server:\n    {warning}\n")), "{}", run.stderr);
}

#[test]
fn a_log_without_its_start_proves_nothing() {
    let fake = started();
    fake.service("mcp-gateway", "running, healthy", "- Client initialized\n");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("is not known"), "{}", run.stderr);
}

#[test]
fn a_tunnel_that_does_not_connect_is_waited_for_and_is_no_failure() {
    let fake = started();
    fake.service("cloudflare-tunnel", "running, starting", "ERR no route\n");
    let run = fake.run("start.sh");
    assert_eq!(run.code, 3);
    assert_eq!(run.calls.iter().filter(|call| *call == "sleep 1").count(), 29);
    assert!(
        run.stderr.contains("start: the tunnel is not connected yet (running, starting)"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.ends_with("    ERR no route\n"), "{}", run.stderr);
    assert!(run.stdout.contains("http://127.0.0.1:3333/sse"), "{}", run.stdout);
    assert_eq!(run.call("logs --tail"), "logs --tail 3 cloudflare-tunnel-1");
}

#[test]
fn a_missing_server_counts_more_than_a_tunnel_that_is_not_connected() {
    let fake = started();
    fake.service("cloudflare-tunnel", "restarting", "");
    fake.service("mcp-gateway", "running, healthy", "> Initialized in 1s\n");
    assert_eq!(fake.run("start.sh").code, 2);
}

#[test]
fn help_asks_docker_nothing_and_an_unknown_argument_is_a_usage_error() {
    let fake = started();
    for script in ["start.sh", "status.sh", "stop.sh"] {
        for help in ["--help", "-h"] {
            let run = fake.run_with(script, &[help], &[]);
            assert_eq!((run.code, run.calls.len()), (0, 0), "{script} {help}");
            assert!(run.stdout.starts_with(&format!("Usage: {script}")), "{}", run.stdout);
        }
        for wrong in [&["--hlep"][..], &[""], &["--help", "me"]] {
            let run = fake.run_with(script, wrong, &[]);
            assert_eq!((run.code, run.calls.len()), (64, 0), "{script} {wrong:?}");
            assert!(
                run.stderr.contains("unknown argument") && run.stderr.contains("Usage:"),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn it_works_from_any_directory_and_through_a_linked_folder() {
    let fake = started();
    let stack = fake.path("stack").canonicalize().unwrap();
    std::fs::create_dir(fake.path("elsewhere")).unwrap();
    symlink(fake.path("stack/scripts"), fake.path("elsewhere/-link $HOME")).unwrap();
    let elsewhere = fake.path("elsewhere");
    for (directory, script) in [
        (stack.join("scripts"), Path::new("start.sh").to_owned()),
        (stack.clone(), Path::new("scripts/start.sh").to_owned()),
        (elsewhere.clone(), elsewhere.join("-link $HOME/start.sh")),
        (elsewhere.clone(), Path::new("./-link $HOME/start.sh").to_owned()),
    ] {
        let run = fake.run_at(&directory, &script, &[], &[("CDPATH", "/:/tmp")]);
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (0, ""),
            "{} in {}",
            script.display(),
            directory.display()
        );
        assert_eq!(fake.folder_of_compose(), stack);
    }
}

#[test]
fn no_value_of_dotenv_is_printed_or_passed_as_an_argument() {
    let fake = started();
    fake.answer("wait-fails", "");
    let failed = fake.run("start.sh");
    fake.no_answer("wait-fails");
    for run in [failed, fake.run("start.sh"), fake.run("status.sh"), fake.run("stop.sh")] {
        for text in [run.stdout, run.stderr, run.calls.concat()] {
            assert!(!text.contains("-secret"), "{text}");
        }
    }
}
