//! How often one client may ask: so many requests a second, and a few seconds' worth at once (GCRA, the leaky bucket of ATM).

use super::Coder;
use super::client::Client;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How many seconds' worth may come at once: a page with what belongs to it, some times over.
const BURST: u32 = 10;
/// After so many requests those are forgotten who have not asked for long.
const SWEEP: u32 = 4096;

/// Who is counted: a token where one is shown, so that a desk behind one address is not one client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever has the token that is called so.
    Token(String),
    /// Whoever asks from there.
    Address(IpAddr),
}

impl Who {
    /// Of a request.
    pub fn of(who: Option<&Coder>, client: &Client) -> Who {
        who.and_then(|c| c.token.clone()).map_or(Who::Address(client.address), Who::Token)
    }
}

/// Counts what clients ask for.
#[derive(Debug)]
pub struct Limit {
    clients: DefaultKeyedRateLimiter<Who>,
    asked: AtomicU32,
}

impl Limit {
    /// So many requests a second from each.
    pub fn new(rate: NonZeroU32) -> Self {
        let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1)));
        Limit { clients: RateLimiter::keyed(quota), asked: AtomicU32::new(0) }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// With how long to wait, when there were too many.
    pub fn count(&self, who: &Who) -> Result<(), Duration> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.clients.retain_recent();
        }
        self.clients.check_key(who).map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_share_of_its_own() {
        let limit = Limit::new(NonZeroU32::new(2).unwrap());
        let (ada, other) = (Who::Token("t1".into()), Who::Address([203, 0, 113, 7].into()));
        assert_eq!((0..40).filter(|_| limit.count(&ada).is_ok()).count(), 20);
        assert!(limit.count(&ada).unwrap_err() <= Duration::from_secs(1));
        assert!(limit.count(&other).is_ok());
    }
}
