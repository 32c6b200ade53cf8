//! What is published, and remembered: the table of each period once it has ended.
//!
//! A period closes so many days after its end as the system's settings say; until then late work counts in full, and
//! others see of it what they see of a period that runs. The first who asks for one that has closed has it published,
//! with the shorter periods in it before; from then on it is what everybody is shown, what exports and digests are cut
//! from, and what later releases are held against. Late work changes it by a release of its own, as far as the
//! difference may be shown.
//!
//! A digest closes its period: what a board is told is published then, for board papers must not be late.

use std::{future::Future, sync::Arc};

use futures_util::{FutureExt as _, future::BoxFuture};
use sha2::{Digest as _, Sha256};

use super::{
    Figures,
    disclosure::{self, Earlier, Published},
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

async fn settled(seen: &SeenSystem, counted: Counted) -> Answer<Figures> {
    let Counted { period, to } = counted;
    let material = Material::gather_to(seen, period, to).await?;
    if material.partners.is_empty() {
        // Nobody was counted: there is nothing to remember.
        let sheet = disclosure::protect_staff(&material.sheet, material.threshold());
        return Ok(material.figures(sheet));
    }
    let latest = Latest::of(seen, counted).await?;
    if let Some(figures) = latest
        .as_ref()
        .and_then(|latest| latest.of_records(&material))
    {
        return Ok(figures);
    }
    let earlier = earlier(seen, counted).await?;
    // One is decided at a time: whoever waits for it mostly finds it done.
    let deciding = store::deciding(seen);
    let _turn = deciding.lock().await;
    let material = steady(seen, counted, material).await?;
    let latest = Latest::of(seen, counted).await?;
    if let Some(figures) = latest
        .as_ref()
        .and_then(|latest| latest.of_records(&material))
    {
        return Ok(figures);
    }
    let before = latest.as_ref().map(|latest| latest.published.clone());
    let (sheet, days, threshold) = (material.sheet.clone(), counted.days(), material.threshold());
    // Seconds of work where there is much to hide: others are answered meanwhile.
    let next = tokio::task::spawn_blocking(move || match &before {
        None => {
            let shown = disclosure::protect(&sheet, days, threshold, &earlier);
            Published::first(&sheet, shown)
        }
        Some(published) => disclosure::revise(published, &sheet, days, threshold, &earlier),
    });
    let next = next.await.map_err(Fault::broken)?;
    if let Some(latest) = &latest
        && next.says_the_same(&latest.published)
    {
        // Nothing is published, and no star tells that there was something.
        return Ok(latest.figures.clone());
    }
    let figures = Figures {
        published_on: Some(seen.acting().today()),
        ..material.figures(next.sheet.clone())
    };
    let words = serde_json::to_string(&figures).map_err(Fault::broken)?;
    let release = Release {
        version: latest.map_or(1, |latest| latest.version + 1),
        checksum: data_encoding::HEXLOWER.encode(&Sha256::digest(&words)),
        figures: words,
        behind: serde_json::to_string(&next).map_err(Fault::broken)?,
    };
    if store::add_release(seen, period, to, &release).await? {
        return Ok(figures);
    }
    // Another process has published it in this moment: theirs is what everybody sees.
    let theirs = Latest::of(seen, counted).await?.ok_or(Fault::NotFound)?;
    Ok(theirs.figures)
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

    /// Its figures, if the records still say what it says.
    fn of_records(&self, material: &Material<'_>) -> Option<Figures> {
        let agrees = self.published.agrees(&material.sheet);
        agrees.then(|| self.figures.clone())
    }
}

/// How often records are read that change all the while.
const READINGS: usize = 10;

/// What the records say, read the same twice: it is read in many questions, and what is published of it stays, so none of
/// it may be of another moment than the rest.
async fn steady<'a>(
    seen: &'a SeenSystem,
    counted: Counted,
    mut material: Material<'a>,
) -> Answer<Material<'a>> {
    for _ in 0..READINGS {
        let again = Material::gather_to(seen, counted.period, counted.to).await?;
        if disclosure::are_alike(&again.sheet, &material.sheet) {
            return Ok(again);
        }
        material = again;
    }
    Err(Fault::broken("the records of a period did not stand still"))
}

/// What everybody knows already: the shorter periods in this one, which are published first, up to the same day where they
/// have not ended; what was published of it
/// when fewer months had ended; and longer periods around it.
async fn earlier(seen: &SeenSystem, counted: Counted) -> Answer<Vec<Earlier>> {
    let Counted { period, to } = counted;
    let mut earlier = Vec::new();
    for other in Period::all_between(period.first_on, to, seen.year_start()) {
        if other.kind < period.kind {
            let inner = Counted {
                period: other,
                to: other.last_on.min(to),
            };
            settle(seen, inner).await?;
            let kept = inner.shortest(seen).unwrap_or(inner);
            if let Some(release) = store::latest_release(seen, kept.period, kept.to).await? {
                earlier.push(Earlier::of(inner.days(), &read(&release)?.1));
            }
        }
    }
    for (day, release) in store::earlier_releases(seen, period, to).await? {
        let before = Counted { period, to: day };
        earlier.push(Earlier::of(before.days(), &read(&release)?.1));
    }
    for other in Period::all_containing(period.first_on, seen.year_start()) {
        if other.kind <= period.kind {
            continue;
        }
        let after = other.last_on.plus(1);
        for (day, release) in store::earlier_releases(seen, other, after).await? {
            let around = Counted {
                period: other,
                to: day,
            };
            if to <= day {
                earlier.push(Earlier::of(around.days(), &read(&release)?.1));
            }
        }
    }
    Ok(earlier)
}

fn read(release: &Release) -> Answer<(Figures, Published)> {
    let figures: Figures = serde_json::from_str(&release.figures).map_err(Fault::broken)?;
    let mut published: Published = serde_json::from_str(&release.behind).map_err(Fault::broken)?;
    published.sheet = figures.sheet.clone();
    Ok((figures, published))
}
