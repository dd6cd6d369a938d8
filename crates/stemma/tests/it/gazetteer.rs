//! Places of a user's own, and a run without the installed gazetteer.

use crate::program::{Ran, command, folder, stemma};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const TEXT: &[u8] = b"A fire in Kelbrook killed two people on Tuesday, officials in France said.\n";
const TABLE: &[u8] = b"# ours\nname\tlat\tlon\tcountry\tgeonames\nKelbrook\t12.5\t-3.25\tQQ\t77\n";

fn rows(ran: &Ran) -> Vec<Value> {
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn run(dir: &Path, variable: &str, args: &[&str]) -> Ran {
    let output = command(dir, args).env("STEMMA_GAZETTEER", variable).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    Ran { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn own_places_are_found_and_the_others_keep_their_words() {
    let dir = folder(&[("a.txt", TEXT), ("places.tsv", TABLE)]);
    let of = |found: &[Value], text: &str| found.iter().find(|p| p["text"] == text).cloned().unwrap_or_default();
    for found in [
        rows(&stemma(dir.path(), &["places", "a.txt", "--gazetteer", "places.tsv"])),
        rows(&run(dir.path(), "places.tsv", &["places", "a.txt"])),
    ] {
        let place = of(&found, "Kelbrook");
        assert_eq!((&place["lat"], &place["country"], &place["geonames"]), (&12.5.into(), &"QQ".into(), &77.into()), "{place}");
        assert_eq!(of(&found, "France")["country"], "FR");
    }
    let without = of(&rows(&stemma(dir.path(), &["places", "a.txt"])), "Kelbrook");
    assert!(without["lat"].is_null() && without["name"].is_null(), "{without}");
}

#[test]
fn a_claim_says_where() {
    let dir = folder(&[("a.txt", TEXT), ("places.tsv", TABLE)]);
    let claims = rows(&stemma(dir.path(), &["claims", "a.txt", "--gazetteer", "places.tsv"]));
    let place = &claims.iter().find(|c| !c["place"].is_null()).unwrap()["place"];
    assert_eq!((&place["text"], &place["resolved"], &place["lon"]), (&"Kelbrook".into(), &true.into(), &(-3.25).into()), "{place}");
}

#[test]
fn a_wrong_table_is_named_with_its_line_and_what_to_do() {
    let dir = folder(&[
        ("a.txt", TEXT),
        ("wrong.tsv", b"name\tlat\tlon\nKelbrook\tnorth\t2\n"),
        ("latin.tsv", b"name\tlat\tlon\nKelbr\xf8k\t1\t2\n"),
    ]);
    for (file, words) in [
        ("wrong.tsv", "wrong.tsv:2: lat is \"north\"; write degrees"),
        ("latin.tsv", "latin.tsv:2: it is not UTF-8"),
        ("gone.tsv", "gone.tsv: "),
    ] {
        let ran = stemma(dir.path(), &["places", "a.txt", "--gazetteer", file]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(run(dir.path(), file, &["places", "a.txt"]).status, 2);
    }
}

#[test]
fn without_pip_a_run_goes_on_and_says_so_once() {
    let dir = folder(&[("a.txt", TEXT), ("bin/python3", b"#!/bin/sh\nexit 1\n")]);
    std::fs::set_permissions(dir.path().join("bin/python3"), PermissionsExt::from_mode(0o755)).unwrap();
    let model = stemma::model::path().unwrap();
    let run = || {
        let mut command = command(dir.path(), &["places", "a.txt", "a.txt"]);
        command.env_remove("STEMMA_GAZETTEER").env("STEMMA_MODEL", &model).env("XDG_DATA_HOME", dir.path().join("data"));
        let output = command.env("PATH", dir.path().join("bin")).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, out, err) = run();
    assert_eq!((status, out.lines().count() % 2, err.matches("without coordinates").count()), (Some(0), 0, 1), "{err}");
    assert!(out.contains("\"FR\"") && err.contains("stemma gazetteer install"), "{out}{err}");
    assert!(!err.contains('\u{fffd}') && err.lines().any(|l| l.starts_with("stemma: by hand:")), "a line each: {err}");
    // It is not tried on every run.
    let (_, _, err) = run();
    assert!(err.contains("on an earlier run") && !err.contains("fetching"), "{err}");
}
