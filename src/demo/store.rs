//! Puts the invented year into the database, many rows a statement.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, Iterable,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query,
};

use super::{
    people::{Cast, Employee},
    work::{Aimed, Logged},
};
use crate::{
    access::{AdministeredSystem, KeptBoard},
    entities::{
        access::{Role, grant},
        engagement::{entry, entry_partner, story},
        objectives::{
            ObjectiveState, Side, Step, objective, objective_partner, objective_priority,
            objective_step, objective_theme,
        },
        people::{StaffListState, employment, person, posting, staff_list},
        systems::system,
    },
    kernel::{
        clock::Clock,
        database::{Db, Write},
        fault::Answer,
        ids::*,
        periods::Period,
        time::Day,
    },
};

/// Parameters of one statement: below what SQLite takes (32,766) and PostgreSQL (65,535).
const PARAMETERS: usize = 30_000;

/// Rows of one statement at the most: longer ones are no faster.
const AT_ONCE: usize = 500;

async fn put<M, A>(write: &Write, rows: impl IntoIterator<Item = M>) -> Answer<()>
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let at_once = AT_ONCE.min(PARAMETERS / columns.max(1));
    let mut waiting: Vec<A> = Vec::with_capacity(at_once);
    for row in rows {
        waiting.push(row.into_active_model());
        if waiting.len() == at_once {
            M::Entity::insert_many(std::mem::take(&mut waiting))
                .exec_without_returning(write.on())
                .await?;
        }
    }
    if !waiting.is_empty() {
        M::Entity::insert_many(waiting)
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(())
}

/// Puts people, employments and postings.
pub async fn put_people(write: &Write, clock: &Clock, staff: &[Employee]) -> Answer<()> {
    let created_at = clock.now();
    put(
        write,
        staff.iter().map(|someone| person::Model {
            id: someone.person,
            email: someone.email.clone(),
            name: someone.name.clone(),
            created_at,
        }),
    )
    .await?;
    put(
        write,
        staff.iter().map(|someone| employment::Model {
            id: someone.employment,
            person_id: someone.person,
            organisation_id: someone.organisation,
            employee_number: Some(someone.number.clone()),
            started_on: Some(someone.started_on),
            ended_on: someone.ended_on,
            created_at,
        }),
    )
    .await?;
    put(
        write,
        staff.iter().flat_map(|someone| {
            let now = posting::Model {
                id: PostingId::new(),
                employment_id: someone.employment,
                from_on: someone.started_on,
                to_on: someone.ended_on,
                staff_group_id: someone.group,
                group_words: someone.group_words.clone(),
                place_id: None,
                job_role: Some(someone.job_role.to_owned()),
                band: someone.band.map(str::to_owned),
                fte_hundredths: Some(someone.fte_hundredths),
                manager_employment_id: someone
                    .manager
                    .and_then(|index| Some(staff.get(index)?.employment)),
            };
            match someone.moved.filter(|(day, _)| *day > someone.started_on) {
                None => vec![now],
                Some((day, group)) => {
                    let before = posting::Model {
                        to_on: Some(day.plus(-1)),
                        ..now.clone()
                    };
                    let after = posting::Model {
                        id: PostingId::new(),
                        from_on: day,
                        staff_group_id: Some(group),
                        group_words: "Administrative and Clerical".into(),
                        ..now
                    };
                    vec![before, after]
                }
            }
        }),
    )
    .await
}

/// Puts objectives with their history.
pub async fn put_objectives(write: &Write, clock: &Clock, objectives: &[Aimed]) -> Answer<()> {
    put(
        write,
        objectives.iter().map(|aimed| objective::Model {
            id: aimed.id,
            employment_id: aimed.employment,
            year_on: aimed.year_on,
            title: aimed.aim.0.into(),
            what: aimed.aim.1.into(),
            due_on: aimed.due_on,
            purpose: aimed.aim.2.into(),
            level: aimed.level,
            state: aimed.state,
            awaits: aimed.awaits,
            agreed_on: aimed.agreed_on,
            closed_on: aimed.closed_on,
            revision: 1
                + i32::from(aimed.agreed_on.is_some())
                + i32::from(aimed.closed_on.is_some()),
            created_at: clock.now(),
        }),
    )
    .await?;
    put(
        write,
        objectives.iter().flat_map(|aimed| {
            aimed
                .partners
                .iter()
                .map(|partner| objective_partner::Model {
                    objective_id: aimed.id,
                    organisation_id: *partner,
                })
        }),
    )
    .await?;
    put(
        write,
        objectives.iter().map(|aimed| objective_theme::Model {
            objective_id: aimed.id,
            theme_id: aimed.theme,
        }),
    )
    .await?;
    put(
        write,
        objectives.iter().flat_map(|aimed| {
            aimed
                .priorities
                .iter()
                .map(|priority| objective_priority::Model {
                    objective_id: aimed.id,
                    priority_id: *priority,
                })
        }),
    )
    .await?;
    put(
        write,
        objectives.iter().flat_map(|aimed| {
            let (first, second) = match aimed.awaits {
                Side::Staff => (Side::Manager, Side::Staff),
                Side::Manager => (Side::Staff, Side::Manager),
            };
            let step = move |day: Day, side: Side, step: Step, outcome: Option<ObjectiveState>| {
                objective_step::Model {
                    id: ObjectiveStepId::new(),
                    objective_id: aimed.id,
                    happened_at: midday(day),
                    person_id: if side == Side::Staff {
                        aimed.person
                    } else {
                        aimed.manager
                    },
                    side,
                    step,
                    words: String::new(),
                    outcome,
                }
            };
            let mut steps = vec![step(aimed.proposed_on, first, Step::Proposed, None)];
            steps.extend(
                aimed
                    .agreed_on
                    .map(|day| step(day, second, Step::Agreed, None)),
            );
            steps.extend(
                aimed
                    .closed_on
                    .map(|day| step(day, Side::Manager, Step::Closed, Some(aimed.state))),
            );
            steps
        }),
    )
    .await
}

/// Puts entries.
pub async fn put_entries(write: &Write, entries: &[Logged]) -> Answer<()> {
    put(
        write,
        entries.iter().map(|logged| entry::Model {
            id: logged.id,
            employment_id: logged.employment,
            done_on: logged.done_on,
            minutes: logged.minutes,
            entry_kind_id: logged.kind,
            objective_id: logged.objective,
            changed: logged.changed.into(),
            tension_kind_id: logged.tension,
            tension_words: String::new(),
            form_token: EntryId::new().0,
            created_at: midday(logged.done_on),
            amended_at: None,
            withdrawn_at: None,
        }),
    )
    .await?;
    put(
        write,
        entries.iter().flat_map(|logged| {
            logged.partners.iter().map(|partner| entry_partner::Model {
                entry_id: logged.id,
                organisation_id: *partner,
            })
        }),
    )
    .await
}

fn midday(day: Day) -> crate::kernel::time::Instant {
    crate::kernel::time::Instant::midday(day)
}

/// Gives a member of the cast their role.
pub async fn put_grant(
    write: &Write,
    system: &AdministeredSystem,
    member: &Cast,
    role: Role,
    from: Day,
) -> Answer<()> {
    if role == Role::BoardSecretary {
        // Opening the board gives it.
        return Ok(());
    }
    let grant = grant::Model {
        id: GrantId::new(),
        person_id: member.person,
        role,
        system_id: system.id(),
        organisation_id: (role == Role::OrganisationAdministrator).then_some(member.organisation),
        board_id: None,
        from_on: from,
        to_on: None,
    };
    put(write, [grant]).await
}

/// Says that the staff list was loaded at the end of last month.
pub async fn put_staff_list(
    write: &Write,
    clock: &Clock,
    organisation: OrganisationId,
    staff: &[Employee],
) -> Answer<()> {
    if staff.is_empty() {
        return Ok(());
    }
    let rows = i32::try_from(staff.len()).unwrap_or(i32::MAX);
    let loaded_on = clock.today().first_of_month().plus(-1);
    let unplaced = staff.iter().filter(|s| s.group.is_none()).count();
    let list = staff_list::Model {
        id: StaffListId::new(),
        organisation_id: organisation,
        file_name: "staff-in-post.csv".into(),
        checksum: String::new(),
        contents: Vec::new(),
        effective_on: Some(loaded_on),
        state: StaffListState::Loaded,
        uploaded_at: midday(loaded_on),
        uploaded_by: None,
        settled_at: Some(midday(loaded_on)),
        rows_read: rows,
        rows_new: rows,
        rows_changed: 0,
        rows_unchanged: 0,
        rows_ended: 0,
        rows_unplaced: i32::try_from(unplaced).unwrap_or(0),
        rows_rejected: 0,
        choices: None,
        begun_at: None,
        failure: None,
    };
    put(write, [list]).await
}

/// Has the authors of some entries of a period at a board's organisation, each with other words, let the board quote what
/// changed; gives the entries. They are dated as their work is, so that all of it has happened.
pub async fn offer_stories(
    board: &KeptBoard,
    period: Period,
    words: &[&str],
) -> Answer<Vec<EntryId>> {
    let write = board.acting().db().write().await?;
    let theirs = Query::select()
        .column(employment::Column::Id)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(board.organisation().id))
        .take();
    let entries = entry::Entity::find()
        .filter(entry::Column::EmploymentId.in_subquery(theirs))
        .filter(entry::Column::DoneOn.between(period.first_on, period.last_on))
        .order_by_asc(entry::Column::Id)
        .limit(u64::try_from(words.len()).unwrap_or(0))
        .all(write.on())
        .await?;
    let mut offered = Vec::new();
    for (logged, words) in entries.into_iter().zip(words) {
        let (entry_id, offered_at) = (logged.id, logged.created_at);
        let mut told = logged.into_active_model();
        told.changed = Set((*words).to_owned());
        told.update(write.on()).await?;
        let words = (*words).to_owned();
        put(
            &write,
            [story::Model {
                entry_id,
                words,
                offered_at,
            }],
        )
        .await?;
        offered.push(entry_id);
    }
    // What changed is in no tally.
    write.touches_nothing();
    write.commit().await?;
    Ok(offered)
}

/// Whether any system is in the database.
pub async fn has_systems(db: &Db) -> Answer<bool> {
    Ok(system::Entity::find().one(db.read()).await?.is_some())
}
