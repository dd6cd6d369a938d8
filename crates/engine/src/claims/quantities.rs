//! Numbers with their bounds and units.
