//! The servers of Docker's registry, for who looks for one: finding them, telling what they need, and adding them to a stack.
//!
//! ```
//! use mcpgen::servers::{lines_to_add, search};
//!
//! let found = search(&["brave".to_owned()]);
//! print!("{}", lines_to_add(found[0]));
//! # assert_eq!(found[0].name.as_str(), "brave");
//! ```

mod add;
mod edits;
mod json;
mod lines;

#[cfg(feature = "fs")]
pub(crate) use add::faulty;
pub use add::{Added, add};
pub use json::json;
#[cfg(feature = "schema")]
pub use json::server_schema;
pub use lines::lines_to_add;

use mcpgen_core::catalog::Standing;

use crate::registry::{DockerRegistry, RegistryServer};

/// The servers in whose name, title or category each of `words` occurs, by name. Letter case does not count. All, when there
/// are no words.
///
/// ```
/// let words = ["DUCK".to_owned()];
/// assert_eq!(mcpgen::servers::search(&words)[0].name.as_str(), "duckduckgo");
/// ```
#[must_use]
pub fn search(words: &[String]) -> Vec<&'static RegistryServer> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let holds = |server: &&RegistryServer| {
        let text = format!("{}\n{}\n{}", server.name, server.title, server.category).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    DockerRegistry.servers().filter(holds).collect()
}

/// The names of `known` that `name` may mean: those that hold it or are held by it, and the one that is nearest. At most five,
/// the nearest first.
///
/// ```
/// let known = ["brave", "fetch", "time"];
/// assert_eq!(mcpgen::servers::nearest_names("fetsch", &known), ["fetch"]);
/// assert_eq!(mcpgen::servers::nearest_names("brave-search", &known), ["brave"]);
/// ```
#[must_use]
pub fn nearest_names<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let nearest = mcpgen_core::diagnostic::nearest_of(&name, known);
    let alike = known.iter().copied().filter(|known| {
        let known = known.to_lowercase();
        name.len() >= 3 && known.contains(&name) || known.len() >= 3 && name.contains(&known)
    });
    let rest = alike.filter(|known| Some(*known) != nearest);
    nearest.into_iter().chain(rest).take(5).collect()
}

/// Why a server is not to be used, or cannot be; `None` for one that can.
///
/// ```
/// # use mcpgen::{DockerRegistry, servers::objection};
/// let of = |name| DockerRegistry.server(name).and_then(objection);
/// assert_eq!(of("fetch"), None);
/// assert_eq!(of("puppeteer").as_deref(), Some("archived: nobody maintains it"));
/// ```
#[must_use]
pub fn objection(server: &RegistryServer) -> Option<String> {
    match server.definition.standing {
        Standing::Usable => None,
        Standing::Archived => Some("archived: nobody maintains it".to_owned()),
        Standing::OauthOnly => Some(
            "cannot work: it takes only a login by OAuth, which a gateway in a container cannot do"
                .to_owned(),
        ),
        Standing::Blocked(mount) => Some(format!("cannot work: {}", mount.reason())),
    }
}

#[cfg(test)]
mod tests;
