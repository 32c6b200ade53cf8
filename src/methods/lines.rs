//! Files as people have them: how their rows are told apart, and on which line one stands, so that whoever looks for it
//! finds it.

/// A reader of a CSV file, of whichever sign its heading has most of between columns.
///
/// # Errors
/// A sentence, where it is no text in UTF-8.
pub(crate) fn reader<'a>(name: &str, bytes: &'a [u8]) -> Result<csv::Reader<&'a [u8]>, String> {
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| {
            format!("{name} is no text in UTF-8. Save it as “CSV UTF-8” and try again.")
        })?;
    let heading = text.lines().next().unwrap_or_default();
    let many = |sign: u8| heading.bytes().filter(|&byte| byte == sign).count();
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&sign| many(sign));
    Ok(csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(bytes))
}

/// The line of a record, from 1, in the text that its reader reads: the reader's own position stands before line ends
/// that it passes over, of blank lines and of lines that end in two signs, as spreadsheets write them.
pub fn line_of(text: &[u8], record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, |position| {
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let ends = text.get(start..).into_iter().flatten();
        let ends = ends.take_while(|byte| matches!(byte, b'\n' | b'\r'));
        position.line() + ends.filter(|&&byte| byte == b'\n').count() as u64
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_row_is_found_on_its_line_however_lines_end() {
        for (text, expected) in [
            ("a,b\n1,2\n3,4\n", vec![2, 3]),
            ("a,b\r\n1,2\r\n3,4\r\n", vec![2, 3]),
            ("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4", vec![3, 6]),
            ("a,b\n\n1,\"2\n2\"\n3,4\n", vec![3, 5]),
            ("a,b\r\n1,\"2\r\n2\"\r\n3,4\r\n", vec![2, 4]),
        ] {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let records = reader.records().map(|record| record.expect("a record"));
            let lines: Vec<u64> = records
                .map(|record| super::line_of(text.as_bytes(), &record))
                .collect();
            assert_eq!(lines, expected, "{text:?}");
        }
    }
}
