//! What one more entry adds, without counting the rest again: an entry changes little of what an employment comes to.

use super::{
    CellKey, Counts, EmploymentRecord, FacetKey, Frame, Logged, Sums, facets, months, whereabouts,
};

/// Adds an entry to an employment's record, and to `sums` what the record then comes to beyond what it came to before:
/// the same as [`add`](super::add) after less [`add`](super::add) before.
pub fn add_one_more(record: &mut EmploymentRecord, logged: Logged, frame: &Frame, sums: &mut Sums) {
    for &period in frame.periods() {
        let counted = frame.counted(period);
        if !counted.has(logged.done_on) {
            continue;
        }
        let Some(last_in_post_on) = frame.last_in_post(record, counted) else {
            continue;
        };
        let posted = record.posted_on(last_in_post_on);
        let (group, place) = whereabouts(posted, frame);
        // Who has taken part before, in the period or in this of it, does not take part once more.
        let one_more = |is_first: bool| Counts {
            took_part: is_first.into(),
            entries: logged.entries,
            minutes: logged.minutes,
            ..Counts::default()
        };
        let before = || record.logged_on(counted);
        let whole = one_more(before().next().is_none());
        let key = CellKey {
            period,
            group,
            place,
        };
        *sums.cells.entry(key).or_default() += whole;
        let said = facets::said(record, &logged).map(|said| {
            let mut earlier = before().flat_map(|other| facets::said(record, other));
            let counts = one_more(!earlier.any(|other| other == said));
            ((said.0, said.1.to_string()), counts)
        });
        for ((facet, subject), counts) in std::iter::once((facets::band(posted), whole)).chain(said)
        {
            let key = FacetKey {
                period,
                facet,
                group,
                subject,
            };
            *sums.facets.entry(key).or_default() += counts;
        }
    }
    let of_years = |record: &EmploymentRecord| -> Vec<_> {
        let years = frame.years();
        years
            .flat_map(|year_on| months::of(record, frame, year_on))
            .collect()
    };
    let before = of_years(record);
    record.log(logged);
    for (key, counts) in of_years(record) {
        *sums.months.entry(key).or_default() += counts;
    }
    for (key, counts) in before {
        *sums.months.entry(key).or_default() -= counts;
    }
    sums.months.retain(|_, counts| !counts.is_nothing());
}
