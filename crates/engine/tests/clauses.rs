//! Who did what to whom in single clauses: sentences made up for the test, as the parser analyses them
//! (`data/clauses.jsonl`), and the claims that must come out.

use stemma_engine::claims::roles::{self, Phrase};
use stemma_engine::claims::triggers;
use stemma_engine::lexicon::Lexicon;
use stemma_nlp::{Annotations, Doc};

/// The beginning of a sentence, and of each trigger in it: type, words, then the roles that are filled.
const EXPECTED: &[(&str, &[&str])] = &[
    (
        "Gunmen ambushed",
        &[
            "attack ambushed actor=Gunmen target=a convoy place=the border",
            "injure wounding actor=Gunmen target=a driver|two guards(two)",
            "strip-rights seizing actor=Gunmen topic=three trucks(three)",
        ],
    ),
    ("Two engineers", &["capture kidnapped actor=rebels target=Two engineers(Two) place=the town of Marel"]),
    (
        "The blast left",
        &[
            "explode blast target=three people(three)",
            "die dead target=three people(three) instrument=The blast",
            "injure wounded target=at least 20(at least 20) instrument=The blast",
        ],
    ),
    ("A storm left", &["die dead target=eleven(eleven) instrument=A storm", "go-missing missing target=dozens(dozens) instrument=A storm"]),
    ("Police who arrested", &["arrest arrested actor=Police target=the mayor", "search searched actor=Police target=his office"]),
    (
        "The insurgents took",
        &["capture took actor=The insurgents target=nine soldiers(nine)", "release freed actor=The insurgents target=them"],
    ),
    (
        "The militia carried out",
        &["attack attack actor=The militia target=a market", "kill killing actor=The militia target=seven traders(seven)"],
    ),
    ("Officials said 45", &["injure injured target=45 passengers(45) subset=several children(several)"]),
    ("The airline fired", &["dismiss fired actor=The airline target=its chief executive"]),
    ("The soldier fired", &["shoot fired actor=The soldier target=the crowd instrument=his rifle"]),
    ("Teachers went on strike", &["strike went on strike actor=Teachers topic=pay"]),
    ("The prosecutor charged", &["charge charged actor=The prosecutor target=the banker topic=fraud", "crime fraud actor=the banker"]),
    ("A court in Lima", &["strip-rights stripped actor=A court target=the former minister place=Lima topic=her immunity"]),
    ("He was shot dead", &["kill shot dead actor=two men(two) target=He place=his home"]),
    ("The suspect used", &["kill kill actor=The suspect target=the shopkeeper instrument=a knife"]),
    (
        "Protesters set fire",
        &[
            "burn set fire to actor=Protesters target=the town hall",
            "attack threw bottles at actor=Protesters target=officers instrument=bottles",
        ],
    ),
    ("The Ministry of Defence", &[]),
    ("Three killed, 12 hurt", &["kill killed target=Three(Three)", "injure hurt target=12(12)", "crash crash instrument=bus"]),
    (
        "Militants blew up",
        &[
            "bomb blew up actor=Militants target=a pipeline",
            "kill killed actor=Militants target=one guard(one)",
            "injure wounding actor=Militants target=six(six)",
        ],
    ),
    (
        "Police blamed the insurgents",
        &[
            "accuse blamed actor=Police target=the insurgents topic=the murder of a teacher",
            "kill murder actor=the insurgents target=a teacher",
        ],
    ),
    ("Two reporters, Alan", &["kill killed target=Two reporters(Two)|Alan Brook|Carla Jones", "raid raid"]),
    ("Seven workers were", &["injure injured target=Seven workers(Seven)|Maria Lopez subset=Maria Lopez"]),
    ("Last year killed", &["kill killed target=more trees", "burn fire"]),
    ("The court found", &["kill massacre actor=the guerrillas target=nine farmers(nine)"]),
    (
        "A bomb attack",
        &[
            "bomb bomb attack target=three soldiers(three) instrument=bomb",
            "injure wounded target=three soldiers(three) instrument=A bomb attack",
        ],
    ),
];

#[test]
fn clauses_give_who_did_what_to_whom() {
    let lexicon = Lexicon::builtin().expect("the built-in lexicon loads");
    let docs: Vec<Doc> = include_str!("data/clauses.jsonl")
        .lines()
        .map(|line| Doc::from_annotations(&serde_json::from_str::<Annotations>(line).expect("a line of annotations")))
        .collect();
    for (beginning, expected) in EXPECTED {
        let doc = docs.iter().find(|d| d.text().starts_with(beginning)).unwrap_or_else(|| panic!("no sentence `{beginning}`"));
        assert_eq!(claims(doc, &lexicon), *expected, "{}", doc.text());
    }
}

#[test]
fn any_cut_of_a_text_is_read_without_panic() {
    let lexicon = Lexicon::builtin().expect("the built-in lexicon loads");
    for line in include_str!("data/clauses.jsonl").lines() {
        let whole: Annotations = serde_json::from_str(line).expect("a line of annotations");
        for kept in 0..whole.tokens.len() {
            // Heads that point outside become roots: broken trees must do no harm.
            let cut = Annotations { text: whole.text.clone(), tokens: whole.tokens[..kept].to_vec() };
            claims(&Doc::from_annotations(&cut), &lexicon);
        }
    }
}

fn claims(doc: &Doc, lexicon: &Lexicon) -> Vec<String> {
    let written = |name: &str, phrases: &[Phrase]| {
        let each = phrases.iter().map(|p| {
            let number = p.number.clone().map(|n| format!("({})", doc.slice(n))).unwrap_or_default();
            format!("{}{number}", doc.slice(p.tokens.clone()))
        });
        if phrases.is_empty() { String::new() } else { format!(" {name}={}", each.collect::<Vec<_>>().join("|")) }
    };
    triggers::find(doc, lexicon)
        .iter()
        .map(|t| {
            let r = roles::fill(doc, t, lexicon);
            let roles = [
                ("actor", &r.actor),
                ("target", &r.target),
                ("instrument", &r.instrument),
                ("place", &r.place),
                ("topic", &r.topic),
                ("subset", &r.subset),
            ];
            let roles: String = roles.iter().map(|(name, phrases)| written(name, phrases)).collect();
            format!("{} {}{roles}", lexicon.kind(t.kind).name, doc.slice(t.tokens.clone()))
        })
        .collect()
}
