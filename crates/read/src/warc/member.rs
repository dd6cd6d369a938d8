//! Archives by how they are packed: not at all, a gzip member a record, or gzipped as a whole.

use super::raw::Raw;
use super::record::{self, Record, Step};
use super::window::Window;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use std::io::{BufRead, Read};

/// What came next in an archive.
pub(super) enum Next {
    Record(Record),
    /// At this offset is something that is no whole record; why.
    Bad(u64, String),
    End,
}

/// An archive on its way.
pub(super) struct Archive<'a> {
    state: State<'a>,
    /// Said before the first record: where reading begins when that is not where it was asked for.
    told: Option<(u64, String)>,
}

enum State<'a> {
    /// Not packed; offsets count in the file.
    Plain(Window<Raw<'a>>),
    /// Gzipped as a whole; offsets count in the unpacked file.
    Whole(Window<Box<MultiGzDecoder<Raw<'a>>>>),
    /// Between gzip members.
    Between(Raw<'a>),
    /// Within a gzip member that begins at this offset of the file, where all its records are said to stand.
    Member(u64, Window<Box<GzDecoder<Raw<'a>>>>),
    Over,
}

const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// Whether gzip data that begin so unpack to a WARC archive.
pub(crate) fn begins_warc(first: &[u8]) -> bool {
    let mut head = [0; 5];
    GzDecoder::new(first).read_exact(&mut head).is_ok() && &head == b"WARC/"
}

impl<'a> Archive<'a> {
    /// The records at `from` and behind.
    pub fn new(input: Box<dyn Read + 'a>, gzip: bool, from: u64) -> Self {
        let raw = Raw::new(input);
        let (state, found) = match gzip {
            false => State::plain(raw, from),
            true => State::packed(raw, from),
        };
        let told = (found != from).then(|| (from, format!("no record begins here; reading goes on at byte {found}")));
        Self { state, told }
    }

    pub fn next(&mut self) -> Next {
        if let Some((at, what)) = self.told.take() {
            return Next::Bad(at, what);
        }
        loop {
            self.state = match std::mem::replace(&mut self.state, State::Over) {
                State::Plain(mut window) => match record::next(&mut window) {
                    Ok(Step::End) => State::Over,
                    Ok(step) => return self.found(State::Plain(window), step),
                    Err(error) => return Next::Bad(window.offset(), format!("the rest could not be read: {error}")),
                },
                State::Whole(mut window) => match record::next(&mut window) {
                    Ok(Step::End) => State::Over,
                    Ok(step) => return self.found(State::Whole(window), step),
                    Err(error) => {
                        let why = format!("the file is gzipped as a whole and broken, so the rest cannot be unpacked: {error}");
                        return Next::Bad(window.offset(), why);
                    }
                },
                State::Between(raw) => match open(raw) {
                    Opened::Member(at, decoder) => State::Member(at, Window::new(decoder, 0)),
                    Opened::Rubbish(at, raw) => return self.bad(State::Between(raw), at, "what stands here is neither gzip nor a record"),
                    Opened::Failed(at, why) => return Next::Bad(at, format!("the rest could not be read: {why}")),
                    Opened::End => State::Over,
                },
                State::Member(at, mut window) => match record::next(&mut window) {
                    Ok(Step::End) => State::Between(window.into_input().into_inner()),
                    Ok(Step::Record(record)) => {
                        self.state = State::Member(at, window);
                        return Next::Record(Record { at, ..record });
                    }
                    Ok(Step::Bad(_, why)) => return self.bad(State::Member(at, window), at, &why),
                    Err(error) => {
                        let mut raw = window.into_input().into_inner();
                        if let Some(why) = raw.failed.take() {
                            return Next::Bad(at, format!("the rest could not be read: {why}"));
                        }
                        // It may have eaten of the members behind it.
                        raw.rewind(1);
                        return self.bad(
                            State::Between(find(raw)),
                            at,
                            &format!("the record's gzip data are broken ({error}); it was skipped"),
                        );
                    }
                },
                State::Over => return Next::End,
            }
        }
    }

    fn found(&mut self, state: State<'a>, step: Step) -> Next {
        self.state = state;
        match step {
            Step::Record(record) => Next::Record(record),
            Step::Bad(at, why) => Next::Bad(at, why),
            Step::End => Next::End,
        }
    }

    fn bad(&mut self, state: State<'a>, at: u64, why: &str) -> Next {
        self.state = state;
        Next::Bad(at, why.to_owned())
    }
}

impl<'a> State<'a> {
    /// Returns where reading begins, too.
    fn plain(raw: Raw<'a>, from: u64) -> (Self, u64) {
        let mut window = Window::new(raw, 0);
        let found = reach(&mut window, from);
        (State::Plain(window), found)
    }

    fn packed(mut raw: Raw<'a>, from: u64) -> (Self, u64) {
        raw.mark();
        let mut first = Window::new(GzDecoder::new(raw), 0);
        let alone = match record::next(&mut first) {
            // A broken first member says nothing; only members let reading go on behind it.
            Ok(_) => matches!(first.fill(1), Err(_) | Ok([])) || matches!(record::next(&mut first), Ok(Step::End) | Err(_)),
            Err(_) => true,
        };
        let mut raw = first.into_input().into_inner();
        raw.rewind(0);
        if !alone {
            let mut window = Window::new(Box::new(MultiGzDecoder::new(raw)), 0);
            let found = reach(&mut window, from);
            return (State::Whole(window), found);
        }
        let mut left = from;
        while left > 0 {
            let n = raw.fill_buf().map_or(0, <[u8]>::len).min(usize::try_from(left).unwrap_or(usize::MAX));
            if n == 0 {
                break;
            }
            raw.consume(n);
            raw.mark();
            left -= n as u64;
        }
        let raw = if from > 0 { find(raw) } else { raw };
        let found = raw.offset();
        (State::Between(raw), found)
    }
}

/// Goes on to the first record at `from` or behind it. Returns where that is.
fn reach<R: Read>(window: &mut Window<R>, from: u64) -> u64 {
    // What cannot be read is told when the next record is wanted.
    let there = window.skip(from).is_ok_and(|n| n == from);
    if there && from > 0 && !window.fill(5).is_ok_and(|held| held.starts_with(b"WARC/")) {
        let _ = record::seek(window);
    }
    window.offset()
}

enum Opened<'a> {
    Member(u64, Box<GzDecoder<Raw<'a>>>),
    Rubbish(u64, Raw<'a>),
    Failed(u64, String),
    End,
}

/// Opens the gzip member that should begin here.
fn open(mut raw: Raw<'_>) -> Opened<'_> {
    raw.mark();
    let at = raw.offset();
    match peek(&mut raw) {
        Err(why) => Opened::Failed(at, why),
        Ok(head) if head.is_empty() => Opened::End,
        Ok(head) if head == GZIP => Opened::Member(at, Box::new(GzDecoder::new(raw))),
        // Zeros fill up files that were copied in blocks.
        Ok(_) => Opened::Rubbish(at, find(raw)),
    }
}

/// The next three bytes, which stay.
fn peek(raw: &mut Raw<'_>) -> Result<Vec<u8>, String> {
    let mut head = Vec::new();
    raw.mark();
    let read = raw.by_ref().take(3).read_to_end(&mut head);
    raw.rewind(0);
    read.map(|_| head).map_err(|e| e.to_string())
}

/// Goes on to the next gzip member that unpacks to a record, else to the end.
fn find(mut raw: Raw<'_>) -> Raw<'_> {
    loop {
        raw.mark();
        let Ok(held) = raw.fill_buf() else { return raw };
        if held.is_empty() {
            return raw;
        }
        match held.iter().position(|b| *b == GZIP[0]) {
            None => {
                let n = held.len();
                raw.consume(n);
            }
            Some(at) => {
                raw.consume(at);
                raw.mark();
                if peek(&mut raw).is_ok_and(|head| head == GZIP) {
                    let mut decoder = GzDecoder::new(raw);
                    let mut head = [0; 5];
                    let is_record = decoder.read_exact(&mut head).is_ok() && &head == b"WARC/";
                    raw = decoder.into_inner();
                    raw.rewind(0);
                    if is_record {
                        return raw;
                    }
                }
                raw.consume(1);
            }
        }
    }
}
