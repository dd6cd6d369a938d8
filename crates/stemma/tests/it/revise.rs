//! Records that go on from earlier ones, and what `diff` says of two of them.

use crate::program::{Ran, folder, stemma};
use serde_json::Value;

const MONDAY: &[u8] = br#"{"id":"a","outlet":"The Calvessa Post","published":"2031-05-05","text":"A fire on the ferry Maren Dol killed four people off Calvessa on Monday, police said.\n\nThe health ministry said 36 people were injured in the fire."}
{"id":"b","outlet":"Herald","published":"2031-05-05","text":"Four people died when a fire broke out on the ferry Maren Dol near Calvessa on Monday, police said.\n\nThe captain has been arrested."}
"#;
const TUESDAY: &[u8] = br#"{"id":"c","outlet":"Coast Daily","published":"2031-05-06","text":"Six people died in the fire on the ferry Maren Dol off Calvessa on Monday, police said on Tuesday.\n\nMore than 50 people were injured in the fire, the health ministry said."}
"#;

fn json(ran: &Ran) -> Value {
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    serde_json::from_str(&ran.out).unwrap()
}

/// The ids of a record's events with their claims.
fn events(record: &Value) -> Vec<(String, String)> {
    let all = record["stories"].as_array().unwrap().iter().flat_map(|s| s["events"].as_array().unwrap());
    all.map(|e| (e["id"].to_string(), e["claims"].to_string())).collect()
}

#[test]
fn a_record_goes_on_from_an_earlier_one_and_diff_names_the_report_that_changed_it() {
    let dir = folder(&[("mon.jsonl", MONDAY), ("tue.jsonl", TUESDAY)]);
    let run = |args: &[&str]| stemma(dir.path(), args);
    let same = ["--one-story", "--quiet"];
    assert_eq!(run(&[&["record", "mon.jsonl", "-o", "mon.json"], &same[..]].concat()).status, 0);
    let old: Value = serde_json::from_slice(&std::fs::read(dir.path().join("mon.json")).unwrap()).unwrap();
    let new = json(&run(&[&["record", "tue.jsonl", "--since", "mon.json"], &same[..]].concat()));
    std::fs::write(dir.path().join("tue.json"), new.to_string()).unwrap();

    // The reports of the earlier record were read again, and its events are still called what they were.
    assert_eq!(new["stories"][0]["reports"].as_array().unwrap().len(), 3);
    assert_eq!(new["stories"][0]["id"], old["stories"][0]["id"]);
    let captain = |r: &Value| events(r).into_iter().find(|(_, claims)| claims.contains("b/c") && !claims.contains("a/c")).map(|(id, _)| id);
    assert_eq!(captain(&old), captain(&new));

    let history = &new["stories"][0]["harm"]["injured"]["history"];
    let states: Vec<_> =
        history.as_array().unwrap().iter().map(|s| (s["report"].as_str(), s["best"].as_i64(), s["since"].as_str())).collect();
    assert_eq!(states, [(Some("a"), Some(36), Some("2031-05-05")), (Some("c"), Some(51), Some("2031-05-06"))]);

    let diff = json(&run(&["diff", "mon.json", "tue.json", "--format", "json"]));
    let injured = diff["stories"][0]["harm"].as_array().unwrap().iter().find(|f| f["measure"] == "injured").unwrap();
    assert_eq!((&injured["old"]["best"], &injured["new"]["best"]), (&36.into(), &51.into()));
    let why = &injured["because"][0];
    assert_eq!((&why["report"], &why["outlet"], &why["published"]), (&"c".into(), &"Coast Daily".into(), &"2031-05-06".into()));
    assert!(why["sentence"].as_str().unwrap().starts_with("More than 50 people"), "{why}");
    let text = run(&["diff", "mon.json", "tue.json"]).out;
    for words in ["Injured: 36 → More than 50", "because of Coast Daily, 6 May 2031", "+ report: Coast Daily"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    assert!(run(&["diff", "mon.json", "mon.json"]).out.contains("Nothing differs."));
}

#[test]
fn a_report_that_is_there_no_more_is_withdrawn_and_comes_back_under_the_same_ids() {
    let both = [MONDAY, TUESDAY].concat();
    let dir = folder(&[("all.jsonl", &both), ("less.jsonl", MONDAY)]);
    let record = |path: &str, since: Option<&str>, to: &str| {
        let since = since.map_or(vec![], |s| vec!["--since", s]);
        let ran = stemma(dir.path(), &[&["record", path, "--one-story", "-o", to], &since[..]].concat());
        let record: Value = serde_json::from_slice(&std::fs::read(dir.path().join(to)).unwrap()).unwrap();
        (ran, record)
    };
    let (_, first) = record("all.jsonl", None, "1.json");
    // The file as it is now has two reports less than the record was made of.
    std::fs::write(dir.path().join("all.jsonl"), MONDAY).unwrap();
    let (ran, less) = record("all.jsonl", Some("1.json"), "2.json");
    assert!(ran.err.contains("report c (Coast Daily) of 1.json is not among the inputs: withdrawn"), "{}", ran.err);
    let last = less["stories"][0]["harm"]["injured"]["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["change"], &last["report"], &last["best"]), (&"withdrawn".into(), &"c".into(), &36.into()));
    std::fs::write(dir.path().join("all.jsonl"), &both).unwrap();
    let (_, again) = record("all.jsonl", Some("2.json"), "3.json");
    assert_eq!(events(&again), events(&first));
}

#[test]
fn what_is_no_record_is_named_with_what_to_do() {
    let dir = folder(&[
        ("a.txt", b"A ferry burned off Calvessa on Monday."),
        ("mon.jsonl", MONDAY),
        ("cut.json", b"{\n  \"stories\": [\n    {\"id\": \"s1\","),
        ("old.json", b"{\"stories\": [{\"name\": \"x\"}], \"generated_by\": \"stemma 0.0.1\"}"),
        ("other.json", b"{\"type\": \"FeatureCollection\", \"features\": []}"),
    ]);
    let run = |args: &[&str]| stemma(dir.path(), args);
    assert_eq!(run(&["record", "mon.jsonl", "-o", "mon.json", "--quiet"]).status, 0);
    for (file, words) in [
        ("cut.json", "it begins as a record does, and cannot be read"),
        ("old.json", "it was made by stemma 0.0.1"),
        ("other.json", "neither a record nor a report"),
        ("a.txt", "is a record and a.txt is not"),
    ] {
        let ran = run(&["diff", "mon.json", file]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{file}");
        assert!(ran.err.contains(words) && ran.err.contains(file) && ran.err.contains("stemma record"), "{file}: {}", ran.err);
    }
    let ran = run(&["record", "a.txt", "--since", "a.txt"]);
    assert_eq!((ran.status, ran.err.contains("it is no record")), (2, true), "{}", ran.err);
    assert_eq!(run(&["record", "a.txt", "--since", "gone.json"]).status, 2);
    for (a, b) in [("mon.json", "gone.json"), ("mon.jsonl", "gone.jsonl"), ("gone.jsonl", "mon.jsonl")] {
        let ran = run(&["diff", a, b]);
        assert_eq!((ran.status, ran.out.as_str(), ran.err.contains("there is no such file")), (2, "", true), "{}", ran.err);
    }
    std::fs::write(dir.path().join("none.txt"), "").unwrap();
    let ran = run(&["diff", "mon.jsonl", "none.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
    // A record in JSON Lines names no inputs: what it was made from is not thrown away unsaid.
    assert_eq!(run(&["record", "mon.jsonl", "--one-story", "--format", "jsonl", "-o", "lines.jsonl", "--quiet"]).status, 0);
    let ran = run(&["record", "a.txt", "--since", "lines.jsonl"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.contains("give the JSON record")), (2, "", true), "{}", ran.err);
    assert_eq!(run(&["record", "mon.jsonl", "--since", "lines.jsonl", "--quiet"]).status, 0);
}

#[test]
fn two_versions_of_a_page_are_compared_sentence_by_sentence() {
    let dir = folder(&[
        ("9.txt", b"A fire broke out on the ferry Maren Dol.\n\nThe health ministry said 36 people were injured.\n\nIt was foggy.\n"),
        ("12.txt", b"A fire broke out on the ferry Maren Dol.\n\nThe health ministry said 51 people were injured.\n\nIt was foggy.\n\nDivers are searching the wreck.\n"),
    ]);
    let diff = json(&stemma(dir.path(), &["diff", "9.txt", "12.txt", "--format", "json", "--quiet"]));
    let versions = &diff["versions"];
    assert_eq!(versions["same"], 2);
    assert_eq!(versions["changed"][0]["figures"][0], serde_json::json!({"measure": "injured", "old": "36", "new": "51"}));
    assert_eq!(versions["added"][0]["text"], "Divers are searching the wreck.");
    let text = stemma(dir.path(), &["diff", "9.txt", "12.txt"]).out;
    assert!(text.contains("Injured: 36 → 51") && text.contains("+ Divers are searching the wreck."), "{text}");
}
