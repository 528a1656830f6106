//! How large a pattern is, as Go counts it before it compiles it.

use super::{RegexError, Repetition};

/// The most instructions that a pattern may compile to.
const LARGEST: u64 = (128 << 20) / 40;

/// The deepest that a pattern may nest.
const DEEPEST: u64 = 1000;

/// What is kept of a part of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// How many nodes Go makes for it. It looks at the size and the depth only when there are many.
    nodes: u64,
    /// How many instructions it compiles to.
    size: u64,
    /// How deep it nests.
    depth: u64,
    /// The product of all counts in it.
    counts: u64,
    /// The highest product of nested counts in it.
    pub(super) repetitions: u64,
    /// Whether it is a single character, which Go joins with its neighbours.
    literal: bool,
}

impl Piece {
    pub(super) fn literal() -> Self {
        Self { literal: true, ..Self::single() }
    }

    /// A class, an assertion, or nothing.
    pub(super) fn single() -> Self {
        Self { nodes: 1, size: 1, depth: 1, counts: 1, repetitions: 1, literal: false }
    }

    pub(super) fn captured(self) -> Self {
        Self { nodes: self.nodes + 1, size: self.size + 2, depth: self.depth + 1, literal: false, ..self }
    }

    pub(super) fn repeated(self, repetition: Repetition) -> Self {
        let Repetition { least, most, counted } = repetition;
        let size = match most {
            None if least == 0 => self.size + 2,
            None => self.size.saturating_mul(least).saturating_add(1),
            Some(most) => self.size.saturating_mul(most).saturating_add(most.saturating_sub(least)),
        };
        let count = if counted { most.unwrap_or(least) } else { 1 };
        let repetitions = match (counted, most) {
            // Nothing of it is left, so what is inside does not count.
            (true, Some(0)) => 1,
            _ => self.repetitions.saturating_mul(count.max(1)),
        };
        Self {
            nodes: self.nodes + 1,
            size: size.max(1),
            depth: self.depth + 1,
            counts: self.counts.saturating_mul(count.max(1)).min(LARGEST),
            repetitions,
            literal: false,
        }
    }

    pub(super) fn check_size(&self, pattern: &str) -> Result<(), RegexError> {
        if self.nodes >= LARGEST / self.counts && self.size > LARGEST {
            return Err(RegexError::new("expression too large", pattern));
        }
        if self.nodes >= DEEPEST && self.depth > DEEPEST {
            return Err(RegexError::new("expression nests too deeply", pattern));
        }
        Ok(())
    }

    /// This piece and `other` next to each other.
    fn joined(self, other: Self) -> Self {
        Self {
            nodes: self.nodes + other.nodes,
            size: self.size.saturating_add(other.size),
            depth: self.depth.max(other.depth),
            counts: self.counts.saturating_mul(other.counts).min(LARGEST),
            repetitions: self.repetitions.max(other.repetitions),
            literal: self.literal && other.literal,
        }
    }
}

/// The branches of a group, or of the whole pattern: pieces one behind the other, separated by `|`.
#[derive(Clone, Debug, Default)]
pub(super) struct Branches {
    /// The branches that are complete, as one piece, and their number.
    complete: Option<(Piece, u64)>,
    /// The pieces of the branch that is being read, without the last, as one piece, and their number.
    earlier: Option<(Piece, u64)>,
    /// The last piece, the one that a repetition takes.
    last: Option<Piece>,
}

impl Branches {
    pub(super) fn push(&mut self, piece: Piece) {
        if let Some(last) = self.last.replace(piece) {
            self.earlier = Some(match self.earlier.take() {
                None => (last, 1),
                // A run of literals is one node.
                Some((earlier, count)) if earlier.literal && last.literal => {
                    (Piece { nodes: earlier.nodes, ..earlier.joined(last) }, count)
                }
                Some((earlier, count)) => (earlier.joined(last), count + 1),
            });
        }
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut Piece> {
        self.last.as_mut()
    }

    pub(super) fn next_branch(&mut self) {
        let branch = self.branch();
        self.complete = Some(match self.complete.take() {
            None => (branch, 1),
            Some((complete, count)) => (complete.joined(branch), count + 1),
        });
    }

    pub(super) fn finish(mut self) -> Piece {
        self.next_branch();
        match self.complete {
            None => Piece::single(),
            Some((piece, 1)) => piece,
            Some((piece, count)) => Piece {
                nodes: piece.nodes + 1,
                size: piece.size.saturating_add(count - 1),
                depth: piece.depth + 1,
                literal: false,
                ..piece
            },
        }
    }

    /// The branch that is being read, which ends here.
    fn branch(&mut self) -> Piece {
        match (self.earlier.take(), self.last.take()) {
            (Some((earlier, _)), Some(last)) => {
                let both = earlier.joined(last);
                if both.literal {
                    Piece { literal: false, ..both }
                } else {
                    Piece { nodes: both.nodes + 1, depth: both.depth + 1, ..both }
                }
            }
            (_, Some(last)) => last,
            _ => Piece::single(),
        }
    }
}
