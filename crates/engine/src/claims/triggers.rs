//! Words that say that something happened, and of which type.
