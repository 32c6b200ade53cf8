//! From which day an item of a list is retired.

use serde::Deserialize;

use crate::{
    kernel::time::Day,
    organisations::keeping::{KeptList, List},
    web::forms::{Errors, TypedDate},
};

/// How many years ahead a retirement can be planned: beyond that a year was mistyped.
const YEARS_AHEAD: i16 = 10;

/// The day from which an item is retired, as typed; lists that are retired from today alone do not ask for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::organisations) struct RetirementForm {
    retired_day: String,
    retired_month: String,
    retired_year: String,
}

impl RetirementForm {
    /// Whether a list's items can be retired from a later day than today: a priority runs until a strategy does.
    pub(in crate::organisations) fn asks_from_when(list: List) -> bool {
        list == List::Priorities
    }

    /// A form that says this day.
    pub(in crate::organisations) fn on(day: Day) -> Self {
        let typed = TypedDate::from(day.0);
        Self {
            retired_day: typed.day,
            retired_month: typed.month,
            retired_year: typed.year,
        }
    }

    /// The day in its three parts.
    pub(in crate::organisations) fn as_typed(&self) -> TypedDate {
        TypedDate::new(&self.retired_day, &self.retired_month, &self.retired_year)
    }

    /// The day, or what is wrong with it.
    pub(in crate::organisations) fn read(&self, kept: &KeptList<'_>) -> Result<Day, Errors> {
        if !Self::asks_from_when(kept.list()) {
            return Ok(kept.today());
        }
        let mut errors = Errors::new();
        let day = self
            .as_typed()
            .parse("retired", "the day it is retired from", &mut errors)
            .map(Day);
        match day {
            Some(day) if day < kept.today() => {
                errors.add(
                    "retired",
                    "The day it is retired from must be today or later",
                );
                Err(errors)
            }
            Some(day) if day.0.year() - kept.today().0.year() > YEARS_AHEAD => {
                errors.add(
                    "retired",
                    format!("The day it is retired from must be within {YEARS_AHEAD} years"),
                );
                Err(errors)
            }
            Some(day) => Ok(day),
            None => Err(errors),
        }
    }
}
