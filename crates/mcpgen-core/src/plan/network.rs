//! A network of a stack.

use crate::model::Subnet;
use crate::name::NetworkName;

/// A network that services are on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Network {
    /// Its name in the stack.
    pub name: NetworkName,
    /// The engine's network driver.
    pub driver: String,
    /// Whether it is cut off from everything outside.
    pub internal: bool,
    /// Its addresses; `None` leaves them to the engine.
    pub subnet: Option<Subnet>,
    /// Whether it exists already, under exactly its name, and is not the stack's.
    pub external: bool,
}
