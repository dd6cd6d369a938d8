//! Fits `lexicon/cue-weights.toml`: which verbs and nouns bring what someone says, thinks or wants.
//!
//! Gold: the cues of PolNeAR's training articles, read and analysed as the program does it. Logistic regression by AdaGrad
//! with a penalty on the squares, the same for words often and seldom seen; the same input gives the same weights. Only words,
//! constructions and numbers are written, no text of the articles. Measured by five-fold cross-validation over articles.

use super::corpus;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::claims::analysis::Analysis;
use stemma_engine::claims::attribution::{self, CUES, Quotes};
use stemma_model::Report;
use stemma_read::{Defaults, Reader};

type Spans = Vec<(usize, usize)>;

/// The features of a candidate, whether it is a cue, and the fifth of the articles that its article is in.
struct Row {
    features: Vec<usize>,
    cue: bool,
    fold: u64,
}

const FOLDS: u64 = 5;

/// Reads the set, measures, fits on all of it, writes the weights.
pub fn train(root: &Path) -> Result<(), String> {
    let articles = corpus::rows(&root.join("../shared/data/attribution/train.jsonl.gz"))?;
    let model = corpus::model()?;
    let reader = Reader::new(Defaults { lang: Some("en".into()), ..Defaults::default() }).map_err(|e| e.message().to_owned())?;
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for value in &articles {
        let text = value["text"].as_str().unwrap_or_default();
        let report = reader.text(text.as_bytes(), "article.txt").map_err(|e| e.message().to_owned())?.report;
        let analysis = Analysis::new(report, &|texts| model.analyse_batch(texts));
        let (cues, kept) = cues(value, text, &analysis.report);
        let id = value["id"].as_str().unwrap_or_default();
        let fold = id.bytes().fold(7u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b))) % FOLDS;
        article(&analysis, &cues, &kept, fold, &mut names, &mut rows);
    }
    let mut count = vec![0u32; names.len()];
    rows.iter().flat_map(|r| &r.features).for_each(|&f| count[f] += 1);
    let mut unseen: Vec<(f32, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let weights = learn(&rows, names.len(), &count, Some(fold));
        unseen.extend(rows.iter().filter(|r| r.fold == fold).map(|r| (score(r, &weights), r.cue)));
    }
    let figures = figures(&mut unseen);
    println!("{figures}");
    let weights = learn(&rows, names.len(), &count, None);
    let mut cues: HashMap<usize, u32> = HashMap::new();
    rows.iter().filter(|r| r.cue).flat_map(|r| &r.features).for_each(|&f| *cues.entry(f).or_default() += 1);
    let path = root.join("lexicon/cue-weights.toml");
    let text = written(articles.len(), &figures, &names, &weights, &cues).map_err(|e| e.to_string())?;
    std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn score(row: &Row, weights: &[f32]) -> f32 {
    row.features.iter().map(|&k| weights[k]).sum()
}

/// The cues of an article in the offsets of the text as it was read, and the blocks whose words the reader left as they
/// were, whatever became of their white space: what was marked in others is not known.
fn cues(value: &Value, text: &str, report: &Report) -> (Vec<Spans>, Spans) {
    let inked = |c: &(usize, char)| !c.1.is_whitespace();
    let own: Vec<char> = report.text.chars().collect();
    let (at, chars): (Vec<usize>, Vec<char>) = text.chars().enumerate().filter(inked).unzip();
    // Where each character of the text was read to.
    let mut read: HashMap<usize, usize> = HashMap::new();
    let mut kept: Spans = Vec::new();
    let mut from = 0;
    for b in &report.blocks {
        let (places, block): (Vec<usize>, Vec<char>) = (b.start..b.end).zip(own[b.start..b.end].iter().copied()).filter(inked).unzip();
        let found = (from..(chars.len() + 1).saturating_sub(block.len())).find(|&i| chars[i..i + block.len()] == block);
        if let Some(i) = found {
            from = i + block.len();
            read.extend(at[i..from].iter().copied().zip(places));
            kept.push((b.start, b.end));
        }
    }
    let number = |v: &Value| v.as_u64().unwrap_or(0) as usize;
    let span = |s: &Value| Some((*read.get(&number(&s[0]))?, read.get(&number(&s[1]).checked_sub(1)?)? + 1));
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let cues = list(&value["attributions"]).iter().map(|a| list(&a["cue"]).iter().filter_map(span).collect()).collect();
    (cues, kept)
}

fn article(
    analysis: &Analysis,
    cues: &[Spans],
    kept: &[(usize, usize)],
    fold: u64,
    names: &mut BTreeMap<String, usize>,
    rows: &mut Vec<Row>,
) {
    let doc = &analysis.text;
    let quotes = Quotes::find(doc, &analysis.block_of);
    let all = attribution::candidates(doc, true);
    // In every marked cue the word that weighs: the last verb, else the last noun; its other words teach nothing.
    let mut label: HashMap<usize, bool> = HashMap::new();
    for spans in cues {
        let within: Vec<usize> = all
            .iter()
            .filter(|c| spans.iter().any(|&(s, e)| doc.token(c.head).start() < e && s < doc.token(c.head).end()))
            .map(|c| c.head)
            .collect();
        let best = within.iter().rev().find(|&&i| doc.token(i).pos() == "VERB").or(within.last());
        for &i in &within {
            let y = Some(&i) == best;
            let old = label.entry(i).or_insert(y);
            *old |= y;
        }
    }
    for c in all.iter().filter(|c| kept.iter().any(|&(s, e)| (s..e).contains(&doc.token(c.head).start()))) {
        let y = match label.get(&c.head) {
            Some(false) => continue,
            Some(true) => true,
            None => false,
        };
        let mut f = vec![id(names, "bias")];
        attribution::features(doc, &quotes, c, &mut |parts| {
            f.push(id(names, &parts.join(".")));
        });
        f.sort_unstable();
        f.dedup();
        rows.push(Row { features: f, cue: y, fold });
    }
}

fn id(names: &mut BTreeMap<String, usize>, name: &str) -> usize {
    if let Some(&k) = names.get(name) {
        return k;
    }
    let k = names.len();
    names.insert(name.to_owned(), k);
    k
}

/// A feature seen less often than this teaches nothing that holds elsewhere.
const SEEN: u32 = 8;

/// What a weight's square costs over one round. Of 3, 6, 9 and 12 the best in cross-validation.
const PENALTY: f32 = 9.0;

/// Weights learned from all articles but one fifth.
fn learn(rows: &[Row], n: usize, count: &[u32], without: Option<u64>) -> Vec<f32> {
    let (mut w, mut g) = (vec![0f32; n], vec![1e-6f32; n]);
    let mut order: Vec<usize> = (0..rows.len()).filter(|&r| Some(rows[r].fold) != without).collect();
    let mut seed = 1u64;
    for epoch in 0..8 {
        for k in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            order.swap(k, (seed >> 33) as usize % (k + 1));
        }
        let rate = 0.3 / (1.0 + epoch as f32 * 0.3);
        for &r in &order {
            let Row { features: f, cue: y, .. } = &rows[r];
            let z: f32 = f.iter().map(|&k| w[k]).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            let d = p - f32::from(u8::from(*y));
            for &k in f.iter().filter(|&&k| count[k] >= SEEN) {
                let grad = d + PENALTY * w[k] / count[k] as f32;
                g[k] += grad * grad;
                w[k] -= rate * grad / g[k].sqrt();
            }
        }
    }
    w.iter().map(|x| if x.abs() < LEAST { 0.0 } else { (x * 100.0).round() / 100.0 }).collect()
}

/// How well scores tell cues from the rest.
fn figures(scored: &mut [(f32, bool)]) -> String {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let gold = scored.iter().filter(|s| s.1).count() as f32;
    let (mut right, mut best) = (0f32, (0f32, 0f32));
    let mut zero = (0f32, 0f32);
    for (k, s) in scored.iter().enumerate() {
        right += f32::from(u8::from(s.1));
        let given = k as f32 + 1.0;
        let f = 2.0 * right / (gold + given);
        if f > best.0 {
            best = (f, s.0);
        }
        if s.0 > 0.0 {
            zero = (right / given, right / gold);
        }
    }
    format!(
        "{} verbs and nouns, {gold} of them cues; above 0 precision {:.3}, recall {:.3}; F {:.3} above {:.2}",
        scored.len(),
        zero.0,
        zero.1,
        best.0,
        best.1
    )
}

/// What weighs less is left out. Of three pairs with [`SEEN`] (0.1 and 4, 0.05 and 8, 0.15 and 4 with a smaller penalty) this did
/// best in cross-validation, and made the smallest file.
const LEAST: f32 = 0.05;

fn written(
    articles: usize,
    figures: &str,
    names: &BTreeMap<String, usize>,
    weights: &[f32],
    cues: &HashMap<usize, u32>,
) -> Result<String, std::fmt::Error> {
    // Words that the lexicon names, and others that were a cue at least twice.
    let known: BTreeSet<(bool, &str)> = names
        .iter()
        .filter_map(|(name, k)| {
            let mark = name.get(..2)?;
            let word = name[2..].strip_suffix('.').filter(|_| mark == "V." || mark == "N.")?;
            let verb = mark == "V.";
            let named = !if verb { CUES.verb(word) } else { CUES.noun(word) }.is_empty();
            (named || cues.get(k).is_some_and(|&n| n >= 2)).then_some((verb, word))
        })
        .collect();
    let mut groups: [BTreeMap<&str, Vec<(&str, f32)>>; 2] = Default::default();
    let mut general = Vec::new();
    for (name, &k) in names.iter().filter(|(n, k)| *n != "bias" && weights[**k] != 0.0) {
        let mut parts = name.splitn(3, '.');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(mark @ ("V" | "N")), Some(word), Some(own)) => {
                if !known.contains(&(mark == "V", word)) {
                    continue;
                }
                groups[usize::from(mark == "N")].entry(word).or_default().push((own, weights[k]));
            }
            _ => general.push((name, weights[k])),
        }
    }
    let mut out = String::new();
    writeln!(out, "# Made by `cargo xtask train cues`; do not edit. What speaks for a verb or noun being a cue, in log odds.")?;
    writeln!(out, "#")?;
    writeln!(
        out,
        "# Fitted on PolNeAR, training part ({articles} articles; networkdynamics/PolNeAR, which states no licence; its texts are their"
    )?;
    writeln!(out, "# publishers'). Holds lemmas, names of constructions and weights; no text. Features that occur {SEEN} times or more.")?;
    writeln!(out, "# Five-fold cross-validation over articles: {figures}.")?;
    writeln!(out, "bias = {:.2}\n\n[general]", names.get("bias").map_or(0.0, |&k| weights[k]))?;
    for (name, w) in general {
        writeln!(out, "{name:?} = {w:.2}")?;
    }
    for (title, group) in ["verbs", "nouns"].iter().zip(&groups) {
        writeln!(out, "\n[{title}]")?;
        for (word, list) in group {
            let list: Vec<String> = list.iter().map(|(f, w)| format!("{f:?} = {w:.2}")).collect();
            writeln!(out, "{word:?} = {{ {} }}", list.join(", "))?;
        }
    }
    Ok(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_found_again_where_the_reader_changed_white_space() {
        let text = "The  mayor\u{a0}said the dam held.\n\n\nA clerk  denied it.";
        let report = Reader::new(Defaults::default()).ok().unwrap().text(text.as_bytes(), "a.txt").ok().unwrap().report;
        let at = |w: &str| text.chars().collect::<Vec<_>>().windows(w.len()).position(|x| x.iter().copied().eq(w.chars())).unwrap();
        let gold = serde_json::json!({"attributions": [
            {"cue": [[at("said"), at("said") + 4]]}, {"cue": [[at("denied"), at("denied") + 6]]}
        ]});
        let (found, kept) = cues(&gold, text, &report);
        let words: Vec<String> = found.iter().flatten().map(|&(s, e)| report.text.chars().skip(s).take(e - s).collect()).collect();
        assert_eq!(words, ["said", "denied"]);
        assert_eq!(kept.len(), report.blocks.len());
        assert!(!report.text.contains("  "), "the reader is to have changed the text");
    }
}
