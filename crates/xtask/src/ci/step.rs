//! A step of `cargo xtask ci`.

use std::process::Command;

/// A queue of steps. Lanes run side by side, the steps of one lane one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// What builds in the checkout's own folder for that, which cargo lets one process use at a time.
    Checkout,
    /// What needs no build, or builds in another folder.
    Beside,
    /// What runs beside a Docker engine of its own. It mostly waits for containers.
    Engine(Engine),
}

/// A Docker engine of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Engine {
    /// For the stacks, with the oldest Compose.
    Old,
    /// For the stacks, with the newest Compose.
    Newest,
    /// For all else.
    Other,
}

/// Commands that run one after the other until one fails.
#[derive(Debug)]
pub(crate) struct Step {
    /// What it is called in what is printed, and by the steps that wait for it.
    pub(crate) name: &'static str,
    /// Where it runs.
    pub(crate) lane: Lane,
    /// The steps that must have succeeded before it starts, besides those before it in its lane.
    pub(crate) after: Vec<&'static str>,
    /// What it runs.
    pub(crate) commands: Vec<Command>,
}

impl Step {
    /// A step that waits for no other lane.
    pub(crate) fn new(lane: Lane, name: &'static str, commands: impl IntoIterator<Item = Command>) -> Self {
        Self { name, lane, after: Vec::new(), commands: commands.into_iter().collect() }
    }

    /// Has it wait for the step `name`, which stands before it in the list.
    pub(crate) fn after(mut self, name: &'static str) -> Self {
        self.after.push(name);
        self
    }
}
