//! The binary `stemma`.

fn main() {}
