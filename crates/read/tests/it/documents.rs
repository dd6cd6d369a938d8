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
fn signs_and_notes_of_documents_are_kept_and_hidden_words_are_not() {
    let run = |inside: &str| format!("<w:r>{inside}</w:r>");
    let body = format!(
        "<w:p>{}{}{}</w:p>",
        run("<w:t>A 20</w:t><w:noBreakHyphen/><w:t>year</w:t><w:noBreakHyphen/><w:t>old was </w:t>"),
        run("<w:rPr><w:vanish/></w:rPr><w:t>not </w:t>"),
        run("<w:t>hurt; the loss is </w:t>") + "<m:oMath><m:r><m:t>47</m:t></m:r></m:oMath>",
    );
    assert_eq!(one(&word(&body), "a.docx").unwrap().report.text, "A 20-year-old was hurt; the loss is 47");
    let content = "<o><text:p>Two were hurt, police said.<text:note><text:note-citation>1</text:note-citation><text:p>A note.</text:p></text:note> \
                   More<office:annotation><dc:creator>Ada</dc:creator><text:p>Sure?</text:p></office:annotation> words.</text:p></o>";
    let styles = "<o><style:header><text:p>Corvan Post</text:p></style:header></o>";
    let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content), ("styles.xml", styles)]);
    let report = one(&odt, "a.odt").unwrap().report;
    assert_eq!(report.text, "Two were hurt, police said. More words.");
    let around: Vec<&str> = report.removed.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(around, ["A note.", "Sure?", "Corvan Post"]);
}

#[test]
fn an_rtf_file_gives_its_paragraphs() {
    let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\footer Page 1}\f0 Two people were hurt in M\'e4rn.\par\par It began at night.\par}";
    let read = one(rtf, "a.doc").unwrap();
    assert_eq!(read.report.text, "Two people were hurt in Märn.\n\nIt began at night.");
    assert_eq!(read.report.removed[0].text, "Page 1");
}

#[test]
fn notes_take_linear_time() {
    let notes: String = (0..150_000).map(|n| format!("{{\\footnote note {n}}}")).collect();
    let begun = std::time::Instant::now();
    let read = one(format!("{{\\rtf1 Two people were hurt, police said.{notes}}}").as_bytes(), "a.rtf").unwrap();
    assert_eq!(read.report.removed.len(), 150_000);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
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

/// A PDF with lines of text on its pages.
fn pdf(pages: &[&[&str]], trailer: &str) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), String::new()];
    objects.push("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned());
    let mut kids = String::new();
    for lines in pages {
        let shown: String = lines.iter().map(|l| format!("({l}) Tj T* ")).collect();
        let stream = format!("BT /F1 12 Tf 14 TL 72 720 Td {shown} ET");
        objects.push(format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()));
        let content = objects.len();
        objects.push(format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {content} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"));
        kids += &format!("{} 0 R ", objects.len());
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len());
    let (mut out, mut table) = ("%PDF-1.4\n".to_owned(), String::new());
    for (n, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let (count, at) = (objects.len() + 1, out.len());
    out +=
        &format!("xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n");
    out.into_bytes()
}

#[test]
fn a_pdf_gives_the_words_of_its_pages() {
    let pages: [&[&str]; 3] = [
        &[
            "Corvan Post",
            "Two people were hurt when a fire swept through the ferry ter-",
            "minal of Port Maren, the police said.",
            "Page 1",
        ],
        &["Corvan Post", "The fire began in a kitchen at about ten in the evening.", "Page 2"],
        &["Corvan Post", "It was put out within two hours.", "Page 3"],
    ];
    let read = one(&pdf(&pages, ""), "a.pdf").unwrap();
    assert!(read.report.text.contains("through the ferry terminal of Port Maren, the police said."), "{}", read.report.text);
    assert!(read.report.text.ends_with("put out within two hours.") && !read.report.text.contains("Corvan"), "{}", read.report.text);
    let around: Vec<&str> = read.report.removed.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(around, ["Corvan Post", "Page 1", "Page 2", "Page 3"]);
}

#[test]
fn a_pdf_that_cannot_be_read_says_why() {
    let whole = pdf(&[&["Two people were hurt."]], "");
    assert!(one(&pdf(&[&[]], ""), "a.pdf").unwrap_err().contains("no text layer"));
    assert!(one(b"%PDF-1.4\nnothing", "a.pdf").unwrap_err().contains("the PDF is broken"));
    let locked = pdf(&[&["Two"]], "/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>/ID[(a)(b)]");
    let why = one(&locked, "a.pdf").unwrap_err();
    assert!(why.contains("password") || why.contains("broken"), "{why}");
    // Whatever is cut off or changed, there is an answer.
    for cut in (0..whole.len()).step_by(7) {
        let _ = one(&whole[..cut.max(5)], "a.pdf");
    }
}

/// A PDF of these objects; the first is its catalogue.
fn objects(list: &[String]) -> Vec<u8> {
    let (mut out, mut places) = (String::from("%PDF-1.4\n"), Vec::new());
    for (n, object) in list.iter().enumerate() {
        places.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table: String = places.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
    let (count, at) = (list.len() + 1, out.len());
    out += &format!("xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF");
    out.into_bytes()
}

#[test]
fn a_pdf_of_parts_within_parts_is_refused_and_ends_nothing() {
    let stream = |dict: &str, content: &str| format!("<<{dict}/Length {}>>stream\n{content}\nendstream", content.len());
    let text = "BT /F1 12 Tf 10 100 Td (Two people were hurt.) Tj ET";
    let form = |draws: &str, part: usize| {
        let resources = format!("/Resources<</Font<</F1 5 0 R>>/XObject<</X {part} 0 R>>>>");
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}"), draws)
    };
    let pdf = |parent: &str, forms: &[String]| {
        let mut list = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Kids[3 0 R]/Count 1{parent}>>"),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>"
                .to_owned(),
            stream("", &format!("{text} /X Do")),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        ];
        list.extend_from_slice(forms);
        one(&objects(&list), "a.pdf").map(|read| read.report.text)
    };
    // A part that has itself among its resources, as some programs write it, and does not draw itself, is borne.
    assert!(pdf("", &[form(text, 6)]).unwrap().contains("Two people were hurt."));
    assert!(pdf("", &[form("/X Do", 6)]).unwrap_err().contains("holds itself"));
    let laughs: Vec<String> = (0..9).map(|n| form(&"/X Do ".repeat(if n < 8 { 20 } else { 0 }), 7 + n)).collect();
    assert!(pdf("", &laughs).unwrap_err().contains("too often"));
    let deep: Vec<String> = (0..5_000).map(|n| form("/X Do", 7 + n)).collect();
    assert!(pdf("", &deep).unwrap_err().contains("too deep"));
    assert!(pdf("/Parent 2 0 R", &[form(text, 6)]).unwrap_err().contains("circles"));
}

#[test]
fn a_pdf_that_unpacks_to_more_than_memory_is_refused() {
    let zip = |bytes: &[u8], times: usize| {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        (0..times).for_each(|_| packed.write_all(bytes).unwrap());
        packed.finish().unwrap()
    };
    let blanks = zip(&vec![b' '; 1 << 20], 200);
    // A page's content, or objects, that are packed so.
    let pdf = |dict: &str, packed: &[u8]| {
        let head = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
                    3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n";
        let stream = format!("4 0 obj\n<<{dict}/Length {}>>stream\n", packed.len());
        let body = [head.as_bytes(), stream.as_bytes(), packed, b"\nendstream\nendobj\n"].concat();
        let places: Vec<usize> = (1..=4).map(|n| memchr::memmem::find(&body, format!("{n} 0 obj").as_bytes()).unwrap()).collect();
        let table: String = places.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
        let tail = format!("xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{}\n%%EOF", body.len());
        one(&[&body, tail.as_bytes()].concat(), "a.pdf").map(|read| read.report.text).unwrap_err()
    };
    let long = format!("/Far({})", "x".repeat(3_000));
    for (dict, packed, why) in [
        ("/Filter/FlateDecode".to_owned(), &blanks, "128 MiB"),
        ("/Filter/FlateDecode".to_owned(), &[b"--", &blanks[2..]].concat(), "128 MiB"),
        (format!("/Filter[/FlateDecode/FlateDecode]{long}"), &zip(&blanks, 1), "packed twice"),
        ("/Filter[/#46lateDecode/FlateDecode]".to_owned(), &zip(&blanks, 1), "packed twice"),
        ("/Filter[/ASCII85Decode/FlateDecode]".to_owned(), &vec![b'a'; 1 << 18], "cannot be told"),
        ("/Type/ObjStm/N 1/First 4/Filter/FlateDecode".to_owned(), &blanks, "128 MiB"),
        (format!("/Type/#4fbjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]{long}"), &zip(&blanks, 1), "packed twice"),
        ("/Type/ObjStm/N 1/First 4/Filter/LZWDecode".to_owned(), &vec![b'a'; 1 << 10], "packed twice"),
    ] {
        let error = pdf(&dict, packed);
        assert!(error.contains(why), "{dict}: {error}");
    }
}
