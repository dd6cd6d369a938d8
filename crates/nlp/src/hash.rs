//! The two MurmurHash variants that a trained pipeline depends on, and spaCy's string ids.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// spaCy's id of a string: 0 for "", a small number for the names of its own enumeration ("case", "PERSON"), and
/// the 64-bit hash otherwise.
pub fn string_id(s: &str) -> u64 {
    if s.is_empty() {
        return 0;
    }
    // The longest symbol has 24 bytes; most words are looked up only by this map.
    if let Some(&id) = SYMBOLS.get(s) { id } else { murmur_64a(s.as_bytes(), 1) }
}

static SYMBOLS: LazyLock<FxHashMap<&'static str, u64>> = LazyLock::new(|| {
    include_str!("../data/symbols.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(id, name)| Some((name, id.parse().ok()?)))
        .collect()
});

/// MurmurHash64A.
fn murmur_64a(key: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h = seed ^ (key.len() as u64).wrapping_mul(M);
    let mut blocks = key.chunks_exact(8);
    for block in &mut blocks {
        let mut k = block.iter().rev().fold(0u64, |k, &b| k << 8 | u64::from(b));
        k = k.wrapping_mul(M);
        k ^= k >> R;
        k = k.wrapping_mul(M);
        h ^= k;
        h = h.wrapping_mul(M);
    }
    let tail = blocks.remainder();
    if !tail.is_empty() {
        h ^= tail.iter().rev().fold(0u64, |k, &b| k << 8 | u64::from(b));
        h = h.wrapping_mul(M);
    }
    h ^= h >> R;
    h = h.wrapping_mul(M);
    h ^ h >> R
}

/// The four row keys of an id in a hash-embedding table: the 128-bit hash of its eight bytes as four words.
pub fn row_keys(id: u64, seed: u32) -> [u32; 4] {
    fn mix(mut h: u64) -> u64 {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    }
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= u64::from(seed) ^ 8;
    let mut h2 = u64::from(seed) ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_reference() {
        assert_eq!(string_id(""), 0);
        assert_eq!(string_id("punct"), 445);
        assert_eq!(string_id("adj"), 12_401_032_943_472_870_168);
        assert_eq!(string_id("because"), string_id("because"));
    }
}
