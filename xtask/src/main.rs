//! Work on the repository itself: `cargo xtask ci`, `cargo xtask check`.

mod chains;
mod check;
mod ci;
mod descents;
mod fusing;
mod fuzz_api;
mod growth;
mod judged;
mod load;
mod pages;
mod pair;
mod run;
mod scoreboard;
mod train;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  ci      everything that must hold: format, clippy, all tests, doc tests, the checks below, licences and sources
  chains [--errors]
          which mentions refer to one thing, against what readers found (needs ../shared and STEMMA_MODEL); with --errors
          also what is wrong in the half of the reports that may be read
  descents [--errors]
          which report descends from which, beside MinHash: on pairs that readers labelled and on generated trees (needs
          ../shared); with --errors also what is wrong in the half that may be read
  fusing [--cross] [--rows]
          killed and injured of the reconciled record, beside the latest report alone, the longest alone and a majority of
          reports, on incidents with two or more (needs ../shared and STEMMA_MODEL); with --cross also on those that weights
          were fitted on, by cross-validation; with --rows each incident as a line of JSON
  fuzz-api [--examples N] [--seed N]
          the API under requests made up from its own description, N for each address [100]: each answer has to be as described
          (needs STEMMA_MODEL or the model that the program installs, python3, and PyPI once)
  growth order | growth scale N
          how stories depend on the order in which reports come; what a report costs in pools of up to N made reports
          (need ../shared, STEMMA_MODEL and STEMMA_GAZETTEER)
  load N FOLDER [--datasette PROGRAM]
          a store of N invented reports in FOLDER (17 KB a report; at most 25 minutes), which a second run finds again; how fast more
          are added, how long pages take, alone and while reports are added, and the plain tables in Datasette (needs STEMMA_MODEL
          and STEMMA_GAZETTEER)
  judged  claims against what readers found in the same places (needs ../shared and STEMMA_MODEL)
  pages   web pages beside Python's trafilatura and newspaper4k in one run: text, first and last paragraphs, dates, pages a
          second (needs ../shared, and pip once)
  pair    what the record of the first two real reports, and of their twin, must show (needs ../shared)
  pairs [--errors]
          how many pairs of claims of the first two real reports that belong together one finding holds, and how many that
          findings hold are wrong (needs ../shared); with --errors also which
  check   the repository's own checks: paths, edges, files, manifests, glossary
  scoreboard --date YYYY-MM-DD [--only WORD]
          every scorer on its set with the release binary, into scoreboard.md and scoreboard.json (needs ../shared)
  train WHAT
          fits weights on ../shared/data into lexicon/ and prints how well they do on what they have not seen; WHAT is
          align (which claims speak of one happening), casing (how words are written), confidence (how likely a claim
          is right), cues (which words bring what someone says), harm (how many a story says were killed and injured),
          places (which place a name means), roles (who did what to whom), stories (which reports tell one story) or words
          (how common words are in news, for stories)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["ci"] => ci::run(root()),
        ["check"] => check::run(root()),
        ["scoreboard", "--date", date] => scoreboard::run(root(), date, None),
        ["scoreboard", "--date", date, "--only", word] => scoreboard::run(root(), date, Some(word)),
        ["chains"] => chains::run(root(), false),
        ["chains", "--errors"] => chains::run(root(), true),
        ["descents"] => descents::run(root(), false),
        ["descents", "--errors"] => descents::run(root(), true),
        ["fusing", options @ ..] if options.iter().all(|o| matches!(*o, "--cross" | "--rows")) => {
            fusing::run(root(), options.contains(&"--cross"), options.contains(&"--rows"))
        }
        ["fuzz-api"] => fuzz_api::run(root(), None, None),
        ["fuzz-api", "--examples", n] => fuzz_api::run(root(), Some(n), None),
        ["fuzz-api", "--seed", seed] => fuzz_api::run(root(), None, Some(seed)),
        ["fuzz-api", "--examples", n, "--seed", seed] => fuzz_api::run(root(), Some(n), Some(seed)),
        ["growth", "order"] => growth::order(root()),
        ["growth", "scale", most] => growth::scale(root(), most),
        ["load", count, folder] => load::run(root(), count, folder, None),
        ["load", count, folder, "--datasette", program] => load::run(root(), count, folder, Some(program)),
        ["judged"] => judged::run(root()),
        ["pages"] => pages::run(root()),
        ["pair"] => pair::run(root()),
        ["pairs"] => pair::joined(root(), false),
        ["pairs", "--errors"] => pair::joined(root(), true),
        ["train", what] => train::run(root(), what),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the repository.
fn root() -> &'static Path {
    static ROOT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    ROOT.get_or_init(|| Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned())
}
