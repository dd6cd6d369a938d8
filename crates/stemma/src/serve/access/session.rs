//! Sessions: who signed in with a token gets a cookie that is none. It holds for some hours, is known to this run alone, and ends
//! with the token that it was made for.

use super::token::{Print, Secret};
use crate::error::Failure;
use axum::http::{HeaderMap, header};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one is good for: a long day at the desk.
const HOURS: u64 = 12;
/// The most at once; the oldest goes when there are more.
const MOST: usize = 1000;

/// A session.
#[derive(Debug)]
struct Session {
    print: Print,
    /// What the token is called that it was opened with.
    token: String,
    until: Instant,
}

/// Those that are open.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<Vec<Session>>);

/// The cookie's name. A browser takes one that begins with `__Host-` only over TLS, for this host and all of its paths
/// (RFC 6265bis, section 4.1.3.2).
fn name(secure: bool) -> &'static str {
    if secure { "__Host-stemma" } else { "stemma" }
}

/// The session that a request's cookie names.
pub fn shown(fields: &HeaderMap, secure: bool) -> Option<&str> {
    let cookies = fields.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok()).flat_map(|c| c.split(';'));
    cookies.filter_map(|c| c.trim().split_once('=')).find(|(n, _)| *n == name(secure)).map(|(_, value)| value)
}

/// The cookie that ends a session in the browser.
pub fn ended(secure: bool) -> String {
    cookie("", secure, 0)
}

fn cookie(value: &str, secure: bool, seconds: u64) -> String {
    let end = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{end}", name(secure))
}

impl Sessions {
    /// Opens one for a token by what that is called; its cookie.
    pub fn open(&self, token: &str, secure: bool) -> Result<String, Failure> {
        let secret = Secret::new()?;
        let now = Instant::now();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|s| s.until > now);
        if open.len() >= MOST {
            open.remove(0);
        }
        let until = now + Duration::from_secs(HOURS * 3600);
        open.push(Session { print: Print::of(secret.reveal()), token: token.to_owned(), until });
        Ok(cookie(secret.reveal(), secure, HOURS * 3600))
    }

    /// What the token is called of the session that a cookie names; none where it is over.
    pub fn token(&self, shown: &str) -> Option<String> {
        let (print, now) = (Print::of(shown), Instant::now());
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().find(|s| s.until > now && s.print.is(&print)).map(|s| s.token.clone())
    }

    /// Ends the session that a cookie names.
    pub fn close(&self, shown: &str) {
        let print = Print::of(shown);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|s| !s.print.is(&print));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_known_by_its_cookie_until_it_is_closed() {
        let sessions = Sessions::default();
        let cookie = sessions.open("t1", true).unwrap();
        assert!(cookie.starts_with("__Host-stemma=") && cookie.ends_with("; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
        let mut fields = HeaderMap::new();
        let pair = cookie.split(';').next().unwrap();
        fields.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        let value = shown(&fields, true).unwrap();
        assert_eq!((sessions.token(value).as_deref(), shown(&fields, false)), (Some("t1"), None));
        sessions.close(value);
        assert_eq!(sessions.token(value), None);
    }

    #[test]
    fn there_are_never_too_many() {
        let sessions = Sessions::default();
        (0..MOST + 5).for_each(|n| drop(sessions.open(&n.to_string(), false).unwrap()));
        assert_eq!(sessions.0.lock().unwrap().len(), MOST);
    }
}
