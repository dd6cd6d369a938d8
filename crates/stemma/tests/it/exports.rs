//! Exports: their columns, their bytes on bad text, and that the tools which people use read them back.
//!
//! The last needs Python's packages of `tests/readers/requirements.txt`: they are installed with pip into a folder below the
//! target folder on first use, and kept there. R is asked where it is installed;
//! where it is not, the test says so and `cargo xtask ci` does, and the half that R would read is left out.

use crate::program::{folder, stemma, stemma_with};
use std::path::{Path, PathBuf};
use std::process::Command;

const EXAMPLE: [&str; 2] = ["examples/port-maren.jsonl", "examples/hadre-valley"];
const FORMATS: [&str; 4] = ["csv", "tsv", "jsonl", "parquet"];
/// What is a table, and so comes in every format.
const TABLES: [&str; 4] = ["claims", "acled", "ucdp", "polecat"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An interpreter that has the packages; what keeps it from being made ends the test.
fn python() -> PathBuf {
    let wanted = include_str!("../readers/requirements.txt");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers");
    let (program, done) = (folder.join("bin/python"), folder.join("installed.txt"));
    if std::fs::read_to_string(&done).is_ok_and(|have| have == wanted) {
        return program;
    }
    let run = |command: &mut Command| {
        let out = command.output().unwrap_or_else(|e| panic!("{command:?} does not run: {e}; these tests need Python 3.10 or later"));
        assert!(out.status.success(), "{command:?} failed; these tests need pip and its index\n{}", String::from_utf8_lossy(&out.stderr));
    };
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/requirements.txt");
    run(Command::new(&program)
        .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary", ":all:", "-r"])
        .arg(list));
    std::fs::write(done, wanted).unwrap();
    program
}

fn export(to: &Path, args: &[&str]) {
    let to = to.to_str().unwrap();
    let ran = stemma(&root(), &[&["export"] as &[&str], EXAMPLE.as_slice(), &["-q", "--published", "2024-06-12", "-o", to], args].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
}

#[test]
fn exports_are_read_back_by_the_tools_that_people_use() {
    let dir = tempfile::tempdir().unwrap();
    for what in TABLES {
        for format in FORMATS {
            export(&dir.path().join(format!("{what}.{format}")), &["--as", what, "--format", format]);
        }
    }
    export(&dir.path().join("plover.jsonl"), &["--as", "plover"]);
    export(&dir.path().join("ninjs.jsonl"), &["--as", "ninjs"]);
    export(&dir.path().join("record.jsonld"), &["--as", "jsonld"]);
    export(&dir.path().join("stories.jsonl"), &["--as", "jsonld", "--format", "jsonl"]);
    let read = stemma(
        &root(),
        &[
            &["read"] as &[&str],
            EXAMPLE.as_slice(),
            &["--published", "2024-06-12", "-o", dir.path().join("reports.jsonl").to_str().unwrap()],
        ]
        .concat(),
    );
    assert_eq!(read.status, 0);
    let readers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers");
    let told = |command: &mut Command| {
        let out = command.arg(dir.path()).output().unwrap();
        assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    };
    told(Command::new(python()).arg(readers.join("read_back.py")));
    match Command::new("Rscript").arg("--version").output() {
        Ok(_) => told(Command::new("Rscript").arg("--vanilla").arg(readers.join("read_back.R"))),
        Err(_) => eprintln!("Rscript is not on the path, so R did not read the exports back: install R to have it do so"),
    }
}

/// Two reports of one raid, the second older than the first, and one of another that a third withdraws.
const FIRST: &str = concat!(
    r#"{"id":"r2","outlet":"Osmer Daily","published":"2031-05-07","text":"Gunmen attacked a police post in Osmer Bay on Tuesday and killed three officers, the interior ministry said.\n\nSix officers were seized in the attack on the police post in Osmer Bay."}"#,
    "\n",
    r#"{"id":"x1","outlet":"Tessary Post","published":"2031-06-20","text":"A bomb exploded at a market in Tessary on Friday. Rebels bombed the market in Tessary and killed nine traders, the mayor said."}"#,
    "\n",
);
const OLDER: &str = r#"{"id":"r1","outlet":"Bay Radio","published":"2031-05-06","text":"Gunmen attacked a police post in Osmer Bay on Tuesday and killed two officers, police said.\n\nOfficers were seized in the attack on the police post in Osmer Bay."}"#;

#[test]
fn events_keep_their_ids_and_those_that_are_gone_are_listed() {
    let dir = folder(&[("day1.jsonl", FIRST.as_bytes())]);
    let ids = |args: &[&str]| {
        let ran = stemma(dir.path(), &[&["export", "-q", "--as", "acled"], args].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        let rows = ran.out.lines().skip(1);
        rows.map(|l| l.split(',').next().unwrap().to_owned()).filter(|id| id.starts_with("ZZZ")).collect::<Vec<_>>()
    };
    let first = ids(&["day1.jsonl"]);
    assert_eq!(first.len(), 2, "{first:?}");
    assert_eq!(ids(&["day1.jsonl"]), first);
    for format in FORMATS {
        let old = format!("old.{format}");
        ids(&["day1.jsonl", "--format", format, "-o", &old]);
        let raid = FIRST.lines().next().unwrap();
        std::fs::write(dir.path().join("day2.jsonl"), format!("{OLDER}\n{raid}\n")).unwrap();
        let second = ids(&["day2.jsonl", "--since", &old, "--deletions", "gone.csv"]);
        assert_eq!(second.len(), 1, "{second:?}");
        assert!(first.contains(&second[0]), "{format}: {second:?} of {first:?}");
        let gone = std::fs::read_to_string(dir.path().join("gone.csv")).unwrap();
        let other = first.iter().find(|id| **id != second[0]).unwrap();
        assert_eq!(gone, format!("event_id_cnty,deleted_timestamp\n{other},1935878400\n"), "{format}");
    }
    let ran = stemma(dir.path(), &["export", "day1.jsonl", "--as", "ucdp", "--since", "gone.csv"]);
    assert_eq!((ran.status, ran.err.contains("no column id")), (2, true), "{}", ran.err);
}

#[test]
fn an_accident_is_no_row_and_an_attack_is_what_a_coder_would_write() {
    let rows = |example: &str, what: &str| {
        let ran = stemma(&root(), &["export", example, "--as", what, "--format", "jsonl", "--published", "2024-06-12", "-q"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    // A blast at a terminal is nobody's deed, and the charge that follows it makes it none.
    assert!(rows("examples/port-maren.jsonl", "acled").is_empty() && rows("examples/port-maren.jsonl", "ucdp").is_empty());
    let attack = rows("examples/hadre-valley", "acled");
    assert_eq!(attack.len(), 1);
    for (column, value) in [
        ("event_date", "2024-06-10"),
        ("sub_event_type", "Armed clash"),
        ("actor1", "Unidentified Armed Group"),
        ("actor2", "Police Forces"),
        ("interaction", "State forces-Political militia"),
    ] {
        assert_eq!(attack[0][column], value, "{column}");
    }
    for column in ["iso", "admin1", "latitude", "geo_precision", "source_scale", "civilian_targeting"] {
        assert!(attack[0][column].is_null(), "{column}: {}", attack[0][column]);
    }
    assert_eq!(attack[0]["source"], "Karsov News Agency; valley-radio.txt", "an agency once, and each report that names none");
    let taken = rows("examples/hadre-valley", "plover");
    let taken = taken.iter().find(|r| r["mode"] == serde_json::json!(["abduct"])).unwrap();
    assert_eq!((&taken["event"][0], &taken["source"][0]["sector"]), (&"ASSAULT".into(), &"UAF".into()));
}

const CHARGED: &[u8] = br#"{"id":"a","outlet":"Telm Post","published":"2031-05-06","text":"Dana Holt was charged with murder on Monday. She denies the charge."}"#;

#[test]
fn who_is_charged_has_done_nothing_in_any_export() {
    let dir = folder(&[("a.jsonl", CHARGED)]);
    let run = |what: &str, more: &[&str]| {
        let ran = stemma(dir.path(), &[&["export", "a.jsonl", "-q", "--format", "jsonl", "--as", what], more].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        ran.out
    };
    assert_eq!((run("acled", &["--all-events"]), run("ucdp", &["--all-events"])), (String::new(), String::new()));
    assert!(!run("polecat", &[]).contains("ASSAULT") && !run("plover", &[]).contains("ASSAULT"));
    let graph: serde_json::Value = serde_json::from_str(&run("jsonld", &[])).unwrap();
    let nodes = graph["@graph"].as_array().unwrap();
    let kill = nodes.iter().find(|n| n["eventType"]["id"] == "urn:stemma:type:kill").unwrap();
    assert_eq!((&kill["type"], &kill["actor"], &kill["begin"]), (&"stemma:Unconfirmed".into(), &().into(), &().into()), "{kill}");
    let charge = nodes.iter().find(|n| n["eventType"]["id"] == "urn:stemma:type:charge").unwrap();
    assert_eq!((&charge["type"], &charge["begin"]), (&"sem:Event".into(), &"2031-05-05".into()), "{charge}");
}

#[test]
fn an_event_keeps_its_id_when_its_country_becomes_known() {
    let table = b"name\tlat\tlon\tcountry\nTessary\t42.5\t74.5\tKG\n";
    let dir = folder(&[("day1.jsonl", FIRST.as_bytes()), ("places.tsv", table)]);
    let ids = |args: &[&str]| {
        let ran = stemma(dir.path(), &[&["export", "day1.jsonl", "-q", "--as", "acled", "--format", "jsonl"], args].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        let rows = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<serde_json::Value>>();
        rows.iter().map(|r| (r["event_id_cnty"].to_string(), r["country"].to_string())).collect::<Vec<_>>()
    };
    std::fs::write(dir.path().join("old.csv"), stemma(dir.path(), &["export", "day1.jsonl", "-q", "--as", "acled"]).out).unwrap();
    let (first, later) = (ids(&[]), ids(&["--gazetteer", "places.tsv", "--since", "old.csv", "--deletions", "gone.csv"]));
    assert!(
        later.iter().any(|(_, country)| country == "\"Kyrgyzstan\"") && first.iter().all(|(_, country)| country == "null"),
        "{later:?}"
    );
    assert_eq!(first.iter().map(|f| &f.0).collect::<Vec<_>>(), later.iter().map(|l| &l.0).collect::<Vec<_>>());
    assert_eq!(std::fs::read_to_string(dir.path().join("gone.csv")).unwrap().lines().count(), 1);
}

#[test]
fn an_earlier_export_may_be_empty_and_have_blank_lines() {
    let dir = folder(&[
        ("day1.jsonl", FIRST.as_bytes()),
        ("none.jsonl", b""),
        ("blank.jsonl", b"\n{\"event_id_cnty\": \"ZZZ1\"}\n\n"),
        ("bad.jsonl", b"{\"event_id_cnty\": \"ZZZ1\"}\n{oh}\n"),
    ]);
    let run = |old: &str| stemma(dir.path(), &["export", "day1.jsonl", "-q", "--as", "acled", "--since", old]);
    for old in ["none.jsonl", "blank.jsonl"] {
        assert_eq!(run(old).status, 0, "{}", run(old).err);
    }
    assert!(run("bad.jsonl").status == 2 && run("bad.jsonl").err.contains("line 2 is no row of an export"), "{}", run("bad.jsonl").err);
}

#[test]
fn precision_codes_are_those_of_the_codebook_that_is_given() {
    let mine = b"about = \"mine\"\n[best]\norder = [\"lowest\"]\n[codes]\ndate = [[1, 8]]\nplace = { city = 9 }\n";
    let table = b"name\tlat\tlon\tcountry\nTessary\t42.5\t74.5\tKG\n";
    let dir = folder(&[("day1.jsonl", FIRST.as_bytes()), ("mine.toml", mine), ("places.tsv", table)]);
    for (what, date, place) in [("acled", "time_precision", "geo_precision"), ("ucdp", "date_prec", "where_prec")] {
        let args =
            ["export", "day1.jsonl", "-q", "--as", what, "--format", "jsonl", "--codebook", "mine.toml", "--gazetteer", "places.tsv"];
        let rows: Vec<serde_json::Value> = stemma(dir.path(), &args).out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert!(rows.iter().any(|r| r[date] == 8 && r[place] == 9), "{rows:?}");
        assert!(rows.iter().all(|r| r["event_clarity"].is_null()), "a codebook without codes of clarity gives none: {rows:?}");
    }
}

const HOSTILE: &str = concat!(
    r#"{"id":"h1","title":"=HYPERLINK(\"x\")","outlet":"The \"Daily\", Maren\tCity","text":"Gunmen \"in masks\", killed three people\nin Port Maren\u0000 on Tuesday,\tpolice said.\r\n\r\n\u202bقال الشهود\u202c: two people were injured; \ud83d\ude92 nobody fled."}"#,
    "\n",
    r#"{"id":"h2","outlet":"+49","text":"-5 men were arrested in Port Maren on Tuesday, \\N and NULL said."}"#,
    "\n",
);

#[test]
fn bad_text_breaks_no_format_and_threads_change_no_byte() {
    let dir = folder(&[]);
    for what in ["plover", "ninjs", "jsonld"] {
        let out = |threads: &str| stemma_with(dir.path(), &["export", "-", "--as", what, "--threads", threads], HOSTILE.as_bytes());
        let (one, three) = (out("1"), out("3"));
        assert_eq!((one.status, one.out), (three.status, three.out), "{what}");
        assert_eq!(one.status, 0, "{what}: {}", one.err);
    }
    for what in TABLES {
        let out = |format: &str, threads: &str| {
            let ran = stemma_with(
                dir.path(),
                &["export", "-", "--as", what, "--format", format, "--threads", threads, "-o", "out"],
                HOSTILE.as_bytes(),
            );
            assert_eq!(ran.status, 0, "{what} {format}: {}", ran.err);
            std::fs::read(dir.path().join("out")).unwrap()
        };
        // How rows are written is the same for every table: one of them in all formats tells.
        for format in FORMATS.into_iter().filter(|f| what == "claims" || *f == "csv") {
            assert_eq!(out(format, "1"), out(format, "3"), "{what} {format}");
        }
        let tsv = String::from_utf8(out("tsv", "1")).unwrap();
        let width = tsv.lines().next().unwrap().split('\t').count();
        assert!(tsv.lines().all(|l| l.split('\t').count() == width), "{what}: {tsv}");
        assert!(!tsv.contains('\0'));
    }
}

#[test]
fn wrong_usage_is_told_with_what_to_do() {
    let dir = folder(&[("a.txt", b"Two people were killed.")]);
    let ran = stemma(dir.path(), &["export", "a.txt"]);
    assert_eq!((ran.status, ran.err.contains("--as")), (2, true), "{}", ran.err);
    let ran = stemma(dir.path(), &["export", "a.txt", "--as", "plover", "--format", "csv"]);
    assert_eq!((ran.status, ran.err.contains("polecat")), (2, true), "{}", ran.err);
    for args in [["--as", "claims", "--all-events", "--quiet"], ["--as", "ninjs", "--guard-formulas", "--quiet"]] {
        let ran = stemma(dir.path(), &[&["export", "a.txt"], &args[..]].concat());
        assert_eq!((ran.status, ran.err.contains("leave it out")), (2, true), "{}", ran.err);
    }
    let ran = stemma(dir.path(), &["export", "a.txt", "--as", "pdf"]);
    assert_eq!((ran.status, ran.err.contains("claims")), (2, true), "{}", ran.err);
}

#[test]
fn a_redacted_export_has_no_name_in_any_format() {
    let reports = concat!(
        r#"{"id":"n1","outlet":"Osmer Daily","byline":"Mira Quill","published":"2031-05-07","url":"https://osmer.example/viktor-sarne-held","title":"SARNE ARRESTED AFTER ATTACK IN OSMER BAY","text":"Police arrested Viktor Sarne in Osmer Bay on Tuesday. Gunmen attacked Mr Sarne's house and killed two officers, President Lena Orsk said.\n\n\"Sarne\u2019s men fled,\" Ms Orsk told reporters. Critics of Orsk-led talks accused SARNE of murder."}"#,
        "\n",
        r#"{"id":"n2","outlet":"Bay Radio","published":"2031-05-08","text":"Police said on Wednesday that Viktor Sarne had been arrested in Osmer Bay. Lena Orsk visited the two officers' families."}"#,
        "\n",
    );
    let dir = folder(&[("in.jsonl", reports.as_bytes())]);
    let added = stemma(dir.path(), &["add", "in.jsonl", "--store", "s.stemma", "-q"]);
    assert_eq!(added.status, 0, "{}", added.err);
    let mut kinds: Vec<(&str, &str)> = TABLES.into_iter().flat_map(|t| ["csv", "tsv", "jsonl"].map(|f| (t, f))).collect();
    kinds.extend(["plover", "ninjs", "jsonld"].map(|t| (t, "jsonl")));
    for (what, format) in kinds {
        for from in [&["in.jsonl"][..], &["--store", "s.stemma"]] {
            let args = [&["export"], from, &["--as", what, "--format", format, "--redact", "names", "-q"]].concat();
            let ran = stemma(dir.path(), &args);
            assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
            let told = ran.out.to_lowercase();
            for name in ["sarne", "orsk", "viktor", "lena", "quill", "mira"] {
                assert!(!told.contains(name), "{what} as {format} holds {name}: {}", ran.out);
            }
        }
    }
    let claims = stemma(dir.path(), &["export", "--store", "s.stemma", "--as", "claims", "--format", "jsonl", "--redact", "names"]).out;
    let rows: Vec<serde_json::Value> = claims.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |id: &str| rows.iter().find(|r| r["report_id"] == id && r["type"] == "arrest" && r["evidence_in"] == "text").unwrap();
    // One person is one number in both reports, and what leads back to the words is left out.
    let (a, b) = (of("n1"), of("n2"));
    assert!(a["target"].as_str().unwrap().starts_with("Person "), "{a}");
    assert_eq!(a["target"], b["target"]);
    assert!(a["evidence_start"].is_null() && a["url"].as_str().unwrap().contains("/person-"), "{a}");
}
