//! Manners: what a site's `robots.txt` asks for, and how often a host is asked.

use super::client::{Answer, Failed};
use crate::stop;
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};
use texting_robots::Robot;

/// The name by which `robots.txt` files may speak of this program.
pub const NAME: &str = "stemma";
/// Bytes of a `robots.txt` that are read (RFC 9309, section 2.5, asks for at least 500 KiB).
const ROBOTS_BYTES: usize = 500 << 10;
/// How long a `robots.txt` holds (RFC 9309, section 2.4).
const ROBOTS_HOLD: Duration = Duration::from_secs(24 * 3600);
/// A site that could not be asked for its `robots.txt` is left alone for so long.
const ROBOTS_RETRY: Duration = Duration::from_secs(600);
/// Longer pauses than this are not asked for by sites that want to be read.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// Sleeps, unless the user wants to stop.
pub fn pause(time: Duration) {
    let until = Instant::now() + time;
    while !stop::wanted() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        std::thread::sleep(left.min(Duration::from_millis(100)));
    }
}

/// What a site allows.
#[derive(Debug)]
enum Rules {
    All,
    None(String),
    Some(Box<Robot>),
}

/// What is known of the hosts that were asked.
#[derive(Debug)]
pub struct Manners {
    /// Between two requests to a host.
    delay: Duration,
    hosts: BTreeMap<String, Host>,
}

#[derive(Debug, Default)]
struct Host {
    robots: Option<(Rules, Instant)>,
    next: Option<Instant>,
    delay: Option<Duration>,
}

impl Manners {
    /// None known yet.
    pub fn new(delay: Duration) -> Manners {
        Manners { delay, hosts: BTreeMap::new() }
    }

    /// Waits until a host (with its scheme and port) may be asked again.
    pub fn wait(&mut self, host: &str) {
        let delay = self.delay;
        let known = self.hosts.entry(host.to_owned()).or_default();
        if let Some(next) = known.next {
            pause(next.saturating_duration_since(Instant::now()));
        }
        known.next = Some(Instant::now() + known.delay.unwrap_or(delay).max(delay));
    }

    /// Keeps a host from being asked for a while.
    pub fn hold(&mut self, host: &str, time: Duration) {
        let known = self.hosts.entry(host.to_owned()).or_default();
        known.next = known.next.max(Some(Instant::now() + time));
    }

    /// Whether a host's `robots.txt` is not known, or was read too long ago.
    pub fn wants_robots(&self, host: &str) -> bool {
        self.hosts.get(host).and_then(|h| h.robots.as_ref()).is_none_or(|(_, until)| *until < Instant::now())
    }

    /// Takes note of a host's `robots.txt`: none there means that all is allowed, a server in trouble that nothing is
    /// (RFC 9309, section 2.3.1).
    pub fn learn(&mut self, host: &str, answer: Result<Answer, Failed>) {
        let (rules, hold) = match answer {
            Ok(a) if (200..300).contains(&a.status) => {
                let text = &a.body[..a.body.len().min(ROBOTS_BYTES)];
                match catch_unwind(|| Robot::new(NAME, text)) {
                    Ok(Ok(robot)) => (Rules::Some(Box::new(robot)), ROBOTS_HOLD),
                    // Nothing that can be understood asks for nothing.
                    _ => (Rules::All, ROBOTS_HOLD),
                }
            }
            Ok(a) if a.status < 500 && a.status != 429 => (Rules::All, ROBOTS_HOLD),
            Ok(a) => (Rules::None(format!("its robots.txt gives status {}", a.status)), ROBOTS_RETRY),
            Err(e) => (Rules::None(format!("its robots.txt cannot be had: {e}")), ROBOTS_RETRY),
        };
        let known = self.hosts.entry(host.to_owned()).or_default();
        known.delay = match &rules {
            Rules::Some(robot) => {
                robot.delay.filter(|d| d.is_finite() && *d > 0.0).map(|d| Duration::from_secs_f32(d.min(LONGEST_DELAY.as_secs_f32())))
            }
            _ => None,
        };
        known.robots = Some((rules, Instant::now() + hold));
    }

    /// Whether a site lets this program read an address.
    ///
    /// # Errors
    /// Why not.
    pub fn allowed(&self, host: &str, url: &str) -> Result<(), Failed> {
        match self.hosts.get(host).and_then(|h| h.robots.as_ref()) {
            Some((Rules::None(why), _)) => Err(Failed::passing(why.clone())),
            Some((Rules::Some(robot), _)) if !robot.allowed(url) => {
                Err(Failed::lasting("the site's robots.txt asks programs not to read it"))
            }
            _ => Ok(()),
        }
    }
}
