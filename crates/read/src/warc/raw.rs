//! A file's bytes as they lie on the disk; those since a mark are kept, so that they can be read again.

use std::io::{self, BufRead, Read};

/// How many bytes behind a mark are kept: packed, more than the longest page that is read.
const KEPT: usize = 32 << 20;

/// How many bytes are asked for at once.
const STEP: usize = 1 << 16;

/// A stream of bytes that can go back to a mark.
pub(super) struct Raw<'a> {
    input: Box<dyn Read + 'a>,
    held: Vec<u8>,
    /// Where in `held` the mark is, and where reading is.
    mark: usize,
    at: usize,
    /// The offset of the first held byte.
    base: u64,
    /// Why nothing more can be read; kept, so that a decoder cannot swallow it.
    pub failed: Option<String>,
}

impl<'a> Raw<'a> {
    pub fn new(input: Box<dyn Read + 'a>) -> Self {
        Self { input, held: Vec::new(), mark: 0, at: 0, base: 0, failed: None }
    }

    /// The offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Puts the mark here: what lies before is let go.
    pub fn mark(&mut self) {
        self.mark = self.at;
    }

    /// Goes back to `count` bytes behind the mark, as far as those are still kept.
    pub fn rewind(&mut self, count: usize) {
        self.at = (self.mark + count).min(self.at);
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        buffer[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Raw<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.held.len() && self.failed.is_none() {
            if self.at - self.mark > KEPT {
                self.mark = self.at;
            }
            if self.mark >= 4 * STEP {
                self.held.drain(..self.mark);
                self.held.shrink_to(8 * STEP);
                (self.base, self.at, self.mark) = (self.base + self.mark as u64, self.at - self.mark, 0);
            }
            self.held.resize(self.at + STEP, 0);
            let read = loop {
                match self.input.read(&mut self.held[self.at..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.held.truncate(self.at + *read.as_ref().unwrap_or(&0));
            if let Err(error) = read {
                self.failed = Some(error.to_string());
                return Err(error);
            }
        }
        Ok(&self.held[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.held.len());
    }
}
