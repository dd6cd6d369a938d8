//! Every span of every claim is the report's own words, to the letter, whatever the text.

use proptest::prelude::*;
use std::sync::LazyLock;
use stemma_engine::Engine;
use stemma_model::{Claim, Field, ReportClaims};
use stemma_nlp::Pipeline;
use stemma_read::{Defaults, Reader};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| stemma::model::load(&mut |_| {}).expect("the language model is installed"));
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

/// The claims of a text, as the program finds them; none when the reader refuses it.
fn claims(text: &str) -> Option<ReportClaims> {
    let reader = Reader::new(Defaults { lang: Some("en".to_owned()), ..Defaults::default() }).expect("plain defaults");
    let read = reader.text(text.as_bytes(), "invented.txt").ok()?;
    Some(ENGINE.claims(read.report, &|texts| PIPELINE.analyse_batch(texts)))
}

/// Checks every span of a claim against the field that it counts in.
fn check(claim: &Claim, said: &ReportClaims) {
    let field = match claim.evidence.field {
        Field::Text => said.report.text.clone(),
        Field::Title => said.report.title.clone().unwrap_or_default(),
    };
    let chars: Vec<char> = field.chars().collect();
    let slice = |start: usize, end: usize| -> String {
        chars.get(start..end).map(|c| c.iter().collect()).unwrap_or_else(|| panic!("{start}..{end} is outside"))
    };
    assert_eq!(slice(claim.evidence.start, claim.evidence.end), claim.evidence.text);
    if let Some(t) = &claim.trigger {
        assert_eq!(slice(t.start, t.end), t.text);
    }
    for (_, fillers) in claim.roles.each() {
        for f in fillers {
            assert_eq!(slice(f.start, f.end), f.text);
        }
    }
    if let Some((figure, span)) = claim.figure.as_ref().and_then(|f| Some((f, f.span?))) {
        assert_eq!(slice(span.start, span.end), figure.text);
    }
    if let Some((time, span)) = claim.time.as_ref().and_then(|t| Some((t, t.span?))) {
        assert_eq!(slice(span.start, span.end), time.text);
    }
    for a in &claim.attribution {
        slice(a.start, a.end);
        for (start, end) in a.source_span.iter().chain(&a.cue_span) {
            slice(*start, *end);
        }
    }
    assert_eq!(
        said.report.sentences.get(claim.sentence).filter(|_| claim.evidence.field == Field::Text).map_or(claim.evidence.start, |s| s.start),
        claim.evidence.start
    );
}

/// Sentences of many kinds, invented, and pieces that hurt: quotes, marks, other scripts, emoji, white space.
fn piece() -> impl Strategy<Value = String> {
    let sentences = prop::sample::select(vec![
        "Police said at least 12 people, including several officers, were injured when a bus crashed in Dorvan on Monday. ",
        "“The captives will be released,” the ministry’s spokesman told Ostra News Agency. ",
        "Mr Özgür-Ñandú, 34, and his brother were shot; he died.\n\n",
        "Nobody was hurt, but more than 50 houses burned down.\n",
        "KALVO (ONA) — Rebels killed three soldiers and captured six others, the army said.\n\n",
        "Image caption Supporters of the mayor guard the hall\n\n",
        "What happened next?\n\n",
        "• Population 6 million\n\n",
    ]);
    prop_oneof![4 => sentences.prop_map(str::to_owned), 1 => "\\PC{0,40}", 1 => "[\\p{Arabic}\\p{Hebrew}\\p{M}’“”…—🙂 \\n]{0,20}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_the_reports_own_words(pieces in prop::collection::vec(piece(), 1..12)) {
        let text = pieces.concat();
        if let Some(said) = claims(&text) {
            said.claims.iter().for_each(|c| check(c, &said));
            let told: Vec<usize> = said.claims.iter().filter(|c| c.evidence.field == Field::Text).map(|c| c.sentence).collect();
            for (i, s) in said.report.sentences.iter().enumerate() {
                let words: String = said.report.text.chars().skip(s.start).take(s.end - s.start).collect();
                prop_assert!(told.contains(&i) || !words.chars().any(char::is_alphanumeric), "sentence {i} is lost: {words}");
            }
        }
    }
}
