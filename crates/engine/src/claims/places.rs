//! Names of places.
