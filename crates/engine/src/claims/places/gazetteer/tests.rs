use super::*;

fn row(id: u32, names: &[&str], at: (f64, f64), population: u32, kind: Kind, state: u32) -> Row {
    let names = names.iter().map(|n| (*n).to_owned()).collect();
    Row { id, names, lat: at.0, lon: at.1, population, country: *b"QQ", kind, state, county: 0 }
}

fn file() -> Vec<u8> {
    compile(&[
        row(9, &["Saint Orlan"], (-10.5, 20.123_45), 500, Kind::City, 3),
        row(3, &["Velm Province", "Velm"], (-10.0, 20.0), 0, Kind::State, 0),
        row(7, &["Velm"], (1.0, -179.999_99), 90_000, Kind::City, 0),
    ])
}

#[test]
fn the_compact_form_gives_back_what_went_in() {
    let gazetteer = Gazetteer::new(Some(File::new(file()).unwrap()), OwnPlaces::default());
    let found = gazetteer.find(&fold("VELM"));
    assert_eq!(found.iter().map(|p| (p.id, p.kind, p.main)).collect::<Vec<_>>(), [(7, Kind::City, true), (3, Kind::State, false)]);
    assert_eq!((found[0].lon, gazetteer.name(&found[1])), (-179.999_99, "Velm Province".to_owned()));
    let town = gazetteer.find(&fold("St. Orlan"))[0];
    assert_eq!((town.lat, town.lon, town.population, town.state, town.country_code()), (-10.5, 20.123_45, 500, 3, Some("QQ")));
    assert_eq!(gazetteer.by_id(3).map(|p| p.lat), Some(-10.0));
    assert_eq!((gazetteer.by_id(4), gazetteer.find("nowhere")), (None, vec![]));
}

#[test]
fn a_damaged_or_older_file_is_told() {
    let good = file();
    for cut in [0, 7, 23, good.len() - 1] {
        assert_eq!(File::new(good[..cut].to_vec()).err(), Some(BadFile::Damaged), "{cut}");
    }
    let mut older = good.clone();
    older[8] = 77;
    assert_eq!(File::new(older).err(), Some(BadFile::Version(77)));
    // Whatever stands inside, nothing breaks.
    for at in 24..good.len() {
        let mut broken = good.clone();
        broken[at] = !broken[at];
        let gazetteer = Gazetteer::new(Some(File::new(broken).unwrap()), OwnPlaces::default());
        for place in gazetteer.find("velm") {
            gazetteer.name(&place);
        }
    }
}

#[test]
fn own_places_win() {
    let own = OwnPlaces::read("# ours\nname\tlat\tlon\talso\r\n\nVelm\t5\t6.5\tVelmy|Old Velm\n").unwrap();
    let gazetteer = Gazetteer::new(Some(File::new(file()).unwrap()), own);
    for name in ["velm", "velmy", "old velm"] {
        let found = gazetteer.find(name);
        assert_eq!((found.len(), found[0].lat, found[0].geonames(), gazetteer.name(&found[0]).as_str()), (1, 5.0, None, "Velm"), "{name}");
    }
    assert_eq!(gazetteer.find("st orlan").len(), 1);
}

#[test]
fn what_is_wrong_with_own_places_is_told_by_line() {
    for (text, line, word) in [
        ("", 1, "names the columns"),
        ("name\tlat\tlong\n", 1, "\"long\""),
        ("name\tlat\n", 1, "\"lon\" is missing"),
        ("name\tlat\tlon\n\nVelm\t91\t0\n", 3, "lat is \"91\""),
        ("name\tlat\tlon\nVelm\t1\t2\t3\n", 2, "4 cells under 3 columns"),
        ("name\tlat\tlon\n\t1\t2\n", 2, "no name"),
        ("name\tlat\tlon\tcountry\nVelm\t1\t2\tGermany\n", 2, "two letters"),
        ("name\tlat\tlon\tkind\nVelm\t1\t2\ttown\n", 2, "kind is \"town\""),
        ("name\tlat\tlon\tpopulation\nVelm\t1\t2\t1,000\n", 2, "population"),
    ] {
        let bad = OwnPlaces::read(text).unwrap_err();
        assert!(bad.line == line && bad.why.contains(word), "{text:?}: {bad:?}");
    }
}

#[test]
fn countries_and_short_states_need_no_file() {
    let gazetteer = Gazetteer::default();
    let code = |name: &str| gazetteer.find(&fold(name)).first().and_then(|p| p.country_code().map(str::to_owned));
    for (name, want) in [("France", "FR"), ("U.S.", "US"), ("Britain", "GB"), ("Ivory Coast", "CI"), ("the Gambia", "GM")] {
        assert_eq!(code(name).as_deref(), Some(want), "{name}");
    }
    assert_eq!(gazetteer.short("N.Y.").map(|p| gazetteer.name(&p)).as_deref(), Some("New York"));
    assert_eq!(gazetteer.short("Pa"), None);
    assert_eq!(gazetteer.country(*b"FR").map(|p| p.kind), Some(Kind::Country));
    assert!(point(gazetteer.short("Ga.").unwrap().id).is_some());
}
