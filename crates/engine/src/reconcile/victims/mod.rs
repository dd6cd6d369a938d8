//! How many people a story says were killed and injured.
//!
//! 1. [`who`]: what a phrase tells of a person: age, sex, name, someone new or not
//! 2. [`mention`]: claims → phrases that speak of someone harmed, and what befell them
//! 3. [`register`]: each person once, with the worst that befell them
//! 4. [`near`]: numbers and phrases read word by word, for headlines and broken parses
//! 5. [`signals`]: what each report says of the numbers: totals in title, lead and text, the register's counts
//! 6. [`choose`]: which pair of numbers the signals speak for

pub mod choose;
pub mod mention;
pub mod near;
pub mod register;
pub mod signals;
pub mod who;

use super::items::Item;
use mention::{Mention, State, Told};
use stemma_model::{Event, Harm, HarmFigure, Status};

/// Sets how many were killed and injured in a story, with the claims that say so. `harm` holds what single events give,
/// whose range of values stays; a number that nothing but silence speaks for is left out.
pub fn set(harm: &mut Harm, events: &[Event], items: &[Item<'_>]) {
    let mentions = mention::find(items);
    let choices = choose::choices(&mentions, items);
    let Some(best) = choose::best(&choices) else { return };
    let (killed, injured) = (best.killed, best.injured);
    // A report that says that an earlier number was wrong knows better than any count.
    let corrected = |measure: &str| {
        let slot = format!("figure:{measure}");
        events.iter().flat_map(|e| &e.findings).any(|f| f.slot == slot && f.status == Status::Corrected)
    };
    if !corrected("killed") {
        harm.killed = figure(killed, State::Killed, harm.killed.take(), &mentions, items);
    }
    if !corrected("injured") {
        harm.injured = figure(injured, State::Injured, harm.injured.take(), &mentions, items);
    }
}

/// A number with its claims: those that state it, else those that tell of one victim after another. None where nobody
/// was harmed as far as is told, and nobody says so either.
fn figure(n: i64, state: State, old: Option<HarmFigure>, mentions: &[Mention], items: &[Item<'_>]) -> Option<HarmFigure> {
    let of = |m: &&Mention| m.told <= Told::Before && (m.state == state || state == State::Injured && m.state == State::Struck);
    let ids = |list: Vec<&Mention>| {
        let mut out: Vec<String> = Vec::new();
        for m in list {
            let id = &items[m.item].claim.id;
            if !out.contains(id) {
                out.push(id.clone());
            }
        }
        out
    };
    let stated = ids(mentions.iter().filter(of).filter(|m| m.who.count == Some(n) && (m.stated || n == 1)).collect());
    let claims =
        if stated.is_empty() && n > 0 { ids(mentions.iter().filter(of).filter(|m| m.who.count != Some(0)).collect()) } else { stated };
    let claims = if claims.is_empty() && n > 0 {
        let told = |i: &&Item<'_>| {
            mention::told(i.claim) <= Told::Before
                && mention::state(i.claim, i.measure).is_some_and(|s| s == state || state == State::Injured && s != State::Killed)
        };
        items.iter().filter(told).map(|i| i.claim.id.clone()).collect()
    } else {
        claims
    };
    if claims.is_empty() {
        // "No one was hurt" is nought.
        return old.filter(|f| f.best == Some(0));
    }
    let low = old.as_ref().and_then(|f| f.low).map_or(n, |l| l.min(n));
    let high = old.map_or(Some(n), |f| f.high.map(|h| h.max(n)));
    Some(HarmFigure { best: Some(n), low: Some(low), high, claims })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_read() {
        assert!(choose::has_weights(), "lexicon/harm-weights.toml");
        assert!(near::has_words(), "lexicon/harm.toml");
    }

    #[test]
    fn silence_gives_no_number() {
        let mut harm = Harm::default();
        set(&mut harm, &[], &[]);
        assert_eq!((harm.killed, harm.injured), (None, None));
    }
}
