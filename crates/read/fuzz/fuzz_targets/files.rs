//! Tables, mails, mailboxes, RTF, PDF, and the parts of Word, OpenDocument and Excel files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write as _};
use stemma_read_fuzz::{all, reader};
use zip::write::{SimpleFileOptions, ZipWriter};

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let reader = reader();
    let kind = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let book = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
                <sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let links = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/></Relationships>";
    match choice % 8 {
        0 => all(reader.reports(rest, "a.csv")),
        1 => all(reader.reports(rest, "a.eml")),
        2 => all(reader.reports([b"From a@b Mon Jan  1 00:00:00 2024\n", rest].concat().as_slice(), "a.mbox")),
        3 => all(reader.reports([b"{\\rtf1", rest].concat().as_slice(), "a.rtf")),
        4 => all(reader.reports(zipped(&[("word/document.xml", rest)]).as_slice(), "a.docx")),
        5 => {
            let parts: [(&str, &[u8]); 2] = [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", rest)];
            all(reader.reports(zipped(&parts).as_slice(), "a.odt"));
        }
        6 => {
            let parts: [(&str, &[u8]); 4] = [
                ("[Content_Types].xml", kind.as_bytes()),
                ("xl/workbook.xml", book.as_bytes()),
                ("xl/_rels/workbook.xml.rels", links.as_bytes()),
                ("xl/worksheets/sheet1.xml", rest),
            ];
            all(reader.reports(zipped(&parts).as_slice(), "a.xlsx"));
        }
        // What it is, its first bytes say: PDF, old Excel, zip.
        _ => all(reader.reports(rest, "a")),
    }
});

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).and_then(|()| Ok(zip.write_all(bytes)?)).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
