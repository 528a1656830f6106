//! The `.env` file beside a rendered stack: reading it as Compose does, adding what is missing, keeping every byte
//! that is there.
//!
//! This module alone holds secret values, and only as [`SecretText`]. It is pure: the caller reads and writes the
//! file, and supplies generated and machine values.
//!
//! Two programs read the result. Compose reads it with its own parser (compose-spec/compose-go, dotenv/parser.go);
//! many others read it with a parser of the dotenv family, for which dotenvy (dotenvy, src/parse.rs) stands here.
//! They disagree about escapes, comments and `$`, so [`encode`] writes only what both read alike, and
//! [`EnvFile::parse`] reads what a person wrote by Compose's rules, since Compose is what starts the stack.
//!
//! ```
//! use mcpgen::dotenv::{EnvFile, EnvKey, SecretText};
//!
//! let mut env = EnvFile::parse("# mine\nEXA_API_KEY=\n");
//! env.set(&EnvKey::new("EXA_API_KEY")?, &SecretText::new("two words"))?;
//! assert_eq!(env.text().expose(), "# mine\nEXA_API_KEY='two words'\n");
//! assert_eq!(env.starred(), "# mine\nEXA_API_KEY=***\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod comment;
mod decode;
mod encode;
mod ensure;
mod file;
mod key;
mod read;
mod secret_text;
mod section;
mod starred;
mod unreadable;
#[cfg(feature = "fs")]
mod values;

#[cfg(test)]
mod tests;

pub use encode::{NulInValue, encode};
pub use file::{EnvFile, Value};
pub use key::{EnvKey, InvalidKey};
pub use secret_text::SecretText;
pub use section::{Initial, Section, SectionEntry, example};
pub use unreadable::{UnreadableLine, UnreadableReason};
