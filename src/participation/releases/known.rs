//! What was published before, which whatever is published next is held against.

use super::{Counted, Latest, checksum, read};
use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        periods::Period,
    },
    participation::{
        disclosure::{Earlier, Said},
        store::{self, Release},
    },
};

/// What everybody knows already of a period's people.
pub(super) struct Known {
    pub earlier: Vec<Earlier>,
    /// Of each of these releases: its version and checksum.
    versions: Vec<(i32, String)>,
}

impl Known {
    /// The shorter periods in it; what was published of it when fewer months had ended; and longer periods around it.
    pub async fn earlier(seen: &SeenSystem, counted: Counted) -> Answer<Self> {
        let Counted { period, to } = counted;
        let mut known = Self {
            earlier: Vec::new(),
            versions: Vec::new(),
        };
        for inner in counted.within(seen) {
            let kept = inner.shortest(seen).unwrap_or(inner);
            if let Some(release) = store::latest_release(seen, kept.period, kept.to).await? {
                known.add(inner, &release)?;
            }
        }
        for (day, release) in store::earlier_releases(seen, period, to).await? {
            known.add(Counted { period, to: day }, &release)?;
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
                    known.add(around, &release)?;
                }
            }
        }
        Ok(known)
    }

    fn add(&mut self, counted: Counted, release: &Release) -> Answer<()> {
        let published = read(release)?.1;
        self.earlier.push(Earlier::of(counted.days(), &published));
        let version = release.version;
        self.versions.push((version, release.checksum.clone()));
        Ok(())
    }

    /// Of everything that a decision rests on: what is decided of the same is the same.
    pub fn checksum(&self, said: &Said, threshold: i64, latest: Option<&Latest>) -> Answer<String> {
        let version = latest.map(|latest| latest.version);
        let all = serde_json::to_string(&(said, threshold, version, &self.versions));
        Ok(checksum(&all.map_err(Fault::broken)?))
    }
}
