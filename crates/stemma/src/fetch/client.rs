//! One request, bounded in time and size. Who may be asked, how often and whether at all is decided elsewhere.
//!
//! `ureq` and not `reqwest`: it blocks, so it needs no runtime; its resolver is ours to replace, and what that gives is what it
//! connects to; and it brings a third of the packages.

use super::guard::{Guard, is_refusal};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::fmt;
use std::io::{self, Read};
use std::time::Duration;
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;

/// Bounds of a request.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until a connection stands, looking up the name included.
    pub connect: Duration,
    /// Until the answer begins.
    pub first_byte: Duration,
    /// For all of it, however slowly it comes.
    pub total: Duration,
    /// Bytes of an answer, as sent and unpacked.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let s = Duration::from_secs;
        Limits { connect: s(10), first_byte: s(30), total: s(60), bytes: 32 << 20 }
    }
}

/// Bytes of an answer's head. Real ones have about one or two thousand.
const HEAD_BYTES: usize = 64 << 10;
/// What is packed may grow so much: text is packed to a tenth, bombs to a thousandth.
const GROWTH: usize = 200;

/// An answer, whatever its status.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its header fields in their order; names in small letters.
    pub fields: Vec<(String, String)>,
    /// What was sent, unpacked.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header field of this name (small letters).
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// For people.
    pub why: String,
    /// Whether it may go better another time.
    pub passing: bool,
}

impl Failed {
    /// One that another try does not help.
    pub fn lasting(why: impl Into<String>) -> Failed {
        Failed { why: why.into(), passing: false }
    }

    /// One that another try may help.
    pub fn passing(why: impl Into<String>) -> Failed {
        Failed { why: why.into(), passing: true }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Asks servers.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    limits: Limits,
}

impl Client {
    /// One that says who it is, and asks only whom the guard allows. Proxies of the environment are not used: behind one, the
    /// guard could not see who is asked.
    pub fn new(user_agent: &str, guard: Guard, limits: Limits) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(user_agent)
            .accept_encoding("gzip, deflate")
            .max_response_header_size(HEAD_BYTES)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_recv_response(Some(limits.first_byte))
            .timeout_global(Some(limits.total))
            .build();
        Client { agent: Agent::with_parts(config, DefaultConnector::default(), guard), limits }
    }

    /// Gets what is at an address, with these header fields besides. Redirects are not followed.
    ///
    /// # Errors
    /// When there is no whole answer within the bounds.
    pub fn get(&self, url: &str, fields: &[(&str, &str)]) -> Result<Answer, Failed> {
        let mut request = self.agent.get(url).header(
            "accept",
            "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
        );
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        self.answer(request.call())
    }

    /// Posts a body.
    ///
    /// # Errors
    /// When there is no whole answer within the bounds.
    pub fn post(&self, url: &str, fields: &[(&str, &str)], body: &[u8]) -> Result<Answer, Failed> {
        let mut request = self.agent.post(url);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        self.answer(request.send(body))
    }

    fn answer(&self, response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, Failed> {
        let response = response.map_err(|e| self.failed(e))?;
        let (head, body) = response.into_parts();
        let fields =
            head.headers.iter().map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())).collect();
        let mut answer = Answer { status: head.status.as_u16(), fields, body: Vec::new() };
        let most = self.limits.bytes;
        let mut sent = Vec::new();
        let declared = answer.field("content-length").and_then(|l| l.parse::<u64>().ok());
        if declared.is_some_and(|l| l > most as u64) {
            return Err(self.too_big());
        }
        body.into_reader().take(most as u64 + 1).read_to_end(&mut sent).map_err(|e| self.broken(e, sent.len()))?;
        if sent.len() > most {
            return Err(self.too_big());
        }
        answer.body = match answer.field("content-encoding").map(str::to_ascii_lowercase).as_deref() {
            None | Some("identity" | "") => sent,
            Some("gzip" | "x-gzip") => self.unpacked(MultiGzDecoder::new(sent.as_slice()), sent.len())?,
            Some("deflate") => self.unpacked(ZlibDecoder::new(sent.as_slice()), sent.len())?,
            Some(other) => return Err(Failed::lasting(format!("the answer is packed with {other:?}, which was not asked for"))),
        };
        Ok(answer)
    }

    fn unpacked(&self, from: impl Read, packed: usize) -> Result<Vec<u8>, Failed> {
        // Small answers may be packed well without being bombs.
        let most = self.limits.bytes.min(packed.saturating_mul(GROWTH).max(1 << 20));
        let mut out = Vec::new();
        from.take(most as u64 + 1).read_to_end(&mut out).map_err(|e| Failed::passing(format!("the packed answer is broken: {e}")))?;
        if out.len() > most {
            let what = format!("the answer is a decompression bomb: {packed} bytes that unpack to more than {most}");
            return Err(Failed::lasting(what));
        }
        Ok(out)
    }

    fn too_big(&self) -> Failed {
        Failed::lasting(format!("the answer is longer than {} MiB, which no page or feed needs", self.limits.bytes >> 20))
    }

    fn broken(&self, error: io::Error, read: usize) -> Failed {
        match error.downcast::<ureq::Error>() {
            Ok(error) => self.failed(error),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => self.failed(ureq::Error::Timeout(ureq::Timeout::RecvBody)),
            Err(error) => Failed::passing(format!("the answer breaks off after {read} bytes: {error}")),
        }
    }

    fn failed(&self, error: ureq::Error) -> Failed {
        use ureq::Error;
        let s = |d: Duration| format!("{} s", d.as_secs_f32());
        match error {
            Error::Io(e) if is_refusal(&e) => Failed::lasting(format!("{e}; give --allow-private if it is meant")),
            Error::Io(e) => Failed::passing(format!("no answer: {e}")),
            Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
                Failed::passing(format!("no connection within {}", s(self.limits.connect)))
            }
            Error::Timeout(ureq::Timeout::RecvResponse) => Failed::passing(format!("no answer within {}", s(self.limits.first_byte))),
            Error::Timeout(_) => Failed::passing(format!("the answer was not complete within {}", s(self.limits.total))),
            Error::HostNotFound => Failed::passing("there is no such host, or names cannot be looked up".to_owned()),
            Error::LargeResponseHeader(..) => too_long_a_head(),
            Error::Protocol(e) if e.to_string().contains("too many headers") => too_long_a_head(),
            Error::BodyExceedsLimit(_) => self.too_big(),
            Error::BadUri(why) => Failed::lasting(format!("it is no address that can be asked: {why}")),
            Error::ConnectionFailed => Failed::passing("no connection".to_owned()),
            other => Failed::passing(format!("no proper answer: {other}")),
        }
    }
}

fn too_long_a_head() -> Failed {
    Failed::lasting(format!("the head of the answer is longer than {} KiB, or has too many lines", HEAD_BYTES >> 10))
}
