//! Office files by what they hold: zip files of parts, and the OLE files of old programs.

use crate::row::Rows;
use crate::zipped::Zip;
use crate::{Columns, ReadError, documents, tables};

/// The rows of an Office file.
pub(crate) fn rows(bytes: Vec<u8>, columns: &Columns) -> Result<Rows<'static>, ReadError> {
    if !bytes.starts_with(b"PK") {
        return ole(bytes, columns);
    }
    let mut zip = Zip::new(&bytes)?;
    if zip.has("xl/workbook.xml") {
        zip.check()?;
        return tables::workbook_rows(bytes, columns);
    }
    if let Some(rows) = documents::zipped(&mut zip) {
        return rows;
    }
    Err(ReadError::new("this is a zip file without reports; unpack it first"))
}

/// Old Excel's workbooks are read; what else comes in this container says why not.
fn ole(bytes: Vec<u8>, columns: &Columns) -> Result<Rows<'static>, ReadError> {
    // The names of its streams stand in it in UTF-16.
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|w| w == name)
    };
    if holds("EncryptedPackage") {
        return Err(ReadError::new("it is protected with a password; save it without one"));
    }
    if holds("WordDocument") {
        return Err(ReadError::new("this is a document of old Word (.doc); save it as .docx"));
    }
    if holds("PowerPoint Document") {
        return Err(ReadError::new("this is a presentation; save its text as .docx or .txt"));
    }
    if holds("__properties_version1.0") {
        return Err(ReadError::new("this is a mail as Outlook keeps it (.msg); save it as .eml"));
    }
    tables::workbook_rows(bytes, columns)
}
