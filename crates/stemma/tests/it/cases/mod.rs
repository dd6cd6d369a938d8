//! The cases of the repository: invented reports through the program, and the findings expected of them.

mod lines;
mod outputs;
mod shown;

use outputs::Outputs;
use serde::Deserialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A case, as `cases/README.md` describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    /// Whether the class of error was seen in real reports, or is one that the design foresaw.
    from: From,
    /// Why the case does not hold yet.
    known: Option<String>,
    expect: Vec<String>,
    #[serde(default)]
    wanted: Vec<String>,
    report: Vec<toml::Table>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum From {
    Data,
    Design,
}

/// A line of a case that does not hold, with what is there instead.
struct Fault {
    line: String,
    there: String,
}

#[test]
fn cases_hold() {
    let files = files();
    // Two at a time: each starts the program up to three times.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((file.clone(), run(file)));
        }
        done
    };
    let mut reports = std::thread::scope(|scope| {
        let second = scope.spawn(work);
        let mut done = work();
        done.extend(second.join().unwrap());
        done
    });
    reports.sort();
    let faults: Vec<String> = reports.into_iter().filter_map(|(_, r)| r).collect();
    assert!(faults.is_empty(), "\n\n{}\n{} of {} cases do not hold\n", faults.join("\n"), faults.len(), files.len());
}

#[test]
fn a_third_of_the_cases_come_from_data() {
    let cases: Vec<Case> = files().iter().map(|f| read(f)).collect();
    let data = cases.iter().filter(|c| c.from == From::Data).count();
    assert!(cases.len() >= 80 && data * 3 >= cases.len(), "{data} of {} cases come from data", cases.len());
}

#[test]
fn the_table_of_traps_names_cases_that_are_there() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, table) = readme.split_once("## Which case holds which trap").unwrap();
    let names: Vec<&str> = table.lines().filter(|l| l.starts_with("| ")).flat_map(|l| l.split('`').skip(1).step_by(2)).collect();
    let there = |n: &str| folder().join(format!("{n}.toml")).is_file();
    let missing: Vec<&&str> = names.iter().filter(|n| !there(n)).collect();
    assert!(names.len() >= 40 && missing.is_empty(), "{} names in the table; no case is called {missing:?}", names.len());
}

/// What a person should read of a case that does not do as it says; none when it does.
fn run(file: &Path) -> Option<String> {
    let case = read(file);
    let out = Outputs::new(&case.report);
    let check = |line: &String| (lines::holds(line, &out), line.clone());
    let faults: Vec<Fault> =
        case.expect.iter().map(check).filter(|((held, _), _)| !held).map(|((_, there), line)| Fault { line, there }).collect();
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut told = format!("case {name}: {}\n", case.about);
    if let Some(why) = &case.known {
        eprintln!("known not to hold: {name}: {why}");
        if faults.is_empty() {
            return Some(told + "  it holds now: take away its `known`\n");
        }
        return None;
    }
    for fault in &faults {
        write!(told, "  expected  {}\n  got       {}\n", fault.line, fault.there.replace('\n', "\n            ")).unwrap();
    }
    let met = case.wanted.iter().filter(|line| lines::holds(line, &out).0);
    let met: String = met.map(|line| format!("  wanted    {line}\n  got       just that: move the line to `expect`\n")).collect();
    told += &met;
    (!faults.is_empty() || !met.is_empty()).then_some(told)
}

fn read(file: &Path) -> Case {
    let text = std::fs::read_to_string(file).unwrap();
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases")
}

/// The cases, or those that `STEMMA_CASES` names: a folder, or one file, as seen from the root of the project.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os("STEMMA_CASES").map_or_else(folder, |named| root.join(named));
    if folder.is_file() {
        return vec![folder];
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
}
