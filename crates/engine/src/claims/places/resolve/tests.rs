use super::*;
use crate::claims::places::find;
use crate::claims::places::gazetteer::{File, Kind, OwnPlaces, Row, compile, fold};
use crate::claims::sketch::sketch;

/// Two states of one country, each with a Kelbrook; the smaller one's has a Dunmere beside it.
fn gazetteer() -> Gazetteer {
    let row = |id, name: &str, lat, lon, population, kind, state| Row {
        id,
        names: vec![name.to_owned()],
        lat,
        lon,
        population,
        country: *b"QQ",
        kind,
        state,
        county: 0,
    };
    let rows = [
        row(900_000_001, "Norland", 10.0, 10.0, 2_000_000, Kind::State, 0),
        row(900_000_002, "Sudland", -20.0, 10.0, 1_000_000, Kind::State, 0),
        row(900_000_003, "Kelbrook", 10.1, 10.1, 400_000, Kind::City, 900_000_001),
        row(900_000_004, "Kelbrook", -20.1, 10.1, 9_000, Kind::City, 900_000_002),
        row(900_000_005, "Dunmere", -20.2, 10.2, 30_000, Kind::City, 900_000_002),
        row(900_000_006, "Orlan County", -20.3, 10.3, 50_000, Kind::County, 900_000_002),
    ];
    Gazetteer::new(Some(File::new(compile(&rows)).unwrap()), OwnPlaces::default())
}

/// What each place of a sketched sentence means, by id.
fn ids(spec: &str) -> Vec<Option<u64>> {
    let doc = sketch(spec);
    let found = find(&doc);
    let resolved = resolve(&[(&doc, &found)], Published::default(), &gazetteer());
    resolved[0].iter().map(|r| r.as_ref().and_then(|r| r.geonames)).collect()
}

#[test]
fn alone_the_larger_is_meant() {
    assert_eq!(ids("shots rang|VBD out|RP near|IN Kelbrook||GPE"), [Some(900_000_003)]);
}

#[test]
fn the_state_behind_a_name_decides() {
    let found = ids("shots rang|VBD out|RP near|IN Kelbrook||GPE , Sudland||GPE");
    assert_eq!(found, [Some(900_000_004), Some(900_000_002)]);
    // And wherever else the name stands.
    let found = ids("Kelbrook||GPE police left|VBD Kelbrook||GPE , Sudland||GPE");
    assert_eq!(found, [Some(900_000_004), Some(900_000_004), Some(900_000_002)]);
}

#[test]
fn neighbours_in_the_text_decide() {
    let found = ids("people in|IN Dunmere||GPE and|CC in|IN Orlan||GPE County||GPE left|VBD Kelbrook||GPE in|IN Sudland||GPE");
    assert_eq!(found, [Some(900_000_005), Some(900_000_006), Some(900_000_004), Some(900_000_002)]);
}

#[test]
fn what_is_not_known_stays_unresolved() {
    assert_eq!(ids("shots rang|VBD out|RP near|IN Vellmont||GPE"), [None]);
}

#[test]
fn what_is_always_known_needs_no_doubt() {
    let name = |spec: &str| {
        let doc = sketch(spec);
        let found = find(&doc);
        resolve(&[(&doc, &found)], Published::default(), &gazetteer())[0]
            .iter()
            .map(|r| r.as_ref().map(|r| r.name.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(name("ships left|VBD in|IN the|DT Red||LOC Sea||LOC"), [Some("Red Sea".to_owned())]);
    assert_eq!(name("rain fell|VBD in|IN western|JJ Mass.||GPE"), [Some("Massachusetts".to_owned())]);
    assert_eq!(name("Mexican|JJ|NORP troops left|VBD France||GPE"), [Some("France".to_owned())]);
    assert_eq!(name("ships left|VBD the|DT Indian|NNP|NORP Ocean"), [Some("Indian Ocean".to_owned())]);
}

#[test]
fn a_body_lies_where_the_town_of_its_name_does() {
    assert_eq!(
        ids("doctors at|IN Dunmere||ORG General||ORG Hospital||ORG in|IN Sudland||GPE said|VBD"),
        [Some(900_000_005), Some(900_000_002)]
    );
}

#[test]
fn a_county_is_one_where_the_text_says_so() {
    assert_eq!(ids("people in|IN Orlan||GPE county left|VBD"), [Some(900_000_006)]);
    assert_eq!(fold("Orlan"), "orlan");
}
