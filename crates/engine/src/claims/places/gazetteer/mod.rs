//! Known places: which there are of a name, where each lies, and what it lies in.
//!
//! Three sources: the countries, states and regions of `lexicon/regions.tsv`, which are always there; an installed file in the
//! compact form ([`File`]); and a user's own places ([`own`]), which win over both.

mod file;
mod fold;
pub mod own;
mod regions;

pub use file::{BadFile, File, VERSION, compile};
pub use fold::fold;
pub use own::{BadPlaces, OwnPlaces};
pub use regions::{english_names, is_capital, point};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A country or territory with a code of its own.
    Country = 0,
    /// A state or province: the first level of a country.
    State = 1,
    /// A county or district: the second level.
    County = 2,
    /// A city, town or village.
    City = 3,
    /// Anything else: a region of the world, a sea, a landmark.
    Region = 4,
}

impl Kind {
    /// Its name in the interface and in a user's own places.
    pub fn name(self) -> &'static str {
        ["country", "state", "county", "city", "region"][self as usize]
    }

    fn of(byte: u8) -> Kind {
        [Kind::Country, Kind::State, Kind::County, Kind::City].get(usize::from(byte)).copied().unwrap_or(Kind::Region)
    }
}

/// A place to be put into the compact form.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// GeoNames id; unique.
    pub id: u32,
    /// Its names, the one to show first.
    pub names: Vec<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants; 0 where unknown.
    pub population: u32,
    /// ISO 3166 code; spaces where it is in none.
    pub country: [u8; 2],
    /// What it is.
    pub kind: Kind,
    /// Id of the state that it lies in; 0 for none.
    pub state: u32,
    /// Id of the county that it lies in; 0 for none.
    pub county: u32,
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// GeoNames id; a user's own place without one has a number of its own above [`Place::OWN`], a landmark 0.
    pub id: u32,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants; 0 where unknown.
    pub population: u32,
    /// ISO 3166 code; spaces for none.
    pub country: [u8; 2],
    /// What it is.
    pub kind: Kind,
    /// Id of its state; 0 for none.
    pub state: u32,
    /// Id of its county; 0 for none.
    pub county: u32,
    /// Whether the name is its first one.
    pub main: bool,
    /// Whether it is a user's own.
    pub own: bool,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// Its number in its source.
    at: u32,
}

impl Place {
    /// Numbers from here on are no GeoNames ids.
    pub const OWN: u32 = 1 << 31;

    /// Its GeoNames id.
    pub fn geonames(&self) -> Option<u32> {
        (self.id != 0 && self.id < Place::OWN).then_some(self.id)
    }

    /// Whether it is one of `lexicon/regions.tsv`.
    pub fn is_region(&self) -> bool {
        !self.own && self.at >= regions::FIRST
    }

    /// Its country's ISO code.
    pub fn country_code(&self) -> Option<&str> {
        std::str::from_utf8(&self.country).ok().filter(|c| !c.starts_with(' '))
    }
}

/// All known places.
#[derive(Debug, Default)]
pub struct Gazetteer {
    file: Option<File>,
    own: OwnPlaces,
}

impl Gazetteer {
    /// The built-in regions, an installed file where there is one, and a user's own places.
    pub fn new(file: Option<File>, own: OwnPlaces) -> Gazetteer {
        Gazetteer { file, own }
    }

    /// Whether a file is installed.
    pub fn is_installed(&self) -> bool {
        self.file.is_some()
    }

    /// The places that a name, folded, may mean, each once. A name among the user's own places means those only.
    pub fn find(&self, folded: &str) -> Vec<Place> {
        let own = self.own.find(folded);
        if !own.is_empty() {
            return own;
        }
        let mut out: Vec<Place> = regions::regions().find(folded).to_vec();
        for place in self.file.iter().flat_map(|f| f.find(folded)) {
            match out.iter_mut().find(|p| p.id == place.id) {
                Some(known) => known.population = known.population.max(place.population),
                None => out.push(place),
            }
        }
        out
    }

    /// The state that a short form means as printed ("Ga.", "N.Y.").
    pub fn short(&self, printed: &str) -> Option<Place> {
        regions::regions().short(printed)
    }

    /// The country of an ISO code.
    pub fn country(&self, code: [u8; 2]) -> Option<Place> {
        regions::regions().country(code)
    }

    /// The place of an id.
    pub fn by_id(&self, id: u32) -> Option<Place> {
        self.file.as_ref().and_then(|f| f.by_id(id)).or_else(|| regions::regions().by_id(id))
    }

    /// The name to show of a place that this gazetteer gave.
    pub fn name(&self, place: &Place) -> String {
        if place.own {
            return self.own.name(place.at as usize);
        }
        match (place.at.checked_sub(regions::FIRST), &self.file) {
            (Some(at), _) => regions::regions().name(at as usize),
            (None, Some(file)) => file.name(place.at as usize),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
