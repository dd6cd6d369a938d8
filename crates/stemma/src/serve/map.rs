//! The places of a story, drawn: coasts and borders for orientation, no tiles, nothing fetched.

use super::address;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;
use stemma_model::{Claim, ReportClaims};

/// Width of the drawing.
const WIDE: f64 = 860.0;
/// The most and the least height.
const TALL: (f64, f64) = (260.0, 460.0);
/// The least that is shown, in degrees from south to north: a town needs the coast and the borders around it.
const LEAST: f64 = 7.0;
/// Names written beside places; more would cover each other.
const NAMED: usize = 24;

/// Coasts and borders, in degrees east and north (`data/README.md`).
static OUTLINES: LazyLock<Vec<Vec<(f64, f64)>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/outlines.txt").lines();
    lines
        .map(|line| {
            let mut numbers = line.split(' ').filter_map(|n| n.parse::<i32>().ok());
            let (mut x, mut y, mut out) = (0, 0, Vec::new());
            while let (Some(dx), Some(dy)) = (numbers.next(), numbers.next()) {
                (x, y) = (x + dx, y + dy);
                out.push((f64::from(x) / 100.0, f64::from(y) / 100.0));
            }
            out
        })
        .collect()
});

/// A drawn map.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Size of the drawing.
    pub size: (u32, u32),
    /// Coasts and borders.
    pub outlines: String,
    /// Lines of latitude and longitude, and their names with where they stand.
    pub graticule: String,
    /// Names of the lines.
    pub degrees: Vec<(f64, f64, String)>,
    /// The places.
    pub places: Vec<Place>,
    /// What it shows, in one sentence.
    pub summary: String,
    /// Places that are named and not found in the gazetteer.
    pub unknown: Vec<String>,
}

/// A place on it.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// From the left.
    pub x: f64,
    /// From above.
    pub y: f64,
    /// Where its name stands; none where there is no room for it.
    pub label: Option<f64>,
    /// Its name in the gazetteer.
    pub name: String,
    /// Radius: larger for what more claims are told of.
    pub size: f64,
    /// How many claims are told of it.
    pub claims: usize,
    /// The sentence that tells of it first.
    pub at: String,
    /// All of it in words.
    pub words: String,
    /// Whether it is as large as a country or a region: its point says only roughly where.
    pub wide: bool,
}

struct Found<'a> {
    name: &'a str,
    lat: f64,
    lon: f64,
    wide: bool,
    claims: Vec<&'a Claim>,
}

/// The map of the places that claims of a story are told of; none where none of them is known.
pub fn map(reports: &[ReportClaims]) -> Option<Map> {
    let mut found: BTreeMap<(i64, i64), Found<'_>> = BTreeMap::new();
    let mut unknown: Vec<String> = Vec::new();
    for claim in reports.iter().flat_map(|r| &r.claims).filter(|c| !c.background) {
        let Some(place) = &claim.place else { continue };
        let name = place.name.as_deref().unwrap_or(&place.text);
        match (place.lat, place.lon) {
            (Some(lat), Some(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
                let key = ((lat * 1e4) as i64, (lon * 1e4) as i64);
                let wide = matches!(place.kind.as_deref(), Some("country" | "state" | "region"));
                found.entry(key).or_insert_with(|| Found { name, lat, lon, wide, claims: Vec::new() }).claims.push(claim);
            }
            _ if !unknown.iter().any(|u| u == name) => unknown.push(name.to_owned()),
            _ => {}
        }
    }
    let mut found: Vec<Found<'_>> = found.into_values().collect();
    found.sort_by(|a, b| b.claims.len().cmp(&a.claims.len()).then_with(|| a.name.cmp(b.name)));
    let view = View::of(&found)?;
    let mut places: Vec<Place> =
        found.iter().map(|f| place(f, &view)).filter(|p| p.x >= 0.0 && p.x <= WIDE && p.y >= 0.0 && p.y <= view.tall).collect();
    label(&mut places, view.tall);
    let (graticule, degrees) = graticule(&view);
    let names: Vec<String> = places.iter().map(|p| p.words.clone()).collect();
    Some(Map {
        size: (WIDE as u32, view.tall as u32),
        outlines: outlines(&view),
        graticule,
        degrees,
        summary: format!("Where: {}", names.join("; ")),
        places,
        unknown,
    })
}

/// Which part of the world is shown: plate carrée, its degrees of longitude as wide as they are in the middle.
struct View {
    west: f64,
    north: f64,
    /// Of one degree north to south.
    scale: f64,
    /// How wide a degree of longitude is beside one of latitude.
    narrow: f64,
    tall: f64,
}

impl View {
    fn of(found: &[Found<'_>]) -> Option<Self> {
        // Countries stand where their middle is; they only decide where nothing else does.
        let near: Vec<&Found<'_>> = found.iter().filter(|f| !f.wide).collect();
        let all: Vec<&Found<'_>> = if near.is_empty() { found.iter().collect() } else { near };
        let first = all.first()?;
        let (mut south, mut north, mut west, mut east) = (first.lat, first.lat, first.lon, first.lon);
        for f in &all {
            (south, north) = (south.min(f.lat), north.max(f.lat));
            (west, east) = (west.min(f.lon), east.max(f.lon));
        }
        let least = if first.wide { 12.0 } else { LEAST };
        let middle = (north + south) / 2.0;
        let narrow = middle.to_radians().cos().max(0.2);
        let high = ((north - south) * 1.4).max(least);
        let broad = ((east - west) * 1.4).max(high / narrow * 1.2).min(360.0);
        let tall = (WIDE * high / (broad * narrow)).clamp(TALL.0, TALL.1);
        let scale = (WIDE / (broad * narrow)).min(tall / high);
        let centre = (east + west) / 2.0;
        Some(View { west: centre - WIDE / (2.0 * scale * narrow), north: middle + tall / (2.0 * scale), scale, narrow, tall })
    }

    fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        ((lon - self.west) * self.scale * self.narrow, (self.north - lat) * self.scale)
    }

    fn shows(&self, (x, y): (f64, f64)) -> bool {
        (-WIDE * 0.25..=WIDE * 1.25).contains(&x) && (-self.tall * 0.25..=self.tall * 1.25).contains(&y)
    }
}

fn place(f: &Found<'_>, view: &View) -> Place {
    let (x, y) = view.at(f.lon, f.lat);
    let claims = f.claims.len();
    Place {
        x,
        y,
        label: None,
        name: f.name.to_owned(),
        size: 4.0 + (claims as f64).sqrt().min(6.0),
        claims,
        at: f.claims.first().map(|c| address::claim(&c.id)).unwrap_or_default(),
        words: format!("{}, {}", f.name, super::look::count(claims, "claim")),
        wide: f.wide,
    }
}

/// Names stand to the right of their places, the most told of first; what would cover another has none.
fn label(places: &mut [Place], tall: f64) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for i in 0..places.len().min(NAMED) {
        let p = &places[i];
        let (from, to) = (p.x, p.x + 16.0 + 7.5 * p.name.chars().count() as f64);
        let free = |y: f64| (10.0..=tall).contains(&y) && !taken.iter().any(|t| from < t.1 && t.0 < to && (t.2 - y).abs() < 14.0);
        if let Some(y) = [4.0, 14.0, -8.0, 26.0, -20.0].into_iter().map(|d| p.y + d).find(|y| free(*y)) {
            taken.push((from, to, y));
            places[i].label = Some(y);
        }
    }
}

fn outlines(view: &View) -> String {
    let mut out = String::new();
    for line in OUTLINES.iter() {
        let (mut drawing, mut last) = (false, None);
        for &(lon, lat) in line {
            let at = view.at(lon, lat);
            // Whole points are fine enough for a line, and most of them fall together.
            let to = (at.0.round(), at.1.round());
            if last == Some(to) {
                continue;
            }
            if let Some(from) = last.filter(|from| view.shows(*from) || view.shows(to)) {
                let (x, y): (f64, f64) = from;
                if !drawing {
                    let _ = write!(out, "M{x} {y}");
                }
                let _ = write!(out, "L{} {}", to.0, to.1);
                drawing = true;
            } else {
                drawing = false;
            }
            last = Some(to);
        }
    }
    out
}

fn graticule(view: &View) -> (String, Vec<(f64, f64, String)>) {
    let high = view.tall / view.scale;
    let step = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0].into_iter().find(|s| high / s <= 5.0).unwrap_or(30.0);
    let (mut path, mut names) = (String::new(), Vec::new());
    let side = |n: f64, plus: &str, minus: &str| {
        format!(
            "{}°{}",
            n.abs(),
            if n > 0.0 {
                plus
            } else if n < 0.0 {
                minus
            } else {
                ""
            }
        )
    };
    let mut lat = ((view.north - high) / step).ceil() * step;
    while lat < view.north {
        let y = view.at(0.0, lat).1;
        let _ = write!(path, "M0 {y:.1}H{WIDE}");
        names.push((4.0, y - 3.0, side(lat, " N", " S")));
        lat += step;
    }
    let broad = WIDE / (view.scale * view.narrow);
    let mut lon = (view.west / step).ceil() * step;
    while lon < view.west + broad {
        let x = view.at(lon, 0.0).0;
        let _ = write!(path, "M{x:.1} 0V{}", view.tall);
        names.push((x + 3.0, view.tall - 4.0, side(lon, " E", " W")));
        lon += step;
    }
    (path, names)
}

#[cfg(test)]
mod tests {
    use super::{OUTLINES, map};
    use stemma_model::{PlaceValue, ReportClaims};

    fn report(places: &[(&str, f64, f64)]) -> ReportClaims {
        let claim = |(i, (name, lat, lon)): (usize, &(&str, f64, f64))| {
            let mut claim: stemma_model::Claim = serde_json::from_value(serde_json::json!({
                "id": format!("r/c{i}"), "report": "r", "sentence": 0, "evidence": {"in": "text", "start": 0, "end": 1, "text": "x"},
                "type": "fire", "trigger": null, "roles": {"actor": [], "target": [], "instrument": [], "place": [], "topic": []},
                "figure": null, "time": null, "as_of": null, "place": null, "modality": "asserted", "negated": false, "mode": null,
                "background": false, "confidence": 1.0, "attribution": []
            }))
            .unwrap();
            claim.place = Some(PlaceValue {
                text: (*name).into(),
                name: Some((*name).into()),
                lat: Some(*lat),
                lon: Some(*lon),
                resolved: true,
                ..PlaceValue::default()
            });
            claim
        };
        ReportClaims { claims: places.iter().enumerate().map(claim).collect(), ..ReportClaims::default() }
    }

    #[test]
    fn outlines_are_on_the_globe() {
        assert!(OUTLINES.len() > 1000);
        assert!(OUTLINES.iter().flatten().all(|(x, y)| x.abs() <= 180.0 && y.abs() <= 90.0));
    }

    #[test]
    fn places_stand_within_the_drawing_north_above_south() {
        for places in [
            &[("North", 54.0, 10.0), ("South", 50.0, 12.0)][..],
            &[("One", -33.9, 18.4)],
            &[("Pole", 90.0, 0.0), ("Date line", 0.0, 180.0), ("Other side", 0.0, -180.0)],
        ] {
            let map = map(&[report(places)]).unwrap();
            assert!(!map.places.is_empty() && map.places.iter().all(|p| p.x.is_finite() && p.y.is_finite()), "{places:?}");
            assert!(!map.graticule.is_empty() && map.graticule.len() < 20_000);
        }
        let map = map(&[report(&[("North", 54.0, 10.0), ("South", 50.0, 12.0)])]).unwrap();
        let y = |name: &str| map.places.iter().find(|p| p.name == name).unwrap().y;
        assert!(y("North") < y("South") && map.places.iter().all(|p| p.label.is_some()));
    }

    #[test]
    fn without_a_known_place_there_is_no_map() {
        assert!(map(&[ReportClaims::default()]).is_none());
    }
}
