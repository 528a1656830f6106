//! A `.env` file to look at: all of it but its values.

use std::ops::Range;

use super::file::EnvFile;

const STARS: &str = "***";

impl EnvFile {
    /// The text with stars for each value that is not empty, and for what follows a `=` in a comment, which may be a value that
    /// somebody put away. Of a file that Compose cannot read nothing shows but its lines.
    ///
    /// ```
    /// # use mcpgen::dotenv::EnvFile;
    /// let env = EnvFile::parse("# OLD=xyz\nKEY=abc\nEMPTY=\n");
    /// assert_eq!(env.starred(), "# OLD=***\nKEY=***\nEMPTY=\n");
    /// ```
    #[must_use]
    pub fn starred(&self) -> String {
        let text = self.text().expose();
        if !self.unreadable_lines().is_empty() {
            return text.lines().map(|_| "***\n").collect();
        }
        let values = self.reading().statements.iter().map(|statement| statement.value_place.clone());
        let comments = self.reading().comments.iter().filter_map(|place| {
            let equals = text.get(place.clone())?.find('=')?;
            Some(place.start + equals + 1..place.end)
        });
        let mut places: Vec<Range<usize>> =
            values.chain(comments).filter(|place| !place.is_empty()).collect();
        places.sort_by_key(|place| place.start);
        let mut shown = String::new();
        let mut end = 0;
        for place in places {
            shown.push_str(text.get(end..place.start).unwrap_or(""));
            shown.push_str(STARS);
            end = place.end.max(end);
        }
        shown.push_str(text.get(end..).unwrap_or(""));
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_shows() {
        let file = EnvFile::parse("# About A\nA=canary-1\nB='canary\n=2'\n# OLD=canary-3\nC=\nD=x # why\n");
        assert_eq!(file.starred(), "# About A\nA=***\nB=***\n# OLD=***\nC=\nD=*** # why\n");
    }

    #[test]
    fn nothing_shows_of_a_file_that_cannot_be_read() {
        assert_eq!(EnvFile::parse("A='canary\nB=2\n").starred(), "***\n***\n");
    }
}
