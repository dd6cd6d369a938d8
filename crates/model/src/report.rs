//! Reports as the reader hands them on.

use serde::{Deserialize, Serialize};

/// One document as an outlet published it, cleaned: `text` holds its own words, `removed` the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Given, or made from content, url, outlet and published: the same input has the same id every time.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// The address the page itself names as canonical.
    pub canonical: Option<String>,
    /// The id of the report that this is a later version of.
    pub version_of: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// `YYYY-MM-DD` or RFC 3339; never guessed.
    pub published: Option<String>,
    /// Where `published` was found.
    pub published_from: PublishedFrom,
    /// When the page says it was last changed.
    pub updated: Option<String>,
    /// ISO 639-1 code of the language, given or detected.
    pub lang: Option<String>,
    /// News agencies whose copy or reporting it credits, by short name (`AFP`), in order of first mention.
    pub wire: Vec<String>,
    /// What kind of page it came from.
    pub page: PageKind,
    /// The article's own words, paragraphs separated by one blank line.
    pub text: String,
    /// The blocks of `text`, in order, not overlapping, covering everything but the blank lines.
    pub blocks: Vec<Block>,
    /// Sentences of `text`; empty until the text has been analysed.
    pub sentences: Vec<Range>,
    /// What was in the input and is not in `text`.
    pub removed: Vec<Removed>,
    /// Credits of news agencies: where in `text`, `removed` or the byline each wire of `wire` is credited.
    #[serde(default)]
    pub credits: Vec<Credit>,
}

/// A half-open range of scalar values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Range {
    /// Whether the ranges share a scalar value.
    pub fn overlaps(self, other: Range) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Range) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A block of a report's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Block {
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A cross-heading or question.
    Heading,
    /// The words under a picture or video, kept because they state something.
    Caption,
    /// An item of a list or fact box.
    List,
}

/// Something of the input that is not the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Removed {
    /// Its words, to the letter.
    pub text: String,
    /// Why it was taken out.
    pub why: RemovedWhy,
}

/// Why something is not part of the report's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RemovedWhy {
    /// A media player's message.
    Player,
    /// A picture credit or the label before a caption.
    CaptionCredit,
    /// A comment form.
    CommentForm,
    /// A byline or dateline credit.
    Byline,
    /// Share and follow buttons.
    Share,
    /// Links to other reports.
    Related,
    /// Menus and other page furniture.
    Navigation,
    /// Advertising, subscription and newsletter prompts.
    Advert,
    /// A block that is there twice.
    Duplicate,
    /// A news agency's credit line ("with inputs from …").
    WireCredit,
    /// Copyright and rights notices.
    Rights,
    /// What a database or a mail program says of the report: its length, section, page, subject codes.
    Metadata,
    /// What an earlier mail said, quoted or forwarded in this one.
    Quoted,
}

/// Where a report's publication date was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PublishedFrom {
    /// In the input or on the command line.
    Given,
    /// In the page's JSON-LD.
    JsonLd,
    /// In a meta element.
    Meta,
    /// In the byline or dateline.
    Byline,
    /// In the address.
    Url,
    /// In the feed.
    Feed,
    /// Nowhere.
    #[default]
    None,
}

/// What kind of page a report came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// An article.
    #[default]
    Article,
    /// A live blog.
    Live,
    /// A picture gallery.
    Gallery,
    /// A paywall notice.
    Paywall,
    /// A consent wall.
    Consent,
    /// An error page.
    Error,
    /// Not a page of words.
    None,
}

/// One credit of a news agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credit {
    /// Short name of the agency, e.g. `AFP`.
    pub wire: String,
    /// The words of the credit.
    pub text: String,
    /// Where it stands in `text`; null when it is in `removed` or the byline.
    pub span: Option<Range>,
    /// Whether the whole report is credited (a credit line, dateline or byline) or only a passage ("told AFP").
    pub whole: bool,
}
