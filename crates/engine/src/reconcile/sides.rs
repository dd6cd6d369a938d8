//! The parties of an event's violence, and on which of their sides those harmed were, as the UCDP GED codebook asks for them
//! (side_a, side_b; deaths_a, deaths_b, deaths_civilians, deaths_unknown): the state's side is a; between two others, and
//! between two states, a is the one that acts. What nothing tells stays unknown.

use super::items::{Item, head_word};
use super::types::{Rules, Words};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use stemma_model::{BySide, EntityKind, Filler, HarmFigure, Part, ScopeOf, Side, SideKind, Sides};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    state: String,
    armed: String,
    civilians: String,
    open: String,
    plain: String,
}

/// Head nouns of `lexicon/sides.toml`.
#[derive(Debug, Default)]
struct Lists {
    kinds: BTreeMap<String, SideKind>,
    open: BTreeSet<String>,
    plain: BTreeSet<String>,
}

/// A file that does not parse counts as empty (a test reads it).
static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../lexicon/sides.toml")).unwrap_or_default();
    let heads = |list: &str| list.split_whitespace().map(head_word).collect::<Vec<_>>();
    let kinds = [(&file.state, SideKind::State), (&file.armed, SideKind::Armed), (&file.civilians, SideKind::Civilians)];
    Lists {
        kinds: kinds.into_iter().flat_map(|(list, kind)| heads(list).into_iter().map(move |w| (w, kind))).collect(),
        open: heads(&file.open).into_iter().collect(),
        plain: heads(&file.plain).into_iter().collect(),
    }
});

/// The kind of a head noun.
fn of_head(head: &str, words: &Words) -> Option<SideKind> {
    match words.scope_of(head) {
        ScopeOf::SecurityForces => Some(SideKind::State),
        ScopeOf::Combatants | ScopeOf::Attackers => Some(SideKind::Armed),
        ScopeOf::Civilians => Some(SideKind::Civilians),
        ScopeOf::All | ScopeOf::Other => LISTS.kinds.get(head).copied(),
    }
}

/// Which side a phrase is on: by its head, else by a word before it ("rebel forces"), else a body with a name that does
/// harm is an armed one, and a country that does is its state.
pub(super) fn of_filler(filler: &Filler, acts: bool, words: &Words) -> Option<SideKind> {
    let head = head_word(&filler.text);
    if let Some(kind) = of_head(&head, words).filter(|_| !LISTS.open.contains(&head)) {
        return Some(kind);
    }
    // A soldier's wife is no soldier.
    let own = |w: &&str| !w.ends_with("'s") && !w.ends_with("\u{2019}s");
    let mut before = filler.text.split_whitespace().take(6).filter(own).map(head_word).filter(|w| *w != head);
    let told = before.find_map(|w| of_head(&w, words));
    match filler.kind {
        _ if told.is_some() => told,
        _ if LISTS.plain.contains(&head) => Some(SideKind::State),
        EntityKind::Organisation if acts => Some(SideKind::Armed),
        EntityKind::Place if acts => Some(SideKind::State),
        _ => None,
    }
}

/// One mention of a party.
struct Mention {
    kind: SideKind,
    name: String,
    named: bool,
    acts: bool,
    /// Whether it is against whom a claim's actor does something.
    against: bool,
    item: usize,
}

/// Whether a claim tells of something that took place.
fn done(item: &Item<'_>) -> bool {
    item.claim.says_so()
}

fn mentions(members: &[usize], items: &[Item<'_>], rules: Rules<'_>) -> Vec<Mention> {
    let mut out = Vec::new();
    for &i in members.iter().filter(|&&i| done(&items[i])) {
        let Some(kind) = rules.lexicon.kind_named(&items[i].claim.kind).filter(|k| k.harm && k.plover == "ASSAULT") else { continue };
        let roles = &items[i].claim.roles;
        // Two sides clash with each other, whichever of them is the subject.
        let both = kind.name == "clash";
        for (fillers, acts, against) in [(&roles.actor, true, both), (&roles.target, both, true)] {
            for f in fillers {
                if let Some(kind) = of_filler(f, acts, rules.words) {
                    let name = f.name.clone().filter(|n| n.starts_with(char::is_uppercase));
                    let named = name.is_some();
                    out.push(Mention { kind, name: name.unwrap_or_else(|| of_whom(&f.text, rules.words)), named, acts, against, item: i });
                }
            }
        }
    }
    out
}

/// The parties of an event whose claims are `members`; none where no claim tells of an armed one or a state's.
pub fn of(members: &[usize], items: &[Item<'_>], rules: Rules<'_>) -> Option<Sides> {
    let told = mentions(members, items, rules);
    let side = |pick: &dyn Fn(&Mention) -> bool| -> Option<Side> {
        let own: Vec<&Mention> = told.iter().filter(|m| pick(m)).collect();
        // Its name before its description, where it acts before where it is struck, then the first.
        let best = own.iter().enumerate().max_by_key(|(i, m)| (m.named, m.acts, std::cmp::Reverse(*i)))?.1;
        let claims = own.iter().map(|m| items[m.item].claim.id.clone()).collect::<Vec<_>>();
        let mut once = BTreeSet::new();
        Some(Side { name: best.name.clone(), kind: best.kind, claims: claims.into_iter().filter(|c| once.insert(c.clone())).collect() })
    };
    let any = |kind: SideKind| told.iter().any(|m| m.kind == kind);
    let acting = |kind: SideKind| told.iter().any(|m| m.kind == kind && m.acts);
    if any(SideKind::State) && any(SideKind::Armed) {
        return Some(Sides { a: side(&|m| m.kind == SideKind::State), b: side(&|m| m.kind == SideKind::Armed) });
    }
    let kind = [SideKind::State, SideKind::Armed].into_iter().find(|&k| any(k))?;
    if let Some((first, second)) = parties(&told, kind) {
        let name = |m: &Mention| m.name.clone();
        return Some(Sides { a: side(&|m| name(m) == first.name), b: side(&|m| name(m) == second.name) });
    }
    if !acting(kind) && kind == SideKind::State {
        // Only struck: who struck them is not told.
        return Some(Sides { a: side(&|m| m.kind == kind), b: None });
    }
    Some(Sides { a: side(&|m| m.kind == kind), b: side(&|m| m.kind == SideKind::Civilians) })
}

/// Two parties of one kind: one claim has the one do something against the other. Who does something together is one party.
fn parties(told: &[Mention], kind: SideKind) -> Option<(&Mention, &Mention)> {
    let own = || told.iter().filter(move |m| m.kind == kind);
    let opposed = |a: &Mention, b: &Mention| a.item == b.item && a.acts && b.against && a.name != b.name;
    own().flat_map(|a| own().map(move |b| (a, b))).find(|(a, b)| opposed(a, b))
}

/// Splits a number by side, as far as claims of its measure tell whom they count. Where one sentence counts the sides apart
/// ("two soldiers and three rebels") and no claim counts everyone, the number becomes what the sides make together.
/// `attackers` says whether those who attacked are counted at all.
pub fn split(
    figure: &mut HarmFigure,
    measure: &str,
    members: &[usize],
    items: &[Item<'_>],
    sides: Option<&Sides>,
    attackers: bool,
    words: &Words,
) {
    let mut counts: BTreeMap<SideKind, BTreeMap<i64, Vec<usize>>> = BTreeMap::new();
    let mut everyone = false;
    let mut attacked: Option<i64> = None;
    for &i in members.iter().filter(|&&i| items[i].measure == Some(measure) && done(&items[i])) {
        let Some((f, n)) = items[i].claim.figure.as_ref().and_then(|f| Some((f, f.low?))) else { continue };
        let each = of_targets(&items[i], n, words);
        everyone |= each.is_empty() && figure.claims.contains(&items[i].claim.id);
        for (kind, n) in each {
            counts.entry(kind).or_default().entry(n).or_default().push(i);
            if f.scope.of == ScopeOf::Attackers {
                attacked = attacked.max(Some(n));
            }
        }
    }
    // Of several numbers of a side the one that most reports give, then the higher.
    let reports = |list: &[usize]| list.iter().map(|&i| items[i].report).collect::<BTreeSet<_>>().len();
    let mut parts: BTreeMap<SideKind, Part> = BTreeMap::new();
    for (kind, numbers) in &counts {
        if let Some((n, list)) = numbers.iter().max_by_key(|(n, list)| (reports(list), **n)) {
            parts.insert(*kind, Part { best: *n, claims: list.iter().map(|&i| items[i].claim.id.clone()).collect() });
        }
    }
    let sum: i64 = parts.values().map(|p| p.best).sum();
    let Some(mut best) = figure.best else { return };
    if !everyone && parts.len() > 1 && sum > best && together(&parts, members, items) {
        let more = sum - best;
        (figure.best, figure.low, figure.high) = (Some(sum), figure.low.map(|l| l + more), figure.high.map(|h| h + more));
        let list = parts.values().map(|p| p.best.to_string()).collect::<Vec<_>>().join(" and ");
        figure.why = Some(format!("{list} are counted on different sides, and nothing counts everyone."));
        figure.rule = Some("sum of the sides".to_owned());
        let new: Vec<String> = parts.values().flat_map(|p| p.claims.iter()).filter(|c| !figure.claims.contains(c)).cloned().collect();
        figure.claims.extend(new);
        best = sum;
    }
    if let Some(n) = attacked.filter(|n| !attackers && *n <= best) {
        let less = |x: i64| (x - n).max(0);
        (figure.best, figure.low, figure.high) = (Some(less(best)), figure.low.map(less), figure.high.map(less));
        figure.why = Some(format!("Of {best} the {n} who attacked are not counted."));
        figure.rule = Some("count.attackers".to_owned());
        if let Some(part) = parts.get_mut(&SideKind::Armed) {
            part.best = less(part.best);
        }
        parts.retain(|_, p| p.best > 0);
        best = less(best);
    }
    figure.by = by(parts, best, figure, sides);
}

/// How many of each kind a claim counts that counts `n`; empty where it does not tell of everyone it counts.
fn of_targets(item: &Item<'_>, n: i64, words: &Words) -> BTreeMap<SideKind, i64> {
    let targets = &item.claim.roles.target;
    let kinds: Option<Vec<SideKind>> = targets.iter().map(|t| of_filler(t, false, words)).collect();
    let Some(kinds) = kinds.filter(|k| !k.is_empty() && n > 0) else { return BTreeMap::new() };
    if kinds.iter().all(|k| *k == kinds[0]) {
        return BTreeMap::from([(kinds[0], n)]);
    }
    // "Two soldiers and a villager": each phrase has its own number.
    let mut out = BTreeMap::new();
    for (kind, target) in kinds.iter().zip(targets) {
        *out.entry(*kind).or_default() += super::victims::who::read(&target.text, "", false).count.unwrap_or(0);
    }
    if out.values().sum::<i64>() == n && out.values().all(|x| *x > 0) { out } else { BTreeMap::new() }
}

/// Whether one sentence gives all the parts: numbers of two sentences may be of two days or places.
fn together(parts: &BTreeMap<SideKind, Part>, members: &[usize], items: &[Item<'_>]) -> bool {
    let sentences = |p: &Part| -> BTreeSet<_> {
        let own = members.iter().map(|&i| items[i].claim).filter(|c| p.claims.contains(&c.id));
        own.map(|c| (c.report.as_str(), c.evidence.field, c.evidence.start)).collect()
    };
    let mut each = parts.values().map(sentences);
    let Some(first) = each.next() else { return false };
    !each.fold(first, |so_far, next| so_far.intersection(&next).copied().collect()).is_empty()
}

/// A party's words: its description, but of what is only its own ("an army base") the word that says whose.
fn of_whom(text: &str, words: &Words) -> String {
    let head = head_word(text);
    if LISTS.open.contains(&head) || of_head(&head, words).is_some() {
        return plain(text, words);
    }
    let whose = text.split_whitespace().take(6).find(|w| of_head(&head_word(w), words).is_some());
    whose.map_or_else(|| plain(text, words), str::to_owned)
}

/// A description without its number or article: "officers" of "two officers".
fn plain(text: &str, words: &Words) -> String {
    let counts = |w: &str| {
        let lower = w.to_lowercase();
        super::victims::who::number(&lower).is_some() || words.before_numbers.contains(&lower)
    };
    let mut rest = text;
    while let Some((_, more)) = rest.split_once(' ').filter(|(first, _)| counts(first)) {
        rest = more;
    }
    rest.to_owned()
}

/// The parts of a number by side; none where they do not fit into it or nothing tells of any.
fn by(parts: BTreeMap<SideKind, Part>, best: i64, figure: &HarmFigure, sides: Option<&Sides>) -> Option<BySide> {
    let side = |s: Option<&Side>| s.map(|s| s.kind);
    let (a, b) = (side(sides.and_then(|s| s.a.as_ref())), side(sides.and_then(|s| s.b.as_ref())));
    let mut out = BySide::default();
    let mut known = 0;
    for (kind, part) in parts {
        let place = match kind {
            SideKind::Civilians => &mut out.civilians,
            // Of two parties of one kind nothing tells here whose the dead were.
            _ if a == b => continue,
            _ if a == Some(kind) => &mut out.a,
            _ if b == Some(kind) => &mut out.b,
            _ => continue,
        };
        known += part.best;
        *place = Some(part);
    }
    if known == 0 || known > best {
        return None;
    }
    out.unknown = (known < best).then(|| Part { best: best - known, claims: figure.claims.clone() });
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_acts_together_is_one_party() {
        let mention =
            |name: &str, acts, against| Mention { kind: SideKind::State, name: name.to_owned(), named: false, acts, against, item: 0 };
        // "Police and soldiers shot at protesters."
        assert!(parties(&[mention("police", true, false), mention("soldiers", true, false)], SideKind::State).is_none());
        // "Soldiers shot at police", "police and soldiers clashed".
        let shot = [mention("soldiers", true, false), mention("police", false, true)];
        let names = parties(&shot, SideKind::State).map(|(a, b)| (a.name.as_str(), b.name.as_str()));
        assert_eq!(names, Some(("soldiers", "police")));
        assert!(parties(&[mention("police", true, true), mention("soldiers", true, true)], SideKind::State).is_some());
    }

    #[test]
    fn phrases_are_on_a_side_by_their_head_or_by_a_word_before_it() {
        let words = Words::default();
        let of = |text: &str, kind, acts| of_filler(&Filler { text: text.into(), kind, ..Filler::default() }, acts, &words);
        assert_eq!(of("three soldiers", EntityKind::Group, false), Some(SideKind::State));
        assert_eq!(of("rebel forces", EntityKind::Group, true), Some(SideKind::Armed));
        assert_eq!(of("government forces", EntityKind::Group, true), Some(SideKind::State));
        assert_eq!(of("the security forces", EntityKind::Group, true), Some(SideKind::State));
        assert_eq!(of("two gunmen", EntityKind::Group, true), Some(SideKind::Armed));
        assert_eq!(of("four villagers", EntityKind::Group, false), Some(SideKind::Civilians));
        assert_eq!(of("the Red Banner", EntityKind::Organisation, true), Some(SideKind::Armed));
        assert_eq!(of("the Red Banner", EntityKind::Organisation, false), None);
        assert_eq!(of("Lund", EntityKind::Place, true), Some(SideKind::State));
        assert_eq!(of("five people", EntityKind::Group, false), None);
        assert_eq!(of("an army base", EntityKind::Place, false), Some(SideKind::State));
        assert_eq!(of("a soldier's wife", EntityKind::Person, false), None);
        let name = |text: &str| of_whom(text, &words);
        assert_eq!(
            (name("an army base"), name("the rebel forces"), name("two soldiers")),
            ("army".into(), "rebel forces".into(), "soldiers".into())
        );
    }
}
