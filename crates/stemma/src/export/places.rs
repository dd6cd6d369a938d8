//! Where an event took place, by the gazetteer.

use super::countries::{Country, country};
use stemma_engine::claims::places::gazetteer::{Gazetteer, Kind};
use stemma_engine::reconcile::codebook::codes;
use stemma_model::PlaceValue;

/// A place with what it lies in.
#[derive(Clone, Debug)]
pub struct Where {
    /// Its words in the report.
    pub text: String,
    /// Its name in the gazetteer, else its fullest in the report, without its article.
    pub name: String,
    /// What it is; none where the gazetteer does not have it.
    pub kind: Option<Kind>,
    /// The name of its state or province; its own where it is one.
    pub state: Option<String>,
    /// The name of its county or district; its own where it is one.
    pub county: Option<String>,
    /// Its country.
    pub country: Option<&'static Country>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// GeoNames id.
    pub geonames: Option<u64>,
    /// Whether the words say that it happened near it.
    pub near: bool,
}

impl Where {
    /// The place that a claim's value means; `near` where the claim says only that it was near it.
    pub fn of(place: &PlaceValue, near: bool, gazetteer: &Gazetteer) -> Where {
        let known = place.geonames.and_then(|id| u32::try_from(id).ok()).and_then(|id| gazetteer.by_id(id));
        let name_of = |id: u32| (id != 0).then(|| gazetteer.by_id(id)).flatten().map(|p| gazetteer.name(&p)).filter(|n| !n.is_empty());
        let name = place.name.clone().unwrap_or_else(|| place.text.clone());
        let name = name.strip_prefix("the ").map(str::to_owned).unwrap_or(name);
        let own = |kind: Kind| known.as_ref().filter(|p| p.kind == kind).map(|_| name.clone());
        // What no gazetteer's id stands behind, and yet has a point, is one of the user's own.
        let kind = known.as_ref().map(|p| p.kind).or_else(|| (place.resolved && place.lat.is_some()).then_some(Kind::City));
        Where {
            text: place.text.clone(),
            kind,
            state: own(Kind::State).or_else(|| known.as_ref().and_then(|p| name_of(p.state))),
            county: own(Kind::County).or_else(|| known.as_ref().and_then(|p| name_of(p.county))),
            country: place.country.as_deref().and_then(country),
            point: place.lat.zip(place.lon),
            geonames: place.geonames,
            near,
            name,
        }
    }

    /// Its code in a codebook; none where it has no point.
    pub fn code(&self, codes: &codes::Table) -> Option<i64> {
        self.point?;
        codes.place(self.kind?.name(), self.near).map(i64::from)
    }

    /// Greater for the more exact.
    pub fn fineness(&self) -> u8 {
        match self.kind {
            Some(Kind::City) => 5,
            Some(Kind::County) => 4,
            Some(Kind::State) => 3,
            Some(Kind::Country) => 2,
            Some(Kind::Region) => 1,
            None => 0,
        }
    }

    /// The number of its cell in PRIO-GRID: half a degree each, counted from 180° W and 90° S, 720 to a row.
    pub fn cell(&self) -> Option<i64> {
        let (lat, lon) = self.point.filter(|(lat, lon)| (-90.0..90.0).contains(lat) && (-180.0..180.0).contains(lon))?;
        Some(((lat + 90.0) * 2.0).floor() as i64 * 720 + ((lon + 180.0) * 2.0).floor() as i64 + 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Option<i64> {
        let place = PlaceValue { lat: Some(lat), lon: Some(lon), resolved: true, ..PlaceValue::default() };
        Where::of(&place, false, &Gazetteer::default()).cell()
    }

    #[test]
    fn cells_are_counted_from_the_south_west() {
        assert_eq!(at(-90.0, -180.0), Some(1));
        assert_eq!(at(-89.6, -179.4), Some(2));
        assert_eq!(at(89.9, 179.9), Some(259_200));
        assert_eq!(at(f64::NAN, 0.0), None);
    }

    #[test]
    fn a_country_is_known_without_a_gazetteer() {
        let place = PlaceValue { text: "Orlin".into(), country: Some("KG".into()), ..PlaceValue::default() };
        let found = Where::of(&place, false, &Gazetteer::default());
        assert_eq!((found.country.unwrap().iso3, found.name.as_str(), found.kind), ("KGZ", "Orlin", None));
    }
}
