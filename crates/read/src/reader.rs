//! The reader: one input → its reports.

use crate::decode::decode;
use crate::json_lines::Lines;
use crate::row::{Found, Page, Row, Rows};
use crate::zipped::MAX_ZIP_BYTES;
use crate::{
    At, Columns, InputKind, MAX_PAGE_BYTES, ReadError, SNIFF_BYTES, articles, clean, dates, documents, feeds, html, language, mail, office,
    sniff, tables, warc, wire,
};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Cursor, Read as _};
use stemma_model::{PublishedFrom, Report};

/// The longest plain-text input that is read: thousands of times a long report, and no trouble for any machine.
pub const MAX_TEXT_BYTES: usize = 64 << 20;

/// What inputs that lack it are given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Publication date, `YYYY-MM-DD` or RFC 3339.
    pub published: Option<String>,
    /// Who published.
    pub outlet: Option<String>,
    /// Language code; wins over detection, not over a report's own.
    pub lang: Option<String>,
}

/// A report as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The cleaned report.
    pub report: Report,
    /// Where in the input it stands; none when the input is one report.
    pub at: Option<At>,
    /// What was left out or guessed, one sentence each, for people.
    pub warnings: Vec<String>,
}

/// Turns inputs into reports. The same bytes give the same reports, ids included.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    defaults: Defaults,
    from_byte: u64,
    columns: Columns,
}

impl Reader {
    /// A reader that gives `defaults` to what lacks them. An error when a default is itself malformed.
    pub fn new(defaults: Defaults) -> Result<Self, ReadError> {
        let mut defaults = defaults;
        if let Some(given) = defaults.published.take() {
            defaults.published = match dates::published(&given) {
                (Some(date), None) => Some(date),
                (_, Some(why)) => return Err(ReadError::new(why)),
                (None, None) => None,
            };
        }
        if let Some(given) = defaults.lang.take() {
            let code = language::code(&given);
            defaults.lang = Some(code.ok_or_else(|| ReadError::new(format!("{given:?} is not a language code like \"en\"")))?);
        }
        defaults.outlet = defaults.outlet.take().and_then(|o| field(&o));
        Ok(Self { defaults, from_byte: 0, columns: Columns::default() })
    }

    /// The same reader, which begins archives at the first record at this offset or behind it: [`At::Byte`] of a report
    /// that was read before. Other inputs are refused then.
    pub fn from_byte(self, offset: u64) -> Self {
        Self { from_byte: offset, ..self }
    }

    /// The same reader, told which columns of a table hold what.
    pub fn columns(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// The reports of any supported input, unpacked where it is gzipped. `name` is its path, for what its content
    /// leaves open. Memory stays bounded: JSON Lines are read a line at a time, plain text up to [`MAX_TEXT_BYTES`].
    pub fn reports<'a>(&'a self, input: impl io::Read + 'a, name: &str) -> Reports<'a> {
        match self.open(Box::new(input), name, 0) {
            Ok(source) => Reports { reader: self, source },
            Err(error) => Reports { reader: self, source: Source::One(Some(Box::new(Err(error)))) },
        }
    }

    /// The reports of what a server sent for an address: a page, a feed's entries, or a plain text. `content_type` is what
    /// HTTP calls it; the content itself decides first.
    pub fn fetched(&self, body: &[u8], url: &str, content_type: Option<&str>) -> Reports<'_> {
        let declared = content_type.unwrap_or("").to_ascii_lowercase();
        let kind = match sniff(&body[..body.len().min(SNIFF_BYTES)], url.split(['?', '#']).next().unwrap_or(url)) {
            InputKind::Text if declared.contains("html") => InputKind::Html,
            kind => kind,
        };
        let rows: Result<Rows<'_>, ReadError> = match kind {
            InputKind::Feed => feeds::xml(body),
            InputKind::JsonFeed => feeds::json(body),
            InputKind::Html => {
                let charset = warc::charset(content_type.unwrap_or(""));
                let row = Row { url: Some(url.to_owned()), page: Some(Page { bytes: body.to_owned(), charset }), ..Row::default() };
                Ok(Box::new(std::iter::once((None, Ok(row)))))
            }
            InputKind::Text => decode(body).map(|(text, note)| {
                let found = Found { warnings: note.into_iter().collect(), ..Found::default() };
                let row = Row { url: Some(url.to_owned()), text: Some(text.into_owned()), found, ..Row::default() };
                Box::new(std::iter::once((None, Ok(row)))) as Rows<'_>
            }),
            other => Err(refusal(other)),
        };
        match rows {
            Ok(rows) => Reports { reader: self, source: Source::Many(rows) },
            Err(error) => Reports { reader: self, source: Source::One(Some(Box::new(Err(error)))) },
        }
    }

    /// The reports of JSON Lines.
    pub fn json_lines<'a>(&'a self, input: impl BufRead + 'a) -> Reports<'a> {
        Reports { reader: self, source: Source::Many(Box::new(Lines::new(Box::new(input)))) }
    }

    /// The report of a plain text. An error when it is empty, not text, or of a kind that is not plain text.
    pub fn text(&self, bytes: &[u8], name: &str) -> Result<Read, ReadError> {
        if bytes.len() > MAX_TEXT_BYTES {
            return Err(too_long());
        }
        match sniff(&bytes[..bytes.len().min(SNIFF_BYTES)], name) {
            InputKind::Text | InputKind::JsonLines => {}
            // White space may fill the first bytes and words come later.
            InputKind::Empty if !bytes.trim_ascii().is_empty() => {}
            other => return Err(refusal(other)),
        }
        let (text, note) = decode(bytes)?;
        let mut read = self.row(Row { text: Some(text.into_owned()), ..Row::default() })?;
        read.warnings.extend(note);
        Ok(read)
    }

    /// The report of a web page. `transport` is the `Content-Type` that it came with, which may name its character set.
    /// An error when it is too long or built to be expensive.
    pub fn page(&self, bytes: &[u8], transport: Option<&str>) -> Result<Read, ReadError> {
        self.row(Row { page: Some(Page { bytes: bytes.to_vec(), charset: transport.map(str::to_owned) }), ..Row::default() })
    }

    /// The report of one row of fields.
    pub(crate) fn row(&self, row: Row) -> Result<Read, ReadError> {
        let has_words = |field: &Option<String>| field.as_ref().is_some_and(|t| !t.trim().is_empty());
        let is_page = !has_words(&row.text) && (has_words(&row.html) || row.page.is_some());
        let row = if is_page { html::fill(row)? } else { row };
        let found = row.found;
        let text = match &found.blocks {
            Some(blocks) => blocks.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n\n"),
            None => row.text.unwrap_or_default(),
        };
        if found.blocks.is_none() && text.trim().is_empty() {
            return Err(ReadError::new("there are no words in it: \"text\" is missing or empty"));
        }
        let mut warnings = found.warnings;
        let given = row.published.filter(|p| !p.trim().is_empty());
        let published = given.and_then(|given| {
            let (date, warning) = dates::published(&given);
            warnings.extend(warning);
            date
        });
        let published_from = match (&published, &self.defaults.published) {
            (Some(_), _) => found.published_from.or(row.published_from.as_deref().and_then(published_from)).unwrap_or(PublishedFrom::Given),
            (None, Some(_)) => PublishedFrom::Given,
            (None, None) => PublishedFrom::None,
        };
        let published = published.or_else(|| self.defaults.published.clone());
        let clean_field = |value: Option<String>| value.and_then(|v| field(&v));
        let (url, outlet) = (clean_field(row.url), clean_field(row.outlet).or_else(|| self.defaults.outlet.clone()));
        let id = clean_field(row.id).unwrap_or_else(|| make_id(&text, url.as_deref(), outlet.as_deref(), published.as_deref()));
        let lang = clean_field(row.lang).and_then(|given| {
            let code = language::code(&given);
            if code.is_none() {
                warnings.push(format!("lang {given:?} is not a language code; the language was detected"));
            }
            code
        });
        let mut cleaned = match found.blocks {
            Some(blocks) => clean::clean_blocks(blocks),
            None => clean::clean(&text),
        };
        cleaned.removed.splice(0..0, found.removed);
        let mut report = Report {
            id,
            url,
            outlet,
            title: clean_field(row.title),
            byline: clean_field(row.byline).or(cleaned.byline),
            published_from,
            published,
            updated: clean_field(found.updated.or(row.updated)),
            canonical: clean_field(found.canonical.or(row.canonical)),
            version_of: clean_field(row.version_of),
            lang: lang
                .or_else(|| self.defaults.lang.clone())
                .or_else(|| language::detect(&cleaned.text))
                .or_else(|| found.lang.as_deref().and_then(language::code)),
            page: found.page,
            text: cleaned.text,
            blocks: cleaned.blocks,
            removed: cleaned.removed,
            ..Report::default()
        };
        wire::credit(&mut report);
        Ok(Read { report, at: None, warnings })
    }

    fn open<'a>(&'a self, mut input: Box<dyn io::Read + 'a>, name: &str, depth: usize) -> Result<Source<'a>, ReadError> {
        let first = read_up_to(&mut input, SNIFF_BYTES)?;
        let kind = sniff(&first, name);
        let packed_archive = kind == InputKind::Gzip && warc::begins_warc(&first);
        let input = Cursor::new(first).chain(input);
        if packed_archive || kind == InputKind::Warc {
            return Ok(Source::Many(Box::new(warc::Rows::new(Box::new(input), packed_archive, self.from_byte))));
        }
        match kind {
            InputKind::Gzip if depth < 2 => {}
            _ if self.from_byte > 0 => return Err(ReadError::new("only WARC archives can be read from an offset")),
            _ => {}
        }
        match kind {
            // Gzip within gzip happens; deeper nesting is a trap.
            InputKind::Gzip if depth < 2 => self.open(Box::new(MultiGzDecoder::new(BufReader::new(input))), name, depth + 1),
            InputKind::JsonLines => Ok(Source::Many(Box::new(Lines::new(Box::new(BufReader::with_capacity(1 << 16, input)))))),
            InputKind::Text | InputKind::Empty => {
                let bytes = read_up_to(&mut Box::new(input), MAX_TEXT_BYTES + 1)?;
                if bytes.len() <= MAX_TEXT_BYTES
                    && let Some(rows) = decode(&bytes).ok().and_then(|(text, _)| articles::rows(&text))
                {
                    return Ok(Source::Many(rows));
                }
                Ok(Source::One(Some(Box::new(self.text(&bytes, name)))))
            }
            InputKind::Feed | InputKind::JsonFeed => {
                let bytes = read_up_to(&mut Box::new(input), MAX_TEXT_BYTES + 1)?;
                if bytes.len() > MAX_TEXT_BYTES {
                    return Err(ReadError::new(format!("it is a feed of more than {} MiB, which is no feed's size", MAX_TEXT_BYTES >> 20)));
                }
                Ok(Source::Many(if kind == InputKind::Feed { feeds::xml(&bytes) } else { feeds::json(&bytes) }?))
            }
            InputKind::Mailbox => Ok(Source::Many(mail::mailbox(Box::new(input)))),
            InputKind::Rtf | InputKind::Mail | InputKind::Pdf => {
                let bytes = read_up_to(&mut Box::new(input), mail::MAX_MAIL_BYTES + 1)?;
                if bytes.len() > mail::MAX_MAIL_BYTES {
                    return Err(too_long());
                }
                Ok(Source::Many(match kind {
                    InputKind::Rtf => documents::rich_text(&bytes),
                    InputKind::Pdf => documents::pdf(bytes)?,
                    _ => Box::new(std::iter::once((None, mail::row(&bytes)))),
                }))
            }
            InputKind::Table => Ok(Source::Many(tables::csv_rows(Box::new(input), &self.columns)?)),
            InputKind::Zip | InputKind::Ole => {
                let bytes = read_up_to(&mut Box::new(input), MAX_ZIP_BYTES + 1)?;
                if bytes.len() > MAX_ZIP_BYTES {
                    return Err(ReadError::new(format!("it is longer than {} MiB; unpack it first", MAX_ZIP_BYTES >> 20)));
                }
                Ok(Source::Many(office::rows(bytes, &self.columns)?))
            }
            InputKind::Html => {
                let bytes = read_up_to(&mut Box::new(input), MAX_PAGE_BYTES + 1)?;
                Ok(Source::One(Some(Box::new(self.page(&bytes, None)))))
            }
            other => Err(refusal(other)),
        }
    }
}

/// The reports of one input, in its order. An error of one line does not end it.
pub struct Reports<'a> {
    reader: &'a Reader,
    source: Source<'a>,
}

enum Source<'a> {
    One(Option<Box<Result<Read, ReadError>>>),
    Many(Rows<'a>),
}

impl Iterator for Reports<'_> {
    type Item = Result<Read, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.source {
            Source::One(read) => read.take().map(|r| *r),
            Source::Many(rows) => rows.next().map(|(at, row)| {
                let placed = |e: ReadError| at.filter(|_| e.position().is_none()).map_or(e.clone(), |at| ReadError::at(at, e.message()));
                let part = row.as_ref().ok().and_then(|row| row.found.part.clone());
                let within = |said: &str| part.as_ref().map_or(said.to_owned(), |part| format!("{part}: {said}"));
                let parted = |e: ReadError| if part.is_some() { ReadError::new(within(e.message())) } else { e };
                let read = row.and_then(|row| self.reader.row(row).map_err(parted)).map_err(placed)?;
                let warnings = read.warnings.iter().map(|w| within(w)).collect();
                Ok(Read { at, warnings, ..read })
            }),
        }
    }
}

/// Why an input of this kind gives no reports.
fn refusal(kind: InputKind) -> ReadError {
    ReadError::new(match kind {
        InputKind::Empty => "it is empty",
        InputKind::Gzip => "it is gzip within gzip within gzip; unpack it first",
        InputKind::Html => "it is a web page, not plain text",
        InputKind::Feed | InputKind::JsonFeed => "it is a feed, not plain text",
        InputKind::Warc => "this is a WARC archive, not one report",
        InputKind::Json => "this is JSON, but not one object a line; JSON Lines are wanted (jq -c . FILE, or jq -c .[] for an array)",
        InputKind::Binary => "this is not text (a picture, PDF, archive or program?); give plain text or JSON Lines",
        InputKind::Table | InputKind::Zip | InputKind::Ole | InputKind::Pdf | InputKind::Rtf | InputKind::Mail | InputKind::Mailbox => {
            "this is a file of several parts, not one text"
        }
        InputKind::Text | InputKind::JsonLines => "it cannot be read as plain text",
    })
}

fn too_long() -> ReadError {
    ReadError::new(format!("it is longer than {} MiB; split it into its reports, or give JSON Lines", MAX_TEXT_BYTES >> 20))
}

fn read_up_to(input: &mut Box<impl io::Read + ?Sized>, limit: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    match input.take(limit as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(ReadError::new(format!("it could not be read to its end: {error}"))),
    }
}

/// Where a date was found, by the name that reports give it; none for a name that is not known.
fn published_from(name: &str) -> Option<PublishedFrom> {
    serde_json::from_value(name.into()).ok()
}

/// A field's value on one line; none when there are no words in it.
fn field(value: &str) -> Option<String> {
    let mut clean = String::with_capacity(value.len());
    for word in value.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}').filter(|w| !w.is_empty()) {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    (!clean.is_empty()).then_some(clean)
}

/// 16 hexadecimal digits of a SHA-256 over the parts, each with its length before it, so that no two lists of parts
/// read the same.
fn make_id(text: &str, url: Option<&str>, outlet: Option<&str>, published: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in [Some(text), url, outlet, published] {
        let part = part.unwrap_or("");
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
