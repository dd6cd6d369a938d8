//! Claims of a story → events, findings, harm.

use stemma_model::{Descent, ReportClaims, Story, StoryGroup};

/// The reconciled story.
pub fn reconcile(group: &StoryGroup, _reports: &[&ReportClaims], lineage: Vec<Descent>) -> Story {
    Story { id: group.id.clone(), title: group.title.clone(), lineage, ..Default::default() }
}
