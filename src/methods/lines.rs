//! On which line of a file a row stands, so that whoever looks for it finds it.

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
