//! A brief as Markdown, for notes, wikis and version control.

use super::text::{Caps, clip};
use super::words::{capital, date, range, slot, status, status_class, voice_kind, why_removed};
use super::{Brief, Moment, Point, Quote, StoryBrief, Value};
use std::fmt::Write;

/// The brief as Markdown (CommonMark).
pub fn render(brief: &Brief, caps: Caps) -> String {
    let mut out = String::new();
    let shown =
        |i: usize, st: &StoryBrief| brief.stories.len() == 1 || caps.stories == usize::MAX || (st.sources.len() > 1 && i < caps.stories);
    for (_, story) in brief.stories.iter().enumerate().filter(|(i, st)| shown(*i, st)) {
        let mut page = Page { out: &mut out, b: story, caps };
        page.story();
    }
    let rest: Vec<&StoryBrief> = brief.stories.iter().enumerate().filter(|(i, st)| !shown(*i, st)).map(|(_, st)| st).collect();
    if !rest.is_empty() {
        out.push_str("# Other stories\n\n");
        for story in rest {
            let labels: Vec<String> = story.sources.iter().map(|x| x.label.clone()).collect();
            out.push_str(&format!("- {} ({})\n", esc(&story.title), esc(&story.names(&labels))));
        }
        out.push('\n');
    }
    out
}

struct Page<'a> {
    out: &'a mut String,
    b: &'a StoryBrief,
    caps: Caps,
}

impl Page<'_> {
    fn story(&mut self) {
        let (b, caps) = (self.b, self.caps);
        self.put(&format!("# {}\n", esc(&b.title)));
        for s in &b.sources {
            let name = match s.url.as_ref().filter(|u| u.starts_with("https://") || u.starts_with("http://")) {
                Some(url) => format!("[{}](<{}>)", esc(&s.name), url.replace(['<', '>', '\n', '\r', ' '], "")),
                None => esc(&s.name),
            };
            let more: Vec<String> = [s.published.as_deref().map(date), s.title.clone()].into_iter().flatten().map(|m| esc(&m)).collect();
            let wire = if s.wire.is_empty() { String::new() } else { format!(" · credits {}", esc(&s.wire.join(", "))) };
            self.put(&format!("- **\\[{}\\]** {name}{}{wire}", s.label, more.iter().map(|m| format!(" · {m}")).collect::<String>()));
        }
        if !b.happened.is_empty() {
            self.head("What happened");
            for h in b.happened.iter().take(caps.points) {
                self.quotes(h.quotes.iter(), "");
                let date = h.date.as_ref().map(|d| format!(" = {}", date(d))).unwrap_or_default();
                for (word, values, tail) in [("Where", &h.places, ""), ("When", &h.times, date.as_str())] {
                    if !values.is_empty() {
                        self.put(&format!("\n**{word}:** {}{tail}", self.values(values)));
                    }
                }
            }
            self.more("\n", b.happened.len(), caps.points);
        }
        if !b.harm.is_empty() {
            self.head("Harm");
            for line in &b.harm {
                let range = range(line.best, line.low, line.high);
                let range = if range.is_empty() { range } else { format!(" ({range})") };
                for p in &line.points {
                    self.put(&format!("- **{}:** {}{range}  \n  {}", capital(&line.measure), self.values(&p.values), because(p)));
                    self.quotes(p.quotes().iter(), "  ");
                }
                if line.points.is_empty() {
                    self.put(&format!(
                        "- **{}:** {}{range}",
                        capital(&line.measure),
                        line.best.map_or("unknown".into(), |n| n.to_string())
                    ));
                }
            }
        }
        self.points("What the reports agree on", &b.agreed);
        self.points("What they dispute", &b.disputed);
        self.points("What was updated, corrected or has since been done", &b.updated);
        if !b.single.is_empty() {
            self.head("What only one report says");
            for g in &b.single {
                self.put(&format!("\n**\\[{}\\] {}**", g.source, esc(&b.names(std::slice::from_ref(&g.source)))));
                self.quotes(g.shown(caps.single).into_iter().map(|i| &g.quotes[i]), "");
                self.more("\n", g.quotes.len(), caps.single);
            }
        }
        if !b.voices.is_empty() {
            self.head("Who says what");
            for v in b.voices.iter().take(caps.voices) {
                let kind = voice_kind(v.kind);
                let kind = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
                self.put(&format!("- **{}**{kind}", esc(&v.name)));
                self.quotes(v.quotes.iter().take(caps.sentences), "  ");
                self.more("  ", v.quotes.len(), caps.sentences);
            }
            self.more("", b.voices.len(), caps.voices);
        }
        if !b.lineage.is_empty() {
            self.head("Where the reports come from");
            for d in &b.lineage {
                self.put(&format!("- {}", esc(&b.descent(d))));
            }
        }
        self.moments("Timeline", &b.timeline);
        self.moments("Background: before this story", &b.background);
        if !b.removed.is_empty() {
            self.head("Taken out: not part of the reports");
            for g in &b.removed {
                for r in g.items.iter().take(caps.removed) {
                    self.put(&format!("- \\[{}\\] {} ({})", g.source, esc(&clip(&r.text)), why_removed(r.why)));
                }
                self.more("", g.items.len(), caps.removed);
            }
        }
        self.out.push('\n');
    }

    fn points(&mut self, title: &str, list: &[Point]) {
        if list.is_empty() {
            return;
        }
        self.head(title);
        for p in list.iter().take(self.caps.points) {
            let background = if p.background { " (background)" } else { "" };
            let agreed = status_class(p.status) == "agreed";
            let head = if agreed { String::new() } else { format!(" — {}{background}", slot(&p.slot)) };
            self.put(&format!("- **{}**{head}  \n  {}", esc(&clip(&p.label)), because(p)));
            if p.in_harm {
                continue;
            }
            if agreed {
                self.quotes(p.quotes().iter(), "  ");
            } else {
                for v in &p.values {
                    self.put(&format!("  - {}: **{}**", esc(&self.b.whose(v)), esc(&v.value)));
                    self.quotes(v.quotes.iter(), "    ");
                }
            }
            for d in &p.details {
                self.put(&format!("  - {}: {}", capital(&slot(&d.slot)), self.values(&d.values)));
            }
        }
        self.more("", list.len(), self.caps.points);
    }

    fn moments(&mut self, title: &str, list: &[Moment]) {
        if list.is_empty() {
            return;
        }
        self.head(title);
        for m in list.iter().take(self.caps.moments) {
            let when = match (&m.date, &m.words) {
                (Some(day), Some(words)) => format!("{} ({words})", date(day)),
                (Some(day), None) => date(day),
                (None, Some(words)) => words.clone(),
                (None, None) => "no time given".into(),
            };
            let status = m.status.map(|x| format!(" · {}", status(x))).unwrap_or_default();
            self.put(&format!("- **{}:** {} \\[{}\\]{status}", esc(&when), esc(&clip(&m.label)), m.sources.join(", ")));
        }
        self.more("", list.len(), self.caps.moments);
    }

    fn quotes<'q>(&mut self, quotes: impl Iterator<Item = &'q Quote>, pad: &str) {
        for q in quotes {
            let text: String = q.parts().iter().map(|(mark, part)| if *mark { format!("**{}**", esc(part)) } else { esc(part) }).collect();
            self.put(&format!("\n{pad}> {text} \\[{}\\]", esc(&q.labels())));
        }
    }

    fn values(&self, values: &[Value]) -> String {
        values.iter().map(|v| format!("**{}** ({})", esc(&v.value), esc(&self.b.whose(v)))).collect::<Vec<_>>().join(" — ")
    }

    fn more(&mut self, pad: &str, all: usize, shown: usize) {
        if all > shown {
            self.put(&format!("{pad}- … and {} more: `--all`", all - shown));
        }
    }

    fn head(&mut self, text: &str) {
        let _ = write!(self.out, "\n## {text}\n\n");
    }

    fn put(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}

fn because(p: &Point) -> String {
    let history = p.history_words();
    let history = if history.is_empty() { history } else { format!(" By date of report: {}.", esc(&history)) };
    let chosen = p.chosen_words();
    let chosen = if chosen.is_empty() { chosen } else { format!(" **{}**", esc(&chosen)) };
    format!("*{}.* {}{chosen}{history}", capital(status(p.status)), esc(&p.why))
}

/// Report words as Markdown that shows exactly them, on one line.
fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
