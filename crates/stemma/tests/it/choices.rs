//! Choosing between the values of a finding: it holds in every output, keeps the finding as it is, and can be taken back.

use crate::program::folder;
use crate::review::{FORM, PORT, claim, good, run, store};
use crate::site::Site;
use serde_json::Value;
use std::path::Path;

fn record(dir: &Path) -> Value {
    serde_json::from_str(&good(dir, &["record"])).unwrap()
}

/// The finding of a slot that has a value, where several are told.
fn finding(record: &Value, slot: &str, value: &str) -> Value {
    let events = record["stories"][0]["events"].as_array().unwrap();
    let mut all = events.iter().flat_map(|e| e["findings"].as_array().unwrap());
    let tells = |f: &&Value| {
        let values = f["values"].as_array().unwrap();
        f["slot"] == slot && values.len() > 1 && values.iter().any(|v| v["value"] == value)
    };
    all.find(tells).unwrap_or_else(|| panic!("no {slot} {value}")).clone()
}

fn trail(dir: &Path) -> Vec<Value> {
    good(dir, &["review", "decisions", "--format", "jsonl"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_chosen_value_is_first_and_best_everywhere_until_the_choice_is_withdrawn() {
    let dir = store();
    let dir = dir.path();
    let untouched = good(dir, &["record"]);
    let before = finding(&record(dir), "figure:injured", "36");
    let union = claim(dir, "today-1", "injure", "More than 60");
    assert_eq!((&before["best"], before.get("decided")), (&36.into(), None));
    assert!(good(dir, &["review", "queue"]).contains("figure:injured"));
    good(dir, &["review", "choose", &union, "--coder", "Ana", "--because", "the union has a list of names"]);

    let whole = record(dir);
    let after = finding(&whole, "figure:injured", "36");
    assert_eq!((&after["best"], &after["low"], &after["high"]), (&61.into(), &before["low"], &before["high"]));
    assert_eq!((&after["status"], &after["why"], &after["id"]), (&before["status"], &before["why"], &before["id"]));
    let values = |f: &Value| f["values"].as_array().unwrap().clone();
    assert_eq!(after["values"][0]["claims"][0], union.as_str());
    assert!(values(&before).iter().all(|v| values(&after).contains(v)) && values(&before).len() == values(&after).len());
    let mark = &after["decided"];
    assert_eq!((&mark["coder"], &mark["machine"], &mark["claim"]), (&"Ana".into(), &36.into(), &union.as_str().into()));
    // The number of the story follows from it, and says who chose.
    let injured = &whole["stories"][0]["harm"]["injured"];
    assert_eq!((&injured["best"], &injured["rule"]), (&61.into(), &"coder".into()));
    assert!(injured["why"].as_str().unwrap().starts_with("Ana chose"));
    let said = "Ana chose “More than 60”";
    assert!(good(dir, &["brief", "--format", "markdown"]).contains(said));
    assert!(good(dir, &["export", "--as", "jsonld"]).contains(said));
    // By another codebook too.
    let book: Value = serde_json::from_str(&good(dir, &["record", "--codebook", "ucdp"])).unwrap();
    assert_eq!(finding(&book, "figure:injured", "36")["decided"]["coder"], "Ana");
    assert!(!good(dir, &["review", "queue"]).contains("figure:injured"), "what is decided is no work any more");

    let decided = good(dir, &["record"]);
    assert!(good(dir, &["rebuild", "--threads", "1"]).contains("Nothing differs"));
    assert_eq!(good(dir, &["record"]), decided);
    good(dir, &["verify"]);
    good(dir, &["review", "withdraw", "1", "--coder", "Bo", "--because", "the list is of another day"]);
    assert_eq!(good(dir, &["record"]), untouched);
    let told: Vec<(String, String)> = trail(dir).iter().map(|t| (t["act"].to_string(), t["state"].to_string())).collect();
    assert_eq!(told, [("\"withdraw\"".into(), "\"holds\"".into()), ("\"choose\"".into(), "\"withdrawn\"".into())]);
    assert_eq!((&trail(dir)[1]["slot"], &trail(dir)[1]["value"]), (&"figure:injured".into(), &"More than 60".into()));
}

#[test]
fn of_two_choices_the_later_holds_and_one_whose_claim_is_gone_is_said_to_be_lost() {
    let dir = store();
    let dir = dir.path();
    let (union, ministry) = (claim(dir, "today-1", "injure", "More than 60"), claim(dir, "courier-1", "injure", "36"));
    good(dir, &["review", "choose", &union, "--coder", "Ana"]);
    good(dir, &["review", "choose", &ministry, "--coder", "Bo"]);
    let states = || trail(dir).iter().rev().map(|t| t["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(states(), ["replaced", "holds"]);
    assert_eq!(finding(&record(dir), "figure:injured", "36")["decided"]["coder"], "Bo");
    // The claim takes no part any more: the choice of it is lost, and the one before holds again.
    good(dir, &["review", "reject", &ministry, "--coder", "Cy"]);
    assert_eq!(states(), ["holds", "lost", "holds"]);
    assert_eq!(finding(&record(dir), "figure:injured", "More than 60")["decided"]["coder"], "Ana");
    good(dir, &["review", "withdraw", "3", "--coder", "Cy"]);
    assert_eq!(states(), ["replaced", "holds", "withdrawn", "holds"]);
    // The report with the claim goes for good.
    assert_eq!(run(dir, &["forget", "courier-1"]).status, 0);
    assert_eq!(states()[..2], ["holds", "forgotten"]);
    good(dir, &["verify"]);
    assert!(good(dir, &["rebuild"]).contains("Nothing differs"));
}

#[test]
fn rows_of_exports_have_what_a_coder_chose_and_say_so_without_the_name_where_names_are_left_out() {
    let dir = folder(&[]);
    let dir = dir.path();
    good(dir, &["add", "-q", concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hadre-valley")]);
    let row = |what: &str, args: &[&str]| -> Value {
        let out = good(dir, &[&["export", "--as", what, "--format", "jsonl"], args].concat());
        let rows: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        rows.first().unwrap().clone()
    };
    assert_eq!((&row("ucdp", &[])["best"], &row("ucdp", &[])["decided"]), (&3.into(), &Value::Null));
    let place = row("acled", &[])["location"].clone();
    let story = record(dir)["stories"][0].clone();
    let all = story["events"].as_array().unwrap().iter().flat_map(|e| e["findings"].as_array().unwrap()).cloned().collect::<Vec<_>>();
    let told = |slot: &str, value: &str| -> String {
        let values = all.iter().filter(|f| f["slot"] == slot && f["values"].as_array().unwrap().len() > 1);
        let found = values.flat_map(|f| f["values"].as_array().unwrap()).find(|v| v["value"] == value).unwrap();
        found["claims"][0].as_str().unwrap().to_owned()
    };
    let (two, land) = (told("figure:killed", "two"), told("place", "Karsovia"));
    good(dir, &["review", "choose", &two, "--slot", "figure:killed", "--coder", "Ana Lind", "--because", "as Otto Brandt told her"]);
    good(dir, &["review", "choose", &land, "--slot", "place", "--coder", "Bo"]);
    let ucdp = row("ucdp", &[]);
    assert_eq!((&ucdp["best"], &ucdp["where_description"]), (&2.into(), &"northern Karsovia".into()));
    let said = ucdp["decided"].as_str().unwrap();
    assert!(
        said.starts_with("For how many killed, Ana Lind chose “two” on ") && said.contains("as Otto Brandt told her. For where, Bo chose")
    );
    let acled = row("acled", &[]);
    assert!(place != acled["location"] && acled["notes"].as_str().unwrap().starts_with(said), "{acled}");
    assert_eq!(acled["fatalities"], 2);
    // Who decided is a name as well, and a reason may have others.
    for what in ["ucdp", "acled", "polecat", "plover", "claims", "ninjs", "jsonld"] {
        let out = good(dir, &["export", "--as", what, "--format", "jsonl", "--redact", "names"]);
        assert!(!["Ana", "Lind", "Brandt", "Bo "].iter().any(|name| out.contains(name)), "{what}");
        assert_eq!(out.contains("Coder 1"), matches!(what, "ucdp" | "acled" | "jsonld"), "{what}");
    }
    assert!(row("ucdp", &["--redact", "names"])["decided"].as_str().unwrap().contains("Coder 1 chose “two”"));
    good(dir, &["review", "accept", &two, "--coder", "Bo", "--reason", "Otto again"]);
    let out = good(dir, &["export", "--as", "claims", "--format", "jsonl", "--redact", "names"]);
    assert!(out.contains("\"coder\":\"Coder 2\"") && !out.contains("Otto"), "one coder has one name in an export");
    let raid = claim(dir, "1795d0de7be6e08e", "attack", "Gunmen attacked the police station");
    good(dir, &["review", "correct", &two, "low=4", "high=4", "--coder", "Bo"]);
    good(dir, &["review", "correct", &raid, "source=the mayor", "--coder", "Bo"]);
    let out = good(dir, &["export", "--as", "plover", "--format", "jsonl"]);
    assert_eq!(
        out.matches(&format!("attributed: the mayor; decided: Bo corrected {raid} on ")).count(),
        1,
        "{}",
        out.lines().next().unwrap()
    );
    assert!(good(dir, &["export", "--as", "ucdp", "--format", "jsonl"]).contains(&format!("Bo corrected {two} on ")));
    let ran = run(dir, &["export", "--as", "training", "--redact", "names"]);
    assert!(ran.status == 2 && ran.out.is_empty() && ran.err.contains("names cannot be taken out of them"), "{}", ran.err);
}

#[test]
fn a_choice_stays_when_reports_are_added() {
    let all = std::fs::read_to_string(PORT).unwrap();
    let (first, last) = all.trim_end().rsplit_once('\n').unwrap();
    let dir = folder(&[("first.jsonl", first.as_bytes()), ("last.jsonl", last.as_bytes())]);
    let dir = dir.path();
    good(dir, &["add", "-q", "first.jsonl"]);
    let union = claim(dir, "today-1", "injure", "More than 60");
    good(dir, &["review", "choose", &union, "--slot", "figure:injured", "--coder", "Ana"]);
    good(dir, &["add", "-q", "last.jsonl"]);
    let found = finding(&record(dir), "figure:injured", "36");
    assert_eq!((&found["best"], &found["decided"]["coder"]), (&61.into(), &"Ana".into()));
    good(dir, &["verify"]);
}

#[test]
fn what_cannot_be_chosen_is_told_and_nothing_is_written() {
    let dir = store();
    let dir = dir.path();
    let toll = claim(dir, "courier-1", "die", "Eight people");
    let refused = [
        (&["review", "choose", "strand-1/c999", "--coder", "Ana"][..], "there is no claim \"strand-1/c999\""),
        (&["review", "choose", &toll, "--coder", "Ana"], "tells values of"),
        (&["review", "choose", &toll, "--slot", "colour", "--coder", "Ana"], "nothing to choose between"),
    ];
    for (args, words) in refused {
        let ran = run(dir, args);
        assert!(ran.status == 2 && ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    good(dir, &["review", "choose", &toll, "--slot", "figure:killed", "--coder", "Ana"]);
    assert_eq!(trail(dir).len(), 1);
}

#[test]
fn a_form_on_the_story_s_page_chooses() {
    let dir = store();
    let union = claim(dir.path(), "today-1", "injure", "More than 60");
    let story = record(dir.path())["stories"][0]["id"].as_str().unwrap().to_owned();
    let site = Site::of(dir.path(), &["--store", "s.stemma", "--as", "Ana Lind"]);
    let here = format!("Origin: http://{}", site.host);
    let (page, to) = (format!("/story/{story}"), format!("/story/{story}/choose"));
    let body = site.get(&page);
    assert!(body.attributes("action").contains(&to) && body.body.contains(&format!("value=\"{union}\"")));
    assert_eq!(site.send("POST", &to, &[FORM, "Origin: https://elsewhere.example"], "claim=x").status, 403);
    assert_eq!(site.send("POST", &to, &[FORM, &here], "slot=place").status, 400);
    let sent = format!("claim={}&slot=figure%3Ainjured&reason=a+list+of+names&to=%2Fstory%2F{story}%23ev2", union.replace('/', "%2F"));
    let answer = site.send("POST", &to, &[FORM, &here], &sent);
    assert_eq!((answer.status, answer.field("location")), (303, format!("/story/{story}#ev2").as_str()), "{}", answer.body);
    for at in [page.as_str(), &format!("{page}/findings")] {
        assert!(site.get(at).body.contains("Ana Lind chose “More than 60”"), "{at}");
    }
    // Not beside the values alone: a number at a glance that a coder chose says so too.
    let body = site.get(&page).body;
    let glance = body.split("class=\"plain glance\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap();
    assert!(glance.contains("Ana Lind chose “More than 60”"), "{glance}");
    let trail = site.get("/decisions").body;
    assert!(trail.contains("chose “More than 60” for") && trail.contains("a list of names"));
    // A program does the same.
    let sent = format!("{{\"verdict\": \"choose\", \"claim\": \"{union}\", \"slot\": \"figure:injured\", \"reason\": null}}");
    let answer = site.send("POST", "/api/v1/decisions", &["Content-Type: application/json", &here], &sent);
    assert!(answer.status == 201 && answer.body.contains("\"decision\":2"), "{} {}", answer.status, answer.body);
    site.crawl();
}
