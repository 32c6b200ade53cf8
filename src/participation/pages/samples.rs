//! Samples of the page.

use crate::{
    kernel::ids::OrganisationId,
    participation::{
        By, Measure, sample,
        views::{Exports, Filters, ParticipationView, Reading},
    },
    web::components::{Button, Choice, Select},
};

/// One of each face of the page.
pub(in crate::participation) fn sample_views() -> Vec<ParticipationView> {
    let filters = || Filters {
        address: "/participation".to_owned(),
        by: Select::new("by", "By", [Choice::new("group", "Staff group")]),
        group: Some(Select::new(
            "group",
            "Staff group",
            [Choice::new("", "All staff groups")],
        )),
        compare: Some(Select::new(
            "compare",
            "Compared with",
            [Choice::new("", "Nothing")],
        )),
        system: None,
        period: Select::new(
            "period",
            "Period",
            [Choice::new("month-2026-10", "October 2026")],
        ),
        measure: Some(Select::new(
            "measure",
            "Figure",
            [Choice::new("uptake", "Uptake of objectives")],
        )),
        organisation: Some(Select::new(
            "organisation",
            "Organisation",
            [Choice::new("", "All partners")],
        )),
        show: Button::new("Show").secondary(),
    };
    let figures = sample();
    let exports =
        || Exports(["csv", "xlsx", "json"].map(|ending| format!("/participation.{ending}")));
    let mut views: Vec<ParticipationView> = Measure::ALL
        .iter()
        .map(|measure| ParticipationView::of_system(&figures, *measure, filters(), exports()))
        .collect();
    for by in [By::Theme, By::Priority, By::Outcome, By::OutcomeOfTheme] {
        let look = figures.facet_look(by, None, None);
        views.push(ParticipationView::of_look(
            &figures,
            Measure::Participation,
            (&look, None),
            filters(),
            exports(),
        ));
    }
    for by in [By::Organisation, By::Kind, By::Place] {
        let then = (by == By::Kind).then_some(&figures);
        if let Some(look) = figures.look(by, None, then) {
            let named = then.map(|_| "September 2026");
            views.push(ParticipationView::of_look(
                &figures,
                Measure::Participation,
                (&look, named),
                filters(),
                exports(),
            ));
        }
    }
    // Beside another period, and of one in which nobody is counted.
    let nobody = (OrganisationId::new(), figures.without_staff[0].clone());
    let looks = [
        (
            figures.group_look(None, Some(&figures)),
            Some("September 2026"),
        ),
        (figures.group_look(Some(&nobody), None), None),
    ];
    for (look, then) in looks {
        views.push(ParticipationView::of_look(
            &figures,
            Measure::Uptake,
            (&look, then),
            filters(),
            exports(),
        ));
    }
    let id = figures.partners[0].id;
    if let Some(own) = figures.of_organisation(id) {
        let at = (id, own.organisation.clone());
        let look = figures.group_look(Some(&at), None);
        for reading in [Reading::Shared, Reading::Own] {
            views.push(ParticipationView::of_organisation(
                (&own, &look),
                (Measure::Participation, reading),
                (&figures, None),
                filters(),
                exports(),
            ));
        }
    }
    views
}
