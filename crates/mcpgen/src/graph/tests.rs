//! That no text becomes syntax of a picture, and what a picture says.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{Graph, Target, dot, mermaid, svg};
use crate::{DockerRegistry, Stack};

const STACK: &str = r#"
[stack]
name = "mcp"
[networks.front]
[networks.back]
internal = true
[services.gateway]
kind = "mcp-gateway"
servers = ["brave", "fetch"]
networks = ["front"]
[services.web]
kind = "container"
image = "nginx:1.27.3"
networks = ["front", "back"]
ports = ["8080:80", "0.0.0.0:53:53/udp"]
depends-on = { database = "started" }
environment.PASSWORD = { secret = "PASSWORD" }
[services.database]
kind = "container"
image = "postgres:17"
networks = ["back"]
secrets = ["PASSWORD"]
[secrets.BRAVE_API_KEY]
[secrets.PASSWORD]
[services.tunnel]
kind = "cloudflared"
networks = ["front"]
[ingress]
tunnel = "0f2c1d3e-4b5a-6978-8796-a5b4c3d2e1f0"
credentials-file = "~/credentials.json"
[[ingress.routes]]
hostname = "mcp.example.com"
service = "gateway"
[[ingress.routes]]
hostname = "web.example.com"
path = "/admin"
status = 403
[[ingress.routes]]
hostname = "web.example.com"
service = "web"
port = 80
[[ingress.routes]]
hostname = "old.example.com"
url = "http://10.0.0.5:8000"
"#;

fn graph() -> Graph {
    static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
        let evaluation = Stack::read("stack.toml", STACK.as_bytes()).evaluate(&DockerRegistry);
        Graph::of(evaluation.plan().unwrap_or_else(|| panic!("{}", evaluation.report())))
    });
    GRAPH.clone()
}

/// Every text of a graph that is drawn.
fn texts(graph: &mut Graph) -> Vec<&mut String> {
    let mut texts = vec![&mut graph.name];
    for group in &mut graph.groups {
        texts.extend(group.networks.iter_mut().map(|network| &mut network.name));
        for service in &mut group.services {
            texts.push(&mut service.image);
            texts.extend(&mut service.published);
            texts.extend(&mut service.secrets);
            texts.extend(&mut service.remarks);
            for route in &mut service.routes {
                texts.push(&mut route.from);
                if let Target::Address(address) = &mut route.to {
                    texts.push(address);
                }
            }
            for server in &mut service.servers {
                texts.push(&mut server.name);
                texts.extend(&mut server.place);
                texts.extend(&mut server.secrets);
            }
        }
    }
    texts
}

/// Texts with what means something to one of the three languages.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-z0-9 ._/-]{1,4}",
        prop::sample::select(vec![
            "\"",
            "\\",
            "\\n",
            "\\\"",
            "#",
            ";",
            "#quot;",
            "&amp;",
            "&",
            "<br/>",
            "<",
            ">",
            "</text>",
            "]]>",
            "-->",
            "end",
            "%%",
            "`",
            "%%{",
            "}}",
            "{{",
            "]",
            "\n",
            "\r",
            "\u{2028}",
            "style:#a;",
            "www.a.b",
            "1. ",
            "- ",
            "\\G",
            "\\N",
            "_a_",
            "**",
            ":::",
            "click",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

/// What a text becomes that a language cannot hold.
fn without_controls(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character })
        .collect()
}

proptest! {
    #[test]
    fn mermaid_reads_the_text_back(text in text()) {
        let written = mermaid::escaped(&text);
        let is_harmless = |character: char| character.is_alphanumeric() || " .-/_#;".contains(character);
        prop_assert!(written.chars().all(is_harmless), "{written}");
        let mut read = String::new();
        let mut parts = written.split('#');
        read.push_str(parts.next().unwrap());
        for part in parts {
            let (number, rest) = part.split_once(';').unwrap();
            read.push(char::from_u32(number.parse().unwrap()).unwrap());
            read.push_str(rest);
        }
        prop_assert_eq!(read, text);
    }

    #[test]
    fn dot_reads_the_text_back(text in text()) {
        let written = dot::escaped(&text);
        let mut read = String::new();
        let mut characters = written.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => read.push(characters.next().unwrap()),
                '"' => prop_assert!(false, "{} ends early", written),
                character => read.push(character),
            }
        }
        prop_assert_eq!(read.replace("&amp;", "&"), without_controls(&text));
    }

    #[test]
    fn xml_reads_the_text_back(text in text()) {
        let written = svg::text::escaped(&text);
        prop_assert!(!written.contains(['<', '>', '"']), "{written}");
        let read = written.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        prop_assert_eq!(read, without_controls(&text));
    }

    #[test]
    fn no_text_changes_what_is_drawn(text in text()) {
        let (mut plain, mut strange) = (graph(), graph());
        for place in texts(&mut plain) {
            "x".clone_into(place);
        }
        for place in texts(&mut strange) {
            place.clone_from(&text);
        }
        prop_assert_eq!(strange.mermaid().lines().count(), plain.mermaid().lines().count());
        prop_assert_eq!(strange.dot().lines().count(), plain.dot().lines().count());
        prop_assert_eq!(strange.mermaid().matches('"').count(), plain.mermaid().matches('"').count());
        let elements = |graph: &Graph| graph.svg().replace("<title>", "").replace("</title>", "").matches('<').count();
        prop_assert_eq!(elements(&strange), elements(&plain));
    }
}

#[test]
fn services_stand_with_the_networks_that_they_are_on() {
    let graph = graph();
    let groups: Vec<(String, Vec<&str>)> = graph
        .groups
        .iter()
        .map(|group| (group.title(), group.services.iter().map(|service| service.name.as_str()).collect()))
        .collect();
    assert_eq!(
        groups,
        [
            ("network front".to_owned(), vec!["tunnel", "gateway"]),
            ("networks back (internal), front".to_owned(), vec!["web"]),
            ("network back (internal)".to_owned(), vec!["database"]),
        ]
    );
}

#[test]
fn each_gets_its_own_secrets_and_no_others() {
    let graph = graph();
    let found = |name: &str| graph.services().find(|service| service.name == name).unwrap().clone();
    assert_eq!(found("gateway").secrets, ["MCP_GATEWAY_AUTH_TOKEN"]);
    assert_eq!(found("gateway").servers[0].secrets, ["BRAVE_API_KEY"]);
    assert!(found("gateway").servers[1].secrets.is_empty());
    assert_eq!(found("web").secrets, ["PASSWORD"]);
    assert_eq!(found("database").secrets, ["PASSWORD"]);
    assert!(found("tunnel").secrets.is_empty());
}

#[test]
fn ports_and_routes_are_as_they_are_meant() {
    let graph = graph();
    let found = |name: &str| graph.services().find(|service| service.name == name).unwrap().clone();
    assert_eq!(found("gateway").published, ["127.0.0.1:8811"]);
    assert_eq!(found("web").published, ["127.0.0.1:8080 → 80", "0.0.0.0:53/udp"]);
    let routes: Vec<(String, Target)> =
        found("tunnel").routes.into_iter().map(|route| (route.from, route.to)).collect();
    assert_eq!(
        routes,
        [
            ("mcp.example.com".to_owned(), Target::Service("gateway".to_owned())),
            ("web.example.com/admin".to_owned(), Target::Status(403)),
            ("web.example.com".to_owned(), Target::Service("web".to_owned())),
            ("old.example.com".to_owned(), Target::Address("http://10.0.0.5:8000".to_owned())),
        ]
    );
}
