//! RTF (Rich Text Format 1.9.1): its words, without its looks.

use super::Words;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashSet;

/// Groups of which nothing is printed.
const SILENT: [&str; 24] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "fldinst",
    "filetbl",
    "bkmkstart",
    "bkmkend",
    "nonshppict",
    "mmathPr",
    "pgptbl",
    "userprops",
];

/// Groups that stand on the page, and not in its text.
const AROUND: [&str; 9] = ["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote"];

/// What holds within a pair of braces.
#[derive(Clone, Copy)]
struct Group {
    silent: bool,
    around: bool,
    hidden: bool,
    /// How many characters stand behind `\u` for readers without Unicode.
    fallback: u16,
}

/// Groups within groups that are told apart; those deeper count to the last.
const MAX_DEPTH: usize = 2000;

struct Reading {
    words: Words,
    paragraph: String,
    around: String,
    /// What `words.around` holds, since a document may have a hundred thousand notes.
    noted: HashSet<String>,
    /// Bytes of the document's encoding that were not decoded yet.
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    /// Half of a pair of UTF-16.
    high: Option<u16>,
    /// Characters that a `\u` replaces.
    skip: u16,
    group: Group,
}

/// The words of an RTF file. Whatever the bytes, this ends and gives what can be read.
pub(super) fn words(input: &[u8]) -> Words {
    let group = Group { silent: false, around: false, hidden: false, fallback: 1 };
    let mut reading = Reading {
        words: Words::default(),
        paragraph: String::new(),
        around: String::new(),
        noted: HashSet::new(),
        bytes: Vec::new(),
        encoding: WINDOWS_1252,
        high: None,
        skip: 0,
        group,
    };
    let mut stack: Vec<Group> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = input.get(at).copied() {
        at += 1;
        match byte {
            b'{' => {
                reading.flush();
                depth += 1;
                if stack.len() < MAX_DEPTH {
                    stack.push(reading.group);
                }
                reading.skip = 0;
            }
            b'}' => {
                reading.flush();
                let was = reading.group.around;
                if depth <= stack.len() {
                    reading.group = stack.pop().unwrap_or(group);
                }
                depth = depth.saturating_sub(1);
                reading.skip = 0;
                if was && !reading.group.around {
                    reading.end_around();
                }
            }
            b'\\' => at = reading.control(input, at),
            b'\r' | b'\n' | 0 => {}
            other => reading.byte(other),
        }
    }
    reading.flush();
    reading.end_paragraph();
    reading.end_around();
    reading.words
}

impl Reading {
    /// Reads what follows a backslash at `at`; returns where it ends.
    fn control(&mut self, input: &[u8], at: usize) -> usize {
        let Some(first) = input.get(at).copied() else { return at };
        if !first.is_ascii_alphabetic() {
            match first {
                b'\'' => {
                    let hex =
                        input.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
                    let Some(byte) = hex else { return at + 1 };
                    self.byte(byte);
                    return at + 3;
                }
                b'~' => self.text("\u{a0}"),
                b'_' => self.text("-"),
                b'*' => self.group.silent = true,
                b'\\' | b'{' | b'}' => self.byte(first),
                b'\r' | b'\n' => self.end_paragraph(),
                _ => {}
            }
            return at + 1;
        }
        let rest = &input[at..];
        let length = rest.iter().take_while(|b| b.is_ascii_alphabetic()).take(32).count();
        let name = std::str::from_utf8(&rest[..length]).unwrap_or("");
        let minus = usize::from(rest.get(length) == Some(&b'-'));
        let digits = rest[length + minus..].iter().take_while(|b| b.is_ascii_digit()).take(10).count();
        let end = length + if digits > 0 { minus + digits } else { 0 };
        let number = std::str::from_utf8(&rest[length..end]).ok().and_then(|n| n.parse::<i64>().ok());
        let end = at + end + usize::from(rest.get(end) == Some(&b' '));
        self.word(name, number);
        // Binary data follow, as many bytes as it says.
        if name == "bin" { end.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)) } else { end }
    }

    fn word(&mut self, name: &str, number: Option<i64>) {
        match name {
            "par" | "row" | "sect" | "page" => self.end_paragraph(),
            "line" => self.text("\n"),
            "tab" | "cell" => self.text("\t"),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "emspace" | "enspace" | "qmspace" => self.text(" "),
            "v" | "deleted" => self.group.hidden = number != Some(0),
            "plain" => self.group.hidden = false,
            "uc" => self.group.fallback = number.and_then(|n| u16::try_from(n).ok()).unwrap_or(1).min(16),
            "u" => self.unicode(number.unwrap_or(0)),
            "ansicpg" => {
                let label = format!("windows-{}", number.unwrap_or(1252));
                self.encoding =
                    if number == Some(65001) { encoding_rs::UTF_8 } else { Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252) };
            }
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            _ if SILENT.contains(&name) => self.group.silent = true,
            _ if AROUND.contains(&name) => self.group.around = true,
            _ => {}
        }
    }

    /// A code unit of UTF-16, written as a signed number.
    fn unicode(&mut self, number: i64) {
        let unit = (number & 0xffff) as u16;
        self.flush();
        let decoded: String = match self.high.take() {
            Some(high) => char::decode_utf16([high, unit]).map(|c| c.unwrap_or('\u{fffd}')).collect(),
            None if (0xd800..0xdc00).contains(&unit) => {
                self.high = Some(unit);
                String::new()
            }
            None => char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}').to_string(),
        };
        self.put(&decoded);
        self.skip = self.group.fallback;
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.bytes.push(byte);
        }
    }

    /// Decodes the bytes that are waiting: those of one character may stand in several places.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = self.encoding.decode_without_bom_handling(&bytes).0.into_owned();
            self.put(&text);
        }
    }

    fn text(&mut self, text: &str) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        match self.group {
            Group { silent: true, .. } | Group { hidden: true, .. } => {}
            Group { around: true, .. } => self.around.push_str(text),
            _ => self.paragraph.push_str(text),
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.group.around {
            self.around.push('\n');
            return;
        }
        if self.group.silent {
            return;
        }
        let paragraph = self.paragraph.trim();
        if !paragraph.is_empty() {
            if !self.words.text.is_empty() {
                self.words.text.push_str("\n\n");
            }
            self.words.text.push_str(paragraph);
        }
        self.paragraph.clear();
    }

    fn end_around(&mut self) {
        let text = std::mem::take(&mut self.around).trim().to_owned();
        if !text.is_empty() && self.noted.insert(text.clone()) {
            self.words.around.push(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_taken_out_of_their_looks() {
        let rtf =
            br"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\*\generator Nobody;}{\info{\title Secret}}{\header Corvan Post\par}
\pard\f0\fs24 Two {\b people} were hurt in M\'e4rn\par It cost \u8364?5, \ldblquote all\rdblquote  of it.{\v hidden}\par
\uc0\u55357\u56613 fire {\field{\*\fldinst HYPERLINK x}{\fldrslt link}} a\\b\{c\}\line d\par}";
        let words = words(rtf);
        assert_eq!(words.text, "Two people were hurt in Märn\n\nIt cost €5, “all” of it.\n\n🔥fire link a\\b{c}\nd");
        assert_eq!(words.around, ["Corvan Post"]);
    }

    #[test]
    fn broken_files_give_what_they_hold() {
        assert_eq!(words(b"{\\rtf1 Two were hurt\\").text, "Two were hurt");
        assert_eq!(words(b"}}}Two\\bin99999999999 x").text, "Two");
        assert_eq!(
            words(&[b"{\\rtf1 ".as_slice(), &b"{".repeat(100_000), b"Two", &b"}".repeat(100_000), b" more"].concat()).text,
            "Two more"
        );
    }
}
