//! Who, to whom, where, with what: fillers of one role, brought together where they refer to one thing.

use super::reports;
use crate::reconcile::items::{Item, Key, day, head, head_word, is_pronoun};
use crate::reconcile::origins::Voices;
use crate::reconcile::types::{Words, begins};
use crate::reconcile::values::{finding, value};
use crate::reconcile::victims::who;
use std::collections::BTreeSet;
use stemma_model::{EntityKind, Filler, Finding, PlaceValue, Status};

/// What some claims name as one thing.
struct Group<'i, 'a> {
    key: Key,
    text: String,
    items: Vec<&'i Item<'a>>,
    place: Option<&'i PlaceValue>,
}

impl Group<'_, '_> {
    fn reports(&self) -> BTreeSet<usize> {
        reports(&self.items)
    }

    fn person(&self) -> bool {
        self.key.named && self.key.kind == EntityKind::Person
    }
}

/// The finding on one role; none where no claim fills it.
pub fn compare(slot: &str, own: &[&Item<'_>], voices: &Voices<'_>, lists: &Words) -> Option<Finding> {
    let groups = grouped(slot, own);
    if groups.is_empty() {
        return None;
    }
    let all: Vec<&Item<'_>> =
        own.iter().copied().filter(|i| groups.iter().any(|g| g.items.iter().any(|x| x.claim.id == i.claim.id))).collect();
    let (status, why) = judge(slot, &groups, own, &all, voices, lists);
    let values = groups.iter().map(|g| value(g.text.clone(), &g.items, voices)).collect();
    Some(finding(slot.to_owned(), status, values, &all, voices, why))
}

fn grouped<'i, 'a>(slot: &str, own: &[&'i Item<'a>]) -> Vec<Group<'i, 'a>> {
    let mut groups: Vec<Group<'i, 'a>> = Vec::new();
    for &item in own {
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
            let place = item.claim.place.as_ref().filter(|p| slot == "place" && p.resolved && p.text == filler.text);
            let alike = |g: &&mut Group<'_, '_>| g.text.eq_ignore_ascii_case(&text) || g.key.same(&key) && !other_number(&g.text, &text);
            match groups.iter_mut().find(alike) {
                Some(g) => {
                    if is_pronoun(&g.text) {
                        g.text = text;
                    }
                    g.place = g.place.or(place);
                    if !g.items.iter().any(|i| i.claim.id == item.claim.id) {
                        g.items.push(item);
                    }
                }
                None => groups.push(Group { key, text, items: vec![item], place }),
            }
        }
    }
    groups
}

/// Whether two phrases give two numbers of people or things: "300 people" and "450 people". Of a single one ("a man") and of
/// those that are not counted nothing is known.
fn other_number(a: &str, b: &str) -> bool {
    let number = |text: &str| who::read(text, "", false).count.filter(|n| *n > 1);
    number(a).zip(number(b)).is_some_and(|(x, y)| x != y)
}

fn judge(
    slot: &str,
    groups: &[Group<'_, '_>],
    own: &[&Item<'_>],
    all: &[&Item<'_>],
    voices: &Voices<'_>,
    lists: &Words,
) -> (Status, String) {
    let told = reports(all);
    let names: Vec<String> = groups.iter().take(4).map(|g| format!("\u{201c}{}\u{201d}", g.text)).collect();
    let list = names.join(", ");
    if told.len() < 2 {
        return (Status::Single, format!("One report: {list}."));
    }
    if voices.all_copies(all) && groups.iter().all(|g| g.reports() == told) {
        return (Status::Single, format!("{} reports, in copies of one text: {list}.", told.len()));
    }
    if slot == "actor" && exclusive_names(groups) {
        return (Status::Disputed, format!("Different persons are named: {list}."));
    }
    if slot == "place" && elsewhere(groups) {
        return (Status::Disputed, format!("The places are in different countries: {list}."));
    }
    if let Some((a, b)) = excluded(slot, groups, lists) {
        return (Status::Disputed, format!("\u{201c}{a}\u{201d} and \u{201c}{b}\u{201d} cannot both be: they are two things."));
    }
    if slot == "actor"
        && let Some((before, after)) = named_later(groups, own, voices, lists)
    {
        return (Status::Updated, format!("\u{201c}{before}\u{201d} in earlier reports; a later one names \u{201c}{after}\u{201d}."));
    }
    let common = groups.iter().find(|g| g.reports() == told);
    if groups.len() == 1 || groups.iter().all(|g| g.reports().len() > 1) {
        return (Status::Agreed, format!("{} reports: {list}.", told.len()));
    }
    // What all name they agree on, whoever else some name beside it; a place is told more exactly by one more name of it.
    if let Some(common) = common.filter(|_| slot != "place") {
        return (Status::Agreed, format!("{} reports name \u{201c}{}\u{201d}: {list}.", told.len(), common.text));
    }
    if groups.iter().enumerate().any(|(i, g)| groups[..i].iter().any(|h| h.key.same(&g.key) && other_number(&h.text, &g.text))) {
        return (Status::Refined, format!("The numbers differ: {list}."));
    }
    let shared = groups.iter().any(|g| g.reports().len() > 1);
    let together = shared || groups[1..].iter().all(|g| compatible(&groups[0].key, &g.key, lists));
    let how = if together { "The descriptions can hold together" } else { "Told in different words" };
    (Status::Refined, format!("{how}: {list}."))
}

/// Two reports that each name one, different, person for what one person did. Who a pronoun means is not sure enough to
/// set reports against each other.
fn exclusive_names(groups: &[Group<'_, '_>]) -> bool {
    let named: Vec<&Group<'_, '_>> = groups.iter().filter(|g| g.person()).collect();
    named.len() == 2 && groups.len() == 2 && !may_be_one_name(&named[0].text, &named[1].text) && {
        named[0].reports().is_disjoint(&named[1].reports())
            && named.iter().all(|g| g.items.iter().any(|i| i.claim.roles.actor.iter().any(|f| names(f, &g.text))))
    }
}

/// Whether two names can be one person's: they share a word ("JT Fowler", "Gregory T. Fowler"), or one is a description in a
/// headline's capitals ("Teen dad").
fn may_be_one_name(a: &str, b: &str) -> bool {
    let words =
        |name: &str| name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(str::to_lowercase).collect::<BTreeSet<_>>();
    let described = |name: &str| name.split_whitespace().last().is_some_and(|w| w.starts_with(char::is_lowercase));
    !words(a).is_disjoint(&words(b)) || described(a) || described(b)
}

/// Whether a filler itself names what its entity is called.
fn names(filler: &Filler, name: &str) -> bool {
    !is_pronoun(&filler.text) && filler.name.as_deref().unwrap_or(&filler.text) == name
}

/// A doer whom reports of one day do not name and a report of a later day does: the description and the name. Where a report
/// that names someone has the one described as another ("Officer Ann Roe shot the gunman"), they are two.
fn named_later<'g>(groups: &'g [Group<'_, '_>], own: &[&Item<'_>], voices: &Voices<'_>, lists: &Words) -> Option<(&'g str, &'g str)> {
    let days = |g: &Group<'_, '_>| g.items.iter().map(|i| voices.published(i.report).map(day)).collect::<Option<Vec<&str>>>();
    let one = |g: &&Group<'_, '_>| matches!(g.key.kind, EntityKind::Person | EntityKind::Other) && !g.key.named && !is_many(&g.text, lists);
    let [name] = groups.iter().filter(|g| g.person()).collect::<Vec<_>>()[..] else { return None };
    let first_named = days(name)?.into_iter().min()?;
    let described = groups.iter().filter(one).find(|g| {
        let earlier = days(g).is_some_and(|d| d.iter().any(|d| *d < first_named));
        let other = |k: &Key| k.same(&g.key) && (k.entity.is_none() || k.entity != name.key.entity);
        let beside = |i: &&Item<'_>| [&i.targets, &i.topics, &i.instruments].into_iter().flatten().any(other);
        let two = own.iter().filter(|i| name.reports().contains(&i.report)).any(beside);
        earlier && !two && !g.reports().is_subset(&name.reports())
    })?;
    Some((&described.text, &name.text))
}

/// Whether a description is of several: "two men", "gunmen", "police".
fn is_many(text: &str, lists: &Words) -> bool {
    let lower = text.to_lowercase();
    let last = head(&lower);
    !begins(text, &lists.one) || last.ends_with("men") || (last.ends_with('s') && !last.ends_with("ss"))
}

/// Two places of harm that was done, both found in the gazetteer, in different countries, that no report has both of. Of other
/// happenings a place is often whom they are about ("sanctions on"): of 16 such disputes of bans, visits and talks none was right.
fn elsewhere(groups: &[Group<'_, '_>]) -> bool {
    let done = groups.iter().flat_map(|g| &g.items).all(|i| i.victims && i.claim.says_so());
    let countries: Option<BTreeSet<&str>> = groups.iter().map(|g| g.place.and_then(|p| p.country.as_deref())).collect();
    let alone = groups.iter().enumerate().all(|(i, g)| groups[..i].iter().all(|h| g.reports().is_disjoint(&h.reports())));
    let one_name = groups.iter().enumerate().any(|(i, g)| groups[..i].iter().any(|h| may_be_one_name(&g.text, &h.text)));
    groups.len() == 2 && done && alone && !one_name && countries.is_some_and(|c| c.len() == groups.len())
}

/// Two values, told by different reports and by no report together, that cannot be one thing: weapons or places of death of
/// two kinds, soldiers and rebels, a minister and a ministry.
fn excluded<'g>(slot: &str, groups: &'g [Group<'_, '_>], lists: &Words) -> Option<(&'g str, &'g str)> {
    let [a, b] = groups else { return None };
    let dying = a.items.iter().chain(&b.items).all(|i| i.claim.kind == "die");
    let of_kind = (slot != "place" || dying) && lists.exclude(slot, &a.key.head, &b.key.head);
    let body = lists.office_and_holder(&a.key.head, &b.key.head);
    (a.reports().is_disjoint(&b.reports()) && (of_kind || body)).then_some((a.text.as_str(), b.text.as_str()))
}

/// A description and a name, or two descriptions of one class, can be one thing. A person and a body cannot: a minister is
/// no ministry.
fn compatible(a: &Key, b: &Key, lists: &Words) -> bool {
    let body = |k: &Key| k.kind == EntityKind::Organisation;
    let person = |k: &Key| k.kind == EntityKind::Person;
    let unlike = body(a) && person(b) || body(b) && person(a);
    !unlike && (a.same(b) || a.named != b.named || lists.same_group(&a.head, &b.head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_from_several_by_the_head() {
        let lists = Words::default();
        let is_many = |text: &str| is_many(text, &lists);
        assert!(!is_many("a man with two guns") && !is_many("the gunman") && !is_many("a boss"));
        assert!(is_many("two men") && is_many("the gunmen") && is_many("the robbers of the bank") && is_many("police"));
    }
}
