//! Annotated sets as the engine sees them: each report with its claims, beside its row of gold.

use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use stemma_engine::Engine;
use stemma_model::{Report, ReportClaims};
use stemma_nlp::Pipeline;
use stemma_read::{Defaults, Reader};

/// The rows of a JSON Lines file, plain or gzip.
pub fn rows(path: &Path) -> Result<Vec<Value>, String> {
    let at = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let file = File::open(path).map_err(|e| at(&e))?;
    let input: Box<dyn Read> =
        if path.extension().is_some_and(|e| e == "gz") { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut out = Vec::new();
    for line in BufReader::new(input).lines() {
        let line = line.map_err(|e| at(&e))?;
        if !line.trim().is_empty() {
            out.push(serde_json::from_str(&line).map_err(|e| at(&e))?);
        }
    }
    Ok(out)
}

/// The claims of each row's report, in the order of the rows; what counts as gold is not shown to the engine.
pub fn claims(rows: &[Value], engine: &Engine, model: &Pipeline) -> Result<Vec<ReportClaims>, String> {
    each(rows, &|report| engine.claims(report, &|texts| model.analyse_batch(texts)))
}

/// What `work` makes of each row's report, in the order of the rows, on all cores.
pub fn each<R: Send>(rows: &[Value], work: &(dyn Fn(Report) -> R + Sync)) -> Result<Vec<R>, String> {
    const FIELDS: [&str; 8] = ["id", "url", "outlet", "title", "byline", "published", "lang", "text"];
    let reader = Reader::new(Defaults::default()).map_err(|e| e.message().to_owned())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(threads).max(1);
    let part = |rows: &[Value]| -> Result<Vec<R>, String> {
        let mut out = Vec::new();
        for row in rows {
            let report: serde_json::Map<String, Value> =
                FIELDS.iter().filter_map(|f| Some(((*f).to_owned(), row.get(*f)?.clone()))).collect();
            let line = Value::Object(report).to_string();
            for read in reader.json_lines(line.as_bytes()) {
                let read = read.map_err(|e| e.message().to_owned())?;
                out.push(work(read.report));
            }
        }
        Ok(out)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = rows.chunks(share).map(|rows| scope.spawn(|| part(rows))).collect();
        let mut out = Vec::new();
        for thread in running {
            out.extend(thread.join().map_err(|_| "a report broke the analysis".to_owned())??);
        }
        Ok(out)
    })
}

/// The language model that the program installed, or that STEMMA_MODEL names.
pub fn model() -> Result<Pipeline, String> {
    let path = match std::env::var_os("STEMMA_MODEL") {
        Some(path) => PathBuf::from(path),
        None => return Err("set STEMMA_MODEL to the folder that `stemma model path` prints".to_owned()),
    };
    Pipeline::load(&path).map_err(|e| format!("{}: {e}", path.display()))
}
