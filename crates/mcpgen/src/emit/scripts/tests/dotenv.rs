//! How `start.sh` reads `.env`: which names have a value, and what a stamp is made of.

use super::fake_docker::FakeDocker;
use super::*;

/// A stack that needs `KEY`, and one stamp on `KEY` and `LIST`.
fn stack() -> ScriptContext {
    let mut stack = small_stack();
    stack.required = vec!["KEY".to_owned()];
    for service in &mut stack.services {
        service.stamp = Some(Stamp { variable: "STAMP".to_owned(), names: names(["KEY", "LIST"]) });
    }
    stack
}

fn has_value(fake: &FakeDocker, dotenv: &str) -> bool {
    fake.dotenv(dotenv);
    let run = fake.run("start.sh");
    let missing = run.stderr.contains("no value");
    assert_eq!(run.code, i32::from(missing), "{dotenv:?}: {}", run.stderr);
    !missing
}

fn stamp(fake: &FakeDocker, dotenv: impl AsRef<[u8]>) -> String {
    fake.dotenv(dotenv);
    assert_eq!(fake.run("start.sh").code, 0);
    fake.given("STAMP").unwrap()
}

#[test]
fn a_name_without_a_value_is_missing_however_that_is_written() {
    let fake = FakeDocker::new(&stack());
    for dotenv in [
        "",
        "OTHER=x\n",
        "KEY=\n",
        "KEY=",
        "KEY=\r\n",
        "KEY =  \t\n",
        "KEY=''\n",
        "KEY=\"\" # none yet\n",
        "KEY= # none yet\n",
        "export KEY=\n",
        "  export\tKEY = ''\n",
        "KEY:\n",
        "KEY\n",
        "# KEY=x\n",
        "MY_KEY=x\nKEY_2=x\nkey=x\n",
        "KEY=x\nKEY=\n",
        "OTHER='\nKEY=x\n'\n",
        "OTHER=\"a \\\"\nKEY=x\n\"\n",
        "\u{FEFF}KEY=\n",
    ] {
        assert!(!has_value(&fake, dotenv), "{dotenv:?}");
    }
}

#[test]
fn a_name_with_a_value_is_not_missing_however_that_is_written() {
    let fake = FakeDocker::new(&stack());
    for dotenv in [
        "KEY=x",
        "KEY=x\r\n",
        "\u{FEFF}KEY=x\n",
        "  export KEY = x\n",
        "KEY: x\n",
        "KEY=#x\n",
        "KEY=\"#\"\n",
        "KEY='\n'\n",
        "KEY=\"\n\n\"\n",
        "KEY='\\''\n",
        "KEY=\"\\\"\"\n",
        "KEY==\n",
        "KEY=\u{e9}\u{1F511}\n",
        "KEY=\nKEY=x\n",
        "OTHER=it's\nKEY=x\n",
        "OTHER='it\\'s'\nKEY=x\n",
        "OTHER=\"a\\\\\"\nKEY=x\n",
        "OTHER='a\nb'\nKEY=x\n",
    ] {
        assert!(has_value(&fake, dotenv), "{dotenv:?}");
    }
}

/// The PowerShell script must come to the same: a change of scripts recreates nothing.
#[test]
fn a_stamp_is_the_start_of_a_sha_256_over_the_lines_of_its_names() {
    let fake = FakeDocker::new(&stack());
    // printf 'KEY=x\nLIST="a\nb" # two\n' | sha256sum
    assert_eq!(stamp(&fake, "OTHER=1\nKEY=x\n# LIST=\nLIST=\"a\nb\" # two\nMORE=2\n"), "074d299e227bc07a");
    // sha256sum < /dev/null
    let mut without_secrets = small_stack();
    without_secrets.services[0].stamp = Some(Stamp { variable: "STAMP".to_owned(), names: names([]) });
    assert_eq!(stamp(&FakeDocker::new(&without_secrets), "OTHER=1\n"), "e3b0c44298fc1c14");
}

#[test]
fn a_stamp_changes_with_its_own_names_and_with_nothing_else() {
    let fake = FakeDocker::new(&stack());
    let before = stamp(&fake, "KEY=x\nLIST='a\nb'\n");
    for same in [
        "KEY=x\nLIST='a\nb'\n",
        "KEY=x\r\nLIST='a\r\nb'\r\n",
        "\u{FEFF}KEY=x\nLIST='a\nb'",
        "# a comment\nOTHER=1\n\nKEY=x\nMY_KEY=x\nLIST='a\nb'\nEND=\"\nKEY=y\n\"\n",
    ] {
        assert_eq!(stamp(&fake, same), before, "{same:?}");
    }
    for other in ["KEY=y\nLIST='a\nb'\n", "KEY=x\nLIST='a\nc'\n", "KEY=x\n", "KEY=x\nLIST='a\nb'\nKEY=z\n"] {
        assert_ne!(stamp(&fake, other), before, "{other:?}");
    }
    assert_ne!(stamp(&fake, b"KEY=\xff\n"), stamp(&fake, b"KEY=\xfe\n"));
}

#[test]
fn each_service_has_the_stamp_of_its_own_names() {
    let fake = FakeDocker::new(&full_stack());
    let stamps = |exa: &str, brave: &str| {
        fake.dotenv(format!("EXA_API_KEY={exa}\nBRAVE_API_KEY={brave}\nMCP_GATEWAY_AUTH_TOKEN=t\n"));
        fake.run("start.sh");
        (fake.given("MCPGEN_STAMP_MIGRATE").unwrap(), fake.given("MCPGEN_STAMP_MCP_GATEWAY").unwrap())
    };
    let before = stamps("1", "1");
    let exa_changed = stamps("2", "1");
    let brave_changed = stamps("1", "2");
    assert!(exa_changed.0 != before.0 && exa_changed.1 == before.1);
    assert!(brave_changed.0 == before.0 && brave_changed.1 != before.1);
}

#[test]
fn a_stamp_is_made_with_what_the_machine_has() {
    let fake = FakeDocker::new(&stack());
    let sha256 = stamp(&fake, "KEY=x\n");
    fake.no_program("sha256sum");
    fake.tool("cksum");
    let checksum = stamp(&fake, "KEY=x\n");
    assert_ne!(checksum, stamp(&fake, "KEY=y\n"));
    assert!(!checksum.is_empty() && !checksum.contains(' '), "{checksum}");

    // As `openssl dgst -r` and `shasum` write it: the digest, a blank, and what was read.
    let digest = "#!/bin/sh\ncat > /dev/null\necho \"$EXPECTED *stdin\"\n"
        .replace("$EXPECTED", &format!("{sha256}{sha256}"));
    fake.program("openssl", &digest);
    assert_eq!(stamp(&fake, "KEY=x\n"), sha256);
    fake.program("shasum", &digest.replace("*stdin", " -"));
    assert_eq!(stamp(&fake, "KEY=x\n"), sha256);
}

/// The names that start finds unfit for a gateway to carry.
fn is_unfit(fake: &FakeDocker, dotenv: &str) -> bool {
    fake.dotenv(dotenv);
    let run = fake.run("start.sh");
    let unfit = run.stderr.contains("cannot carry");
    assert_eq!(run.code, i32::from(unfit), "{dotenv:?}: {}", run.stderr);
    unfit
}

fn carrying_stack() -> ScriptContext {
    let mut stack = stack();
    stack.carried = vec!["KEY".to_owned()];
    stack.longest_value = 20;
    stack
}

#[test]
fn a_value_that_the_gateway_cannot_carry_stops_the_start() {
    let fake = FakeDocker::new(&carrying_stack());
    let long = "x".repeat(21);
    for dotenv in [
        "KEY=\"a\nb\"\n",
        "KEY='a\nb'\n",
        "KEY=\"a\\nb\"\n",
        "KEY=\"a\\rb\"\n",
        "KEY=' a'\n",
        "KEY=\"a \"\n",
        "KEY='a\t'\n",
        "KEY=\"\\ta\"\n",
        "KEY=\"a\\t\" # x\n",
        "KEY=' '\n",
        "KEY='a\u{a0}'\n",
        "KEY=\u{feff}a\n",
        "KEY='\u{feff}a'\n",
        "KEY=a\nKEY='a '\n",
        &format!("KEY={long}\n"),
        &format!("KEY='{long}'\n"),
    ] {
        assert!(is_unfit(&fake, dotenv), "{dotenv:?}");
    }
}

#[test]
fn a_value_that_the_gateway_can_carry_starts() {
    let fake = FakeDocker::new(&carrying_stack());
    let long = "x".repeat(20);
    for dotenv in [
        "KEY=a\n",
        "\u{feff}KEY=a\r\n",
        "KEY = a  \n",
        "KEY='\\nb'\n",
        "KEY='a\\nb\\t'\n",
        "KEY=\"\\\\n\"\n",
        "KEY=\"a\\\\nb\"\n",
        "KEY='a b' # two words\n",
        "KEY=a\\n\n",
        "KEY='a '\nKEY=a\n",
        "OTHER='a\nb '\nKEY=a\n",
        &format!("KEY={long}\n"),
        &format!("KEY='{long}'\n"),
    ] {
        assert!(!is_unfit(&fake, dotenv), "{dotenv:?}");
    }
}
