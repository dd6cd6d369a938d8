//! A store: what is added is there, once, and every verb reads it as it reads files.

use crate::program::{folder, stemma};
use serde_json::Value;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// An object without what depends on the order of arrival: histories, and ids of stories.
fn without_histories(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(k, _)| *k != "history" && *k != "merged");
            kept.map(|(k, v)| (k.clone(), without_histories(v))).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(list) => list.iter().map(without_histories).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

fn stories(record: &str) -> Vec<Value> {
    let record: Value = serde_json::from_str(record).unwrap();
    let without_id = |s: &Value| {
        let mut s = without_histories(s);
        s.as_object_mut().unwrap().remove("id");
        s
    };
    record["stories"].as_array().unwrap().iter().map(without_id).collect()
}

#[test]
fn a_record_out_of_a_store_is_that_of_the_same_files() {
    let dir = folder(&[]);
    let (valley, port) = (format!("{EXAMPLES}/hadre-valley"), format!("{EXAMPLES}/port-maren.jsonl"));
    for what in [&valley, &port] {
        let ran = stemma(dir.path(), &["add", "-q", what, "--store", "news.stemma"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    }
    let record = |args: &[&str]| {
        let ran = stemma(dir.path(), &[&["record"], args].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        ran.out
    };
    let (kept, files) = (record(&["--store", "news.stemma"]), record(&[&valley, &port]));
    assert_eq!(stories(&kept), stories(&files));
    // The inputs are named too.
    let inputs = |text: &str| serde_json::from_str::<Value>(text).unwrap()["inputs"].clone();
    assert_eq!(inputs(&kept), inputs(&files));

    for verb in ["claims", "read", "times"] {
        let ran = |args: &[&str]| stemma(dir.path(), &[&[verb], args].concat()).out;
        assert_eq!(ran(&["--store", "news.stemma"]), ran(&[&valley, &port]), "{verb}");
    }
    for verb in [&["brief"][..], &["lineage"], &["export", "--as", "claims"], &["stories", "--format", "text"]] {
        let ran = stemma(dir.path(), &[verb, &["--store", "news.stemma"]].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{verb:?}");
        assert!(!ran.out.is_empty());
    }
    // One story of it.
    let id = serde_json::from_str::<Value>(&kept).unwrap()["stories"][1]["id"].as_str().unwrap().to_owned();
    let one = stories(&record(&["--store", "news.stemma", "--story", &id]));
    assert_eq!(one, stories(&kept)[1..]);
}

#[test]
fn what_is_there_already_is_told_and_not_added() {
    let text = "A fire on the ferry Maren Dol killed four people on Tuesday, the coast guard said.";
    let line = |id: &str, url: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "url": url, "text": text}));
    let later = format!("{text} A fifth was missing.");
    let dir = folder(&[
        ("a.jsonl", line("a", "https://coast.example/fire", text).as_bytes()),
        ("other.jsonl", line("a", "https://post.example/quay", "The harbour of Port Maren opened again on Friday.").as_bytes()),
        ("amp.jsonl", line("b", "https://amp.coast.example/fire?utm_source=x", text).as_bytes()),
        ("later.jsonl", line("c", "https://coast.example/fire", &later).as_bytes()),
    ]);
    let add = |file: &str| stemma(dir.path(), &["add", file, "--store", "s.stemma"]);
    let first = add("a.jsonl");
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(first.out.contains("a.jsonl:1: added as a, story s"), "{}", first.out);
    let again = add("a.jsonl");
    assert_eq!((again.status, again.out.as_str()), (0, ""));
    assert!(again.err.contains("a.jsonl:1: there already"), "{}", again.err);
    let clash = add("other.jsonl");
    assert_eq!(clash.status, 1);
    assert!(clash.err.contains("skipped other.jsonl:1: the store has another report with its id \"a\""), "{}", clash.err);
    let amp = add("amp.jsonl");
    assert!(amp.status == 0 && amp.err.contains("the same page as report a, with the same words"), "{}", amp.err);
    assert_eq!(add("later.jsonl").status, 0);
    let read = stemma(dir.path(), &["read", "--store", "s.stemma"]).out;
    let versions: Vec<Value> = read.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["version_of"].clone()).collect();
    assert_eq!(versions, [Value::Null, "a".into()]);
}

#[test]
fn files_that_are_no_store_of_ours_are_named_and_left_alone() {
    let dir = folder(&[("garbage.stemma", &[7u8; 4000]), ("a.txt", b"Four people died.")]);
    let ran = stemma(dir.path(), &["record", "--store", "none.stemma"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("none.stemma: there is no such store"), "{}", ran.err);
    for args in [&["record", "--store", "garbage.stemma"][..], &["add", "a.txt", "--store", "garbage.stemma"]] {
        let ran = stemma(dir.path(), args);
        assert_eq!(ran.status, 2);
        assert!(ran.err.contains("garbage.stemma: this is no store of Stemma's (it is no SQLite file)"), "{}", ran.err);
    }
    assert_eq!(std::fs::read(dir.path().join("garbage.stemma")).unwrap(), [7u8; 4000]);
    let both = stemma(dir.path(), &["brief", "a.txt", "--store", "x.stemma"]);
    assert!(both.status == 2 && both.err.contains("both files and the store x.stemma are given"), "{}", both.err);
    let neither = stemma(dir.path(), &["brief"]);
    assert!(neither.status == 2 && neither.err.contains("there is nothing to read"), "{}", neither.err);
}

#[test]
fn what_is_forgotten_is_nowhere_in_the_file() {
    let report = |id: &str, outlet: &str, text: &str| {
        let url = format!("https://{outlet}.example/{id}");
        format!("{}\n", serde_json::json!({"id": id, "outlet": outlet, "url": url, "published": "2031-05-05", "title": text, "text": text}))
    };
    let lines = [
        report("a", "coast", "A fire on the ferry Maren Dol killed four people on Tuesday, the coast guard said."),
        report("b", "post", "A fire on the ferry Maren Dol killed nine people on Tuesday, the skipper Quillonas Vrandt said."),
        report("c", "echo", "The fire on the ferry Maren Dol on Tuesday killed four people and hurt thirty."),
    ];
    let dir = folder(&[("in.jsonl", lines.concat().as_bytes())]);
    let run = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "s.stemma"]].concat());
    assert_eq!(run(&["add", "in.jsonl"]).status, 0);
    assert!(run(&["record"]).out.contains("Quillonas"));
    let holds = |word: &str| {
        let files = ["s.stemma", "s.stemma-wal", "s.stemma-shm"].map(|f| std::fs::read(dir.path().join(f)).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes())))
    };
    assert!(holds("quillonas") && holds("vrandt"));
    let ran = run(&["forget", "b", "--reason", "asked for"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(!holds("quillona") && !holds("vrandt") && !holds("post.example"));
    assert_eq!(run(&["verify"]).status, 0);
    let record = run(&["record"]).out;
    assert!(record.contains("Maren Dol") && !record.contains("Quillonas") && !record.contains("nine people"));
    // It stays out, and its id says so.
    let again = run(&["add", "in.jsonl"]);
    assert!(again.status == 1 && again.err.contains("report \"b\" was to be forgotten"), "{}", again.err);
    // A wrong id among others ends nothing half way.
    let wrong = run(&["forget", "a", "nobody"]);
    assert!(wrong.status == 2 && wrong.err.contains("no report \"nobody\" in it; nothing was forgotten"), "{}", wrong.err);
    assert!(run(&["record"]).out.contains("four people"));
    // The last of a story goes too.
    assert_eq!(run(&["forget", "a", "c"]).status, 0);
    assert!(run(&["verify"]).out.contains("whole: 0 reports, 0 claims, 0 stories"));
    // Once more it only empties the log, so that a run that could not can be made up for.
    let again = run(&["forget", "a"]);
    assert!(again.status == 0 && again.err.contains("was forgotten before"), "{}", again.err);
}

#[test]
fn what_would_change_a_part_of_a_store_in_silence_is_refused_and_a_copy_writes_over_nothing() {
    let dir = folder(&[("in.txt", b"Police in Port Maren arrested four men on Tuesday, the mayor said."), ("copy.stemma.part", b"mine")]);
    let run = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "s.stemma"]].concat());
    assert_eq!(run(&["add", "in.txt", "-q"]).status, 0);
    for args in [&["rebuild", "--min-confidence", "0.9"][..], &["add", "in.txt", "--min-confidence", "0.9"], &["rebuild", "--story", "s1"]]
    {
        let ran = run(args);
        assert!(ran.status == 2 && ran.err.contains("this verb works on all that is in it"), "{args:?}: {}", ran.err);
    }
    assert_eq!(run(&["backup", "copy.stemma"]).status, 0);
    assert_eq!(std::fs::read(dir.path().join("copy.stemma.part")).unwrap(), b"mine");
    let again = run(&["backup", "copy.stemma"]);
    assert!(again.status == 2 && again.err.contains("nothing is written over"), "{}", again.err);
    let found = std::fs::read_dir(dir.path()).unwrap().flatten().filter(|f| f.file_name().to_string_lossy().starts_with(".stemma-backup"));
    assert_eq!(found.count(), 0);
}

#[test]
fn deriving_anew_gives_the_record_of_the_files_and_says_what_changed() {
    let dir = folder(&[]);
    let (valley, port) = (format!("{EXAMPLES}/hadre-valley"), format!("{EXAMPLES}/port-maren.jsonl"));
    let run = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "news.stemma"]].concat());
    for what in [&port, &valley] {
        assert_eq!(run(&["add", "-q", what]).status, 0);
    }
    let rebuilt = run(&["rebuild"]);
    assert_eq!((rebuilt.status, rebuilt.err.as_str()), (0, ""));
    assert!(rebuilt.out.contains("Nothing differs"), "{}", rebuilt.out);
    let files = stemma(dir.path(), &["record", &valley, &port]).out;
    let kept = run(&["record"]).out;
    assert_eq!(stories(&kept), stories(&files));
    // Ids are the store's own, whatever came first, and stay.
    assert_eq!(run(&["backup", "copy.stemma"]).status, 0);
    assert_eq!(stemma(dir.path(), &["record", "--store", "copy.stemma"]).out, kept);
    let taken = run(&["backup", "copy.stemma"]);
    assert!(taken.status == 2 && taken.err.contains("it is there already"), "{}", taken.err);
    assert_eq!(stemma(dir.path(), &["verify", "--store", "copy.stemma"]).status, 0);
}

#[test]
fn sentences_are_found_by_words_and_by_what_they_say() {
    let dir = folder(&[]);
    let run = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "news.stemma"]].concat());
    assert_eq!(run(&["add", "-q", &format!("{EXAMPLES}/port-maren.jsonl")]).status, 0);
    let found = |query: &str| -> Vec<Value> {
        let ran = run(&["search", query, "--format", "jsonl"]);
        assert_eq!(ran.status, 0, "{query}: {}", ran.err);
        ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let silos = found("SILOS");
    assert!(!silos.is_empty());
    for hit in &silos {
        let sentence: Vec<char> = hit["sentence"].as_str().unwrap().chars().collect();
        let (from, to) = (hit["marks"][0][0].as_u64().unwrap() as usize, hit["marks"][0][1].as_u64().unwrap() as usize);
        assert_eq!(sentence[from..to].iter().collect::<String>().to_lowercase(), "silos");
    }
    let dead = found("killed:>=7");
    assert!(!dead.is_empty() && dead.iter().all(|h| h["claims"].as_array().is_some_and(|c| !c.is_empty())));
    assert!(dead.len() < found("killed:>=1").len());
    assert!(found("killed:>=7 after:2024-03-08").iter().all(|h| h["published"].as_str().unwrap() >= "2024-03-08"));
    assert!(found("killed:>=7 before:2024-03-05").is_empty());
    assert!(found("origin:\"health ministry\" killed:>0").iter().any(|h| h["outlet"].as_str().unwrap().starts_with("Velmara Today")));
    let wrong = run(&["search", "colour:red"]);
    assert!(wrong.status == 2 && wrong.err.contains("colour: is nothing that can be asked for"), "{}", wrong.err);
}

#[test]
fn two_stores_are_compared_and_a_store_with_a_record() {
    let dir = folder(&[]);
    let (valley, port) = (format!("{EXAMPLES}/hadre-valley"), format!("{EXAMPLES}/port-maren.jsonl"));
    let run = |args: &[&str]| stemma(dir.path(), args);
    assert_eq!(run(&["add", "-q", &port, "--store", "old.stemma"]).status, 0);
    assert_eq!(run(&["backup", "new.stemma", "--store", "old.stemma"]).status, 0);
    assert_eq!(run(&["record", "--store", "old.stemma", "-o", "old.json"]).status, 0);
    for same in [["old.stemma", "new.stemma"], ["old.json", "new.stemma"], ["new.stemma", "old.json"]] {
        let ran = run(&["diff", same[0], same[1]]);
        assert!(ran.status == 0 && ran.out.contains("Nothing differs"), "{same:?}: {} {}", ran.out, ran.err);
    }
    assert_eq!(run(&["add", "-q", &valley, "--store", "new.stemma"]).status, 0);
    let ran = run(&["diff", "old.stemma", "new.stemma"]);
    assert!(ran.status == 0 && ran.out.contains("(new)") && ran.out.contains("1 story is as before"), "{} {}", ran.out, ran.err);
}

#[test]
fn words_that_recur_are_kept_up_as_reports_come_and_go() {
    let law = "The law on public order of the coast says that whoever calls a gathering of more than two hundred persons in a square or a \
               street of a town has to tell the office of its mayor three days before and to name somebody who answers for it.";
    let report = |id: &str, outlet: &str, day: &str, text: &str| {
        let url = format!("https://{outlet}.example/{id}");
        let text = format!("{text}\n\n{law}");
        format!("{}\n", serde_json::json!({"id": id, "outlet": outlet, "url": url, "published": day, "lang": "en", "text": text}))
    };
    let files = [
        (
            "fire.jsonl",
            report(
                "a1",
                "Coast",
                "2031-05-05T08:00:00Z",
                "A fire at the grain terminal of Port Maren killed four people on Tuesday, the skipper Quillonas Vrandt said. The silos burned until noon.",
            ) + &report(
                "a2",
                "Post",
                "2031-05-05T12:00:00Z",
                "Four people died at the grain terminal of Port Maren on Tuesday when the silos caught fire, said Quillonas Vrandt, a skipper.",
            ),
        ),
        (
            "strike.jsonl",
            report(
                "b1",
                "Echo",
                "2031-06-11T08:00:00Z",
                "Nurses in Velmara went on strike on Friday, the union leader Odila Tarnex said. Three hundred of them marched to the hospital.",
            ),
        ),
        (
            "trial.jsonl",
            report(
                "c1",
                "Radio",
                "2031-08-20T08:00:00Z",
                "A court in Corvan sentenced the banker Ismo Daleth to nine years in prison on Monday for fraud.",
            ),
        ),
        (
            "again.jsonl",
            report(
                "c2",
                "Mail",
                "2031-08-20T12:00:00Z",
                "The banker Ismo Daleth was sentenced to nine years in prison for fraud by a court in Corvan on Monday.",
            ),
        ),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let dir = folder(&files);
    let run = |args: &[&str]| stemma(dir.path(), &[args, &["--store", "s.stemma"]].concat());
    let record = || stories(&run(&["record"]).out);
    let descents = || {
        let fire = record().into_iter().find(|s| s["reports"][0]["id"] == "a1").unwrap();
        fire["lineage"].as_array().unwrap().len()
    };
    // What rebuilding counts anew is what was kept up.
    let lineages = || record().iter().map(|s| [s["reports"].clone(), s["lineage"].clone(), s["origins"].clone()]).collect::<Vec<_>>();
    let same = || {
        let kept = lineages();
        let rebuilt = run(&["rebuild"]);
        assert!(rebuilt.status == 0 && rebuilt.out.contains("Nothing differs"), "{} {}", rebuilt.out, rebuilt.err);
        assert_eq!(lineages(), kept);
    };
    for file in ["fire.jsonl", "strike.jsonl"] {
        assert_eq!(run(&["add", "-q", file]).status, 0);
    }
    assert_eq!((record().len(), descents()), (2, 1), "in two stories the words may be copied");
    same();
    assert_eq!(run(&["add", "-q", "trial.jsonl"]).status, 0);
    assert_eq!((record().len(), descents()), (3, 0), "in three they are nobody's");
    same();
    assert_eq!(run(&["add", "-q", "again.jsonl"]).status, 0);
    same();
    assert_eq!(run(&["forget", "c1", "c2"]).status, 0);
    assert_eq!(descents(), 1, "what is forgotten counts no more");
    same();
    assert_eq!(run(&["verify"]).status, 0);
}
