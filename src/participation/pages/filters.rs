//! The filters over the figures: what may be chosen, and what is.

use super::Answered;
use crate::{
    access::Viewer,
    kernel::periods::PeriodKind,
    participation::{By, Measure, export, forms::Compared, views::Filters},
    web::components::{Button, Choice, Select},
};

pub(super) fn filters(viewer: &Viewer, answered: &Answered) -> Filters {
    let (question, figures) = (&answered.question, &answered.figures);
    let (start, today) = (question.seen.year_start(), viewer.acting().today());
    let systems = viewer.seen_systems();
    let system = (systems.len() > 1).then(|| {
        let choices = systems
            .iter()
            .map(|s| Choice::new(s.id().to_string(), &s.system().name));
        Select::new("system", "System", choices).chosen(&question.seen.id().to_string())
    });
    let periods = question
        .choices(today, figures.began_on)
        .into_iter()
        .map(|period| {
            let name = match period.kind {
                PeriodKind::Year => format!("Year: {}", period.name(start)),
                _ => period.name(start),
            };
            Choice::new(period.key(), name)
        });
    // How many staff there are is in every table; alone, in that of staff groups at partners.
    let measures = Measure::ALL
        .iter()
        .filter(|&&measure| question.by == By::Group || measure != Measure::Staff)
        .map(|measure| Choice::new(measure.word(), measure.label()));
    let all = Choice::new("", "All partners");
    let partners = figures.partners.iter().map(|partner| {
        let own = if question.seen.administers(partner.id) {
            " (all figures, for its administrators)"
        } else {
            ""
        };
        Choice::new(partner.id.to_string(), format!("{}{own}", partner.name))
    });
    // One in which nobody is counted is offered where it is asked for.
    let is_partner = |id| figures.partners.iter().any(|partner| partner.id == id);
    let nobody = answered.at.iter().filter(|(id, _)| !is_partner(*id));
    let nobody = nobody.map(|(id, name)| Choice::new(id.to_string(), name));
    let chosen = question
        .organisation
        .map(|id| id.to_string())
        .unwrap_or_default();
    let bys = By::ALL.iter().map(|by| Choice::new(by.word(), by.label()));
    let groups = figures.groups.iter();
    let groups = groups.map(|group| Choice::new(group.id.to_string(), &group.name));
    let compares = Compared::ALL.map(|compared| Choice::new(compared.word(), compared.label()));
    let group = question.group.map(|id| id.to_string()).unwrap_or_default();
    let compare = question.compare.map(Compared::word).unwrap_or_default();
    Filters {
        address: "/participation".to_owned(),
        by: Select::new("by", "By", bys).chosen(question.by.word()),
        // A choice that does not matter to what is looked at is not offered.
        group: question.by.is_of_organisations().then(|| {
            let all = std::iter::once(Choice::new("", export::ALL_GROUPS));
            Select::new("group", "Staff group", all.chain(groups)).chosen(&group)
        }),
        compare: question.compares().then(|| {
            let none = std::iter::once(Choice::new("", "Nothing"));
            Select::new("compare", "Compared with", none.chain(compares)).chosen(compare)
        }),
        system,
        period: Select::new("period", "Period", periods).chosen(&question.period.key()),
        measure: question
            .compares()
            .then(|| Select::new("measure", "Figure", measures).chosen(question.measure.word())),
        organisation: question.by.is_of_staff().then(|| {
            Select::new(
                "organisation",
                "Organisation",
                std::iter::once(all).chain(partners).chain(nobody),
            )
            .chosen(&chosen)
        }),
        show: Button::new("Show").secondary(),
    }
}
