//! "Only he had a gun": a claim that shuts others out, against claims that name others.

use super::items::{Item, Key, head_word};
use super::origins::Voices;
use super::sides;
use super::types::Words;
use super::values::{finding, value};
use stemma_model::{Claim, Event, Filler, Modality, ScopeOf, SideKind, Status};

/// Adds a dispute to the event of a claim whose actor is said to be the only one, where other claims of the story, of
/// that report or another, give someone else the same thing to act with.
pub fn dispute(events: &mut [Event], items: &[Item<'_>], voices: &Voices<'_>, words: &Words) {
    for (i, item) in items.iter().enumerate() {
        if !is_exclusive(item.claim, words) {
            continue;
        }
        let against: Vec<&Item<'_>> =
            items.iter().enumerate().filter(|(j, other)| *j != i && is_other(item, other, words)).map(|(_, other)| other).collect();
        if against.is_empty() {
            continue;
        }
        let mut all = vec![item];
        all.extend(&against);
        let named = |items: &[&Item<'_>]| {
            items
                .iter()
                .flat_map(|i| i.claim.roles.actor.first())
                .map(|f| f.name.clone().unwrap_or_else(|| f.text.clone()))
                .next()
                .unwrap_or_default()
        };
        let values = vec![value(format!("only {}", named(&[item])), &[item], voices), value(named(&against), &against, voices)];
        let others = if let [_] = against[..] { "another gives".to_owned() } else { format!("{} others give", against.len()) };
        let why = format!("One claim says \u{201c}only\u{201d}; {others} a weapon to someone else.");
        let found = finding("actor".to_owned(), Status::Disputed, values, &all, voices, why);
        if let Some(event) = events.iter_mut().find(|e| e.claims.contains(&item.claim.id)) {
            event.findings.retain(|f| f.slot != "actor");
            event.findings.push(found);
        }
    }
}

/// Whether a claim reserves a weapon for its actor: "only" or "alone" stands at the actor, and the claim is of having or
/// using one.
fn is_exclusive(claim: &Claim, words: &Words) -> bool {
    claim.roles.actor.first().is_some_and(|f| is_only(claim, f)) && armed(claim, words)
}

/// Whether "only" or "alone" stands at a filler of a claim: nobody else is meant.
pub fn is_only(claim: &Claim, f: &Filler) -> bool {
    let own = f.text.to_lowercase();
    let at = f.start.saturating_sub(claim.evidence.start);
    let before: String = claim.evidence.text.chars().take(at).collect::<String>().to_lowercase();
    own.starts_with("only ") || own.ends_with(" alone") || before.trim_end().ends_with("only")
}

/// Whether a claim gives its actor a firearm: having one, firing it, or acting with it.
fn armed(claim: &Claim, words: &Words) -> bool {
    let firearm = |f: &Filler| words.firearms.contains(&head_word(&f.text));
    matches!(claim.kind.as_str(), "bear-arms" | "shoot") || claim.roles.instrument.iter().any(firearm)
}

/// Whether a claim gives someone else a weapon. Forces of the state are not among those whom "only" shuts out.
fn is_other(item: &Item<'_>, other: &Item<'_>, words: &Words) -> bool {
    let claim = other.claim;
    let told = !claim.negated && !claim.background && matches!(claim.modality, Modality::Asserted | Modality::Claimed);
    let outside = |k: &Key| words.scope_of(&k.head) == ScopeOf::All && !item.actors.iter().any(|a| a.same(k));
    // "Special forces", which a word before their head puts on a side.
    let forces = || claim.roles.actor.iter().any(|f| sides::of_filler(f, true, words) == Some(SideKind::State));
    told && armed(claim, words) && !other.actors.is_empty() && other.actors.iter().all(outside) && !forces()
}
