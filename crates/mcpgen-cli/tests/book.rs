//! Everything in the book, the readme and the examples' pages is true: each stack on them renders, each command is run in an empty
//! folder and prints what the page shows, each link leads somewhere. What no test can run is listed.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mcpgen_tests::book::{Command, Outcome, Page, Session, pages};
use mcpgen_tests::judge::Judge;
use mcpgen_tests::root;
use mcpgen_tests::trials::Trials;

/// Whose links are followed, besides those of the book.
const LINKED: [&str; 6] =
    ["book/src", "examples", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// Pages with one thing that is not true.
const UNTRUE: [(&str, &str); 10] = [
    ("a stack with an error", "```toml\n[stack]\nname = \"A\"\n```\n"),
    ("a stack without the error it should have", "```toml wrong\n[stack]\nname = \"a\"\n```\n"),
    (
        "a fragment with an error",
        "```toml fragment\n[services.gateway]\nkind = \"mcp-gateway\"\nserver = [\"time\"]\n```\n",
    ),
    ("tables that nobody calls a fragment", "```toml\n[secrets.A]\n```\n"),
    ("a command that is none", "```sh\nmcpgen chekc\n```\n"),
    ("a command of which nobody has said what to make", "```sh\nwget example.com\n```\n"),
    ("an output that is another", "```console\n$ mcpgen explain unknown-servre\nfine\n```\n"),
    ("a command that ends otherwise", "```console exit=1\n$ mcpgen explain unknown-server\n…\n```\n"),
    ("a language that is none", "```tmol\n```\n"),
    ("a script that is none", "```powershell\nif (\n```\n"),
];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    match pages() {
        Ok(pages) => pages.into_iter().for_each(|page| add(&mut trials, page)),
        Err(problem) => trials.add("the pages can be read".to_owned(), || Err(problem)),
    }
    for (what, text) in UNTRUE {
        trials.add(format!("{what} is noticed"), move || match is_true(&Page::of(text)?) {
            Ok(()) => Err("nothing was noticed".to_owned()),
            Err(_) => Ok(()),
        });
    }
    trials.add_judged(Judge::Lychee, "every link leads somewhere".to_owned(), |program| {
        follow_links(program, &root(), &LINKED)
    });
    trials.add_judged(Judge::Lychee, "a link that leads nowhere is noticed".to_owned(), dead_links);
    trials.run(false)
}

fn add(trials: &mut Trials, page: Page) {
    for command in page.blocks.iter().flat_map(Command::all) {
        if let Outcome::Needs(what) = command.outcome() {
            trials.list(format!("{}:{}: `{}` needs {what}", page.name, command.line, command.text));
        }
    }
    trials.add(format!("{} is true", page.name), move || is_true(&page));
}

fn is_true(page: &Page) -> Result<(), String> {
    let mut session = Session::begin(page, Path::new(env!("CARGO_BIN_EXE_mcpgen")))?;
    let problems: Vec<String> = page.blocks.iter().flat_map(|block| session.judge(block)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn follow_links(program: &Path, folder: &Path, texts: &[&str]) -> Result<(), String> {
    let arguments = [&["--offline", "--include-fragments", "--no-progress"], texts].concat();
    Judge::run(program, folder, &arguments).map(drop)
}

fn dead_links(program: &Path) -> Result<(), String> {
    for (text, is_dead) in [("[a](#a)", false), ("[a](#b)", true), ("[a](b.md)", true)] {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        fs::write(folder.path().join("page.md"), format!("# A\n\n{text}\n"))
            .map_err(|error| error.to_string())?;
        if follow_links(program, folder.path(), &["page.md"]).is_err() != is_dead {
            return Err(format!("{text} was taken for the wrong"));
        }
    }
    Ok(())
}
