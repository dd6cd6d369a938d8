//! Records in the formats that people already use.
//!
//! [`table`] is what a table is; [`text`], [`lines`] and [`columns`] write one as CSV or TSV, JSON Lines and Parquet. [`view`]
//! is the record with its evidence; every format is a function from it:
//!
//! - [`claims`]: one long table, a row a claim
//! - [`acled`], [`ucdp`]: a row an occurrence ([`occurrences`]) in the columns of these two datasets
//! - [`polecat`], [`plover`]: an event in PLOVER's categories, as a row and as an object
//! - [`ninjs`]: a news item a report; [`linked`]: the record as JSON-LD
//!
//! [`actors`], [`places`] and [`countries`] give the codes of those who act and of where; [`ids`] gives events ids that stay,
//! [`earlier`] reads those of an earlier export. [`decided`] says what a person decided of a row. [`redact`] leaves names out of all
//! of them.
//!
//! A format fills a cell only from what the reports say and what its codebook says follows; what cannot be known is empty in
//! the way that the format expects.

pub mod acled;
pub mod actors;
pub mod claims;
pub mod columns;
pub mod countries;
pub mod decided;
pub mod earlier;
pub mod ids;
pub mod lines;
pub mod linked;
pub mod ninjs;
pub mod occurrences;
pub mod places;
pub mod plover;
pub mod polecat;
pub mod redact;
pub mod table;
pub mod text;
pub mod training;
pub mod ucdp;
pub mod view;
