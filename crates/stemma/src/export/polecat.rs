//! POLECAT: 40 columns in its order, a row an event of PLOVER's categories. Events that are denied or did not succeed are left
//! out, as POLECAT leaves out negated ones; an actor or recipient who is not known is `None`.

use super::actors::{class, is_proper};
use super::ids::Ids;
use super::places::Where;
use super::plover::{Coded, Codes, coded, country_of, parties};
use super::table::{Cell, Column, Kind, Table, text};
use super::view::{View, one_line};
use stemma_engine::claims::places::gazetteer::Kind as PlaceKind;
use stemma_model::{Entity, EntityKind, Filler, Story};

const fn none(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, empty: "None" }
}

/// The columns.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    text("Event ID"), Column::new("Event Date", Kind::Day), text("Event Type"), text("Event Mode"), Column::new("Intensity", Kind::Real),
    text("Quad Code"), text("Contexts"), none("Actor Name"), text("Actor Country"), text("Actor COW"), text("Primary Actor Sector"),
    text("Actor Sectors"), text("Actor Title"), text("Actor Name Raw"), text("Wikipedia Actor ID"), none("Recipient Name"),
    text("Recipient Country"), text("Recipient COW"), text("Primary Recipient Sector"), text("Recipient Sectors"), text("Recipient Title"),
    text("Recipient Name Raw"), text("Wikipedia Recipient ID"), text("Placename"), text("City"), text("District"), text("Province"),
    text("Country"), Column::new("Latitude", Kind::Real), Column::new("Longitude", Kind::Real), text("GeoNames ID"), text("Raw Placename"),
    text("Feature Type"), text("Source"), Column::new("Publication Date", Kind::Day), text("Story People"), text("Story Organizations"),
    text("Story Locations"), text("Language"), text("Version"),
];

/// All rows, by story.
pub fn table(view: &View<'_>, ids: &mut Ids) -> Table {
    let mut table = Table::new(COLUMNS);
    let codes = Codes::get();
    for coded in coded(view, ids).iter().filter(|c| !c.contexts.contains(&"negation")) {
        let mut row = table.row();
        row.set("Event ID", coded.number.to_string()).set("Event Type", coded.category).set("Event Mode", coded.mode.unwrap_or_default());
        // A year or a month is no day.
        let day = coded.days(view).filter(|(from, to)| from == to);
        row.set("Event Date", day.map_or(Cell::None, |(day, _)| Cell::day(&day.to_string())));
        row.set("Intensity", codes.score.get(coded.category).copied());
        row.set("Quad Code", codes.quad.get(coded.category).cloned()).set("Contexts", coded.contexts.join(";"));
        let (source, recipient) = parties(coded);
        actor(&mut row, view, coded, "Actor", &source);
        actor(&mut row, view, coded, "Recipient", &recipient);
        if let Some(place) = &coded.place {
            located(&mut row, place);
        }
        if let Some(report) = view.report(&coded.claim.report) {
            row.set("Source", report.outlet.clone()).set("Publication Date", report.published.as_deref().map_or(Cell::None, Cell::day));
            row.set("Language", report.lang.clone());
        }
        for (name, kind) in [
            ("Story People", EntityKind::Person),
            ("Story Organizations", EntityKind::Organisation),
            ("Story Locations", EntityKind::Place),
        ] {
            row.set(name, named(coded.story, kind));
        }
        row.set("Version", view.record.generated_by.as_str());
        table.push(row);
    }
    table
}

fn actor(row: &mut super::table::Row, view: &View<'_>, coded: &Coded<'_>, who: &str, fillers: &[&Filler]) {
    let Some(first) = fillers.first() else { return };
    let entity = |f: &Filler| f.entity.as_deref().and_then(|id| view.entity(&coded.claim.report, id));
    let sector = |f: &Filler| class(f, entity(f)).map(|c| c.sector.clone());
    let name = first.name.as_deref().unwrap_or(&first.text);
    row.set(&format!("{who} Name"), one_line(name)).set(&format!("{who} Name Raw"), one_line(&first.text));
    if let Some(country) = country_of(view, first) {
        row.set(&format!("{who} Country"), country.iso3).set(&format!("{who} COW"), country.cow);
    }
    row.set(&format!("Primary {who} Sector"), sector(first));
    let sectors = super::acled::distinct(fillers.iter().filter_map(|f| sector(f)));
    row.set(&format!("{who} Sectors"), sectors.join(";"));
    row.set(&format!("{who} Title"), entity(first).and_then(|e| title(e, name)));
}

/// What a person is called before the name: "Governor" of "Governor Ruta Vesel".
fn title(entity: &Entity, name: &str) -> Option<String> {
    if entity.kind != EntityKind::Person || !is_proper(name) {
        return None;
    }
    let last = name.split_whitespace().last()?;
    let mut titles = std::iter::once(&entity.name).chain(&entity.aliases).filter_map(|form| {
        let words: Vec<&str> = form.split_whitespace().collect();
        let at = words.iter().position(|w| name.split_whitespace().any(|n| n == *w)).filter(|at| *at > 0 && words.contains(&last))?;
        Some(words[..at].join(" "))
    });
    titles.find(|t| super::actors::is_title(t))
}

fn located(row: &mut super::table::Row, place: &Where) {
    row.set("Placename", one_line(&place.name)).set("Raw Placename", one_line(&place.text));
    if place.kind == Some(PlaceKind::City) {
        row.set("City", one_line(&place.name));
    }
    row.set("District", place.county.clone()).set("Province", place.state.clone());
    row.set("Country", place.country.map(|c| c.iso3.to_owned()));
    row.set("Latitude", place.point.map(|p| p.0)).set("Longitude", place.point.map(|p| p.1));
    row.set("GeoNames ID", place.geonames.map(|id| id.to_string()));
    let feature = place.kind.and_then(|k| Codes::get().feature.get(k.name()).cloned());
    row.set("Feature Type", feature.unwrap_or_default());
}

/// The named entities of a story of one kind.
fn named(story: &Story, kind: EntityKind) -> String {
    let names = story.entities.iter().filter(|e| e.kind == kind && is_proper(&e.name)).map(|e| one_line(&e.name).replace(';', ","));
    super::acled::distinct(names).join(";")
}
