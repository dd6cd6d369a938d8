use super::*;

fn annotated(text: &str, rows: &[(u32, u32, &str, u32, &str)]) -> Doc {
    let tokens = rows
        .iter()
        .enumerate()
        .map(|(i, &(start, end, dep, head, iob))| TokenAnnotation {
            start,
            end,
            dep: dep.into(),
            head,
            iob: iob.into(),
            sent_start: i == 0,
            ent_type: if iob == "O" { "".into() } else { "GPE".into() },
            ..Default::default()
        })
        .collect();
    Doc::from_annotations(&Annotations { text: text.into(), tokens })
}

#[test]
fn offsets_count_scalars_and_slices_are_the_text() {
    let d = annotated(
        "Ünï fell — badly",
        &[(0, 3, "nsubj", 1, "B"), (4, 8, "ROOT", 1, "O"), (9, 10, "punct", 1, "O"), (11, 16, "advmod", 1, "O")],
    );
    assert_eq!(d.token(3).text(), "badly");
    assert_eq!(d.slice(0..2), "Ünï fell");
    assert_eq!(d.token(1).subtree(), 0..4);
    assert_eq!(d.token(1).children().map(|t| t.i).collect::<Vec<_>>(), [0, 2, 3]);
    assert_eq!(d.token(0).ent_type(), "GPE");
}

#[test]
fn a_chain_of_any_length_is_quick_and_a_cycle_ends() {
    let n = 400_000_u32;
    let chain: Vec<_> = (0..n).map(|i| (i, i + 1, "dep", i.saturating_sub(1), "O")).collect();
    let d = annotated(&"x".repeat(n as usize), &chain);
    assert_eq!(d.token(7).subtree(), 7..n as usize);
    let d = annotated("abc", &[(0, 1, "dep", 1, "O"), (1, 2, "dep", 0, "O"), (2, 3, "dep", 1, "O")]);
    assert_eq!(d.token(1).subtree(), 1..3);
}

#[test]
fn concat_shifts_heads_sentences_and_entities() {
    let a = annotated("Go on", &[(0, 2, "ROOT", 0, "O"), (3, 5, "prt", 0, "O")]);
    let b = annotated("In Rome", &[(0, 2, "ROOT", 0, "O"), (3, 7, "pobj", 0, "B")]);
    let joined =
        Doc::concat("Go on\n\nIn Rome".into(), &[Part { offset: 0, doc: a, leads: false }, Part { offset: 7, doc: b, leads: false }]);
    assert_eq!(joined.sentences(), [0..2, 2..4]);
    assert_eq!(joined.token(3).head().text(), "In");
    assert_eq!(joined.offsets(3..4), (10, 14));
    assert_eq!(joined.entities()[0].start, 3);
}

#[test]
fn a_leading_part_opens_the_sentence_of_the_next() {
    let place = annotated("ROME —", &[(0, 4, "ROOT", 0, "B"), (5, 6, "punct", 0, "O")]);
    let news = annotated("Go on", &[(0, 2, "ROOT", 0, "O"), (3, 5, "prt", 0, "O")]);
    let leads = |leads| [Part { offset: 0, doc: place.clone(), leads }, Part { offset: 7, doc: news.clone(), leads: false }];
    let joined = Doc::concat("ROME — Go on".into(), &leads(true));
    assert_eq!(joined.sentences(), std::slice::from_ref(&(0..4)));
    assert_eq!((joined.token(0).head().text(), joined.token(0).ent_type()), ("Go", "GPE"));
    assert_eq!(Doc::concat("ROME — Go on".into(), &leads(false)).sentences(), [0..2, 2..4]);
}

#[test]
fn annotations_round_trip() {
    let d = annotated("In Rome", &[(0, 2, "ROOT", 0, "O"), (3, 7, "pobj", 0, "B")]);
    assert_eq!(Doc::from_annotations(&d.to_annotations()).to_annotations(), d.to_annotations());
}
