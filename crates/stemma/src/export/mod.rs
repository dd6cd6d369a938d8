//! Records in the formats that people already use.
//!
//! [`table`] is what a table is; [`text`], [`lines`] and [`columns`] write one as CSV or TSV, JSON Lines and Parquet. [`view`]
//! is the record with its evidence; every format is a function from it:
//!
//! - [`claims`]: one long table, a row a claim
//!
//! A format fills a cell only from what the reports say and what its codebook says follows; what cannot be known is empty in
//! the way that the format expects.

pub mod claims;
pub mod columns;
pub mod lines;
pub mod table;
pub mod text;
pub mod view;
