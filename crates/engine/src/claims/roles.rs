//! Who did what to whom: from a trigger and its frame to noun phrases.
