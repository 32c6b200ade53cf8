//! How the employments stand in which something is logged: read once, and kept in memory for as long as it is so.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use quick_cache::sync::Cache;
use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::Logging;
use crate::{
    entities::engagement::entry,
    kernel::{
        database::Write,
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
const SETTLED_AFTER: u32 = 200;

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
pub(super) async fn ask(all: &[Logging]) -> Answer<(Write, Asked)> {
    let Some(first) = all.first() else {
        return Err(Fault::broken("nothing is to be logged"));
    };
    let organisations: BTreeSet<_> = all.iter().map(|one| one.organisation).collect();
    let locks = tallies::locks(&organisations);
    let db = first.acting.db();
    let (write, rows) = db.write_small(&locks, &question(all)).await?;
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
fn question(all: &[Logging]) -> SelectStatement {
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
    let employments: BTreeSet<_> = all.iter().flat_map(|one| one.own.iter().copied()).collect();
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

/// How the employments of those who log stand: as it was kept, if it is still so, or as it is read now. Where days have
/// passed, their organisations are counted to today first.
pub(super) async fn of(
    write: &Write,
    all: &[&Logging],
    asked: &Asked,
) -> Answer<HashMap<EmploymentId, Stands>> {
    let Some(first) = all.first() else {
        return Ok(HashMap::new());
    };
    let kept = first.acting.db().shared::<Kept>();
    let today = first.acting.today();
    let mut standing = HashMap::new();
    let mut missing = BTreeSet::new();
    for one in all {
        for &id in &one.own {
            if standing.contains_key(&id) {
                continue;
            }
            // Taken out, and put back as it stands afterwards.
            let there = kept
                .0
                .remove(&id)
                .map(|(_, there)| Arc::unwrap_or_clone(there));
            match there.filter(|there| there.serves(one, id, asked, today)) {
                Some(there) => {
                    standing.insert(id, there.stands);
                }
                None => {
                    missing.insert(id);
                }
            }
        }
    }
    if missing.is_empty() {
        return Ok(standing);
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
    for standing_now in read {
        let stands = Stands {
            standing: standing_now,
            days,
        };
        standing.insert(stands.standing.employment(), stands);
    }
    Ok(standing)
}

impl One {
    /// Whether it is still so, and enough for what is to be logged.
    fn serves(&self, one: &Logging, id: EmploymentId, asked: &Asked, today: Day) -> bool {
        let (from, to) = self.stands.days;
        self.revision == asked.revision
            && self.many == asked.many_of(id)
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

/// Settles what has waited long enough, or may have waited since another process was here.
pub(super) async fn settle(write: &Write, fresh: &[&Logging]) -> Answer<()> {
    let Some(first) = fresh.first() else {
        return Ok(());
    };
    let organisations: BTreeSet<_> = fresh.iter().map(|one| one.organisation).collect();
    let unsettled = first.acting.db().shared::<Unsettled>();
    let due: Vec<_> = {
        let mut times = unsettled.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = organisations.into_iter().filter(|&organisation| {
            let times = times.entry(organisation).or_insert(SETTLED_AFTER);
            *times += 1;
            let is_due = *times > SETTLED_AFTER;
            if is_due {
                *times = 1;
            }
            is_due
        });
        due.collect()
    };
    for organisation in due {
        tallies::settle(write, organisation, first.acting.today()).await?;
    }
    Ok(())
}

/// Keeps how employments stand after what was logged.
pub(super) fn keep(fresh: &[&Logging], asked: &Asked, standing: HashMap<EmploymentId, Stands>) {
    let Some(first) = fresh.first() else {
        return;
    };
    let kept = first.acting.db().shared::<Kept>();
    for (id, stands) in standing {
        let logged = fresh.iter().filter(|one| one.employment == id).count();
        let one = One {
            revision: asked.revision,
            many: asked.many_of(id) + i64::try_from(logged).unwrap_or(i64::MAX),
            stands,
        };
        kept.0.insert(id, Arc::new(one));
    }
}
