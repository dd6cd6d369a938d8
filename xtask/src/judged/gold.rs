//! `xtask/judged.tsv`: what readers who did not see the program's answer took a place of a report to say, one reader a place. It holds hashes
//! and offsets and no words of the reports.

use std::ops::Range;
use std::path::Path;

/// What a sentence says with one trigger.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The set that the report is of.
    pub set: String,
    /// [`hash`] of the report's id.
    pub report: u64,
    /// Whether the sentence is the headline's.
    pub title: bool,
    /// [`hash`] of the sentence.
    pub sentence: u64,
    /// Where in the sentence the trigger stands; none for a `statement`.
    pub trigger: Option<Range<i64>>,
    /// The claim's type when it was annotated.
    pub kind: String,
    /// Whether the sentence speaks of such an event: yes, loosely, or no.
    pub event: Event,
    /// Actor, target, place, instrument: fillers, each with the ranges that are as good; none where it was not to be said.
    pub roles: [Option<Vec<Vec<Range<i64>>>>; 4],
    /// Low and high; `Some(None)` where there is no number, none where it was not to be said.
    pub figure: Option<Option<(Option<i64>, Option<i64>)>>,
    /// Who says it.
    pub source: Source,
    /// The modality's name.
    pub modality: Option<String>,
}

/// Whether there is an event of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Yes.
    Yes,
    /// It can be argued.
    Loose,
    /// No.
    No,
}

/// Who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It was not to be said.
    Unknown,
    /// The report.
    Nobody,
    /// Someone whose name stands elsewhere.
    Somebody,
    /// Ranges that name the source.
    At(Vec<Range<i64>>),
}

/// FNV-1a of the bytes: names a report or sentence without holding it.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The rows of the file, in its order.
pub fn read(path: &Path) -> Result<Vec<Gold>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let rows = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
    rows.map(|(i, line)| row(line).ok_or_else(|| format!("{}:{}: not a row of this file", path.display(), i + 1))).collect()
}

fn row(line: &str) -> Option<Gold> {
    let f: Vec<&str> = line.split('\t').collect();
    let [set, report, field, sentence, at, length, kind, event, actor, target, place, instrument, figure, source, modality, ..] = f[..]
    else {
        return None;
    };
    let hex = |s: &str| u64::from_str_radix(s, 16).ok();
    let trigger = match (at, length) {
        ("-", _) => None,
        (at, length) => Some(at.parse().ok()?..at.parse::<i64>().ok()? + length.parse::<i64>().ok()?),
    };
    let event = match event {
        "yes" => Event::Yes,
        "loose" => Event::Loose,
        "no" => Event::No,
        _ => return None,
    };
    Some(Gold {
        set: set.to_owned(),
        report: hex(report)?,
        title: field == "title",
        sentence: hex(sentence)?,
        trigger,
        kind: kind.to_owned(),
        event,
        roles: [role(actor)?, role(target)?, role(place)?, role(instrument)?],
        figure: match figure {
            "?" => None,
            "-" => Some(None),
            f => {
                let (low, high) = f.split_once("..")?;
                Some(Some((low.parse().ok(), high.parse().ok())))
            }
        },
        source: match source {
            "?" => Source::Unknown,
            "-" => Source::Nobody,
            "+" => Source::Somebody,
            s => Source::At(ranges(s, ':')?),
        },
        modality: (modality != "?").then(|| modality.to_owned()),
    })
}

#[allow(clippy::option_option)]
fn role(text: &str) -> Option<Option<Vec<Vec<Range<i64>>>>> {
    match text {
        "?" => Some(None),
        "-" => Some(Some(Vec::new())),
        t => t.split(';').map(|filler| ranges(filler, '-')).collect::<Option<Vec<_>>>().map(Some),
    }
}

fn ranges(text: &str, between: char) -> Option<Vec<Range<i64>>> {
    text.split('|').map(|r| r.split_once(between).and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?))).collect()
}
