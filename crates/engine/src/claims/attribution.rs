//! Who says what, with which word.
