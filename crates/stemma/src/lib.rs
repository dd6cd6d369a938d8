//! The command line: reports in, claims, records and briefs out.

pub mod brief;
pub mod model;
