//! A simulation as text.

mod human;

use crate::simulation::Simulation;

impl Simulation {
    /// For a person: what works, what does not and why, and what would mend it.
    #[must_use]
    pub fn to_text(&self) -> String {
        human::text(self)
    }

    /// For a program: one JSON object that ends with a line break. Later versions may add keys, and codes; what is here stays.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Text, numbers, lists and tables with texts for keys always have a form in JSON.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
