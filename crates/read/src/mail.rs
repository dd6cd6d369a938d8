//! Mails: newsletters as `.eml`, and the mailboxes (mbox) that mail programs keep.

use crate::row::{Row, Rows};
use crate::{At, ReadError};
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders};
use std::io::{BufRead, BufReader, Read};
use stemma_model::{Removed, RemovedWhy};

/// The longest mail that is read, with its attachments.
pub(crate) const MAX_MAIL_BYTES: usize = 64 << 20;

/// Headers that mails have and other texts do not.
const TELLING: [&str; 7] = ["message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature", "content-type"];
const USUAL: [&str; 8] = ["from", "to", "subject", "date", "reply-to", "cc", "sender", "list-unsubscribe"];

/// Whether a text begins with a mail's headers: two that are usual, and one that only mails have.
pub(crate) fn looks_like_mail(first: &[u8]) -> bool {
    let (mut telling, mut usual) = (0, 0);
    for line in first.split(|b| *b == b'\n').map(|l| l.strip_suffix(b"\r").unwrap_or(l)) {
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|b| *b == b':').filter(|at| (1..40).contains(at)) else { return false };
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        telling += usize::from(TELLING.contains(&name.as_str()));
        usual += usize::from(USUAL.contains(&name.as_str()));
    }
    telling >= 1 && usual >= 2
}

/// Whether a text is a mailbox: a "From " line, then a mail's headers (RFC 4155).
pub(crate) fn looks_like_mailbox(first: &[u8]) -> bool {
    let end = first.iter().position(|b| *b == b'\n').unwrap_or(first.len());
    first.starts_with(b"From ") && first.get(end + 1..).is_some_and(looks_like_mail)
}

/// The row of one mail.
pub(crate) fn row(bytes: &[u8]) -> Result<Row, ReadError> {
    let message = MessageParser::default().parse(bytes).ok_or_else(|| ReadError::new("it has no headers of a mail"))?;
    let mut row = Row { title: message.subject().map(str::to_owned), outlet: message.from().and_then(sender), ..Row::default() };
    // A mail's date is when it was sent, which for a newsletter is when it was published: given in the input.
    row.published = message.date().map(|d| d.to_rfc3339()).and_then(|d| crate::dates::published(&d).0);
    let encrypted = |m: &Message<'_>| {
        m.parts.iter().any(|p| p.content_type().is_some_and(|t| t.subtype() == Some("encrypted") || t.subtype() == Some("pkcs7-mime")))
    };
    if encrypted(&message) {
        return Err(ReadError::new("the mail is encrypted; save it decrypted"));
    }
    let is_html = |part: &u32| message.parts.get(*part as usize).is_some_and(|p| p.is_text_html());
    // A picture in the middle of a mail divides its text into parts; all of them are the mail.
    if message.html_body.iter().any(is_html) {
        let parts = (0..message.html_body.len()).filter_map(|at| message.body_html(at));
        row.html = Some(parts.collect::<Vec<_>>().join("\n"));
        row.may_quote = true;
    } else {
        let parts: Vec<_> = (0..message.text_body.len()).filter_map(|at| message.body_text(at)).collect();
        if parts.is_empty() {
            return Err(ReadError::new("the mail has no text, only attachments"));
        }
        let (own, quoted) = own_words(&parts.join("\n\n"));
        row.text = Some(own);
        row.found.removed.extend(quoted.into_iter().map(|text| Removed { text, why: RemovedWhy::Quoted }));
    }
    let names: Vec<String> = message.attachments().map(named).collect();
    if !names.is_empty() {
        row.found.warnings.push(format!("its attachments were not read: {}", names.join(", ")));
    }
    Ok(row)
}

/// What an attachment is called; without a name what it is.
fn named(part: &MessagePart<'_>) -> String {
    let kind = || match part.content_type() {
        Some(t) if t.ctype() == "message" => "a mail".to_owned(),
        Some(t) => format!("{}/{}", t.ctype(), t.subtype().unwrap_or("unknown")),
        None => "a part without a name".to_owned(),
    };
    part.attachment_name().map_or_else(kind, str::to_owned)
}

/// The name of the sender, else the domain of the address.
fn sender(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    first.name().map(str::to_owned).or_else(|| first.address()?.rsplit_once('@').map(|(_, domain)| domain.to_owned()))
}

/// How many lines from the end a signature begins at most that only dashes begin: netiquette allows four lines (RFC 3676, 4.3).
const SIGNATURE_LINES: usize = 8;

/// A mail's own words, and what it quotes or forwards.
fn own_words(text: &str) -> (String, Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    let forwarded = lines.iter().position(|l| {
        let l = l.trim().trim_matches('-').trim().to_lowercase();
        ["original message", "forwarded message", "begin forwarded message:", "ursprüngliche nachricht", "message transféré"]
            .contains(&l.as_str())
    });
    let (own, behind) = lines.split_at(forwarded.unwrap_or(lines.len()));
    let (mut kept, mut quoted, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for (i, line) in own.iter().enumerate() {
        // "On Monday, Ada wrote:" belongs to what it introduces.
        let opens =
            line.trim_end().ends_with(':') && own[i + 1..].iter().find(|l| !l.trim().is_empty()).is_some_and(|l| l.starts_with('>'));
        if line.starts_with('>') || opens {
            open.push(*line);
        } else {
            if !open.is_empty() && !line.trim().is_empty() {
                quoted.push(std::mem::take(&mut open).join("\n"));
            }
            kept.push(*line);
        }
    }
    quoted.extend([open.join("\n"), behind.join("\n")].into_iter().filter(|q| !q.trim().is_empty()));
    // A signature is none of the report (RFC 3676, 4.3).
    // Programs lose the space behind the dashes; newsletters have such lines between their items.
    let ends = |(at, l): (usize, &&str)| *l == "-- " || l.trim_end() == "--" && kept.len() - at <= SIGNATURE_LINES;
    let signature = kept.iter().enumerate().position(|(at, l)| ends((at, l))).unwrap_or(kept.len());
    let behind = kept.split_off(signature).join("\n");
    quoted.extend((!behind.trim().is_empty()).then_some(behind));
    let own = kept.join("\n");
    // A mail that is nothing but what it forwards tells just that.
    if own.trim().is_empty() { (text.to_owned(), Vec::new()) } else { (own, quoted) }
}

/// The mails of a mailbox, one after another, in bounded memory.
pub(crate) fn mailbox<'a>(input: Box<dyn Read + 'a>) -> Rows<'a> {
    Box::new(Mailbox { input: BufReader::new(input), line: Vec::new(), number: 0, ended: false })
}

struct Mailbox<'a> {
    input: BufReader<Box<dyn Read + 'a>>,
    line: Vec<u8>,
    number: u64,
    ended: bool,
}

impl Iterator for Mailbox<'_> {
    type Item = (Option<At>, Result<Row, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            if let Some(found) = self.mail() {
                return Some(found);
            }
        }
        None
    }
}

impl Mailbox<'_> {
    /// The next mail; none when there is nothing between two "From " lines.
    fn mail(&mut self) -> Option<(Option<At>, Result<Row, ReadError>)> {
        let (mut mail, mut blank, mut long) = (Vec::new(), true, false);
        loop {
            self.line.clear();
            // A line longer than a mail may be is taken in pieces.
            match self.input.by_ref().take(MAX_MAIL_BYTES as u64).read_until(b'\n', &mut self.line) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    return Some((Some(At::Article(self.number + 1)), Err(ReadError::new(format!("the rest could not be read: {error}")))));
                }
            }
            if blank && self.line.starts_with(b"From ") {
                if mail.is_empty() && !long {
                    continue;
                }
                break;
            }
            blank = self.line.trim_ascii().is_empty();
            // Lines of the mail itself that begin so are marked (RFC 4155).
            let marks = self.line.iter().take_while(|b| **b == b'>').count();
            let line = if marks > 0 && self.line[marks..].starts_with(b"From ") { &self.line[1..] } else { &self.line };
            long |= mail.len() + line.len() > MAX_MAIL_BYTES;
            if !long {
                mail.extend_from_slice(line);
            }
        }
        if mail.trim_ascii().is_empty() && !long {
            return None;
        }
        self.number += 1;
        let read = if long {
            Err(ReadError::new(format!("the mail is longer than {} MiB and was skipped", MAX_MAIL_BYTES >> 20)))
        } else {
            row(&mail)
        };
        Some((Some(At::Article(self.number)), read))
    }
}
