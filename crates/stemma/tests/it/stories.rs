//! `stemma stories`, in one run and over several.

use crate::program::{Ran, folder, stemma};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use serde_json::Value;
use std::io::{Read, Write};

const FIRE: &[u8] =
    b"A fire at the Belmar textile mill in Korrin killed nine seamstresses on Tuesday night, the mayor, Ilse Tramm, said.\n\n\
    The doors of the mill were locked, according to the Korrin fire brigade.\n";
const MOURNING: &[u8] = b"Relatives of the women who burned to death in Korrin gathered outside the Belmar works on Thursday.\n\n\
    Owner Josip Belmar has been arrested. Ilse Tramm, the mayor, laid a wreath.\n";
const FERRY: &[u8] = b"A ferry with 80 passengers ran aground off the island of Sund in thick fog on Tuesday.\n\n\
    Nobody was hurt, the coast guard said. Captain Per Oland had been warned of the shoals.\n";

fn rows(ran: &Ran) -> Vec<Value> {
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn stories_of_earlier_runs_take_in_what_comes_and_keep_their_ids() {
    let dir = folder(&[("fire.txt", FIRE), ("ferry.txt", FERRY), ("mourning.txt", MOURNING)]);
    let run = |args: &[&str]| rows(&stemma(dir.path(), &[&["stories", "--state", "kept.gz"], args].concat()));
    let first = run(&["fire.txt", "ferry.txt"]);
    assert_eq!(first.len(), 2);
    let second = run(&["mourning.txt"]);
    assert_eq!(second.iter().map(|s| s["reports"].as_array().unwrap().len()).collect::<Vec<_>>(), [2, 1]);
    assert!(first.iter().any(|s| s["id"] == second[0]["id"]), "the story of the fire has another id now");
    assert_eq!(run(&["mourning.txt", "--settle", "--quiet"]), second);
}

#[test]
fn the_state_is_told_apart_from_other_files() {
    let dir = folder(&[("fire.txt", FIRE), ("kept.gz", b"no state of ours")]);
    let ran = stemma(dir.path(), &["stories", "fire.txt", "--state", "kept.gz"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("kept.gz"), "{}", ran.err);
    assert_eq!(std::fs::read(dir.path().join("kept.gz")).unwrap(), b"no state of ours", "it was written over");
    let ran = stemma(dir.path(), &["stories", "fire.txt", "--settle"]);
    assert_eq!(ran.status, 2);
}

#[test]
fn a_broken_state_is_refused_with_its_line_and_left_as_it_is() {
    let dir = folder(&[("fire.txt", FIRE), ("ferry.txt", FERRY)]);
    rows(&stemma(dir.path(), &["stories", "fire.txt", "--state", "kept.gz"]));
    let kept = dir.path().join("kept.gz");
    let mut text = String::new();
    MultiGzDecoder::new(std::fs::File::open(&kept).unwrap()).read_to_string(&mut text).unwrap();
    let breaks = [
        ("\"reports\":1", "\"reports\":2"),
        ("\"stemma_stories\":1", "\"stemma_stories\":0"),
        ("\"members\":[0]", "\"members\":[7]"),
        ("\"links\":[]", "\"links\":[[9,0.5]]"),
        ("\"into\":null", "\"into\":3"),
        ("\"day\":null", "\"day\":\"soon\""),
    ];
    for (from, to) in breaks {
        let broken = text.replace(from, to);
        assert_ne!(broken, text, "{from}");
        let mut gz = GzEncoder::new(std::fs::File::create(&kept).unwrap(), Compression::fast());
        gz.write_all(broken.as_bytes()).unwrap();
        gz.finish().unwrap();
        let before = std::fs::read(&kept).unwrap();
        let ran = stemma(dir.path(), &["stories", "ferry.txt", "--state", "kept.gz"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{to}");
        assert!(ran.err.contains("kept.gz:"), "{to}: {}", ran.err);
        assert_eq!(std::fs::read(&kept).unwrap(), before, "{to}: it was written over");
    }
    std::fs::write(&kept, &std::fs::read(&kept).unwrap()[..40]).unwrap();
    assert_eq!(stemma(dir.path(), &["stories", "ferry.txt", "--state", "kept.gz"]).status, 2, "cut short");
}

#[test]
fn people_can_read_the_stories_and_why_two_reports_are_together_or_apart() {
    let dir = folder(&[("fire.txt", FIRE), ("ferry.txt", FERRY), ("mourning.txt", MOURNING)]);
    let all = ["fire.txt", "ferry.txt", "mourning.txt"];
    let text = stemma(dir.path(), &[["stories", "--format", "text"].as_slice(), &all].concat());
    assert!(text.out.contains("2 reports") && text.out.contains("mourning.txt"), "{}", text.out);
    let why = |a: &str, b: &str| stemma(dir.path(), &[["stories"].as_slice(), &all, &["--explain", a, b]].concat());
    let together = why("fire.txt", "mourning.txt").out;
    assert!(together.starts_with("One story") && together.contains("tramm"), "{together}");
    let apart = why("fire.txt", "ferry.txt").out;
    assert!(apart.starts_with("Not one story"), "{apart}");
    let unknown = why("fire.txt", "flood.txt");
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("flood.txt"), "{}", unknown.err);
}
