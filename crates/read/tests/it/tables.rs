//! Tables: columns by name or as said, odd separators and encodings, dates, sheets, and what cannot be read.

use crate::reader;
use std::io::{Cursor, Write};
use stemma_read::{At, Columns, Read, Reader};

/// The reports of a table; what is only told and what is wrong as messages.
fn read(reader: &Reader, bytes: &[u8], name: &str) -> (Vec<Read>, Vec<String>, Vec<String>) {
    let (mut reports, mut notes, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for read in reader.reports(bytes, name) {
        match read {
            Ok(read) => reports.push(read),
            Err(e) if e.is_note() => notes.push(e.to_string()),
            Err(e) => errors.push(e.to_string()),
        }
    }
    (reports, notes, errors)
}

const CSV: &str = "id;Headline;Publication Date;Source;Article text;Notes\r\n\
    7;Fire in Port Maren;25/08/2019;Corvan Post;\"Two people were hurt.\r\n\r\nThe fire; it began at night.\";x\r\n\
    ;;;;;\r\n\
    8;Flood;03/09/2019;Corvan Post;Rain fell.;\r\n\
    9;Nothing;;Corvan Post;;\r\n";

#[test]
fn a_table_is_read_by_the_names_of_its_columns() {
    let (reports, notes, errors) = read(&reader(), CSV.as_bytes(), "a.csv");
    assert_eq!(reports.len(), 2);
    let first = &reports[0].report;
    assert_eq!(first.text, "Two people were hurt.\n\nThe fire; it began at night.");
    assert_eq!(
        (first.id.as_str(), first.title.as_deref(), first.outlet.as_deref()),
        ("7", Some("Fire in Port Maren"), Some("Corvan Post"))
    );
    // The first row proves that the day is first.
    assert_eq!((first.published.as_deref(), reports[1].report.published.as_deref()), (Some("2019-08-25"), Some("2019-09-03")));
    assert_eq!((reports[0].at, reports[1].at), (Some(At::Row(2)), Some(At::Row(4))));
    assert!(notes.len() == 1 && notes[0].contains("text from \"Article text\"") && notes[0].contains("not used: Notes"), "{notes:?}");
    assert!(errors.len() == 1 && errors[0].starts_with("row 5: there are no words"), "{errors:?}");
}

#[test]
fn separators_encodings_and_names_are_found() {
    let table = |separator: &str| CSV.replace("fire; it", "fire, it").replace(';', separator);
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(table("\t").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin = table(";").replace("Port Maren", "Port Mar\u{e9}n").chars().map(|c| c as u8).collect::<Vec<u8>>();
    let bom = [b"\xef\xbb\xbf", table(";").as_bytes()].concat();
    let excel = format!("sep=|\r\n{}", table("|"));
    let quoted = table(";").replace("fire, it", "\"\"fire\"\" it");
    for (bytes, name) in [
        (table("\t").into_bytes(), "a.tsv"),
        (table("|").into_bytes(), "a.csv"),
        (table(";").into_bytes(), "-"),
        (utf16, "a.csv"),
        (latin, "a.csv"),
        (bom, "a.csv"),
        (excel.into_bytes(), "a.csv"),
        (quoted.into_bytes(), "a.csv"),
    ] {
        let (reports, notes, _) = read(&reader(), &bytes, name);
        assert!(reports.len() == 2 && reports[0].report.id == "7", "{name}: {notes:?} {reports:?}");
    }
    // A text with commas is no table.
    let (reports, ..) = read(&reader(), b"Two, three, four people were hurt, police said.\nMore, they said.", "a.txt");
    assert_eq!(reports.len(), 1);
}

#[test]
fn rows_are_numbered_as_spreadsheets_number_them() {
    let table = "\ntitle,text\n\n\nFire,\"Two people\nwere hurt.\"\n\nFlood,Rain fell.\nStorm,Wind blew.";
    let (reports, ..) = read(&reader(), table.as_bytes(), "a.csv");
    let rows: Vec<_> = reports.iter().map(|r| r.at.unwrap()).collect();
    assert_eq!(rows, [At::Row(5), At::Row(7), At::Row(8)]);
}

#[test]
fn columns_can_be_said() {
    let said = reader().columns(Columns::parse("text=Kern, title=#1").unwrap());
    let (reports, ..) = read(&said, b"Kopf,Kern\nFire,Two people were hurt.\n", "a.csv");
    assert_eq!((reports[0].report.title.as_deref(), reports[0].report.text.as_str()), (Some("Fire"), "Two people were hurt."));
    let (reports, _, errors) = read(&reader(), b"Kopf,Kern\nFire,Two people were hurt.\n", "a.csv");
    assert!(reports.is_empty() && errors[0].contains("the columns are Kopf, Kern") && errors[0].contains("--columns"), "{errors:?}");
}

#[test]
fn a_date_that_can_be_read_two_ways_is_left_out() {
    let (reports, ..) = read(&reader(), b"title,text,date\nFire,Two people were hurt.,03/09/2019\n", "a.csv");
    assert_eq!(reports[0].report.published, None);
    assert!(reports[0].warnings[0].contains("which number is the day?"), "{:?}", reports[0].warnings);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_said() {
    let long = format!("title,text\nFire,\"Two people were hurt.\n{}", "Flood,Rain fell.\n".repeat(1_200_000));
    let (reports, _, errors) = read(&reader(), long.as_bytes(), "a.csv");
    assert!(reports.is_empty() && errors[0].contains("row 2: ") && errors[0].contains("quotation mark"), "{errors:?}");
    let (reports, ..) = read(&reader(), b"title,text\nFire,Two people were hurt, police said, and left, they say.\n", "a.csv");
    assert!(reports[0].warnings[0].contains("the row has 5 cells and the header 2"), "{:?}", reports[0].warnings);
}

/// A workbook of some sheets: texts, and one date as Excel keeps it.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut targets) = (String::new(), String::new());
    for (n, (name, rows)) in sheets.iter().enumerate() {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>");
        targets += &format!("<Relationship Id=\"r{n}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
        put(&format!("xl/worksheets/sheet{n}.xml"), &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"));
    }
    put("xl/workbook.xml", &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{list}</sheets></workbook>"));
    put(
        "xl/styles.xml",
        &format!("<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    );
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let target = format!("<Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    put("_rels/.rels", &format!("<Relationships xmlns=\"{package}\">{target}</Relationships>"));
    put("xl/_rels/workbook.xml.rels", &format!("<Relationships xmlns=\"{package}\">{targets}</Relationships>"));
    zip.finish().unwrap().into_inner()
}

fn line(n: u32, cells: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let name = format!("{}{n}", (b'A' + at as u8) as char);
        match text.strip_prefix('=') {
            Some(day) => format!("<c r=\"{name}\" s=\"1\"><v>{day}</v></c>"),
            None => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    format!("<row r=\"{n}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

#[test]
fn every_sheet_of_a_workbook_is_read_and_its_dates_are_days() {
    let news =
        [line(1, &["Title", "Date", "Body"]), line(2, &["Fire", "=43705", "Two people were hurt."]), line(5, &["Flood", "", "Rain fell."])];
    let more = [line(1, &["Title", "Date", "Body"]), line(2, &["Storm", "=43706.5", "Wind blew."]), line(3, &["Nothing"])];
    let book = workbook(&[("News", &news.concat()), ("Codes", &line(1, &["Code", "Meaning"])), ("More", &more.concat())]);
    let (reports, notes, errors) = read(&reader(), &book, "a.xlsx");
    let shown: Vec<_> = reports.iter().map(|r| (r.at.unwrap(), r.report.text.as_str(), r.report.published.as_deref())).collect();
    assert_eq!(
        shown,
        [
            (At::Row(2), "Two people were hurt.", Some("2019-08-28")),
            (At::Row(5), "Rain fell.", None),
            (At::Row(2), "Wind blew.", Some("2019-08-29"))
        ],
        "{errors:?}"
    );
    assert!(
        errors.len() == 1
            && errors[0].starts_with("row 3: sheet \"More\": there are no words")
            && notes.iter().any(|n| n.contains("sheet \"Codes\"") && n.contains("Code, Meaning")),
        "{notes:?} {errors:?}"
    );
    let (_, _, errors) = read(&reader(), &workbook(&[("Codes", &line(1, &["Code", "Meaning"]))]), "a.xlsx");
    assert!(errors[0].contains("Code, Meaning"), "{errors:?}");
}

#[test]
fn a_workbook_that_cannot_be_read_says_why() {
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>".to_owned();
    let mut book = workbook(&[("News", &(line(1, &["Title", "Body"]) + &line(2, &["Fire", "Two were hurt."]) + &far))]);
    let (reports, ..) = read(&reader(), &book, "a.xlsx");
    assert_eq!(reports[0].report.text, "Two were hurt.");
    book.truncate(book.len() / 2);
    let (_, _, errors) = read(&reader(), &book, "a.xlsx");
    assert!(errors[0].contains("broken"), "{errors:?}");
    // A small file of which the cells fill memory.
    let text = format!("<is><t>{}</t></is>", "Two were hurt. ".repeat(20_000));
    let cell = |n: u32| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"inlineStr\">{text}</c></row>");
    let book = workbook(&[("News", &(line(1, &["Text"]) + &(2..1_000).map(cell).collect::<String>()))]);
    let (_, _, errors) = read(&reader(), &book, "a.xlsx");
    assert!(errors[0].contains("more than 256 MiB"), "{errors:?}");
    let ole = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(2048, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        read(&reader(), &bytes, "a.bin").2[0].clone()
    };
    assert!(ole("EncryptedPackage").contains("password"));
    assert!(ole("WordDocument").contains(".doc") && ole("PowerPoint Document").contains("presentation"));
    assert!(ole("__properties_version1.0").contains(".eml") && ole("").contains("broken"));
}
