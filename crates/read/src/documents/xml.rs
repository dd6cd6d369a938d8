//! The XML inside of `.docx` (ECMA-376, WordprocessingML) and `.odt` (OpenDocument 1.3).
//!
//! `quick-xml` and a list of the few elements that hold words: libraries for Word files model all of a document to write it
//! again, and stop at what they do not know.

use super::Words;
use crate::ReadError;
use crate::decode::decode;
use crate::zipped::Zip;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use std::collections::HashSet;

/// How an element of either format counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    /// Its end ends a paragraph.
    Paragraph,
    /// Its characters are words.
    Run,
    /// A space or line break.
    Space,
    Break,
    /// A hyphen at which no line may end.
    Hyphen,
    /// Nothing in it is of the document: deleted words, instructions of fields, pictures' fallbacks.
    Skipped,
    /// Its words stand beside the text: notes and comments.
    Beside,
    /// A stretch of characters of one look, and the mark that it is not shown.
    Stretch,
    Vanished,
    Other,
}

fn word_element(name: &str) -> Is {
    match name {
        "w:p" => Is::Paragraph,
        "w:t" | "m:t" => Is::Run,
        "w:r" => Is::Stretch,
        "w:vanish" => Is::Vanished,
        "w:noBreakHyphen" => Is::Hyphen,
        "w:tab" | "w:ptab" => Is::Space,
        "w:br" | "w:cr" => Is::Break,
        "w:del" | "w:moveFrom" | "w:instrText" | "mc:Fallback" => Is::Skipped,
        _ => Is::Other,
    }
}

fn open_element(name: &str) -> Is {
    match name {
        "text:p" | "text:h" => Is::Paragraph,
        "text:s" | "text:tab" => Is::Space,
        "text:line-break" => Is::Break,
        "office:annotation" | "text:note" => Is::Beside,
        // Who wrote a comment, and the number of a note.
        "dc:creator" | "dc:date" | "text:note-citation" => Is::Skipped,
        "text:tracked-changes" | "draw:object" | "svg:title" | "svg:desc" => Is::Skipped,
        _ => Is::Other,
    }
}

/// The words of a Word file.
pub(super) fn word(zip: &mut Zip<'_>) -> Result<Words, ReadError> {
    let mut words = Words::default();
    let main = zip.file("word/document.xml")?;
    words.text = paragraphs(&main, word_element, true, &mut words)?;
    let mut parts: Vec<String> = zip.names().into_iter().filter(|n| is_part(n)).collect();
    parts.sort();
    let mut noted = HashSet::new();
    for part in parts {
        let text = paragraphs(&zip.file(&part)?, word_element, true, &mut words)?;
        if !text.trim().is_empty() && noted.insert(text.clone()) {
            words.around.push(text);
        }
    }
    Ok(words)
}

/// Headers, footers, notes and comments stand in files of their own.
fn is_part(name: &str) -> bool {
    ["word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments"].iter().any(|p| name.starts_with(p))
        && name.ends_with(".xml")
}

/// The words of an OpenDocument text.
pub(super) fn open_document(zip: &mut Zip<'_>) -> Result<Words, ReadError> {
    let mut words = Words::default();
    if zip.file("META-INF/manifest.xml").is_ok_and(|m| m.windows(15).any(|w| w == b"encryption-data")) {
        return Err(ReadError::new("it is protected with a password; save it without one"));
    }
    let main = zip.file("content.xml")?;
    words.text = paragraphs(&main, open_element, false, &mut words)?;
    // Headers and footers of pages are a part of their style.
    if let Ok(styles) = zip.file("styles.xml") {
        let around = paragraphs(&styles, open_element, false, &mut words)?;
        words.around.extend(Some(around).filter(|a| !a.trim().is_empty()));
    }
    Ok(words)
}

/// Paragraphs of an XML part, a blank line between them. `runs`: only the characters of runs count, else all within
/// paragraphs. What stands beside the text goes around the words. What is broken ends the part, with a warning.
fn paragraphs(part: &[u8], is: fn(&str) -> Is, runs: bool, words: &mut Words) -> Result<String, ReadError> {
    let (source, _) = decode(part)?;
    let mut reader = Reader::from_str(&source);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut state = State { runs, ..State::default() };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => state.begin(is(tag.name().as_ref())),
            Ok(Event::Empty(tag)) => state.empty(is(tag.name().as_ref())),
            Ok(Event::End(tag)) => state.end(is(tag.name().as_ref())),
            Ok(Event::Text(text)) => state.characters(&text.into_inner()),
            Ok(Event::CData(text)) => state.characters(&text.into_inner()),
            Ok(Event::GeneralRef(name)) => state.characters(&resolved(&name.into_inner())),
            Ok(_) => {}
            Err(error) => {
                words.warnings.push(format!("the document is broken and was read up to there: {error}"));
                break;
            }
        }
    }
    while !state.outer.is_empty() {
        state.end(Is::Beside);
    }
    state.now.end();
    words.around.append(&mut state.beside);
    Ok(state.now.text)
}

/// Paragraphs that are being read.
#[derive(Default)]
struct Paragraphs {
    text: String,
    line: String,
}

impl Paragraphs {
    fn end(&mut self) {
        if !self.line.trim().is_empty() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(self.line.trim());
        }
        self.line.clear();
    }
}

/// Where reading is.
#[derive(Default)]
struct State {
    runs: bool,
    now: Paragraphs,
    /// The text around what stands beside it.
    outer: Vec<Paragraphs>,
    beside: Vec<String>,
    /// How deep reading is in each kind of element.
    skipped: u32,
    run: u32,
    paragraph: u32,
    /// Whether the stretch of characters is one that is not shown.
    vanished: bool,
}

impl State {
    fn begin(&mut self, is: Is) {
        match is {
            Is::Skipped => self.skipped += 1,
            Is::Run => self.run += 1,
            Is::Stretch => self.vanished = false,
            Is::Beside => self.outer.push(std::mem::take(&mut self.now)),
            // A paragraph within one is that of a text box.
            Is::Paragraph => {
                self.paragraph += 1;
                if self.skipped == 0 {
                    self.now.end();
                }
            }
            _ => self.empty(is),
        }
    }

    fn empty(&mut self, is: Is) {
        match is {
            Is::Vanished => self.vanished = true,
            Is::Space if self.shown() => self.now.line.push(' '),
            Is::Break if self.shown() => self.now.line.push('\n'),
            Is::Hyphen if self.shown() => self.now.line.push('-'),
            _ => {}
        }
    }

    fn end(&mut self, is: Is) {
        match is {
            Is::Skipped => self.skipped = self.skipped.saturating_sub(1),
            Is::Run => self.run = self.run.saturating_sub(1),
            Is::Stretch => self.vanished = false,
            Is::Beside => {
                self.now.end();
                if let Some(outer) = self.outer.pop() {
                    let beside = std::mem::replace(&mut self.now, outer).text;
                    self.beside.extend(Some(beside).filter(|b| !b.is_empty()));
                }
            }
            Is::Paragraph => {
                self.paragraph = self.paragraph.saturating_sub(1);
                if self.skipped == 0 {
                    self.now.end();
                }
            }
            _ => {}
        }
    }

    fn characters(&mut self, words: &str) {
        if self.shown() && (self.run > 0 || !self.runs && self.paragraph > 0) {
            self.now.line.push_str(words);
        }
    }

    fn shown(&self) -> bool {
        self.skipped == 0 && !self.vanished
    }
}

/// What an entity stands for; as it is written where nobody knows.
fn resolved(name: &str) -> String {
    let code = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    match (resolve_xml_entity(name), code.and_then(char::from_u32)) {
        (Some(value), _) => value.to_owned(),
        (None, Some(c)) => c.to_string(),
        _ => format!("&{name};"),
    }
}
