//! The cases of the repository: invented reports through the program, and the findings expected of them.

mod lines;

use lines::Outputs;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A case, as `cases/README.md` describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "about")]
    _about: String,
    #[serde(default)]
    expect: Vec<String>,
    #[serde(default)]
    wanted: Vec<String>,
    report: Vec<toml::Table>,
}

#[test]
fn cases_hold() {
    let mut faults = Vec::new();
    let files = files();
    assert!(files.len() >= 15, "only {} cases", files.len());
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let case: Case = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let outputs = outputs(&case);
        for line in &case.expect {
            if let Err(why) = lines::holds(line, &outputs) {
                faults.push(format!("{name}: {line}: {why}"));
            }
        }
        for line in &case.wanted {
            if lines::holds(line, &outputs).is_ok() {
                faults.push(format!("{name}: {line}: holds now; move it to expect"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
}

fn outputs(case: &Case) -> Outputs {
    let reports: String = case.report.iter().map(|r| format!("{}\n", json!(r))).collect();
    let rows = |text: String| text.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>();
    Outputs {
        record: serde_json::from_str(&stemma(&["record", "-", "--format", "json"], &reports)).unwrap(),
        claims: rows(stemma(&["claims", "-", "--format", "jsonl"], &reports)),
        read: rows(stemma(&["read", "-", "--format", "jsonl"], &reports)),
    }
}

fn stemma(arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stemma"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "stemma {} ended with {}", arguments.join(" "), done.status);
    String::from_utf8(done.stdout).unwrap()
}
