//! PDF → its words, page by page, as far as they have a text layer.

use super::Words;
use super::pdf_limits::{check_objects, check_parts, check_streams};
use crate::ReadError;
use pdf_extract::{Document, OutputError, extract_text_from_mem_by_pages};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many pages are read: a long book.
const MAX_PAGES: usize = 2000;

/// The library works its way through nested objects by calling itself.
const STACK_BYTES: usize = 256 << 20;

/// The words of a PDF. What stands at the top or the foot of most pages is around the text, not in it.
pub(super) fn words(bytes: Vec<u8>) -> Result<Words, ReadError> {
    let pages = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || catch_unwind(AssertUnwindSafe(|| pages(&bytes))));
    let pages = pages.ok().and_then(|thread| thread.join().ok()).and_then(Result::ok);
    let pages =
        pages.unwrap_or_else(|| Err(ReadError::new("the PDF is broken: its reader gave up; print it to PDF again, or give its text")))?;
    let mut words = Words::default();
    let lines: Vec<Vec<&str>> = pages.iter().map(|page| page.lines().map(str::trim).collect()).collect();
    let repeated = repeated(&lines);
    for page in &lines {
        let filled: Vec<usize> = (0..page.len()).filter(|i| !page[*i].is_empty()).collect();
        let edge = |i: usize| filled.iter().take(2).chain(filled.iter().rev().take(2)).any(|e| *e == i);
        for (i, line) in page.iter().enumerate() {
            if edge(i) && repeated.contains_key(&shape(line)) {
                if !words.around.iter().any(|a| a == line) {
                    words.around.push((*line).to_owned());
                }
            } else {
                append(&mut words.text, line);
            }
        }
        words.text.push('\n');
    }
    if words.text.trim().is_empty() {
        let why = format!("the PDF has no text layer on its {} pages (pictures of words?); run it through OCR first", pages.len());
        return Err(ReadError::new(why));
    }
    Ok(words)
}

fn pages(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let locked = || ReadError::new("the PDF is protected with a password; save it without one");
    let broken = |why: String| ReadError::new(format!("the PDF is broken: {why}"));
    check_objects(bytes)?;
    let document = Document::load_mem(bytes).map_err(|e| {
        let why = e.to_string();
        let lower = why.to_lowercase();
        if lower.contains("password") || lower.contains("crypt") { locked() } else { broken(why) }
    })?;
    let count = document.get_pages().len();
    if count > MAX_PAGES {
        return Err(ReadError::new(format!("the PDF has {count} pages; split it (at most {MAX_PAGES} are read)")));
    }
    if count == 0 {
        return Err(broken("there are no pages in it".into()));
    }
    check_streams(&document)?;
    check_parts(&document)?;
    // Many are encrypted with an empty password, which only asks readers not to print.
    let encrypted = document.is_encrypted();
    drop(document);
    let pages = extract_text_from_mem_by_pages(bytes).map_err(|e| match e {
        _ if encrypted => locked(),
        OutputError::PdfError(e) => broken(e.to_string()),
        e => broken(e.to_string()),
    })?;
    if encrypted && pages.iter().all(|p| p.trim().is_empty()) { Err(locked()) } else { Ok(pages) }
}

/// A line with its numbers alike, so that "Page 3" is "Page 4".
fn shape(line: &str) -> String {
    line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>().replace("00", "0")
}

/// The shapes of lines that stand at the top or the foot of more than half of the pages, of three at least.
fn repeated(pages: &[Vec<&str>]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let filled: Vec<&&str> = page.iter().filter(|l| !l.is_empty()).collect();
        let edges: std::collections::BTreeSet<String> =
            filled.iter().take(2).chain(filled.iter().rev().take(2)).map(|l| shape(l)).collect();
        for edge in edges {
            *counts.entry(edge).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= 3 && *count * 2 > pages.len());
    counts
}

/// Adds a line; a word that was divided at its end is put together again.
fn append(text: &mut String, line: &str) {
    let divided =
        text.ends_with("-\n") && text.chars().rev().nth(2).is_some_and(char::is_lowercase) && line.starts_with(char::is_lowercase);
    if divided {
        text.truncate(text.len() - 2);
    }
    text.push_str(line);
    text.push('\n');
}
