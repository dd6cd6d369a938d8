//! What users rely on: readable cases, bad input, and properties that hold for any text.
// Tests may stop at a surprise, read the case files and take time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod bad_input;
mod cases;
mod documents;
mod exports;
mod feeds;
mod json_lines;
mod mail;
mod pages;
mod properties;
mod shown;
mod tables;

use stemma_read::{Defaults, Read, Reader};

fn reader() -> Reader {
    Reader::new(Defaults::default()).unwrap()
}

fn text(input: &str) -> Read {
    reader().text(input.as_bytes(), "a.txt").unwrap()
}
