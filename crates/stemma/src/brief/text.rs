//! A brief for the terminal: wrapped to its width, styled with ANSI codes that the writer strips where they are not wanted.

use super::versions::Versions;
use super::words::{capital, date, range, slot, status, status_class, voice_kind, why_removed};
use super::{Brief, Diff, HarmLine, Moment, Point, Quote, StoryBrief, Value};
use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// How much of each list is shown unless everything is asked for: about a screen and a half for two reports. Found by
/// printing briefs of two to eight reports and cutting where one stops reading.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Stories in full; the rest by title.
    pub stories: usize,
    /// Points of a section.
    pub points: usize,
    /// Sentences of one report that no other has.
    pub single: usize,
    /// Voices.
    pub voices: usize,
    /// Sentences of one voice.
    pub sentences: usize,
    /// Moments of the timeline, and of the background.
    pub moments: usize,
    /// Removed pieces of one report.
    pub removed: usize,
}

impl Caps {
    /// For reading.
    pub const READING: Caps = Caps { stories: 5, points: 12, single: 6, voices: 12, sentences: 3, moments: 12, removed: 4 };
    /// Everything.
    pub const ALL: Caps = Caps {
        stories: usize::MAX,
        points: usize::MAX,
        single: usize::MAX,
        voices: usize::MAX,
        sentences: usize::MAX,
        moments: usize::MAX,
        removed: usize::MAX,
    };
}

const TITLE: Style = Style::new().bold();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();
const MARK: Style = Style::new().bold();

/// The brief as text of at most `width` columns, styled.
pub fn render(brief: &Brief, width: usize, caps: Caps) -> String {
    let mut s = Sheet::new(width);
    // A single report has nothing to be compared with: worth a brief of its own only when it was asked for alone.
    let (full, rest): (Vec<_>, Vec<_>) = brief
        .stories
        .iter()
        .enumerate()
        .partition(|(i, st)| brief.stories.len() == 1 || (st.sources.len() > 1 && *i < caps.stories) || caps.stories == usize::MAX);
    for (k, (_, story)) in full.iter().enumerate() {
        if k > 0 {
            s.out.push_str(&format!("\n{}\n\n", "─".repeat(s.width)));
        }
        story_text(&mut s, story, &caps);
    }
    if !rest.is_empty() {
        s.heading(if full.is_empty() { "Stories" } else { "Other stories" });
        for (_, story) in rest.iter().take(if full.is_empty() { 50 } else { caps.points }) {
            let names: Vec<String> = story.sources.iter().map(|x| x.label.clone()).collect();
            s.bullet(2, &format!("{} ({})", story.title, story.names(&names)));
        }
        s.more(2, rest.len(), if full.is_empty() { 50 } else { caps.points });
    }
    s.out
}

/// A difference as text of at most `width` columns, styled.
pub fn render_diff(d: &Diff, width: usize) -> String {
    let mut s = Sheet::new(width);
    // Names and whose-word lines are those of a brief over both sides.
    let b = StoryBrief { sources: d.a.iter().chain(&d.b).cloned().collect(), ..Default::default() };
    for source in &b.sources {
        let title = source.title.as_ref().map(|t| format!(" · {t}")).unwrap_or_default();
        s.line(0, 4, &format!("{} {}{title}", tag(&source.label), source.name));
    }
    if let Some(v) = &d.versions {
        versions(&mut s, v);
    }
    points(&mut s, &b, "Where they differ", &d.differs, &Caps::ALL);
    for (side, list) in [(&d.a, &d.only_a), (&d.b, &d.only_b)] {
        let labels: Vec<String> = side.iter().map(|x| x.label.clone()).collect();
        s.heading(&format!("Only in {}", b.names(&labels)));
        for q in list {
            s.quote(2, q);
        }
        if list.is_empty() {
            s.line(2, 2, "Nothing that the other side does not say.");
        }
    }
    points(&mut s, &b, "What both say", &d.agreed, &Caps::ALL);
    s.out
}

/// Two versions of one page, sentence by sentence.
fn versions(s: &mut Sheet, v: &Versions) {
    const OUT: Style = AnsiColor::Red.on_default();
    const IN: Style = AnsiColor::Green.on_default();
    s.heading("Two versions of one page");
    let counts = [(v.changed.len(), "changed"), (v.added.len(), "added"), (v.removed.len(), "taken out")];
    let counts: Vec<String> = counts.iter().map(|(n, what)| format!("{n} {what}")).collect();
    s.line(2, 2, &format!("Of the sentences {} are the same, {}.", v.same, counts.join(", ")));
    for c in &v.changed {
        s.blank();
        s.line(2, 4, &styled(OUT, &format!("− {}", plain(&c.old.text))));
        s.line(2, 4, &styled(IN, &format!("+ {}", plain(&c.new.text))));
        for f in &c.figures {
            let words = |w: &Option<String>| styled(MARK, w.as_deref().unwrap_or("no number"));
            s.line(4, 6, &format!("{}: {} → {}", capital(&f.measure), words(&f.old), words(&f.new)));
        }
    }
    for (style, mark, list) in [(IN, "+", &v.added), (OUT, "−", &v.removed)] {
        if !list.is_empty() {
            s.blank();
        }
        for sentence in list {
            s.line(2, 4, &styled(style, &format!("{mark} {}", plain(&sentence.text))));
        }
    }
}

fn story_text(s: &mut Sheet, b: &StoryBrief, caps: &Caps) {
    s.line(0, 0, &styled(TITLE, &b.title));
    for source in &b.sources {
        let mut line = format!("{} {}", tag(&source.label), source.name);
        let title = source.title.clone().filter(|t| *t != b.title);
        for more in [source.published.as_deref().map(date), title].into_iter().flatten() {
            line.push_str(&format!(" · {more}"));
        }
        if !source.wire.is_empty() {
            line.push_str(&format!(" · credits {}", source.wire.join(", ")));
        }
        s.line(2, 6, &line);
    }
    if !b.happened.is_empty() {
        s.heading("What happened");
        for h in b.happened.iter().take(caps.points) {
            for q in &h.quotes {
                s.quote(2, q);
            }
            let date = h.date.as_ref().map(|d| format!(" = {}", date(d))).unwrap_or_default();
            for (word, values, tail) in [("Where", &h.places, ""), ("When", &h.times, date.as_str())] {
                if !values.is_empty() {
                    s.line(4, 11, &format!("{word}: {}{tail}", values_line(b, values)));
                }
            }
        }
        s.more(2, b.happened.len(), caps.points);
    }
    if !b.harm.is_empty() {
        s.heading("Harm");
        for line in &b.harm {
            harm(s, b, line);
        }
    }
    points(s, b, "What the reports agree on", &b.agreed, caps);
    points(s, b, "What they dispute", &b.disputed, caps);
    points(s, b, "What was updated, corrected or has since been done", &b.updated, caps);
    if !b.single.is_empty() {
        s.heading("What only one report says");
        for g in &b.single {
            s.line(2, 2, &format!("{} {}", tag(&g.source), styled(TITLE, &b.names(std::slice::from_ref(&g.source)))));
            for i in g.shown(caps.single) {
                s.quote_bare(4, &g.quotes[i]);
            }
            s.more(4, g.quotes.len(), caps.single);
        }
    }
    if !b.voices.is_empty() {
        s.heading("Who says what");
        for v in b.voices.iter().take(caps.voices) {
            let kind = voice_kind(v.kind);
            let kind = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
            s.line(2, 4, &format!("{}{kind}", styled(TITLE, &v.name)));
            for q in v.quotes.iter().take(caps.sentences) {
                s.quote(4, q);
            }
            s.more(4, v.quotes.len(), caps.sentences);
        }
        s.more(2, b.voices.len(), caps.voices);
    }
    if !b.lineage.is_empty() {
        s.heading("Where the reports come from");
        for d in &b.lineage {
            s.bullet(2, &b.descent(d));
        }
    }
    moments(s, b, "Timeline", &b.timeline, caps);
    moments(s, b, "Background: before this story", &b.background, caps);
    if !b.removed.is_empty() {
        s.heading("Taken out: not part of the reports");
        for g in &b.removed {
            for r in g.items.iter().take(caps.removed) {
                s.line(2, 6, &format!("{} {} {}", tag(&g.source), clip(&r.text), styled(DIM, &format!("({})", why_removed(r.why)))));
            }
            s.more(2, g.items.len(), caps.removed);
        }
    }
}

fn harm(s: &mut Sheet, b: &StoryBrief, line: &HarmLine) {
    let name = capital(&line.measure);
    if line.points.is_empty() {
        s.line(2, 4, &format!("{}: {}", styled(TITLE, &name), line.best.map_or("unknown".into(), |n| n.to_string())));
    }
    for p in &line.points {
        s.line(2, 4, &format!("{}: {}", styled(TITLE, &name), values_line(b, &p.values)));
        s.line(4, 4, &because(p));
        came_about(s, p);
        for q in &p.quotes() {
            s.quote(4, q);
        }
    }
    let range = range(line.best, line.low, line.high);
    if !range.is_empty() {
        s.line(4, 4, &styled(DIM, &range));
    }
}

fn points(s: &mut Sheet, b: &StoryBrief, title: &str, list: &[Point], caps: &Caps) {
    if list.is_empty() {
        return;
    }
    s.heading(title);
    for p in list.iter().take(caps.points) {
        let background = if p.background { " (background)" } else { "" };
        let head = format!("{} — {}{background}", clip(&p.label), slot(&p.slot));
        let agreed = status_class(p.status) == "agreed";
        s.bullet(2, &styled(TITLE, if agreed { clip(&p.label) } else { head }.as_str()));
        if p.in_harm {
            s.line(4, 4, &format!("{}: see Harm above.", values_line(b, &p.values)));
            continue;
        }
        if agreed {
            for q in &p.quotes() {
                s.quote(4, q);
            }
        } else {
            for v in &p.values {
                s.line(4, 6, &format!("{}: {}", b.whose(v), styled(MARK, &v.value)));
                for q in &v.quotes {
                    s.quote(6, q);
                }
            }
        }
        for d in &p.details {
            s.line(4, 6, &format!("{}: {}", capital(&slot(&d.slot)), values_line(b, &d.values)));
        }
        s.line(4, 4, &because(p));
        came_about(s, p);
    }
    s.more(2, list.len(), caps.points);
}

fn came_about(s: &mut Sheet, p: &Point) {
    let words = p.history_words();
    if !words.is_empty() {
        s.line(4, 6, &format!("{} {words}.", styled(DIM, "By date of report:")));
    }
}

fn moments(s: &mut Sheet, b: &StoryBrief, title: &str, list: &[Moment], caps: &Caps) {
    if list.is_empty() {
        return;
    }
    s.heading(title);
    for m in list.iter().take(caps.moments) {
        let when = match (&m.date, &m.words) {
            (Some(day), Some(words)) => format!("{} ({words})", date(day)),
            (Some(day), None) => date(day),
            (None, Some(words)) => words.clone(),
            (None, None) => "no time given".into(),
        };
        let status = m.status.map(|x| format!(" · {}", status(x))).unwrap_or_default();
        s.line(2, 4, &format!("{}: {} {}{}", styled(MARK, &when), clip(&m.label), tag(&m.sources.join(", ")), styled(DIM, &status)));
    }
    s.more(2, list.len(), caps.moments);
    if title == "Timeline" && list.iter().any(|m| m.date.is_none() && m.words.is_some()) && b.sources.iter().any(|x| x.published.is_none())
    {
        s.line(
            2,
            2,
            &styled(DIM, "Times without a date come from reports that carry no publication date: --published DATE resolves them."),
        );
    }
}

/// `36 (health ministry, in a.txt) — more than 50 (official statements, in b.txt)`.
fn values_line(b: &StoryBrief, values: &[Value]) -> String {
    let each = |v: &Value| format!("{} ({})", styled(MARK, &v.value), b.whose(v));
    values.iter().map(each).collect::<Vec<_>>().join(" — ")
}

fn because(p: &Point) -> String {
    let color = match status_class(p.status) {
        "agreed" => AnsiColor::Green,
        "disputed" => AnsiColor::Red,
        "updated" => AnsiColor::Yellow,
        _ => AnsiColor::Blue,
    };
    let chosen = p.chosen_words();
    let chosen = if chosen.is_empty() { chosen } else { format!(" {}", styled(MARK, &chosen)) };
    format!("{}. {}{chosen}", styled(color.on_default(), &capital(status(p.status))), p.why)
}

/// At most so many characters of a label: a caption or fact box may be a whole paragraph.
pub(crate) fn clip(text: &str) -> String {
    const MOST: usize = 160;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= MOST { flat } else { format!("{}…", flat.chars().take(MOST).collect::<String>().trim_end()) }
}

impl super::SingleGroup {
    /// The sentences to show when only some may be: those with a typed claim first, in text order.
    pub(crate) fn shown(&self, most: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.quotes.len()).collect();
        order.sort_by_key(|&i| !self.typed.get(i).copied().unwrap_or(false));
        order.truncate(most);
        order.sort_unstable();
        order
    }
}

fn tag(label: &str) -> String {
    styled(DIM, &format!("[{label}]"))
}

/// Each word styled on its own, so that wrapping never carries a style into the margin.
pub(crate) fn styled(style: Style, text: &str) -> String {
    text.split(' ').map(|w| if w.is_empty() { String::new() } else { format!("{style}{w}{style:#}") }).collect::<Vec<_>>().join(" ")
}

/// A page of wrapped lines.
pub(crate) struct Sheet {
    out: String,
    width: usize,
}

impl Sheet {
    pub(crate) fn new(width: usize) -> Sheet {
        Sheet { out: String::new(), width: width.clamp(40, 110) }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A sentence of a report.
    pub(crate) fn quoted(&mut self, indent: usize, text: &str) {
        let bar = format!("{}{DIM}│{DIM:#} ", " ".repeat(indent));
        self.wrapped(&bar, &bar, plain(text).trim());
    }

    pub(crate) fn heading(&mut self, text: &str) {
        let text = text.to_uppercase();
        self.out.push('\n');
        self.line(0, 0, &styled(HEADING, &text));
    }

    pub(crate) fn line(&mut self, first: usize, rest: usize, text: &str) {
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        self.wrapped(&first, &rest, text);
    }

    pub(crate) fn bullet(&mut self, indent: usize, text: &str) {
        let first = format!("{}• ", " ".repeat(indent));
        self.wrapped(&first, &" ".repeat(indent + 2), text);
    }

    fn quote(&mut self, indent: usize, quote: &Quote) {
        self.bar(indent, quote, &format!(" {}", tag(&quote.labels())));
    }

    fn quote_bare(&mut self, indent: usize, quote: &Quote) {
        self.bar(indent, quote, "");
    }

    fn bar(&mut self, indent: usize, quote: &Quote, tail: &str) {
        let bar = format!("{}{DIM}│{DIM:#} ", " ".repeat(indent));
        let mut text = String::new();
        for (mark, part) in quote.parts() {
            let part = plain(&part);
            text.push_str(&if mark { styled(MARK, &part) } else { part });
        }
        self.wrapped(&bar, &bar, &format!("{}{tail}", text.trim()));
    }

    fn more(&mut self, indent: usize, all: usize, shown: usize) {
        if all > shown {
            let pad = " ".repeat(indent);
            self.wrapped(&pad, &pad, &styled(DIM, &format!("… and {} more: --all", all - shown)));
        }
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(&plain(text), options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

/// One line. The escape character stays, since styles are made of it: [`super::harmless`] has taken those of reports out.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\u{1b}' { ' ' } else { c }).collect()
}
