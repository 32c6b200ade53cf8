//! A small invented world: one system with three partners and people in every role, and another system beside it.

use fairwind::{
    entities::{
        access::{Role, account, grant},
        boards::{Wants, board, recipient},
        people::{employment, person, posting},
        systems::{
            OrganisationKind, entry_kind, framework, organisation, place, staff_group, system,
            tension_kind, theme,
        },
    },
    kernel::{ids::*, periods::PeriodKind, time::Day},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
};

use super::app::App;

/// Everybody's password.
pub const PASSWORD: &str = "teapot marble cycle";

/// The world's ids. Everyone with a role signs in as `<given name>@<organisation>.example`.
#[derive(Clone, Debug)]
pub struct World {
    pub system: SystemId,
    pub reading: PlaceId,
    pub medical: StaffGroupId,
    pub nursing: StaffGroupId,
    pub theme: ThemeId,
    pub meeting: EntryKindId,
    pub visit: EntryKindId,
    pub no_time: TensionKindId,
    pub trust: Partner,
    pub community: Partner,
    pub council: OrganisationId,
    /// Another system, whose one partner is called the same.
    pub elsewhere: SystemId,
    pub elsewhere_trust: Partner,
}

/// A partner with people in every role. Its people: `maya` manages `sam` and `priya`; `olive` administers the
/// organisation, `beth` is its board's secretary; all are staff of it.
#[derive(Clone, Debug)]
pub struct Partner {
    pub id: OrganisationId,
    pub board: BoardId,
    pub recipient: RecipientId,
    pub sam: EmploymentId,
    pub priya: EmploymentId,
    pub olive: EmploymentId,
    /// Thirty more nurses, whom nobody manages.
    pub nurses: Vec<EmploymentId>,
}

/// A day from its text.
pub fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

struct Lists {
    system: SystemId,
    place: PlaceId,
    groups: [StaffGroupId; 2],
    theme: ThemeId,
    kinds: [EntryKindId; 2],
    tension: TensionKindId,
}

impl World {
    /// Fills an empty application.
    pub async fn small(app: &App) -> Self {
        let hash = app.passwords.hash(PASSWORD).await.expect("a hash");
        let write = app.db.write().await.expect("a transaction");
        let on = write.on();
        let here = lists(on, app, "Thames Valley").await;
        let trust = partner(
            on,
            app,
            &hash,
            &here,
            "RHW",
            "Royal Berkshire NHS Foundation Trust",
            "rhw.example",
        )
        .await;
        let community = partner(
            on,
            app,
            &hash,
            &here,
            "RWX",
            "Berkshire Healthcare NHS Foundation Trust",
            "rwx.example",
        )
        .await;
        let council = add_organisation(
            on,
            app,
            here.system,
            "616",
            "Reading Borough Council",
            OrganisationKind::Council,
        )
        .await;
        let amir = add_person(on, app, "Amir Khan", Some("amir@icb.example")).await;
        give_password(on, app, amir, &hash).await;
        add_grant(on, amir, Role::SystemAdministrator, here.system, None, None).await;
        let there = lists(on, app, "Sussex").await;
        let elsewhere_trust = partner(
            on,
            app,
            &hash,
            &there,
            "RYR",
            "University Hospitals Sussex",
            "ryr.example",
        )
        .await;
        let zoe = add_person(on, app, "Zoe Lund", Some("zoe@elsewhere.example")).await;
        give_password(on, app, zoe, &hash).await;
        add_grant(on, zoe, Role::SystemAdministrator, there.system, None, None).await;
        write.commit().await.expect("the world is made");
        Self {
            system: here.system,
            reading: here.place,
            medical: here.groups[0],
            nursing: here.groups[1],
            theme: here.theme,
            meeting: here.kinds[0],
            visit: here.kinds[1],
            no_time: here.tension,
            trust,
            community,
            council,
            elsewhere: there.system,
            elsewhere_trust,
        }
    }
}

async fn lists(on: &impl ConnectionTrait, app: &App, name: &str) -> Lists {
    let created_at = app.clock.now();
    let system = SystemId::new();
    put(
        on,
        system::Model {
            id: system,
            name: name.into(),
            label: "system working".into(),
            year_starts_month: 4,
            threshold: 10,
            late_entry_days: 90,
            // A period is published when it is first asked for, so that a journey need not wait.
            closing_days: 0,
            years_kept: 6,
            created_at,
        },
    )
    .await;
    let place = PlaceId::new();
    put(
        on,
        place::Model {
            id: place,
            system_id: system,
            name: "Reading".into(),
            position: 1,
            retired_on: None,
        },
    )
    .await;
    let mut groups = Vec::new();
    for (position, (code, name, is_counted)) in [
        (Some("01"), "Medical and Dental", true),
        (Some("03"), "Nursing and Midwifery Registered", true),
        (None, "Social care: direct care", true),
        (None, "Volunteers", false),
    ]
    .into_iter()
    .enumerate()
    {
        let id = StaffGroupId::new();
        put(
            on,
            staff_group::Model {
                id,
                system_id: system,
                code: code.map(str::to_owned),
                name: name.into(),
                is_counted,
                position: position as i32,
                retired_on: None,
            },
        )
        .await;
        groups.push(id);
    }
    let framework_id = FrameworkId::new();
    put(
        on,
        framework::Model {
            id: framework_id,
            system_id: system,
            name: "Triple Aim".into(),
            version: "2022".into(),
            position: 1,
            retired_on: None,
        },
    )
    .await;
    let theme = ThemeId::new();
    put(
        on,
        theme::Model {
            id: theme,
            framework_id,
            name: "Better health for everyone".into(),
            position: 1,
            retired_on: None,
        },
    )
    .await;
    let mut kinds = Vec::new();
    for (position, name) in ["Meeting across organisations", "Joint visit"]
        .into_iter()
        .enumerate()
    {
        let id = EntryKindId::new();
        put(
            on,
            entry_kind::Model {
                id,
                system_id: system,
                name: name.into(),
                position: position as i32,
                retired_on: None,
            },
        )
        .await;
        kinds.push(id);
    }
    let tension = TensionKindId::new();
    put(
        on,
        tension_kind::Model {
            id: tension,
            system_id: system,
            name: "No time".into(),
            position: 1,
            retired_on: None,
        },
    )
    .await;
    Lists {
        system,
        place,
        groups: [groups[0], groups[1]],
        theme,
        kinds: [kinds[0], kinds[1]],
        tension,
    }
}

#[allow(clippy::too_many_arguments)]
async fn partner(
    on: &impl ConnectionTrait,
    app: &App,
    hash: &str,
    lists: &Lists,
    code: &str,
    name: &str,
    domain: &'static str,
) -> Partner {
    let id = add_organisation(on, app, lists.system, code, name, OrganisationKind::Trust).await;
    let nursing = Some(lists.groups[1]);
    let staff = async |given: &str,
                       family: &str,
                       group: Option<StaffGroupId>,
                       manager: Option<EmploymentId>| {
        let person = add_person(
            on,
            app,
            &format!("{given} {family}"),
            Some(&format!("{}@{domain}", given.to_lowercase())),
        )
        .await;
        give_password(on, app, person, hash).await;
        (
            person,
            add_employment(on, app, person, id, group, manager).await,
        )
    };
    let (_, maya) = staff("Maya", "Okafor", Some(lists.groups[0]), None).await;
    let (_, sam) = staff("Sam", "Osei", nursing, Some(maya)).await;
    let (_, priya) = staff("Priya", "Nair", nursing, Some(maya)).await;
    let (olive_person, olive) = staff("Olive", "Adams", Some(lists.groups[0]), None).await;
    let (beth_person, _) = staff("Beth", "Carter", Some(lists.groups[0]), None).await;
    let board = BoardId::new();
    put(
        on,
        board::Model {
            id: board,
            organisation_id: id,
            name: "Trust board".into(),
            period_kind: PeriodKind::Month,
            created_at: app.clock.now(),
            closed_on: None,
        },
    )
    .await;
    let recipient = RecipientId::new();
    put(
        on,
        recipient::Model {
            id: recipient,
            board_id: board,
            name: "Chair Person".into(),
            email: format!("chair@{domain}"),
            added_at: app.clock.now(),
            removed_at: None,
            wants: Wants::Whole,
            unreachable_at: None,
            unreachable_because: None,
        },
    )
    .await;
    add_grant(
        on,
        olive_person,
        Role::OrganisationAdministrator,
        lists.system,
        Some(id),
        None,
    )
    .await;
    add_grant(
        on,
        beth_person,
        Role::BoardSecretary,
        lists.system,
        Some(id),
        Some(board),
    )
    .await;
    let mut nurses = Vec::new();
    for number in 1..=30 {
        let person = add_person(on, app, &format!("Nurse Number {number}"), None).await;
        nurses.push(add_employment(on, app, person, id, nursing, None).await);
    }
    Partner {
        id,
        board,
        recipient,
        sam,
        priya,
        olive,
        nurses,
    }
}

/// A partner that joined before the appraisal year.
pub async fn add_organisation(
    on: &impl ConnectionTrait,
    app: &App,
    system: SystemId,
    code: &str,
    name: &str,
    kind: OrganisationKind,
) -> OrganisationId {
    let id = OrganisationId::new();
    put(
        on,
        organisation::Model {
            id,
            system_id: system,
            code: Some(code.into()),
            name: name.into(),
            kind,
            place_id: None,
            opened_on: None,
            closed_on: None,
            joined_on: day("2026-04-01"),
            left_on: None,
            created_at: app.clock.now(),
        },
    )
    .await;
    id
}

/// A person.
pub async fn add_person(
    on: &impl ConnectionTrait,
    app: &App,
    name: &str,
    email: Option<&str>,
) -> PersonId {
    let id = PersonId::new();
    put(
        on,
        person::Model {
            id,
            email: email.map(str::to_owned),
            name: name.into(),
            created_at: app.clock.now(),
        },
    )
    .await;
    id
}

/// An employment since January 2020, with one posting.
pub async fn add_employment(
    on: &impl ConnectionTrait,
    app: &App,
    person_id: PersonId,
    organisation_id: OrganisationId,
    staff_group_id: Option<StaffGroupId>,
    manager_employment_id: Option<EmploymentId>,
) -> EmploymentId {
    let id = EmploymentId::new();
    put(
        on,
        employment::Model {
            id,
            person_id,
            organisation_id,
            employee_number: None,
            started_on: Some(day("2020-01-06")),
            ended_on: None,
            created_at: app.clock.now(),
        },
    )
    .await;
    put(
        on,
        posting::Model {
            id: PostingId::new(),
            employment_id: id,
            from_on: day("2020-01-06"),
            to_on: None,
            staff_group_id,
            group_words: "as the list says".into(),
            place_id: None,
            job_role: Some("Practitioner".into()),
            band: Some("6".into()),
            fte_hundredths: Some(100),
            manager_employment_id,
        },
    )
    .await;
    id
}

/// An account with everybody's password.
pub async fn give_password(on: &impl ConnectionTrait, app: &App, person_id: PersonId, hash: &str) {
    put(
        on,
        account::Model {
            id: AccountId::new(),
            person_id,
            password_hash: Some(hash.to_owned()),
            created_at: app.clock.now(),
            closed_at: None,
        },
    )
    .await;
}

/// A role held since April.
pub async fn add_grant(
    on: &impl ConnectionTrait,
    person_id: PersonId,
    role: Role,
    system_id: SystemId,
    organisation_id: Option<OrganisationId>,
    board_id: Option<BoardId>,
) {
    let id = GrantId::new();
    put(
        on,
        grant::Model {
            id,
            person_id,
            role,
            system_id,
            organisation_id,
            board_id,
            from_on: day("2026-04-01"),
            to_on: None,
        },
    )
    .await;
}

/// Inserts many rows as they stand, a few hundred at once.
pub async fn put_all<M, A>(on: &impl ConnectionTrait, models: impl IntoIterator<Item = M>)
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity>,
{
    let rows: Vec<A> = models.into_iter().map(as_it_stands).collect();
    for some in rows.chunks(500) {
        <M::Entity as EntityTrait>::insert_many(some.to_vec())
            .exec_without_returning(on)
            .await
            .expect("rows of the world");
    }
}

/// Inserts a row as it stands.
pub async fn put<M, A>(on: &impl ConnectionTrait, model: M)
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity>,
{
    <M::Entity as EntityTrait>::insert(as_it_stands(model))
        .exec_without_returning(on)
        .await
        .expect("a row of the world");
}

fn as_it_stands<M, A>(model: M) -> A
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity>,
{
    let mut row = model.into_active_model();
    for column in <M::Entity as EntityTrait>::Column::iter() {
        if let Some(value) = row.get(column).into_value() {
            row.set(column, value);
        }
    }
    row
}
