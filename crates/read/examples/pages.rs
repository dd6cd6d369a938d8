//! Web pages as JSON Lines on standard input → their reports on standard output. `cargo xtask pages` runs this beside other
//! programs.

use std::error::Error;
use std::io::{self, BufReader, Write as _};
use stemma_read::{Defaults, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let reader = Reader::new(Defaults::default())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for read in reader.reports(BufReader::with_capacity(1 << 16, io::stdin().lock()), "pages.jsonl") {
        match read {
            Ok(read) => writeln!(out, "{}", serde_json::to_string(&read.report)?)?,
            Err(error) => eprintln!("{error}"),
        }
    }
    Ok(out.flush()?)
}
