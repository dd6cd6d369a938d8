//! What coders decide: it holds in every output, stands in the audit trail, and can be taken back.

use crate::program::{Ran, folder, stemma};
use crate::site::Site;
use serde_json::Value;
use std::path::Path;

const PORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/port-maren.jsonl");

/// A store of one story.
fn store() -> tempfile::TempDir {
    let dir = folder(&[]);
    let ran = stemma(dir.path(), &["add", "-q", PORT, "--store", "s.stemma"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    dir
}

fn run(dir: &Path, args: &[&str]) -> Ran {
    stemma(dir, &[args, &["--store", "s.stemma"]].concat())
}

fn good(dir: &Path, args: &[&str]) -> String {
    let ran = run(dir, args);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

fn claims(dir: &Path) -> Vec<Value> {
    good(dir, &["claims"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The claim of a report whose sentence has some words, of a type.
fn claim(dir: &Path, report: &str, kind: &str, words: &str) -> String {
    let all = claims(dir);
    let fits = |c: &&Value| c["report"] == report && c["type"] == kind && c["evidence"]["text"].as_str().unwrap().contains(words);
    let found = all.iter().find(fits).unwrap_or_else(|| panic!("{report} has no {kind} in {words:?}"));
    found["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_a_coder_says_holds_everywhere_and_outlives_a_rebuild_until_it_is_withdrawn() {
    let dir = store();
    let dir = dir.path();
    let untouched = (good(dir, &["record"]), good(dir, &["claims"]));
    let toll = claim(dir, "strand-1", "kill", "Four people were killed");
    let wrong = claim(dir, "courier-1", "injure", "more than 60");
    let right = claim(dir, "cpa-1", "kill", "An explosion at a grain terminal");
    good(dir, &["review", "accept", &right, "--coder", "Ana"]);
    good(dir, &["review", "reject", &wrong, "--coder", "Bo Lind", "--reason", "the union counts others too"]);
    good(dir, &["review", "correct", &toll, "low=31", "high=31", "--coder", "Ana", "--reason", "misread"]);
    let decided = (good(dir, &["record"]), good(dir, &["claims"]));

    // The coder's value is in the claims, with the machine's beside it, and what was rejected is not.
    let all = claims(dir);
    let of = |id: &str| all.iter().find(|c| c["id"] == id);
    let corrected = of(&toll).unwrap();
    assert_eq!((&corrected["figure"]["low"], &corrected["figure"]["high"]), (&31.into(), &31.into()));
    let mark = &corrected["decided"];
    assert_eq!((&mark["verdict"], &mark["coder"], &mark["reason"]), (&"corrected".into(), &"Ana".into(), &"misread".into()));
    assert_eq!(mark["changes"][0], serde_json::json!({"attribute": "low", "machine": "4", "human": "31"}));
    assert!(of(&wrong).is_none());
    assert_eq!((&of(&right).unwrap()["decided"]["verdict"], &of(&right).unwrap()["confidence"]), (&"accepted".into(), &1.0.into()));
    assert!(!all.iter().any(|c| c["id"] != toll.as_str() && c["id"] != right.as_str() && c.get("decided").is_some()));
    // It is in the record, the brief, the export and the search.
    let record: Value = serde_json::from_str(&decided.0).unwrap();
    let events = record["stories"][0]["events"].as_array().unwrap();
    let findings: Vec<&Value> = events.iter().flat_map(|e| e["findings"].as_array().unwrap()).collect();
    let killed = |f: &&&Value| f["slot"] == "figure:killed" && f["values"].as_array().unwrap().iter().any(|v| v["low"] == 31);
    assert_eq!(findings.iter().filter(killed).count(), 1);
    assert!(!decided.0.contains(&format!("\"{wrong}\"")));
    assert!(good(dir, &["brief"]).contains("31"));
    let row = good(dir, &["export", "--as", "claims", "--format", "jsonl"]);
    let row: Value = serde_json::from_str(row.lines().find(|l| l.contains(&format!("\"{toll}\""))).unwrap()).unwrap();
    assert!(row.as_object().unwrap().values().any(|v| *v == 31), "{row}");
    let found = good(dir, &["search", "killed:31", "--format", "jsonl"]);
    assert!(found.lines().count() == 1 && found.contains("strand-1"), "{found}");

    // Derived anew, on another number of threads, it is the same, and the store is whole.
    assert!(good(dir, &["rebuild", "--threads", "1"]).contains("Nothing differs"));
    assert_eq!((good(dir, &["record"]), good(dir, &["claims"])), decided);
    good(dir, &["verify"]);
    good(dir, &["backup", "-q", "copy.stemma"]);
    assert_eq!(stemma(dir, &["record", "--store", "copy.stemma"]).out, decided.0);

    // The trail says who, when, what and why, and what was withdrawn stays in it.
    for n in ["1", "2", "3"] {
        good(dir, &["review", "withdraw", n, "--coder", "Bo Lind", "--reason", "looked again"]);
    }
    assert_eq!((good(dir, &["record"]), good(dir, &["claims"])), untouched);
    let trail: Vec<Value> =
        good(dir, &["review", "decisions", "--format", "jsonl"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let told: Vec<(&str, &str, &str)> =
        trail.iter().map(|t| (t["coder"].as_str().unwrap(), t["act"].as_str().unwrap(), t["state"].as_str().unwrap())).collect();
    let bo = ("Bo Lind", "withdraw", "holds");
    assert_eq!(told, [bo, bo, bo, ("Ana", "correct", "withdrawn"), ("Bo Lind", "reject", "withdrawn"), ("Ana", "accept", "withdrawn")]);
    assert_eq!(trail[4]["reason"], "the union counts others too");
    assert!(trail.iter().all(|t| t["at"].as_str().unwrap().ends_with('Z')));
    // A withdrawal can be withdrawn.
    good(dir, &["review", "withdraw", "6", "--coder", "Ana"]);
    assert!(good(dir, &["claims"]).contains("\"human\":\"31\""));
}

#[test]
fn the_order_of_decisions_about_different_claims_changes_nothing() {
    let (one, other) = (store(), store());
    let a = ["review", "reject", &claim(one.path(), "courier-1", "injure", "more than 60"), "--coder", "Ana"].map(str::to_owned);
    let b =
        ["review", "accept", &claim(one.path(), "cpa-1", "kill", "An explosion at a grain terminal"), "--coder", "Ana"].map(str::to_owned);
    let record = |dir: &Path, acts: [&[String]; 2]| {
        for act in acts {
            good(dir, &act.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let mut record: Value = serde_json::from_str(&good(dir, &["record"])).unwrap();
        record["inputs"].take();
        record
    };
    assert_eq!(record(one.path(), [&a, &b]), record(other.path(), [&b, &a]));
}

#[test]
fn what_cannot_be_decided_is_told_and_nothing_is_written() {
    let dir = store();
    let dir = dir.path();
    let toll = claim(dir, "strand-1", "kill", "Four people were killed");
    let refused = [
        (&["review", "accept", "strand-1/c999", "--coder", "Ana"][..], "there is no claim \"strand-1/c999\""),
        (&["review", "accept", "nobody/c1", "--coder", "Ana"], "there is no claim or report \"nobody\""),
        (&["review", "accept", &toll, "--coder", " "], "the name of who made it"),
        (&["review", "correct", &toll, "low=four", "--coder", "Ana"], "give a whole number"),
        (&["review", "correct", &toll, "low=9", "--coder", "Ana"], "the least that a number can be is not more than the most"),
        (&["review", "correct", &toll, "low=4", "--coder", "Ana"], "nothing is corrected"),
        (&["review", "correct", &toll, "type=slay", "--coder", "Ana"], "no such type"),
        (&["review", "correct", &toll, "colour=red", "--coder", "Ana"], "is no attribute with its value"),
        (&["review", "correct", &toll, "day=Tuesday", "--coder", "Ana"], "give a day such as"),
        (&["review", "withdraw", "1", "--coder", "Ana"], "there is no decision 1"),
    ];
    for (args, words) in refused {
        let ran = run(dir, args);
        assert!(ran.status == 2 && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    assert_eq!(good(dir, &["review", "decisions"]), "");
}

#[test]
fn what_was_said_of_a_forgotten_report_goes_with_it_and_who_said_it_stays() {
    let dir = store();
    let toll = claim(dir.path(), "strand-1", "kill", "Four people were killed");
    good(
        dir.path(),
        &["review", "correct", &toll, "source=Quillonas Vrandt", "--coder", "Ana", "--reason", "he is named in Vrandt's letter"],
    );
    let holds = |word: &str| {
        let files = ["s.stemma", "s.stemma-wal"].map(|f| std::fs::read(dir.path().join(f)).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes())))
    };
    assert!(holds("vrandt"));
    assert_eq!(run(dir.path(), &["forget", "strand-1"]).status, 0);
    assert!(!holds("vrandt"));
    good(dir.path(), &["verify"]);
    let trail: Value = serde_json::from_str(good(dir.path(), &["review", "decisions", "--format", "jsonl"]).trim()).unwrap();
    assert_eq!((&trail["coder"], &trail["state"], &trail["reason"]), (&"Ana".into(), &"forgotten".into(), &Value::Null));
    let ran = run(dir.path(), &["review", "withdraw", "1", "--coder", "Ana"]);
    assert!(ran.err.contains("was forgotten"), "{}", ran.err);
    assert!(good(dir.path(), &["rebuild"]).contains("Nothing differs"));
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

#[test]
fn a_form_decides_for_who_is_at_this_machine_and_no_other_site_s_form_does() {
    let dir = store();
    let toll = claim(dir.path(), "strand-1", "kill", "Four people were killed");
    let wrong = claim(dir.path(), "courier-1", "injure", "more than 60");
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Ana Lind"]);
    let here = format!("Origin: http://{}", site.host);
    let at = |id: &str| format!("/report/{}", id.replacen('/', "/claim/", 1));
    // Its page shows the reading, and a form that works without a script.
    let page = site.get(&at(&toll));
    assert!(page.status == 200 && page.body.contains("Four people were <mark>killed</mark>") || page.body.contains("<mark>killed</mark>"));
    assert!(page.attributes("action").contains(&at(&toll)));
    let elsewhere = site.send("POST", &at(&wrong), &[FORM, "Origin: https://elsewhere.example"], "verdict=reject");
    assert_eq!(elsewhere.status, 403);
    assert_eq!(good(dir.path(), &["review", "decisions"]), "");

    let sent = site.send("POST", &at(&wrong), &[FORM, &here], "verdict=reject&reason=counts+others+too&to=%2Freview%3Fpage%3D1");
    assert_eq!((sent.status, sent.field("location")), (303, "/review?page=1"));
    let sent = site.send("POST", &at(&toll), &[FORM, &here], "verdict=correct&low=31&high=31&to=https%3A%2F%2Felsewhere.example");
    assert_eq!((sent.status, sent.field("location")), (303, "/"));
    let refused = site.send("POST", &at(&toll), &[FORM, &here], "verdict=correct&low=many");
    assert!(refused.status == 422 && refused.body.contains("give a whole number"), "{}", refused.body);
    assert_eq!(site.send("POST", &at(&toll), &[FORM, &here], "verdict=perhaps").status, 400);

    // The report marks what was decided, also what takes no part any more, and the trail tells it.
    let report = site.get("/report/courier-1").body;
    assert!(report.contains("class=\"note rejected\"") && report.contains("Rejected by Ana Lind"));
    let page = site.get(&at(&toll)).body;
    assert!(page.contains("Corrected by Ana Lind") && page.contains("value=\"31\""));
    let trail = site.get("/decisions").body;
    assert!(trail.contains("Ana Lind") && trail.contains("counts others too") && trail.contains("<del>4</del>"));
    assert!(site.get("/decisions?coder=Nobody").body.contains("Nobody has decided anything yet"));
    // It is taken back by one more decision.
    assert_eq!(site.send("POST", "/decision/1/withdraw", &[FORM, &here], "reason=looked+again").field("location"), "/decisions");
    assert!(!site.get("/report/courier-1").body.contains("note rejected"));
    assert!(site.get("/decisions").body.contains("withdrew decision 1"));
    site.crawl();
}

#[test]
fn pages_of_files_say_why_nothing_can_be_decided() {
    let site = Site::of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples")), &["port-maren.jsonl"]);
    let page = site.get("/review").body;
    assert!(page.contains("no store that could keep a decision") && !page.contains("value=\"reject\""));
    let sent = site.send("POST", "/report/strand-1/claim/c7", &[FORM, &format!("Origin: http://{}", site.host)], "verdict=accept");
    assert!(sent.status == 422 && sent.body.contains("no store"), "{}", sent.body);
}
