//! Corrections of what was published.

use super::*;

#[test]
fn what_was_published_changes_in_steps_that_tell_of_nobody() {
    let first = table(60).sheet();
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    assert!(published.agrees(&first));

    let few = table(64).sheet();
    assert!(!published.agrees(&few));
    let next = revise(&published, &few, october(), 10, &[]);
    assert_eq!(
        cell(&next.sheet, 0, 0).took_part.count(),
        Some(60),
        "four more would be told of"
    );
    assert_eq!(total(&next.sheet).took_part.count(), Some(60 + 8 * 120));
    assert!(!next.sheet.repeated.is_empty() && next.says_the_same(&published));

    let many = table(72).sheet();
    let next = revise(&next, &many, october(), 10, &[]);
    assert_eq!(cell(&next.sheet, 0, 0).took_part.count(), Some(72));
    assert_eq!(total(&next.sheet).took_part.count(), Some(72 + 8 * 120));
    assert!(next.sheet.repeated.is_empty() && next.agrees(&many));
}

#[test]
fn of_a_few_here_and_many_there_no_difference_tells_the_few() {
    let first = table(60).sheet();
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    // Three more in one cell, and forty in another of the same row: the row's total less the forty would be the three.
    let mut later = table(63);
    later.cells[1].took_part += 40;
    let next = revise(&published, &later.sheet(), october(), 10, &[]).sheet;
    let shown = |g, o| cell(&next, g, o).took_part.count();
    assert_eq!(shown(0, 0), Some(60));
    let rows = [0, 1, 2].map(|o| shown(0, o).expect("shown"));
    let row = next
        .cell(&Row::Group(Raw::group(0)), &Column::All)
        .took_part
        .count()
        .expect("shown");
    assert!(
        row == 60 + 120 + 120 || rows[1] == 120,
        "the row changed by {} and its second cell by {}",
        row - 300,
        rows[1] - 120
    );
}

#[test]
fn one_release_after_another_adds_up_and_shows_at_last_what_there_is() {
    let mut random = StdRng::seed_from_u64(20_261_129);
    let mut records = table(60);
    let mut published = Published::first(
        &records.sheet(),
        protect(&records.sheet(), october(), 10, &[]),
    );
    for _ in 0..40 {
        let before = published.sheet.clone();
        for cell in &mut records.cells {
            cell.took_part += random.random_range(0..=3);
        }
        let next = revise(&published, &records.sheet(), october(), 10, &[]);
        for place in attacker::places(&records) {
            let [was, is] =
                [&before, &next.sheet].map(|s| attacker::shown_at(s, place).took_part.count());
            let (Some(was), Some(is)) = (was, is) else {
                panic!("nothing here is small")
            };
            assert!(
                was == is || is - was >= 10,
                "{place:?} went from {was} to {is}"
            );
            let now = attacker::truth(&records, place).took_part;
            assert!(
                is <= now && now - is < 60,
                "{place:?} is {now} and shown as {is}"
            );
        }
        published = next;
    }
}

#[test]
fn a_sum_that_is_asked_for_later_tells_nothing_of_what_was_published() {
    let first = table(60).sheet();
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    let mut later = table(63).sheet();
    let both = vec![Raw::organisation(0), Raw::organisation(1)];
    later.classes = vec![(Column::Successor(Raw::organisation(0)), both)];
    let next = revise(&published, &later, october(), 10, &[]).sheet;
    let sum = next.cell(
        &Row::Group(Raw::group(0)),
        &Column::Successor(Raw::organisation(0)),
    );
    assert_eq!(sum.staff.count(), Some(700));
    assert!(
        sum.took_part.is_hidden() || sum.took_part.count() == Some(180),
        "{sum:?} less what was published would be three people"
    );
    let mut same = table(60).sheet();
    same.classes = later.classes;
    let next = revise(&published, &same, october(), 10, &[]).sheet;
    let sum = next.cell(&Row::All, &Column::Successor(Raw::organisation(0)));
    assert_eq!(sum.took_part.count(), Some(60 + 5 * 120));
}

#[test]
fn what_was_hidden_stays_hidden_and_what_has_become_small_becomes_so() {
    let first = table(4).sheet();
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    let hidden: Vec<String> = published
        .sheet
        .cells
        .iter()
        .filter(|(_, c)| c.took_part.is_hidden())
        .map(|(n, _)| n.clone())
        .collect();
    assert!(hidden.len() > 1);
    let next = revise(&published, &table(40).sheet(), october(), 10, &[]).sheet;
    assert!(
        hidden
            .iter()
            .all(|name| next.cells[name].took_part.is_hidden())
    );

    let first = table(60).sheet();
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    let next = revise(&published, &table(2).sheet(), october(), 10, &[]).sheet;
    assert!(cell(&next, 0, 0).took_part.is_hidden());
}
