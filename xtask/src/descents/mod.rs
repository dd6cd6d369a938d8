//! Which report descends from which, against what is known (`cargo xtask descents`): trees that are made from reports by
//! cutting, moving and rewording, and pairs of real reports that readers labelled. Plain MinHash is measured beside it.

mod chance;
mod change;
mod grown;
mod labelled;
mod minhash;
mod prose;
mod score;
mod speed;
mod tree;

use std::path::Path;

/// The figures that the scoreboard shows: set, use and name.
pub const FIGURES: [(&str, &str, &str); 6] = [
    ("labelled pairs, dev", "dev", "copy or not, F1"),
    ("labelled pairs, unseen", "unseen", "copy or not, F1"),
    ("generated trees, dev", "dev", "edge F1, without paraphrase"),
    ("generated trees, unseen", "unseen", "edge F1, without paraphrase"),
    ("generated trees, all times known", "dev", "number of origins is right"),
    ("generated trees, paraphrased", "dev", "edge F1"),
];

/// Prints the figures; with `errors` also what is wrong in the half that may be read.
pub fn run(root: &Path, errors: bool) -> Result<(), String> {
    let (outcomes, best) = grown::outcomes(root, errors)?;
    print!("{}", grown::table(&outcomes, best));
    print!("{}", labelled::table(&labelled::outcomes(root)?, errors));
    print!("{}", speed::table(root)?);
    Ok(())
}

/// The values of [`FIGURES`], each with MinHash's.
pub fn held(root: &Path) -> Result<Vec<(f64, f64)>, String> {
    let pairs = labelled::outcomes(root)?;
    let mut out = vec![labelled::f1(&pairs, false), labelled::f1(&pairs, true)];
    out.extend(grown::held(&grown::outcomes(root, false)?.0));
    Ok(out)
}
