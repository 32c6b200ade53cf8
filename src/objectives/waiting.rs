//! What someone should do next about objectives, for their home page.

use super::{list_of, manager_of, store, team_of};
use crate::{
    access::{OwnEmployment, Viewer},
    entities::objectives::{ObjectiveState, Side},
    kernel::{fault::Answer, words::counted},
};

/// More than so many objectives waiting in a team are told of in one line.
const EACH_UP_TO: usize = 5;

/// One thing someone should do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What waits, as a sentence: "“Joined-up discharge” waits for you to agree it."
    pub sentence: String,
    /// What to do about it, as a link's text.
    pub link: String,
    /// Where.
    pub address: String,
}

/// What waits for this person: objectives for them to answer, as member of staff and as manager; having none this
/// appraisal year; reports who have none.
pub async fn waiting_for(viewer: &Viewer) -> Answer<Vec<Waiting>> {
    let today = viewer.acting().today();
    let own: Vec<OwnEmployment> = viewer
        .own_employments()
        .into_iter()
        .filter(|own| own.in_post_on(today))
        .collect();
    let mut waiting = Vec::new();
    let mine = list_of(&own).await?;
    for listed in &mine {
        if listed.state == ObjectiveState::Proposed && listed.awaits == Side::Staff {
            waiting.push(answer(&listed.title, "you", listed.id));
        }
    }
    for own in &own {
        let year_on = own.year_start().year_of(today);
        let has_one = mine.iter().any(|listed| {
            listed.employment == own.id()
                && listed.year_on == year_on
                && listed.state != ObjectiveState::Withdrawn
        });
        if !has_one && manager_of(own).await?.is_some() {
            waiting.push(Waiting {
                sentence: format!(
                    "You have no {} objective at {} this appraisal year.",
                    own.system().label,
                    own.organisation().name
                ),
                link: "Propose one".into(),
                address: format!("/objectives/new?employment={}", own.id()),
            });
        }
    }
    waiting.extend(of_team(viewer).await?);
    Ok(waiting)
}

async fn of_team(viewer: &Viewer) -> Answer<Vec<Waiting>> {
    let reports = viewer.reports().await?;
    let Some(first) = reports.first() else {
        return Ok(Vec::new());
    };
    let label = first.system().label.clone();
    let ids: Vec<_> = reports.iter().map(|report| report.id()).collect();
    let names: Vec<_> = reports
        .iter()
        .map(|report| (report.id(), report.person().name.clone()))
        .collect();
    let asked: Vec<_> = store::list(viewer.acting(), &ids, None)
        .await?
        .into_iter()
        .filter(|o| o.state == ObjectiveState::Proposed && o.awaits == Side::Manager)
        .collect();
    let mut waiting = Vec::new();
    if asked.len() > EACH_UP_TO {
        waiting.push(Waiting {
            sentence: format!(
                "{} of your team wait for your answer.",
                counted(asked.len() as i64, "objective", "objectives")
            ),
            link: "See your team".into(),
            address: "/team".into(),
        });
    } else {
        for listed in &asked {
            let whose = names
                .iter()
                .find(|(id, _)| *id == listed.employment)
                .map_or("", |(_, name)| name.as_str());
            waiting.push(answer(&listed.title, whose, listed.id));
        }
    }
    let team = team_of(reports).await?;
    let without = team.iter().filter(|member| member.has_none()).count();
    if without > 0 {
        waiting.push(Waiting {
            sentence: format!(
                "{without} of your {} no {label} objective this appraisal year.",
                match team.len() {
                    1 => "1 report has".to_owned(),
                    all => format!(
                        "{all} reports {}",
                        if without == 1 { "has" } else { "have" }
                    ),
                }
            ),
            link: "See your team".into(),
            address: "/team".into(),
        });
    }
    Ok(waiting)
}

fn answer(title: &str, whose: &str, id: crate::kernel::ids::ObjectiveId) -> Waiting {
    Waiting {
        sentence: match whose {
            "you" => format!("“{title}” waits for your answer."),
            name => format!("“{title}”, {name}’s objective, waits for your answer."),
        },
        link: "Read and answer".into(),
        address: format!("/objectives/{id}"),
    }
}
