//! The binary `stemma`: parses the command line, runs it, and says how it ended.

use clap::Parser;
use std::process::ExitCode;
use stemma::cli::Cli;
use stemma::progress::say;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // What panics is caught report by report; the message that follows names the report, and a trace helps nobody here.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    match stemma::verbs::run(cli) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            if !failure.is_silent() {
                for line in failure.to_string().lines() {
                    say(line);
                }
            }
            ExitCode::from(failure.status())
        }
    }
}
