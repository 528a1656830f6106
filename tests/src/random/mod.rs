//! Stacks that nobody thought of: valid ones, and ones with faults. The same in every run.
//!
//! | module | concept |
//! |---|---|
//! | [`draw`] | choices |
//! | `values` | texts, times, amounts |
//! | [`stack`] | a valid stack |
//! | [`faulty`] | a stack with faults |
//! | `container` | the keys of a container, each with what it may hold beside the others |
//! | `connections` | those of them that connect it |
//! | [`files`] | those that bring files |
//! | `process` | those that say how its processes run |
//! | [`keys`] | the keys that a schema knows, and those that a document has |

mod connections;
mod container;
pub mod draw;
pub mod faulty;
pub mod files;
pub mod keys;
mod process;
pub mod stack;
mod values;
