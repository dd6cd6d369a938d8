//! Who or what is named: in one story, and by equal names in others.

use super::address;
use super::desk::Forms;
use super::library::Kept;
use super::look::{Frame, count, gravest};
use crate::brief::put::{self, Sayings, footing, put_by_all};
use crate::brief::words::{capital, voice_kind};
use askama::Template;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Claim, Entity, EntityKind, Event, Story};
use stemma_store::stories::Named;

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
    /// What it is said to do, to suffer or to be the place of, and what of that is denied: heading, then events.
    parts: Vec<(String, Vec<Deed>)>,
    /// What it says.
    says: Vec<Said>,
    /// Its own page, where forms are sent to.
    at: String,
    /// What it joins: ids, names in their reports, and whose these are.
    members: Vec<(String, String, String)>,
    /// The other entities of the story: ids and names.
    others: Vec<(String, String)>,
    forms: Forms,
}

/// An event that it has a part in.
#[derive(Debug)]
struct Deed {
    label: String,
    kind: String,
    class: &'static str,
    status: String,
    /// Who says so, and how it is put.
    whose: String,
    said: Vec<Said>,
}

/// A sentence.
#[derive(Debug)]
struct Said {
    at: String,
    text: String,
    outlet: String,
    /// How it is put, and by whom.
    put: String,
}

/// Roles, with the headings, before the name, over what is told of who fills them and over what is denied.
const ROLES: [(&str, &str, &str); 5] = [
    ("actor", "Said to be done by", "Denied, or said not to be done by"),
    ("target", "Said to be done to", "Denied, or said not to be done to"),
    ("place", "Said to be done in", "Denied, or said not to be done in"),
    ("instrument", "Said to be done with", "Denied, or said not to be done with"),
    ("topic", "Said about", "Denied about"),
];

impl EntityPage {
    /// Of an entity of a story; none where the story has none of that id.
    pub fn of(kept: &Kept, id: &str, forms: Forms) -> Option<Self> {
        let story = &kept.story;
        let entity = story.entities.iter().find(|e| e.id == id)?;
        let members: BTreeSet<&str> = entity.members.iter().map(String::as_str).collect();
        let sayings = Sayings::of(story, &kept.reports, &kept.paths);
        let says = says(kept, &members);
        let role = says.first().and_then(|c| c.attribution.first()).map(|a| voice_kind(a.kind)).filter(|k| !k.is_empty());
        let reports: BTreeSet<&str> = entity.members.iter().filter_map(|m| m.rsplit_once('/')).map(|(r, _)| r).collect();
        let put = |own: &[&Claim]| put_by_all(own, "occurrence").map(put::put_words).unwrap_or_default();
        Some(EntityPage {
            frame: Frame::stories(entity.name.clone()),
            kind: role.unwrap_or(kind(entity.kind)),
            aliases: entity.aliases.clone(),
            reports: count(reports.len(), "report"),
            story: (address::story(&story.id), story.title.clone()),
            elsewhere: address::name(&entity.name),
            parts: parts(story, &members, &sayings, &entity.name),
            says: sentences(&says, &sayings, put),
            at: address::entity(&story.id, id),
            members: entity.members.iter().filter_map(|m| member(kept, m, &sayings)).collect(),
            others: others(story, id, &sayings),
            forms,
            name: entity.name.clone(),
        })
    }

    fn heading(&self) -> String {
        capital(self.kind)
    }
}

/// A member of an entity: its id, its name there and the name of its report.
fn member(kept: &Kept, id: &str, sayings: &Sayings<'_>) -> Option<(String, String, String)> {
    let (report, _) = id.rsplit_once('/')?;
    let own = kept.reports.iter().find(|r| r.report.id == report)?.entities.iter().find(|e| e.id == id)?;
    Some((id.to_owned(), own.name.clone(), sayings.named(report)))
}

/// The other entities of a story by name; of several of one name each with the report that names it first.
fn others(story: &Story, id: &str, sayings: &Sayings<'_>) -> Vec<(String, String)> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    story.entities.iter().for_each(|e| *times.entry(&e.name).or_default() += 1);
    let name = |e: &Entity| match e.members.first().and_then(|m| m.rsplit_once('/')).filter(|_| times.get(e.name.as_str()) > Some(&1)) {
        Some((report, _)) => format!("{} (in {})", e.name, sayings.named(report)),
        None => e.name.clone(),
    };
    let mut out: Vec<(String, String)> = story.entities.iter().filter(|e| e.id != id).map(|e| (e.id.clone(), name(e))).collect();
    out.sort_by_cached_key(|(id, name)| (name.to_lowercase(), id.clone()));
    out
}

/// What is told of an entity, role by role, apart from what is denied or told not to have happened.
fn parts(story: &Story, members: &BTreeSet<&str>, sayings: &Sayings<'_>, name: &str) -> Vec<(String, Vec<Deed>)> {
    let mut out = Vec::new();
    for (role, told, denied) in ROLES {
        for (heading, denies) in [(told, false), (denied, true)] {
            let deeds = story.events.iter().filter_map(|event| {
                let fills = |c: &&Claim| c.roles.each().into_iter().any(|(r, f)| r == role && f.iter().any(|f| is(&f.entity, members)));
                let own = event.claims.iter().filter_map(|c| sayings.claim(c)).filter(fills);
                let own: Vec<&Claim> = own.filter(|c| put::contradicts(c) == denies).collect();
                deed(event, &own, sayings)
            });
            let deeds: Vec<Deed> = deeds.collect();
            if !deeds.is_empty() {
                out.push((format!("{heading} {name}"), deeds));
            }
        }
    }
    out
}

fn is(entity: &Option<String>, members: &BTreeSet<&str>) -> bool {
    entity.as_deref().is_some_and(|e| members.contains(e))
}

/// An event by some of its claims; none without any.
fn deed(event: &Event, own: &[&Claim], sayings: &Sayings<'_>) -> Option<Deed> {
    if own.is_empty() {
        return None;
    }
    let gravest = gravest(event.findings.iter().map(|f| f.status))?;
    let put = |same: &[&Claim]| same.first().map(|c| sayings.told(same).told_in(&sayings.letter(&c.report)));
    let told = sayings.told(own);
    let (class, status) = footing(gravest, [&told]);
    Some(Deed {
        label: event.label.clone(),
        kind: event.kind.clone(),
        class,
        status,
        whose: sayings.whose(&told),
        said: sentences(own, sayings, |same| put(same).unwrap_or_default()),
    })
}

/// What it says, in the order of reports.
fn says<'a>(kept: &'a Kept, members: &BTreeSet<&str>) -> Vec<&'a Claim> {
    let claims = kept.reports.iter().flat_map(|r| &r.claims);
    let mut out: Vec<&Claim> = claims.filter(|c| c.attribution.first().is_some_and(|a| is(&a.entity, members))).collect();
    out.sort_by_key(|c| (kept.story.reports.iter().position(|r| r.id == c.report), c.evidence.start));
    out
}

/// The sentences of claims, each once for an outlet, with how all of its claims put it.
fn sentences(claims: &[&Claim], sayings: &Sayings<'_>, put: impl Fn(&[&Claim]) -> String) -> Vec<Said> {
    let mut of: Vec<(String, &str, Vec<&Claim>)> = Vec::new();
    for claim in claims.iter().copied() {
        let (outlet, text) = (sayings.named(&claim.report), claim.evidence.text.as_str());
        match of.iter_mut().find(|(o, t, _)| *o == outlet && *t == text) {
            Some((.., same)) => same.push(claim),
            None => of.push((outlet, text, vec![claim])),
        }
    }
    let said = |(outlet, text, same): (String, &str, Vec<&Claim>)| {
        let at = same.first().map(|c| address::claim(&c.id)).unwrap_or_default();
        Said { at, text: text.to_owned(), outlet, put: put(&same) }
    };
    of.into_iter().map(said).collect()
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

impl From<Named> for Namesake {
    fn from(named: Named) -> Self {
        let known = serde_json::from_value(serde_json::Value::String(named.kind)).unwrap_or(EntityKind::Other);
        Namesake { at: address::entity(&named.story, &named.entity), story: named.title, name: named.name, kind: kind(known) }
    }
}
