//! How counts are kept: the same few statements for each of the tables.

use std::collections::BTreeMap;

use sea_orm::{
    Condition, ConnectionTrait, ExprTrait, Value,
    sea_query::{Alias, Expr, IntoIden, OnConflict, Query, TableRef, ValueTuple},
};

use crate::{
    kernel::{database::Write, fault::Answer, ids::*, periods::Period},
    tallies::count::{CellKey, Counts, FacetKey, Frame, MonthsKey},
};

/// Rows in one statement, of twelve parameters each at the most: each connection keeps what it has prepared, and a
/// statement of a thousand rows is megabytes.
const ROWS_AT_ONCE: usize = 100;

/// Rows named one by one in a condition: SQLite takes one of a thousand levels at the most.
const NAMED_AT_ONCE: usize = 200;

/// The key of a table of counts, beside the organisation.
pub(super) trait Kept: Ord + Clone {
    const TABLE: &'static str;
    /// The columns of the key.
    const KEY: &'static [&'static str];
    /// The columns that count.
    const COUNTS: &'static [&'static str];
    /// Which of them can be no more than the first.
    const WITHIN_THE_FIRST: &'static [&'static str] = &[];

    fn key(&self) -> Vec<Value>;

    fn counts(counts: &Counts) -> Vec<Value>;

    /// Whether a difference may stand for a new row; otherwise the row must be there.
    fn may_be_new(difference: &Counts) -> bool;

    /// Whether a row may have nothing left after a difference.
    fn may_vanish(difference: &Counts) -> bool;

    /// Which rows are of a frame.
    fn of(frame: &Frame) -> Condition;
}

impl Kept for CellKey {
    const TABLE: &'static str = "tallies";
    const KEY: &'static [&'static str] = &["period", "staff_group_id", "place_id"];
    const COUNTS: &'static [&'static str] =
        &["staff", "with_objective", "took_part", "entries", "minutes"];
    const WITHIN_THE_FIRST: &'static [&'static str] = &["with_objective", "took_part"];

    fn key(&self) -> Vec<Value> {
        vec![
            self.period.key().into(),
            self.group.into(),
            self.place.into(),
        ]
    }

    fn counts(counts: &Counts) -> Vec<Value> {
        five(counts)
    }

    fn may_be_new(difference: &Counts) -> bool {
        difference.staff > 0
            && !difference.has_less()
            && difference.with_objective <= difference.staff
            && difference.took_part <= difference.staff
    }

    fn may_vanish(difference: &Counts) -> bool {
        difference.staff < 0
    }

    fn of(frame: &Frame) -> Condition {
        periods(frame)
    }
}

impl Kept for FacetKey {
    const TABLE: &'static str = "facet_tallies";
    const KEY: &'static [&'static str] = &["period", "facet", "staff_group_id", "subject"];
    const COUNTS: &'static [&'static str] =
        &["staff", "with_objective", "took_part", "items", "minutes"];

    fn key(&self) -> Vec<Value> {
        vec![
            self.period.key().into(),
            self.facet.word().into(),
            self.group.into(),
            self.subject.clone().into(),
        ]
    }

    fn counts(counts: &Counts) -> Vec<Value> {
        five(counts)
    }

    fn may_be_new(difference: &Counts) -> bool {
        !difference.has_less()
    }

    fn may_vanish(difference: &Counts) -> bool {
        difference.has_less()
    }

    fn of(frame: &Frame) -> Condition {
        periods(frame)
    }
}

impl Kept for MonthsKey {
    const TABLE: &'static str = "month_tallies";
    const KEY: &'static [&'static str] = &[
        "year_on",
        "staff_group_id",
        "place_id",
        "here",
        "in_post",
        "with_objective",
        "took_part",
        "month",
    ];
    const COUNTS: &'static [&'static str] = &["employments", "entries", "minutes"];

    fn key(&self) -> Vec<Value> {
        vec![
            self.year_on.into(),
            self.group.into(),
            self.place.into(),
            self.here.0.into(),
            self.in_post.0.into(),
            self.with_objective.0.into(),
            self.took_part.0.into(),
            self.month.into(),
        ]
    }

    fn counts(counts: &Counts) -> Vec<Value> {
        vec![
            counts.staff.into(),
            counts.entries.into(),
            counts.minutes.into(),
        ]
    }

    fn may_be_new(difference: &Counts) -> bool {
        !difference.has_less()
    }

    fn may_vanish(difference: &Counts) -> bool {
        difference.has_less()
    }

    fn of(frame: &Frame) -> Condition {
        Condition::all().add(Expr::col("year_on").is_in(frame.years()))
    }
}

fn five(counts: &Counts) -> Vec<Value> {
    vec![
        counts.staff.into(),
        counts.with_objective.into(),
        counts.took_part.into(),
        counts.entries.into(),
        counts.minutes.into(),
    ]
}

fn periods(frame: &Frame) -> Condition {
    let keys = frame.periods().iter().map(|period: &Period| period.key());
    Condition::all().add(Expr::col("period").is_in(keys))
}

/// Adds differences to the rows that are kept: one statement for those that only grow, one for those that must be
/// there, one that takes away the rows with nothing left; each only where there is something for it.
///
/// False if a row was not there, or too small to take its difference: it was out of step with the records. No
/// statement fails over it, which would end a transaction on PostgreSQL.
pub(in crate::tallies) async fn apply<K: Kept>(
    write: &Write,
    organisation: OrganisationId,
    differences: &BTreeMap<K, Counts>,
) -> Answer<bool> {
    // What one entry added and the next took away again comes to nothing: there may be no row for it, and none is made,
    // because nobody would ever look whether it still counts anything.
    let (perhaps_new, there): (Vec<_>, Vec<_>) = differences
        .iter()
        .filter(|(_, difference)| !difference.is_nothing())
        .partition(|(_, difference)| K::may_be_new(difference));
    for rows in perhaps_new.chunks(ROWS_AT_ONCE) {
        insert_some(write, organisation, rows).await?;
    }
    for rows in there.chunks(ROWS_AT_ONCE) {
        if update_some(write, organisation, rows).await? != rows.len() as u64 {
            return Ok(false);
        }
    }
    let fewer: Vec<_> = there
        .into_iter()
        .filter(|(_, difference)| K::may_vanish(difference))
        .collect();
    for rows in fewer.chunks(NAMED_AT_ONCE) {
        forget_nothing(write, organisation, rows).await?;
    }
    Ok(true)
}

/// Puts fresh counts in the place of the rows of a frame, or of all that are kept.
pub(in crate::tallies) async fn rewrite<K: Kept>(
    write: &Write,
    organisation: OrganisationId,
    frame: Option<&Frame>,
    counts: &BTreeMap<K, Counts>,
) -> Answer<()> {
    let delete = Query::delete()
        .from_table(K::TABLE)
        .and_where(Expr::col("organisation_id").eq(organisation))
        .cond_where(frame.map_or_else(Condition::all, K::of))
        .take();
    write.on().execute(&delete).await?;
    let rows: Vec<_> = counts.iter().collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        insert_some(write, organisation, rows).await?;
    }
    Ok(())
}

/// Makes rows, or adds to those that are there.
async fn insert_some<K: Kept>(
    write: &Write,
    organisation: OrganisationId,
    rows: &[(&K, &Counts)],
) -> Answer<()> {
    let key = ["organisation_id"]
        .into_iter()
        .chain(K::KEY.iter().copied());
    let columns = key.clone().chain(K::COUNTS.iter().copied());
    let mut insert = Query::insert();
    insert.into_table(K::TABLE).columns(columns);
    for (row, counts) in rows {
        let values = [organisation.into()]
            .into_iter()
            .chain(row.key())
            .chain(K::counts(counts));
        insert.values_panic(values.map(Expr::val));
    }
    let sums = K::COUNTS.iter().map(|&count| {
        let kept = Expr::col((K::TABLE, count));
        (Alias::new(count), kept.add(Expr::col(("excluded", count))))
    });
    insert.on_conflict(OnConflict::columns(key).values(sums).to_owned());
    write.on().execute(&insert).await?;
    Ok(())
}

/// Adds to the rows that are there and can take it, and says how many they were.
async fn update_some<K: Kept>(
    write: &Write,
    organisation: OrganisationId,
    rows: &[(&K, &Counts)],
) -> Answer<u64> {
    let values = rows
        .iter()
        .map(|(row, counts)| {
            let values = row.key().into_iter().chain(K::counts(counts));
            ValueTuple::Many(values.collect())
        })
        .collect();
    // Both databases name the columns of a list of values so.
    let given = |at: usize| Expr::col(("given", Alias::new(format!("column{}", at + 1))));
    let sum = |at: usize| Expr::col((K::TABLE, K::COUNTS[at])).add(given(K::KEY.len() + at));
    let mut update = Query::update();
    update
        .table(K::TABLE)
        .from(TableRef::ValuesList(values, "given".into_iden()))
        .and_where(Expr::col((K::TABLE, "organisation_id")).eq(organisation));
    for (at, &column) in K::KEY.iter().enumerate() {
        update.and_where(Expr::col((K::TABLE, column)).eq(given(at)));
    }
    for (at, &count) in K::COUNTS.iter().enumerate() {
        update.value(count, sum(at)).and_where(sum(at).gte(0));
        if K::WITHIN_THE_FIRST.contains(&count) {
            update.and_where(sum(at).lte(sum(0)));
        }
    }
    Ok(write.on().execute(&update).await?.rows_affected())
}

/// Takes away those of these rows that count nothing.
async fn forget_nothing<K: Kept>(
    write: &Write,
    organisation: OrganisationId,
    rows: &[(&K, &Counts)],
) -> Answer<()> {
    let these = rows.iter().fold(Condition::any(), |any, (row, _)| {
        let same = K::KEY.iter().zip(row.key());
        any.add(same.fold(Condition::all(), |all, (&column, value)| {
            all.add(Expr::col(column).eq(value))
        }))
    });
    let mut delete = Query::delete();
    delete
        .from_table(K::TABLE)
        .and_where(Expr::col("organisation_id").eq(organisation))
        .cond_where(these);
    for &count in K::COUNTS {
        delete.and_where(Expr::col(count).eq(0));
    }
    write.on().execute(&delete).await?;
    Ok(())
}
