//! Entities of reports joined across a story.

use super::naming::entity;
use crate::claims::names::cluster::same_person;
use crate::claims::names::spelling;
use crate::claims::names::words::{Class, WORDS};
use crate::stories::ties::Ties;
use std::collections::BTreeMap;
use stemma_model::{Entity, EntityKind, Named, ReportClaims};

/// One entity for the many reports that speak of it: ids `E1`, `E2`, … by first mention, `members` the ids in the
/// reports. What could be one of several stays apart.
///
/// Persons join by full name, spelling variants included, then by a surname that only one person has, then by an office
/// that only one person holds ("the former president"). Bodies and places join by name, short form or spelling. Groups
/// join by what they are and whose ("supporters" of one person); a counted group ("six soldiers") joins nothing.
///
/// What people say of which names are one and which are not (`said`, of [`Named::key`]) is laid over that.
pub fn join(reports: &[&ReportClaims], said: &Ties) -> Vec<Entity> {
    let mut nodes: Vec<Node> = Vec::new();
    for (r, report) in reports.iter().enumerate() {
        nodes.extend(report.entities.iter().map(|e| Node::new(r, e)));
    }
    let mut sets = Sets { parent: (0..nodes.len()).collect() };
    persons(&nodes, &mut sets);
    surnames(&nodes, &mut sets);
    things(&nodes, &mut sets);
    offices(&nodes, &mut sets);
    groups(&nodes, &mut sets);
    let keys: Vec<String> = nodes.iter().map(|n| Named::of(&reports[n.report].report.id, n.entity).key()).collect();
    let alike = |a: u32, b: u32| f32::from(u8::from(nodes[a as usize].entity.name == nodes[b as usize].entity.name));
    let mut groups = said.lay(sets.groups(), &|at| &keys[at as usize], &alike);
    // By first mention.
    groups.iter_mut().for_each(|g| g.sort_unstable());
    groups.sort();
    let of = |g: &[u32]| g.iter().map(|&at| nodes[at as usize].entity).collect::<Vec<_>>();
    groups.iter().enumerate().map(|(n, g)| entity(n, &of(g))).collect()
}

/// An entity of a report, its names normalised.
struct Node<'a> {
    report: usize,
    entity: &'a Entity,
    /// Keys of those of its names that are names, the fullest first.
    names: Vec<String>,
    /// Keys of its descriptions without article.
    descriptions: Vec<String>,
}

impl<'a> Node<'a> {
    fn new(report: usize, entity: &'a Entity) -> Self {
        let mut node = Node { report, entity, names: Vec::new(), descriptions: Vec::new() };
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let (words, named) = bare(name);
            let list = if named { &mut node.names } else { &mut node.descriptions };
            let key = words.join(" ");
            if !key.is_empty() && !list.contains(&key) {
                list.push(key);
            }
            // "the village of Kara-Balta", "Kara Balta village": the common noun is no part of the name.
            let plain = undesignated(name).map(|n| bare(n).0.join(" "));
            if let Some(key) = plain.filter(|k| entity.kind == EntityKind::Place && !k.is_empty() && !node.names.contains(k)) {
                node.names.push(key);
            }
        }
        node
    }

    fn is_person(&self) -> bool {
        self.entity.kind == EntityKind::Person
    }
}

/// The words of a name without article and titles, and whether it is a name: its last word has a capital and is no
/// common noun.
pub(super) fn bare(name: &str) -> (Vec<String>, bool) {
    let caps = name.chars().all(|c| !c.is_lowercase());
    let mut words: Vec<String> = spelling::key(name).split(' ').map(str::to_owned).collect();
    while words.len() > 1 && (matches!(words[0].as_str(), "the" | "a" | "an") || title(&words[0])) {
        words.remove(0);
    }
    // "followers of NAME" is headed by its first noun.
    let head = name.split(" of ").next().unwrap_or_default();
    let last = head.split_whitespace().last().unwrap_or_default();
    let noun = words.last().map(|w| WORDS.class(w)).unwrap_or_default();
    let possessive = name.contains("'s ") || name.contains("\u{2019}s ");
    let named = last.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !(words.len() == 1 && noun.is(Class::PERSON.or(Class::GROUP)))
        && !(caps && noun.is(Class::PERSON.or(Class::GROUP)))
        && !(possessive && noun.is(Class::PERSON.or(Class::GROUP)));
    (words, named)
}

fn title(word: &str) -> bool {
    let dotted = WORDS.class(&format!("{word}."));
    WORDS.class(word).or(dotted).is(Class::ADDRESS.or(Class::OFFICE).or(Class::FORMER))
}

/// Union–find; the earliest node is the root.
struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    fn find(&self, mut i: usize) -> usize {
        while self.parent[i] != i {
            i = self.parent[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn groups(&self) -> Vec<Vec<u32>> {
        let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for i in 0..self.parent.len() {
            members.entry(self.find(i)).or_default().push(i as u32);
        }
        members.into_values().collect()
    }
}

/// A place's name without a common noun in lower case before or after it ("village of", "village"); none when it has none.
fn undesignated(name: &str) -> Option<&str> {
    let is_noun = |w: &str| w.chars().all(char::is_lowercase) && WORDS.class(w).is(Class::PLACE_END);
    if let Some((first, rest)) = name.split_once(" of ")
        && is_noun(first.trim_start_matches("the "))
    {
        return Some(rest);
    }
    name.rsplit_once(' ').filter(|(_, last)| is_noun(last)).map(|(rest, _)| rest)
}

fn words(key: &str) -> Vec<String> {
    key.split(' ').map(str::to_owned).collect()
}

/// Persons with full names; a name that fits two different persons joins neither.
fn persons(nodes: &[Node<'_>], sets: &mut Sets) {
    let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: Vec<(usize, Vec<String>)> = Vec::new();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.is_person()) {
        for name in node.names.iter().filter(|n| n.contains(' ')) {
            if let Some(&j) = exact.get(name.as_str()) {
                sets.join(i, j);
                continue;
            }
            exact.insert(name, i);
            let these = words(name);
            let mut fits: Vec<usize> = seen.iter().filter(|(_, w)| same_person(w, &these)).map(|(j, _)| sets.find(*j)).collect();
            fits.sort_unstable();
            fits.dedup();
            if let [one] = fits[..] {
                // Two entities of one report were told apart there.
                if !nodes.iter().enumerate().any(|(k, n)| k != i && sets.find(k) == one && n.report == node.report) {
                    sets.join(i, one);
                }
            }
            seen.push((i, these));
        }
    }
}

/// Persons known by one word only: with the one person whose surname it is, else with each other.
fn surnames(nodes: &[Node<'_>], sets: &mut Sets) {
    let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.is_person()) {
        for last in node.names.iter().filter(|n| n.contains(' ')).filter_map(|n| n.rsplit(' ').next()) {
            let roots = by_last.entry(last.to_owned()).or_default();
            let root = sets.find(i);
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
    }
    let mut lone: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate() {
        let [name] = &node.names[..] else { continue };
        if !node.is_person() || name.contains(' ') {
            continue;
        }
        let mut fits: Vec<usize> = match by_last.get(name) {
            Some(roots) => roots.iter().map(|&r| sets.find(r)).collect(),
            None => by_last.iter().filter(|(l, _)| spelling::similar(l, name)).flat_map(|(_, r)| r.iter().map(|&r| sets.find(r))).collect(),
        };
        fits.sort_unstable();
        fits.dedup();
        match fits[..] {
            [one] => sets.join(i, one),
            [] => match lone.get(name.as_str()) {
                Some(&j) => sets.join(i, j),
                None => {
                    lone.insert(name, i);
                }
            },
            _ => {}
        }
    }
}

/// Bodies, places and other named things: by a shared name, by the data file's sets, by spelling, by short form.
fn things(nodes: &[Node<'_>], sets: &mut Sets) {
    let mut exact: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    let mut tight: BTreeMap<(EntityKind, String), usize> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| !n.is_person()) {
        for name in &node.names {
            if let Some((set, _)) = WORDS.same_name(name) {
                let j = *known.entry(set).or_insert(i);
                sets.join(i, j);
            }
            let j = *exact.entry(name).or_insert(i);
            sets.join(i, j);
        }
    }
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| matches!(n.entity.kind, EntityKind::Place | EntityKind::Organisation)) {
        let Some(name) = node.names.first() else { continue };
        let kind = node.entity.kind;
        let joined: String = name.split(' ').collect();
        if joined.len() >= 7 {
            let like = tight.iter().find(|((k, other), _)| *k == kind && spelling::similar(other, &joined)).map(|(_, &j)| j);
            if let Some(j) = like {
                sets.join(i, j);
            }
            tight.entry((kind, joined)).or_insert(i);
        }
    }
    short_forms(nodes, sets);
}

/// "FBI" with the one body whose initials it is.
fn short_forms(nodes: &[Node<'_>], sets: &mut Sets) {
    let bodies = |n: &Node<'_>| matches!(n.entity.kind, EntityKind::Organisation | EntityKind::Other | EntityKind::Group);
    let long: Vec<(usize, &str)> = nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| bodies(n))
        .flat_map(|(i, n)| n.names.iter().filter(|x| x.contains(' ')).map(move |x| (i, x.as_str())))
        .collect();
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| bodies(n)) {
        for name in node.names.iter().filter(|n| !n.contains(' ') && (3..=8).contains(&n.len())) {
            let mut fits: Vec<usize> = long
                .iter()
                .filter(|(_, l)| spelling::is_acronym(name, l))
                .map(|(j, _)| sets.find(*j))
                .filter(|&r| r != sets.find(i))
                .collect();
            fits.sort_unstable();
            fits.dedup();
            if let [one] = fits[..] {
                sets.join(i, one);
            }
        }
    }
}

/// A person without a name in its report, by an office that only one named person holds: "Kyrgyzstan's former president".
fn offices(nodes: &[Node<'_>], sets: &mut Sets) {
    let office = |d: &str| -> Option<String> {
        let mut words: Vec<&str> = d.split(' ').collect();
        let head = words.last().copied()?;
        let class = WORDS.class(head);
        if !class.is(Class::LEADER) {
            return None;
        }
        words.retain(|w| WORDS.class(w).is(Class::FORMER.or(Class::LEADER)) && !matches!(*w, "the"));
        Some(words.join(" ")).filter(|w| !w.is_empty())
    };
    let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let held = |n: &Node<'_>| -> Vec<String> { n.descriptions.iter().filter_map(|d| office(d)).collect() };
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.is_person() && !n.names.is_empty()) {
        for o in held(node) {
            let roots = holders.entry(o).or_default();
            let root = sets.find(i);
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
    }
    for (i, node) in nodes.iter().enumerate().filter(|(_, n)| n.is_person() && n.names.is_empty()) {
        let mut fits: Vec<usize> = held(node).iter().filter_map(|o| holders.get(o)).flatten().map(|&r| sets.find(r)).collect();
        fits.sort_unstable();
        fits.dedup();
        if let [one] = fits[..] {
            sets.join(i, one);
        }
    }
}

/// Groups and bodies without a name: the same words for the same owner.
fn groups(nodes: &[Node<'_>], sets: &mut Sets) {
    let mut at: BTreeMap<(String, Option<usize>), usize> = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate() {
        if !node.names.is_empty() || !matches!(node.entity.kind, EntityKind::Group | EntityKind::Organisation) {
            continue;
        }
        let Some((what, whose)) = owned(&node.entity.name) else { continue };
        let owner = match whose {
            None => None,
            Some(o) => match owner(&o, node.report, nodes, sets) {
                Some(root) => Some(root),
                None => continue,
            },
        };
        let j = *at.entry((what, owner)).or_insert(i);
        sets.join(i, j);
    }
}

/// What a group is, in the words that stand for their synonyms, and whose; nothing where it is counted or anyone's.
fn owned(name: &str) -> Option<(String, Option<String>)> {
    let plain = name.replace('\u{2019}', "'");
    let (what, whose) = if let Some((owner, what)) = plain.split_once("'s ") {
        (what.to_owned(), Some(spelling::key(owner)))
    } else if let Some((what, owner)) = plain.split_once(" of ") {
        (what.to_owned(), Some(spelling::key(owner)))
    } else {
        (plain, None)
    };
    let mut words: Vec<String> = words(&spelling::key(&what));
    if matches!(words.first().map(String::as_str), Some("the" | "a" | "an" | "his" | "her" | "their" | "its" | "some" | "more" | "other")) {
        if whose.is_none() && words[0] != "the" {
            return None;
        }
        words.remove(0);
    }
    let last = words.pop()?;
    let counted = words.iter().chain([&last]).any(|w| {
        w.starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                w.as_str(),
                "two"
                    | "three"
                    | "four"
                    | "five"
                    | "six"
                    | "seven"
                    | "eight"
                    | "nine"
                    | "ten"
                    | "dozens"
                    | "hundreds"
                    | "thousands"
                    | "several"
                    | "many"
                    | "few"
                    | "most"
                    | "at"
                    | "least"
                    | "than"
                    | "another"
                    | "no"
                    | "any"
                    | "all"
            )
    });
    let singular = if WORDS.class(&last) == Class::default() { last.strip_suffix('s').unwrap_or(&last) } else { &last };
    if counted || whose.is_none() && WORDS.class(singular).is(Class::LOOSE) {
        return None;
    }
    words.push(WORDS.canon(singular).to_owned());
    Some((words.join(" "), whose))
}

/// The joined entity that an owner's words name in their report.
fn owner(key: &str, report: usize, nodes: &[Node<'_>], sets: &Sets) -> Option<usize> {
    let (words, _) = bare(key);
    let key = words.join(" ");
    let mut fits = nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.report == report && (n.names.contains(&key) || n.descriptions.contains(&key)))
        .map(|(i, _)| sets.find(i));
    let first = fits.next()?;
    fits.all(|r| r == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stories::ties::Tie;
    use stemma_model::Report;

    fn report(id: &str, entities: &[(&str, EntityKind, &[&str])]) -> ReportClaims {
        let entities = entities
            .iter()
            .enumerate()
            .map(|(i, (name, kind, aliases))| Entity {
                id: format!("{id}/e{}", i + 1),
                name: (*name).into(),
                kind: *kind,
                aliases: aliases.iter().map(|a| (*a).into()).collect(),
                members: Vec::new(),
            })
            .collect();
        ReportClaims { report: Report { id: id.into(), ..Default::default() }, entities, ..Default::default() }
    }

    fn members(reports: &[ReportClaims]) -> Vec<Vec<String>> {
        join(&reports.iter().collect::<Vec<_>>(), &Ties::default()).into_iter().map(|e| e.members).collect()
    }

    use EntityKind::*;

    #[test]
    fn what_people_say_of_names_goes_before_what_they_look_like() {
        let person = |name: &'static str| (name, EntityKind::Person, &[][..]);
        let reports = [report("a", &[person("Ana Lind"), person("the mayor")]), report("b", &[person("Ana Lind")])];
        let key = |report: &str, name: &str| Named { report: report.into(), kind: EntityKind::Person, name: name.into() }.key();
        let told = |together, one: String, other: String| {
            let said = [Tie { together, one: vec![one], other: vec![other] }];
            let list: Vec<&ReportClaims> = reports.iter().collect();
            join(&list, &Ties::of(&said).0).into_iter().map(|e| e.members.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(told(false, key("a", "Ana Lind"), key("b", "Ana Lind")), ["a/e1", "a/e2", "b/e1"]);
        assert_eq!(told(true, key("a", "the mayor"), key("b", "Ana Lind")), ["a/e1 a/e2 b/e1"]);
    }

    #[test]
    fn a_surname_joins_the_one_person_who_has_it() {
        let r = [report("a", &[("Marta Oliveira", Person, &["Ms Oliveira"])]), report("b", &[("Oliveira", Person, &[])])];
        assert_eq!(members(&r), [["a/e1", "b/e1"]]);
    }

    #[test]
    fn a_surname_that_two_have_joins_neither() {
        let r =
            [report("a", &[("Marta Oliveira", Person, &[]), ("Paulo Oliveira", Person, &[])]), report("b", &[("Oliveira", Person, &[])])];
        assert_eq!(members(&r).len(), 3);
    }

    #[test]
    fn spellings_and_short_forms_join() {
        let r = [
            report("a", &[("Kara-Balta", Place, &[]), ("National Water Board", Organisation, &["NWB"])]),
            report("b", &[("Kara Balta", Place, &[]), ("NWB", Organisation, &[])]),
        ];
        assert_eq!(members(&r), [["a/e1", "b/e1"], ["a/e2", "b/e2"]]);
    }

    #[test]
    fn groups_join_by_owner_and_counted_ones_do_not() {
        let r = [
            report(
                "a",
                &[("Marta Oliveira", Person, &["Ms Oliveira"]), ("Ms Oliveira's supporters", Group, &[]), ("six soldiers", Group, &[])],
            ),
            report(
                "b",
                &[
                    ("Oliveira", Person, &[]),
                    ("followers of Oliveira", Group, &[]),
                    ("six soldiers", Group, &[]),
                    ("supporters of Lima", Group, &[]),
                ],
            ),
        ];
        assert_eq!(members(&r), [vec!["a/e1", "b/e1"], vec!["a/e2", "b/e2"], vec!["a/e3"], vec!["b/e3"], vec!["b/e4"]]);
    }

    #[test]
    fn one_name_for_a_person_and_a_place_stays_two() {
        let r = [report("a", &[("Jordan", Person, &[])]), report("b", &[("Jordan", Place, &[])])];
        assert_eq!(members(&r).len(), 2);
    }
}
