//! Analyses texts (JSON strings, one a line, on standard input) and prints tokens a second.
//!
//! `speed MODEL_FOLDER [threads]`; every thread analyses all texts, blank-line blocks of each in one batch.

use std::io::BufRead;
use std::time::Instant;

// An example is a program: its arguments are its input, and it measures time.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().ok_or("speed MODEL_FOLDER [threads]")?;
    let threads: usize = args.next().map_or(Ok(1), |n| n.parse())?;
    let pipeline = stemma_nlp::Pipeline::load(std::path::Path::new(&dir))?;
    let texts: Vec<String> =
        std::io::stdin().lock().lines().map(|l| Ok(serde_json::from_str(&l?)?)).collect::<Result<_, Box<dyn std::error::Error>>>()?;
    let begin = Instant::now();
    let tokens: usize = std::thread::scope(|s| {
        let run = || {
            let one = |t: &String| -> usize {
                let blocks: Vec<&str> = t.split("\n\n").collect();
                pipeline.analyse_batch(&blocks).iter().map(stemma_nlp::Doc::len).sum()
            };
            texts.iter().map(one).sum::<usize>()
        };
        let handles: Vec<_> = (0..threads).map(|_| s.spawn(run)).collect();
        handles.into_iter().map(|h| h.join().unwrap_or(0)).sum()
    });
    let seconds = begin.elapsed().as_secs_f64();
    println!("{tokens} tokens in {seconds:.2} s: {:.0} tokens/s on {threads} threads", tokens as f64 / seconds);
    Ok(())
}
