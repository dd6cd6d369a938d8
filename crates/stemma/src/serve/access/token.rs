//! A token: what a person or a program shows to be let in. It is made of 32 random bytes of the system, printed once, and
//! only its SHA-256 is kept: whoever reads the file of tokens cannot come in with what stands there. A hash that is slow on
//! purpose would add nothing, since nobody can guess 256 random bits.

use crate::error::Failure;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// What somebody may do; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read everything
    Reader,
    /// Review too: accept, correct and reject what Stemma found
    Coder,
    /// See and end the access of others too
    Admin,
}

impl Role {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Coder => "coder",
            Role::Admin => "admin",
        }
    }
}

/// Before the digits of a token, so that programs that look for secrets in files know one.
const PREFIX: &str = "stemma_";

/// A secret of 32 random bytes. It is not shown by mistake: only [`Secret::reveal`] gives its words.
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers to give.
    pub fn new() -> Result<Self, Failure> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| Failure::store(format!("the system gives no random numbers: {e}")))?;
        Ok(Secret(hex(&bytes)))
    }

    /// Its hexadecimal digits.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// It as the token of somebody.
    pub fn token(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

/// What is kept of a secret.
#[derive(Clone, Copy, Debug)]
pub struct Print([u8; 32]);

impl Print {
    /// Of the words that somebody shows.
    pub fn of(words: &str) -> Self {
        Print(Sha256::digest(words.as_bytes()).into())
    }

    /// From its hexadecimal digits; none where they are none.
    pub fn read(digits: &str) -> Option<Self> {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = digits.as_bytes().chunks(2).map(byte).collect::<Option<_>>()?;
        Some(Print(bytes.try_into().ok()?))
    }

    /// Its hexadecimal digits.
    pub fn digits(&self) -> String {
        hex(&self.0)
    }

    /// Whether both are of the same words. How long it takes does not tell how much of them is alike.
    pub fn is(&self, other: &Print) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_print_and_never_shown_by_mistake() {
        let (a, b) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_eq!(a.token().len(), "stemma_".len() + 64);
        assert_ne!(a.token(), b.token());
        let print = Print::of(&a.token());
        assert!(print.is(&Print::read(&print.digits()).unwrap()) && !print.is(&Print::of(&b.token())));
        assert!(!format!("{a:?}").contains(&a.reveal()[..8]));
        assert!(Print::read("00").is_none() && Print::read(&"é".repeat(32)).is_none());
        assert!(Role::Reader < Role::Coder && Role::Coder < Role::Admin);
    }
}
