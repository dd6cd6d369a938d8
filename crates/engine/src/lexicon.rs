//! What triggers what: claim types, verbs, nouns and frames, from the data files in `lexicon/`.

/// The loaded lexicon.
#[derive(Debug, Default)]
pub struct Lexicon {}
