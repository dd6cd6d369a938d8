//! A user's own places: a file of tab-separated columns under a line that names them.
//!
//! ```text
//! name    lat      lon     country  population  kind  also
//! Belmo   41.02    71.55   KG       12000       city  Belmo Village|Bel-Mo
//! ```
//!
//! `name`, `lat` and `lon` are needed; `country` is an ISO 3166 code, `kind` is country, state, county, city or region, `also`
//! gives other names with `|` between them, `geonames` a GeoNames id. Empty lines and lines that begin with `#` are skipped.

use super::{Kind, Place, fold};
use std::collections::HashMap;

/// What is wrong with a file of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPlaces {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what to do.
    pub why: String,
}

/// A user's own places.
#[derive(Clone, Debug, Default)]
pub struct OwnPlaces {
    places: Vec<(Place, String)>,
    names: HashMap<String, Vec<(u32, bool)>>,
}

const COLUMNS: [&str; 8] = ["name", "lat", "lon", "country", "population", "kind", "also", "geonames"];

impl OwnPlaces {
    /// Reads the text of a file.
    pub fn read(text: &str) -> Result<OwnPlaces, BadPlaces> {
        let mut lines = text
            .trim_start_matches('\u{feff}')
            .lines()
            .enumerate()
            .map(|(n, l)| (n + 1, l.trim_end_matches('\r')))
            .filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        let Some((at, head)) = lines.next() else { return Err(bad(1, "there is nothing in it; the first line names the columns")) };
        let columns: Vec<String> = head.split('\t').map(|c| c.trim().to_lowercase()).collect();
        if let Some(other) = columns.iter().find(|c| !COLUMNS.contains(&c.as_str())) {
            return Err(bad(
                at,
                &format!("no column is called {other:?}; the columns, with tabs between them, are {}", COLUMNS.join(", ")),
            ));
        }
        if let Some(missing) = COLUMNS[..3].iter().find(|c| !columns.iter().any(|k| k == *c)) {
            return Err(bad(at, &format!("the column {missing:?} is missing; name, lat and lon are needed")));
        }
        let mut out = OwnPlaces::default();
        for (at, line) in lines {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if cells.len() > columns.len() {
                return Err(bad(at, &format!("it has {} cells under {} columns; is a tab too many?", cells.len(), columns.len())));
            }
            let cell = |name: &str| columns.iter().position(|c| c == name).and_then(|i| cells.get(i)).copied().unwrap_or("");
            out.add(&cell).map_err(|why| bad(at, &why))?;
        }
        Ok(out)
    }

    /// Adds the places of another file; where both have a name, it means those of the other file.
    pub fn extend(&mut self, other: OwnPlaces) {
        let from = self.places.len() as u32;
        let moved = |(mut place, name): (Place, String)| {
            place.at += from;
            if place.id >= Place::OWN {
                place.id += from;
            }
            (place, name)
        };
        self.places.extend(other.places.into_iter().map(moved));
        let names = other.names.into_iter();
        self.names.extend(names.map(|(name, list)| (name, list.into_iter().map(|(at, main)| (at + from, main)).collect())));
    }

    fn add<'a>(&mut self, cell: &impl Fn(&str) -> &'a str) -> Result<(), String> {
        let name = cell("name");
        if fold(name).is_empty() {
            return Err("it has no name; put one under \"name\" or take the line out".to_owned());
        }
        let degrees = |column: &str, most: f64| match cell(column).parse::<f64>() {
            Ok(d) if d.abs() <= most => Ok(d),
            _ => Err(format!("{column} is {:?}; write degrees from -{most} to {most}, as 41.25", cell(column))),
        };
        let country = match cell("country") {
            "" => *b"  ",
            c if c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic()) => {
                let upper = c.to_ascii_uppercase();
                [upper.as_bytes()[0], upper.as_bytes()[1]]
            }
            c => return Err(format!("country is {c:?}; write a code of two letters (ISO 3166), as DE, or leave it empty")),
        };
        let kind = match cell("kind").to_lowercase().as_str() {
            "" | "city" => Kind::City,
            "country" => Kind::Country,
            "state" => Kind::State,
            "county" => Kind::County,
            "region" => Kind::Region,
            other => return Err(format!("kind is {other:?}; write country, state, county, city or region, or leave it empty")),
        };
        let number = |column: &str| match cell(column) {
            "" => Ok(0),
            n => n.parse::<u32>().map_err(|_| format!("{column} is {n:?}; write a whole number without separators, or leave it empty")),
        };
        let at = self.places.len() as u32;
        let id = match number("geonames")? {
            0 => Place::OWN + at,
            id => id,
        };
        let (lat, lon, population) = (degrees("lat", 90.0)?, degrees("lon", 180.0)?, number("population")?);
        let place = Place { id, lat, lon, population, country, kind, state: 0, county: 0, main: true, own: true, capital: false, at };
        self.places.push((place, name.to_owned()));
        for (n, name) in std::iter::once(name).chain(cell("also").split('|')).enumerate() {
            let folded = fold(name);
            if !folded.is_empty() {
                self.names.entry(folded).or_default().push((at, n == 0));
            }
        }
        Ok(())
    }

    pub(super) fn find(&self, folded: &str) -> Vec<Place> {
        let list = self.names.get(folded).into_iter().flatten();
        list.filter_map(|&(at, main)| self.places.get(at as usize).map(|p| Place { main, ..p.0 })).collect()
    }

    pub(super) fn name(&self, at: usize) -> String {
        self.places.get(at).map(|p| p.1.clone()).unwrap_or_default()
    }
}

fn bad(line: usize, why: &str) -> BadPlaces {
    BadPlaces { line, why: why.to_owned() }
}
