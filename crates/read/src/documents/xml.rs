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
    /// Nothing in it is of the document: deleted words, instructions of fields, pictures' fallbacks.
    Skipped,
    Other,
}

fn word_element(name: &str) -> Is {
    match name {
        "w:p" => Is::Paragraph,
        "w:t" => Is::Run,
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
        "text:tracked-changes" | "office:annotation" | "text:note" | "draw:object" | "svg:title" | "svg:desc" => Is::Skipped,
        _ => Is::Other,
    }
}

/// The words of a Word file.
pub(super) fn word(zip: &mut Zip<'_>) -> Result<Words, ReadError> {
    let mut words = Words::default();
    let main = zip.file("word/document.xml")?;
    words.text = paragraphs(&main, word_element, true, &mut words.warnings)?;
    let mut parts: Vec<String> = zip.names().into_iter().filter(|n| is_part(n)).collect();
    parts.sort();
    let mut noted = HashSet::new();
    for part in parts {
        let text = paragraphs(&zip.file(&part)?, word_element, true, &mut words.warnings)?;
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
    words.text = paragraphs(&main, open_element, false, &mut words.warnings)?;
    Ok(words)
}

/// Paragraphs of an XML part, a blank line between them. `runs`: only the characters of runs count, else all within
/// paragraphs. What is broken ends the part, with a warning.
fn paragraphs(part: &[u8], is: fn(&str) -> Is, runs: bool, warnings: &mut Vec<String>) -> Result<String, ReadError> {
    let (source, _) = decode(part)?;
    let mut reader = Reader::from_str(&source);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut text, mut line) = (String::new(), String::new());
    // How deep reading is in each kind of element.
    let (mut skipped, mut run, mut paragraph) = (0_u32, 0_u32, 0_u32);
    let mut end = |line: &mut String| {
        if !line.trim().is_empty() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(line.trim());
        }
        line.clear();
    };
    loop {
        let words = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                match is(tag.name().as_ref()) {
                    Is::Skipped => skipped += 1,
                    Is::Run => run += 1,
                    // A paragraph within one is that of a text box.
                    Is::Paragraph => {
                        paragraph += 1;
                        end(&mut line);
                    }
                    Is::Space if skipped == 0 => line.push(' '),
                    Is::Break if skipped == 0 => line.push('\n'),
                    _ => {}
                }
                continue;
            }
            Ok(Event::Empty(tag)) => {
                match is(tag.name().as_ref()) {
                    Is::Space if skipped == 0 => line.push(' '),
                    Is::Break if skipped == 0 => line.push('\n'),
                    _ => {}
                }
                continue;
            }
            Ok(Event::End(tag)) => {
                match is(tag.name().as_ref()) {
                    Is::Skipped => skipped = skipped.saturating_sub(1),
                    Is::Run => run = run.saturating_sub(1),
                    Is::Paragraph => {
                        paragraph = paragraph.saturating_sub(1);
                        end(&mut line);
                    }
                    _ => {}
                }
                continue;
            }
            Ok(Event::Text(words)) => words.into_inner().into_owned(),
            Ok(Event::CData(words)) => words.into_inner().into_owned(),
            Ok(Event::GeneralRef(name)) => {
                let name = name.into_inner();
                let code = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => n.parse().ok(),
                });
                match (resolve_xml_entity(&name), code.and_then(char::from_u32)) {
                    (Some(value), _) => value.to_owned(),
                    (None, Some(c)) => c.to_string(),
                    _ => format!("&{name};"),
                }
            }
            Ok(_) => continue,
            Err(error) => {
                warnings.push(format!("the document is broken and was read up to there: {error}"));
                break;
            }
        };
        if skipped == 0 && (run > 0 || !runs && paragraph > 0) {
            line.push_str(&words);
        }
    }
    end(&mut line);
    Ok(text)
}
