//! Pages and feeds from the network, with manners.
//!
//! [`Fetcher::get`] is one address: `manners` (robots.txt, pauses), `guard` (who may be asked), `client` (one request, bounded),
//! redirects one by one through all three, and another try where that helps. [`folder`] keeps what was fetched; [`gather`] makes
//! reports of it.

pub mod client;
pub mod folder;
pub mod gather;
pub mod guard;
pub mod manners;
mod warc;
pub mod webhook;

use crate::stop;
use client::{Answer, Client, Failed, Limits};
use guard::Guard;
use manners::{Manners, NAME};
use std::time::{Duration, SystemTime};
use url::Url;

/// Redirects that are followed. Browsers follow twenty; news sites use up to four.
const MAX_REDIRECTS: usize = 8;

/// How the network is used.
#[derive(Clone, Debug)]
pub struct Manner {
    /// An address or page of who runs this, for those who are asked.
    pub contact: Option<String>,
    /// Between two requests to a host.
    pub delay: Duration,
    /// Tries of an address, the first included.
    pub tries: u32,
    /// Before the second try; twice as long before each that follows.
    pub back_off: Duration,
    /// A longer wait than this that a server asks for is left to another run.
    pub longest_wait: Duration,
    /// Who may be asked.
    pub guard: Guard,
    /// Bounds of a request.
    pub limits: Limits,
}

impl Default for Manner {
    fn default() -> Self {
        let s = Duration::from_secs;
        let (guard, limits) = (Guard::default(), Limits::default());
        Manner { contact: None, delay: s(1), tries: 3, back_off: s(2), longest_wait: s(120), guard, limits }
    }
}

/// What a server says of a version of a page, by which it can tell that it has no other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// What is at an address.
#[derive(Clone, Debug)]
pub enum Got {
    /// The same as by the validators.
    Same,
    /// This answer, and the address that redirects led to.
    Page(Answer, String),
}

/// Fetches addresses, one after another.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    manners: Manners,
    manner: Manner,
}

impl Fetcher {
    /// One that has asked nobody yet.
    pub fn new(manner: Manner) -> Fetcher {
        let contact = manner.contact.as_ref().map_or(String::new(), |c| format!(" (+{c})"));
        let agent = format!("{NAME}/{}{contact}", env!("CARGO_PKG_VERSION"));
        Fetcher { client: Client::new(&agent, manner.guard.clone(), manner.limits.clone()), manners: Manners::new(manner.delay), manner }
    }

    /// Gets a page or feed, following redirects, as often as its site allows.
    ///
    /// # Errors
    /// Why it cannot be had, with what its server or site says.
    pub fn get(&mut self, address: &str, known: &Validators) -> Result<Got, Failed> {
        let first = web_address(address)?;
        let (mut url, mut hops) = (first.clone(), 0);
        loop {
            let mut fields = Vec::new();
            // Validators are those of the first address's answer, whatever it redirects to now.
            fields.extend(known.etag.as_deref().map(|e| ("if-none-match", e)));
            fields.extend(known.modified.as_deref().map(|m| ("if-modified-since", m)));
            let answer = self.politely(&url, &fields)?;
            match answer.status {
                304 => return Ok(Got::Same),
                200 | 203 => return Ok(Got::Page(answer, url.into())),
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.field("location").ok_or_else(|| Failed::lasting("it redirects without saying where"))?;
                    let next = url.join(to).map_err(|_| Failed::lasting(format!("it redirects to {to:?}, which is no address")))?;
                    hops += 1;
                    if hops > MAX_REDIRECTS {
                        return Err(Failed::lasting(format!("more than {MAX_REDIRECTS} redirects, the last to {next}")));
                    }
                    url = web_address(next.as_str()).map_err(|e| Failed::lasting(format!("it redirects to {next}: {e}")))?;
                }
                status => return Err(of_status(status)),
            }
        }
    }

    /// Gets an address when its site allows it, again when it may go better.
    fn politely(&mut self, url: &Url, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
        let host = url.origin().ascii_serialization();
        if self.manners.wants_robots(&host) {
            let robots = self.robots(url);
            self.manners.learn(&host, robots);
        }
        self.manners.allowed(&host, url.as_str())?;
        self.tries(url, fields)
    }

    /// A site's `robots.txt`, following redirects (RFC 9309, section 2.3.1.2: five at least).
    fn robots(&mut self, url: &Url) -> Result<Answer, Failed> {
        let mut at = url.join("/robots.txt").map_err(|e| Failed::lasting(e.to_string()))?;
        for _ in 0..=5 {
            let answer = self.tries(&at, &[])?;
            match answer.field("location").filter(|_| (300..400).contains(&answer.status)).map(|to| at.join(to)) {
                Some(Ok(next)) => at = web_address(next.as_str())?,
                _ => return Ok(answer),
            }
        }
        // As if there were none, says the same section.
        Ok(Answer { status: 404, ..Answer::default() })
    }

    fn tries(&mut self, url: &Url, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
        let host = url.origin().ascii_serialization();
        let mut back_off = self.manner.back_off;
        let mut tried = 0;
        loop {
            self.manners.wait(&host);
            if stop::wanted() {
                return Err(Failed::passing("stopped before it was asked for"));
            }
            let answer = self.client.get(url.as_str(), fields);
            tried += 1;
            let failed = match &answer {
                Ok(a) if matches!(a.status, 408 | 425 | 429 | 500 | 502 | 503 | 504) => of_status(a.status),
                Ok(_) => return answer,
                Err(e) if e.passing => e.clone(),
                Err(_) => return answer,
            };
            let asked = answer.as_ref().ok().and_then(|a| a.field("retry-after")).and_then(|t| retry_after(t, SystemTime::now()));
            let wait = asked.unwrap_or(back_off);
            self.manners.hold(&host, wait.min(self.manner.longest_wait));
            if wait > self.manner.longest_wait {
                return Err(Failed::passing(format!("{failed}; it asks to be left alone for {} s", wait.as_secs())));
            }
            if tried >= self.manner.tries {
                return Err(Failed::passing(format!("{failed} ({tried} tries)")));
            }
            back_off *= 2;
        }
    }
}

/// A web address without its fragment.
fn web_address(address: &str) -> Result<Url, Failed> {
    let mut url =
        Url::parse(address.trim()).map_err(|e| Failed::lasting(format!("it is no web address ({e}); http://… or https://… is wanted")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failed::lasting(format!("{}: addresses are not fetched, only http: and https:", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failed::lasting("addresses with a name or password in them are not fetched"));
    }
    url.set_fragment(None);
    Ok(url)
}

fn of_status(status: u16) -> Failed {
    let what = match status {
        401..=403 => "the site does not give it to us",
        404 => "there is no such page",
        410 => "the page was taken down",
        429 => "the site says that it is asked too often",
        451 => "the page is withheld for legal reasons",
        500..600 => "the server is in trouble",
        _ => "no page",
    };
    Failed { why: format!("{what} (status {status})"), passing: status == 429 || status >= 500 }
}

/// How long a server asks to be left alone: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(SystemTime::from(at).duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_when_to_come_back() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 09 Sep 2001 01:47:40 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Sun, 09 Sep 2001 01:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn only_web_addresses() {
        for bad in ["coast.example", "ftp://coast.example/a", "file:///etc/hosts", "https://me:secret@coast.example/", "", "javascript:1"] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
        assert_eq!(web_address("http://0x7f.1/a#b").unwrap().as_str(), "http://127.0.0.1/a");
    }
}
