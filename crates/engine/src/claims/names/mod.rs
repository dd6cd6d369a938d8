//! Entities of a report: names, titles, pronouns and descriptions that refer to one thing.
//!
//! [`resolve`] finds the names, says which are names of one thing, then reads the report once from the left and gives
//! every description and pronoun the entity that it refers to, or an entity of its own. A wrong merge puts one man's
//! deeds on another, so what is not clear stays apart: a missed link only costs a name.

mod chains;
pub(crate) mod cluster;
mod nominals;
mod pronouns;
mod spans;
pub(crate) mod spelling;
pub(crate) mod words;

pub use spans::Gender;

use std::ops::Range;
use stemma_model::{EntityKind, Field};
use stemma_nlp::Doc;

/// How a mention is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By name.
    Name,
    /// By a description.
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// Words that refer to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The field that the tokens are of.
    pub field: Field,
    /// The words: a name with its titles, a description from its determiner to its head noun, a pronoun.
    pub tokens: Range<usize>,
    /// The token that heads them.
    pub head: usize,
    /// Index into [`Names::entities`].
    pub entity: usize,
    /// How it is put.
    pub form: Form,
}

/// One thing that the report speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityData {
    /// Its fullest name as printed, without titles and article; for what has no name, its first description.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Other names and descriptions as printed, in order of first mention; no pronouns.
    pub aliases: Vec<String>,
    /// What pronouns it goes by; unknown for all that is no person.
    pub gender: Gender,
    /// Whether it has a name.
    pub named: bool,
}

/// The entities of a report and their mentions.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In order of first mention, title first.
    pub entities: Vec<EntityData>,
    /// In order: those of the title, then those of the text, by head.
    pub mentions: Vec<Mention>,
    /// For each token of the title and the text, the mention that it heads, else the name that it is part of.
    by_token: [Vec<u32>; 2],
}

const NONE: u32 = u32::MAX;

impl Names {
    /// The entity that the noun phrase headed by token `head` refers to.
    pub fn at(&self, field: Field, head: usize) -> Option<usize> {
        self.mention_at(field, head).map(|m| m.entity)
    }

    /// The mention that token `head` heads, or the name that it is part of.
    pub fn mention_at(&self, field: Field, head: usize) -> Option<&Mention> {
        let m = *self.by_token[slot(field)].get(head)?;
        self.mentions.get(m as usize)
    }

    /// The entity of a role's filler: that of its head, else that of the only name in the phrase that reaches the head
    /// through the parse without leaving it (a title as the head, "Police Chief NAME" read the wrong way round).
    pub fn entity_of_phrase(&self, doc: &Doc, field: Field, range: Range<usize>, head: usize) -> Option<usize> {
        if let Some(e) = self.at(field, head) {
            return Some(e);
        }
        let mut found = None;
        for i in range {
            let t = if i < doc.len() { doc.token(i) } else { break };
            if t.head().i == head
                && matches!(t.dep(), "appos" | "compound" | "flat")
                && let Some(m) = self.mention_at(field, i).filter(|m| m.form == Form::Name)
                && self.entities.get(m.entity).is_some_and(|e| e.kind == EntityKind::Person)
                && doc.token(head).tag().starts_with("NN")
            {
                if found.is_some_and(|f| f != m.entity) {
                    return None;
                }
                found = Some(m.entity);
            }
        }
        found
    }
}

fn slot(field: Field) -> usize {
    match field {
        Field::Title => 0,
        Field::Text => 1,
    }
}

/// The entities of a report: of its text, and its title where it has one.
pub fn resolve(text: &Doc, title: Option<&Doc>) -> Names {
    let docs: Vec<&Doc> = std::iter::once(text).chain(title).collect();
    chains::Chains::new(&docs).resolve().finish()
}

/// Document 0 is the text, 1 the title.
fn field_of(doc: usize) -> Field {
    if doc == 0 { Field::Text } else { Field::Title }
}

#[cfg(test)]
mod tests;
