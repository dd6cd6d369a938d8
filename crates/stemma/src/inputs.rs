//! Paths → reports, one after another: folders walked in order, bytes hashed and counted on the way.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use stemma_model::Input;
use stemma_read::{At, Read, ReadError, Reader};
use walkdir::{DirEntry, WalkDir};

/// One report, or why there is none.
#[derive(Debug)]
pub struct Item {
    /// The file, as given on the command line or found under a folder given there; `-` for standard input.
    pub path: String,
    /// Where in the file, when it holds more than one report.
    pub at: Option<At>,
    /// The report, or what to tell people.
    pub read: Result<Read, Untold>,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untold {
    /// Something that should have been read was skipped: why, and what to do.
    Skipped(String),
    /// Something is to be said of the file, and nothing of it is missing.
    Note(String),
}

impl Item {
    /// `news.jsonl:12`, `crawl.warc (byte 1024)`.
    pub fn place(&self) -> String {
        match self.at {
            None => self.path.clone(),
            Some(At::Line(line)) => format!("{}:{line}", self.path),
            Some(at) => format!("{} ({at})", self.path),
        }
    }
}

/// The files behind some paths, in the order of the paths, folders in the order of their names.
#[derive(Debug)]
pub struct Files {
    entries: Vec<Entry>,
    /// Their size together; none when it is not known beforehand.
    pub bytes: Option<u64>,
}

#[derive(Debug)]
enum Entry {
    File(PathBuf),
    Stdin,
    /// Beside the reports of a folder, and none itself.
    Aside(PathBuf),
    Problem(PathBuf, String),
}

/// Files that tell of a folder, by the beginning of their names.
const ABOUT: [&str; 7] = ["readme", "license", "licence", "copying", "changelog", "contributing", "notice"];
/// Text that is written for programs, by the ends of names.
const SETTINGS: [&str; 14] = ["toml", "yaml", "yml", "ini", "cfg", "conf", "css", "js", "ts", "py", "rs", "sh", "bat", "lock"];

/// Whether a file that stands in a folder is no report by its name: what tells of the folder, or is written for programs.
fn is_aside(path: &Path) -> bool {
    let lower = |part: Option<&std::ffi::OsStr>| part.and_then(|p| p.to_str()).unwrap_or_default().to_lowercase();
    let (stem, end) = (lower(path.file_stem()), lower(path.extension()));
    ABOUT.contains(&stem.as_str()) && matches!(end.as_str(), "" | "md" | "txt" | "rst") || SETTINGS.contains(&end.as_str())
}

impl Files {
    /// Walks the folders. Names that begin with a dot are passed over in folders, and what tells of a folder or is written for
    /// programs is left aside with a note; not when given themselves.
    pub fn find(paths: &[PathBuf]) -> Files {
        let mut files = Files { entries: Vec::new(), bytes: Some(0) };
        for path in paths {
            if path == Path::new("-") {
                files.bytes = None;
                files.entries.push(Entry::Stdin);
            } else if path.is_dir() {
                files.walk(path);
            } else {
                files.add(path.clone());
            }
        }
        files
    }

    fn walk(&mut self, folder: &Path) {
        let before = self.entries.len();
        let shown = |e: &DirEntry| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b".");
        for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(shown) {
            match entry {
                Ok(e) if e.file_type().is_file() && is_aside(e.path()) => self.entries.push(Entry::Aside(e.into_path())),
                Ok(e) if e.file_type().is_file() => self.add(e.into_path()),
                Ok(e) if e.file_type().is_dir() => {}
                // A pipe or device in a folder would be waited for without end.
                Ok(e) => self.entries.push(Entry::Problem(e.into_path(), "it is neither a file nor a folder".into())),
                Err(error) => {
                    let why = match error.io_error() {
                        Some(io) => reason(io),
                        None => "it leads back into itself".into(),
                    };
                    self.entries.push(Entry::Problem(error.path().unwrap_or(folder).to_owned(), why));
                }
            }
        }
        if self.entries.len() == before {
            self.entries.push(Entry::Problem(folder.to_owned(), "there are no files in it".into()));
        }
    }

    fn add(&mut self, path: PathBuf) {
        let size = path.metadata().ok().filter(|m| m.is_file()).map(|m| m.len());
        self.bytes = self.bytes.zip(size.or((!path.exists()).then_some(0))).map(|(a, b)| a + b);
        self.entries.push(Entry::File(path));
    }

    /// Reads everything, in order, into `sink`, until that says `false`. `done` counts the bytes read so far. Returns the
    /// inputs that gave reports, with their hashes.
    pub fn read(&self, reader: &Reader, done: &AtomicU64, sink: &mut dyn FnMut(Item) -> bool) -> Vec<Input> {
        let mut inputs = Vec::new();
        for entry in &self.entries {
            let (path, source): (String, io::Result<Box<dyn io::Read>>) = match entry {
                Entry::Problem(path, why) => {
                    if !sink(Item { path: path.display().to_string(), at: None, read: Err(Untold::Skipped(why.clone())) }) {
                        return inputs;
                    }
                    continue;
                }
                Entry::Aside(path) => {
                    let why = "left aside: by its name it is no report; give the file itself to have it read".to_owned();
                    if !sink(Item { path: path.display().to_string(), at: None, read: Err(Untold::Note(why)) }) {
                        return inputs;
                    }
                    continue;
                }
                Entry::Stdin => ("-".into(), Ok(Box::new(io::stdin()))),
                Entry::File(path) => (path.display().to_string(), File::open(path).map(|f| Box::new(f) as Box<dyn io::Read>)),
            };
            let source = match source {
                Ok(source) => source,
                Err(error) => {
                    if !sink(Item { path, at: None, read: Err(Untold::Skipped(reason(&error))) }) {
                        return inputs;
                    }
                    continue;
                }
            };
            let mut tee = Tee { source, hash: Sha256::new(), done };
            let mut any = false;
            for read in reader.reports(&mut tee, &path) {
                let at = match &read {
                    Ok(read) => read.at,
                    Err(error) => error.position(),
                };
                any |= read.is_ok();
                if !sink(Item { path: path.clone(), at, read: read.map_err(untold) }) {
                    return inputs;
                }
            }
            if any {
                // What the reader had no need of still belongs to the file.
                let _ = io::copy(&mut tee.by_ref(), &mut io::sink());
                inputs.push(Input { path, sha256: hex(&tee.hash.finalize()) });
            }
        }
        inputs
    }
}

fn untold(error: ReadError) -> Untold {
    let message = error.message().to_owned();
    if error.is_note() { Untold::Note(message) } else { Untold::Skipped(message) }
}

/// Why something cannot be opened, for people.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path".into(),
        io::ErrorKind::PermissionDenied => "it may not be read; check its permissions".into(),
        _ => format!("it cannot be opened: {error}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

struct Tee<'a> {
    source: Box<dyn io::Read>,
    hash: Sha256,
    done: &'a AtomicU64,
}

impl io::Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.hash.update(&buffer[..n]);
        self.done.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
