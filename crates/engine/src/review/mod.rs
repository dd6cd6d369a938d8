//! What coders decided, laid over what the machine found: the machine's values stay as they are, and a copy follows the coders'.
//!
//! 1. [`standing`]: which decisions hold, and by which others were taken their place
//! 2. [`value`]: attributes of a claim as words, read and set
//! 3. [`overlay`]: the claims of a report as coders have them, to be reconciled like any
//! 4. [`follow`]: a record of these under the ids of the machine's
//! 5. [`chosen`]: values of findings that coders chose
//! 6. [`grouping`]: stories that coders put together or took apart
//!
//! [`agreement`] says how far coders who did not see each other's work agree.

pub mod agreement;
pub mod chosen;
pub mod follow;
pub mod grouping;
pub mod overlay;
pub mod standing;
pub mod value;
