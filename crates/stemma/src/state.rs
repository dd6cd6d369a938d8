//! Stories kept between runs: a gzip file of JSON Lines, the first a head, then a line a report and a line a story.

use crate::error::Failure;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;
use stemma_engine::stories::pool::{Pool, Shelf};
use stemma_engine::stories::sketch::Sketch;

/// Raised when what is kept of a report changes: a file of another version cannot be gone on with.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    stemma_stories: u32,
    reports: usize,
    stories: usize,
}

/// A report of the file.
#[derive(Serialize, Deserialize)]
struct Kept<S> {
    #[serde(flatten)]
    sketch: S,
    /// Positions of those that it is likely one story with, and how likely.
    links: Vec<(u32, f32)>,
}

/// The pool that was kept in a file, to be gone on with within so many days; none when there is no file yet.
pub fn load(path: &Path, window: i32) -> Result<Option<Pool>, Failure> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Failure::usage(format!("{}: {e}", path.display()))),
    };
    let wrong = |line: usize, what: String| {
        let hint = "give another file, or move this one away and run again with all reports";
        Failure::usage(format!("{}:{line}: {what}; this is no file of stories that can be gone on with", path.display())).hint(hint)
    };
    let mut lines = BufReader::new(MultiGzDecoder::new(BufReader::new(file))).lines().enumerate();
    let mut next = || -> Result<(usize, String), Failure> {
        match lines.next() {
            Some((i, Ok(line))) => Ok((i + 1, line)),
            Some((i, Err(e))) => Err(wrong(i + 1, e.to_string())),
            None => Err(wrong(0, "it ends too early".into())),
        }
    };
    let (_, head) = next()?;
    let head: Head = serde_json::from_str(&head).map_err(|e| wrong(1, e.to_string()))?;
    if head.stemma_stories != VERSION {
        return Err(wrong(1, format!("version {} where this program writes {VERSION}", head.stemma_stories)));
    }
    let (mut sketches, mut links) = (Vec::new(), Vec::new());
    for _ in 0..head.reports {
        let (number, line) = next()?;
        let row: Kept<Sketch> = serde_json::from_str(&line).map_err(|e| wrong(number, e.to_string()))?;
        sketches.push(row.sketch);
        links.push(row.links);
    }
    let mut stories: Vec<Shelf> = Vec::new();
    for _ in 0..head.stories {
        let (number, line) = next()?;
        stories.push(serde_json::from_str(&line).map_err(|e| wrong(number, e.to_string()))?);
    }
    let pool = Pool::resume(sketches, links, stories, window);
    pool.map(Some).ok_or_else(|| wrong(head.reports + 2, "a story names a report that is not there, or a report is in no story".into()))
}

/// Keeps a pool in a file. The file is replaced as a whole or not at all.
pub fn save(path: &Path, pool: &Pool) -> Result<(), Failure> {
    let failed = |e: io::Error| Failure::output(e).hint(format!("{}: is it a place you may write to?", path.display()));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = GzEncoder::new(BufWriter::new(&file), Compression::fast());
    let mut line = |row: serde_json::Result<Vec<u8>>| -> io::Result<()> {
        out.write_all(&row?)?;
        out.write_all(b"\n")
    };
    let head = Head { stemma_stories: VERSION, reports: pool.sketches.len(), stories: pool.shelves().len() };
    line(serde_json::to_vec(&head)).map_err(failed)?;
    for (at, sketch) in pool.sketches.iter().enumerate() {
        line(serde_json::to_vec(&Kept { sketch, links: pool.links(at as u32).to_vec() })).map_err(failed)?;
    }
    pool.shelves().iter().try_for_each(|s| line(serde_json::to_vec(s))).map_err(failed)?;
    out.finish().and_then(|mut inner| inner.flush()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}
