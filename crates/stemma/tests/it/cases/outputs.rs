//! What the program makes of the reports of a case: each verb is run once, when a line first asks for it.

use serde_json::{Value, json};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

/// The outputs of the program for one case.
pub struct Outputs {
    reports: String,
    record: OnceCell<Value>,
    claims: OnceCell<Vec<Value>>,
    read: OnceCell<Vec<Value>>,
    books: std::cell::RefCell<BTreeMap<String, Value>>,
}

impl Outputs {
    pub fn new(reports: &[toml::Table]) -> Self {
        let reports = reports.iter().map(|r| format!("{}\n", json!(r))).collect();
        let (record, claims, read) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { reports, record, claims, read, books: BTreeMap::new().into() }
    }

    /// The outputs that a test of the lines themselves invents.
    pub fn given(record: Value, claims: Vec<Value>, read: Vec<Value>) -> Self {
        let (record, claims, read) = (record.into(), claims.into(), read.into());
        Self { reports: String::new(), record, claims, read, books: BTreeMap::new().into() }
    }

    pub fn record(&self) -> &Value {
        self.record.get_or_init(|| one(&self.stemma(&["record", "-", "--format", "json"])))
    }

    /// The record under another codebook.
    pub fn under(&self, codebook: &str) -> Value {
        let run = || one(&self.stemma(&["record", "-", "--format", "json", "--codebook", codebook]));
        self.books.borrow_mut().entry(codebook.into()).or_insert_with(run).clone()
    }

    pub fn claims(&self) -> &[Value] {
        self.claims.get_or_init(|| rows(&self.stemma(&["claims", "-", "--format", "jsonl"])))
    }

    pub fn read(&self) -> &[Value] {
        self.read.get_or_init(|| rows(&self.stemma(&["read", "-", "--format", "jsonl"])))
    }

    fn stemma(&self, arguments: &[&str]) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stemma"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(self.reports.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "stemma {} ended with {}", arguments.join(" "), done.status);
        String::from_utf8(done.stdout).unwrap()
    }
}

fn one(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(one).collect()
}
