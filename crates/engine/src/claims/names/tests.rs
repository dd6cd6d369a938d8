use super::*;
use stemma_nlp::{Annotations, TokenAnnotation};

/// A document from one line a sentence; a token is `form/TAG/label/head`, `head` its distance in tokens, with `/TYPE` or
/// `/+` (goes on) where it is of an entity.
fn doc(lines: &[&str]) -> Doc {
    let (mut text, mut tokens) = (String::new(), Vec::new());
    for line in lines {
        for (n, written) in line.split_whitespace().enumerate() {
            let part: Vec<&str> = written.split('/').collect();
            let glued = matches!(part[0], "'s" | "," | ".") || tokens.is_empty();
            if !glued {
                text.push(' ');
            }
            let start = text.chars().count() as u32;
            text.push_str(part[0]);
            let ent = part.get(4).copied().unwrap_or_default();
            let last: String = tokens.last().map(|t: &TokenAnnotation| t.ent_type.clone()).unwrap_or_default();
            let pos = match part[1] {
                "NNP" | "NNPS" => "PROPN",
                "NN" | "NNS" => "NOUN",
                "DT" => "DET",
                "," | "." => "PUNCT",
                "POS" => "PART",
                t if t.starts_with("VB") => "VERB",
                t if t.starts_with("PRP") => "PRON",
                _ => "X",
            };
            tokens.push(TokenAnnotation {
                start,
                end: text.chars().count() as u32,
                tag: part[1].into(),
                pos: pos.into(),
                morph: String::new(),
                lemma: if part[1] == "NNS" { part[0].trim_end_matches('s').to_lowercase() } else { part[0].to_lowercase() },
                head: (tokens.len() as i64 + part[3].parse::<i64>().unwrap()) as u32,
                dep: part[2].into(),
                sent_start: n == 0,
                iob: if ent.is_empty() {
                    "O"
                } else if ent == "+" {
                    "I"
                } else {
                    "B"
                }
                .into(),
                ent_type: if ent == "+" { last } else { ent.into() },
            });
        }
    }
    Doc::from_annotations(&Annotations { text, tokens })
}

/// The name of the entity at token `i`.
fn at(names: &Names, i: usize) -> Option<&str> {
    names.at(Field::Text, i).map(|e| names.entities[e].name.as_str())
}

#[test]
fn a_surname_a_title_and_a_pronoun_are_the_person() {
    let d = doc(&[
        "Former/JJ/amod/2 President/NNP/compound/2 Marta/NNP/compound/1/PERSON Oliveira/NNP/nsubj/1/+ spoke/VBD/ROOT/0 ././punct/-1",
        "Mrs/NNP/compound/1 Oliveira/NNP/nsubj/1/PERSON left/VBD/ROOT/0 ././punct/-1",
        "She/PRP/nsubj/1 returned/VBD/ROOT/0 ././punct/-1",
        "The/DT/det/2 former/JJ/amod/1 president/NN/nsubj/1 slept/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    for i in [3, 7, 10, 15] {
        assert_eq!(at(&names, i), Some("Marta Oliveira"), "token {i}");
    }
    assert_eq!(names.entities[names.at(Field::Text, 3).unwrap()].gender, Gender::Female);
}

#[test]
fn the_president_is_not_the_former_president() {
    let d = doc(&[
        "Former/JJ/amod/2 President/NNP/compound/2 Marta/NNP/compound/1/PERSON Oliveira/NNP/nsubj/1/+ spoke/VBD/ROOT/0 ././punct/-1",
        "The/DT/det/1 president/NN/nsubj/1 slept/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_ne!(names.at(Field::Text, 3), names.at(Field::Text, 7));
}

#[test]
fn a_surname_that_two_bear_is_neither() {
    let d = doc(&[
        "Marta/NNP/compound/1/PERSON Oliveira/NNP/nsubj/1/+ met/VBD/ROOT/0 Paulo/NNP/compound/1/PERSON Oliveira/NNP/dobj/-2/+ ././punct/-3",
        "Oliveira/NNP/nsubj/1/PERSON left/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    let (a, b, c) = (names.at(Field::Text, 1), names.at(Field::Text, 4), names.at(Field::Text, 6));
    assert!(a != b && c != a && c != b);
}

#[test]
fn groups_of_one_owner_are_one_and_counted_ones_their_own() {
    let d = doc(&[
        "Marta/NNP/compound/1/PERSON Oliveira/NNP/poss/2/+ 's/POS/case/-1 supporters/NNS/nsubj/1 marched/VBD/ROOT/0 ././punct/-1",
        "Oliveira/NNP/poss/2/PERSON 's/POS/case/-1 followers/NNS/nsubj/1 sang/VBD/ROOT/0 ././punct/-1",
        "Six/CD/nummod/1 supporters/NNS/nsubj/1 fell/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_eq!(names.at(Field::Text, 3), names.at(Field::Text, 8));
    assert_ne!(names.at(Field::Text, 3), names.at(Field::Text, 12));
}

/// The kind of the entity at token `i`.
fn kind(names: &Names, i: usize) -> Option<EntityKind> {
    names.at(Field::Text, i).map(|e| names.entities[e].kind)
}

#[test]
fn forces_and_initials_are_bodies_and_counted_forces_people() {
    let d = doc(&[
        "The/DT/det/2 armed/JJ/amod/1 forces/NNS/nsubj/1 fired/VBD/ROOT/0 ././punct/-1",
        "The/DT/det/1 QVLF/NNP/nsubj/1 fled/VBD/ROOT/0 ././punct/-1",
        "Twelve/CD/nummod/1 forces/NNS/nsubj/1 died/VBD/ROOT/0 ././punct/-1",
        "Vellin/NNP/compound/1 front/NN/nsubj/1 sang/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_eq!(kind(&names, 2), Some(EntityKind::Organisation));
    assert_eq!(kind(&names, 6), Some(EntityKind::Organisation));
    assert_eq!(kind(&names, 10), Some(EntityKind::Group));
    assert_eq!(kind(&names, 14), Some(EntityKind::Organisation));
}

#[test]
fn a_surname_used_before_any_full_name_is_the_first_bearers() {
    let came = "Oliveira/NNP/nsubj/1/PERSON spoke/VBD/ROOT/0 ././punct/-1";
    let full = |first: &str| format!("{first}/NNP/compound/1/PERSON Oliveira/NNP/nsubj/1/+ spoke/VBD/ROOT/0 ././punct/-1");
    let (marta, paulo) = (full("Marta"), full("Paulo"));
    let others: Vec<String> = ["Belo", "Dorvik", "Ulvik", "Teral", "Vosk", "Ostrem", "Kalda", "Birk", "Senna", "Torvald", "Quill", "Imre"]
        .map(|name| format!("{name}/NNP/nsubj/1/PERSON spoke/VBD/ROOT/0 ././punct/-1"))
        .to_vec();
    let mut lines: Vec<&str> = vec![came, &marta, came];
    lines.extend(others.iter().map(String::as_str));
    lines.push(&paulo);
    let d = doc(&lines);
    let names = resolve(&d, None);
    assert_eq!(at(&names, 0), Some("Marta Oliveira"));
    // Where the second bearer comes in at once, the surname may be of either.
    let d = doc(&[came, &marta, &paulo, came]);
    assert_eq!(at(&resolve(&d, None), 0), Some("Oliveira"));
}

#[test]
fn a_full_name_after_one_more_word_is_the_same_name() {
    let d = doc(&[
        "DH/NNP/compound/2/PERSON Mara/NNP/compound/1/+ Ulvik/NNP/nsubj/1/+ slept/VBD/ROOT/0 ././punct/-1",
        "Mara/NNP/compound/1/PERSON Ulvik/NNP/nsubj/1/+ left/VBD/ROOT/0 ././punct/-1",
        "Olga/NNP/compound/1/PERSON Ulvik/NNP/nsubj/1/+ sang/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_eq!(names.at(Field::Text, 2), names.at(Field::Text, 6));
    assert_ne!(names.at(Field::Text, 2), names.at(Field::Text, 10));
}

#[test]
fn the_headline_speaks_of_the_one_that_the_lead_brings_in() {
    let title = doc(&["Man/NN/nsubj/1 held/VBN/ROOT/0"]);
    let one = doc(&[
        "Police/NNS/nsubj/1 held/VBD/ROOT/0 a/DT/det/1 man/NN/dobj/-2 ././punct/-3",
        "Another/DT/det/1 man/NN/nsubj/1 fled/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&one, Some(&title));
    assert_eq!(names.at(Field::Title, 0), names.at(Field::Text, 3));
    let two = doc(&["A/DT/det/1 man/NN/nsubj/1 shot/VBD/ROOT/0 another/DT/det/1 man/NN/dobj/-2 ././punct/-3"]);
    let names = resolve(&two, Some(&title));
    assert_ne!(names.at(Field::Title, 0), names.at(Field::Text, 1));
    assert_ne!(names.at(Field::Title, 0), names.at(Field::Text, 4));
}

#[test]
fn the_command_of_a_front_is_not_the_front() {
    let d = doc(&[
        "The/DT/det/3 Vellin/NNP/compound/2/ORG Front/NNP/compound/1/+ Command/NNP/nsubj/1/+ met/VBD/ROOT/0 ././punct/-1",
        "The/DT/det/2 Vellin/NNP/compound/1 front/NN/nsubj/1 sang/VBD/ROOT/0 ././punct/-1",
        "The/DT/det/2 Vellin/NNP/compound/1/ORG Army/NNP/nsubj/2/+ [/-LRB-/punct/1 Velar/NNP/appos/-2/ORG ]/-RRB-/punct/-1 fled/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_ne!(names.at(Field::Text, 3), names.at(Field::Text, 8));
    assert_eq!(names.at(Field::Text, 13), names.at(Field::Text, 15));
}

#[test]
fn a_possessive_may_be_inside_a_place_or_an_office() {
    let d = doc(&[
        "Prince/NNP/compound/1/GPE Olav/NNP/poss/2/+ 's/POS/case/-1/+ County/NNP/nsubj/1/+ burned/VBD/ROOT/0 ././punct/-1",
        "Dorvik/NNP/compound/1/ORG Sheriff/NNP/poss/2/+ 's/POS/case/-1/+ Office/NNP/nsubj/1/+ met/VBD/ROOT/0 ././punct/-1",
        "Dorvik/NNP/poss/2/GPE 's/POS/case/-1 Office/NNP/nsubj/1/ORG met/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_eq!(at(&names, 0), Some("Prince Olav's County"));
    assert_eq!(kind(&names, 1), Some(EntityKind::Place));
    assert_eq!(at(&names, 9), Some("Dorvik Sheriff's Office"));
    assert_eq!(at(&names, 12), Some("Dorvik"));
}

#[test]
fn it_is_not_the_body_where_the_sentence_was_about_a_thing() {
    let d = doc(&[
        "As/IN/mark/2 Velar/NNP/nsubj/1/ORG hinted/VBD/advcl/3 the/DT/det/1 engine/NN/nsubj/1 works/VBZ/ROOT/0 ././punct/-1",
        "It/PRP/nsubj/1 hums/VBZ/ROOT/0 ././punct/-1",
        "Velar/NNP/nsubj/1/ORG grew/VBD/ROOT/0 ././punct/-1",
        "It/PRP/nsubj/1 hired/VBD/ROOT/0 ././punct/-1",
    ]);
    let names = resolve(&d, None);
    assert_eq!(at(&names, 7), None);
    assert_eq!(at(&names, 13), Some("Velar"));
}

#[test]
fn nothing_is_found_in_nothing() {
    assert!(resolve(&doc(&[]), None).entities.is_empty());
}
