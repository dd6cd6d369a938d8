//! A stretch of a stream, held in memory, that can be looked at before it is passed.

use std::io::{self, Read};

/// How many bytes are asked for at once.
const STEP: usize = 1 << 16;

/// A stream with the offset of what comes next in it.
pub(super) struct Window<R> {
    input: R,
    held: Vec<u8>,
    /// How much of `held` was passed.
    passed: usize,
    /// Of the first byte not passed.
    offset: u64,
    /// Set at the end, and at an error, which is told once.
    ended: bool,
}

impl<R: Read> Window<R> {
    /// A stream whose first byte has the offset `offset`.
    pub fn new(input: R, offset: u64) -> Self {
        Self { input, held: Vec::new(), passed: 0, offset, ended: false }
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What is held of the stream and was not passed.
    pub fn held(&self) -> &[u8] {
        &self.held[self.passed..]
    }

    /// Holds at least `wanted` bytes, fewer only at the end of the stream.
    pub fn fill(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.held.len() - self.passed < wanted && !self.ended {
            if self.passed >= STEP {
                self.held.drain(..self.passed);
                self.passed = 0;
                // A long page's room is not kept for the short ones behind it.
                self.held.shrink_to(wanted.max(4 * STEP));
            }
            let at = self.held.len();
            self.held.resize(at + STEP, 0);
            let read = loop {
                match self.input.read(&mut self.held[at..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.held.truncate(at + *read.as_ref().unwrap_or(&0));
            self.ended = !matches!(read, Ok(n) if n > 0);
            read?;
        }
        Ok(self.held())
    }

    /// Passes `count` bytes of what is held.
    pub fn pass(&mut self, count: usize) {
        let count = count.min(self.held.len() - self.passed);
        self.passed += count;
        self.offset += count as u64;
    }

    /// Passes `count` bytes, held or not. Returns how many there were.
    pub fn skip(&mut self, count: u64) -> io::Result<u64> {
        let mut left = count;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(STEP);
            let n = self.fill(wanted)?.len().min(wanted);
            if n == 0 {
                break;
            }
            self.pass(n);
            left -= n as u64;
        }
        Ok(count - left)
    }

    pub fn into_input(self) -> R {
        self.input
    }
}
