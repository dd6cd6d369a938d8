//! An analysed report → its claims and entities.
//!
//! Each module finds one thing in a [`stemma_nlp::Doc`], in token ranges; [`extract`] binds them together.
//!
//! | module | finds |
//! |---|---|
//! | [`triggers`] | words that say that something happened, and of which type |
//! | [`roles`] | who did what to whom, where, with what |
//! | [`quantities`] | numbers with their bounds and units |
//! | [`times`] | time expressions and their values |
//! | [`places`] | names of places |
//! | [`attribution`] | who says what, with which word |
//! | [`modality`] | asserted, planned, denied, … |
//! | [`names`] | entities: names, titles, pronouns and descriptions that refer to one thing |

pub mod analysis;
pub mod attribution;
pub mod modality;
pub mod names;
pub mod places;
mod printed;
pub mod quantities;
pub mod roles;
pub mod times;
pub mod triggers;

use crate::lexicon::Lexicon;
use analysis::Analysis;
pub(crate) use printed::Printed;
pub(crate) use quantities::words;
use stemma_model::ReportClaims;

/// The claims and entities of an analysed report.
pub fn extract(analysis: Analysis, _lexicon: &Lexicon) -> ReportClaims {
    ReportClaims { report: analysis.report, ..Default::default() }
}
