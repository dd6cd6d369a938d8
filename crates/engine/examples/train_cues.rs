//! Learns `lexicon/cue-weights.toml` from articles whose attributions are marked.
//!
//! ```text
//! zcat train.jsonl.gz | cargo run --release -p stemma-engine --example train_cues -- ANNOTATED.jsonl… > lexicon/cue-weights.toml
//! ```
//!
//! Standard input: `{id, attributions: [{source, cue, content}]}` with spans `[[start, end]]`. ANNOTATED: `{id, text,
//! tokens}`, the same articles analysed. Logistic regression by AdaGrad with a penalty on the squares; the same input
//! gives the same weights. Only words and numbers are written, no text of the articles.

#![allow(clippy::disallowed_methods)] // reads files and arguments, as a trainer must; the engine itself does not

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, Write};
use stemma_engine::claims::attribution::{self, CUES, Quotes};
use stemma_nlp::{Annotations, Doc};

type Gold = Vec<Vec<(usize, usize)>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut gold: HashMap<String, Gold> = HashMap::new();
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line?)?;
        let spans = |a: &serde_json::Value| -> Vec<(usize, usize)> {
            a["cue"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|s| (s[0].as_u64().unwrap_or(0) as usize, s[1].as_u64().unwrap_or(0) as usize))
                .collect()
        };
        let id = v["id"].as_str().unwrap_or_default().to_owned();
        gold.insert(id, v["attributions"].as_array().into_iter().flatten().map(spans).collect());
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<(Vec<usize>, bool)> = Vec::new();
    for path in std::env::args().skip(1) {
        for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
            let line = line?;
            let Ok(v) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            let Some(cues) = v["id"].as_str().and_then(|id| gold.get(id)) else { continue };
            let Ok(a) = serde_json::from_value::<Annotations>(v.clone()) else { continue };
            article(&plain(a), cues, &mut names, &mut rows);
        }
    }
    let mut count = vec![0u32; names.len()];
    rows.iter().flat_map(|r| &r.0).for_each(|&f| count[f] += 1);
    let weights = learn(&rows, names.len(), &count);
    let mut scored: Vec<(f32, bool)> = rows.iter().map(|(f, y)| (f.iter().map(|&k| weights[k]).sum::<f32>(), *y)).collect();
    report(&mut scored);
    let mut cues: HashMap<usize, u32> = HashMap::new();
    rows.iter().filter(|r| r.1).flat_map(|r| &r.0).for_each(|&f| *cues.entry(f).or_default() += 1);
    write(&names, &weights, &cues)?;
    Ok(())
}

/// The analysed article with plain quotation marks in its text.
fn plain(mut a: Annotations) -> Doc {
    a.text = a
        .text
        .chars()
        .map(|c| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '\u{a0}' => ' ',
            c => c,
        })
        .collect();
    Doc::from_annotations(&a)
}

fn article(doc: &Doc, cues: &Gold, names: &mut BTreeMap<String, usize>, rows: &mut Vec<(Vec<usize>, bool)>) {
    let quotes = Quotes::find(doc, &[]);
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
    for c in &all {
        let y = match label.get(&c.head) {
            Some(false) => continue,
            Some(true) => true,
            None => false,
        };
        let mut f = vec![id(names, "bias")];
        attribution::features(doc, &quotes, c, &mut |parts| f.push(id(names, &parts.join("."))));
        f.sort_unstable();
        f.dedup();
        rows.push((f, y));
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
const SEEN: u32 = 3;

fn learn(rows: &[(Vec<usize>, bool)], n: usize, count: &[u32]) -> Vec<f32> {
    let (mut w, mut g) = (vec![0f32; n], vec![1e-6f32; n]);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut seed = 1u64;
    let penalty = std::env::var("PENALTY").ok().and_then(|p| p.parse().ok()).unwrap_or(0.0015f32);
    for epoch in 0..12 {
        for k in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            order.swap(k, (seed >> 33) as usize % (k + 1));
        }
        let rate = 0.3 / (1.0 + epoch as f32 * 0.3);
        for &r in &order {
            let (f, y) = &rows[r];
            let z: f32 = f.iter().map(|&k| w[k]).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            let d = p - f32::from(u8::from(*y));
            for &k in f.iter().filter(|&&k| count[k] >= SEEN) {
                let grad = d + penalty * w[k];
                g[k] += grad * grad;
                w[k] -= rate * grad / g[k].sqrt();
            }
        }
    }
    w.iter().map(|x| (x * 100.0).round() / 100.0).collect()
}

fn report(scored: &mut [(f32, bool)]) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let gold = scored.iter().filter(|s| s.1).count() as f32;
    let (mut tp, mut best) = (0f32, (0f32, 0f32));
    for (k, s) in scored.iter().enumerate() {
        tp += f32::from(u8::from(s.1));
        let f = 2.0 * tp / (gold + k as f32 + 1.0);
        if f > best.0 {
            best = (f, s.0);
        }
    }
    eprintln!("{} candidates, {gold} cues; best F on the same articles {:.3} at {:.2}", scored.len(), best.0, best.1);
}

/// What weighs less changes the F-measure by less than 0.002, and half of the file.
const LEAST: f32 = 0.15;

fn write(names: &BTreeMap<String, usize>, weights: &[f32], cues: &HashMap<usize, u32>) -> std::io::Result<()> {
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
    for (name, &k) in names.iter().filter(|(n, k)| *n != "bias" && weights[**k].abs() >= LEAST) {
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
    let mut out = std::io::stdout().lock();
    writeln!(out, "# Learned by crates/engine/examples/train_cues.rs; do not edit. What speaks for a word being a cue, in log odds.")?;
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
    Ok(())
}
