//! Reads JSON strings, one a line, from standard input and prints their annotations as JSON Lines.
//!
//! `annotate MODEL_FOLDER [batch size]`

use std::io::{BufRead, Write};

// An example is a program: its arguments are its input.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().ok_or("annotate MODEL_FOLDER [batch size]")?;
    let batch: usize = args.next().map_or(Ok(1), |n| n.parse())?;
    let pipeline = stemma_nlp::Pipeline::load(std::path::Path::new(&dir))?;
    let texts: Vec<String> =
        std::io::stdin().lock().lines().map(|l| Ok(serde_json::from_str(&l?)?)).collect::<Result<_, Box<dyn std::error::Error>>>()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for group in texts.chunks(batch.max(1)) {
        let group: Vec<&str> = group.iter().map(String::as_str).collect();
        for doc in pipeline.analyse_batch(&group) {
            serde_json::to_writer(&mut out, &doc.to_annotations())?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
