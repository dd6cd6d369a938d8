//! The API under requests made up from its own OpenAPI description (`cargo xtask fuzz-api`), by schemathesis: well and badly formed
//! ones, alone and in the order in which answers link to each other. Every answer has to be as the description says.

use crate::load::Server;
use crate::run;
use std::path::Path;
use std::process::Command;

/// What makes the requests, pinned.
const PROGRAM: &str = "schemathesis==4.32.5";
/// The reports behind the answers.
const REPORTS: [&str; 2] = ["examples/port-maren.jsonl", "examples/hadre-valley"];
/// Requests for each address and way of making them, unless another number is given: two minutes.
const EXAMPLES: &str = "100";

/// Serves a store of the examples and has it asked. The same seed asks the same.
pub fn run(root: &Path, examples: Option<&str>, seed: Option<&str>) -> Result<(), String> {
    let (examples, seed) = (examples.unwrap_or(EXAMPLES), seed.unwrap_or("1"));
    for number in [examples, seed] {
        number.parse::<u32>().map_err(|_| format!("{number}: give a whole number"))?;
    }
    let target = run::target(root)?;
    let folder = target.join("fuzz-api");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    println!("requests are made by {PROGRAM}, which stands in {} (installed there once, from PyPI)", folder.display());
    let python = run::python(root, &folder, &[PROGRAM])?;
    run::shown(root, &run::cargo(), &["build", "--release", "--quiet", "-p", "stemma"])?;
    let program = target.join("release/stemma").display().to_string();
    // Anew each time: the requests decide things.
    let store = folder.join("fuzzed.stemma");
    for end in ["", "-wal", "-shm", ".tokens"] {
        let file = format!("{}{end}", store.display());
        if Path::new(&file).exists() {
            std::fs::remove_file(&file).map_err(|e| format!("{file}: {e}"))?;
        }
    }
    let store = store.display().to_string();
    let add = ["add", "-q", "--store", &store].into_iter().chain(REPORTS).collect::<Vec<_>>();
    run::output(root, &program, &add)?;
    let site = Server::start(Command::new(&program).args(["serve", "-q", "--listen", "127.0.0.1:0", "--as", "Fuzz", "--store", &store]))?;
    let description = format!("http://{}/api/openapi.json", site.address);
    let asked = [
        "-m",
        "schemathesis.cli",
        "run",
        &description,
        "--checks",
        "all",
        // What is well formed can still be refused: no description says which claims and pages there are.
        "--exclude-checks",
        "positive_data_acceptance",
        // Events never end.
        "--exclude-operation-id",
        "listen",
        "--max-examples",
        examples,
        "--seed",
        seed,
        "--generation-database",
        "none",
        "--no-color",
        "--warnings",
        "off",
    ];
    run::shown(&folder, &python, &asked).map_err(|e| format!("fuzz-api: an answer is not as it is described, see above ({e})"))?;
    println!("\nThe store afterwards:");
    run::shown(root, &program, &["verify", "--store", &store])
}
