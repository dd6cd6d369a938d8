//! Objects of the interface as blobs: JSON, packed with zlib (RFC 1950).

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufWriter, Read};

/// Bytes that are packed at once.
const PAGE: usize = 1 << 15;

/// Packs an object. JSON of records repeats itself: level 3 makes a tenth of it, at a third of the time of the usual 6.
pub fn pack<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    // By the page: JSON is written in pieces of a few letters, and each call of the packer costs as much as packing a hundred.
    let mut out = BufWriter::with_capacity(PAGE, ZlibEncoder::new(Vec::new(), Compression::new(3)));
    serde_json::to_writer(&mut out, value)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
}

/// The object that was packed.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    Ok(serde_json::from_str(&json(bytes)?)?)
}

/// The JSON of the object that was packed, as [`pack`] wrote it.
pub fn json(bytes: &[u8]) -> io::Result<String> {
    let mut json = String::new();
    ZlibDecoder::new(bytes).read_to_string(&mut json)?;
    Ok(json)
}
