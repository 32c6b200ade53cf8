//! A list of recipients as it was pasted or uploaded, and whom its rows name.

use serde::Deserialize;

use super::RecipientForm;
use crate::{boards::listing::Row, web::forms::Errors};

/// Most bytes of a list.
pub(in crate::boards) const LARGEST_LIST: usize = 64 * 1024;

/// The list that a preview showed, and the mark of what it showed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::boards) struct ListForm {
    pub list: String,
    pub shown: String,
}

/// Each row of a list: a name and an address, between them a comma, a semicolon or a tab. A first row of titles is
/// passed over.
pub(in crate::boards) fn rows(list: &str) -> Vec<Row> {
    let first = list.lines().find(|line| !line.trim().is_empty());
    let delimiter = match first.unwrap_or_default() {
        line if line.contains('\t') => b'\t',
        line if line.contains(';') => b';',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let Ok(record) = record else { continue };
        let cells: Vec<&str> = record.iter().collect();
        let is_title = number == 0 && !cells.iter().any(|cell| cell.contains('@'));
        if is_title || cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        rows.push(Row {
            line: record.position().map_or(0, csv::Position::line),
            said: cells.join(", "),
            names: named(&cells),
        });
    }
    rows
}

fn named(cells: &[&str]) -> Result<crate::boards::Addressee, String> {
    let filled = match cells {
        [name, email, rest @ ..] if rest.iter().all(|cell| cell.is_empty()) => (name, email),
        _ => return Err("Enter a name and an email address, and nothing else".to_owned()),
    };
    // Either may come first.
    let (name, email) = match filled {
        (email, name) if email.contains('@') && !name.contains('@') => (name, email),
        usual => usual,
    };
    let form = RecipientForm {
        name: (*name).to_owned(),
        email: (*email).to_owned(),
    };
    let mut errors = Errors::new();
    form.parse(&mut errors).ok_or_else(|| {
        ["name", "email"]
            .into_iter()
            .filter_map(|field| errors.of(field))
            .collect::<Vec<_>>()
            .join(". ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(list: &str) -> Vec<Result<String, String>> {
        let rows = rows(list).into_iter();
        rows.map(|row| row.names.map(|new| format!("{} {}", new.name, new.email)))
            .collect()
    }

    #[test]
    fn a_list_is_read_as_spreadsheets_give_it() {
        let both = [Ok("Alex a@nhs.uk".into()), Ok("Bo b@nhs.uk".into())];
        for list in [
            "Name,Email address\nAlex,A@nhs.uk\n\nBo,b@nhs.uk\n",
            "Alex\ta@nhs.uk\r\nBo\tb@nhs.uk",
            "a@nhs.uk; Alex\nb@nhs.uk; Bo",
            "\u{feff}\"Alex\",a@nhs.uk,\nBo,b@nhs.uk,",
        ] {
            assert_eq!(emails(list), both, "{list}");
        }
        let wrong = rows("Alex,a@nhs.uk\nBo\n,c@nhs.uk\nDi,d@nhs");
        let wrong: Vec<(u64, bool)> = wrong
            .iter()
            .map(|row| (row.line, row.names.is_err()))
            .collect();
        assert_eq!(wrong, [(1, false), (2, true), (3, true), (4, true)]);
        assert!(rows("").is_empty());
    }
}
