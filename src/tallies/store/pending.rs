//! Differences that are not yet added to the tallies.
//!
//! An entry touches a row for each of its periods, themes, partners and months: to change all of them each time would
//! cost more than all the rest of it. So the difference that entries make is written down as one row, in their
//! transaction; whoever reads the tallies reads it too, in the same query, and adds it. Before anything else changes an
//! organisation's tallies, and now and then, what waits is added to them.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use data_encoding::BASE64URL_NOPAD;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    sea_query::{Expr, InsertStatement, Query, SelectStatement, UnionType},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    entities::tallies::{Facet, tally_change},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, PeriodKind},
        time::Day,
    },
    tallies::count::{CellKey, Counts, FacetKey, Months, MonthsKey, Sums},
};

/// Staff, with an objective, took part, entries, minutes.
type Five = (i32, i32, i32, i32, i64);

/// Rows named one by one in a statement: each connection keeps what it has prepared.
const FORGOTTEN_AT_ONCE: usize = 100;

/// How a difference is written down: as short as it can be said in JSON, because every entry writes one and every
/// reader reads them.
#[derive(Serialize, Deserialize)]
struct Told {
    /// Ids, as base 64, and words, which the rest names by their place in here.
    #[serde(rename = "n")]
    names: Vec<String>,
    /// Months, quarters and years, named likewise.
    #[serde(rename = "p")]
    periods: Vec<(PeriodKind, Day)>,
    /// Staff group, place; how many; in which periods.
    #[serde(rename = "c")]
    cells: Vec<(usize, usize, Five, Vec<usize>)>,
    /// Facet, staff group, subject; how many; in which periods.
    #[serde(rename = "f")]
    facets: Vec<(Facet, usize, usize, Five, Vec<usize>)>,
    /// Staff group, place; how many; year; here, in post, with an objective, took part; month.
    #[serde(rename = "m")]
    months: Vec<(usize, usize, Five, Day, [i32; 4], i32)>,
}

/// The rows of these organisations' differences: none where there is nothing to add.
pub(in crate::tallies) fn rows(
    differences: &BTreeMap<OrganisationId, Sums>,
) -> Answer<Option<InsertStatement>> {
    let mut insert = Query::insert();
    insert.into_table(tally_change::Entity).columns([
        tally_change::Column::OrganisationId,
        tally_change::Column::Id,
        tally_change::Column::Differences,
    ]);
    let mut is_empty = true;
    for (&organisation, sums) in differences.iter().filter(|(_, sums)| !sums.is_nothing()) {
        let told = serde_json::to_string(&Told::of(sums)).map_err(Fault::broken)?;
        insert.values_panic([
            organisation.into(),
            TallyChangeId::new().into(),
            told.into(),
        ]);
        is_empty = false;
    }
    Ok((!is_empty).then_some(insert))
}

/// What waits to be added to an organisation's tallies.
pub(in crate::tallies) async fn of(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<Sums> {
    Ok(by_now(on, organisation).await?.sums)
}

/// What waits for an organisation, row by row: to be added up before anybody is kept waiting for it.
pub(in crate::tallies) struct Waiting {
    ids: Vec<TallyChangeId>,
    pub sums: Sums,
}

impl Waiting {
    pub fn is_nothing(&self) -> bool {
        self.ids.is_empty()
    }
}

/// What waits for an organisation by now.
pub(in crate::tallies) async fn by_now(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<Waiting> {
    let all: Vec<(TallyChangeId, String)> = tally_change::Entity::find()
        .select_only()
        .columns([tally_change::Column::Id, tally_change::Column::Differences])
        .filter(tally_change::Column::OrganisationId.eq(organisation))
        .into_tuple()
        .all(on)
        .await?;
    let (mut ids, mut sums) = (Vec::with_capacity(all.len()), Sums::default());
    for (id, told) in all {
        sums.add_times(read(&told)?, 1);
        ids.push(id);
    }
    Ok(Waiting { ids, sums })
}

/// Forgets what waited for an organisation, now held, when it was read. False where not all of that waits any more:
/// somebody else has added it.
pub(in crate::tallies) async fn forget_these(
    write: &Write,
    organisation: OrganisationId,
    waiting: &Waiting,
) -> Answer<bool> {
    for ids in waiting.ids.chunks(FORGOTTEN_AT_ONCE) {
        let forgotten = tally_change::Entity::delete_many()
            .filter(tally_change::Column::OrganisationId.eq(organisation))
            .filter(tally_change::Column::Id.is_in(ids.iter().copied()))
            .exec(write.on())
            .await?;
        if forgotten.rows_affected != ids.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Forgets what waits for an organisation that is held.
pub(in crate::tallies) async fn forget(write: &Write, organisation: OrganisationId) -> Answer<()> {
    tally_change::Entity::delete_many()
        .filter(tally_change::Column::OrganisationId.eq(organisation))
        .exec(write.on())
        .await?;
    Ok(())
}

/// The organisations for which something waits.
pub(in crate::tallies) async fn waiting(on: &impl ConnectionTrait) -> Answer<Vec<OrganisationId>> {
    Ok(tally_change::Entity::find()
        .select_only()
        .column(tally_change::Column::OrganisationId)
        .distinct()
        .order_by_asc(tally_change::Column::OrganisationId)
        .into_tuple()
        .all(on)
        .await?)
}

/// The rows of a query of so many columns, and what waits for these organisations, as it was at the same instant.
pub(super) async fn read_beside(
    on: &impl ConnectionTrait,
    mut select: SelectStatement,
    columns: usize,
    organisations: &[OrganisationId],
) -> Answer<(Vec<QueryResult>, BTreeMap<OrganisationId, Sums>)> {
    let nothing = || Expr::cust("NULL");
    select.expr(nothing()).expr(nothing());
    let mut waiting = Query::select();
    for _ in 0..columns {
        waiting.expr(nothing());
    }
    waiting
        .column(tally_change::Column::OrganisationId)
        .column(tally_change::Column::Differences)
        .from(tally_change::Entity)
        .and_where(tally_change::Column::OrganisationId.is_in(organisations.iter().copied()));
    select.union(UnionType::All, waiting);
    let (mut rows, mut sums) = (Vec::new(), BTreeMap::<_, Sums>::new());
    for row in on.query_all(&select).await? {
        match row.try_get_by_index::<Option<OrganisationId>>(columns)? {
            None => rows.push(row),
            Some(organisation) => {
                let told: String = row.try_get_by_index(columns + 1)?;
                sums.entry(organisation)
                    .or_default()
                    .add_times(read(&told)?, 1);
            }
        }
    }
    Ok((rows, sums))
}

fn read(told: &str) -> Answer<Sums> {
    let told: Told = serde_json::from_str(told).map_err(Fault::broken)?;
    told.sums()
        .ok_or_else(|| Fault::broken("a difference that names what it does not have"))
}

/// What is named over and over, each once, by its place.
struct Named<T>(HashMap<T, usize>);

impl<T: Hash + Eq> Named<T> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn place(&mut self, one: T) -> usize {
        let next = self.0.len();
        *self.0.entry(one).or_insert(next)
    }

    fn in_order(self) -> impl Iterator<Item = T> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|&(_, place)| place);
        all.into_iter().map(|(one, _)| one)
    }
}

/// An id, or a subject's word.
#[derive(PartialEq, Eq, Hash)]
enum Name<'a> {
    Id(Uuid),
    Word(&'a str),
}

impl Told {
    fn of(sums: &Sums) -> Self {
        let (mut names, mut periods) = (Named::new(), Named::new());
        let mut cells = BTreeMap::<_, Vec<usize>>::new();
        for (key, counts) in &sums.cells {
            let (group, place) = (Name::Id(key.group.0), Name::Id(key.place.0));
            let at = (names.place(group), names.place(place), five(counts));
            let period = periods.place((key.period.kind, key.period.first_on));
            cells.entry(at).or_default().push(period);
        }
        let mut facets = BTreeMap::<_, Vec<usize>>::new();
        for (key, counts) in &sums.facets {
            let (group, subject) = (Name::Id(key.group.0), Name::Word(&key.subject));
            let at = (names.place(group), names.place(subject), five(counts));
            let period = periods.place((key.period.kind, key.period.first_on));
            facets.entry((key.facet, at)).or_default().push(period);
        }
        let months = sums.months.iter().map(|(key, counts)| {
            let (group, place) = (Name::Id(key.group.0), Name::Id(key.place.0));
            let masks = [key.here, key.in_post, key.with_objective, key.took_part];
            let (group, place) = (names.place(group), names.place(place));
            let masks = masks.map(|months| months.0);
            (group, place, five(counts), key.year_on, masks, key.month)
        });
        let months = months.collect();
        let written = |name| match name {
            Name::Id(id) => BASE64URL_NOPAD.encode(id.as_bytes()),
            Name::Word(word) => word.to_owned(),
        };
        Self {
            names: names.in_order().map(written).collect(),
            periods: periods.in_order().collect(),
            cells: cells
                .into_iter()
                .map(|((group, place, five), periods)| (group, place, five, periods))
                .collect(),
            facets: facets
                .into_iter()
                .map(|((facet, (group, subject, five)), periods)| {
                    (facet, group, subject, five, periods)
                })
                .collect(),
            months,
        }
    }

    /// None if something in it names what is not there.
    fn sums(self) -> Option<Sums> {
        let id = |place: usize| {
            let bytes = BASE64URL_NOPAD.decode(self.names.get(place)?.as_bytes());
            Uuid::from_slice(&bytes.ok()?).ok()
        };
        let period = |place: usize| {
            let &(kind, first_on) = self.periods.get(place)?;
            Some(Period::from_first(kind, first_on))
        };
        let mut sums = Sums::default();
        for (group, place, five, periods) in &self.cells {
            let (group, place) = (StaffGroupId(id(*group)?), PlaceId(id(*place)?));
            for &at in periods {
                let period = period(at)?;
                let key = CellKey {
                    period,
                    group,
                    place,
                };
                sums.cells.insert(key, counts(*five));
            }
        }
        for (facet, group, subject, five, periods) in &self.facets {
            let (group, subject) = (StaffGroupId(id(*group)?), self.names.get(*subject)?);
            for &at in periods {
                let key = FacetKey {
                    period: period(at)?,
                    facet: *facet,
                    group,
                    subject: subject.clone(),
                };
                sums.facets.insert(key, counts(*five));
            }
        }
        for &(group, place, five, year_on, masks, month) in &self.months {
            let [here, in_post, with_objective, took_part] = masks.map(Months);
            let key = MonthsKey {
                year_on,
                group: StaffGroupId(id(group)?),
                place: PlaceId(id(place)?),
                here,
                in_post,
                with_objective,
                took_part,
                month,
            };
            sums.months.insert(key, counts(five));
        }
        Some(sums)
    }
}

fn five(counts: &Counts) -> Five {
    (
        counts.staff,
        counts.with_objective,
        counts.took_part,
        counts.entries,
        counts.minutes,
    )
}

fn counts((staff, with_objective, took_part, entries, minutes): Five) -> Counts {
    Counts {
        staff,
        with_objective,
        took_part,
        entries,
        minutes,
    }
}
