//! The forms of a system's administrator: strings that become what is known of a partner, an item or a setting, or
//! sentences about what is wrong.

use serde::Deserialize;

use super::{
    codes,
    keeping::{self, KeptList, List, Way, Wording},
    lists::in_use_on,
    partners::{self, Details},
    settings::{self, Settings},
};
use crate::{
    entities::systems::{OrganisationKind, organisation, place},
    kernel::{ids::OrganisationId, time::Day},
    web::forms::{Errors, TypedDate},
};

/// What is known of a partner, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct PartnerForm {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) kind: String,
    pub(super) place: String,
    opened_day: String,
    opened_month: String,
    opened_year: String,
    closed_day: String,
    closed_month: String,
    closed_year: String,
    joined_day: String,
    joined_month: String,
    joined_year: String,
    left_day: String,
    left_month: String,
    left_year: String,
}

/// What the form of a partner is held against.
pub(super) struct Among<'a> {
    /// Every partner of the system.
    pub(super) partners: &'a [organisation::Model],
    /// Every place of the system.
    pub(super) places: &'a [place::Model],
    /// The partner that is being changed.
    pub(super) this: Option<&'a organisation::Model>,
    /// Today.
    pub(super) today: Day,
}

impl Among<'_> {
    fn this_id(&self) -> Option<OrganisationId> {
        self.this.map(|partner| partner.id)
    }

    /// The places that may be chosen: those in use, and the one the partner has.
    pub(super) fn places(&self) -> impl Iterator<Item = &place::Model> {
        let has = self.this.and_then(|partner| partner.place_id);
        self.places
            .iter()
            .filter(move |place| in_use_on(place.retired_on, self.today) || Some(place.id) == has)
    }
}

impl From<&Details> for PartnerForm {
    fn from(details: &Details) -> Self {
        let typed = |day: Option<Day>| day.map_or_else(TypedDate::default, |day| day.0.into());
        let [opened, closed, joined, left] = [
            details.opened_on,
            details.closed_on,
            Some(details.joined_on),
            details.left_on,
        ]
        .map(typed);
        Self {
            name: details.name.clone(),
            code: details.code.clone().unwrap_or_default(),
            kind: details.kind.word().to_owned(),
            place: details
                .place_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            opened_day: opened.day,
            opened_month: opened.month,
            opened_year: opened.year,
            closed_day: closed.day,
            closed_month: closed.month,
            closed_year: closed.year,
            joined_day: joined.day,
            joined_month: joined.month,
            joined_year: joined.year,
            left_day: left.day,
            left_month: left.month,
            left_year: left.year,
        }
    }
}

impl PartnerForm {
    /// A form that begins with a day of joining.
    pub(super) fn joining(on: Day) -> Self {
        let on = TypedDate::from(on.0);
        Self {
            joined_day: on.day,
            joined_month: on.month,
            joined_year: on.year,
            ..Self::default()
        }
    }

    pub(super) fn opened(&self) -> TypedDate {
        TypedDate::new(&self.opened_day, &self.opened_month, &self.opened_year)
    }

    pub(super) fn closed(&self) -> TypedDate {
        TypedDate::new(&self.closed_day, &self.closed_month, &self.closed_year)
    }

    pub(super) fn joined(&self) -> TypedDate {
        TypedDate::new(&self.joined_day, &self.joined_month, &self.joined_year)
    }

    pub(super) fn left(&self) -> TypedDate {
        TypedDate::new(&self.left_day, &self.left_month, &self.left_year)
    }

    /// What is known of the partner, or what is wrong at each field.
    pub(super) fn read(&self, among: &Among<'_>) -> Result<Details, Errors> {
        let mut errors = Errors::new();
        let name = line(
            &self.name,
            "name",
            "the partner’s name",
            partners::LONGEST_NAME,
            &mut errors,
        );
        let code = codes::parse(&self.code).unwrap_or_else(|reason| {
            errors.add("code", reason);
            None
        });
        for other in among
            .partners
            .iter()
            .filter(|p| Some(p.id) != among.this_id())
        {
            if other.name.to_lowercase() == name.to_lowercase() {
                errors.add("name", "Another partner has this name already");
            }
            if code.is_some() && other.code == code {
                errors.add("code", format!("{} has this code already", other.name));
            }
        }
        let kind = OrganisationKind::from_word(&self.kind);
        if kind.is_none() {
            errors.add("kind", "Select what kind of organisation it is");
        }
        let place_id = match self.place.as_str() {
            "" => None,
            chosen => {
                let place = among.places().find(|place| place.id.to_string() == chosen);
                if place.is_none() {
                    errors.add("place", "Select a place from the list");
                }
                place.map(|place| place.id)
            }
        };
        let opened_on = day_or_none(&self.opened(), "opened", "the date it opened", &mut errors);
        let closed_on = day_or_none(&self.closed(), "closed", "the date it closed", &mut errors);
        let joined_on = self
            .joined()
            .parse("joined", "the date it joined", &mut errors)
            .map(Day);
        let left_on = day_or_none(&self.left(), "left", "the date it left", &mut errors);
        if opened_on.zip(closed_on).is_some_and(|(o, c)| c < o) {
            errors.add(
                "closed",
                "The date it closed must be after the date it opened",
            );
        }
        if joined_on.zip(left_on).is_some_and(|(j, l)| l < j) {
            errors.add(
                "left",
                "The date it left must not be before the date it joined",
            );
        }
        match (kind, joined_on) {
            (Some(kind), Some(joined_on)) if errors.is_empty() => Ok(Details {
                code,
                name,
                kind,
                place_id,
                opened_on,
                closed_on,
                joined_on,
                left_on,
            }),
            _ => Err(errors),
        }
    }
}

/// The wording of an item, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ItemForm {
    pub(super) name: String,
    pub(super) version: String,
    /// `yes` or `no`, for staff groups.
    pub(super) counted: String,
}

impl From<&Wording> for ItemForm {
    fn from(wording: &Wording) -> Self {
        Self {
            name: wording.name.clone(),
            version: wording.version.clone(),
            counted: if wording.is_counted { "yes" } else { "no" }.to_owned(),
        }
    }
}

impl ItemForm {
    /// The wording, or what is wrong at each field; `this` is the item that is being reworded.
    pub(super) fn read(
        &self,
        kept: &KeptList<'_>,
        this: Option<uuid::Uuid>,
    ) -> Result<Wording, Errors> {
        let mut errors = Errors::new();
        let name = line(
            &self.name,
            "name",
            "a name",
            keeping::LONGEST_NAME,
            &mut errors,
        );
        let version = match kept.list() {
            List::Frameworks => line(
                &self.version,
                "version",
                "a version, such as the year it was published",
                keeping::LONGEST_VERSION,
                &mut errors,
            ),
            _ => String::new(),
        };
        let is_counted = match (kept.list(), self.counted.as_str()) {
            (List::StaffGroups, "yes") => true,
            (List::StaffGroups, "no") => false,
            (List::StaffGroups, _) => {
                errors.add("counted", "Select whether its people are counted as staff");
                true
            }
            _ => true,
        };
        let wording = Wording {
            name,
            version,
            is_counted,
        };
        if let Some(same) = kept.same(&wording, this) {
            errors.add(
                "name",
                if kept.is_in_use(same) {
                    "There is one of this name in the list already"
                } else {
                    "There is a retired one of this name: bring it back instead"
                },
            );
        }
        if errors.is_empty() {
            Ok(wording)
        } else {
            Err(errors)
        }
    }
}

/// Which way an item goes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WayForm {
    way: String,
}

impl WayForm {
    pub(super) fn way(&self) -> Option<Way> {
        match self.way.as_str() {
            "up" => Some(Way::Up),
            "down" => Some(Way::Down),
            _ => None,
        }
    }
}

/// A system's settings, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct SettingsForm {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) month: String,
    pub(super) threshold: String,
    pub(super) late_days: String,
}

impl From<&Settings> for SettingsForm {
    fn from(settings: &Settings) -> Self {
        Self {
            name: settings.name.clone(),
            label: settings.label.clone(),
            month: settings.year_starts_month.to_string(),
            threshold: settings.threshold.to_string(),
            late_days: settings.late_entry_days.to_string(),
        }
    }
}

impl SettingsForm {
    /// The settings, or what is wrong at each field. Where the year may not move, its start stays `now`'s.
    pub(super) fn read(&self, now: &Settings, year_may_move: bool) -> Result<Settings, Errors> {
        let mut errors = Errors::new();
        let name = line(
            &self.name,
            "name",
            "the system’s name",
            settings::LONGEST_NAME,
            &mut errors,
        );
        let label = line(
            &self.label,
            "label",
            "what the work is called",
            settings::LONGEST_LABEL,
            &mut errors,
        );
        let year_starts_month = if year_may_move {
            whole(&self.month, "month", "The month", &(1..=12), &mut errors)
        } else {
            i32::from(now.year_starts_month)
        };
        let threshold = whole(
            &self.threshold,
            "threshold",
            "The smallest number shown",
            &settings::THRESHOLDS,
            &mut errors,
        );
        let late_entry_days = whole(
            &self.late_days,
            "late-days",
            "The number of days",
            &settings::LATE_ENTRIES,
            &mut errors,
        );
        if errors.is_empty() {
            Ok(Settings {
                name,
                label,
                year_starts_month: i16::try_from(year_starts_month)
                    .unwrap_or(now.year_starts_month),
                threshold,
                late_entry_days,
            })
        } else {
            Err(errors)
        }
    }
}

/// A file of organisations that was looked at and is now confirmed.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ConfirmationForm {
    /// The file's text.
    pub(super) file_text: String,
    /// The fingerprint of what the preview showed.
    pub(super) shown: String,
}

/// One line of text with single spaces, which must be there and no longer than `longest` characters.
fn line(typed: &str, id: &str, what: &str, longest: usize, errors: &mut Errors) -> String {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        errors.add(id, format!("Enter {what}"));
    } else if text.chars().count() > longest {
        errors.add(id, format!("This must be {longest} characters or fewer"));
    } else if text.starts_with(['=', '+', '-', '@']) || text.chars().any(char::is_control) {
        // Names go into exports, where a spreadsheet would run them.
        errors.add(id, "This must begin with a letter or a number");
    }
    text
}

fn whole(
    typed: &str,
    id: &str,
    what: &str,
    within: &std::ops::RangeInclusive<i32>,
    errors: &mut Errors,
) -> i32 {
    typed
        .trim()
        .parse()
        .ok()
        .filter(|number| within.contains(number))
        .unwrap_or_else(|| {
            let (least, most) = (within.start(), within.end());
            errors.add(
                id,
                format!("{what} must be a whole number from {least} to {most}"),
            );
            *least
        })
}

fn day_or_none(typed: &TypedDate, id: &str, what: &str, errors: &mut Errors) -> Option<Day> {
    if typed.is_empty() {
        return None;
    }
    typed.parse(id, what, errors).map(Day)
}
