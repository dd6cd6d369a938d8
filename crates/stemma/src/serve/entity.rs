//! Who or what is named: in one story, and by equal names in others.

use super::address;
use super::library::Kept;
use super::look::{Frame, count};
use crate::brief::words::{capital, status, status_class, voice_kind};
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Entity, EntityKind, Story};

/// The page of an entity of a story.
#[derive(Debug, Template)]
#[template(path = "serve/entity.html")]
pub struct EntityPage {
    frame: Frame,
    name: String,
    kind: &'static str,
    aliases: Vec<String>,
    reports: String,
    story: (String, String),
    /// The page of what has this name in any story.
    elsewhere: String,
    /// What it does, suffers or is the place of: role, then events.
    parts: Vec<(&'static str, Vec<Deed>)>,
    /// What it says.
    says: Vec<Said>,
}

/// An event that it has a part in.
#[derive(Debug)]
struct Deed {
    label: String,
    kind: String,
    class: &'static str,
    status: &'static str,
    said: Vec<Said>,
}

/// A sentence.
#[derive(Debug)]
struct Said {
    at: String,
    text: String,
    outlet: String,
}

impl EntityPage {
    /// Of an entity of a story; none where the story has none of that id.
    pub fn of(kept: &Kept, id: &str) -> Option<Self> {
        let story = &kept.story;
        let entity = story.entities.iter().find(|e| e.id == id)?;
        let members: BTreeSet<&str> = entity.members.iter().map(String::as_str).collect();
        let claims: BTreeMap<&str, &Claim> = kept.reports.iter().flat_map(|r| &r.claims).map(|c| (c.id.as_str(), c)).collect();
        let is = |e: &Option<String>| e.as_deref().is_some_and(|e| members.contains(e));
        let said = |c: &Claim| Said { at: address::claim(&c.id), text: c.evidence.text.clone(), outlet: outlet(story, &c.report) };
        let mut parts: Vec<(&'static str, Vec<Deed>)> = Vec::new();
        for (role, words) in
            [("actor", "Does"), ("target", "Has done to it"), ("place", "Is where"), ("instrument", "Is used"), ("topic", "Is spoken of")]
        {
            let mut deeds = Vec::new();
            for event in &story.events {
                let own = event.claims.iter().filter_map(|c| claims.get(c.as_str()));
                let own = own.filter(|c| c.roles.each().into_iter().any(|(r, f)| r == role && f.iter().any(|f| is(&f.entity))));
                let found: Vec<Said> = own.map(|c| said(c)).collect();
                let Some(f) = event.findings.first().filter(|_| !found.is_empty()) else { continue };
                deeds.push(Deed {
                    label: event.label.clone(),
                    kind: event.kind.clone(),
                    class: status_class(f.status),
                    status: status(f.status),
                    said: once(found),
                });
            }
            if !deeds.is_empty() {
                parts.push((words, deeds));
            }
        }
        let says = claims.values().filter(|c| c.attribution.first().is_some_and(|a| is(&a.entity)));
        let mut says: Vec<&&Claim> = says.collect();
        says.sort_by_key(|c| (story.reports.iter().position(|r| r.id == c.report), c.evidence.start));
        let role = says.first().and_then(|c| c.attribution.first()).map(|a| voice_kind(a.kind)).filter(|k| !k.is_empty());
        let of: BTreeSet<&str> = entity.members.iter().filter_map(|m| m.rsplit_once('/')).map(|(r, _)| r).collect();
        Some(EntityPage {
            frame: Frame::stories(entity.name.clone()),
            name: entity.name.clone(),
            kind: role.unwrap_or(kind(entity.kind)),
            aliases: entity.aliases.clone(),
            reports: count(of.len(), "report"),
            story: (address::story(&story.id), story.title.clone()),
            elsewhere: address::name(&entity.name),
            parts,
            says: once(says.into_iter().map(|c| said(c)).collect()),
        })
    }

    fn heading(&self) -> String {
        capital(self.kind)
    }
}

/// The same sentence of one outlet is shown once.
fn once(list: Vec<Said>) -> Vec<Said> {
    let mut seen = BTreeSet::new();
    list.into_iter().filter(|s| seen.insert((s.text.clone(), s.outlet.clone()))).collect()
}

fn outlet(story: &Story, report: &str) -> String {
    let found = story.reports.iter().find(|r| r.id == report);
    found.and_then(|r| r.outlet.clone()).unwrap_or_else(|| report.to_owned())
}

fn kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "body",
        EntityKind::Place => "place",
        EntityKind::Group => "group",
        EntityKind::Other => "named",
    }
}

/// The entities of a story that two reports name or that reports cite, the most named first: their pages and names.
pub fn named(story: &Story) -> Vec<(String, String)> {
    let of = |e: &Entity| e.members.iter().filter_map(|m| m.rsplit_once('/')).map(|(r, _)| r).collect::<BTreeSet<_>>().len();
    let proper = |e: &&Entity| e.name.chars().any(char::is_uppercase) && e.kind != EntityKind::Other;
    let mut list: Vec<(usize, &Entity)> = story.entities.iter().filter(proper).map(|e| (of(e), e)).filter(|(n, _)| *n > 1).collect();
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    list.into_iter().take(30).map(|(_, e)| (address::entity(&story.id, &e.id), e.name.clone())).collect()
}

/// The page of a name: what is called by it, story by story.
#[derive(Debug, Template)]
#[template(path = "serve/name.html")]
pub struct NamePage {
    /// Its frame.
    pub frame: Frame,
    /// The name that was asked for.
    pub name: String,
    /// Story's title and page, the entity's name, kind and page.
    pub found: Vec<Namesake>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// An entity of that name.
#[derive(Clone, Debug)]
pub struct Namesake {
    /// The story's title.
    pub story: String,
    /// The entity's name there.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Its page.
    pub at: String,
}

/// The entities of a story whose name or alias is a name, whatever its capitals.
pub fn namesakes(story: &Story, name: &str) -> Vec<Namesake> {
    let wanted = name.trim().to_lowercase();
    let is = |n: &String| n.to_lowercase() == wanted;
    let found = story.entities.iter().filter(|e| is(&e.name) || e.aliases.iter().any(is));
    let namesake = |e: &Entity| Namesake {
        story: story.title.clone(),
        name: e.name.clone(),
        kind: kind(e.kind),
        at: address::entity(&story.id, &e.id),
    };
    found.map(namesake).collect()
}
