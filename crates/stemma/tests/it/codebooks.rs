//! Numbers by codebook, and why each is what it is.

use crate::program::{folder, stemma};
use serde_json::Value;

const REPORTS: &[u8] = br#"{"id":"a","outlet":"Tolm Post","published":"2031-05-06","text":"Dozens of people were killed when a dam burst above Tolm on Monday, the interior ministry said."}
{"id":"b","outlet":"Evening Mail","published":"2031-05-06","text":"A dam burst above Tolm on Monday and killed 36 people, according to the Saint Olga hospital."}
"#;
const MINE: &[u8] = b"about = \"the highest\"\n[best]\norder = [\"highest\"]\nlooser = true\n[read]\ndozens = 60\n";

fn killed(args: &[&str]) -> Value {
    let dir = folder(&[("r.jsonl", REPORTS), ("mine.toml", MINE)]);
    let ran = stemma(dir.path(), &[&["record", "r.jsonl", "--one-story", "--quiet"], args].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    record["stories"][0]["harm"]["killed"].clone()
}

#[test]
fn one_record_has_a_number_for_each_codebook_and_each_says_why() {
    for (book, best, rule) in [("default", 36, "best.looser"), ("acled", 12, "best.order lowest"), ("mine.toml", 60, "best.order highest")]
    {
        let figure = killed(&["--codebook", book]);
        assert_eq!((&figure["best"], &figure["rule"]), (&best.into(), &rule.into()), "{book}: {figure}");
        assert!(figure["low"].as_i64() <= figure["best"].as_i64() && figure["candidates"].is_null(), "{book}: {figure}");
    }
}

#[test]
fn explained_figures_quote_the_sentences_they_were_chosen_from() {
    let figure = killed(&["--codebook", "acled", "--explain"]);
    let first = &figure["candidates"][0];
    assert_eq!((&first["chosen"], &first["low"], &first["value"]), (&true.into(), &12.into(), &"Dozens".into()), "{figure}");
    assert_eq!(first["quotes"][0]["sources"][0], "interior ministry");
    let dir = folder(&[("r.jsonl", REPORTS)]);
    let told = stemma(dir.path(), &["record", "r.jsonl", "--one-story", "--quiet", "--format", "text", "--codebook", "acled"]).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("Killed 12 (low 12, high open)"), "{told}");
    let nameless: &[u8] = b"Dozens of people were killed when a dam burst above Tolm on Monday, the interior ministry said.";
    let by_file = folder(&[("tolm.txt", nameless)]);
    let named = stemma(by_file.path(), &["record", "tolm.txt", "--quiet", "--format", "text"]).out;
    assert!(named.contains("tolm.txt"), "a report without an outlet is named by its file: {named}");
    assert!(told.contains("killed 36 people, according to the Saint Olga hospital.\u{201d} \u{2014} Evening Mail, 6 May 2031"), "{told}");
}

#[test]
fn a_wrong_codebook_is_named_with_its_line_and_nothing_is_read() {
    let dir = folder(&[("r.jsonl", REPORTS), ("wrong.toml", b"about = \"x\"\n[best]\norder = [\"loudest\"]\n")]);
    for (book, words) in [("wrong.toml", "wrong.toml:3: "), ("uppsala", "none of default, ucdp, acled")] {
        let ran = stemma(dir.path(), &["record", "r.jsonl", "--codebook", book]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}
