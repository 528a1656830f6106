//! Choices that look random and are the same in every run.

use crate::mutation::Numbers;

/// A source of choices.
#[derive(Debug)]
pub struct Draw(Numbers);

impl Draw {
    /// The choices of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds give neighbouring first numbers.
        let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for _ in 0..4 {
            numbers.below(2);
        }
        Self(numbers)
    }

    /// A number from 0 to `bound`, which is not among them.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound)
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`; the default when there is none.
    pub fn pick<T: Clone + Default>(&mut self, items: &[T]) -> T {
        self.0.of(items).cloned().unwrap_or_default()
    }

    /// Some of `items`, each once, in their order; at least one, when there is one.
    pub fn some<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let one = self.below(items.len());
        let chosen = items.iter().enumerate().filter(|(index, _)| *index == one || self.chance(30));
        chosen.map(|(_, item)| item.clone()).collect()
    }

    /// From `least` to `most` things that `make` makes, each from its number.
    pub fn list<T>(
        &mut self,
        least: usize,
        most: usize,
        mut make: impl FnMut(&mut Self, usize) -> T,
    ) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|number| make(self, number)).collect()
    }
}
