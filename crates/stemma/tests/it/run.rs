//! Inputs, outputs and exit status, over reports invented for the purpose. The model is installed by the first of these
//! tests that needs it, as it is for users.

use crate::program::{command, folder, stemma, stemma_with};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

const A: &[u8] = b"A fire on the ferry Maren Dol killed four people on Tuesday.\n\nThe health ministry said 19 people were injured.\n";
const B: &[u8] = b"Four people died in a fire on the ferry Maren Dol, police said.\n\nMore than 30 people were hurt, a union said.\n";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn help_teaches_with_examples() {
    let dir = folder(&[]);
    let help = stemma(dir.path(), &["--help"]);
    assert_eq!(help.status, 0);
    for word in ["brief", "claims", "diff", "lineage", "Examples:", "Exit status", "stemma brief a.txt b.txt"] {
        assert!(help.out.contains(word), "{word} is not in the help");
    }
    assert_eq!(stemma(dir.path(), &[]).status, 2);
    assert_eq!(stemma(dir.path(), &["brief"]).status, 2);
    assert_eq!(stemma(dir.path(), &["brief", "a.txt", "--format", "pdf"]).status, 2);
}

#[test]
fn a_wrong_date_is_wrong_usage() {
    let dir = folder(&[("a.txt", A)]);
    let ran = stemma(dir.path(), &["claims", "a.txt", "--published", "last Tuesday"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("last Tuesday"), "{}", ran.err);
}

#[test]
fn a_lexicon_of_ones_own_adds_types_cues_titles_and_agencies() {
    let text = b"Health inspectors quarantined 40 travellers at the harbour on Tuesday, Tessarch Oru Belan averred.\n\n\
        Two travellers died, the Osmeria News Agency reported.\n";
    let dir = folder(&[("a.txt", text.as_slice()), ("bad/cues.toml", b"[verbs]\nsai = \"aver\"\n")]);
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/lexicon");
    let found = |args: &[&str]| {
        let ran = stemma(dir.path(), &[args, &["a.txt"]].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        lines(&ran.out)
    };
    let (plain, with) = (found(&["claims"]), found(&["claims", "--lexicon", own]));
    let claim = |claims: &[Value]| claims.iter().find(|c| c["trigger"]["text"] == "quarantined").cloned().unwrap();
    assert_ne!(claim(&plain)["type"], "quarantine");
    let c = claim(&with);
    assert_eq!((&c["type"], &c["figure"]["measure"], &c["figure"]["low"]), (&"quarantine".into(), &"quarantined".into(), &40.into()));
    assert_eq!((&c["attribution"][0]["source"], &c["attribution"][0]["kind"]), (&"Oru Belan".into(), &"official".into()));
    assert_eq!(found(&["read", "--lexicon", own])[0]["wire"], serde_json::json!(["ONA"]));

    let ran = stemma(dir.path(), &["claims", "a.txt", "--lexicon", "bad"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("bad/cues.toml:2: unknown variant `sai`"), "{}", ran.err);
}

#[test]
fn claims_stand_in_their_report_to_the_letter() {
    let dir = folder(&[("a.txt", A)]);
    let reports = lines(&stemma(dir.path(), &["read", "a.txt"]).out);
    let text: Vec<char> = reports[0]["text"].as_str().unwrap().chars().collect();
    let ran = stemma(dir.path(), &["claims", "a.txt"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let claims = lines(&ran.out);
    assert!(claims.iter().any(|c| c["figure"]["measure"] == "killed" && c["figure"]["low"] == 4), "{}", ran.out);
    for c in &claims {
        let e = &c["evidence"];
        let (from, to) = (e["start"].as_u64().unwrap() as usize, e["end"].as_u64().unwrap() as usize);
        assert_eq!(text[from..to].iter().collect::<String>(), e["text"].as_str().unwrap());
    }
}

#[test]
fn less_sure_claims_are_left_out_on_demand_and_marked_in_the_brief() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let example = "examples/port-maren.jsonl";
    let claims = |args: &[&str]| lines(&stemma(root, &[&["claims", example], args].concat()).out);
    let (all, surer) = (claims(&[]), claims(&["--min-confidence", "0.5"]));
    let sure = |c: &&Value| c["confidence"].as_f64().unwrap() >= 0.5;
    assert_eq!(surer, all.iter().filter(sure).cloned().collect::<Vec<_>>(), "the same claims with the same ids");
    assert!(!surer.is_empty() && surer.len() < all.len());
    let ran = stemma(root, &["claims", example, "--min-confidence", "half"]);
    assert_eq!((ran.status, ran.err.contains("give a number from 0 to 1")), (2, true), "{}", ran.err);

    let unsure: Vec<&str> = all.iter().filter(|c| c["confidence"].as_f64() < Some(0.25)).map(|c| c["id"].as_str().unwrap()).collect();
    let brief: Value = serde_json::from_str(&stemma(root, &["brief", example, "--format", "json"]).out).unwrap();
    let mut marked = Vec::new();
    walk(&brief, &mut |quote| {
        if quote["unsure"] == true {
            marked.push(quote["claim"].as_str().unwrap().to_owned());
        }
    });
    assert!(!marked.is_empty() && marked.iter().all(|id| unsure.contains(&id.as_str())), "{marked:?}");
}

fn walk(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(list) => list.iter().for_each(|v| walk(v, see)),
        Value::Object(map) => map.values().for_each(|v| walk(v, see)),
        _ => {}
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let broken = [b"{\"text\": \"Two people died.\"}\n{\"text\": \"no end\n".as_slice(), b"{\"text\": \"Three people died.\"}\n"].concat();
    let dir =
        folder(&[("a.txt", A), ("news.jsonl", &broken), ("empty.txt", b""), ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\0")]);
    let ran = stemma(dir.path(), &["read", "a.txt", "news.jsonl", "empty.txt", "photo.jpg", "gone.txt"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out.lines().count(), 3);
    for place in ["news.jsonl:2", "empty.txt", "photo.jpg", "gone.txt"] {
        assert!(ran.err.lines().any(|l| l.contains(&format!("skipped {place}: "))), "{place} is not named in\n{}", ran.err);
    }
    assert!(ran.err.contains("4 inputs were skipped"), "{}", ran.err);
}

#[test]
fn nothing_to_read_is_status_2() {
    let dir = folder(&[("empty.txt", b""), ("sub/.hidden", A)]);
    for path in ["empty.txt", "gone.txt", "sub"] {
        let ran = stemma(dir.path(), &["brief", path]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{path}: {}", ran.err);
        assert!(ran.err.contains(&format!("skipped {path}")) && ran.err.contains("no report could be read"), "{}", ran.err);
    }
}

#[test]
fn what_tells_of_a_folder_is_no_report_unless_it_is_given_itself() {
    let dir = folder(&[("in/a.txt", A), ("in/README.md", B), ("in/settings.toml", B)]);
    let ran = stemma(dir.path(), &["read", "in"]);
    assert_eq!((ran.status, ran.out.lines().count()), (0, 1), "{}", ran.err);
    assert!(ran.err.contains("README.md: left aside") && ran.err.contains("settings.toml: left aside"), "{}", ran.err);
    assert_eq!(stemma(dir.path(), &["read", "in/README.md"]).out.lines().count(), 1);
}

#[test]
fn folders_gzip_and_standard_input_are_read_alike() {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(B).unwrap();
    let dir = folder(&[("in/b.txt.gz", &gz.finish().unwrap()), ("in/a.txt", A)]);
    let ran = stemma(dir.path(), &["read", "in"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let both = lines(&ran.out);
    assert_eq!(both.len(), 2);
    let piped = lines(&stemma_with(dir.path(), &["read", "-"], B).out);
    assert_eq!(piped[0]["id"], both[1]["id"]);
}

#[test]
fn other_languages_are_kept_without_claims_and_named() {
    let text = "Quatre personnes sont mortes mardi dans l'incendie d'un traversier, a annoncé la police. Les secours sont arrivés trop tard sur place.";
    let dir = folder(&[("fr.txt", text.as_bytes()), ("a.txt", A)]);
    let ran = stemma(dir.path(), &["claims", "fr.txt", "a.txt"]);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("fr.txt") && ran.err.contains("not supported"), "{}", ran.err);
    assert!(!ran.out.contains("Quatre"));
    assert_eq!(stemma(dir.path(), &["read", "fr.txt", "-q"]).out.lines().count(), 1);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let rows: String = (0..60)
        .map(|i| {
            serde_json::json!({"id": format!("r{i}"), "text": format!("Police said {} people were killed in town {i} on Monday.", i + 2)})
                .to_string()
                + "\n"
        })
        .collect();
    let dir = folder(&[("many.jsonl", rows.as_bytes())]);
    for verb in ["claims", "times", "record"] {
        let one = stemma(dir.path(), &[verb, "many.jsonl", "--threads", "1"]);
        let many = stemma(dir.path(), &[verb, "many.jsonl", "--threads", "7"]);
        assert_eq!(one.status, 0, "{}", one.err);
        assert!(!one.out.is_empty());
        assert!(one.out == many.out, "{verb} differs between 1 and 7 threads");
    }
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly() {
    let rows: String = (0..400).map(|i| format!("{{\"text\": \"Report {i}: two people died in a fire on Monday.\"}}\n")).collect();
    let dir = folder(&[("many.jsonl", rows.as_bytes())]);
    let mut child = command(dir.path(), &["read", "many.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_brief_of_two_reports_compares_them() {
    let dir = folder(&[("a.txt", A), ("b.txt", B)]);
    let ran = stemma(dir.path(), &["brief", "a.txt", "b.txt", "--one-story"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("HARM") && ran.out.contains("Killed:") && ran.out.contains("Injured:"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
    assert!(stemma(dir.path(), &["brief", "a.txt", "b.txt", "--color", "always"]).out.contains('\u{1b}'));
    let record: Value = serde_json::from_str(&stemma(dir.path(), &["record", "a.txt", "b.txt"]).out).unwrap();
    assert_eq!(record["inputs"][0]["path"], "a.txt");
    assert_eq!(record["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_report_given_twice_counts_once() {
    let dir = folder(&[("a.txt", A), ("again.txt", A)]);
    let ran = stemma(dir.path(), &["record", "a.txt", "again.txt"]);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("again.txt: the same report as a.txt"), "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(record["stories"][0]["reports"].as_array().unwrap().len(), 1);
}

#[test]
fn diff_shows_what_one_side_adds() {
    let dir = folder(&[("a.txt", A), ("b.txt", B)]);
    let ran = stemma(dir.path(), &["diff", "a.txt", "b.txt"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("ONLY IN A.TXT") && ran.out.contains("ONLY IN B.TXT"), "{}", ran.out);
    let diff: Value = serde_json::from_str(&stemma(dir.path(), &["diff", "a.txt", "b.txt", "--format", "json"]).out).unwrap();
    for key in ["a", "b", "differs", "only_a", "only_b", "agreed"] {
        assert!(diff[key].is_array());
    }
}

#[test]
fn lineage_is_drawn_in_every_format() {
    let dir = folder(&[("a.txt", A), ("b.txt", &[A, b"\n(AFP)\n"].concat())]);
    for (format, start) in [("text", ""), ("dot", "digraph"), ("json", "["), ("svg", "<svg")] {
        let ran = stemma(dir.path(), &["lineage", "a.txt", "b.txt", "--format", format]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(ran.out.starts_with(start) && !ran.out.is_empty(), "{}", ran.out);
    }
}

#[test]
fn types_name_their_codes() {
    let dir = folder(&[]);
    let types: Value = serde_json::from_str(&stemma(dir.path(), &["types", "--format", "json"]).out).unwrap();
    assert!(types.as_array().unwrap().len() >= 60);
    assert!(types.as_array().unwrap().iter().all(|t| t["name"].is_string() && t["plover"].is_string()));
    assert!(stemma(dir.path(), &["types"]).out.contains("PLOVER"));
}

#[test]
fn output_goes_to_a_file_where_one_is_named() {
    let dir = folder(&[("a.txt", A)]);
    let ran = stemma(dir.path(), &["brief", "a.txt", "--format", "html", "-o", "brief.html"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(std::fs::read_to_string(dir.path().join("brief.html")).unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(stemma(dir.path(), &["brief", "a.txt", "-o", "no/such/place.html"]).status, 2);
}
