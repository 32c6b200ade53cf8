//! Files that a page offers to take away: always saved, never drawn by the browser on our address.

use std::io::Cursor;

use rocket::{
    Request,
    http::{ContentType, Header},
    response::{self, Responder, Response},
};

/// A file to be saved under a name.
pub struct Download {
    kind: ContentType,
    name: String,
    bytes: Vec<u8>,
}

impl Download {
    /// A file; of the name, only letters, digits, dots and hyphens are kept.
    pub fn new(kind: ContentType, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let mut tame = String::with_capacity(name.len());
        for character in name.chars() {
            match character {
                'a'..='z' | '0'..='9' | '.' => tame.push(character),
                'A'..='Z' => tame.push(character.to_ascii_lowercase()),
                _ if !tame.ends_with('-') => tame.push('-'),
                _ => {}
            }
        }
        Self {
            kind,
            name: tame.trim_matches('-').to_owned(),
            bytes: bytes.into(),
        }
    }

    /// A table as CSV, with the mark by which spreadsheets know that it is UTF-8.
    pub fn csv(name: &str, rows: &[Vec<String>]) -> Self {
        let mut text = String::from("\u{feff}");
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| csv_cell(cell)).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        Self::new(ContentType::CSV, name, text)
    }
}

/// One cell: quoted where it must be, and never a formula to a spreadsheet.
fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(self.kind)
            .header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{}\"", self.name),
            ))
            .sized_body(self.bytes.len(), Cursor::new(self.bytes))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(csv_cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(csv_cell("@sum(1,2)"), "\"'@sum(1,2)\"");
        assert_eq!(
            csv_cell("Allied \"Health\", others"),
            "\"Allied \"\"Health\"\", others\""
        );
        assert_eq!(csv_cell("1204"), "1204");
    }

    #[test]
    fn a_name_is_tame() {
        let file = Download::new(
            ContentType::JSON,
            "Royal Berkshire: \"x\"\r\n October.json",
            Vec::new(),
        );
        assert_eq!(file.name, "royal-berkshire-x-october.json");
    }
}
