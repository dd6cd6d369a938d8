//! Frames: which role a subject, object or prepositional phrase fills.

/// A role of a claim that grammar can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who did it.
    Actor,
    /// To whom or what.
    Target,
    /// With what.
    Instrument,
    /// Where.
    Place,
    /// About what.
    Topic,
}

impl Role {
    /// The role of this name; `none` (known, but no role) is `Some(None)`.
    pub(super) fn named(name: &str) -> Option<Option<Role>> {
        Some(match name {
            "actor" => Some(Role::Actor),
            "target" => Some(Role::Target),
            "instrument" => Some(Role::Instrument),
            "place" => Some(Role::Place),
            "topic" => Some(Role::Topic),
            "none" => None,
            _ => return None,
        })
    }
}

/// How a trigger's syntax fills roles.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// As entries name it.
    pub name: String,
    /// The subject, and whoever "by" names.
    pub subject: Option<Role>,
    /// The subject where there is no object; as `subject` when not given.
    pub alone: Option<Role>,
    /// The object.
    pub object: Option<Role>,
    /// The second object ("gave them weapons").
    pub indirect: Option<Role>,
    /// "X's …" of a noun.
    pub possessor: Option<Role>,
    /// "… of X" of a noun.
    pub of: Option<Role>,
    /// "X …" of a noun.
    pub compound: Option<Role>,
    /// Whether a past form without object or auxiliary is read as passive.
    pub transitive: bool,
    /// Prepositions and their roles; `None` keeps a phrase out of every role.
    pub prepositions: Vec<(String, Option<Role>)>,
}

impl Frame {
    /// The role after a preposition, if the frame says anything of it.
    pub fn preposition(&self, word: &str) -> Option<Option<Role>> {
        self.prepositions.iter().find(|(p, _)| p == word).map(|(_, r)| *r)
    }
}
