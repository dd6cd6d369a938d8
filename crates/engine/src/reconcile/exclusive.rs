//! "Only he had a gun": a claim that shuts others out, against claims that name others.

use super::items::Item;
use super::origins::Voices;
use super::values::{finding, value};
use stemma_model::{Claim, Event, Filler, Modality, Status};

/// Adds a dispute to the event of a claim whose actor is said to be the only one, where other claims of the story, of
/// that report or another, give someone else the same thing to act with.
pub fn dispute(events: &mut [Event], items: &[Item<'_>], voices: &Voices<'_>) {
    for (i, item) in items.iter().enumerate() {
        let Some(thing) = exclusive_thing(item.claim) else { continue };
        let against: Vec<&Item<'_>> = items
            .iter()
            .enumerate()
            .filter(|(j, other)| *j != i && !other.claim.background && holds(other.claim, &thing) && other_actor(item, other))
            .map(|(_, other)| other)
            .collect();
        if against.is_empty() {
            continue;
        }
        let mut all = vec![item];
        all.extend(&against);
        let words = |items: &[&Item<'_>]| {
            items
                .iter()
                .flat_map(|i| i.claim.roles.actor.first())
                .map(|f| f.name.clone().unwrap_or_else(|| f.text.clone()))
                .next()
                .unwrap_or_default()
        };
        let values = vec![value(format!("only {}", words(&[item])), &[item], voices), value(words(&against), &against, voices)];
        let why = format!("One claim says \u{201c}only\u{201d}; {} others give a {} to someone else.", against.len(), thing.word());
        let found = finding("actor".to_owned(), Status::Disputed, values, &all, voices, why);
        if let Some(event) = events.iter_mut().find(|e| e.claims.contains(&item.claim.id)) {
            event.findings.retain(|f| f.slot != "actor");
            event.findings.push(found);
        }
    }
}

/// What the excluded others would act with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Weapon,
}

impl Thing {
    fn word(self) -> &'static str {
        match self {
            Thing::Weapon => "weapon",
        }
    }
}

/// The thing that a claim reserves for its actor: "only" or "alone" stands at the actor, and the claim is of having or
/// using a weapon.
fn exclusive_thing(claim: &Claim) -> Option<Thing> {
    let actor = claim.roles.actor.first()?;
    let only = |f: &Filler| {
        let own = f.text.to_lowercase();
        let at = f.start.saturating_sub(claim.evidence.start);
        let before: String = claim.evidence.text.chars().take(at).collect::<String>().to_lowercase();
        own.starts_with("only ") || own.ends_with(" alone") || before.trim_end().ends_with("only")
    };
    (only(actor) && armed(claim)).then_some(Thing::Weapon)
}

/// Whether a claim gives its actor a weapon.
fn holds(claim: &Claim, thing: &Thing) -> bool {
    *thing == Thing::Weapon
        && armed(claim)
        && !claim.negated
        && matches!(claim.modality, Modality::Asserted | Modality::Claimed)
        && !claim.roles.actor.is_empty()
}

fn armed(claim: &Claim) -> bool {
    matches!(claim.kind.as_str(), "arm" | "shoot" | "fire-weapon" | "possess-weapon" | "armed-clash")
}

/// Whether the actors are different. Forces sent by the state are not the others whom "only" shuts out.
fn other_actor(item: &Item<'_>, other: &Item<'_>) -> bool {
    !other.actors.iter().any(|a| item.actors.iter().any(|b| a.same(b)))
}
