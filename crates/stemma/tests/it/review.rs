//! What coders decide: it holds in every output, stands in the audit trail, and can be taken back.

use crate::program::{Ran, folder, stemma};
use crate::site::Site;
use serde_json::Value;
use std::path::Path;

pub const PORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/port-maren.jsonl");

/// A store of one story.
pub fn store() -> tempfile::TempDir {
    let dir = folder(&[]);
    let ran = stemma(dir.path(), &["add", "-q", PORT, "--store", "s.stemma"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    dir
}

pub fn run(dir: &Path, args: &[&str]) -> Ran {
    stemma(dir, &[args, &["--store", "s.stemma"]].concat())
}

pub fn good(dir: &Path, args: &[&str]) -> String {
    let ran = run(dir, args);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

fn claims(dir: &Path) -> Vec<Value> {
    good(dir, &["claims"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The claim of a report whose sentence has some words, of a type.
pub fn claim(dir: &Path, report: &str, kind: &str, words: &str) -> String {
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
    let value = |v: &Value| v["low"] == 31 && v["value"] == "31";
    assert!(findings.iter().any(|f| f["values"].as_array().unwrap().iter().any(value)), "the value is the coder's, in the coder's words");
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

pub const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

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

    let sent = site.send("POST", &at(&wrong), &[FORM, &here], "verdict=reject&reason=counts+others+too&to=%2Freview%3Fafter%3Dreview.31.7");
    assert_eq!((sent.status, sent.field("location")), (303, "/review?after=review.31.7"));
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
    assert!(site.get("/decisions?coder=Nobody").body.contains("No decision is one of these"));
    // It is taken back by one more decision.
    assert_eq!(site.send("POST", "/decision/1/withdraw", &[FORM, &here], "reason=looked+again").field("location"), "/decisions");
    assert!(!site.get("/report/courier-1").body.contains("note rejected"));
    assert!(site.get("/decisions").body.contains("withdrew <a href=\"/decisions?after=decisions..2#d1\">decision 1</a>"));
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

#[test]
fn a_number_that_a_coder_gives_is_compared_with_those_of_the_reports() {
    let dir = store();
    let toll = claim(dir.path(), "strand-1", "kill", "Four people were killed");
    for number in ["5", "6", "12"] {
        good(dir.path(), &["review", "correct", &toll, &format!("low={number}"), &format!("high={number}"), "--coder", "Ana"]);
        let record: Value = serde_json::from_str(&good(dir.path(), &["record"])).unwrap();
        let events = record["stories"][0]["events"].as_array().unwrap();
        let findings = events.iter().flat_map(|e| e["findings"].as_array().unwrap()).filter(|f| f["slot"] == "figure:killed");
        let values: Vec<&Value> = findings.flat_map(|f| f["values"].as_array().unwrap()).collect();
        assert!(values.iter().any(|v| v["value"] == number && v["claims"].as_array().unwrap().contains(&toll.as_str().into())), "{number}");
    }
}

#[test]
fn corrections_are_training_data() {
    let dir = store();
    let dir = dir.path();
    let toll = claim(dir, "strand-1", "kill", "Four people were killed");
    let wrong = claim(dir, "courier-1", "injure", "more than 60");
    good(dir, &["review", "correct", &toll, "low=5", "high=5", "--coder", "Ana"]);
    good(dir, &["review", "reject", &wrong, "--coder", "Bo"]);
    let rows: Vec<Value> = good(dir, &["export", "--as", "training"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |id: &str| rows.iter().find(|r| r["claim"] == id).unwrap();
    assert_eq!(rows.len(), 2);
    let row = of(&toll);
    assert_eq!((&row["machine"]["figure"]["low"], &row["human"]["figure"]["low"]), (&4.into(), &5.into()));
    assert_eq!((&row["verdict"], &row["coder"], &row["human"].get("decided")), (&"corrected".into(), &"Ana".into(), &None));
    assert_eq!((&of(&wrong)["verdict"], &of(&wrong)["human"]), (&"rejected".into(), &Value::Null));
    let text: Value = serde_json::from_str(good(dir, &["read"]).lines().find(|l| l.contains("\"strand-1\"")).unwrap()).unwrap();
    let chars: Vec<char> = text["text"].as_str().unwrap().chars().collect();
    let (start, end) = (row["start"].as_u64().unwrap() as usize, row["end"].as_u64().unwrap() as usize);
    assert_eq!(chars[start..end].iter().collect::<String>(), row["sentence"].as_str().unwrap());
    let files = stemma(dir, &["export", "--as", "training", PORT]);
    assert!(files.status == 2 && files.err.contains("files have no decisions"), "{}", files.err);
}

#[test]
fn two_coders_code_a_sample_without_seeing_each_other_and_their_agreement_is_computed() {
    let dir = store();
    let dir = dir.path();
    assert!(run(dir, &["review", "agreement"]).err.contains("there is no such sample"));
    let twice = run(dir, &["review", "sample", "4", "--coders", "Ana,Bo, Ana"]);
    assert!(twice.status == 2 && twice.err.contains("\"Ana\" is named twice"), "{}", twice.err);
    good(dir, &["review", "sample", "4", "--seed", "x", "--coders", "Ana,Bo"]);
    let sheet = |coder: &str| good(dir, &["review", "sheet", "--coder", coder]);
    assert_eq!(sheet("Ana"), sheet("Bo"));
    good(dir, &["review", "sample", "4", "--seed", "x", "--coders", "Ana,Bo"]);
    let blank = |text: &str| text.replace("\n2,", "\n1,");
    assert_eq!(blank(&sheet("Ana")), good(dir, &["review", "sheet", "--coder", "Ana", "--sample", "1"]), "a seed draws the same again");
    assert!(run(dir, &["review", "sheet", "--coder", "Cy"]).err.contains("is no coder of sample 2"));

    // What they fill in: they agree on all but one type.
    let fill = |coder: &str, types: [&str; 4], low: [&str; 4]| {
        let text = sheet(coder);
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let head = table.headers().unwrap().clone();
        let at = |name: &str| head.iter().position(|h| h == name).unwrap();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&head).unwrap();
        for (n, row) in table.records().enumerate() {
            let mut row: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
            assert!(row[at("sentence")].contains("[[") && row[at("type")].is_empty(), "what Stemma read is not shown");
            (row[at("claim")], row[at("type")], row[at("low")]) = ("yes".into(), types[n].into(), low[n].into());
            out.write_record(&row).unwrap();
        }
        std::fs::write(dir.join(format!("{coder}.csv")), out.into_inner().unwrap()).unwrap();
        good(dir, &["review", "code", &format!("{coder}.csv"), "--coder", coder])
    };
    assert_eq!(fill("Ana", ["kill", "kill", "injure", "statement"], ["4", "", "", ""]), "4 claims coded by Ana\n");
    assert!(!sheet("Bo").contains("kill,"), "nobody sees the other's work");
    fill("Bo", ["kill", "kill", "injure", "injure"], ["5", "", "", ""]);
    let agreed: Value = serde_json::from_str(&good(dir, &["review", "agreement", "--format", "json"])).unwrap();
    let of = |name: &str| agreed["attributes"].as_array().unwrap().iter().find(|r| r["attribute"] == name).unwrap().clone();
    let kind = of("type");
    // Coincidences: kill 4 of 4, injure 2 of 3, statement 0 of 1; 8 values. 1 - 7 * 2 / (64 - 16 - 9 - 1) = 24 / 38.
    assert!((kind["alpha"].as_f64().unwrap() - 24.0 / 38.0).abs() < 1e-9, "{kind}");
    assert_eq!((&kind["same"], &kind["units"], &of("low")["units"]), (&0.75.into(), &4.into(), &1.into()));
    assert_eq!(of("claim")["alpha"], Value::Null);
    assert!(good(dir, &["review", "agreement"]).contains("0.632"));
    let wrong = std::fs::read_to_string(dir.join("Bo.csv")).unwrap().replace(",yes,injure", ",yes,slay");
    std::fs::write(dir.join("wrong.csv"), wrong).unwrap();
    let refused = run(dir, &["review", "code", "wrong.csv", "--coder", "Bo"]);
    assert!(refused.status == 2 && refused.err.contains("wrong.csv:") && refused.err.contains("no such type"), "{}", refused.err);
    // With a report that is forgotten, what was coded of it goes too.
    let reports: std::collections::BTreeSet<String> = claims(dir).iter().map(|c| c["report"].as_str().unwrap().to_owned()).collect();
    for report in reports {
        assert_eq!(run(dir, &["forget", &report]).status, 0);
    }
    good(dir, &["verify"]);
    let agreed: Value = serde_json::from_str(&good(dir, &["review", "agreement", "--format", "json"])).unwrap();
    assert_eq!(agreed["attributes"][0]["units"], 0);
}

#[test]
fn who_decided_stands_wherever_a_value_is_put() {
    let dir = store();
    let dir = dir.path();
    let toll = claim(dir, "strand-1", "kill", "Four people were killed");
    let right = claim(dir, "cpa-1", "kill", "An explosion at a grain terminal");
    let before = good(dir, &["brief", "--all", "--format", "markdown"]);
    good(dir, &["review", "accept", &right, "--coder", "Bo_Lind"]);
    good(dir, &["review", "correct", &toll, "low=31", "high=31", "--coder", "Ana", "--reason", "the mayor's figure"]);
    let text = good(dir, &["brief", "--all"]).split_whitespace().collect::<Vec<_>>().join(" ");
    let markdown = good(dir, &["brief", "--all", "--format", "markdown"]);
    let html = good(dir, &["brief", "--format", "html"]);
    assert!(!before.contains("corrected by") && !before.contains("accepted by"));
    for (shown, name) in [(&text, "Bo_Lind"), (&markdown, "Bo\\_Lind"), (&html, "Bo_Lind")] {
        assert!(shown.contains("corrected by Ana"), "{shown}");
        assert!(shown.contains(&format!("accepted by {name}")), "{shown}");
    }
    // Of the corrected value itself, not only of a sentence.
    assert!(text.contains("Strand FM (invented) · corrected by Ana"), "{text}");
    let json: Value = serde_json::from_str(&good(dir, &["brief", "--format", "json"])).unwrap();
    let told = serde_json::to_string(&json).unwrap();
    assert!(told.contains("\"decided\":[{") && told.contains("\"coder\":\"Ana\""), "{told}");

    let site = Site::of(dir, &["--store", "s.stemma", "--as", "Ana"]);
    let list = site.get("/").body;
    let story = list.split("href=\"").filter_map(|l| l.split('"').next()).find(|l| l.starts_with("/story/")).unwrap().to_owned();
    for path in [story.clone(), format!("{story}/findings")] {
        let page = site.get(&path).body;
        assert!(page.contains("corrected by Ana"), "{path}");
    }
    assert!(site.get("/report/strand-1").body.contains("Corrected by Ana"));

    // The export says it at the end of the row, and leaves a coder's words out with the names.
    let row = |more: &[&str]| {
        let out = good(dir, &[&["export", "--as", "claims", "--format", "csv"], more].concat());
        let mut table = csv::Reader::from_reader(out.as_bytes());
        let head: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(head[head.len() - 4..], ["verdict", "coder", "decided_at", "reason"]);
        let rows: Vec<Vec<String>> = table.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows.iter().filter(|r| !r[r.len() - 4].is_empty()).count(), 2);
        rows.into_iter().find(|r| r[0] == toll).unwrap()
    };
    let told = row(&[]);
    let [verdict, coder, at, reason] = &told[told.len() - 4..] else { panic!("{told:?}") };
    assert_eq!((verdict.as_str(), coder.as_str(), reason.as_str()), ("corrected", "Ana", "the mayor's figure"));
    assert!(at.ends_with('Z'), "{at}");
    let told = row(&["--redact", "names"]);
    assert_eq!((told[told.len() - 4].as_str(), told[told.len() - 1].as_str()), ("corrected", ""));
    // What is taken back is told no more.
    for n in ["1", "2"] {
        good(dir, &["review", "withdraw", n, "--coder", "Ana"]);
    }
    assert_eq!(good(dir, &["brief", "--all", "--format", "markdown"]), before);
}
