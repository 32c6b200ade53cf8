//! How the employments stand in which something is logged: read once, and kept in memory for as long as it is so.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use quick_cache::sync::Cache;
use sea_orm::{
    ColumnTrait, ConnectionTrait,
    sea_query::{Expr, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{Logging, employers};
use crate::{
    access::Acting,
    entities::engagement::entry,
    kernel::{
        database::{Db, Write},
        fault::{Answer, Fault},
        ids::*,
        revision::Revision,
        time::Day,
    },
    tallies::{self, Standing},
};

/// How many employments are kept at the most.
const AT_MOST: usize = 1_000;

/// After so many transactions what they add is settled: it is read by every page until then.
const SETTLED_AFTER: u32 = 400;

/// What everything rests on, asked when nobody else can change it any more.
pub(super) struct Asked {
    pub revision: Revision,
    /// Of the forms that have made their entry before.
    pub tokens: HashSet<Uuid>,
    /// How many entries there are of each employment, withdrawn ones too: unless the revision changes, entries are
    /// only added.
    pub many: HashMap<EmploymentId, i64>,
}

/// Employments as they stood after the last entry that was logged here.
struct Kept(Cache<EmploymentId, Arc<One>>);

#[derive(Clone)]
struct One {
    revision: Revision,
    many: i64,
    stands: Stands,
}

/// How an employment stands, with its entries of these days.
#[derive(Clone)]
pub(super) struct Stands {
    pub standing: Standing,
    days: (Day, Day),
}

/// Employments as they are known to stand while something is logged.
pub(super) struct Known {
    revision: Revision,
    /// How many entries each has, withdrawn ones too.
    pub many: BTreeMap<EmploymentId, i64>,
    pub stands: HashMap<EmploymentId, Stands>,
}

/// How many transactions have added something to organisations since it was last settled, in this process; where none
/// has been, something may wait of a process before.
#[derive(Default)]
struct Unsettled(Mutex<HashMap<OrganisationId, u32>>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::new(AT_MOST))
    }
}

/// Begins the transaction, and asks what everything rests on.
pub(super) async fn ask(all: &[&Logging]) -> Answer<(Write, Asked)> {
    let Some(first) = all.first() else {
        return Err(Fault::broken("nothing is to be logged"));
    };
    let write = first.acting.db().write().await?;
    tallies::lock(&write, &employers(all)).await?;
    let rows = write.on().query_all(&question(all)).await?;
    let mut asked = None;
    let (mut tokens, mut many) = (HashSet::new(), HashMap::new());
    for row in rows {
        let (id, number): (Option<Uuid>, i64) =
            (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        match (row.try_get_by_index::<i32>(0)?, id) {
            (REVISION, _) => asked = Some(Revision::read(number)),
            (TOKEN, Some(id)) => {
                tokens.insert(id);
            }
            (_, Some(id)) => {
                many.insert(EmploymentId(id), number);
            }
            (_, None) => {}
        }
    }
    let revision = asked.ok_or_else(|| Fault::broken("there is no revision"))?;
    let asked = Asked {
        revision,
        tokens,
        many,
    };
    Ok((write, asked))
}

const REVISION: i32 = 0;
const TOKEN: i32 = 1;
const MANY: i32 = 2;

/// Rows of what they tell, an id, and a number.
fn question(all: &[&Logging]) -> SelectStatement {
    let number = |number: i32| Expr::cust(number.to_string());
    let mut question = Revision::asked();
    question.clear_selects();
    question
        .expr(number(REVISION))
        .expr(Expr::cust("NULL"))
        .column("revision");
    let tokens = Query::select()
        .expr(number(TOKEN))
        .column(entry::Column::FormToken)
        .expr(number(0))
        .from(entry::Entity)
        .and_where(entry::Column::FormToken.is_in(all.iter().map(|one| one.token.0)))
        .take();
    let employments: BTreeSet<_> = all
        .iter()
        .flat_map(|one| one.own.iter().map(|own| own.0))
        .collect();
    let many = Query::select()
        .expr(number(MANY))
        .column(entry::Column::EmploymentId)
        .expr(Expr::cust("COUNT(*)"))
        .from(entry::Entity)
        .and_where(entry::Column::EmploymentId.is_in(employments))
        .group_by_col(entry::Column::EmploymentId)
        .take();
    question
        .union(UnionType::All, tokens)
        .union(UnionType::All, many);
    question
}

/// How the employments of one who logs stand, if all of it is kept as it was at a revision. It is taken out: until it is
/// [kept](Known::keep) again, nobody else knows it.
pub(super) fn known(one: &Logging, at: Revision) -> Option<Known> {
    let db = one.acting.db();
    let (kept, today) = (db.shared::<Kept>(), one.acting.today());
    let mut known = Known::at(at);
    for &(id, _) in &one.own {
        let there = kept.take(id);
        match there.filter(|there| there.serves(one, id, at, today)) {
            Some(there) => known.add(id, there.many, there.stands),
            None => {
                // The others are as they were.
                known.keep(db, []);
                return None;
            }
        }
    }
    Some(known)
}

/// How the employments of those who log stand: as it was kept, if it is still so, or as it is read now. Where days have
/// passed, their organisations are counted to today first.
pub(super) async fn of(write: &Write, all: &[&Logging], asked: &Asked) -> Answer<Known> {
    let mut known = Known::at(asked.revision);
    let Some(first) = all.first() else {
        return Ok(known);
    };
    let kept = first.acting.db().shared::<Kept>();
    let today = first.acting.today();
    let mut missing = BTreeSet::new();
    for one in all {
        for &(id, _) in &one.own {
            if known.stands.contains_key(&id) {
                continue;
            }
            let many = asked.many_of(id);
            let is_so =
                |there: &One| there.serves(one, id, asked.revision, today) && there.many == many;
            match kept.take(id).filter(is_so) {
                Some(there) => known.add(id, many, there.stands),
                None => {
                    missing.insert(id);
                }
            }
        }
    }
    if missing.is_empty() {
        return Ok(known);
    }
    let missing = Vec::from_iter(missing);
    let days = days_of(all, first.days);
    let mut read = tallies::standing(write, &missing, days).await?;
    let theirs: BTreeSet<_> = all.iter().map(|one| one.employment).collect();
    let behind = read
        .iter()
        .filter(|one| theirs.contains(&one.employment()) && !one.is_counted_to(today));
    let behind: BTreeSet<_> = behind.map(Standing::organisation).collect();
    if !behind.is_empty() {
        for organisation in behind {
            tallies::advance(write, organisation, today).await?;
        }
        read = tallies::standing(write, &missing, days).await?;
    }
    for standing in read {
        let id = standing.employment();
        known.add(id, asked.many_of(id), Stands { standing, days });
    }
    Ok(known)
}

impl Kept {
    /// What is kept of one, taken out: it is put back as it stands afterwards.
    fn take(&self, id: EmploymentId) -> Option<One> {
        self.0.remove(&id).map(|(_, one)| Arc::unwrap_or_clone(one))
    }
}

impl Known {
    fn at(revision: Revision) -> Self {
        Self {
            revision,
            many: BTreeMap::new(),
            stands: HashMap::new(),
        }
    }

    fn add(&mut self, id: EmploymentId, many: i64, stands: Stands) {
        self.many.insert(id, many);
        self.stands.insert(id, stands);
    }

    /// The minutes of a day of one that are logged already, in whichever of their employments.
    pub(super) fn minutes_beside(&self, one: &Logging) -> i64 {
        let theirs = one.own.iter().filter_map(|(id, _)| self.stands.get(id));
        let of_day = theirs.map(|own| own.standing.minutes_on(one.work.done_on));
        of_day.sum()
    }

    /// Keeps how they stand after these were logged.
    pub(super) fn keep<'a>(self, db: &Db, logged: impl IntoIterator<Item = &'a Logging>) {
        let mut many = self.many;
        for one in logged {
            *many.entry(one.employment).or_default() += 1;
        }
        let kept = db.shared::<Kept>();
        for (id, stands) in self.stands {
            let one = One {
                revision: self.revision,
                many: many.get(&id).copied().unwrap_or_default(),
                stands,
            };
            kept.0.insert(id, Arc::new(one));
        }
    }
}

impl One {
    /// Whether it was so at a revision, and is enough for what is to be logged.
    fn serves(&self, one: &Logging, id: EmploymentId, at: Revision, today: Day) -> bool {
        let (from, to) = self.stands.days;
        self.revision == at
            && from <= one.days.0
            && one.days.1 <= to
            && (id != one.employment || self.stands.standing.is_counted_to(today))
    }
}

impl Asked {
    fn many_of(&self, id: EmploymentId) -> i64 {
        self.many.get(&id).copied().unwrap_or_default()
    }
}

/// All the days that any of them needs.
fn days_of(all: &[&Logging], first: (Day, Day)) -> (Day, Day) {
    all.iter().fold(first, |(from, to), one| {
        (from.min(one.days.0), to.max(one.days.1))
    })
}

/// Counts that something waits of these. What has waited long enough, or may have waited since another process was here,
/// is settled beside whatever is logged meanwhile.
pub(super) fn count_unsettled(acting: &Acting, organisations: &BTreeSet<OrganisationId>) {
    let unsettled = acting.db().shared::<Unsettled>();
    for &organisation in organisations {
        if unsettled.is_long(organisation) {
            let acting = acting.clone();
            tokio::spawn(async move {
                if let Err(fault) = tallies::settle(&acting, organisation).await {
                    tracing::warn!(%fault, %organisation, "what waits is settled another time");
                }
            });
        }
    }
}

impl Unsettled {
    /// Counts one more transaction; whether it is time to settle, from when on it is counted afresh.
    fn is_long(&self, organisation: OrganisationId) -> bool {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = times.entry(organisation).or_insert(SETTLED_AFTER);
        *times += 1;
        let is_long = *times > SETTLED_AFTER;
        if is_long {
            *times = 0;
        }
        is_long
    }
}
