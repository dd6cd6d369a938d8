//! The slots of an event that are no figures: who, to whom, where, when, with what, and whether it happened.

use super::items::{Item, Key, head_word, is_pronoun};
use super::origins::Voices;
use super::values::{finding, value};
use std::collections::BTreeSet;
use stemma_model::{EntityKind, Filler, Finding, Modality, Status};

/// The findings of one event but for its figures.
pub fn compare(
    kind: &str,
    members: &[usize],
    items: &[Item<'_>],
    voices: &Voices<'_>,
    same_group: &dyn Fn(&str, &str) -> bool,
) -> Vec<Finding> {
    let own: Vec<&Item<'_>> = members.iter().map(|&i| &items[i]).collect();
    let mut out = vec![occurrence(kind, &own, voices)];
    if kind != "statement" {
        for slot in ["actor", "target", "place", "instrument"] {
            out.extend(fillers(slot, &own, voices, same_group));
        }
        out.extend(times(&own, voices));
    }
    out
}

/// Whether it happened: agreed, denied, planned and then done, disputed.
fn occurrence(kind: &str, own: &[&Item<'_>], voices: &Voices<'_>) -> Finding {
    let slot = if kind == "statement" { "statement" } else { "occurrence" };
    let pick = |f: &dyn Fn(&Item<'_>) -> bool| -> Vec<&Item<'_>> { own.iter().copied().filter(|i| f(i)).collect() };
    let planned = pick(&|i| matches!(i.claim.modality, Modality::Planned | Modality::Ordered | Modality::Demanded) && !i.claim.negated);
    let denied = pick(&|i| i.claim.modality == Modality::Denied);
    let failed = pick(&|i| matches!(i.claim.modality, Modality::Failed | Modality::Attempted));
    let done = pick(&|i| matches!(i.claim.modality, Modality::Asserted | Modality::Claimed) && !i.claim.negated);
    let not_done = pick(&|i| matches!(i.claim.modality, Modality::Asserted | Modality::Claimed) && i.claim.negated);
    let unsure = pick(&|i| matches!(i.claim.modality, Modality::Possible | Modality::Rumoured));
    let mut values = Vec::new();
    for group in [&done, &failed, &planned, &denied, &not_done, &unsure] {
        if !group.is_empty() {
            values.push(value(words(group), group, voices));
        }
    }
    let reports = |g: &[&Item<'_>]| g.iter().map(|i| i.report).collect::<BTreeSet<_>>();
    let all = reports(own);
    let copies = all.len() > 1 && own.iter().all(|a| a.report == own[0].report || voices.copied(a, own[0]));
    // Someone's rejection of an accusation denies it, though the rejection itself is a fact.
    let rejected = pick(&|i| matches!(i.claim.kind.as_str(), "deny" | "reject") && !i.claim.negated);
    let denied = if denied.is_empty() && rejected.len() < own.len() && kind != "deny" && kind != "reject" { rejected } else { denied };
    let failed_in = reports(&failed).len();
    let (status, why) = if !denied.is_empty() {
        (Status::Denied, format!("{} denies it.", denier(own, &denied)))
    } else if failed_in > 1 {
        (Status::Agreed, format!("{failed_in} reports tell it as an attempt that failed."))
    } else if failed.is_empty() && later(&planned, &done, voices) {
        (Status::Fulfilled, "One report tells it as a plan, another as done.".to_owned())
    } else if !not_done.is_empty() && !done.is_empty() && kind != "statement" {
        (Status::Disputed, "Some say that it happened and some that it did not.".to_owned())
    } else if all.len() > 1 && !copies {
        (Status::Agreed, format!("{} reports tell it.", all.len()))
    } else if copies {
        (Status::Single, format!("{} reports tell it in copies of one text.", all.len()))
    } else {
        (Status::Single, "One report tells it.".to_owned())
    };
    finding(slot.to_owned(), status, values, own, voices, why)
}

/// Who denies: the actor of a claim of denial, else the voice that the denial is cited from.
fn denier(own: &[&Item<'_>], denied: &[&Item<'_>]) -> String {
    let actor = own.iter().filter(|i| matches!(i.claim.kind.as_str(), "deny" | "reject")).find_map(|i| i.claim.roles.actor.first());
    let voice = || denied.iter().flat_map(|i| &i.claim.attribution).find(|a| !a.source.is_empty()).map(|a| a.source.clone());
    actor.map(|f| f.name.clone().unwrap_or_else(|| f.text.clone())).or_else(voice).unwrap_or_else(|| "A report".to_owned())
}

/// A plan is fulfilled by another report's telling, unless that one is known to be the earlier.
fn later(planned: &[&Item<'_>], done: &[&Item<'_>], voices: &Voices<'_>) -> bool {
    planned.iter().any(|p| {
        done.iter().any(|d| {
            p.report != d.report
                && p.claim.kind == d.claim.kind
                && match (voices.published(p.report), voices.published(d.report)) {
                    (Some(a), Some(b)) => a <= b,
                    _ => true,
                }
        })
    })
}

/// The words of the claim that says most: its trigger with the sentence's own words around it.
fn words(group: &[&Item<'_>]) -> String {
    group
        .iter()
        .filter(|i| i.claim.kind != "statement")
        .filter_map(|i| i.claim.trigger.as_ref())
        .map(|t| t.text.clone())
        .next()
        .or_else(|| group.first().map(|i| i.claim.evidence.text.clone()))
        .unwrap_or_default()
}

/// The fillers of one role, brought together where they refer to one thing.
fn fillers(slot: &str, own: &[&Item<'_>], voices: &Voices<'_>, same_group: &dyn Fn(&str, &str) -> bool) -> Option<Finding> {
    let mut groups: Vec<(Key, String, Vec<&Item<'_>>)> = Vec::new();
    for item in own {
        let roles = &item.claim.roles;
        let (fillers, keys): (&[Filler], &[Key]) = match slot {
            "actor" => (&roles.actor, &item.actors),
            "target" => (&roles.target, &item.targets),
            "place" => (&roles.place, &item.places),
            _ => (&roles.instrument, &item.instruments),
        };
        // Pronouns that nothing resolves have no key.
        let mut fillers = fillers.iter();
        for key in keys.iter().cloned() {
            let Some(filler) = fillers.find(|f| head_word(&f.text) == key.head) else { break };
            let text = filler.name.clone().filter(|_| key.named).unwrap_or_else(|| filler.text.clone());
            match groups.iter_mut().find(|g| g.0.same(&key) || g.1.eq_ignore_ascii_case(&text)) {
                Some(g) => {
                    if is_pronoun(&g.1) {
                        g.1 = text;
                    }
                    if !g.2.iter().any(|i| i.claim.id == item.claim.id) {
                        g.2.push(item);
                    }
                }
                None => groups.push((key, text, vec![item])),
            }
        }
    }
    if groups.is_empty() {
        return None;
    }
    let all: Vec<&Item<'_>> = own.iter().copied().filter(|i| groups.iter().any(|g| g.2.iter().any(|x| x.claim.id == i.claim.id))).collect();
    let reports: BTreeSet<usize> = all.iter().map(|i| i.report).collect();
    let shared = groups.iter().filter(|g| g.2.iter().map(|i| i.report).collect::<BTreeSet<_>>().len() > 1).count();
    let list = groups.iter().take(4).map(|g| format!("\u{201c}{}\u{201d}", g.1)).collect::<Vec<_>>().join(", ");
    let people_disputed = slot == "actor" && exclusive_names(&groups);
    let (status, why) = if reports.len() < 2 {
        (Status::Single, format!("One report: {list}."))
    } else if people_disputed {
        (Status::Disputed, format!("Different persons are named: {list}."))
    } else if shared == groups.len() {
        (Status::Agreed, format!("{} reports: {list}.", reports.len()))
    } else if groups.len() > 1 && (shared > 0 || groups[1..].iter().all(|g| compatible(&groups[0].0, &g.0, same_group))) {
        (Status::Refined, format!("The descriptions can hold together: {list}."))
    } else {
        (Status::Refined, format!("Told in different words: {list}."))
    };
    let values = groups.iter().map(|g| value(g.1.clone(), &g.2, voices)).collect();
    Some(finding(slot.to_owned(), status, values, &all, voices, why))
}

/// Two reports that each name one, different, person for what one person did. Who a pronoun means is not sure enough to
/// set reports against each other.
fn exclusive_names(groups: &[(Key, String, Vec<&Item<'_>>)]) -> bool {
    let named: Vec<_> = groups.iter().filter(|g| g.0.named && g.0.kind == EntityKind::Person).collect();
    named.len() == 2 && groups.len() == 2 && {
        let r = |k: usize| named[k].2.iter().map(|i| i.report).collect::<BTreeSet<_>>();
        r(0).is_disjoint(&r(1)) && named.iter().all(|g| g.2.iter().any(|i| i.claim.roles.actor.iter().any(|f| names(f, &g.1))))
    }
}

/// Whether a filler itself names what its entity is called.
fn names(filler: &Filler, name: &str) -> bool {
    !is_pronoun(&filler.text) && filler.name.as_deref().unwrap_or(&filler.text) == name
}

/// A description and a name, or two descriptions of one class, can be one thing.
fn compatible(a: &Key, b: &Key, same_group: &dyn Fn(&str, &str) -> bool) -> bool {
    a.same(b) || a.named != b.named || same_group(&a.head, &b.head)
}

/// A time in words, its days where resolved, the claims that tell it.
type Told<'t, 'a> = (String, Option<(&'t str, &'t str)>, Vec<&'t Item<'a>>);

/// Event times: equal, finer, or different.
fn times(own: &[&Item<'_>], voices: &Voices<'_>) -> Option<Finding> {
    let told: Vec<&Item<'_>> = own.iter().copied().filter(|i| i.claim.time.is_some() && i.claim.modality != Modality::Planned).collect();
    let mut groups: Vec<Told<'_, '_>> = Vec::new();
    for item in &told {
        let Some(time) = &item.claim.time else { continue };
        let same = |g: &Told<'_, '_>| match (g.1, item.days) {
            (Some(a), Some(b)) => a == b,
            _ => weekday(&g.0) == weekday(&time.text) && (weekday(&g.0).is_some() || g.0.eq_ignore_ascii_case(&time.text)),
        };
        match groups.iter_mut().find(|g| same(g)) {
            Some(g) => g.2.push(item),
            None => groups.push((time.text.clone(), item.days, vec![item])),
        }
    }
    if groups.is_empty() {
        return None;
    }
    let reports: BTreeSet<usize> = told.iter().map(|i| i.report).collect();
    let list = groups.iter().map(|g| format!("\u{201c}{}\u{201d}", g.0)).collect::<Vec<_>>().join(", ");
    let apart = groups.iter().enumerate().any(|(i, a)| {
        groups[..i].iter().any(|b| {
            matches!((a.1, b.1), (Some((s, e)), Some((t, f))) if e < t || f < s)
                || matches!((weekday(&a.0), weekday(&b.0)), (Some(x), Some(y)) if x != y)
        })
    });
    let (status, why) = match (reports.len(), groups.len()) {
        (1, _) => (Status::Single, format!("One report: {list}.")),
        (n, 1) => (Status::Agreed, format!("{n} reports: {list}.")),
        _ if apart => (Status::Disputed, format!("The times differ: {list}.")),
        _ => (Status::Refined, format!("The times can hold together: {list}.")),
    };
    let values = groups.iter().map(|g| value(g.0.clone(), &g.2, voices)).collect();
    Some(finding("time".to_owned(), status, values, &told, voices, why))
}

/// The weekday that a time names, 0 for Monday.
pub fn weekday(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].iter().position(|d| lower.contains(d))
}
