//! Stories: lists of them, the record of one, and its parts.

use super::answer::{Given, Reply, Wrong};
use super::asked::{Asked, CURSOR, Kind, LIMIT, Parameter, no_cursor};
use super::shape::{
    EntityList, EventItem, FindingItem, FindingList, LineageList, Queue, QueueItem, Reading, ReportItem, ReportList, StoryList,
};
use super::{Act, Endpoint};
use crate::serve::cursor;
use crate::serve::http::Site;
use crate::serve::review::Work;
use crate::serve::stories::Order;
use stemma_engine::reconcile::codebook::Codebook;
use stemma_model::{Event, Record, Story};
use stemma_store::paging::At;

const ORDER: Parameter = Parameter {
    name: "order",
    kind: Kind::Word(&["newest", "disputed", "rising", "reports"], true),
    about: "Latest report, most disputed findings, largest rise of the number of killed, or most reports first.",
    needed: false,
};
const STATUS: Parameter = Parameter {
    name: "status",
    kind: Kind::Word(&["agreed", "refined", "updated", "corrected", "disputed", "denied", "fulfilled", "lagged", "single"], false),
    about: "Only findings with this status.",
    needed: false,
};
const SLOT: Parameter =
    Parameter { name: "slot", kind: Kind::Text(100), about: "Only findings of this slot, like figure:killed or place.", needed: false };

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/stories",
        name: "listStories",
        about: "Stories in an order, page by page. What others add meanwhile moves no story from one page to another.",
        parameters: &[ORDER, LIMIT, CURSOR],
        role: None,
        act: Act::Read(list),
        shape: |g| g.subschema_for::<StoryList>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}",
        name: "getStory",
        about: "A story, reconciled: one object of `stories` of a record, as `stemma record --format jsonl` writes it.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| Reply::of(&story(site, asked)?)),
        shape: |g| g.subschema_for::<Story>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}/record",
        name: "getRecord",
        about: "The record of a story, byte for byte as `stemma record --store FILE --story ID` writes it.",
        parameters: &[],
        role: None,
        act: Act::Read(record),
        shape: |g| g.subschema_for::<Record>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}/findings",
        name: "listFindings",
        about: "What comparing the reports of a story gave.",
        parameters: &[STATUS, SLOT],
        role: None,
        act: Act::Read(findings),
        shape: |g| g.subschema_for::<FindingList>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}/entities",
        name: "listEntities",
        about: "Who and what a story names.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| {
            let story = story(site, asked)?;
            Reply::of(&EntityList { story: story.id, entities: story.entities })
        }),
        shape: |g| g.subschema_for::<EntityList>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}/lineage",
        name: "listLineage",
        about: "Which reports of a story descend from which, and on which wire.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| {
            let story = story(site, asked)?;
            Reply::of(&LineageList { story: story.id, origins: story.origins, lineage: story.lineage })
        }),
        shape: |g| g.subschema_for::<LineageList>(),
    },
    Endpoint {
        path: "/api/v1/stories/{story}/reports",
        name: "listStoryReports",
        about: "The reports of a story, in order of publication, without their text.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| {
            let story = story(site, asked)?;
            let rows = site.library.ask(|s| s.reports_of(&story.id))?;
            Reply::of(&ReportList { reports: rows.into_iter().map(ReportItem::from).collect(), next: None })
        }),
        shape: |g| g.subschema_for::<ReportList>(),
    },
    Endpoint {
        path: "/api/v1/review",
        name: "getReviewQueue",
        about: "What is most worth a person's look, story by story: what is disputed, then what Stemma is least sure to have read right.",
        parameters: &[LIMIT, CURSOR],
        role: None,
        act: Act::Read(queue),
        shape: |g| g.subschema_for::<Queue>(),
    },
];

/// The story that the path names; where it went into another, the way there.
fn story(site: &Site, asked: &Asked) -> Result<Story, Wrong> {
    let id = asked.id("story");
    if let Some(story) = site.library.ask(|s| s.story(id))? {
        return Ok(story);
    }
    Err(match site.library.moved(id)? {
        Some(now) => Wrong::Moved(id.to_owned(), now),
        None => Wrong::NotHere("No story has this id."),
    })
}

/// Where a page of a list of stories begins.
fn begin(asked: &Asked, list: &str) -> Result<At, Wrong> {
    let Some(text) = asked.text(CURSOR.name) else { return Ok(At::Start) };
    cursor::place(list, text).map(At::Behind).ok_or_else(no_cursor)
}

fn list(site: &Site, asked: &Asked) -> Given {
    let name = asked.text("order").unwrap_or("newest");
    let order = Order::named(name).ok_or(Wrong::Broken)?;
    let at = begin(asked, name)?;
    let leaf = site.library.ask(|s| s.leaf(order.kept(), &at, asked.limit()))?;
    let next = leaf.last.map(|place| cursor::text(name, &place));
    let page = StoryList { stories: leaf.stories.into_iter().map(Into::into).collect(), next: next.clone() };
    Reply::page(&page, next)
}

fn record(site: &Site, asked: &Asked) -> Given {
    let stories = vec![story(site, asked)?];
    Reply::indented(&Record {
        stories,
        codebook: Codebook::default().name,
        generated_by: concat!("stemma ", env!("CARGO_PKG_VERSION")).into(),
        inputs: site.library.ask(|s| s.inputs())?,
    })
}

fn findings(site: &Site, asked: &Asked) -> Given {
    let story = story(site, asked)?;
    let wanted = |item: &FindingItem| {
        let status = serde_json::to_value(item.finding.status).ok();
        let status = status.as_ref().and_then(|s| s.as_str());
        asked.text("status").is_none_or(|s| Some(s) == status) && asked.text("slot").is_none_or(|s| s == item.finding.slot)
    };
    let all = story.events.into_iter().flat_map(of_event);
    Reply::of(&FindingList { story: story.id, findings: all.filter(wanted).collect() })
}

fn of_event(event: Event) -> impl Iterator<Item = FindingItem> {
    let of = EventItem::of(&event);
    event.findings.into_iter().map(move |finding| FindingItem { event: of.clone(), finding })
}

impl EventItem {
    fn of(event: &Event) -> Self {
        EventItem {
            id: event.id.clone(),
            kind: event.kind.clone(),
            label: event.label.clone(),
            main: event.main,
            background: event.background,
            time: event.time.clone(),
            place: event.place.clone(),
            harm: event.harm.clone(),
        }
    }
}

fn queue(site: &Site, asked: &Asked) -> Given {
    let at = begin(asked, "review")?;
    let leaf = site.library.ask(|s| s.leaf(Order::Disputed.kept(), &at, asked.limit()))?;
    let mut stories = Vec::new();
    for row in leaf.stories {
        let Some(kept) = site.library.story(&row.story.id)? else { continue };
        let Work { disputes, unsure } = Work::of(&kept.story, &kept.reports);
        let unsure = unsure.into_iter().map(|c| Reading {
            claim: c.id.clone(),
            kind: c.kind.clone(),
            report: c.report.clone(),
            sentence: c.evidence.text.clone(),
            trigger: c.trigger.clone(),
            confidence: c.confidence,
        });
        let disputed = disputes.into_iter().map(|(event, finding)| FindingItem { event: EventItem::of(event), finding: finding.clone() });
        let (disputed, unsure) = (disputed.collect(), unsure.collect());
        stories.push(QueueItem { id: kept.story.id, title: kept.story.title, disputed, unsure });
    }
    let next = leaf.last.map(|place| cursor::text("review", &place));
    Reply::page(&Queue { stories, next: next.clone() }, next)
}
