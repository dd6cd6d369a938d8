//! Ctrl-C: a run that writes as it reads ends behind what it has written, and says where to go on. Once more ends it at once.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static WANTED: AtomicBool = AtomicBool::new(false);
static LISTENING: Once = Once::new();

/// From here on a first Ctrl-C only sets [`wanted`]. Where the system allows no such thing, Ctrl-C stays what it is.
pub fn listen() {
    LISTENING.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            if WANTED.swap(true, Ordering::SeqCst) {
                // What shells expect of a program that was interrupted.
                std::process::exit(130);
            }
        });
    });
}

/// Whether the run should end.
pub fn wanted() -> bool {
    WANTED.load(Ordering::SeqCst)
}
