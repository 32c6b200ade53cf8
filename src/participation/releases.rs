//! What is published, and remembered: the table of each period once it has ended.
//!
//! A period closes so many days after its end as the system's settings say; until then late work counts in full, and
//! others see of it what they see of a period that runs. The first who asks for one that has closed has it published,
//! with the shorter periods in it before; from then on it is what everybody is shown, what exports and digests are cut
//! from, and what later releases are held against. Late work changes it by a release of its own, as far as the
//! difference may be shown.
//!
//! A digest closes its period: what a board is told is published then, for board papers must not be late.

use std::{collections::HashMap, future::Future, sync::Arc};

use futures_util::{FutureExt as _, future::BoxFuture};
use sha2::{Digest as _, Sha256};

use super::{
    Figures,
    disclosure::{self, Published, Said},
    material::Material,
    remembered::Key,
    store::{self, Release},
};
use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        kept::Found,
        periods::{Period, PeriodKind},
        time::Day,
    },
};

mod known;

use known::Known;

/// The last period of a kind that has closed.
pub(super) fn last_closed(seen: &SeenSystem, kind: PeriodKind) -> Period {
    let on = seen.acting().today().plus(-seen.system().closing_days);
    Period::containing(kind, on, seen.year_start()).previous()
}

/// The first day on which a period that ends with this day has closed.
fn closes_on(seen: &SeenSystem, last_on: Day) -> Day {
    last_on.plus(1 + seen.system().closing_days)
}

/// The figures of a period that has ended, published now if they are not yet; of one that runs as [`figures`] has them.
pub(super) async fn closed(seen: &SeenSystem, period: Period) -> Answer<Arc<Figures>> {
    if seen.acting().today() <= period.last_on {
        return figures(seen, period).await;
    }
    let to = period.last_on;
    settle(seen, Counted { period, to }).await
}

/// The figures of a period as everyone may see them: published; or of one that has not closed, up to the last month
/// that has; or where none has, numbers of staff alone.
pub(super) async fn figures(seen: &SeenSystem, period: Period) -> Answer<Arc<Figures>> {
    let today = seen.acting().today();
    if today < period.first_on {
        return Err(Fault::NotFound);
    }
    let whole = Counted {
        period,
        to: period.last_on,
    };
    if closes_on(seen, period.last_on) <= today || is_published(seen, whole).await? {
        return settle(seen, whole).await;
    }
    let month = last_closed(seen, PeriodKind::Month);
    if period.first_on < month.last_on {
        let to = month.last_on;
        return settle(seen, Counted { period, to }).await;
    }
    let key = Key {
        system: seen.id(),
        period,
        to: today.min(period.last_on),
        is_published: false,
    };
    remembered(seen, key, move |seen| async move {
        let material = Material::gather(&seen, period).await?;
        let sheet = disclosure::protect_staff(&material.sheet, material.threshold());
        let month = Period::containing(PeriodKind::Month, period.first_on, seen.year_start());
        Ok(Figures {
            closes_on: Some(closes_on(&seen, month.last_on)),
            ..material.figures(sheet)
        })
    })
    .await
}

/// Whether a period that has ended was published before it closed: a digest was composed of it.
async fn is_published(seen: &SeenSystem, whole: Counted) -> Answer<bool> {
    let Counted { period, to } = whole;
    Ok(to < seen.acting().today() && store::latest_release(seen, period, to).await?.is_some())
}

/// What is kept in memory, or is worked out now and kept. Where it is only time to look for others' changes nobody waits
/// for that: it is done behind the page.
async fn remembered<Work>(
    seen: &SeenSystem,
    key: Key,
    work: impl FnOnce(SeenSystem) -> Work,
) -> Answer<Arc<Figures>>
where
    Work: Future<Output = Answer<Figures>> + Send + 'static,
{
    let remembered = store::remembered(seen);
    let days = Period {
        last_on: key.to,
        ..key.period
    };
    // Counted before the records are read: what changes meanwhile makes it be worked out again.
    let changes = store::changes_so_far(seen, days);
    match remembered.get(&key, changes) {
        Some(Found::Fresh(figures)) => return Ok(figures),
        Some(Found::Due(figures)) => {
            let work = work(seen.clone());
            tokio::spawn(async move {
                match work.await {
                    Ok(figures) => remembered.keep(key, changes, Arc::new(figures)),
                    // Once what is kept is a minute old, whoever asks looks themselves, and is told.
                    Err(fault) => {
                        tracing::warn!(?fault, "what is published could not be read anew")
                    }
                }
            });
            return Ok(figures);
        }
        None => {}
    }
    let figures = Arc::new(work(seen.clone()).await?);
    remembered.keep(key, changes, figures.clone());
    Ok(figures)
}

/// What is published: a period, up to the end of one of its months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    period: Period,
    to: Day,
}

impl Counted {
    /// The days that are counted.
    fn days(self) -> Period {
        Period {
            last_on: self.to,
            ..self.period
        }
    }

    /// What its figures are remembered by.
    fn key(self, seen: &SeenSystem) -> Key {
        Key {
            system: seen.id(),
            period: self.period,
            to: self.to,
            is_published: true,
        }
    }

    /// The shorter periods in it, up to the same day where they have not ended.
    fn within(self, seen: &SeenSystem) -> impl Iterator<Item = Self> + use<> {
        let Self { period, to } = self;
        Period::all_between(period.first_on, to, seen.year_start())
            .into_iter()
            .filter(move |other| other.kind < period.kind)
            .map(move |other| Self {
                period: other,
                to: other.last_on.min(to),
            })
    }

    /// The shorter period of the very same days, if there is one: a month, or a quarter up to the same day.
    fn shortest(self, seen: &SeenSystem) -> Option<Self> {
        let days = (self.period.first_on, self.to);
        let same = Period::all_between(days.0, days.1, seen.year_start())
            .into_iter()
            .filter(|other| other.kind < self.period.kind)
            .filter(|other| (other.first_on, other.last_on.min(self.to)) == days)
            .min_by_key(|other| other.kind)?;
        Some(Self {
            period: same,
            to: self.to,
        })
    }
}

/// The latest release of what has ended, made now if there is none or the records have moved on: after those of the
/// shorter periods in it.
fn settle(seen: &SeenSystem, counted: Counted) -> BoxFuture<'_, Answer<Arc<Figures>>> {
    // The same days are published once, whatever the period is called: the first month of a quarter is that month.
    let Some(shortest) = counted.shortest(seen) else {
        return of_these_days(seen, counted).boxed();
    };
    let key = counted.key(seen);
    remembered(seen, key, move |seen| async move {
        let figures = of_these_days(&seen, shortest).await?;
        Ok(Figures {
            period: counted.period,
            ..Figures::clone(&figures)
        })
    })
    .boxed()
}

/// The same of a period that is the shortest of its days.
async fn of_these_days(seen: &SeenSystem, counted: Counted) -> Answer<Arc<Figures>> {
    let work = move |seen| async move { settled(&seen, counted).await };
    remembered(seen, counted.key(seen), work).await
}

/// How often it is begun anew where records change, or others publish, all the while.
const TIMES: usize = 10;

async fn settled(seen: &SeenSystem, counted: Counted) -> Answer<Figures> {
    for _ in 0..TIMES {
        let material = Material::gather_to(seen, counted.period, counted.to).await?;
        if material.partners.is_empty() {
            // Nobody was counted: there is nothing to remember.
            let sheet = disclosure::protect_staff(&material.sheet, material.threshold());
            return Ok(material.figures(sheet));
        }
        match Latest::of(seen, counted).await? {
            Some(latest) if latest.agrees(&material) => return Ok(latest.told_now(material)),
            _ => settle_within(seen, counted).await?,
        }
        // One is decided at a time: whoever waits for it mostly finds it done.
        let deciding = store::deciding(seen);
        let mut rests = deciding.lock().await;
        let so_far = store::releases_so_far(seen).await?;
        let latest = Latest::of(seen, counted).await?;
        let known = Known::earlier(seen, counted).await?;
        match decided(&mut rests, seen, counted, latest.as_ref(), material, known).await? {
            Decided::AsItIs(material) => {
                return Ok(latest.ok_or(Fault::NotFound)?.told_now(material));
            }
            Decided::Next(material, next) => {
                let published = publish(seen, counted, so_far, latest, material, *next);
                if let Some(figures) = published.await? {
                    return Ok(figures);
                }
            }
        }
    }
    Err(Fault::broken("the records of a period did not stand still"))
}

/// What is to become of what is published.
enum Decided<'a> {
    /// The records say what it says; or nothing that has changed may be told, and no star tells that there was something.
    AsItIs(Material<'a>),
    /// This is to be published, of what was read the same twice.
    Next(Material<'a>, Box<Published>),
}

/// What is to be published. It is read in many questions, and what is published of it stays, so none of it may be of
/// another moment than the rest: it is read again before, until both say the same.
async fn decided<'a>(
    rests: &mut HashMap<Key, String>,
    seen: &'a SeenSystem,
    counted: Counted,
    latest: Option<&Latest>,
    mut material: Material<'a>,
    known: Known,
) -> Answer<Decided<'a>> {
    let key = counted.key(seen);
    let mut next = None;
    for _ in 0..TIMES {
        if latest.is_some_and(|latest| latest.agrees(&material)) {
            return Ok(Decided::AsItIs(material));
        }
        let said = Said::by(&material.sheet);
        match next.take() {
            Some((of, next)) if of == said => return Ok(Decided::Next(material, next)),
            _ => {}
        }
        let checksum = known.checksum(&said, material.threshold(), latest)?;
        if rests.get(&key) == Some(&checksum) {
            return Ok(Decided::AsItIs(material));
        }
        let decided = decide(counted, latest, &material, &known).await?;
        if latest.is_some_and(|latest| decided.says_the_same(&latest.published)) {
            rests.insert(key, checksum);
            return Ok(Decided::AsItIs(material));
        }
        next = Some((said, Box::new(decided)));
        material = Material::gather_to(seen, counted.period, counted.to).await?;
    }
    Err(Fault::broken("the records of a period did not stand still"))
}

/// Seconds of work where there is much to hide: others are answered meanwhile.
async fn decide(
    counted: Counted,
    latest: Option<&Latest>,
    material: &Material<'_>,
    known: &Known,
) -> Answer<Published> {
    let before = latest.map(|latest| latest.published.clone());
    let (sheet, days, threshold) = (material.sheet.clone(), counted.days(), material.threshold());
    let earlier = known.earlier.clone();
    let next = tokio::task::spawn_blocking(move || match &before {
        None => {
            let shown = disclosure::protect(&sheet, days, threshold, &earlier);
            Published::first(&sheet, shown)
        }
        Some(published) => disclosure::revise(published, &sheet, days, threshold, &earlier),
    });
    next.await.map_err(Fault::broken)
}

/// Publishes it; none where something else of the system was published since it was decided, against which it is to be
/// held as well.
async fn publish(
    seen: &SeenSystem,
    counted: Counted,
    so_far: u64,
    latest: Option<Latest>,
    material: Material<'_>,
    next: Published,
) -> Answer<Option<Figures>> {
    let figures = Figures {
        published_on: Some(seen.acting().today()),
        ..material.figures(next.sheet.clone())
    };
    let words = serde_json::to_string(&figures).map_err(Fault::broken)?;
    let release = Release {
        version: latest.map_or(1, |latest| latest.version + 1),
        checksum: checksum(&words),
        figures: words,
        behind: serde_json::to_string(&next).map_err(Fault::broken)?,
    };
    let is_published =
        store::add_release(seen, counted.period, counted.to, &release, so_far).await?;
    Ok(is_published.then_some(figures))
}

fn checksum(words: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(words))
}

/// The latest release of what is published.
struct Latest {
    version: i32,
    figures: Figures,
    published: Published,
}

impl Latest {
    async fn of(seen: &SeenSystem, counted: Counted) -> Answer<Option<Self>> {
        let release = store::latest_release(seen, counted.period, counted.to).await?;
        let latest = release.map(|release| {
            let (figures, published) = read(&release)?;
            Ok(Self {
                version: release.version,
                figures,
                published,
            })
        });
        latest.transpose()
    }

    /// Whether the records still say what it says.
    fn agrees(&self, material: &Material<'_>) -> bool {
        self.published.agrees(&material.sheet)
    }

    /// Its figures, with what stands beside them as it is now: names, staff lists, what organisations are today, and people
    /// who are not counted with staff.
    fn told_now(self, material: Material<'_>) -> Figures {
        self.figures.told_now(|sheet| material.figures(sheet))
    }
}

/// Publishes the shorter periods in a period, up to the same day where they have not ended: they come first.
async fn settle_within(seen: &SeenSystem, counted: Counted) -> Answer<()> {
    for inner in counted.within(seen) {
        settle(seen, inner).await?;
    }
    Ok(())
}

fn read(release: &Release) -> Answer<(Figures, Published)> {
    let figures: Figures = serde_json::from_str(&release.figures).map_err(Fault::broken)?;
    let mut published: Published = serde_json::from_str(&release.behind).map_err(Fault::broken)?;
    published.sheet = figures.sheet.clone();
    Ok((figures, published))
}
