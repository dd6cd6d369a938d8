//! Numbers of whatever it is that reports count, measure or tell the age of, compared across reports: "two groups", "at three
//! separate locations" against "several scenes", "a mother of three" against "two children". Tolls have a room of their own.

use super::align::join;
use super::figures::judge::{self, Story, Telling, Total};
use super::items::{Item, Vocabulary, head_word};
use super::origins::Voices;
use super::types::{Rules, Words, has_words};
use super::values::{Relation, finding, value};
use super::victims::who;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use stemma_model::{Amount, Entity, Finding, Number, ReportClaims, Status};

/// A number of a report with the item that it is told with.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Index into the story's items.
    pub item: usize,
    /// The number.
    pub number: &'a Number,
    /// Whose it is.
    of: Option<Owner<'a>>,
}

/// Whose age a number is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Owner<'a> {
    /// The name in the story; of who has none the id.
    key: &'a str,
    named: bool,
    /// Whether it is a woman or girl, where the words tell.
    female: Option<bool>,
}

/// The unit of ages; those of small children have units of their own ("age in months").
const AGE: &str = "age";
/// One age, of somebody whom one of the reports does not name: a story tells of few people, and of seldom two of one age.
const SAME_AGE: f64 = 0.70;
/// Numbers of one thing are linked where so much of their sentences is the same, after what speaks for it beside the words.
/// This and the shares below are set by hand; where one was swept it says so.
const LINK: f64 = 0.40;
/// Told with claims of one happening.
const SAME_HAPPENING: f64 = 0.20;
/// The same number. Of .15, .25, .30, .35 and .45, on the groups of `xtask/slots.jsonl`: .25 finds three slots more than .15 and
/// disputes nothing more; above it fewer figure values are right.
const SAME_NUMBER: f64 = 0.25;
/// A number that two reports seldom give by chance: it has three digits or more that are not zeros at its end ("$28,156",
/// "$284 billion", "6.25"), more or less. With words that have next to nothing in common it is enough.
const UNCOMMON: f64 = 0.40;
/// The only number of its unit in both reports.
const ONLY_ONE: f64 = 0.15;
/// How steeply a likeness above [`LINK`] becomes a score for linkage, as for statements.
const STEEP: f64 = 4.0;

/// The numbers that two reports or more give of one thing, by unit, then in the order of their first items; `home` is the
/// happening of each item.
pub fn pool<'a>(
    reports: &[&'a ReportClaims],
    items: &[Item<'a>],
    entities: &'a [Entity],
    home: &[usize],
    vocabulary: &Vocabulary,
) -> Vec<Vec<Given<'a>>> {
    let at: HashMap<&str, usize> = items.iter().enumerate().map(|(i, item)| (item.claim.id.as_str(), i)).collect();
    let owner = |e: &'a Entity| {
        let named = e.name.starts_with(char::is_uppercase);
        let key = if named { e.name.as_str() } else { e.id.as_str() };
        Owner { key, named, female: who::read(&e.name, "", named).female }
    };
    let members: HashMap<&str, &'a Entity> = entities.iter().flat_map(|e| e.members.iter().map(move |m| (m.as_str(), e))).collect();
    let mut by_unit: BTreeMap<String, Vec<Given<'a>>> = BTreeMap::new();
    for number in reports.iter().flat_map(|r| &r.numbers) {
        if let Some(&item) = at.get(number.claim.as_str()) {
            let of = number.of.as_deref().and_then(|e| members.get(e).map(|e| owner(e)));
            by_unit.entry(head_word(&number.unit)).or_default().push(Given { item, number, of });
        }
    }
    let mut out = Vec::new();
    for given in by_unit.into_values() {
        let mut of_report: BTreeMap<usize, usize> = BTreeMap::new();
        given.iter().for_each(|g| *of_report.entry(items[g.item].report).or_default() += 1);
        let only: Vec<bool> = given.iter().map(|g| of_report.get(&items[g.item].report) == Some(&1)).collect();
        let aged = Aged::new(&given, items);
        let mut scores = Vec::new();
        for (j, b) in given.iter().enumerate() {
            for (i, a) in given[..j].iter().enumerate() {
                scores.push((i, j, STEEP * (likeness(a, b, only[i] && only[j], &aged, items, home, vocabulary) - LINK)));
            }
        }
        for group in join(given.len(), &scores) {
            let group: Vec<Given<'a>> = group.items.iter().map(|&i| given[i]).collect();
            if group.iter().any(|g| items[g.item].report != items[group[0].item].report) {
                out.push(group);
            }
        }
    }
    out
}

fn is_age(number: &Number) -> bool {
    number.unit == AGE || number.unit.starts_with("age in ")
}

/// Who has an age in each report, by name: the ages of one unit.
struct Aged<'a>(HashMap<(usize, Bounds), BTreeSet<&'a str>>);

impl<'a> Aged<'a> {
    fn new(given: &[Given<'a>], items: &[Item<'_>]) -> Self {
        let mut out: HashMap<_, BTreeSet<&str>> = HashMap::new();
        for g in given.iter().filter(|g| is_age(g.number)) {
            let names = out.entry((items[g.item].report, bounds(g.number))).or_default();
            names.extend(g.of.filter(|o| o.named).map(|o| o.key));
        }
        Aged(out)
    }

    /// Whether two equal ages can be of one person, whom at least one of the tellings does not name, and of nobody else.
    fn one(&self, a: &Given<'_>, b: &Given<'_>, items: &[Item<'_>]) -> bool {
        let named = |g: &Given<'_>| g.of.is_some_and(|o| o.named);
        let sex = |g: &Given<'_>| g.of.and_then(|o| o.female);
        let few = |g: &Given<'_>| self.0.get(&(items[g.item].report, bounds(g.number))).is_some_and(|names| names.len() < 2);
        let exact = a.number.low.is_some() && a.number.low == a.number.high;
        exact && bounds(a.number) == bounds(b.number) && !(named(a) && named(b)) && few(a) && few(b) && {
            !matches!((sex(a), sex(b)), (Some(x), Some(y)) if x != y)
        }
    }
}

/// How likely two numbers of one unit are of one thing; below 0 where they cannot be. `only`: each is its report's only one.
fn likeness(a: &Given<'_>, b: &Given<'_>, only: bool, aged: &Aged<'_>, items: &[Item<'_>], home: &[usize], vocabulary: &Vocabulary) -> f64 {
    const NEVER: f64 = -3.0;
    if is_age(a.number) && a.of != b.of {
        // An age is somebody's.
        return if aged.one(a, b, items) { SAME_AGE } else { NEVER };
    }
    let (x, y) = (&items[a.item], &items[b.item]);
    let same = bounds(a.number) == bounds(b.number);
    if x.report == y.report {
        // One report gives two numbers of two things, or one of them twice.
        return if same && a.of == b.of { vocabulary.likeness(&x.words, &y.words).max(LINK) } else { NEVER };
    }
    match (a.of, b.of) {
        (Some(p), Some(q)) => return if p.key == q.key { 1.0 } else { NEVER },
        (None, None) if !is_age(a.number) => {}
        (None, None) if aged.one(a, b, items) => return SAME_AGE,
        _ => return NEVER,
    }
    let flag = |yes: bool, share: f64| if yes { share } else { 0.0 };
    vocabulary.likeness(&x.words, &y.words)
        + flag(home[a.item] == home[b.item], SAME_HAPPENING)
        + flag(same, SAME_NUMBER)
        + flag(uncommon(a.number, b.number), UNCOMMON)
        + flag(only, ONLY_ONE)
}

/// Whether two numbers are one that is rare, whichever bounds are put to it ("$284 billion", "more than $284 billion").
fn uncommon(a: &Number, b: &Number) -> bool {
    let digits = |v: f64| format!("{v:.3}").replace(['.', '-'], "").trim_matches('0').len();
    // The number and the one before or after it, which an open bound may have been printed as: "more than 100" begins with 101.
    let printed = |n: &Number| match (n.low, n.high) {
        (Some(low), None) => Some((low, low - 1.0)),
        (low, high) => low.or(high).map(|v| (v, if low.is_none() { v + 1.0 } else { v })),
    };
    let (Some(x), Some(y)) = (printed(a), printed(b)) else { return false };
    let one = x.0 == y.0 || x.0 == y.1 || x.1 == y.0;
    one && [x.0, x.1, y.0, y.1].into_iter().all(|v| digits(v) >= 3)
}

type Bounds = (Option<i64>, Option<i64>);

/// Bounds that can be compared and ordered: thousandths.
fn bounds(n: &Number) -> Bounds {
    let parts = |v: Option<f64>| v.map(|v| (v * 1000.0).round() as i64);
    (parts(n.low), parts(n.high))
}

/// The finding about numbers of one thing.
pub fn compare(group: &[Given<'_>], items: &[Item<'_>], voices: &Voices<'_>, rules: Rules<'_>) -> Option<Finding> {
    let unit = &group.first()?.number.unit;
    let mut values: Vec<(&Number, Vec<&Item<'_>>)> = Vec::new();
    for g in group {
        let item = &items[g.item];
        match values.iter_mut().find(|(n, _)| bounds(n) == bounds(g.number)) {
            Some((_, told)) if told.iter().all(|i| i.claim.id != item.claim.id) => told.push(item),
            Some(_) => {}
            None => values.push((g.number, vec![item])),
        }
    }
    let mut seen = BTreeSet::new();
    let all: Vec<&Item<'_>> = values.iter().flat_map(|(_, told)| told).copied().filter(|i| seen.insert(i.claim.id.as_str())).collect();
    let reports: BTreeSet<usize> = all.iter().map(|i| i.report).collect();
    let story = Story { reports: reports.len(), copies: voices.all_copies(&all), falls: false };
    let (status, why) = judge(&values, story, voices, rules);
    let told = values
        .iter()
        .map(|(n, told)| {
            let mut value = value(n.text.clone(), told, voices);
            (value.low, value.high) = (n.low.and_then(Amount::new), n.high.and_then(Amount::new));
            value
        })
        .collect();
    Some(finding(format!("figure:{unit}"), status, told, &all, voices, why))
}

/// What a number may be of all that are counted: "five of the defendants" and "22 other defendants" are some of them.
fn of_all(n: &Number) -> judge::Bounds {
    let (low, high) = bounds(n);
    let mut words = n.text.split_whitespace().skip(1).map(str::to_lowercase);
    let some = match (words.next().as_deref(), words.next().as_deref()) {
        (Some("of"), Some(next)) => matches!(next, "the" | "them" | "those" | "these" | "his" | "her" | "their" | "its"),
        (Some("other" | "others" | "more" | "additional"), _) => true,
        _ => false,
    };
    (low, high.filter(|_| !some))
}

/// Whether the happenings that numbers are told with are of types whose counts grow while they are told, or a report says
/// that one grew.
fn grows(values: &[(&Number, Vec<&Item<'_>>)], words: &Words) -> bool {
    let claims = || values.iter().flat_map(|(_, told)| told).map(|i| i.claim);
    claims().any(|c| words.growing.contains(&c.kind) || has_words(&c.evidence.text, &words.rise_cues))
}

/// What numbers that differ mean. A count grows only where its type of happening makes counts grow, or a report says so:
/// nobody's children become more from one edition to the next.
fn judge(values: &[(&Number, Vec<&Item<'_>>)], story: Story, voices: &Voices<'_>, rules: Rules<'_>) -> (Status, String) {
    let words: Vec<String> = values.iter().map(|(n, _)| format!("\u{201c}{}\u{201d}", n.text)).collect();
    let list = words.join(", ");
    if let [one] = &words[..] {
        return match (story.reports, story.copies) {
            (1, _) => (Status::Single, format!("One report gives {one}.")),
            (n, true) => (Status::Single, format!("{n} reports give {one} in copies of one text.")),
            (n, false) => (Status::Agreed, format!("{n} reports give {one}.")),
        };
    }
    let pairs = values.iter().enumerate().flat_map(|(i, a)| values[i + 1..].iter().map(move |b| (a, b)));
    let apart = pairs.filter(|(a, b)| super::values::relation(of_all(a.0), of_all(b.0)) == Relation::Incompatible).count();
    if apart == 0 {
        let status = if story.reports > 1 && !story.copies { Status::Refined } else { Status::Single };
        return (status, format!("{list} can hold together: one is more exact."));
    }
    // Between two reports there may be a birthday.
    let birthday = || values.iter().all(|(a, _)| values.iter().all(|(b, _)| a.low.zip(b.low).is_some_and(|(a, b)| (a - b).abs() <= 1.0)));
    let grows = if values[0].0.unit == AGE { birthday() } else { grows(values, rules.words) };
    let totals: Vec<Total<'_>> = values
        .iter()
        .map(|(n, told)| {
            let (low, high) = bounds(n);
            let telling = told.iter().map(|i| {
                let published = voices.published(i.report);
                Telling { as_of: published, published, stated: false, sentence: &i.claim.evidence.text }
            });
            Total { low, high, holds: of_all(n), told: telling.collect() }
        })
        .collect();
    match judge::judge(&totals, story, rules.words).status {
        Status::Updated | Status::Lagged if !grows => {}
        Status::Updated => return (Status::Updated, format!("{list}: the number rose.")),
        Status::Corrected => return (Status::Corrected, format!("{list}: a report takes one of them back.")),
        Status::Lagged => return (Status::Lagged, format!("{list}: the old number was printed again after the new one was public.")),
        _ => {}
    }
    (Status::Disputed, format!("{list} cannot both hold."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_uncommon_by_what_was_printed_of_it() {
        let number = |low, high| Number { low, high, ..Number::default() };
        let exact = |v| number(Some(v), Some(v));
        let more_than = |v: f64| number(Some(v + 1.0), None);
        assert!(uncommon(&exact(284.46), &exact(284.46)) && uncommon(&more_than(284e9), &exact(284e9)));
        assert!(uncommon(&number(None, Some(28_155.0)), &exact(28_156.0)));
        // Two reports say "more than 100" by chance.
        assert!(!uncommon(&more_than(100.0), &exact(100.0)) && !uncommon(&more_than(100.0), &more_than(100.0)));
        assert!(!uncommon(&exact(36.0), &exact(36.0)) && !uncommon(&exact(284.0), &exact(285.0)));
        assert!(!uncommon(&number(None, None), &exact(284.0)));
    }
}
