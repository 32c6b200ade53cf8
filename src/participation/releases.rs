//! What is published, and remembered: the table of each period once it has ended.
//!
//! The first who asks for a period that has ended has it published, with the shorter periods in it before; from then
//! on it is what everybody is shown, what exports and digests are cut from, and what later releases are held against.
//! Late work changes it by a release of its own, as far as the difference may be shown.

use sha2::{Digest as _, Sha256};

use super::{
    Figures,
    disclosure::{self, Earlier, Published},
    material::Material,
    store::{self, Release},
};
use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        periods::Period,
    },
};

/// The figures of a period as everyone may see them: published, or of one that runs, numbers of staff alone.
pub(super) async fn figures(seen: &SeenSystem, period: Period) -> Answer<Figures> {
    if seen.acting().today() <= period.last_on {
        let material = Material::gather(seen, period).await?;
        let sheet = disclosure::protect_staff(&material.sheet, material.threshold());
        return Ok(material.figures(sheet));
    }
    settle(seen, period).await
}

/// The latest release of a period that has ended, made now if there is none or the records have moved on.
async fn settle(seen: &SeenSystem, period: Period) -> Answer<Figures> {
    let material = Material::gather(seen, period).await?;
    let latest = store::latest_release(seen, period).await?;
    let latest = latest
        .map(|release| read(&release).map(|read| (release.version, read)))
        .transpose()?;
    if let Some((_, (figures, published))) = &latest
        && published.agrees(&material.sheet)
    {
        return Ok(figures.clone());
    }
    let mut earlier = Vec::new();
    for other in within(period, seen) {
        let figures = Box::pin(settle(seen, other)).await?;
        earlier.push(Earlier {
            period: other,
            sheet: figures.sheet,
        });
    }
    for other in around(period, seen) {
        if let Some(release) = store::latest_release(seen, other).await? {
            earlier.push(Earlier {
                period: other,
                sheet: read(&release)?.0.sheet,
            });
        }
    }
    let threshold = material.threshold();
    let (version, next) = match &latest {
        None => {
            let shown = disclosure::protect(&material.sheet, period, threshold, &earlier);
            (1, Published::first(&material.sheet, shown))
        }
        Some((version, (_, published))) => (
            version + 1,
            disclosure::revise(published, &material.sheet, period, threshold, &earlier),
        ),
    };
    if let Some((_, (figures, published))) = &latest
        && next.says_the_same(published)
    {
        return Ok(figures.clone());
    }
    let counted_to = period.last_on;
    let figures = Figures {
        published_on: Some(seen.acting().today()),
        ..material.figures(next.sheet.clone())
    };
    let words = serde_json::to_string(&figures).map_err(Fault::broken)?;
    let release = Release {
        version,
        checksum: data_encoding::HEXLOWER.encode(&Sha256::digest(&words)),
        figures: words,
        behind: serde_json::to_string(&next).map_err(Fault::broken)?,
    };
    if store::add_release(seen, period, counted_to, &release).await? {
        return Ok(figures);
    }
    // Somebody else has published it in this moment: theirs is what everybody sees.
    let theirs = store::latest_release(seen, period)
        .await?
        .ok_or(Fault::NotFound)?;
    Ok(read(&theirs)?.0)
}

fn read(release: &Release) -> Answer<(Figures, Published)> {
    let figures: Figures = serde_json::from_str(&release.figures).map_err(Fault::broken)?;
    let mut published: Published = serde_json::from_str(&release.behind).map_err(Fault::broken)?;
    published.sheet = figures.sheet.clone();
    Ok((figures, published))
}

/// The shorter periods in one, months first.
fn within(period: Period, seen: &SeenSystem) -> Vec<Period> {
    Period::all_between(period.first_on, period.last_on, seen.year_start())
        .into_iter()
        .filter(|other| other.kind < period.kind)
        .collect()
}

/// The longer periods around one that have ended.
fn around(period: Period, seen: &SeenSystem) -> Vec<Period> {
    Period::all_containing(period.first_on, seen.year_start())
        .into_iter()
        .filter(|other| other.kind > period.kind && other.last_on < seen.acting().today())
        .collect()
}
