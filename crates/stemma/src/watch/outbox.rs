//! News that is still to be posted. It is written down before the record that it comes from, so that none is lost when a run
//! ends in between or nobody takes it; some may be posted twice then, under the same id.

use super::News;
use crate::fetch::webhook::Webhook;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// News that waits longer for a receiver than so many pieces: the oldest are given up, and that is said.
const MOST: usize = 10_000;

/// What is to be posted.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Letter {
    /// When it was seen, RFC 3339.
    at: String,
    #[serde(flatten)]
    news: News,
}

/// The news that is still to be posted.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
    letters: Vec<Letter>,
}

impl Outbox {
    /// Reads what is left of earlier runs.
    pub fn open(path: PathBuf) -> Outbox {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let letters = text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
        Outbox { path, letters }
    }

    /// Adds news. How many pieces were given up for it.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn add(&mut self, at: &str, news: &[News]) -> io::Result<usize> {
        self.letters.extend(news.iter().map(|n| Letter { at: at.to_owned(), news: n.clone() }));
        let lost = self.letters.len().saturating_sub(MOST);
        self.letters.drain(..lost);
        self.save()?;
        Ok(lost)
    }

    /// Posts what can be posted, oldest first; what is left stays for another time.
    ///
    /// # Errors
    /// When what is left cannot be written down. The text says why nobody took it, and how many pieces wait.
    pub fn post(&mut self, hook: &Webhook) -> io::Result<Option<String>> {
        let mut problem = None;
        let mut sent = 0;
        for letter in &self.letters {
            if let Err(why) = hook.post(&serde_json::to_string(letter)?, &letter.news.id) {
                problem = Some(why);
                break;
            }
            sent += 1;
        }
        self.letters.drain(..sent);
        if sent > 0 {
            self.save()?;
        }
        Ok(problem.map(|why| format!("{} to be posted later: {why}", self.letters.len())))
    }

    fn save(&self) -> io::Result<()> {
        let lines: Vec<String> = self.letters.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        replace(&self.path, lines.iter().map(|l| format!("{l}\n")).collect::<String>().as_bytes())
    }
}

/// Replaces a file as a whole or not at all.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
