//! `stemma watch`.

use super::fetch::{gather, manner};
use super::record::{reconcile_since, without_candidates};
use crate::brief::harmless;
use crate::cli::{Reconciling, Watching};
use crate::error::Failure;
use crate::fetch::Fetcher;
use crate::fetch::folder::Folder;
use crate::fetch::gather::{now, to_look_at_again};
use crate::fetch::manners::pause;
use crate::fetch::webhook::Webhook;
use crate::progress::say;
use crate::revision::{compare, file};
use crate::session::{Corpus, Session};
use crate::stop;
use crate::syndication::link_versions;
use crate::watch::outbox::{Outbox, replace};
use crate::watch::{News, news};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use stemma_model::Record;
use stemma_read::subscriptions;
use stemma_store::Store;

/// Receivers are tried again after so long, then twice as long.
const POST_BACK_OFF: Duration = Duration::from_secs(2);

/// `stemma watch`
pub fn watch(s: &mut Session, how: &Watching) -> Result<(), Failure> {
    let manner = manner(s, &how.asking)?;
    let hook = hook(s, how)?;
    urls(&how.sources)?;
    stop::listen();
    let mut folder = Folder::open(&how.into)?;
    let mut outbox = Outbox::open(folder.own("outbox.jsonl"));
    let mut fetcher = Fetcher::new(manner);
    let kept = folder.own("record.json");
    let mut record = if kept.exists() { Some(file::record(&kept)?) } else { None };
    let mut corpus: Option<Corpus> = None;
    let store = s.store().map(Path::to_owned);
    s.engine.codebook = how.codebook.clone();
    let mut begun = false;
    let mut out = s.output()?;
    loop {
        // The list is read each round: feeds can be added while it runs. A list that is broken now is told, and kept as it was.
        let mut fresh = Vec::new();
        let mut write = |report: &stemma_model::Report| -> std::io::Result<()> {
            fresh.push(serde_json::to_string(report)?);
            Ok(())
        };
        match urls(&how.sources) {
            Ok(urls) => {
                let again = if how.asking.entries_only { Vec::new() } else { to_look_at_again(&folder, &now()) };
                let urls = urls.into_iter().chain(again);
                gather(s, &mut fetcher, Some(&mut folder), how.asking.entries_only, urls, &mut write)?;
            }
            Err(failure) => say(&failure.to_string().replace('\n', "; ")),
        }
        let any = folder.reports().metadata().is_ok_and(|m| m.len() > 0);
        let found = match &store {
            // The first round also takes what an earlier run fetched and could not keep any more.
            Some(store) if !fresh.is_empty() || !begun && any => Some(keep_in(s, store, &folder, begun.then_some(&fresh))?),
            None if !fresh.is_empty() || corpus.is_none() && any => {
                add(s, &mut corpus, &folder, &fresh)?;
                corpus.as_ref().map(|corpus| reconciled(s, how, corpus, &mut record)).transpose()?
            }
            _ => None,
        };
        begun = true;
        if let Some(found) = found {
            tell(&mut *out, &found)?;
            if hook.is_some() {
                let lost = outbox.add(&now(), &found)?;
                if lost > 0 {
                    say(&format!("{lost} pieces of news were given up: nobody takes what is posted"));
                }
            }
            if let (None, Some(record)) = (&store, &record) {
                keep(&kept, record)?;
            }
        }
        if let Some(hook) = &hook
            && let Some(problem) = outbox.post(hook)?
        {
            say(&format!("{}: {problem}", how.post.as_deref().unwrap_or_default()));
        }
        if how.once || stop::wanted() {
            return Ok(());
        }
        pause(Duration::from_secs_f64((how.every * 60.0).clamp(1.0, 1e7)));
        if stop::wanted() {
            say("stopped; the same command goes on from here");
            return Ok(());
        }
    }
}

/// What is new in a record since it was made last.
fn reconciled(s: &mut Session, how: &Watching, corpus: &Corpus, record: &mut Option<Record>) -> Result<Vec<News>, Failure> {
    let reconciling = Reconciling { codebook: how.codebook.clone(), one_story: false };
    let old = record.take().unwrap_or_default();
    let mut new = reconcile_since(s, corpus, reconciling, &old.stories);
    without_candidates(&mut new);
    let found = news(&compare(("", &old), ("", &new)));
    *record = Some(new);
    Ok(found)
}

/// Puts what was fetched into a store, or all that the folder has, and says what that made new in its stories.
fn keep_in(s: &mut Session, path: &Path, folder: &Folder, fresh: Option<&Vec<String>>) -> Result<Vec<News>, Failure> {
    // Made where there is none, so that there is something that it was before.
    drop(Store::open(path)?);
    let before = Store::read(path)?;
    let mut put_in = Ok(());
    let (old, new) = before.snapshot(|before| {
        // The moment that is looked back to begins with this question.
        let batch = before.batch()?;
        put_in = put(s, path, folder, fresh);
        let after = Store::read(path)?;
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for row in after.stories_changed_since(batch)? {
            old.extend(before.story(&row.id)?);
            new.extend(after.story(&row.id)?);
        }
        Ok((old, new))
    })?;
    put_in?;
    let record = |stories| Record { stories, ..Record::default() };
    Ok(news(&compare(("", &record(old)), ("", &record(new)))))
}

fn put(s: &mut Session, store: &Path, folder: &Folder, fresh: Option<&Vec<String>>) -> Result<(), Failure> {
    let Some(fresh) = fresh else { return super::add::put(s, store, &folder.reports()) };
    let path = folder.own("fresh.jsonl");
    replace(&path, fresh.iter().map(|l| format!("{l}\n")).collect::<String>().as_bytes())?;
    let put = super::add::put(s, store, &path);
    std::fs::remove_file(&path)?;
    put
}

/// Adds reports to those that are held with their claims; the first time all of the folder.
fn add(s: &mut Session, corpus: &mut Option<Corpus>, folder: &Folder, fresh: &[String]) -> Result<(), Failure> {
    let Some(held) = corpus else {
        *corpus = Some(s.corpus(&[folder.reports()])?);
        return Ok(());
    };
    let path = folder.own("fresh.jsonl");
    replace(&path, fresh.iter().map(|l| format!("{l}\n")).collect::<String>().as_bytes())?;
    let more = s.corpus(std::slice::from_ref(&path));
    std::fs::remove_file(&path)?;
    let more = more?;
    held.reports.extend(more.reports.into_iter().filter(|r| !held.paths.contains_key(&r.report.id)));
    held.paths.extend(more.paths);
    link_versions(&mut held.reports);
    Ok(())
}

fn keep(path: &Path, record: &Record) -> Result<(), Failure> {
    Ok(replace(path, &serde_json::to_vec(record)?)?)
}

/// A line a piece of news.
fn tell(out: &mut dyn Write, found: &[News]) -> Result<(), Failure> {
    let found: Vec<News> = harmless(found.to_vec())?;
    for news in found {
        writeln!(out, "{}", news.line.replace('\n', " "))?;
    }
    Ok(out.flush()?)
}

/// The addresses of the sources, those of lists in their place.
fn urls(sources: &[String]) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for source in sources {
        if source.starts_with("http://") || source.starts_with("https://") {
            all.push(source.clone());
            continue;
        }
        let wrong = |why: String| {
            Failure::usage(format!("{source}: {why}")).hint("give addresses (https://…) or an OPML file, as feed readers export it")
        };
        let bytes = std::fs::read(source).map_err(|e| wrong(e.to_string()))?;
        all.extend(subscriptions(&bytes).map_err(|e| wrong(e.to_string()))?.into_iter().map(|f| f.url));
    }
    Ok(all)
}

/// Who is told, with the secret from a file or the environment; it is never shown.
fn hook(s: &Session, how: &Watching) -> Result<Option<Webhook>, Failure> {
    let Some(url) = &how.post else { return Ok(None) };
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(Failure::usage("--post: an address that begins with https:// is wanted"));
    }
    let secret = match &how.secret_file {
        Some(path) => Some(std::fs::read(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?),
        None => std::env::var("STEMMA_WEBHOOK_SECRET").ok().map(String::into_bytes),
    };
    let secret = secret.map(|s| s.trim_ascii().to_vec()).filter(|s| !s.is_empty());
    if how.secret_file.is_some() && secret.is_none() {
        return Err(Failure::usage("--secret-file: there is nothing in it"));
    }
    if secret.is_none() {
        s.note("what is posted is not signed; give --secret-file FILE, so that its receiver can tell that it comes from you");
    }
    Ok(Some(Webhook::new(url, secret, POST_BACK_OFF)))
}
