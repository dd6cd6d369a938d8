//! The compact form of a gazetteer: one block of bytes, read whole and searched where it lies.
//!
//! Little-endian: the mark, the version, the numbers of places and names, the length of the texts; then the places by id, the
//! names by hash, the texts.

use super::{Kind, Place, Row, fold, is_capital};

const MARK: [u8; 8] = *b"STMPLACE";
/// The version of the form; a file of another one is made anew.
pub const VERSION: u32 = 3;
const HEAD: usize = 24;
const PLACE: usize = 32;
const NAME: usize = 12;
/// Marks a name that is not the place's first.
const OTHER: u32 = 1 << 31;
const SCALE: f64 = 100_000.0;

/// The file is not a gazetteer of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadFile {
    /// It is something else, or cut off.
    Damaged,
    /// It is of another version.
    Version(u32),
}

/// Writes rows in the compact form. Rows of the same id: the first stands.
pub fn compile(rows: &[Row]) -> Vec<u8> {
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by_key(|r| r.id);
    order.dedup_by_key(|r| r.id);
    let (mut places, mut texts) = (Vec::with_capacity(order.len() * PLACE), Vec::new());
    let mut names: Vec<(u64, u32)> = Vec::new();
    for (i, row) in order.iter().enumerate() {
        let at = texts.len() as u32;
        let first = row.names.first().map_or("", String::as_str);
        let cut = (0..=first.len().min(255)).rev().find(|&n| first.is_char_boundary(n)).unwrap_or(0);
        texts.push(cut as u8);
        texts.extend_from_slice(&first.as_bytes()[..cut]);
        for number in [row.id, degrees(row.lat) as u32, degrees(row.lon) as u32, row.population, row.state, row.county, at] {
            places.extend_from_slice(&number.to_le_bytes());
        }
        places.extend_from_slice(&[row.country[0], row.country[1], row.kind as u8, 0]);
        let mut seen: Vec<u64> = Vec::new();
        for (n, name) in row.names.iter().enumerate() {
            let key = hash(&fold(name));
            if !seen.contains(&key) {
                seen.push(key);
                names.push((key, i as u32 | if n > 0 { OTHER } else { 0 }));
            }
        }
    }
    names.sort_unstable();
    let mut out = Vec::with_capacity(HEAD + places.len() + names.len() * NAME + texts.len());
    out.extend_from_slice(&MARK);
    for number in [VERSION, order.len() as u32, names.len() as u32, texts.len() as u32] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&places);
    names.iter().for_each(|(key, _)| out.extend_from_slice(&key.to_le_bytes()));
    names.iter().for_each(|(_, at)| out.extend_from_slice(&at.to_le_bytes()));
    out.extend_from_slice(&texts);
    out
}

/// A gazetteer in the compact form.
#[derive(Debug)]
pub struct File {
    bytes: Vec<u8>,
    places: usize,
    names: usize,
}

impl File {
    /// Takes the bytes of a file; only its head and its length are checked.
    pub fn new(bytes: Vec<u8>) -> Result<File, BadFile> {
        if bytes.get(..8) != Some(&MARK) {
            return Err(BadFile::Damaged);
        }
        let mut file = File { bytes, places: 0, names: 0 };
        let version = file.number(8);
        if version != VERSION {
            return Err(BadFile::Version(version));
        }
        let (places, names, texts) = (file.number(12) as usize, file.number(16) as usize, file.number(20) as usize);
        if file.bytes.len() != HEAD + places * PLACE + names * NAME + texts {
            return Err(BadFile::Damaged);
        }
        (file.places, file.names) = (places, names);
        Ok(file)
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.places
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// The places of a folded name.
    pub(super) fn find(&self, folded: &str) -> impl Iterator<Item = Place> + '_ {
        let key = hash(folded);
        let (keys, ats) = (HEAD + self.places * PLACE, HEAD + self.places * PLACE + self.names * 8);
        let (mut low, mut high) = (0, self.names);
        while low < high {
            let middle = low.midpoint(high);
            if self.long(keys + middle * 8) < key { low = middle + 1 } else { high = middle }
        }
        (low..self.names).take_while(move |&n| self.long(keys + n * 8) == key).filter_map(move |n| {
            let at = self.number(ats + n * 4);
            self.place((at & !OTHER) as usize, at & OTHER == 0)
        })
    }

    /// The place of a GeoNames id.
    pub(super) fn by_id(&self, id: u32) -> Option<Place> {
        let (mut low, mut high) = (0, self.places);
        while low < high {
            let middle = low.midpoint(high);
            if self.number(HEAD + middle * PLACE) < id { low = middle + 1 } else { high = middle }
        }
        self.place(low, true).filter(|p| p.id == id)
    }

    /// The first name of its place number `at`.
    pub(super) fn name(&self, at: usize) -> String {
        let texts = HEAD + self.places * PLACE + self.names * NAME;
        let from = texts + self.number(HEAD + at * PLACE + 24) as usize;
        let length = self.bytes.get(from).map_or(0, |&b| usize::from(b));
        String::from_utf8_lossy(self.bytes.get(from + 1..from + 1 + length).unwrap_or_default()).into_owned()
    }

    fn place(&self, at: usize, main: bool) -> Option<Place> {
        if at >= self.places {
            return None;
        }
        let from = HEAD + at * PLACE;
        let number = |k: usize| self.number(from + 4 * k);
        let last = self.bytes.get(from + 28..from + 31)?;
        Some(Place {
            id: number(0),
            lat: f64::from(number(1) as i32) / SCALE,
            lon: f64::from(number(2) as i32) / SCALE,
            population: number(3),
            state: number(4),
            county: number(5),
            country: [last[0], last[1]],
            kind: Kind::of(last[2]),
            main,
            own: false,
            capital: is_capital(number(0)),
            at: at as u32,
        })
    }

    fn number(&self, from: usize) -> u32 {
        self.bytes.get(from..from + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
    }

    fn long(&self, from: usize) -> u64 {
        self.bytes.get(from..from + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
    }
}

fn degrees(value: f64) -> i32 {
    (value * SCALE).round() as i32
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
