//! The forms of a system's administrator: strings that become what is known of a partner, an item or a setting, or
//! sentences about what is wrong.

mod partner;
mod retirement;

use serde::Deserialize;

use super::{
    keeping::{self, KeptList, List, Way, Wording},
    priorities::{LONGEST_DIFFERENCE, Whose},
    settings::{self, Settings},
};
use crate::web::{forms::Errors, patients::typed_words};

pub(super) use partner::{Among, PartnerForm};
pub(super) use retirement::RetirementForm;

/// The wording of an item, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ItemForm {
    pub(super) name: String,
    /// For frameworks.
    #[serde(default)]
    pub(super) version: String,
    /// `yes` or `no`, for staff groups.
    #[serde(default)]
    pub(super) counted: String,
    /// For priorities.
    #[serde(default)]
    pub(super) difference: String,
    /// Whose a priority is.
    #[serde(default)]
    pub(super) whose: String,
}

impl From<&Wording> for ItemForm {
    fn from(wording: &Wording) -> Self {
        Self {
            name: wording.name.clone(),
            version: wording.version.clone(),
            counted: if wording.is_counted { "yes" } else { "no" }.to_owned(),
            difference: wording.difference.clone(),
            whose: wording.whose.word(),
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
        let (difference, whose) = match kept.list() {
            List::Priorities => self.read_priority(kept, &mut errors),
            _ => Default::default(),
        };
        let wording = Wording {
            name,
            version,
            is_counted,
            difference,
            whose,
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

    /// What a priority says beside its name.
    fn read_priority(&self, kept: &KeptList<'_>, errors: &mut Errors) -> (String, Whose) {
        let difference = typed_words(
            "difference",
            &self.difference.replace(['\r', '\n'], " "),
            LONGEST_DIFFERENCE,
            Some("Enter the difference it makes for people"),
            errors,
        );
        let owners = kept.owners().iter().map(|owner| owner.whose);
        let whose = owners
            .into_iter()
            .find(|whose| whose.word() == self.whose)
            .unwrap_or_else(|| {
                errors.add("whose", "Select whose priority it is");
                Whose::System
            });
        (difference, whose)
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
#[serde(rename_all = "kebab-case")]
pub(super) struct SettingsForm {
    pub(super) name: String,
    pub(super) label: String,
    /// Not asked once the year may not move.
    #[serde(default)]
    pub(super) month: String,
    pub(super) threshold: String,
    pub(super) late_days: String,
    pub(super) closing_days: String,
    pub(super) years_kept: String,
}

impl From<&Settings> for SettingsForm {
    fn from(settings: &Settings) -> Self {
        Self {
            name: settings.name.clone(),
            label: settings.label.clone(),
            month: settings.year_starts_month.to_string(),
            threshold: settings.threshold.to_string(),
            late_days: settings.late_entry_days.to_string(),
            closing_days: settings.closing_days.to_string(),
            years_kept: settings.years_kept.to_string(),
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
        let closing_days = whole(
            &self.closing_days,
            "closing-days",
            "The number of days",
            &settings::CLOSING,
            &mut errors,
        );
        let years_kept = whole(
            &self.years_kept,
            "years-kept",
            "The number of years",
            &settings::YEARS_KEPT,
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
                closing_days,
                years_kept,
            })
        } else {
            Err(errors)
        }
    }
}

/// A file of organisations or successions that was looked at and is now confirmed.
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
