//! How a claim is put: asserted, planned, denied, …; whether it is negated; PLOVER mode.
