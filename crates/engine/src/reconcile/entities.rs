//! Entities of reports joined across a story.
use stemma_model::{Entity, ReportClaims};
/// One entity for the many reports that name it.
pub fn join(_reports: &[&ReportClaims]) -> Vec<Entity> {
    Vec::new()
}
