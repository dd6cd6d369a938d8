//! Reports in, record out; pure and deterministic. The modules follow the data:
//!
//! 1. [`claims`]: an analysed report → its claims and entities
//! 2. [`stories`]: which reports are about the same happening
//! 3. [`lineage`]: which report descends from which, and on which wire
//! 4. [`reconcile`]: claims of a story → events, findings, harm
//!
//! Nothing here reads a file, a clock or an environment variable.

pub mod claims;
pub mod lexicon;
pub mod lineage;
pub mod reconcile;
pub mod stories;

use claims::analysis::Analysis;
use lexicon::Lexicon;
use reconcile::harm::Codebook;
use reconcile::types::{Rules, Words};
use stemma_model::{Report, ReportClaims, Story};
use stemma_nlp::Doc;

/// What the engine needs besides reports.
#[derive(Debug, Default)]
pub struct Engine {
    /// What triggers what.
    pub lexicon: Lexicon,
    /// The reconciler's word lists.
    pub words: Words,
    /// How figures are fused.
    pub codebook: Codebook,
}

impl Engine {
    /// The claims of one report. `analyse` turns texts (blocks, quotes normalised) into documents, one each.
    pub fn claims(&self, report: Report, analyse: &dyn Fn(&[&str]) -> Vec<Doc>) -> ReportClaims {
        claims::extract(Analysis::new(report, analyse), &self.lexicon, &self.words)
    }

    /// The reconciled stories of reports whose claims were extracted, the story with most reports first.
    pub fn record(&self, reports: &[ReportClaims]) -> Vec<Story> {
        stories::group(reports)
            .iter()
            .map(|group| {
                let members: Vec<&ReportClaims> =
                    group.reports.iter().filter_map(|id| reports.iter().find(|r| r.report.id == *id)).collect();
                let lineage = lineage::trace(&members);
                reconcile::reconcile(
                    group,
                    &members,
                    lineage,
                    Rules { lexicon: &self.lexicon, words: &self.words, codebook: self.codebook },
                )
            })
            .collect()
    }
}
