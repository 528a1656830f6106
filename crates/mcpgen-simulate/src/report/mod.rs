//! A simulation as text.

mod human;

use crate::simulation::Simulation;

impl Simulation {
    /// For a person: what works, what does not and why, and what would mend it.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// let simulation = simulate(&MemoryFolder::default(), &Machine::default());
    /// print!("{}", simulation.to_text());
    /// # assert!(simulation.to_text().contains("compose"));
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        human::text(self)
    }

    /// For a program: one JSON object that ends with a line break. Later versions may add keys, and codes; what is here stays.
    ///
    /// ```
    /// # use mcpgen_simulate::{Machine, MemoryFolder, simulate};
    /// let simulation = simulate(&MemoryFolder::default(), &Machine::default());
    /// let value: serde_json::Value = serde_json::from_str(&simulation.to_json())?;
    /// assert_eq!(value["findings"][0]["code"], "compose-unreadable");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        // Text, numbers, lists and tables with texts for keys always have a form in JSON.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
