//! Harm: how many came to it, on which side, and why a number is what it is.

use crate::State;
use serde::{Deserialize, Serialize};

/// Harm by measure, in this order: killed, injured, captured, arrested, missing, displaced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Harm {
    /// Dead.
    pub killed: Option<HarmFigure>,
    /// Hurt and not said to be dead.
    pub injured: Option<HarmFigure>,
    /// Taken by others than the law.
    pub captured: Option<HarmFigure>,
    /// Taken by the law.
    pub arrested: Option<HarmFigure>,
    /// Not found.
    pub missing: Option<HarmFigure>,
    /// Made to leave.
    pub displaced: Option<HarmFigure>,
}

impl Harm {
    /// The measures' names, in the interface's order.
    pub const MEASURES: [&'static str; 6] = ["killed", "injured", "captured", "arrested", "missing", "displaced"];

    /// The figure of a measure; none for a name that is no harm.
    pub fn get(&self, measure: &str) -> Option<&HarmFigure> {
        match measure {
            "killed" => self.killed.as_ref(),
            "injured" => self.injured.as_ref(),
            "captured" => self.captured.as_ref(),
            "arrested" => self.arrested.as_ref(),
            "missing" => self.missing.as_ref(),
            "displaced" => self.displaced.as_ref(),
            _ => None,
        }
    }

    /// Sets the figure of a measure; a name that is no harm is ignored.
    pub fn set(&mut self, measure: &str, figure: HarmFigure) {
        if let Some(place) = self.place(measure) {
            *place = Some(figure);
        }
    }

    /// The figure of a measure, to be changed; none where there is none.
    pub fn get_mut(&mut self, measure: &str) -> Option<&mut HarmFigure> {
        self.place(measure)?.as_mut()
    }

    fn place(&mut self, measure: &str) -> Option<&mut Option<HarmFigure>> {
        match measure {
            "killed" => Some(&mut self.killed),
            "injured" => Some(&mut self.injured),
            "captured" => Some(&mut self.captured),
            "arrested" => Some(&mut self.arrested),
            "missing" => Some(&mut self.missing),
            "displaced" => Some(&mut self.displaced),
            _ => None,
        }
    }
}

/// A fused figure with the claims it rests on: low ≤ best ≤ high wherever they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HarmFigure {
    /// The codebook's choice.
    pub best: Option<i64>,
    /// Lowest credible.
    pub low: Option<i64>,
    /// Highest credible; null when open.
    pub high: Option<i64>,
    /// Every claim behind it.
    pub claims: Vec<String>,
    /// Whom `best` counts, side by side; null where nothing tells anyone's side.
    #[serde(default)]
    pub by: Option<BySide>,
    /// The codebook's rule that chose `best`, by its name there.
    #[serde(default)]
    pub rule: Option<String>,
    /// Why the number is what it is, in one sentence.
    #[serde(default)]
    pub why: Option<String>,
    /// What it was chosen from, the chosen first; null unless asked for (`--explain`).
    #[serde(default)]
    pub candidates: Option<Vec<Candidate>>,
    /// What it was, report by report, as the reports came out; the last state is the figure as it is.
    #[serde(default)]
    pub history: Vec<State>,
}

/// A number of people by the side they were on. Sides are those of the event; a part is null where nothing tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BySide {
    /// Side a's.
    pub a: Option<Part>,
    /// Side b's.
    pub b: Option<Part>,
    /// Civilians.
    pub civilians: Option<Part>,
    /// Those of whom no claim tells the side: what is left of the whole; null where nobody is left.
    pub unknown: Option<Part>,
}

/// A part of a number, with the claims that give it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// How many.
    pub best: i64,
    /// Every claim behind it.
    pub claims: Vec<String>,
}

/// A value that a figure could have had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// In words of the reports.
    pub value: String,
    /// The least it says, as the codebook reads its words.
    pub low: Option<i64>,
    /// The most it says; null when open.
    pub high: Option<i64>,
    /// Whether `best` is this value.
    pub chosen: bool,
    /// The sentences that say so.
    pub quotes: Vec<Quote>,
}

/// A sentence to the letter, and who says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The claim that was read from it.
    pub claim: String,
    /// The report that it stands in.
    pub report: String,
    /// Its words.
    pub text: String,
    /// Who is said to say it, nearest voice first; empty where the report says it itself.
    pub sources: Vec<String>,
}

/// The two parties of an event. The state's side is a; between two others a is the side that acts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sides {
    /// Side a.
    pub a: Option<Side>,
    /// Side b; civilians where they are who was attacked.
    pub b: Option<Side>,
}

/// One party of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// Its fullest name, else its words in a report.
    pub name: String,
    /// What it is.
    pub kind: SideKind,
    /// The claims that tell of it.
    pub claims: Vec<String>,
}

/// What a party is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A state's forces, or a state.
    State,
    /// Armed, and no state's.
    #[default]
    Armed,
    /// Unarmed people.
    Civilians,
}

/// How exactly an event is known, in the codes of the codebook; each null where the codebook has none or nothing tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Codes {
    /// Whether it is told as one happening or as a sum of several.
    pub clarity: Option<u8>,
    /// How exactly its date is known.
    pub date: Option<u8>,
    /// How exactly its place is known.
    pub place: Option<u8>,
}
