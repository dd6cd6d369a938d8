//! Decisions out of a file: in one go, each fault with its line, and twice the same decides nothing twice. And the trail by its parts.

use crate::program::{Ran, folder, stemma, stemma_with};
use crate::review::claim;
use crate::site::Site;
use serde_json::Value;
use std::path::Path;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// A store of two stories.
fn store() -> tempfile::TempDir {
    let dir = folder(&[]);
    let (port, valley) = (format!("{EXAMPLES}/port-maren.jsonl"), format!("{EXAMPLES}/hadre-valley"));
    assert_eq!(stemma(dir.path(), &["add", "-q", &port, &valley, "--store", "s.stemma"]).status, 0);
    dir
}

fn run(dir: &Path, args: &[&str]) -> Ran {
    stemma(dir, &[args, &["--store", "s.stemma"]].concat())
}

fn good(dir: &Path, args: &[&str]) -> String {
    let ran = run(dir, args);
    assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
    ran.out
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The ids of two claims with a number in the first story, and of one in another.
fn claims(dir: &Path) -> [String; 3] {
    let all = lines(&good(dir, &["claims"]));
    let id = |c: &Value| c["id"].as_str().unwrap().to_owned();
    let counted = all.iter().filter(|c| c["report"] == "strand-1" && c["figure"]["low"] == 4).map(id).next().unwrap();
    let other = all.iter().find(|c| c["report"] == "cpa-1").map(id).unwrap();
    let ports = ["cpa-1", "ledger-1", "today-1", "strand-1", "courier-1"];
    let far = all.iter().find(|c| !ports.contains(&c["report"].as_str().unwrap())).map(id).unwrap();
    [counted, other, far]
}

/// The trail without what differs from one store to another.
fn trail(dir: &Path) -> Vec<Value> {
    let mut all = lines(&good(dir, &["review", "decisions", "--format", "jsonl"]));
    all.iter_mut().for_each(|row| _ = row.as_object_mut().unwrap().remove("at"));
    all
}

#[test]
fn a_trail_is_applied_to_another_store_in_both_forms_and_twice_decides_nothing_twice() {
    let one = store();
    let one = one.path();
    let [counted, other, far] = claims(one);
    good(one, &["review", "accept", &other, &far, "--coder", "Ana", "--reason", "as it says, \"four\"; so"]);
    good(one, &["review", "correct", &counted, "low=5", "high=6", "--coder", "Ana"]);
    good(one, &["review", "reject", &counted, "--coder", "Bo"]);
    good(one, &["review", "withdraw", "4", "--coder", "Bo", "--reason", "too quick"]);
    good(one, &["review", "accept", &counted, "--coder", "Ana"]);
    good(one, &["review", "withdraw", "6", "--coder", "Ana"]);
    for format in ["jsonl", "csv"] {
        let file = good(one, &["review", "decisions", "--format", format]);
        let two = store();
        let two = two.path();
        std::fs::write(two.join("trail"), &file).unwrap();
        let ran = run(two, &["review", "apply", "trail"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert_eq!(ran.out, "decision 1\ndecision 2\ndecision 3\ndecision 4\ndecision 5\ndecision 6\ndecision 7\n");
        assert_eq!(trail(two), trail(one), "{format}");
        for verb in ["claims", "record"] {
            // Only the moments differ: an hour of the day is no part of a comparison.
            let bare = |dir: &Path| good(dir, &[verb]).split("\"at\":\"").map(|p| p.split_once('"').map_or(p, |r| r.1)).collect::<String>();
            assert_eq!(bare(two), bare(one), "{format} {verb}");
        }
        let again = run(two, &["review", "apply", "trail"]);
        assert_eq!((again.status, again.out.as_str()), (0, ""), "{}", again.err);
        assert!(again.err.contains("0 decided, 7 had been decided before"), "{}", again.err);
        assert_eq!(trail(two), trail(one), "{format}");
        assert!(good(two, &["verify"]).len() < 10_000 && good(two, &["rebuild"]).contains("Nothing differs"));
        // On the store that it comes from it decides nothing either.
        let same = stemma_with(one, &["review", "apply", "-", "--store", "s.stemma"], file.as_bytes());
        assert_eq!((same.status, same.out.as_str()), (0, ""), "{}", same.err);
    }
}

/// The records of the stories.
fn stories(dir: &Path) -> Vec<Value> {
    lines(&good(dir, &["record", "--format", "jsonl"]))
}

/// The id of the entity of a story that goes by a name.
fn entity(story: &Value, name: &str) -> String {
    let found = story["entities"].as_array().unwrap().iter().find(|e| e["name"] == name).unwrap_or_else(|| panic!("nobody is {name}"));
    found["id"].as_str().unwrap().to_owned()
}

#[test]
fn choices_stories_and_names_are_applied_each_on_top_of_those_before_it() {
    let one = store();
    let one = one.path();
    let of = |report: &str| stories(one).into_iter().find(|s| s["reports"].as_array().unwrap().iter().any(|r| r["id"] == report)).unwrap();
    let id = |story: &Value| story["id"].as_str().unwrap().to_owned();
    let (port, valley) = (of("cpa-1"), stories(one).into_iter().find(|s| s["id"] != of("cpa-1")["id"]).unwrap());
    let (a, b) = (id(&port), id(&valley));
    let union = claim(one, "today-1", "injure", "More than 60");
    let police = claim(one, "strand-1", "kill", "Four people were killed");
    // A value that only the correction before it makes one of several.
    good(one, &["review", "correct", &police, "low=31", "high=31", "--coder", "Ana"]);
    good(one, &["review", "choose", &police, "--slot", "figure:killed", "--coder", "Ana", "--reason", "the morgue, by name"]);
    good(one, &["review", "choose", &union, "--coder", "Bo"]);
    good(one, &["review", "same", &a, &entity(&port, "Viktor Sarne"), &entity(&port, "director of the terminal"), "--coder", "Bo"]);
    good(one, &["review", "split", &a, "ledger-1", "--coder", "Ana"]);
    good(one, &["review", "merge", &a, &b, "--coder", "Bo", "--reason", "one day; one desk"]);
    // Names of what are one story only since then.
    let both = of("cpa-1");
    let far = valley["entities"].as_array().unwrap().iter().find(|e| e["kind"] == "person").unwrap()["name"].as_str().unwrap();
    good(one, &["review", "same", &a, &entity(&both, "Viktor Sarne"), &entity(&both, far), "--coder", "Ana"]);
    good(one, &["review", "withdraw", "5", "--coder", "Bo"]);
    good(one, &["review", "withdraw", "3", "--coder", "Bo", "--reason", "the union counts twice"]);
    good(one, &["review", "withdraw", "9", "--coder", "Bo"]);
    good(one, &["review", "reject", &police, "--coder", "Bo"]);
    let states: Vec<Value> = trail(one).iter().rev().map(|row| row["state"].clone()).collect();
    assert_eq!(states[..5], ["replaced", "lost", "holds", "holds", "withdrawn"], "{states:?}");
    // Only the moments differ.
    let bare = |dir: &Path| good(dir, &["record"]).split("\"at\": \"").map(|p| p.split_once('"').map_or(p, |r| r.1)).collect::<String>();
    for format in ["jsonl", "csv"] {
        let file = good(one, &["review", "decisions", "--format", format]);
        let two = store();
        let two = two.path();
        std::fs::write(two.join("trail"), &file).unwrap();
        let ran = run(two, &["review", "apply", "trail"]);
        assert_eq!((ran.status, ran.out.lines().count()), (0, 11), "{}", ran.err);
        assert_eq!(trail(two), trail(one), "{format}");
        assert!(bare(two) == bare(one), "{format}: the records differ");
        good(two, &["verify"]);
        assert!(good(two, &["rebuild"]).contains("Nothing differs"));
        assert!(bare(two) == bare(one), "{format}: derived anew, the records differ");
        for dir in [two, one] {
            let again = stemma_with(dir, &["review", "apply", "-", "--store", "s.stemma"], file.as_bytes());
            assert_eq!((again.status, again.out.as_str()), (0, ""), "{}", again.err);
            assert!(again.err.contains("0 decided, 11 had been decided before (of which"), "{}", again.err);
        }
        assert_eq!(trail(two), trail(one), "{format}");
    }
}

#[test]
fn what_cannot_be_said_of_values_stories_and_names_is_named_by_its_line() {
    let dir = store();
    let dir = dir.path();
    let union = claim(dir, "today-1", "injure", "More than 60");
    let before = good(dir, &["record"]);
    let names = |name: &str| format!("\"[{{\"\"report\"\":\"\"today-1\"\",\"\"kind\"\":\"\"person\"\",\"\"name\"\":\"\"{name}\"\"}}]\"");
    let rows = [
        "act,claim,attribute,human,report,others,names,other_names".to_owned(),
        format!("choose,{union},figure:injured,36,,,,"),
        format!("choose,{union},figure:killed,,,,,"),
        "together,,,,cpa-1,,,".to_owned(),
        "together,,,,cpa-1; nowhere,ledger-1,,".to_owned(),
        "apart,,,,cpa-1; today-1,\"[\"\"today-1\"\"]\",,".to_owned(),
        "apart,,,,cpa-1,[today-1,,".to_owned(),
        format!("same,,,,,,{},{}", names("Viktor Sarne"), names("Nobody Atall")),
        format!("different,,,,,,{},Viktor Sarne", names("Viktor Sarne")),
        format!("same,,,,,,{0},{0}", names("Viktor Sarne")),
        format!("choose,{union},figure:injured,More than 60,,,,"),
    ];
    std::fs::write(dir.join("sheet.csv"), rows.join("\n")).unwrap();
    let ran = run(dir, &["review", "apply", "sheet.csv", "--coder", "Ana"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, "decision 1\n"), "{}", ran.err);
    for told in [
        &format!("sheet.csv:2: \"{union}\" tells \"More than 60\" of figure:injured, not \"36\""),
        &format!("sheet.csv:3: \"{union}\" tells no value of figure:killed beside others"),
        "sheet.csv:4: it tells no others: give both reports and others",
        "sheet.csv:5: s.stemma: there is no report \"nowhere\" in it",
        "sheet.csv:6: the report \"today-1\" stands on both sides",
        "sheet.csv:7: a list of reports is",
        "sheet.csv:8: the story has no \"Nobody Atall\" of the report \"today-1\"",
        "sheet.csv:9: names are told as in JSON Lines",
        "sheet.csv:10: \"Viktor Sarne\" of the report \"today-1\" stands on both sides",
    ] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    good(dir, &["review", "withdraw", "1", "--coder", "Ana"]);
    assert_eq!(good(dir, &["record"]), before);
}

#[test]
fn a_table_made_by_hand_is_applied_and_each_faulty_line_is_named() {
    let dir = store();
    let dir = dir.path();
    let [counted, other, far] = claims(dir);
    let rows = [
        "\u{feff}act;claim;attribute;human;withdraws;reason".to_owned(),
        format!("correct;{counted};low;7;;seen"),
        format!("correct;{counted};high;9;;seen"),
        format!("approve;{other};;;;"),
        format!("accept;{other};;;;"),
        "accept;nobody/c1;;;;".to_owned(),
        format!("correct;{far};colour;red;;"),
        format!("correct;{other};low;many;;"),
        "withdraw;;;;77;".to_owned(),
        "accept;;;;;".to_owned(),
        format!("reject;{far};;;;"),
    ];
    std::fs::write(dir.join("sheet.csv"), rows.join("\r\n")).unwrap();
    let none = run(dir, &["review", "apply", "sheet.csv"]);
    assert!(none.status == 2 && none.err.contains("sheet.csv:2: it has no coder") && none.err.contains("--coder NAME"), "{}", none.err);
    assert_eq!(good(dir, &["review", "decisions"]), "");
    let ran = run(dir, &["review", "apply", "sheet.csv", "--coder", "Ana"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, "decision 1\ndecision 2\ndecision 3\n"), "{}", ran.err);
    for told in [
        "skipped sheet.csv:4: \"approve\" cannot be done by a file: give accept, reject, correct, choose",
        "sheet.csv:6: s.stemma: there is no claim or report \"nobody\"",
        "sheet.csv:7: \"colour\" is no attribute: give one of type, measure",
        "sheet.csv:8: low \"many\": give a whole number",
        "sheet.csv:9: there is no decision 77",
        "sheet.csv:10: it names no claim: give its id",
    ] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    let decided = lines(&good(dir, &["claims"]));
    let of = decided.iter().find(|c| c["id"] == counted.as_str()).unwrap();
    assert_eq!((&of["figure"]["low"], &of["figure"]["high"], &of["decided"]["reason"]), (&7.into(), &9.into(), &"seen".into()));
    assert!(!decided.iter().any(|c| c["id"] == far.as_str()));
    // The three are one transaction, and again they are none.
    let again = run(dir, &["review", "apply", "sheet.csv", "--coder", "Ana"]);
    assert_eq!((again.status, again.out.as_str()), (1, ""), "{}", again.err);
    assert!(again.err.contains("0 decided, 3 had been decided before"), "{}", again.err);
    // Another coder's word is another decision.
    assert_eq!(run(dir, &["review", "apply", "sheet.csv", "--coder", "Bo"]).out, "decision 4\ndecision 5\ndecision 6\n");
    for (bytes, told) in
        [(&b"  \n"[..], "it is empty"), (b"a,b\n1,2\n", "it has no column act"), (b"{\"act\":\"accept\"}", "nothing in it can be decided")]
    {
        let ran = stemma_with(dir, &["review", "apply", "-", "--store", "s.stemma"], bytes);
        assert!(ran.status == 2 && ran.err.contains(told), "{}", ran.err);
    }
    let ran = run(dir, &["review", "apply", "missing.csv"]);
    assert!(ran.status == 2 && ran.err.contains("missing.csv: it cannot be read"), "{}", ran.err);
}

#[test]
fn the_trail_is_shown_by_story_coder_and_act_page_by_page() {
    let dir = store();
    let dir = dir.path();
    let [counted, other, far] = claims(dir);
    for n in 0..23 {
        good(dir, &["review", "accept", &counted, &far, "--coder", "Ana", "--reason", &n.to_string()]);
    }
    good(dir, &["review", "reject", &other, "--coder", "Bo"]);
    let rows = |args: &[&str]| lines(&good(dir, &[&["review", "decisions", "--format", "jsonl"], args].concat()));
    let number = |rows: &[Value]| rows.iter().map(|r| r["decision"].as_i64().unwrap()).collect::<Vec<_>>();
    assert_eq!(number(&rows(&["--act", "reject"])), [47]);
    assert_eq!(number(&rows(&["--coder", "Ana", "--most", "2", "--skip", "1"])), [45, 44]);
    let story = rows(&["--act", "reject"])[0]["story"].as_str().unwrap().to_owned();
    assert_eq!(rows(&["--story", &story]).len(), 24);
    assert_eq!(number(&rows(&["--story", &story, "--coder", "Bo"])), [47]);

    let site = Site::of(dir, &["--store", "s.stemma", "--as", "Ana"]);
    let page = site.get(&format!("/story/{story}"));
    assert!(page.attributes("href").contains(&format!("/decisions?story={story}")));
    let told = |path: &str| {
        site.get(path)
            .body
            .split("<li class=\"card\" id=\"d")
            .skip(1)
            .map(|l| l.split('"').next().unwrap().parse::<i64>().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&format!("/decisions?story={story}")).len(), 24);
    assert_eq!(told(&format!("/decisions?story={story}&act=reject")), [47]);
    assert_eq!(told("/decisions?coder=Ana&act=accept").len(), 40);
    let next = site.get("/decisions?coder=Ana&act=accept").attributes("href").into_iter().find(|h| h.contains("after=")).unwrap();
    // What is decided meanwhile moves nothing from one page to the next.
    good(dir, &["review", "accept", &far, "--coder", "Ana", "--reason", "late"]);
    assert_eq!(told(&next), [6, 5, 4, 3, 2, 1]);
    let back = site.get(&next).attributes("href").into_iter().find(|h| h.contains("before=")).unwrap();
    assert_eq!(told(&back)[..3], [46, 45, 44]);
    for wrong in ["after=newest..3", "after=decisions..x", "before=decisions..1&after=decisions..9", "after=decisions..0"] {
        assert!([400, 404].contains(&site.ask("GET", &format!("/decisions?{wrong}"), &[]).status), "{wrong}");
    }
    let page = site.get("/decisions?coder=Bo&act=accept").body;
    assert!(page.contains("No decision is one of these") && page.contains("<option value=\"accept\" selected>"), "{page}");
    let api: Value = serde_json::from_str(&site.get("/api/v1/decisions?act=reject").body).unwrap();
    assert_eq!(api["decisions"].as_array().unwrap().len(), 1);
}
