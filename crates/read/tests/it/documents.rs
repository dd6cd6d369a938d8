//! Documents of word processors, made here, and what cannot be read of them.

use crate::exports;
use crate::reader;
use std::io::{Cursor, Write};
use stemma_model::RemovedWhy;
use stemma_read::Read;
use zip::write::SimpleFileOptions;

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document = format!("<?xml version=\"1.0\"?><w:document {space}><w:body>{body}</w:body></w:document>");
    let header = format!("<w:hdr {space}><w:p><w:r><w:t>Corvan Post, page 1</w:t></w:r></w:p></w:hdr>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("word/header1.xml", &header),
        ("word/header2.xml", &header),
    ])
}

fn paragraphs(lines: &str) -> String {
    let line = |l: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", l.replace('&', "&amp;"));
    lines.lines().map(line).collect()
}

fn one(bytes: &[u8], name: &str) -> Result<Read, String> {
    let mut reads: Vec<_> = reader().reports(bytes, name).collect();
    assert_eq!(reads.len(), 1);
    reads.remove(0).map_err(|e| e.to_string())
}

#[test]
fn a_word_file_gives_its_paragraphs() {
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Fire in Port Maren</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">Two people &amp; a </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>dog</w:t></w:r>\
        <w:del><w:r><w:delText>cat</w:delText></w:r></w:del><w:r><w:tab/><w:t>were hurt, police said.</w:t></w:r></w:p>\
        <w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:t>It began at&#160;night.</w:t></w:r></w:p>";
    let read = one(&word(body), "a.docx").unwrap();
    assert_eq!(read.report.text, "Fire in Port Maren\n\nTwo people & a dog were hurt, police said.\n\nIt began at night.");
    let removed: Vec<_> = read.report.removed.iter().map(|r| (r.why, r.text.as_str())).collect();
    assert_eq!(removed, [(RemovedWhy::Navigation, "Corvan Post, page 1")]);
}

#[test]
fn an_open_document_gives_its_paragraphs() {
    let content = "<office:document-content><office:body><office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
        <text:h>Fire</text:h><text:p>Two people<text:s/>were <text:span>hurt</text:span>, police said.</text:p></office:text></office:body></office:document-content>";
    let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)]);
    assert_eq!(one(&odt, "a.odt").unwrap().report.text, "Fire\n\nTwo people were hurt, police said.");
    let locked = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "x"),
    ]);
    assert!(one(&locked, "a.odt").unwrap_err().contains("password"));
}

#[test]
fn an_rtf_file_gives_its_paragraphs() {
    let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\footer Page 1}\f0 Two people were hurt in M\'e4rn.\par\par It began at night.\par}";
    let read = one(rtf, "a.doc").unwrap();
    assert_eq!(read.report.text, "Two people were hurt in Märn.\n\nIt began at night.");
    assert_eq!(read.report.removed[0].text, "Page 1");
}

#[test]
fn exports_come_as_documents_too() {
    let (plain, _) = exports::read(include_bytes!("../exports/nexis-uni.txt"), "a.txt");
    let lines: String = include_str!("../exports/nexis-uni.txt").lines().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    let (from_word, _) = exports::read(&word(&paragraphs(&lines)), "a.docx");
    let rtf = format!("{{\\rtf1\\ansi {}\\par}}", lines.replace('\n', "\\par\n"));
    let (from_rtf, _) = exports::read(rtf.as_bytes(), "a.rtf");
    for reports in [from_word, from_rtf] {
        assert_eq!(reports.len(), plain.len());
        for (a, b) in plain.iter().zip(&reports) {
            assert_eq!(
                (&a.text, &a.title, &a.outlet, &a.published, &a.byline, &a.lang),
                (&b.text, &b.title, &b.outlet, &b.published, &b.byline, &b.lang)
            );
        }
    }
}

#[test]
fn what_is_broken_or_a_bomb_says_so() {
    let whole = word(&paragraphs("Two people were hurt."));
    assert!(one(&whole[..whole.len() - 30], "a.docx").unwrap_err().contains("zip file is broken"));
    let cut = "<w:document><w:p><w:r><w:t>Two people were hurt, police said.</w:t></w:r></w:p><w:p><w:r><w:t a";
    let cut = zipped(&[("word/document.xml", cut)]);
    let read = one(&cut, "a.docx").unwrap();
    assert!(read.report.text == "Two people were hurt, police said." && read.warnings[0].contains("broken"), "{:?}", read.warnings);
    assert!(one(&zipped(&[("a.png", "x")]), "a.zip").unwrap_err().contains("zip"));
    // 700 MB of blanks, a few kilobytes packed.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    (0..700).for_each(|_| zip.write_all(&blanks).unwrap());
    let bomb = zip.finish().unwrap().into_inner();
    assert!(one(&bomb, "a.docx").unwrap_err().contains("unpacks to more than"));
}
