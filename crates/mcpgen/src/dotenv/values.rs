//! What must not show where other text of a `.env` does.

use super::file::{EnvFile, Value};
use super::secret_text::SecretText;

impl EnvFile {
    /// Every value that the file sets, as Compose reads it and as it is written.
    pub(crate) fn values(&self) -> Vec<SecretText> {
        let text = self.text().expose();
        let mut values = Vec::new();
        for statement in &self.reading().statements {
            if let Value::Text(value) = &statement.value {
                values.push(value.clone());
            }
            values.extend(text.get(statement.value_place.clone()).map(SecretText::new));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_as_it_is_read_and_as_it_is_written() {
        let values = EnvFile::parse("A='x y'\nB=\"a\\\\b\"\n").values();
        let values: Vec<&str> = values.iter().map(SecretText::expose).collect();
        assert_eq!(values, ["x y", "'x y'", "a\\b", "\"a\\\\b\""]);
    }
}
