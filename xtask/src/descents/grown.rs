//! Generated trees: Stemma's edges and origins beside MinHash's, by what was done to the texts.

use super::change::Synonyms;
use super::score::{Count, Edge, score};
use super::tree::{self, Apart, KINDS, Kind, Tree};
use super::{minhash, prose};
use crate::judged::hash;
use crate::train::corpus;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use stemma_engine::lineage::{self, Lineage, furniture::Furniture};
use stemma_model::{Report, ReportClaims};

/// Trees of each kind.
const EACH: usize = 60;

/// Stemma and the peer on one tree.
pub struct Outcome {
    /// Index into [`KINDS`].
    pub kind: usize,
    /// Whether the errors may be read.
    pub may_be_read: bool,
    /// Whether all times are known.
    pub timed: bool,
    /// Stemma.
    pub own: Count,
    /// MinHash with the threshold that is best over all trees.
    pub peer: Count,
}

/// Grows the trees and scores both; the threshold of the peer is the second.
pub fn outcomes(root: &Path, errors: bool) -> Result<(Vec<Outcome>, f64), String> {
    let mut trees = trees(root)?;
    let mut stories: Vec<Vec<ReportClaims>> = Vec::new();
    for tree in &trees {
        let reports = corpus::each(&tree.rows, &|report: Report| ReportClaims { report, ..ReportClaims::default() })?;
        stories.push(reports);
    }
    // Where one carries a wire's copy, times do not show that the other has it from there.
    for (tree, story) in trees.iter_mut().zip(&stories) {
        let wire = |r: usize| story[r].report.credits.iter().any(|c| c.whole);
        for edge in tree.edges.iter_mut().filter(|_| KINDS[tree.kind].1 != Kind::Named) {
            edge.2 &= !wire(edge.0) && !wire(edge.1);
        }
    }
    let peers: Vec<_> = stories.iter().map(|s| minhash::pairs(&s.iter().map(|r| r.report.text.clone()).collect::<Vec<_>>())).collect();
    let peer = |tree: &Tree, pairs: &[(usize, usize, f64)], least: f64| {
        let edges: Vec<Edge> = minhash::forest(tree.rows.len(), pairs, least).into_iter().map(|(a, b)| (a, b, false)).collect();
        let origins = tree.rows.len() - edges.len();
        score(tree, &edges, origins).0
    };
    let best = (1..=60)
        .map(|i| f64::from(i) / 100.0)
        .map(|least| {
            let mut sum = Count::default();
            trees.iter().zip(&peers).for_each(|(t, p)| sum += peer(t, p, least));
            (least, sum.f1())
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0.0, |b| b.0);
    // The same happening serves several kinds, so what stands in many stories is told for each kind apart.
    let furniture: Vec<Furniture> = (0..KINDS.len())
        .map(|kind| Furniture::of(trees.iter().zip(&stories).filter(|(t, _)| t.kind == kind).map(|(_, s)| s.iter().collect())))
        .collect();
    let mut out = Vec::new();
    for ((tree, story), pairs) in trees.iter().zip(&stories).zip(&peers) {
        let members: Vec<&ReportClaims> = story.iter().collect();
        let Lineage { descents: lineage, origins } = lineage::trace(&members, &furniture[tree.kind]);
        let at = |id: &str| story.iter().position(|r| r.report.id == id);
        let found: Vec<Edge> = lineage.iter().filter_map(|d| Some((at(&d.report)?, at(&d.from)?, d.directed))).collect();
        let (own, wrong) = score(tree, &found, origins);
        if errors && tree.may_be_read && !wrong.is_empty() {
            println!("== {} {}", KINDS[tree.kind].0, tree.rows[0]["seed"].as_str().unwrap_or_default());
            wrong.iter().for_each(|w| println!("  {w}"));
            let truth: Vec<String> = tree.edges.iter().map(|e| format!("{}{}{}", e.1, if e.2 { "->" } else { "-" }, e.0)).collect();
            println!("  tree: {} of {}, siblings {:?}", truth.join(" "), tree.rows.len(), tree.siblings);
            for d in &lineage {
                println!("  found: {} -> {} {:?} {:?} {}", d.from, d.report, d.basis, d.share, d.directed);
            }
        }
        out.push(Outcome { kind: tree.kind, may_be_read: tree.may_be_read, timed: tree.timed, own, peer: peer(tree, pairs, best) });
    }
    Ok((out, best))
}

/// The figures by kind, both in the same rows.
pub fn table(outcomes: &[Outcome], best: f64) -> String {
    let mut out = format!("MinHash: 256 values over 3 words, best threshold {best:.2}, forest of its pairs\n");
    let _ = writeln!(
        out,
        "  {:<18} {:>5} {:>5}   {:>5} {:>5} {:>5}  {:>9} {:>7} {:>4}   {:>5} {:>5} {:>5} {:>7} {:>4}",
        "", "trees", "edges", "P", "R", "F1", "direction", "origins", "over", "P", "R", "F1", "origins", "over"
    );
    let mut line = |name: &str, holds: &dyn Fn(&Outcome) -> bool| {
        let (mut own, mut peer) = (Count::default(), Count::default());
        for o in outcomes.iter().filter(|o| holds(o)) {
            own += o.own;
            peer += o.peer;
        }
        let direction = format!("{}-{}/{}", own.directed.0, own.directed.1, own.shown);
        let _ = writeln!(
            out,
            "  {name:<18} {:>5} {:>5}   {:.3} {:.3} {:.3}  {direction:>9}   {:.3} {:>4}   {:.3} {:.3} {:.3}   {:.3} {:>4}",
            own.origins.1,
            own.of,
            own.precision(),
            own.recall(),
            own.f1(),
            own.origins(),
            own.over,
            peer.precision(),
            peer.recall(),
            peer.f1(),
            peer.origins(),
            peer.over
        );
    };
    for (k, (name, _)) in KINDS.iter().enumerate() {
        line(name, &|o| o.kind == k);
    }
    let paraphrase = |o: &Outcome| KINDS[o.kind].0.contains("para");
    line("without paraphrase", &|o| !paraphrase(o));
    line("  only scored", &|o| !paraphrase(o) && !o.may_be_read);
    line("  may be read", &|o| !paraphrase(o) && o.may_be_read);
    line("  all times known", &|o| !paraphrase(o) && o.timed);
    line("  merge two", &|o| o.timed && KINDS[o.kind].0 == "merge two");
    line("paraphrase", &paraphrase);
    line("all", &|_| true);
    out
}

/// For the scoreboard: edge F1 on what may be read, on what is only scored, the share of right numbers of origins where all
/// times are known, and edge F1 on paraphrases; Stemma's and MinHash's.
pub fn held(outcomes: &[Outcome]) -> [(f64, f64); 4] {
    let of = |holds: &dyn Fn(&Outcome) -> bool| {
        let (mut own, mut peer) = (Count::default(), Count::default());
        for o in outcomes.iter().filter(|o| holds(o)) {
            own += o.own;
            peer += o.peer;
        }
        (own, peer)
    };
    let paraphrase = |o: &Outcome| KINDS[o.kind].0.contains("para");
    let read = of(&|o| !paraphrase(o) && o.may_be_read);
    let scored = of(&|o| !paraphrase(o) && !o.may_be_read);
    let timed = of(&|o| !paraphrase(o) && o.timed);
    let reworded = of(&paraphrase);
    [(read.0.f1(), read.1.f1()), (scored.0.f1(), scored.1.f1()), (timed.0.origins(), timed.1.origins()), (reworded.0.f1(), reworded.1.f1())]
}

/// The same trees every time, over happenings with the most texts written apart.
fn trees(root: &Path) -> Result<Vec<Tree>, String> {
    let words = std::fs::read_to_string(root.join("xtask/paraphrase.tsv")).map_err(|e| format!("xtask/paraphrase.tsv: {e}"))?;
    let words = Synonyms::new(&words);
    let mut happenings: BTreeMap<u64, (String, Vec<Value>)> = BTreeMap::new();
    for (file, key) in [("gunviolence/reports.jsonl.gz", "incident"), ("clusters/reports.jsonl.gz", "event")] {
        for row in corpus::rows(&root.join("../shared/data").join(file))? {
            let name = format!("{file} {}", row[key]);
            let day = row["published"].as_str().unwrap_or_default().to_owned();
            let entry = happenings.entry(hash(&name)).or_default();
            if entry.0.is_empty() || !day.is_empty() && day < entry.0 {
                entry.0 = day;
            }
            entry.1.push(row);
        }
    }
    let mut found: Vec<(u64, Apart)> = Vec::new();
    for (name, (day, rows)) in happenings {
        if rows.len() >= 2 && !day.is_empty() {
            let texts = tree::apart(corpus::each(&rows, &|r| prose::of(&r))?.into_iter());
            if texts.len() >= 2 {
                found.push((name, Apart { may_be_read: (name >> 7) & 1 == 0, day, texts }));
            }
        }
    }
    let mut out = Vec::new();
    for kind in 0..KINDS.len() {
        let mut made = 0;
        for (name, apart) in found.iter().cycle().skip(kind * 37).take(found.len()) {
            if made < EACH
                && let Some(mut tree) = tree::grow(kind, apart, &words, *name ^ kind as u64)
            {
                tree.rows.iter_mut().for_each(|r| r["seed"] = Value::String(format!("{name:016x}")));
                out.push(tree);
                made += 1;
            }
        }
    }
    Ok(out)
}
