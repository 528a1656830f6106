//! `mcpgen init`.

use std::io::Write as _;
use std::path::Path;

use crate::arguments::{InitArguments, MessageFormat};
use crate::exit::{Failure, Outcome};
use crate::print;

const STACK: &str = r#"#:schema ./stack.schema.json
# What runs here, and how. `mcpgen render` makes everything else of it.

[stack]
name = "mcp"

[services.gateway]
kind = "mcp-gateway"
servers = ["duckduckgo", "fetch", "time"]

# A server that needs a key: add it to `servers`, and its key here. The value goes into .env.
# [secrets.BRAVE_API_KEY]
# description = "Brave Search API key"

# To reach the gateway from elsewhere: a Cloudflare tunnel.
# [ingress]
# tunnel = "…"                                  # the UUID that `cloudflared tunnel create` printed
# credentials-file = "~/.cloudflared/….json"    # the file that it wrote
#
# [[ingress.routes]]
# hostname = "mcp.example.com"
# service = "gateway"
"#;

pub(crate) fn run(arguments: &InitArguments) -> Result<Outcome, Failure> {
    let folder = &arguments.folder;
    let fail = |path: &Path, error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let stack = folder.join("stack.toml");
    // Made only if it is not there, in one step: what a person wrote is not lost.
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).open(&stack).map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                Failure::new(format!("{} is there already", stack.display()))
                    .help("run `mcpgen render` to render it, or name another folder: `mcpgen init DIR`")
            } else {
                fail(&stack, error)
            }
        })?;
    file.write_all(STACK.as_bytes()).map_err(|error| fail(&stack, error))?;
    let schema = folder.join("stack.schema.json");
    std::fs::write(&schema, mcpgen::stack_schema()).map_err(|error| fail(&schema, error))?;
    let render = if *folder == Path::new(".") {
        "mcpgen render".to_owned()
    } else {
        format!("mcpgen render {}", stack.display())
    };
    let made = format!(
        "made {}\nmade {} (for completion in your editor)\n\nEdit it, then run `{render}`.\n",
        stack.display(),
        schema.display()
    );
    print::done(&made, MessageFormat::Human)?;
    Ok(Outcome::Done)
}
