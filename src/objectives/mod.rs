//! Objectives: what someone will achieve with other organisations in an appraisal year.
//!
//! Either side of an appraisal proposes one, the other agrees or asks for a change; either records how it goes; it
//! closes with an outcome. Every step is in its history, in the audit trail, and in a mail to the other side, all in
//! one transaction. [`life`] says who may do what when; [`SeenObjective`] is the proof that someone may at all.

mod emails;
mod forms;
pub mod life;
mod pages;
mod seen;
mod store;
mod waiting;
mod words;

pub use pages::{routes, samples};
pub use seen::{Party, SeenObjective, seen};
pub use waiting::{Waiting, waiting_for};
pub use words::*;

use crate::{
    access::{Acting, AdministeredOrganisation, ManagedPerson, OwnEmployment},
    entities::{
        objectives::{ObjectiveState, Side, Step, objective},
        systems::{organisation, system},
    },
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::{FormToken, Once},
        time::Day,
    },
    mail::Mail,
    organisations::{lists, priorities},
    web::frame::House,
};
use life::Act;
use store::{Change, NewRow};

/// Proposes an objective for one's own manager to agree.
///
/// # Errors
/// Refused if one is not in post there, or no line manager is known: nobody could agree it.
pub async fn propose(
    own: &OwnEmployment,
    name: &str,
    wording: Wording,
    token: FormToken,
    house: &House,
) -> Answer<Once<ObjectiveId>> {
    let manager = manager_of(own)
        .await?
        .ok_or_else(|| no_manager(own.organisation()))?;
    let new = NewRow {
        id: ObjectiveId(token.id_for(own.id().0)),
        employment: own.id(),
        organisation: own.organisation().id,
        system: own.system().id,
        year_on: own.year_start().year_of(wording.due_on),
        author: Side::Staff,
        wording,
    };
    let mail = emails::proposed(&manager, name, own.system(), &new, house)?;
    let id = new.id;
    Ok(store::insert(
        own.acting(),
        vec![new],
        mail.into_iter().collect(),
        &house.host,
    )
    .await?
    .map(|()| id))
}

/// Sets an objective for one or several reports: each is asked to agree theirs.
///
/// # Errors
/// Refused if nobody is chosen, or they are not all of one organisation: what they can choose from differs.
pub async fn set(
    team: &[ManagedPerson],
    wording: &Wording,
    token: FormToken,
    house: &House,
) -> Answer<Once<Vec<ObjectiveId>>> {
    let Some(first) = team.first() else {
        return Err(Fault::refused("Choose for whom the objective is."));
    };
    let (rows, mails) = new_rows(team, wording, token, house)?;
    let ids = rows.iter().map(|row| row.id).collect();
    Ok(store::insert(first.acting(), rows, mails, &house.host)
        .await?
        .map(|()| ids))
}

/// The same objective for each of a team, with the mails that ask them to agree it.
fn new_rows(
    team: &[ManagedPerson],
    wording: &Wording,
    token: FormToken,
    house: &House,
) -> Answer<(Vec<NewRow>, Vec<Mail>)> {
    let mut rows = Vec::new();
    let mut mails = Vec::new();
    for report in team {
        if report.organisation().id != team[0].organisation().id {
            return Err(Fault::refused(
                "Set objectives for people of one organisation at a time.",
            ));
        }
        let new = NewRow {
            id: ObjectiveId(token.id_for(report.id().0)),
            employment: report.id(),
            organisation: report.organisation().id,
            system: report.system().id,
            year_on: report.year_start().year_of(wording.due_on),
            author: Side::Manager,
            wording: wording.clone(),
        };
        let to = Party {
            name: report.person().name.clone(),
            email: report.person().email.clone(),
        };
        let manager = report.acting().actor().name();
        mails.extend(emails::proposed(
            &to,
            manager,
            report.system(),
            &new,
            house,
        )?);
        rows.push(new);
    }
    Ok((rows, mails))
}

/// Agrees to what the other side wrote: from today the objective is in force.
pub async fn agree(seen: &SeenObjective, house: &House) -> Answer<Told> {
    let agreed = Change {
        state: ObjectiveState::Agreed,
        agreed_on: Some(seen.acting().today()),
        ..Change::of(seen, Step::Agreed)
    };
    take(seen, Act::Agree, agreed, house).await
}

/// Asks the side that wrote it to change it.
pub async fn ask_for_change(seen: &SeenObjective, words: &str, house: &House) -> Answer<Told> {
    let asked = Change {
        awaits: seen.author(),
        words: words.to_owned(),
        ..Change::of(seen, Step::ChangeAsked)
    };
    take(seen, Act::AskForChange, asked, house).await
}

/// Changes one's own proposal, which the other side is then asked to agree.
pub async fn amend(seen: &SeenObjective, wording: Wording, house: &House) -> Answer<Told> {
    let amended = Change {
        awaits: seen.side().other(),
        wording: Some(wording),
        ..Change::of(seen, Step::Amended)
    };
    take(seen, Act::Amend, amended, house).await
}

/// Records how an agreed objective is going.
pub async fn record_progress(seen: &SeenObjective, words: &str, house: &House) -> Answer<Told> {
    let progress = Change {
        words: words.to_owned(),
        ..Change::of(seen, Step::Progress)
    };
    take(seen, Act::RecordProgress, progress, house).await
}

/// Closes an objective with its outcome, and words on what changed for people; a proposal can only be withdrawn, by
/// the side that wrote it.
pub async fn close(
    seen: &SeenObjective,
    outcome: ObjectiveState,
    words: &str,
    house: &House,
) -> Answer<Told> {
    if !outcome.is_closed() {
        return Err(Fault::refused("That is not an outcome."));
    }
    let act = match (seen.objective().state, outcome) {
        (ObjectiveState::Proposed, ObjectiveState::Withdrawn) => Act::Withdraw,
        _ => Act::Close,
    };
    let closed = Change {
        state: outcome,
        closed_on: Some(seen.acting().today()),
        outcome: Some(outcome),
        words: words.to_owned(),
        ..Change::of(seen, Step::Closed)
    };
    take(seen, act, closed, house).await
}

/// Opens a closed objective again, as it was before it was closed.
pub async fn reopen(seen: &SeenObjective, words: &str, house: &House) -> Answer<Told> {
    let reopened = Change {
        state: match seen.objective().agreed_on {
            Some(_) => ObjectiveState::Agreed,
            None => ObjectiveState::Proposed,
        },
        awaits: seen.author().other(),
        closed_on: None,
        words: words.to_owned(),
        ..Change::of(seen, Step::Reopened)
    };
    take(seen, Act::Reopen, reopened, house).await
}

/// The line manager of one's own employment today, if the staff list names one who is in post.
pub async fn manager_of(own: &OwnEmployment) -> Answer<Option<Party>> {
    store::manager_of(own.acting(), own.employment()).await
}

/// Open organisations of a system, by name, but for one; with those chosen before.
async fn open_partners(
    acting: &Acting,
    system: SystemId,
    except: OrganisationId,
    before: &[OrganisationId],
) -> Answer<Vec<Partner>> {
    let today = acting.today();
    let all = lists::all_partners(acting, system).await?;
    Ok(all
        .into_iter()
        .filter(|partner| partner.id != except)
        .filter(|partner| lists::is_open_on(partner, today) || before.contains(&partner.id))
        .map(|partner| Partner {
            id: partner.id,
            name: partner.name,
        })
        .collect())
}

/// A system's frameworks with their themes, none retired, or chosen before.
async fn themed(
    acting: &Acting,
    system: SystemId,
    before: &[ThemeId],
) -> Answer<Vec<FrameworkThemes>> {
    let today = acting.today();
    let mut frameworks = Vec::new();
    for themed in lists::themes_ever(acting, system).await? {
        let is_in_use = lists::in_use_on(themed.framework.retired_on, today);
        let themes: Vec<_> = themed
            .themes
            .into_iter()
            .filter(|theme| {
                let current = is_in_use && lists::in_use_on(theme.retired_on, today);
                current || before.contains(&theme.id)
            })
            .map(|theme| (theme.id, theme.name))
            .collect();
        if !themes.is_empty() {
            frameworks.push(FrameworkThemes {
                themes,
                name: themed.framework.name,
            });
        }
    }
    Ok(frameworks)
}

/// Agreed objectives of one's own employments: what an entry can be linked to; and the one it is linked to already.
pub async fn linkable_of(
    own: &[OwnEmployment],
    before: Option<ObjectiveId>,
) -> Answer<Vec<Listed>> {
    Ok(list_of(own)
        .await?
        .into_iter()
        .filter(|listed| listed.state == ObjectiveState::Agreed || before == Some(listed.id))
        .collect())
}

/// The partners of an objective, for an entry to begin with. Only of one's own: `listed` comes from [`linkable_of`].
pub async fn partners_in(own: &OwnEmployment, listed: &Listed) -> Answer<Vec<OrganisationId>> {
    if listed.employment != own.id() {
        return Err(Fault::NotFound);
    }
    let chosen = store::wording_choices(own.acting(), listed.id).await?;
    Ok(chosen.partners)
}

/// The objectives of one's own employments, of every year, newest first.
async fn list_of(own: &[OwnEmployment]) -> Answer<Vec<Listed>> {
    let Some(first) = own.first() else {
        return Ok(Vec::new());
    };
    let ids: Vec<_> = own.iter().map(OwnEmployment::id).collect();
    store::list(first.acting(), &ids, None).await
}

/// A report's objectives, of every year, newest first.
async fn list_of_report(report: &ManagedPerson) -> Answer<Vec<Listed>> {
    store::list(report.acting(), &[report.id()], None).await
}

/// Who at an organisation has no objective of an appraisal year, other than withdrawn ones: those in post today of staff
/// groups that are counted, by name; a page (from 1) of so many, and how many there are.
pub async fn without(
    organisation: &AdministeredOrganisation,
    year_on: Day,
    (page, size): (usize, usize),
) -> Answer<(Vec<WithoutObjective>, usize)> {
    store::without::list(organisation, year_on, page, size).await
}

/// One's reports today with their objectives of this appraisal year: those without one first, then those whose
/// objectives wait to be agreed, then the rest; by name within each.
async fn team_of(reports: Vec<ManagedPerson>) -> Answer<Vec<TeamMember>> {
    let Some(first) = reports.first() else {
        return Ok(Vec::new());
    };
    let acting = first.acting().clone();
    let ids: Vec<_> = reports.iter().map(ManagedPerson::id).collect();
    let years: Vec<_> = reports
        .iter()
        .map(|report| report.year_start().year_of(acting.today()))
        .collect();
    let mut all = store::list(&acting, &ids, years.iter().min().copied()).await?;
    all.reverse();
    let mut team: Vec<TeamMember> = reports
        .into_iter()
        .zip(years)
        .map(|(report, year_on)| TeamMember {
            objectives: all
                .iter()
                .filter(|o| o.employment == report.id() && o.year_on == year_on)
                .cloned()
                .collect(),
            report,
        })
        .collect();
    team.sort_by_key(|member| (!member.has_none(), !member.waits()));
    Ok(team)
}

/// Takes a step that the viewer's side may take now, and tells the other side.
async fn take(seen: &SeenObjective, act: Act, change: Change, house: &House) -> Answer<Told> {
    if !seen.can(act) {
        return Err(Fault::refused(
            "That cannot be done with the objective as it stands. Open it again to see where it is.",
        ));
    }
    let (told, mail) = emails::step(seen, &change, house)?;
    store::take_step(seen, change, mail, &house.host).await?;
    Ok(told)
}

fn no_manager(organisation: &organisation::Model) -> Fault {
    Fault::refused(format!(
        "Nobody could agree your objective: the staff list of {} names no line manager for you. Ask whoever keeps its staff list to add yours.",
        organisation.name
    ))
}

/// What the wording of an objective can choose from, for someone of this organisation; with what it chose before.
async fn choices(
    acting: &Acting,
    system: &system::Model,
    organisation: OrganisationId,
    before: Option<&Wording>,
) -> Answer<Choices> {
    let (partners, themes, priorities): (&[_], &[_], &[_]) = match before {
        Some(before) => (&before.partners, &before.themes, &before.priorities),
        None => (&[], &[], &[]),
    };
    Ok(Choices {
        partners: open_partners(acting, system.id, organisation, partners).await?,
        frameworks: themed(acting, system.id, themes).await?,
        priorities: priorities::open_to(acting, system.id, organisation, priorities).await?,
    })
}

/// What an objective says now.
async fn wording_of(seen: &SeenObjective) -> Answer<Wording> {
    let chosen = store::wording_choices(seen.acting(), seen.id()).await?;
    let objective: &objective::Model = seen.objective();
    Ok(Wording {
        title: objective.title.clone(),
        what: objective.what.clone(),
        due_on: objective.due_on,
        purpose: objective.purpose.clone(),
        level: objective.level,
        partners: chosen.partners,
        themes: chosen.themes,
        priorities: chosen.priorities,
    })
}
