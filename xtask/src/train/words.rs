//! `lexicon/words.tsv`: how many reports of general news have each word.
//!
//! Counted on sets that no grouping of stories is measured on, so that what stories are learned from does not weigh words.

use super::corpus;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use stemma_engine::stories::terms::{plain, words};

/// The sets: local and world news, politics, and the attacks of 1988 to 1991 in Latin America.
const SETS: [&str; 6] = [
    "attribution/train.jsonl.gz",
    "attribution/dev.jsonl.gz",
    "places/lgl.jsonl.gz",
    "places/geowebnews.jsonl.gz",
    "times/timebank.jsonl.gz",
    "muc4/dev.jsonl.gz",
];
/// Words in fewer reports are left out: they are as good as new.
const LEAST: u32 = 8;

/// Counts, and writes the file.
pub fn train(root: &Path) -> Result<(), String> {
    let mut reports = 0;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for set in SETS {
        for row in corpus::rows(&root.join("../shared/data").join(set))? {
            reports += 1;
            let text = [&row["title"], &row["text"]].map(|t| t.as_str().unwrap_or_default());
            let seen: BTreeSet<String> = text.iter().flat_map(|t| words(t)).map(|(word, _)| plain(word)).collect();
            seen.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
    }
    let mut out =
        format!("# How many of {reports} news reports have each word (lower case; words in fewer than {LEAST} left out, digits too).\n");
    let _ = writeln!(out, "# Made by `cargo xtask train words` from {}.", SETS.join(", "));
    let _ = writeln!(out, "# reports\t{reports}");
    for (word, n) in counts.iter().filter(|(word, n)| **n >= LEAST && !word.chars().all(|c| c.is_ascii_digit())) {
        let _ = writeln!(out, "{word}\t{n}");
    }
    println!("{} words of {reports} reports", out.lines().count() - 3);
    let path = root.join("lexicon/words.tsv");
    std::fs::write(&path, out).map_err(|e| format!("{}: {e}", path.display()))
}
