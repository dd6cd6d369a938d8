//! A number for the built-in words and rules, so that what was derived by others is known.

use std::path::{Path, PathBuf};

fn main() {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for folder in ["../../lexicon", "../../codebooks"] {
        println!("cargo:rerun-if-changed={folder}");
        let mut files = Vec::new();
        walk(Path::new(folder), &mut files);
        files.sort();
        for file in files {
            println!("cargo:rerun-if-changed={}", file.display());
            hash = fnv(hash, file.to_string_lossy().as_bytes());
            hash = fnv(hash, &std::fs::read(&file).unwrap_or_default());
        }
    }
    println!("cargo:rustc-env=STEMMA_LEXICON={hash:016x}");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => walk(&path, files),
            path => files.push(path),
        }
    }
}

/// FNV-1a.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}
