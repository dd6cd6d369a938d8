//! How far a long run has come: on standard error, only on a terminal, only after a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// A progress bar that stays away from short runs and from pipes.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
    shown: Cell<bool>,
}

impl Progress {
    /// A bar over so many bytes, or a counter where their number is not known.
    pub fn new(quiet: bool, bytes: Option<u64>) -> Self {
        let bar = match bytes {
            Some(n) => ProgressBar::with_draw_target(Some(n), ProgressDrawTarget::hidden()),
            None => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
        };
        let form = if bytes.is_some() { "{bar:24} {bytes}/{total_bytes} · {msg} · {eta} left" } else { "{spinner} {msg} · {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Progress { bar, started: Instant::now(), wanted: !quiet && std::io::stderr().is_terminal(), shown: Cell::new(false) }
    }

    /// So many reports and bytes are done.
    pub fn at(&self, reports: usize, bytes: u64) {
        if !self.wanted {
            return;
        }
        if !self.shown.get() && self.started.elapsed() > Duration::from_secs(1) {
            self.shown.set(true);
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if self.shown.get() {
            let rate = reports as f64 / self.started.elapsed().as_secs_f64();
            self.bar.set_message(format!("{reports} reports, {rate:.0}/s"));
            self.bar.set_position(bytes);
        }
    }

    /// A line for people, without disturbing the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    /// Clears the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A line for people on standard error. That nobody reads it is no reason to stop.
pub fn say(line: &str) {
    // Names of files may hold anything; a message is one line.
    let line: String = line.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    let _ = writeln!(std::io::stderr().lock(), "stemma: {line}");
}
