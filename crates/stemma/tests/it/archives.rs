//! Archives: read in one go, from an offset, and on after being stopped.

use crate::program::{command, folder, stemma};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

/// A record of plain text, packed alone, as crawlers do.
fn record(n: usize) -> Vec<u8> {
    let text = format!("Two people were hurt in street {n} of Port Maren, police said.");
    let head = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n";
    let record = format!("{head}WARC-Target-URI: https://corvan.example/{n}\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n", text.len());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(record.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn urls(out: &str) -> Vec<String> {
    out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["url"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_archive_is_read_and_what_is_broken_in_it_is_named() {
    let mut bad = record(1);
    bad[40] ^= 0x55;
    let at = record(0).len();
    let archive = [record(0), bad, record(2)].concat();
    let dir = folder(&[("crawl.warc.gz", &archive), ("a.txt", b"Two people were hurt, police said.")]);
    let ran = stemma(dir.path(), &["read", "crawl.warc.gz"]);
    assert_eq!((ran.status, urls(&ran.out)), (1, vec!["https://corvan.example/0".to_owned(), "https://corvan.example/2".to_owned()]));
    assert!(ran.err.contains(&format!("skipped crawl.warc.gz (byte {at}): ")), "{}", ran.err);
    let ran = stemma(dir.path(), &["read", "a.txt", "--from-byte", "5"]);
    assert!(ran.status == 2 && ran.err.contains("only WARC archives"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_says_where_to_go_on() {
    let records: Vec<Vec<u8>> = (0..200).map(record).collect();
    let archive = records.concat();
    let dir = folder(&[("crawl.warc.gz", &archive)]);
    let all = urls(&stemma(dir.path(), &["read", "crawl.warc.gz"]).out);
    assert_eq!(all.len(), 200);

    let mut child =
        command(dir.path(), &["read", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // What is broken is named at once, and shows that the run is under way.
    let rubbish = b"rubbish";
    stdin.write_all(&records[..100].concat()).unwrap();
    stdin.write_all(rubbish).unwrap();
    stdin.write_all(&records[100..150].concat()).unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    err.read_line(&mut line).unwrap();
    assert!(line.contains("neither gzip nor a record"), "{line}");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    let rest = records[150..].concat();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&rest);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    err.read_to_string(&mut line).unwrap();
    assert_eq!(output.status.code(), Some(1), "{line}");
    let (_, offset) = line.trim_end().rsplit_once("--from-byte ").unwrap_or_else(|| panic!("{line}"));
    let offset: usize = offset.parse().unwrap();
    let first = urls(&String::from_utf8(output.stdout).unwrap());
    // The file has no rubbish in it.
    let offset = if offset > records[..100].concat().len() { offset - rubbish.len() } else { offset };
    let then = urls(&stemma(dir.path(), &["read", "crawl.warc.gz", "--from-byte", &offset.to_string()]).out);
    assert!(!then.is_empty() && [first, then].concat() == all, "{line}");
}
