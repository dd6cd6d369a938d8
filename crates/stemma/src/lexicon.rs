//! A user's own words (`--lexicon DIR`): the files of a folder, given to the rooms that know what to do with them.

use crate::error::Failure;
use std::path::Path;
use stemma_engine::lexicon::Lexicon;
use stemma_engine::lexicon::own::{self, OwnFile};
use walkdir::WalkDir;

/// The built-in lexicon with the words of a folder, which from now on are known in the whole process. Every file with
/// an error is named with its line, and a folder with an error is not used at all: half of the words would mislead.
pub fn load(folder: &Path) -> Result<Lexicon, Failure> {
    let unusable = |what: String| Failure::usage(format!("the lexicon {} cannot be used\n{what}", folder.display())).hint(HINT);
    let mut files = files(folder).map_err(&unusable)?;
    let agencies = files.iter().position(|f| f.name == "agencies.toml").map(|i| files.remove(i));
    let mut errors = Vec::new();
    if let Some(file) = &agencies {
        errors.extend(stemma_read::check_agencies(&file.path, &file.text).err().map(|e| e.message().to_owned()));
    }
    let lexicon = own::check(&files);
    errors.extend(lexicon.err().into_iter().flatten().map(|e| e.to_string()));
    if !errors.is_empty() {
        return Err(unusable(errors.join("\n")));
    }
    if let Some(file) = &agencies {
        stemma_read::add_agencies(&file.path, &file.text).map_err(|e| unusable(e.message().to_owned()))?;
    }
    own::install(&files).map_err(|errors| unusable(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

const HINT: &str = "examples/lexicon is a folder to start from";

/// The files below a folder by name. Names that begin with a dot are passed over, and what people write to themselves
/// (`.md`).
fn files(folder: &Path) -> Result<Vec<OwnFile>, String> {
    let mut out = Vec::new();
    let seen = |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(seen) {
        let entry = entry.map_err(|e| format!("{}: {e}", e.path().unwrap_or(folder).display()))?;
        if !entry.file_type().is_file() || entry.path().extension().is_some_and(|x| x == "md") {
            continue;
        }
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = inside.iter().map(|p| p.to_string_lossy()).collect::<Vec<_>>().join("/");
        let path = entry.path().display().to_string();
        let text = std::fs::read_to_string(entry.path()).map_err(|e| format!("{path}: {e}"))?;
        out.push(OwnFile { name, path, text });
    }
    if out.is_empty() { Err(format!("there is no file in it; there may be {}", own::FILES)) } else { Ok(out) }
}
