//! The nouns of Stemma. No I/O, no clock, no behaviour beyond what keeps a value well formed.
//!
//! The types serialise exactly as the interface describes, field for field; `tests/format.rs` pins that. Offsets are
//! counts of Unicode scalar values (Python string indexes) into a report's `text`, or its `title` where said.

mod amount;
mod claim;
mod decision;
mod harm;
mod record;
mod report;

pub use amount::*;
pub use claim::*;
pub use decision::*;
pub use harm::*;
pub use record::*;
pub use report::*;
