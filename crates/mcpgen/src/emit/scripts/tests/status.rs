//! `status.sh` against a played docker.

use super::fake_docker::FakeDocker;
use super::*;

/// A stack that runs, with a curl to whom the published port answers.
fn running() -> FakeDocker {
    let fake = FakeDocker::new(&full_stack());
    fake.program("curl", "#!/bin/sh\nprintf 'curl %s\\n' \"$*\" >> \"$ANSWERS/calls\"\n");
    fake
}

#[test]
fn a_stack_that_runs_is_told_whole() {
    let fake = running();
    fake.service("cloudflare-tunnel", "running, healthy", "INF connected\n");
    fake.answer("servers", "brave: mcp/brave, Up 2 minutes\n");
    let run = fake.run("status.sh");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "Services
    migrate: exited, exit code 0, 0 restarts
    redis: running, healthy, exit code 0, 0 restarts
    mcp-gateway: running, healthy, exit code 0, 0 restarts
    cloudflare-tunnel: running, healthy, exit code 0, 0 restarts
MCP servers running now
    brave: mcp/brave, Up 2 minutes
Last log lines of mcp-gateway
      > brave: (3 tools)
      > fetch: (3 tools)
    > Initialized in 1s
Last log lines of cloudflare-tunnel
    INF connected
Published ports
    http://127.0.0.1:3333/health: answers
Tunnel: connected
Addresses for clients
    mcp-gateway: http://127.0.0.1:3333/sse
        header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>
    public: https://mcp.rg1.io/sse
"
    );
    assert!(run.call("docker-mcp=true").contains("--filter network=mcp_mcp-network "));
    assert!(run.call("curl").ends_with("http://127.0.0.1:3333/health"));
    assert!(!run.touched_the_stack());
}

#[test]
fn what_has_profiles_and_no_container_is_off_and_nothing_is_wrong() {
    let mut stack = small_stack();
    for name in ["adminer", "mailpit"] {
        let (name, kind) = (name.to_owned(), ServiceKind::Container);
        stack.services.push(Service { name, stamp: None, optional: true, kind });
    }
    let fake = FakeDocker::new(&stack);
    fake.no_answer("containers-adminer");
    let run = fake.run("status.sh");
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(run.stdout.contains("    adminer: off, as its profiles are\n"), "{}", run.stdout);
    assert!(run.stdout.contains("    mailpit: running, healthy, "), "{}", run.stdout);
}

#[test]
fn a_stack_with_nothing_optional_is_told_as_well() {
    for stack in [small_stack(), tunnel_only_stack()] {
        let run = FakeDocker::new(&stack).run("status.sh");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
}

#[test]
fn neither_dotenv_nor_the_compose_file_is_needed() {
    let fake = running();
    for file in [".env", "docker-compose.yml"] {
        std::fs::remove_file(fake.path("stack").join(file)).unwrap();
    }
    assert_eq!(fake.run("status.sh").code, 0);
}

#[test]
fn what_does_not_run_makes_the_status_bad() {
    for (service, state) in [
        ("mcp-gateway", "running, starting"),
        ("mcp-gateway", "running, unhealthy"),
        ("mcp-gateway", "restarting"),
        ("redis", "exited"),
        ("redis", "paused"),
        ("migrate", "created"),
        ("cloudflare-tunnel", "exited"),
    ] {
        let fake = running();
        fake.service(service, state, "");
        let run = fake.run("status.sh");
        assert_eq!(run.code, 1, "{service}: {state}");
        assert!(run.stdout.contains(&format!("    {service}: {state}, exit code")), "{}", run.stdout);
        assert_eq!(
            run.stdout.contains("Tunnel: connected"),
            service != "cloudflare-tunnel",
            "{}",
            run.stdout
        );
    }
    let fake = running();
    fake.answer("exit-code-migrate-1", "3");
    assert_eq!(fake.run("status.sh").code, 1);
}

#[test]
fn a_container_without_a_healthcheck_only_has_to_run() {
    let fake = running();
    fake.service("redis", "running", "");
    assert_eq!(fake.run("status.sh").code, 0);
}

#[test]
fn a_service_without_a_container_is_not_created() {
    let fake = running();
    fake.no_answer("containers-cloudflare-tunnel");
    let run = fake.run("status.sh");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("    cloudflare-tunnel: not created\n"), "{}", run.stdout);
    assert!(run.stdout.contains("Tunnel: not connected\n"), "{}", run.stdout);
}

#[test]
fn a_tunnel_that_is_not_connected_has_a_code_of_its_own() {
    for state in ["running, starting", "running, unhealthy", "restarting", "restarting, unhealthy"] {
        let fake = running();
        fake.service("cloudflare-tunnel", state, "");
        let run = fake.run("status.sh");
        assert_eq!(run.code, 3, "{state}");
        assert!(run.stdout.contains("Tunnel: not connected\n"), "{}", run.stdout);
        fake.service("redis", "exited", "");
        assert_eq!(fake.run("status.sh").code, 1, "{state}");
    }
}

#[test]
fn a_port_that_does_not_answer_is_told_whoever_asks() {
    let fake = running();
    fake.program("curl", "#!/bin/sh\necho refused >&2\nexit 7\n");
    let run = fake.run("status.sh");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("/health: does not answer\n"), "{}", run.stdout);

    fake.no_program("curl");
    fake.program("wget", "#!/bin/sh\nexit 4\n");
    assert_eq!(fake.run("status.sh").code, 1);
    fake.program("wget", "#!/bin/sh\n[ -z \"$http_proxy\" ]\n");
    assert_eq!(fake.run_with("status.sh", &[], &[("http_proxy", "http://proxy.test")]).code, 0);

    fake.no_program("wget");
    let run = fake.run("status.sh");
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("/health: cannot tell"), "{}", run.stdout);
}

#[test]
fn without_docker_or_its_engine_nothing_is_known() {
    let fake = running();
    fake.answer("engine-down", "");
    let run = fake.run("status.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("status: the Docker engine does not answer"), "{}", run.stderr);
    fake.no_program("docker");
    let run = fake.run("status.sh");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("status: docker is not on PATH"), "{}", run.stderr);
}
