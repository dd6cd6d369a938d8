//! What claims say of invented sentences: types, roles, times, modality.

use crate::program::{folder, stemma};
use serde_json::Value;

/// The claims of reports of one sentence, each published on 2 May 2024.
fn claims<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Value> {
    let row = |text: &str| serde_json::json!({"text": text, "lang": "en", "published": "2024-05-02"}).to_string() + "\n";
    let rows = texts.map(row).collect::<String>();
    let dir = folder(&[("a.jsonl", rows.as_bytes())]);
    let ran = stemma(dir.path(), &["claims", "a.jsonl"]);
    ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The claim of a sentence with this trigger.
fn claim<'a>(claims: &'a [Value], text: &str, trigger: &str) -> &'a Value {
    claims.iter().find(|c| c["evidence"]["text"] == text && c["trigger"]["text"] == trigger).expect(text)
}

#[test]
fn what_someone_else_says_is_claimed_and_what_the_report_says_is_asserted() {
    let texts = ["A fire killed four people.", "The health ministry said 19 people were injured."];
    let claims = claims(texts.into_iter());
    assert_eq!(claim(&claims, texts[0], "killed")["modality"], "asserted");
    assert_eq!(claim(&claims, texts[1], "injured")["modality"], "claimed");
}

#[test]
fn what_is_still_to_come_is_planned_and_what_only_may_be_is_possible() {
    let texts = [
        ("Minister to visit Belmo", "visit", "planned"),
        ("The rules end before the mayor takes office.", "takes office", "planned"),
        ("A raid could spark clashes in the valley.", "clashes", "possible"),
        ("The ministry asked those who saw the shooting to call.", "shooting", "asserted"),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger, modality) in texts {
        let c = claim(&claims, text, trigger);
        assert_eq!(c["modality"], modality, "{text}");
    }
}

#[test]
fn senses_that_are_no_event_of_a_type_trigger_none() {
    let no = [
        ("die", "The two candidates are in a dead heat before the vote."),
        ("crash", "The boy was hurt in a hunting accident near Port Maren."),
        ("urge", "The figures suggest that the harbour is growing."),
        ("buy", "She paid the medical bill of a stranger."),
        ("travel", "The eddies always head to the west."),
        ("win", "Calm must prevail in the valley."),
        ("go-missing", "Four people were trapped inside the car."),
        ("launch-product", "The space launch was seen from Port Maren."),
        ("launch-product", "The agency launched a satellite into orbit."),
        ("crash", "Police said the shooting was an accident."),
        ("urge", "Reporters asked the mayor whether he would resign."),
        ("meet", "The senator called them cowards."),
        ("mobilise", "The family moved in last week."),
        ("rally", "Detectives gathered more information."),
        ("aid", "The delay would help the mayor win."),
        ("rescue", "The village is located in the valley."),
        ("displace", "The gunman fled on foot."),
        ("destroy", "The report damaged his reputation."),
        ("strip-rights", "The papers seized on the remark."),
        ("attack", "The mayor lashed out at the union."),
    ];
    let yes = [
        ("die", "Two people were dead before help came."),
        ("crash", "Four people were hurt in an accident near Port Maren."),
        ("pay", "The company made a payment to the port."),
        ("travel", "The minister headed to Osmeria on Tuesday."),
        ("be-trapped", "Four people were trapped inside the car."),
        ("launch-product", "The launch of the phone drew a crowd."),
        ("space", "The agency launched a satellite into orbit."),
        ("urge", "Reporters asked the mayor to resign."),
        ("meet", "The senator called the mayor on Monday."),
        ("rally", "Hundreds gathered in the square."),
        ("aid", "The union helped the miners."),
        ("displace", "Hundreds of families fled their homes."),
        ("escape", "The gunman fled on foot."),
        ("destroy", "The storm damaged the church."),
        ("criticise", "The mayor lashed out at the union."),
        ("announce", "Police identified the victim as Ann Roe."),
        ("launch-product", "The firm issued an update for its browser."),
        ("repair", "Crews restored power to Belmo on Friday."),
        ("offer", "The club made an offer to the striker."),
        ("accept", "She accepted the post on Monday."),
        ("sit-out", "The team placed the striker on the injured list."),
        ("destroy", "An anchor cut the cable between Belmo and Port Maren."),
    ];
    let claims = claims(no.iter().chain(&yes).map(|(_, t)| *t));
    let has = |kind: &str, text: &str| claims.iter().any(|c| c["type"] == kind && c["evidence"]["text"] == text);
    let wrong: Vec<_> = no.iter().filter(|(k, t)| has(k, t)).chain(yes.iter().filter(|(k, t)| !has(k, t))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_time_dates_what_is_told_beside_it_and_a_start_dates_nothing() {
    let texts = [
        ("One man was killed and two women were wounded in a shooting on Monday.", "killed", Some("2024-04-29")),
        ("Police looked into a shooting on Monday that left a girl dead.", "dead", Some("2024-04-29")),
        ("The mayor visited Belmo when he took office last year.", "visited", Some("2023-01-01")),
        ("It was the first time a missile was launched since 2009.", "launched", None),
        ("A man in his 20s was shot.", "shot", None),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger, start) in texts {
        let c = claim(&claims, text, trigger);
        assert_eq!(c["time"]["start"].as_str(), start, "{text}");
    }
}

#[test]
fn whoever_is_hurt_is_nobody_who_did_it() {
    let texts = [
        ("Child shot on Center Street", "shot", "", "Child"),
        ("Woman shot outside nightclub in Belmo", "shot", "", "Woman"),
        ("Sixteen year-old boy shot by brother in Belmo", "shot", "brother", "Sixteen year-old boy"),
        ("2 Dead, 1 Wounded in Shooting at Port Maren", "Shooting", "", "1"),
        ("The gunman shot into the crowd.", "shot", "The gunman", "the crowd"),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger, actor, target) in texts {
        let c = claim(&claims, text, trigger);
        let names =
            |role: &str| c["roles"][role].as_array().unwrap().iter().map(|f| f["text"].as_str().unwrap()).collect::<Vec<_>>().join(", ");
        assert_eq!((names("actor").as_str(), names("target").as_str()), (actor, target), "{text}");
        assert!(c["figure"].is_null() || c["figure"]["low"] == 1, "{text}: {}", c["figure"]);
    }
}

#[test]
fn a_statement_has_the_verb_that_says_it_and_no_main_verb_goes_untold() {
    let texts = [
        ("The choir rehearsed in a barn near Belmo.", Some("rehearsed")),
        ("The man who was arrested on Monday teaches chemistry in Belmo.", Some("teaches")),
        ("He was arrested in Belmo and taught at a school there.", Some("taught")),
        ("The town is a port.", None),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger) in texts {
        let mut statements = claims.iter().filter(|c| c["type"] == "statement" && c["evidence"]["text"] == text);
        let verb = statements.next().map(|c| c["trigger"]["text"].as_str());
        assert_eq!((verb, statements.count()), (Some(trigger), 0), "{text}");
    }
    let told = "A bus crashed near Belmo, police said.";
    let claims = self::claims(std::iter::once(told));
    assert!(claims.iter().all(|c| c["type"] != "statement"), "{told}");
}

#[test]
fn a_clause_with_when_behind_a_time_took_place_then() {
    let texts = [
        ("It was the worst flood in the valley since 2016, when a dam broke and drowned 14 farmers.", "drowned"),
        ("The town was last hit in March 2016, when a storm killed nine people.", "killed"),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger) in texts {
        let c = claims.iter().find(|c| c["trigger"]["text"] == trigger && c["evidence"]["text"] == text).unwrap();
        assert!(c["time"]["start"].as_str().is_some_and(|t| t.starts_with("2016")), "{text}: {}", c["time"]);
        assert_eq!(c["background"], true, "{text}");
    }
}

#[test]
fn an_event_noun_takes_whom_the_rest_of_its_sentence_names() {
    let texts = [
        ("Four men were wounded in a shooting on Elm Street.", "shooting", "target", "Four men"),
        ("The mayor said in an interview that the dam would hold.", "interview", "actor", "The mayor"),
        ("The driver was treated for minor injuries.", "injuries", "target", "The driver"),
        ("A man walked into the clinic with a gunshot wound.", "gunshot wound", "target", "A man"),
        ("Ann Roe, the head of the union, criticised the plan.", "criticised", "actor", "Ann Roe"),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger, role, words) in texts {
        let fillers = &claim(&claims, text, trigger)["roles"][role];
        let given: Vec<&str> = fillers.as_array().unwrap().iter().map(|f| f["text"].as_str().unwrap()).collect();
        assert_eq!(given, [words], "{text}");
    }
}

#[test]
fn a_voice_behind_a_long_clause_is_heard_and_words_that_are_the_act_have_none() {
    let texts = [
        (
            "A gunman opened fire in a park yesterday, wounding five people, including two bystanders sitting on a porch, witnesses \
             and officials said.",
            "opened fire",
            Some("witnesses and officials"),
        ),
        ("\"We deny the charges,\" said the mayor.", "deny", None),
    ];
    let claims = claims(texts.iter().map(|t| t.0));
    for (text, trigger, source) in texts {
        let c = claim(&claims, text, trigger);
        assert_eq!(c["attribution"][0]["source"].as_str(), source, "{text}");
        assert_eq!(c["modality"], if source.is_some() { "claimed" } else { "asserted" }, "{text}");
    }
}
