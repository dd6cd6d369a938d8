//! `lexicon/regions.tsv` and `lexicon/place-points.tsv`: what is known without a file.

use super::{Kind, Place, fold};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Numbers of these places begin here, so that they are not taken for those of a file.
pub(super) const FIRST: u32 = 1 << 30;

/// The places of `lexicon/regions.tsv`, indexed.
#[derive(Default)]
pub(super) struct Regions {
    places: Vec<(Place, String)>,
    names: HashMap<String, Vec<Place>>,
    /// Names with full stops, in small letters without them and spaces.
    short: HashMap<String, Place>,
    states: HashMap<String, u32>,
    capitals: HashSet<u32>,
}

impl Regions {
    fn load() -> Regions {
        let mut out = Regions::default();
        for line in include_str!("../../../../../../lexicon/regions.tsv").lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [kind, code, id, lat, lon, population, names] = columns[..columns.len().min(7)] else { continue };
            out.capitals.extend(columns.get(7).and_then(|id| id.parse::<u32>().ok()));
            let kind = match kind {
                "country" => Kind::Country,
                "state" => Kind::State,
                "city" => Kind::City,
                _ => Kind::Region,
            };
            let place = Place {
                id: id.parse().unwrap_or(0),
                lat: lat.parse().unwrap_or(0.0),
                lon: lon.parse().unwrap_or(0.0),
                population: population.parse().unwrap_or(0),
                country: code.get(..2).and_then(|c| c.as_bytes().try_into().ok()).unwrap_or(*b"  "),
                kind,
                state: if kind == Kind::City { out.states.get(code).copied().unwrap_or(0) } else { 0 },
                county: 0,
                main: true,
                own: false,
                capital: false,
                at: FIRST + out.places.len() as u32,
            };
            if kind == Kind::State {
                out.states.insert(code.to_owned(), place.id);
            }
            for (n, name) in names.split('|').enumerate() {
                if n == 0 {
                    out.places.push((place, name.to_owned()));
                }
                if name.contains('.') {
                    out.short.entry(squeezed(name)).or_insert(place);
                }
                // "U.S." is also a name; the short form of a state is a word of its own ("Pa.", "Miss.").
                if !name.contains('.') || kind == Kind::Country {
                    out.names.entry(fold(name)).or_default().push(place);
                }
            }
        }
        out
    }

    pub(super) fn find(&self, folded: &str) -> &[Place] {
        self.names.get(folded).map_or(&[], Vec::as_slice)
    }

    pub(super) fn short(&self, printed: &str) -> Option<Place> {
        printed.contains('.').then(|| self.short.get(&squeezed(printed)).copied()).flatten()
    }

    pub(super) fn country(&self, code: [u8; 2]) -> Option<Place> {
        self.places.iter().map(|p| p.0).find(|p| p.kind == Kind::Country && p.country == code)
    }

    pub(super) fn by_id(&self, id: u32) -> Option<Place> {
        self.places.iter().map(|p| p.0).find(|p| p.id == id && id != 0)
    }

    pub(super) fn name(&self, at: usize) -> String {
        self.places.get(at).map(|p| p.1.clone()).unwrap_or_default()
    }
}

fn squeezed(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '.')).flat_map(char::to_lowercase).collect()
}

/// The places of `lexicon/regions.tsv`, loaded once.
pub(super) fn regions() -> &'static Regions {
    static REGIONS: LazyLock<Regions> = LazyLock::new(Regions::load);
    &REGIONS
}

/// Whether a GeoNames id is that of a country's capital.
pub fn is_capital(id: u32) -> bool {
    regions().capitals.contains(&id)
}

/// The names of `lexicon/place-names.tsv` for a GeoNames id.
pub fn english_names(id: u32) -> &'static [&'static str] {
    static NAMES: LazyLock<HashMap<u32, Vec<&'static str>>> = LazyLock::new(|| {
        let read = |line: &'static str| {
            let (id, rest) = line.split_once('\t')?;
            Some((id.parse().ok()?, rest.split('\t').next()?.split('|').collect()))
        };
        include_str!("../../../../../../lexicon/place-names.tsv").lines().filter_map(read).collect()
    });
    NAMES.get(&id).map_or(&[], Vec::as_slice)
}

/// The point of a country, state or region by its GeoNames id, degrees north and east.
pub fn point(id: u32) -> Option<(f64, f64)> {
    static POINTS: LazyLock<HashMap<u32, (f64, f64)>> = LazyLock::new(|| {
        let read = |line: &str| {
            let mut columns = line.split('\t');
            let id = columns.next()?.parse().ok()?;
            Some((id, (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?)))
        };
        let mut points: HashMap<u32, (f64, f64)> =
            include_str!("../../../../../../lexicon/place-points.tsv").lines().filter_map(read).collect();
        points.extend(regions().places.iter().map(|(p, _)| (p.id, (p.lat, p.lon))));
        points
    });
    POINTS.get(&id).copied()
}
