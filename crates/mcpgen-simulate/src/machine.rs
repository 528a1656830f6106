//! What the simulation must know besides files.

use std::collections::BTreeMap;

/// The machine that the stack would start on.
///
/// ```
/// use mcpgen_simulate::Machine;
///
/// let machine = Machine::with_environment([("BRAVE_API_KEY".to_owned(), "key".to_owned())].into());
/// // Values do not print.
/// assert_eq!(format!("{machine:?}"), r#"{"BRAVE_API_KEY"}"#);
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Machine {
    /// The variables of the shell that Compose is started from. They come before those of `.env`.
    pub environment: BTreeMap<String, String>,
}

impl Machine {
    /// A machine whose shell has these variables.
    ///
    /// ```
    /// # use mcpgen_simulate::{Code, Machine, MemoryFolder, simulate};
    /// let folder = MemoryFolder::default()
    ///     .with_file("docker-compose.yml", "services: {web: {image: nginx, environment: {KEY: '${KEY:?}'}}}");
    /// let with_key = Machine::with_environment([("KEY".to_owned(), "value".to_owned())].into());
    /// assert!(simulate(&folder, &with_key).compose_starts);
    /// assert!(!simulate(&folder, &Machine::default()).compose_starts);
    /// ```
    #[must_use]
    pub fn with_environment(environment: BTreeMap<String, String>) -> Self {
        Self { environment }
    }

    /// The person's home folder, for a path that begins with `~` (compose-spec/compose-go, paths/home.go).
    pub(crate) fn home(&self) -> Option<&str> {
        ["HOME", "USERPROFILE"].iter().find_map(|name| self.environment.get(*name)).map(String::as_str)
    }
}

/// Variables may be secrets: their names alone are printed.
impl std::fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.environment.keys()).finish()
    }
}
