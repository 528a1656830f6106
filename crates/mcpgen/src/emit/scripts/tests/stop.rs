//! `stop.sh` against a played docker.

use std::path::Path;

use super::fake_docker::FakeDocker;
use super::*;

#[test]
fn the_gateway_stops_then_its_servers_go_then_the_rest() {
    let fake = FakeDocker::new(&full_stack());
    fake.answer("servers", "one\ntwo\n");
    let run = fake.run_with("stop.sh", &[], &[("COMPOSE_FILE", "other.yml")]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.calls,
        [
            "version",
            "compose version",
            "compose -p mcp stop",
            "ps -aq --filter label=docker-mcp=true --filter network=mcp_mcp-network",
            "rm -f -v one",
            "rm -f -v two",
            "compose -p mcp down",
        ]
    );
    assert_eq!(fake.folder_of_compose(), Path::new("/"));
    assert_eq!(fake.given("COMPOSE_FILE"), None);
}

#[test]
fn a_stack_whose_files_are_gone_is_stopped_all_the_same_and_twice() {
    let fake = FakeDocker::new(&full_stack());
    for file in [".env", "docker-compose.yml"] {
        std::fs::remove_file(fake.path("stack").join(file)).unwrap();
    }
    assert_eq!(fake.run("stop.sh").code, 0);
    assert_eq!(fake.run("stop.sh").code, 0);
}

#[test]
fn a_stack_without_networks_of_its_own_leaves_servers_alone() {
    let run = FakeDocker::new(&small_stack()).run("stop.sh");
    assert_eq!(run.code, 0);
    assert!(!run.calls.iter().any(|call| call.contains("docker-mcp")), "{:?}", run.calls);
}

#[test]
fn what_does_not_stop_is_told_after_everything_was_tried() {
    for failing in ["stop-fails", "down-fails"] {
        let fake = FakeDocker::new(&full_stack());
        fake.answer(failing, "");
        let run = fake.run("stop.sh");
        assert_eq!(run.code, 1, "{failing}");
        assert!(run.stderr.contains("stop: not stopped as a whole"), "{}", run.stderr);
        assert_eq!(run.call(" down"), "compose -p mcp down");
    }
}

#[test]
fn without_docker_its_engine_or_compose_nothing_is_stopped() {
    let fake = FakeDocker::new(&full_stack());
    fake.no_answer("compose-version");
    assert_eq!(fake.run("stop.sh").code, 1);
    fake.answer("engine-down", "");
    assert_eq!(fake.run("stop.sh").code, 1);
    fake.no_program("docker");
    assert_eq!(fake.run("stop.sh").code, 1);
}

#[test]
fn a_name_full_of_syntax_reaches_docker_as_one_word() {
    let mut stack = full_stack();
    stack.project = "it's `a` $(b) \"c\" \\ ;&|#*~ -d \u{2019}e".to_owned();
    stack.networks = names(["-x 'y'"]);
    let run = FakeDocker::new(&stack).run("stop.sh");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.call(" down"), format!("compose -p {} down", stack.project));
    assert!(run.call("docker-mcp=true").ends_with(" --filter network=-x 'y'"));
}
