//! The form of a partner.

use serde::Deserialize;

use super::line;
use crate::{
    entities::systems::{OrganisationKind, organisation, place},
    kernel::{ids::OrganisationId, time::Day},
    organisations::{
        codes,
        lists::in_use_on,
        partners::{self, Details},
    },
    web::forms::{Errors, TypedDate},
};

/// What is known of a partner, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::organisations) struct PartnerForm {
    pub(in crate::organisations) name: String,
    pub(in crate::organisations) code: String,
    #[serde(default)]
    pub(in crate::organisations) kind: String,
    /// Not asked where there are none.
    #[serde(default)]
    pub(in crate::organisations) place: String,
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
pub(in crate::organisations) struct Among<'a> {
    /// Every partner of the system.
    pub(in crate::organisations) partners: &'a [organisation::Model],
    /// Every place of the system.
    pub(in crate::organisations) places: &'a [place::Model],
    /// The partner that is being changed.
    pub(in crate::organisations) this: Option<&'a organisation::Model>,
    /// Today.
    pub(in crate::organisations) today: Day,
}

impl Among<'_> {
    fn this_id(&self) -> Option<OrganisationId> {
        self.this.map(|partner| partner.id)
    }

    /// The places that may be chosen: those in use, and the one the partner has.
    pub(in crate::organisations) fn places(&self) -> impl Iterator<Item = &place::Model> {
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
    pub(in crate::organisations) fn joining(on: Day) -> Self {
        let on = TypedDate::from(on.0);
        Self {
            joined_day: on.day,
            joined_month: on.month,
            joined_year: on.year,
            ..Self::default()
        }
    }

    pub(in crate::organisations) fn opened(&self) -> TypedDate {
        TypedDate::new(&self.opened_day, &self.opened_month, &self.opened_year)
    }

    pub(in crate::organisations) fn closed(&self) -> TypedDate {
        TypedDate::new(&self.closed_day, &self.closed_month, &self.closed_year)
    }

    pub(in crate::organisations) fn joined(&self) -> TypedDate {
        TypedDate::new(&self.joined_day, &self.joined_month, &self.joined_year)
    }

    pub(in crate::organisations) fn left(&self) -> TypedDate {
        TypedDate::new(&self.left_day, &self.left_month, &self.left_year)
    }

    /// What is known of the partner, or what is wrong at each field.
    pub(in crate::organisations) fn read(&self, among: &Among<'_>) -> Result<Details, Errors> {
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

fn day_or_none(typed: &TypedDate, id: &str, what: &str, errors: &mut Errors) -> Option<Day> {
    if typed.is_empty() {
        return None;
    }
    typed.parse(id, what, errors).map(Day)
}
