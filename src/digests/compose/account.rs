//! What a digest is composed from.

use serde::{Deserialize, Serialize};

use super::Section;
use crate::{
    digests::attention::{self, Followed},
    kernel::{periods::YearStart, time::Day},
    participation::{
        self, Beside, FacetFigures, GroupFigures, OrganisationFigures, disclosure::ShownCell,
    },
};

/// Everything a digest is composed from, and what is frozen when it is issued. What has a default was not kept by the
/// first digests, and they are read without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The board's name.
    pub board: String,
    /// Its organisation's system.
    pub system: String,
    /// What the system calls the work.
    pub label: String,
    /// When the system's appraisal year starts.
    pub year_start: YearStart,
    /// 1, and more for a correction.
    pub version: i32,
    /// The organisation's figures by staff group.
    pub figures: OrganisationFigures,
    /// What they are by beside.
    #[serde(default)]
    pub beside: Beside,
    /// What the digest for the period before said, if one was issued.
    pub earlier: Option<Earlier>,
    /// What is published of the same period a year before, if the organisation had staff then.
    #[serde(default)]
    pub last_year: Option<Earlier>,
    /// What the system's partners measure together, up to the end of the period: theme by theme, those of none last.
    #[serde(default)]
    pub measures: Vec<MeasureSaid>,
    /// The last day on which work of the period can still be logged.
    #[serde(default)]
    pub late_until: Option<Day>,
    /// What staff wrote of what changed, and let the board quote, as the secretary chose.
    #[serde(default)]
    pub stories: Vec<String>,
    /// What came of the board's meetings and actions.
    #[serde(default)]
    pub followed: Followed,
    /// What stands on the paper's cover.
    #[serde(default)]
    pub cover: Option<Cover>,
    /// Whether the mail of the whole digest carries the paper.
    #[serde(default)]
    pub paper_is_attached: bool,
    /// What a later version corrects.
    #[serde(default)]
    pub corrects: Option<Corrects>,
    /// Where the figures can be read in full, for those who may sign in.
    pub page: String,
}

/// Figures of the same organisation for an earlier period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its period in words.
    pub period: String,
    /// The organisation's total as it was shown.
    pub total: ShownCell,
    /// Its staff groups as they were shown.
    #[serde(default)]
    pub groups: Vec<GroupFigures>,
    /// The partners it worked with as they were shown.
    #[serde(default)]
    pub partners: Vec<FacetFigures>,
}

/// The latest of a measure, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureSaid {
    /// Its name.
    pub name: String,
    /// The theme it tells about, if any.
    pub theme: Option<String>,
    /// The framework that has the theme; the first digests did not say.
    #[serde(default)]
    pub framework: Option<String>,
    /// The latest value with its unit.
    pub latest: String,
    /// The day of the latest value, or the first day of its month or quarter.
    pub measured_on: Day,
    /// The same in words, "for October 2026"; the first digests had the day alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<String>,
    /// What is aimed at, with its unit.
    pub target: Option<String>,
    /// What the chart says of change, by the rules of Making Data Count.
    pub variation: String,
    /// What it says of the target.
    pub assurance: Option<String>,
}

/// What the board's settings put on the cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The day of the meeting the digest is for, if it is known.
    pub meets_on: Option<Day>,
    /// As the agenda numbers it; empty where it has none.
    pub agenda_item: String,
    /// "For assurance".
    pub purpose: String,
    /// Who wrote it.
    pub author: String,
    /// Who stands for it.
    pub sponsor: String,
    /// What the board is asked to do.
    pub recommendation: String,
    /// The organisation's colour, `#rrggbb`.
    pub colour: String,
}

/// What a correction corrects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrects {
    /// Which version.
    pub version: i32,
    /// When that was issued.
    pub issued_on: Day,
    /// Why, in the secretary's words.
    pub reason: String,
    /// What that version said.
    pub said: Vec<Section>,
}

/// An account of an invented board, for samples and tests.
pub(in crate::digests) fn sample() -> Account {
    let figures = participation::sample();
    let id = figures.partners[2].id;
    let own = figures
        .of_organisation(id)
        .expect("the sample's last partner");
    let beside = figures.beside(id).expect("the sample's last partner");
    let measured_on = own.counted_to;
    Account {
        board: "Trust Board".into(),
        system: figures.system.clone(),
        label: figures.label.clone(),
        year_start: figures.year_start,
        version: 1,
        earlier: Some(Earlier {
            period: "September 2026".into(),
            total: own.total,
            groups: own.groups.clone(),
            partners: beside.partners.clone(),
        }),
        last_year: Some(Earlier {
            period: "October 2025".into(),
            total: own.total,
            groups: Vec::new(),
            partners: Vec::new(),
        }),
        measures: vec![MeasureSaid {
            name: "People home within a day of being ready".into(),
            theme: Some("Better health for everyone".into()),
            framework: Some("Triple Aim".into()),
            latest: "61%".into(),
            measured_on,
            moment: None,
            target: Some("70%".into()),
            variation: "Common cause: no significant change".into(),
            assurance: None,
        }],
        late_until: Some(measured_on.plus(90)),
        stories: vec!["Nobody waits for two assessments any more.".into()],
        followed: attention::sample(),
        cover: Some(Cover {
            meets_on: Some(measured_on.plus(26)),
            agenda_item: "7.2".into(),
            purpose: "For assurance".into(),
            author: "Priya Nair, Trust Secretary".into(),
            sponsor: "Alex Chief, Chief Executive".into(),
            recommendation: "The Trust Board is asked to note this report.".into(),
            colour: super::USUAL_COLOUR.into(),
        }),
        paper_is_attached: false,
        corrects: None,
        beside,
        figures: own,
        page: "https://fairwind.example/participation?period=month-2026-10".into(),
    }
}

/// The same of a second version, of which no figure differs.
pub(in crate::digests) fn sample_of_correction() -> Account {
    let first = sample();
    let said = super::compose(&first, "").sections;
    Account {
        version: 2,
        corrects: Some(Corrects {
            version: 1,
            issued_on: first.figures.counted_to.plus(3),
            reason: "A ward was counted twice.".into(),
            said,
        }),
        ..first
    }
}
