//! What is said of a staff list beside its counts, before it is loaded.

use super::{loading::Preview, reading::Reading};
use crate::kernel::{
    periods::{Period, PeriodKind, YearStart},
    time::Day,
    words,
};

/// What somebody should know who loads a list that describes an earlier day than one that is loaded.
pub(super) fn described_later(reading: &Reading) -> Option<String> {
    reading.described_later.map(|later| {
        format!(
            "A staff list that describes {later} is loaded already, and this one describes an earlier day. What it \
             says is taken as true from {later} on."
        )
    })
}

/// How many rows are of people who stand in another row as well.
pub(super) fn further_assignments(reading: &Reading) -> Option<String> {
    let further = i64::try_from(reading.further).unwrap_or(i64::MAX);
    (further > 0).then(|| {
        format!(
            "{} of people who are in another row as well: each person is counted once.",
            words::counted(
                further,
                "row is a further assignment",
                "rows are further assignments"
            )
        )
    })
}

/// How many of those who are new to an organisation that has staff already began in an earlier month, of which the
/// figures so change.
pub(super) fn began_before(found: &Preview) -> Option<String> {
    let Preview {
        reading,
        comparison,
    } = found;
    let described_on = reading.sheet.effective_on.map(Day)?;
    let month_on = Period::containing(PeriodKind::Month, described_on, YearStart(1)).first_on;
    let begun = comparison.writes.begun.iter();
    let earlier = begun.filter(|begun| begun.started_on.is_some_and(|on| on < month_on));
    let earlier = i64::try_from(earlier.count()).unwrap_or(i64::MAX);
    (earlier > 0 && comparison.in_post > 0).then(|| {
        format!(
            "{} before {}, and {} counted from their first day: your organisation’s own figures of earlier months change \
             with that. Published figures change only together with so many people that nobody stands out.",
            words::counted(earlier, "new person began", "new people began"),
            month_on.month_and_year(),
            if earlier == 1 { "is" } else { "are" }
        )
    })
}

/// How many have another address from now on, and what follows for them.
pub(super) fn readdressed(found: &Preview) -> Option<String> {
    let many = found.comparison.writes.readdressed.len();
    let many = i64::try_from(many).unwrap_or(i64::MAX);
    (many > 0).then(|| {
        format!(
            "{} another address in place of the one that is known: whoever of them has an account signs in with it from \
             now on, is signed out everywhere, and is told by mail at the address before.",
            words::counted(many, "person gets", "people get")
        )
    })
}
