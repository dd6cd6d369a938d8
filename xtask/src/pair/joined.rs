//! Claims of the first two real reports that a reader holds to belong together, and those that the record joins.

use super::expect::Output;
use super::expect::{list, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is asked for: the pairs of each of these relations.
const ASKED: [&str; 3] = ["agree", "update", "conflict"];

/// Two passages that belong together, one of each report: scalar values from the start of its file, end excluded.
struct Pair {
    relation: String,
    spans: [(usize, usize); 2],
}

/// How many of the reader's pairs the record joins, and how many of the pairs that it makes are wrong.
#[derive(Clone, Debug, Default)]
pub struct Joined {
    /// Relation, how many of its pairs one finding holds, how many one event holds, how many there are.
    pub found: Vec<(String, usize, usize, usize)>,
    /// Pairs of claims, one of each report, that one finding holds.
    pub made: usize,
    /// Those of them that tell nothing the reader holds to belong together.
    pub wrong: usize,
    /// The words of what is missed and of what is wrong.
    pub errors: Vec<String>,
}

/// Measures `xtask/koi-pairs.tsv` against a record of `reports`.
pub fn measure(root: &Path, reports: &[std::path::PathBuf], out: &Output) -> Result<Joined, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()));
    let pairs = parse(&read(&root.join("xtask/koi-pairs.tsv"))?)?;
    let texts: Vec<String> = reports.iter().map(|p| read(p)).collect::<Result<_, _>>()?;
    // Where each claim's words stand in its file: the trigger, of a claim without one the sentence.
    let mut places: BTreeMap<&str, (usize, (usize, usize))> = BTreeMap::new();
    for (id, claim) in out.claims() {
        let Some(report) = out.order().iter().position(|r| claim["report"] == r.as_str()).filter(|r| *r < texts.len()) else { continue };
        let evidence = text(&claim["evidence"]["text"]);
        let Some(at) = texts[report].find(evidence).map(|b| texts[report][..b].chars().count()) else { continue };
        let start = claim["evidence"]["start"].as_u64().unwrap_or(0);
        let span = &claim["trigger"];
        let of = |field: &str| span[field].as_u64().map(|x| at + x.saturating_sub(start) as usize);
        places.insert(id, (report, (of("start").unwrap_or(at), of("end").unwrap_or(at + evidence.chars().count()))));
    }
    let meets = |a: (usize, usize), b: (usize, usize)| a.0 < b.1 && b.0 < a.1;
    let of = |report: usize, span: (usize, usize)| -> BTreeSet<&str> {
        places.iter().filter(|(_, p)| p.0 == report && meets(p.1, span)).map(|(id, _)| *id).collect()
    };
    let sides: Vec<[BTreeSet<&str>; 2]> = pairs.iter().map(|p| [of(0, p.spans[0]), of(1, p.spans[1])]).collect();
    let findings: Vec<BTreeSet<&str>> = out.events().flat_map(|e| list(&e["findings"])).map(claims_of).collect();
    let events: Vec<BTreeSet<&str>> = out.events().map(|e| list(&e["claims"]).iter().map(text).collect()).collect();
    let held = |side: &[BTreeSet<&str>; 2], by: &[BTreeSet<&str>]| by.iter().any(|f| side.iter().all(|s| !f.is_disjoint(s)));
    let mut joined = Joined::default();
    for relation in ASKED {
        let own: Vec<usize> = (0..pairs.len()).filter(|&i| pairs[i].relation == relation).collect();
        let in_finding = own.iter().filter(|&&i| held(&sides[i], &findings)).count();
        let in_event = own.iter().filter(|&&i| held(&sides[i], &events)).count();
        joined.found.push((relation.to_owned(), in_finding, in_event, own.len()));
        let words = |i: usize, r: usize| slice(&texts[r], pairs[i].spans[r]);
        let missed = own.iter().filter(|&&i| !held(&sides[i], &findings));
        joined.errors.extend(missed.map(|&i| format!("missed, {relation}: {:?} and {:?}", words(i, 0), words(i, 1))));
    }
    let groups = groups(&sides);
    let mut made: BTreeSet<(&str, &str)> = BTreeSet::new();
    for finding in &findings {
        let side = |r: usize| -> Vec<&str> { finding.iter().copied().filter(|id| places.get(id).is_some_and(|p| p.0 == r)).collect() };
        let others = side(1);
        made.extend(side(0).into_iter().flat_map(|a| others.iter().map(move |b| (a, *b))));
    }
    joined.made = made.len();
    for (a, b) in made {
        if !groups.iter().any(|g| g.contains(a) && g.contains(b)) {
            joined.wrong += 1;
            let words = |id: &str| places.get(id).map(|p| slice(&texts[p.0], p.1)).unwrap_or_default();
            joined.errors.push(format!("wrong: {a} {:?} and {b} {:?}", words(a), words(b)));
        }
    }
    Ok(joined)
}

/// Claims that belong together, through any chain of pairs.
fn groups<'a>(sides: &[[BTreeSet<&'a str>; 2]]) -> Vec<BTreeSet<&'a str>> {
    let mut out: Vec<BTreeSet<&str>> = Vec::new();
    for [a, b] in sides {
        let mut all: BTreeSet<&str> = a.union(b).copied().collect();
        let (near, far): (Vec<_>, Vec<_>) = out.into_iter().partition(|g| !g.is_disjoint(&all));
        near.into_iter().for_each(|g| all.extend(g));
        out = far;
        out.push(all);
    }
    out
}

fn claims_of(finding: &Value) -> BTreeSet<&str> {
    list(&finding["values"]).iter().flat_map(|v| list(&v["claims"])).map(text).collect()
}

fn slice(text: &str, span: (usize, usize)) -> String {
    text.chars().skip(span.0).take(span.1 - span.0).collect()
}

fn parse(file: &str) -> Result<Vec<Pair>, String> {
    let lines = file.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
    lines
        .map(|(n, line)| {
            let wrong = || format!("koi-pairs.tsv:{}: not a relation and four numbers", n + 1);
            let mut fields = line.split('\t');
            let relation = fields.next().ok_or_else(wrong)?.to_owned();
            let numbers: Vec<usize> = fields.map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
            let [a, b, c, d] = numbers[..] else { return Err(wrong()) };
            let known = ASKED.contains(&relation.as_str()) || relation == "also";
            if known && a < b && c < d { Ok(Pair { relation, spans: [(a, b), (c, d)] }) } else { Err(wrong()) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_and_chained() {
        assert!(parse("# words\nagree\t1\t3\t4\t9\n").is_ok_and(|p| p.len() == 1 && p[0].spans[1] == (4, 9)));
        assert!(parse("agree\t1\t3\t4\n").is_err() && parse("like\t1\t3\t4\t9\n").is_err());
        let of = |ids: &[&'static str]| -> BTreeSet<&'static str> { ids.iter().copied().collect() };
        let chained = groups(&[[of(&["a1"]), of(&["b1"])], [of(&["a2"]), of(&["b2"])], [of(&["a1"]), of(&["b2"])]]);
        assert_eq!(chained, [of(&["a1", "a2", "b1", "b2"])]);
    }
}
