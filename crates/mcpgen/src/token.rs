//! Tokens that mcpgen makes.

use crate::dotenv::SecretText;
use crate::error::{Error, ErrorKind};
use crate::render::Entropy;

/// The letters and digits of a generated token: 43 of them are 256 bits.
const LENGTH: usize = 43;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Random letters and digits, each as likely as the others: bytes beyond the last whole multiple of 62 are drawn again.
pub(crate) fn generate_token(entropy: &mut dyn Entropy) -> Result<SecretText, Error> {
    let mut token = String::new();
    while token.len() < LENGTH {
        let mut bytes = [0_u8; 64];
        entropy
            .fill(&mut bytes)
            .map_err(|error| Error::new(ErrorKind::Randomness, "no random bytes").caused_by(error))?;
        let letters =
            bytes.iter().filter(|byte| **byte < 248).filter_map(|byte| ALPHABET.get(usize::from(*byte) % 62));
        let needed = LENGTH - token.len();
        token.extend(letters.take(needed).map(|letter| char::from(*letter)));
    }
    Ok(SecretText::new(token))
}
