//! The examples show what the README and `examples/README.md` promise.

use crate::program::stemma;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn statuses(example: &str) -> BTreeSet<String> {
    let story = story(example);
    let findings = story["events"].as_array().unwrap().iter().flat_map(|e| e["findings"].as_array().unwrap());
    findings.map(|f| f["status"].as_str().unwrap().to_owned()).collect()
}

fn story(example: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ran = stemma(&root, &["record", example, "--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    let stories = record["stories"].as_array().unwrap();
    assert_eq!(stories.len(), 1, "{example} is one happening");
    stories[0].clone()
}

#[test]
fn the_toll_of_the_second_example_is_what_its_reports_state_and_not_that_of_2016() {
    let harm = &story("examples/hadre-valley")["harm"];
    let bounds = |measure: &str| ["best", "low", "high"].map(|b| harm[measure][b].as_i64().unwrap());
    assert_eq!(bounds("killed"), [3, 2, 3]);
    let [best, low, high] = bounds("injured");
    assert!([9, 11].contains(&best) && (low, high) == (9, 11), "{best}, {low} to {high}: nine by two reports, eleven by one");
}

#[test]
fn the_first_example_shows_what_its_table_says() {
    let story = story("examples/port-maren.jsonl");
    let findings = |slot: &str, status: &str| -> Vec<String> {
        let of = |e: &Value| e["findings"].as_array().unwrap().clone();
        let all = story["events"].as_array().unwrap().iter().flat_map(of).filter(|f| f["slot"] == slot && f["status"] == status);
        all.map(|f| {
            f["values"].as_array().unwrap().iter().map(|v| v["value"].as_str().unwrap().to_lowercase()).collect::<Vec<_>>().join(" | ")
        })
        .collect()
    };
    let readme = include_str!("../../../../examples/README.md");
    // A row of the table: its status, the slot it is about, and words of the finding's values.
    for (status, slot, words) in [
        ("agreed", "occurrence", &["blast"][..]),
        ("refined", "place", &["port maren", "corvan", "silo 4"]),
        ("updated", "figure:displaced", &["300", "450"]),
        ("corrected", "figure:missing", &["11", "three"]),
        ("disputed", "figure:injured", &["36", "more than 60"]),
        ("denied", "occurrence", &["ignored"]),
        ("fulfilled", "occurrence", &["visit", "travel"]),
        ("lagged", "figure:killed", &["four", "seven"]),
        ("single", "actor", &["nils abend"]),
    ] {
        assert!(readme.contains(&format!("\n| {status} | ")), "{status} has no row in examples/README.md");
        let found = findings(slot, status);
        assert!(found.iter().any(|values| words.iter().all(|w| values.contains(w))), "{slot} {status} {words:?}: {found:?}");
    }
}

#[test]
fn the_fire_of_2009_gives_the_blast_neither_its_year_nor_its_dead() {
    let story = story("examples/port-maren.jsonl");
    let events = story["events"].as_array().unwrap();
    let values =
        |e: &Value| e["findings"].as_array().unwrap().iter().flat_map(|f| f["values"].as_array().unwrap().clone()).collect::<Vec<_>>();
    let has = |e: &Value, words: &str| values(e).iter().any(|v| v["value"] == words);
    assert!(!events.iter().any(|e| has(e, "four people") && has(e, "nine workers")));
    let old = events.iter().filter(|e| has(e, "2009")).collect::<Vec<_>>();
    assert!(!old.is_empty() && old.iter().all(|e| e["background"] == true && e["time"]["start"] == "2009-01-01"), "{old:?}");
    let toll = events.iter().find(|e| e["type"] == "kill" && has(e, "four people")).unwrap();
    assert!(toll["time"]["start"].as_str().is_none_or(|t| t.starts_with("2024-03")), "{}", toll["time"]);
}

#[test]
fn the_second_example_is_one_story_with_a_denial_a_dispute_and_a_plan_carried_out() {
    let shown = statuses("examples/hadre-valley");
    for status in ["agreed", "denied", "disputed", "fulfilled"] {
        assert!(shown.contains(status), "{status} is not in {shown:?}");
    }
}

#[test]
fn a_brief_says_who_denies_and_calls_nothing_agreed_that_is_denied() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (example, denied, denier) in
        [("examples/port-maren.jsonl", "it had ignored", "Corvan Holding"), ("examples/hadre-valley", "attacked the post", "spokesman")]
    {
        let text = stemma(&root, &["brief", example, "--all"]).out;
        let (_, agreed) = text.split_once("WHAT THE REPORTS AGREE ON").unwrap();
        let (agreed, disputed) = agreed.split_once("WHAT THEY DISPUTE").unwrap();
        assert!(!agreed.lines().any(|l| l.contains('•') && l.contains(denied)), "{agreed}");
        let disputed: String = disputed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(disputed.contains("denied by") && disputed.contains(denier) && !text.contains("Who did it"), "{disputed}");
    }
}
