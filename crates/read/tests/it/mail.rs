//! Newsletters and mailboxes, invented.

use crate::reader;
use stemma_model::{PublishedFrom, RemovedWhy};
use stemma_read::{At, Read};

const HEAD: &str = "Return-Path: <news@corvan.example>\r\nMessage-ID: <1@corvan.example>\r\nMIME-Version: 1.0\r\n\
    From: =?utf-8?q?Corvan_Post_=C3=84lmar?= <news@corvan.example>\r\nTo: ada@maren.example\r\nSubject: Fire in\r\n Port Maren\r\n\
    Date: Thu, 08 Aug 2019 10:00:00 +0600\r\n";

fn one(mail: &str) -> Result<Read, String> {
    let mut reads: Vec<_> = reader().reports(mail.as_bytes(), "-").collect();
    assert_eq!(reads.len(), 1);
    reads.remove(0).map_err(|e| e.to_string())
}

#[test]
fn a_newsletter_gives_its_words_and_fields() {
    let mail = format!(
        "{HEAD}Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Two people were hurt in M=E4rn, police=\r\n said.\r\n\r\nOn Monday, Ada wrote:\r\n> Was it\r\n> you?\r\n\r\nThe fire began at night.\r\n--\r\nCorvan Post, Port Maren\r\n"
    );
    let report = one(&mail).unwrap().report;
    assert_eq!(report.text, "Two people were hurt in Märn, police said.\n\nThe fire began at night.");
    assert_eq!((report.title.as_deref(), report.outlet.as_deref()), (Some("Fire in Port Maren"), Some("Corvan Post Älmar")));
    assert_eq!((report.published.as_deref(), report.published_from), (Some("2019-08-08T10:00:00+06:00"), PublishedFrom::Given));
    let quoted: Vec<_> = report.removed.iter().filter(|r| r.why == RemovedWhy::Quoted).map(|r| r.text.as_str()).collect();
    assert_eq!(quoted, ["On Monday, Ada wrote:\n> Was it\n> you?", "--\nCorvan Post, Port Maren"]);
}

#[test]
fn a_mail_divided_by_a_picture_is_read_whole() {
    let part = |kind: &str, words: &str| format!("--x\r\nContent-Type: {kind}\r\nContent-Disposition: inline\r\n\r\n{words}\r\n");
    let mail = |kind: &str, open: &str| {
        let parts = [
            part(kind, &format!("{open}Two people were hurt, police said.")),
            part("image/png", "x"),
            part(kind, &format!("{open}The fire began at night.")),
        ];
        one(&format!("{HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n{}--x--\r\n", parts.concat())).unwrap().report
    };
    for report in [mail("text/plain", ""), mail("text/html", "<p>")] {
        assert_eq!(report.text, "Two people were hurt, police said.\n\nThe fire began at night.");
    }
}

#[test]
fn a_mailbox_of_nothing_but_marks_is_borne() {
    let mails = format!("From ada\n{}\nTwo were hurt.\n\n{}", HEAD.replace("\r\n", "\n"), "From ada\n\n".repeat(200_000));
    assert_eq!(reader().reports(mails.as_bytes(), "a.mbox").filter(Result::is_ok).count(), 1);
}

#[test]
fn what_a_mail_forwards_is_not_its_own() {
    let mail = format!(
        "{HEAD}\r\nPlease read this, two were hurt.\r\n\r\n---------- Forwarded message ----------\r\nFrom: Jon\r\n\r\nThree were hurt.\r\n"
    );
    let report = one(&mail).unwrap().report;
    assert_eq!(report.text, "Please read this, two were hurt.");
    assert!(report.removed.iter().any(|r| r.why == RemovedWhy::Quoted && r.text.contains("Three were hurt.")));
    let only = format!("{HEAD}\r\n-------- Original Message --------\r\nThree were hurt in Port Maren, police said.\r\n");
    assert!(one(&only).unwrap().report.text.contains("Three were hurt"));
}

#[test]
fn the_page_of_a_mail_is_read_as_one() {
    let prose = "<p>Two people were hurt when a fire swept through the ferry terminal of Port Maren on Wednesday night, the police said.</p>\
        <p>The fire began in a kitchen at about ten and was put out within two hours, the fire chief, Mila Torsen, said on Thursday.</p>";
    let mail = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{prose}</body></html>\r\n\
         --xx\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n--xx--\r\n"
    );
    let read = one(&mail).unwrap();
    assert!(
        read.report.text.starts_with("Two people were hurt") && read.report.text.ends_with("said on Thursday."),
        "{}",
        read.report.text
    );
    assert_eq!(read.report.title.as_deref(), Some("Fire in Port Maren"));
    assert!(read.warnings.iter().any(|w| w.contains("a.pdf")), "{:?}", read.warnings);
}

#[test]
fn what_cannot_be_read_of_a_mail_is_said() {
    let locked = format!(
        "{HEAD}Content-Type: multipart/encrypted; boundary=xx\r\n\r\n--xx\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--xx--\r\n"
    );
    assert!(one(&locked).unwrap_err().contains("encrypted"));
    // A text that begins with a label or two is no mail.
    let read = one("From: our correspondent\nSubject: fire\n\nTwo people were hurt, police said.").unwrap();
    assert!(read.report.text.contains("our correspondent"));
}

#[test]
fn a_mailbox_gives_its_mails() {
    let mails = format!(
        "From a@b Thu Aug  8 10:00:00 2019\n{HEAD}\r\nTwo people were hurt, police said.\r\n>From there nothing was heard.\r\n\r\n\
         From a@b Thu Aug  8 11:00:00 2019\n{HEAD}\r\nRain fell on Port Maren.\r\n"
    );
    let reads: Vec<_> = reader().reports(mails.as_bytes(), "inbox").map(Result::unwrap).collect();
    assert_eq!(reads.len(), 2);
    assert!(reads[0].report.text.contains("\nFrom there") || reads[0].report.text.contains(" From there"), "{}", reads[0].report.text);
    assert_eq!((reads[1].report.text.as_str(), reads[1].at), ("Rain fell on Port Maren.", Some(At::Article(2))));
}

#[test]
fn what_an_html_mail_answers_is_not_its_own() {
    let own = "<p>The mayor said on Monday that the pier at Port Maren would be closed for some weeks to come.</p>";
    let other = "<p>Four people were killed when the ferry struck the pier on Tuesday, police said.</p>";
    for quoted in [
        format!("<div class='gmail_quote'>On Sunday, Ada wrote:<blockquote type='cite'>{other}</blockquote></div>"),
        format!("<blockquote type=cite>{other}</blockquote>"),
        format!("<div id='divRplyFwdMsg'>From: Ada</div><div>{other}</div>"),
    ] {
        for page in [format!("{own}{quoted}"), format!("<html><body>{own}{quoted}</body></html>")] {
            let report = one(&format!("{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{page}")).unwrap().report;
            assert!(report.text.contains("The mayor said") && !report.text.contains("Four people"), "{}", report.text);
            assert!(report.removed.iter().any(|r| r.why == RemovedWhy::Quoted && r.text.contains("Four people")));
        }
    }
}

#[test]
fn dashes_between_items_end_no_mail_and_what_is_not_read_is_named() {
    let items = ["One was hurt.", "Two were hurt.", "Three were hurt."].join("\r\n--\r\n");
    let tail = "Nothing more.\r\n".repeat(9);
    let report = one(&format!("{HEAD}\r\n{items}\r\n{tail}")).unwrap().report;
    assert!(report.text.contains("Three were hurt."), "{}", report.text);
    let mail = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nTwo were hurt.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n\
         Subject: Inner\r\n\r\nThree were hurt.\r\n--x\r\nContent-Type: application/pdf\r\n\r\nx\r\n--x--\r\n"
    );
    let warnings = one(&mail).unwrap().warnings;
    assert!(warnings.iter().any(|w| w.contains("a mail, application/pdf")), "{warnings:?}");
}
