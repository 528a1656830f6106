//! What was found to differ, and where.

/// What was found to differ.
#[derive(Debug, Default)]
pub(super) struct Differences {
    place: String,
    pub(super) found: Vec<String>,
}

impl Differences {
    /// Notes `what` if it differs.
    #[expect(clippy::needless_pass_by_value, reason = "most of what is compared is made for it")]
    pub(super) fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, planned: T, simulated: T) {
        if planned != simulated {
            let place = &self.place;
            self.found.push(format!("{place}{what}: planned {planned:?}, simulated {simulated:?}"));
        }
    }

    /// Compares what is inside of `name`.
    pub(super) fn within(&mut self, name: &str, compare: impl FnOnce(&mut Self)) {
        let outer = self.place.clone();
        self.place = format!("{outer}{name}: ");
        compare(self);
        self.place = outer;
    }
}
