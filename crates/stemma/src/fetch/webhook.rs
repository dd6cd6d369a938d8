//! Posting what `watch` sees, signed, so that who gets it can tell that it comes from here and was not changed.

use super::client::{Client, Failed, Limits};
use super::guard::Guard;
use super::manners::{NAME, pause};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::time::{Duration, SystemTime};

/// Where to post to, and the secret that both sides know.
pub struct Webhook {
    client: Client,
    url: String,
    secret: Option<Vec<u8>>,
    tries: u32,
    back_off: Duration,
}

impl fmt::Debug for Webhook {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("url", &self.url).field("signed", &self.secret.is_some()).finish_non_exhaustive()
    }
}

impl Webhook {
    /// One for an address that the user gave; it may be on the user's own network.
    pub fn new(url: &str, secret: Option<Vec<u8>>, back_off: Duration) -> Webhook {
        let guard = Guard { private: true, ..Guard::default() };
        let limits = Limits { total: Duration::from_secs(20), bytes: 1 << 20, ..Limits::default() };
        let client = Client::new(&format!("{NAME}/{}", env!("CARGO_PKG_VERSION")), guard, limits);
        Webhook { client, url: url.to_owned(), secret, tries: 4, back_off }
    }

    /// Posts a JSON body, again where that may help. `X-Stemma-Delivery` is the same for all tries of one body.
    ///
    /// # Errors
    /// When nobody took it.
    pub fn post(&self, body: &str, delivery: &str) -> Result<(), Failed> {
        let mut wait = self.back_off;
        for tried in 1.. {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs()).to_string();
            let signature = self.secret.as_deref().map(|s| sign(s, &now, body.as_bytes()));
            let mut fields =
                vec![("content-type", "application/json"), ("x-stemma-timestamp", now.as_str()), ("x-stemma-delivery", delivery)];
            fields.extend(signature.as_deref().map(|s| ("x-stemma-signature", s)));
            let failed = match self.client.post(&self.url, &fields, body.as_bytes()) {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
                Ok(answer) => {
                    let passing = answer.status == 429 || answer.status >= 500;
                    Failed { why: format!("the receiver gives status {}", answer.status), passing }
                }
                Err(failed) => failed,
            };
            if !failed.passing || tried >= self.tries {
                return Err(Failed { why: format!("{failed} ({tried} tries)"), ..failed });
            }
            pause(wait);
            wait *= 2;
        }
        Err(Failed::lasting("never tried"))
    }
}

/// `sha256=` and the HMAC-SHA-256 (RFC 2104) in hexadecimal, of the timestamp, a full stop and the body.
pub fn sign(secret: &[u8], timestamp: &str, body: &[u8]) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_that_others_compute_too() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac "secret"
        assert_eq!(sign(b"secret", "1700000000", b"{\"a\":1}"), OPENSSL);
        assert_ne!(sign(b"secret", "1700000001", b"{\"a\":1}"), OPENSSL);
        let hook = Webhook::new("http://coast.example/", Some(b"secret".to_vec()), Duration::ZERO);
        assert!(!format!("{hook:?}").contains("secret"));
    }

    const OPENSSL: &str = "sha256=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686";
}
