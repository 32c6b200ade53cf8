//! Lists too long for one page.

use serde::Serialize;

/// Numbered pages of a list: `components/pagination`. With one page it draws nothing.
#[derive(Debug, Clone, Serialize)]
pub struct Pagination {
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
    summary: String,
}

/// One number in the row of pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    number: usize,
    address: String,
    current: bool,
    /// Numbers have been left out before this one.
    gap: bool,
}

/// Pages beyond this there are none of: a number that an address was given by hand.
const MOST_PAGES: usize = 1_000_000;

/// The page that an address asks for, from 1; the first where it asks for none.
pub fn which_page(asked: Option<usize>) -> usize {
    asked.unwrap_or(1).clamp(1, MOST_PAGES)
}

impl Pagination {
    /// The page `current` (from 1) of `total` things, `size` to a page; `address` makes the address of a page.
    pub fn new(
        current: usize,
        size: usize,
        total: usize,
        address: impl Fn(usize) -> String,
    ) -> Self {
        let last = total.div_ceil(size.max(1)).max(1);
        let current = current.clamp(1, last);
        let mut pages: Vec<PageLink> = Vec::new();
        for number in 1..=last {
            let near = number.abs_diff(current) <= 1;
            // A gap of one number would be no shorter than the number.
            let near_end = number == 1 || number == last;
            let bridge =
                (number == 2 && current == 4) || (number + 1 == last && current + 3 == last);
            if near || near_end || bridge {
                let gap = pages
                    .last()
                    .is_some_and(|before| before.number + 1 < number);
                pages.push(PageLink {
                    number,
                    address: address(number),
                    current: number == current,
                    gap,
                });
            }
        }
        let first_shown = (current - 1) * size + 1;
        let last_shown = (current * size).min(total);
        Self {
            previous: (current > 1).then(|| address(current - 1)),
            next: (current < last).then(|| address(current + 1)),
            pages: if last > 1 { pages } else { Vec::new() },
            summary: if total == 0 {
                String::new()
            } else {
                format!("Showing {first_shown} to {last_shown} of {total}")
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(current: usize, total: usize) -> String {
        Pagination::new(current, 10, total, |page| format!("?page={page}"))
            .pages
            .iter()
            .map(|page| {
                let gap = if page.gap { "… " } else { "" };
                let mark = if page.current { "*" } else { "" };
                format!("{gap}{mark}{} ", page.number)
            })
            .collect()
    }

    #[test]
    fn pages_near_the_current_one_and_both_ends_are_shown() {
        assert_eq!(drawn(1, 9), "");
        assert_eq!(drawn(1, 11), "*1 2 ");
        assert_eq!(drawn(1, 100), "*1 2 … 10 ");
        assert_eq!(drawn(4, 100), "1 2 3 *4 5 … 10 ");
        assert_eq!(drawn(5, 100), "1 … 4 *5 6 … 10 ");
        assert_eq!(drawn(7, 100), "1 … 6 *7 8 9 10 ");
        assert_eq!(drawn(99, 100), "1 … 9 *10 ");
    }

    #[test]
    fn what_is_shown_is_said() {
        let pages = Pagination::new(3, 20, 47, |page| format!("/people?page={page}"));
        assert_eq!(pages.summary, "Showing 41 to 47 of 47");
        assert_eq!(pages.previous.as_deref(), Some("/people?page=2"));
        assert_eq!(pages.next, None);
        assert_eq!(Pagination::new(1, 20, 0, |_| String::new()).summary, "");
    }
}
