//! Learns `lexicon/casing.tsv`: how words are written in reports in mixed case.
//!
//! Words inside sentences are counted with and without a capital. Then the reports are read once more as if they were in
//! capitals, each word without its own occurrence, to count what is commoner in each neighbourhood. The texts of `roles`
//! are only scored. Only words and numbers are written.

use super::corpus;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use stemma_engine::claims::casing::{self, CLASSES, Casing, Piece, UNKNOWN};

/// Words seen less often inside sentences are left out.
const SEEN: u32 = 2;
/// Names seen less often are left out too: unknown words are taken for names anyway.
const NAMES: u32 = 20;

/// Reports in mixed case whose words are counted.
const REPORTS: [&str; 7] =
    ["gunviolence/reports", "clusters/reports", "attribution/train", "ecbplus/train", "places/lgl", "places/geowebnews", "times/timebank"];
/// Reports that are only scored.
const HELD: &str = "roles/events";

type Counts = HashMap<String, [u32; 3]>;

/// Counts, writes the table, scores it.
pub fn train(root: &Path) -> Result<(), String> {
    let set = |name: &str| root.join(format!("../shared/data/{name}.jsonl.gz"));
    let mut paragraphs = Vec::new();
    for name in REPORTS {
        read(&set(name), &mut paragraphs)?;
    }
    let mut counts = Counts::new();
    for text in &paragraphs {
        for p in casing::pieces(text).iter().filter(|p| p.word && !p.start) {
            counts.entry(casing::lower(&text[p.at.clone()])).or_default()[written(text, p)] += 1;
        }
    }
    let mut file = String::from(
        "# Learned by `cargo xtask train casing`; do not edit. Rows of neighbourhoods, then words with their class; u: all capitals.\n",
    );
    for (row, line) in rows(&paragraphs, &counts) {
        file.push_str(&format!("={row}\t{line}\n"));
    }
    for (word, c) in counts.iter().filter(|(_, c)| is_known(c)).collect::<BTreeMap<_, _>>() {
        let all = if c[2] > c[1] && c[2] > 1 { "u" } else { "" };
        file.push_str(&format!("{word}\t{}{all}\n", casing::class_of(c[0], c[1] + c[2])));
    }
    let path = root.join("lexicon/casing.tsv");
    std::fs::write(&path, &file).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{} paragraphs, {} words known", paragraphs.len(), file.lines().count());
    let mut held = Vec::new();
    read(&set(HELD), &mut held)?;
    score(&Casing::parse(&file), &held);
    Ok(())
}

/// The paragraphs of reports that are neither in capitals nor headlines.
fn read(path: &Path, out: &mut Vec<Vec<char>>) -> Result<(), String> {
    for v in corpus::rows(path)? {
        for paragraph in v["text"].as_str().unwrap_or_default().split('\n') {
            let text: Vec<char> = paragraph.chars().collect();
            let letters = text.iter().filter(|c| c.is_alphabetic()).count();
            let capitals = text.iter().filter(|c| c.is_uppercase()).count();
            let long: Vec<Piece> = casing::pieces(&text).into_iter().filter(|p| p.word && p.at.len() > 3).collect();
            let headline = long.iter().filter(|p| text[p.at.start].is_uppercase()).count() * 2 > long.len();
            if letters >= 20 && capitals * 5 < letters && !headline {
                out.push(text);
            }
        }
    }
    Ok(())
}

/// 0 small, 1 with a capital, 2 in capitals.
fn written(text: &[char], p: &Piece) -> usize {
    let word = &text[p.at.clone()];
    match word.iter().filter(|c| c.is_uppercase()).count() {
        0 => 0,
        n if n > 1 && word.iter().filter(|c| c.is_lowercase()).count() <= 1 => 2,
        _ if word[0].is_uppercase() => 1,
        _ => 0,
    }
}

fn is_known(c: &[u32; 3]) -> bool {
    let all: u32 = c.iter().sum();
    all >= SEEN && (all >= NAMES || casing::class_of(c[0], c[1] + c[2]) < 8 || c[2] > c[1])
}

/// What is commoner in each neighbourhood; rare ones lean on wider ones.
fn rows(paragraphs: &[Vec<char>], counts: &Counts) -> Vec<(usize, String)> {
    let mut seen: HashMap<(u8, usize, u8, u8, u8), [f32; 2]> = HashMap::new();
    for text in paragraphs {
        let pieces = casing::pieces(text);
        let classes: Vec<u8> = pieces.iter().map(|p| class(text, p, counts)).collect();
        let mut before = 2;
        for (k, p) in pieces.iter().enumerate() {
            if !p.word {
                before = 2;
                continue;
            }
            let capital = written(text, p) > 0;
            let (left, own, right) = (casing::neighbour(&classes, k, -1), classes[k], casing::neighbour(&classes, k, 1));
            if !p.start {
                for key in [(0, before, left, own, right), (1, before, 0, own, right), (2, before, 0, own, 0), (3, 0, 0, own, 0)] {
                    seen.entry(key).or_default()[usize::from(capital)] += 1.0;
                }
            }
            before = casing::after(p.start, capital, own);
        }
    }
    let mut out = Vec::new();
    for row in 0..3 * CLASSES * CLASSES {
        let (before, left, own) = (row / CLASSES / CLASSES, (row / CLASSES % CLASSES) as u8, (row % CLASSES) as u8);
        let line = (0..CLASSES as u8).map(|right| {
            let mut share = 0.5;
            for (key, prior) in [
                ((3, 0, 0, own, 0), 2.0),
                ((2, before, 0, own, 0), 4.0),
                ((1, before, 0, own, right), 6.0),
                ((0, before, left, own, right), 10.0),
            ] {
                let n = seen.get(&key).copied().unwrap_or_default();
                share = (n[1] + prior * share) / (n[0] + n[1] + prior);
            }
            if share >= 0.5 { '1' } else { '0' }
        });
        out.push((row, line.collect()));
    }
    out
}

/// The class of a piece as if its own occurrence had not been counted.
fn class(text: &[char], p: &Piece, counts: &Counts) -> u8 {
    casing::mark(text, p).unwrap_or_else(|| {
        let mut c = counts.get(&casing::lower(&text[p.at.clone()])).copied().unwrap_or_default();
        if !p.start {
            let own = &mut c[written(text, p)];
            *own = own.saturating_sub(1);
        }
        if is_known(&c) { casing::class_of(c[0], c[1] + c[2]) } else { UNKNOWN }
    })
}

/// Prints how well texts that were put in capitals are restored.
fn score(table: &Casing, texts: &[Vec<char>]) {
    let (mut right, mut given, mut wanted, mut words, mut same) = (0, 0, 0, 0, 0);
    for text in texts {
        let capitals: Vec<char> =
            text.iter().map(|c| c.to_uppercase().next().filter(|_| c.to_uppercase().count() == 1).unwrap_or(*c)).collect();
        let restored = table.restore(&capitals);
        for p in casing::pieces(text).iter().filter(|p| p.word && !p.start) {
            let (a, b) = (text[p.at.start].is_uppercase(), restored[p.at.start].is_uppercase());
            words += 1;
            same += usize::from(text[p.at.clone()] == restored[p.at.clone()]);
            right += usize::from(a && b);
            given += usize::from(b);
            wanted += usize::from(a);
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    println!(
        "held out: {words} words inside sentences, {:.3} as they were; capitals P {:.3} R {:.3}",
        share(same, words),
        share(right, given),
        share(right, wanted)
    );
}
