//! Documents that are hard on a reader of `stack.toml`: each a mistake as often as it fits.

use std::fmt::Write as _;

/// How long each document is, in bytes: as much as a line more would not fit.
pub(super) const SIZE: usize = 100_000;

/// A document, and what stands in it.
pub(super) struct Document {
    pub(super) name: &'static str,
    pub(super) text: String,
}

const HEAD: &str = "[stack]\nname = \"mcp\"\n";
const WEB: &str = "[services.web]\nkind = \"container\"\nimage = \"web:1\"\n";

/// All documents; the same ones each time.
pub(super) fn documents() -> Vec<Document> {
    let repeated = |name, head: &str, entry: &dyn Fn(usize) -> String, tail: &str| Document {
        name,
        text: filled(head, entry, tail),
    };
    vec![
        repeated("valid services", HEAD, &|index| service(index, "web:1", "no"), ""),
        repeated("services with two bad values", HEAD, &|index| service(index, "Bad", "sometimes"), ""),
        repeated("unknown keys", &format!("{HEAD}{WEB}"), &|index| format!("unknown{index} = 0\n"), ""),
        repeated(
            "unknown servers",
            &listing("mcp-gateway\"\nservers"),
            &|index| format!("\"srv{index}\", "),
            "]\n",
        ),
        repeated(
            "unknown networks",
            &listing("container\"\nimage = \"web:1\"\nnetworks"),
            &|index| format!("\"net{index}\", "),
            "]\n",
        ),
        repeated(
            "list items of a wrong type",
            &listing("container\"\nimage = \"web:1\"\nports"),
            &|index| format!("{index}, "),
            "]\n",
        ),
        repeated(
            "ports that collide",
            &listing("container\"\nimage = \"web:1\"\nports"),
            &|_| "\"8080:80\", ".to_owned(),
            "]\n",
        ),
        repeated(
            "services that wait for each other",
            HEAD,
            &|index| {
                format!("{}depends-on = {{ s{} = \"started\" }}\n", service(index, "web:1", "no"), index + 1)
            },
            "",
        ),
        repeated(
            "routes that are hidden",
            &format!("{HEAD}{WEB}[ingress]\ntoken = \"T\"\n"),
            &|_| "[[ingress.routes]]\nhostname = \"a.example.com\"\nservice = \"web\"\n".to_owned(),
            "",
        ),
        repeated("lines without an equals sign", HEAD, &|index| format!("key{index} value\n"), ""),
        repeated("quotes that do not close", HEAD, &|index| format!("key{index} = \"open\n"), ""),
        repeated("brackets that do not close", HEAD, &|_| "[".to_owned(), ""),
        repeated("tables in tables", HEAD, &|index| format!("[a{}]\nb = 1\n", ".b".repeat(index % 60)), ""),
        Document { name: "bytes at random", text: noise() },
    ]
}

fn service(index: usize, image: &str, restart: &str) -> String {
    format!("[services.s{index}]\nkind = \"container\"\nimage = \"{image}\"\nrestart = \"{restart}\"\n")
}

/// A service of kind `kind`, up to the bracket of its list; `kind` goes on to the name of that list.
fn listing(kind: &str) -> String {
    format!("{HEAD}[services.web]\nkind = \"{kind} = [")
}

fn filled(head: &str, entry: &dyn Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for index in 0.. {
        let next = entry(index);
        if text.len() + next.len() + tail.len() > SIZE {
            break;
        }
        text.push_str(&next);
    }
    text.push_str(tail);
    text
}

/// Printable characters and line breaks, from a linear congruential generator (Knuth's MMIX).
fn noise() -> String {
    let mut state: u64 = 1;
    let mut text = String::new();
    while text.len() < SIZE {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match u8::try_from(state >> 57).map(char::from) {
            Ok(character) if character.is_ascii_graphic() || character == ' ' => text.push(character),
            // Writing to a String cannot fail.
            _ => drop(writeln!(text)),
        }
    }
    text
}
