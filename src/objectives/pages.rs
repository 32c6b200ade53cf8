//! Pages of objectives: one's own, one's team's, and each from both of its sides.

mod one;
mod own;
mod parts;
mod steps;
mod team;
mod without;
mod writing;

use rocket::Route;

use super::{Listed, Told, emails};
use crate::{
    entities::{
        objectives::{ObjectiveState, Side},
        systems::system,
    },
    kernel::{
        periods::{Period, PeriodKind, YearStart},
        templates::{Sample, View, samples_of},
        time::Day,
    },
    web::{
        components::{Colour, Tag},
        page::Page,
    },
};

/// Every route of this subject.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        own::list,
        own::new,
        own::propose,
        team::team,
        team::report,
        team::new,
        team::set,
        team::new_for_several,
        team::set_for_several,
        one::objective,
        steps::agreement,
        steps::change_request,
        steps::edit,
        steps::amend,
        steps::progress,
        steps::closure,
        steps::reopening,
        without::without,
    ]
}

/// A sample of every face of this subject's pages and mails.
pub fn samples() -> Vec<Sample> {
    fn of<V: View>() -> Vec<Sample> {
        samples_of::<Page<V>>().expect("a view is words, numbers and lists")
    }
    [
        of::<own::Own>(),
        of::<writing::Writing>(),
        of::<team::Team>(),
        of::<team::Report>(),
        of::<team::Check>(),
        of::<one::One>(),
        of::<without::Without>(),
        emails::samples().expect("a letter is words and lists"),
    ]
    .concat()
}

/// Where an objective is in its life, in its colour.
fn tag(state: ObjectiveState) -> Tag {
    let colour = match state {
        ObjectiveState::Proposed => Colour::Blue,
        ObjectiveState::Agreed | ObjectiveState::Met => Colour::Green,
        ObjectiveState::PartlyMet => Colour::Yellow,
        ObjectiveState::NotMet => Colour::Red,
        ObjectiveState::CarriedForward => Colour::Orange,
        ObjectiveState::Withdrawn => Colour::Grey,
    };
    Tag::new(state.label(), colour)
}

/// Whom a proposal waits for, in words for the viewer's side; or that the day an agreed objective was due has passed.
fn waits_for(listed: &Listed, viewer: Side, today: Day) -> Option<&'static str> {
    if listed.state == ObjectiveState::Agreed && listed.due_on < today {
        return Some("Its day has passed");
    }
    (listed.state == ObjectiveState::Proposed).then(|| match (listed.awaits, viewer) {
        (awaits, viewer) if awaits == viewer => "Waits for you",
        (Side::Staff, _) => "Waits for them",
        (Side::Manager, _) => "Waits for your manager",
    })
}

/// "April 2026 to March 2027".
fn year_name(year_on: Day, start: YearStart) -> String {
    Period::from_first(PeriodKind::Year, year_on).name(start)
}

/// "a system working objective".
fn objective_of(system: &system::Model) -> String {
    format!("{} objective", system.label)
}

/// What was done, and whom it was told.
fn done_and(what: &str, told: Told) -> String {
    match told {
        Told::ByMail(name) => format!("{what} {name} is told by email."),
        Told::NoAddress(name) => {
            format!("{what} {name} has no email address here, so please tell them yourself.")
        }
        Told::Nobody => format!("{what} No line manager is known today, so nobody else was told."),
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::templates::render_sample;

    #[test]
    fn every_face_can_be_drawn() {
        for sample in super::samples() {
            let drawn = render_sample(&sample);
            assert!(drawn.is_ok(), "{}: {:?}", sample.template, drawn.err());
        }
    }
}
