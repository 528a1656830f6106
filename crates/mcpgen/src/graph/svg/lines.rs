//! The lines between boxes that stand in no fixed order to each other: the tunnel's routes, and who waits for whom.

use super::card::{Card, RowKind};
use super::layout::Placed;
use crate::graph::{Kind, Target};

/// Between two lines that run beside each other.
pub(super) const LANE: u32 = 10;

/// Pixels from the left, and from the top.
pub(super) type Point = (u32, u32);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) way: Way,
}

/// How a line runs. It ends with a point that shows where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From one side of a channel to the other.
    Across { from: Point, to: Point },
    /// Out of a box into the channel, along it, and back to a box on the same side.
    Along { from: Point, lane: u32, to: Point },
}

/// From each route of the tunnel to the service that it leads to.
pub(super) fn routes(placed: &[Placed<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let all = || {
        placed.iter().flat_map(|from| from.service.routes.iter().enumerate().map(move |route| (from, route)))
    };
    for target in placed {
        let leads_here = |to: &Target| matches!(to, Target::Service(name) if *name == target.service.name);
        let here: Vec<_> = all().filter(|(_, (_, route))| leads_here(&route.to)).collect();
        for (index, (from, (number, _))) in here.iter().enumerate() {
            // In the upper half: what comes from the machine has the lower one.
            let slot = target.place.y + share(target.place.height / 2, index, here.len());
            let from = (from.place.right(), from.place.y + from.card.middle_of(RowKind::Route(*number)));
            lines.push(Line { class: "calls", way: Way::Across { from, to: (target.place.x, slot) } });
        }
    }
    lines
}

/// From each service to those that it waits for.
pub(super) fn waits(placed: &[Placed<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut along: Vec<(Point, Point)> = Vec::new();
    for from in placed {
        for (number, (name, _)) in from.service.waits_for.iter().enumerate() {
            let Some(target) = placed.iter().find(|other| other.service.name == *name) else { continue };
            let y = from.place.y + from.card.middle_of(RowKind::Wait(number));
            let title = target.place.y + Card::TITLE_LINE - 4;
            let way = match (from.service.kind, target.service.kind) {
                (Kind::Tunnel, _) => {
                    Way::Across { from: (from.place.right(), y), to: (target.place.x, title) }
                }
                (_, Kind::Tunnel) => {
                    Way::Across { from: (from.place.x, y), to: (target.place.right(), title) }
                }
                _ => {
                    along.push(((from.place.right(), y), (target.place.right(), title)));
                    continue;
                }
            };
            lines.push(Line { class: "waits", way });
        }
    }
    for ((from, to), lane) in along.iter().zip(lanes(&along)) {
        let way = Way::Along { from: *from, lane: from.0 + LANE + lane * LANE, to: *to };
        lines.push(Line { class: "waits", way });
    }
    lines
}

/// A lane for each line, so that no two that run beside each other are in one.
fn lanes(lines: &[(Point, Point)]) -> Vec<u32> {
    let mut taken: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut found = Vec::new();
    for ((_, from), (_, to)) in lines {
        let (begin, end) = (*from.min(to), *from.max(to));
        let is_free =
            |spans: &Vec<(u32, u32)>| spans.iter().all(|(other, last)| end < *other || *last < begin);
        let lane = taken.iter().position(is_free).unwrap_or(taken.len());
        match taken.get_mut(lane) {
            Some(spans) => spans.push((begin, end)),
            None => taken.push(vec![(begin, end)]),
        }
        found.push(u32::try_from(lane).unwrap_or_default());
    }
    found
}

/// Where the `index`th of `count` lines meets a side that is `height` long.
fn share(height: u32, index: usize, count: usize) -> u32 {
    let part = |number: usize| u32::try_from(number).unwrap_or_default();
    height * (part(index) + 1) / (part(count) + 1)
}
