//! Ids of events that stay.
//!
//! An event is known by the claims that tell it: each claim gives a number, made from its report's id and where its trigger
//! stands, so it is the same in every run. An event has the number of the first of its claims. When reports come that are
//! older, or events join, the first claim is another one; given an earlier export, an event keeps the id that it has there, with
//! the country before its number, as long as the claim which gave it is still among its claims.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Field};

/// The numbers of events, none given twice.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    earlier: BTreeMap<u64, String>,
    given: BTreeSet<u64>,
}

/// The number of a claim, below 2⁴⁸: every reader keeps it exact, also where numbers are floats.
pub fn number(claim: &Claim) -> u64 {
    let field = if claim.evidence.field == Field::Title { "title" } else { "text" };
    let at = claim.trigger.as_ref().map_or(claim.evidence.start, |t| t.start);
    let digest = Sha256::digest(format!("{}\n{field}\n{at}\n{}", claim.report, claim.trigger.is_some()));
    digest.iter().take(6).fold(0, |n, byte| n << 8 | u64::from(*byte))
}

impl Ids {
    /// With the ids of an earlier export, by their numbers.
    pub fn new(earlier: BTreeMap<u64, String>) -> Ids {
        Ids { earlier, given: BTreeSet::new() }
    }

    /// The id that an event of this number has in the earlier export.
    pub fn earlier(&self, number: u64) -> Option<&str> {
        self.earlier.get(&number).map(String::as_str)
    }

    /// The number of an event that these claims tell of, the first telling first; none without claims.
    pub fn give<'a>(&mut self, claims: impl Iterator<Item = &'a Claim> + Clone) -> Option<u64> {
        let free = |n: &u64| !self.given.contains(n);
        let mut numbers = claims.clone().map(number).filter(free);
        let kept = claims.map(number).filter(free).find(|n| self.earlier.contains_key(n));
        let chosen = kept.or_else(|| numbers.find(|n| !self.earlier.contains_key(n)))?;
        self.given.insert(chosen);
        Some(chosen)
    }

    /// The ids of the earlier export that no event has any more.
    pub fn gone(&self) -> impl Iterator<Item = &str> + '_ {
        self.earlier.iter().filter(|(n, _)| !self.given.contains(n)).map(|(_, id)| id.as_str())
    }
}
