//! The options of the verbs that use the network.

use super::codebook;
use clap::Args;
use std::path::PathBuf;
use stemma_engine::reconcile::codebook::Codebook;

pub(super) const FETCHING: &str = "\
Examples:
  stemma fetch https://coast.example/fire > reports.jsonl
  stemma fetch --into archive --contact me@example.org https://coast.example/rss https://post.example/feed.json
  stemma brief archive                        what they say; run fetch again first to have what is new

A feed's entries are fetched as pages; where a page cannot be had, what the feed says of it is kept. A page that was edited is
kept in each version. Sites are asked one after another, seconds apart, as their robots.txt allows; addresses of private
networks are refused. A run that was stopped goes on where it was.";

/// How sites are asked.
#[derive(Clone, Debug, Args)]
pub struct Asking {
    /// How sites can reach you: a mail address or a page, sent along with each request [or STEMMA_CONTACT]
    #[arg(long, value_name = "WHO")]
    pub contact: Option<String>,
    /// Seconds between two requests to one site; a site's robots.txt may ask for more
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pub delay: f64,
    /// Seconds that one answer may take, however slowly it comes
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub timeout: f64,
    /// MiB that one answer may have, unpacked
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_size: u16,
    /// Of feeds keep the entries as they are, without fetching their pages
    #[arg(long)]
    pub entries_only: bool,
    /// Also ask machines of your own network and this one. Only for addresses that you trust: a feed can name any other
    #[arg(long)]
    pub allow_private: bool,
}

/// What is fetched, and where to.
#[derive(Clone, Debug, Args)]
pub struct Fetching {
    /// Addresses of pages and feeds
    #[arg(required = true, value_name = "URL")]
    pub urls: Vec<String>,
    /// Keep everything in this folder, which every verb reads; a later run asks only for what has changed
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// How sites are asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// What is watched, and who is told.
#[derive(Clone, Debug, Args)]
pub struct Watching {
    /// Addresses of feeds and pages, and lists of feeds (OPML files, as feed readers export them)
    #[arg(required = true, value_name = "FEEDS.opml|URL")]
    pub sources: Vec<String>,
    /// The folder that keeps reports, their versions and the record; every verb reads it
    #[arg(long, value_name = "FOLDER", default_value = "watched")]
    pub into: PathBuf,
    /// Minutes between two rounds
    #[arg(long, value_name = "MINUTES", default_value_t = 15.0)]
    pub every: f64,
    /// One round only, for cron and the like
    #[arg(long)]
    pub once: bool,
    /// Post each piece of news to this address as JSON, signed when there is a secret: README.md has the format
    #[arg(long, value_name = "URL")]
    pub post: Option<String>,
    /// A file with the secret that signs what is posted [or STEMMA_WEBHOOK_SECRET]
    #[arg(long, value_name = "FILE", requires = "post")]
    pub secret_file: Option<PathBuf>,
    /// How best, low and high are chosen: default, ucdp, acled, or a file of your own like those in codebooks/
    #[arg(long, value_name = "NAME|FILE", default_value = "default", value_parser = codebook)]
    pub codebook: Codebook,
    /// How sites are asked.
    #[command(flatten)]
    pub asking: Asking,
}
