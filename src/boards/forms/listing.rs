//! A list of recipients as it was pasted or uploaded, and whom its rows name.

use fairwind_methods::line_of;
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

/// Each row of a list: a name and an address, between them a comma, a semicolon or a tab, where a first row of titles
/// is passed over; or a line of many as mail programs copy them, `Surname, Given <a@b.nhs.uk>; …`.
pub(in crate::boards) fn rows(list: &str) -> Vec<Row> {
    let list = list.trim_start_matches('\u{feff}');
    if !list.lines().any(is_copied) {
        return rows_of_table(list);
    }
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(list.lines()) {
        if is_copied(text) {
            rows.extend(copied(line, text));
        } else {
            rows.extend(
                rows_of_table(text)
                    .into_iter()
                    .map(|row| Row { line, ..row }),
            );
        }
    }
    rows
}

/// Whether a line has an address in angle brackets.
fn is_copied(line: &str) -> bool {
    bracketed(line).is_some_and(|(_, address, _)| address.contains('@'))
}

/// What stands before the first angle brackets of a text, in them, and after them.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (within, after) = rest.split_once('>')?;
    Some((before, within, after))
}

/// The rows of a line as a mail program copies it.
fn copied(line: u64, text: &str) -> Vec<Row> {
    let is_between = |c: char| c == ';' || c == ',' || c.is_whitespace();
    let mut rows = Vec::new();
    // An address that stands without a name between the others: said, not dropped.
    let bare = |rows: &mut Vec<Row>, text: &str| {
        for part in text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            rows.push(Row {
                line,
                said: part.to_owned(),
                names: named(&[part]),
            });
        }
    };
    let mut rest = text;
    while let Some((before, address, after)) = bracketed(rest) {
        let before = before.trim_start_matches(is_between);
        let (others, name) = before.rsplit_once(';').unwrap_or(("", before));
        bare(&mut rows, others);
        let address = address.trim().trim_start_matches("mailto:");
        rows.push(Row {
            line,
            said: format!("{} <{address}>", name.trim()),
            names: named(&[called(name).as_str(), address]),
        });
        rest = after;
    }
    bare(&mut rows, rest.trim_matches(is_between));
    rows
}

/// How somebody is called: "Jane Smith" for `Smith, Jane (ROYAL BERKSHIRE NHS FOUNDATION TRUST)`, as directories of the
/// NHS have it.
fn called(name: &str) -> String {
    let name = name.trim().trim_matches(['"', '\'']).trim();
    let name = match name.rsplit_once('(') {
        Some((name, at)) if at.ends_with(')') && !name.trim().is_empty() => name.trim(),
        _ => name,
    };
    match name.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [surname, given] if !surname.is_empty() && !given.is_empty() => {
            format!("{given} {surname}")
        }
        _ => name.to_owned(),
    }
}

fn rows_of_table(list: &str) -> Vec<Row> {
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
        .from_reader(list.as_bytes());
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(cause) => {
                rows.push(Row {
                    line: cause.position().map_or(0, csv::Position::line),
                    said: String::new(),
                    names: Err("This line could not be read".to_owned()),
                });
                continue;
            }
        };
        let cells: Vec<&str> = record.iter().collect();
        if number == 0 && are_titles(&cells) || cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        rows.push(Row {
            line: line_of(list.as_bytes(), &record),
            said: cells.join(", "),
            names: named(&cells),
        });
    }
    rows
}

/// Whether a first row says what stands under it, and not whom the list names.
fn are_titles(cells: &[&str]) -> bool {
    const TITLES: [&str; 8] = [
        "name",
        "names",
        "surname",
        "email",
        "mail",
        "emails",
        "address",
        "addresses",
    ];
    let mut words = cells
        .iter()
        .flat_map(|cell| cell.split(|c: char| !c.is_alphanumeric()));
    !cells.iter().any(|cell| cell.contains('@'))
        && words.any(|word| TITLES.contains(&word.to_lowercase().as_str()))
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

    #[test]
    fn a_line_that_names_nobody_is_listed_wherever_it_stands() {
        let told = |list: &str| {
            let wrong = rows(list).into_iter().filter(|row| row.names.is_err());
            wrong.map(|row| (row.line, row.said)).collect::<Vec<_>>()
        };
        let foo = |line| vec![(line, "foo".to_owned())];
        assert_eq!(told("foo"), foo(1));
        assert_eq!(told("foo\nAlex,a@nhs.uk"), foo(1));
        assert_eq!(told("Alex,a@nhs.uk\nfoo\n"), foo(2));
        assert_eq!(told("Alex,a@nhs.uk\r\nfoo\r\n"), foo(2), "as forms send it");
        assert_eq!(told("Alex <a@nhs.uk>\nfoo\nBo <b@nhs.uk>"), foo(2));
        assert_eq!(told("Full name;E-mail\nAlex;a@nhs.uk"), []);
    }

    #[test]
    fn a_line_is_read_as_outlook_copies_it() {
        let three = [
            Ok("Jane Smith jane.smith@nhs.uk".into()),
            Ok("Bo b@nhs.uk".into()),
            Ok("Al O'Neil al@nhs.uk".into()),
        ];
        for list in [
            "Smith, Jane <Jane.Smith@nhs.uk>; Bo <b@nhs.uk>; O'Neil, Al <al@nhs.uk>",
            "SMITH, x <>\nSmith, Jane <jane.smith@nhs.uk>;\nBo <b@nhs.uk>;\nO'Neil, Al <al@nhs.uk>;\n",
            "\"Smith, Jane\" <jane.smith@nhs.uk>, 'Bo' <b@nhs.uk>, \"O'Neil, Al\" <mailto:al@nhs.uk>,",
            "Smith, Jane (ROYAL BERKSHIRE NHS FOUNDATION TRUST) <jane.smith@nhs.uk>; Bo <b@nhs.uk>;O'Neil, Al <al@nhs.uk> ;",
        ] {
            let good: Vec<_> = emails(list).into_iter().filter(Result::is_ok).collect();
            assert_eq!(good, three, "{list}");
        }
        let mixed = rows(
            "Smith, Jane <jane@nhs.uk>; c@nhs.uk; Di <d@nhs>; Ed, Jr, III <ed@nhs.uk>; z@nhs.uk\nFi,f@nhs.uk\n<g@nhs.uk>",
        );
        let said: Vec<(u64, Option<&str>)> = mixed
            .iter()
            .map(|row| {
                (
                    row.line,
                    row.names.as_ref().ok().map(|new| new.name.as_str()),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (1, Some("Jane Smith")),
                (1, None),
                (1, None),
                (1, Some("Ed, Jr, III")),
                (1, None),
                (2, Some("Fi")),
                (3, None),
            ]
        );
    }
}
