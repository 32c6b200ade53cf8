//! The small world with one of everything that an address can name, at the first partner.

use fairwind::{
    access::tokens::fingerprint,
    entities::{
        access::{Role, grant},
        boards::{DigestState, board_action, digest, meeting, meeting_skip},
        engagement::{entry, entry_partner},
        keys::api_key,
        measures::{GoodDirection, measure, measure_mark},
        objectives::{Level, ObjectiveState, Side, objective, objective_partner},
        people::{StaffListState, staff_list},
    },
    kernel::{ids::*, periods::PeriodKind},
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    app::App,
    world::{World, day, put},
};

/// A key of the system, and one of the other system.
pub const KEYS: [&str; 2] = ["fairwind_here", "fairwind_elsewhere"];

/// What stands for each `{name}` in an address.
pub struct Everything {
    names: Vec<(&'static str, String)>,
}

impl Everything {
    pub async fn make(app: &App) -> Self {
        let world = World::small(app).await;
        let trust = &world.trust;
        let write = app.db.write().await.expect("a transaction");
        let on = write.on();
        let (objective_id, entry_id) = (ObjectiveId::new(), EntryId::new());
        put(
            on,
            objective::Model {
                id: objective_id,
                employment_id: trust.sam,
                year_on: day("2026-04-01"),
                title: "Home sooner".into(),
                what: "Agree one discharge checklist".into(),
                due_on: day("2027-01-31"),
                purpose: "Care is arranged before people are ready".into(),
                level: Level::Place,
                state: ObjectiveState::Proposed,
                awaits: Side::Staff,
                agreed_on: None,
                closed_on: None,
                revision: 1,
                created_at: app.clock.now(),
            },
        )
        .await;
        put(
            on,
            objective_partner::Model {
                objective_id,
                organisation_id: world.council,
            },
        )
        .await;
        put(
            on,
            entry::Model {
                id: entry_id,
                employment_id: trust.sam,
                done_on: day("2026-11-10"),
                minutes: 60,
                entry_kind_id: world.meeting,
                objective_id: None,
                changed: String::new(),
                tension_kind_id: None,
                tension_words: String::new(),
                form_token: EntryId::new().0,
                created_at: app.clock.now(),
                amended_at: None,
                withdrawn_at: None,
            },
        )
        .await;
        put(
            on,
            entry_partner::Model {
                entry_id,
                organisation_id: world.council,
            },
        )
        .await;
        let draft = DigestId::new();
        put(
            on,
            digest::Model {
                id: draft,
                board_id: trust.board,
                period_kind: PeriodKind::Month,
                first_on: day("2026-10-01"),
                version: 1,
                state: DigestState::Draft,
                commentary: String::new(),
                created_at: app.clock.now(),
                issued_at: None,
                issued_by: None,
                figures: None,
                subject: None,
                html: None,
                text: None,
                chart_id: None,
                checksum: None,
            },
        )
        .await;
        let (held, meeting_id, skipped) = (MeetingId::new(), MeetingId::new(), MeetingId::new());
        for (id, meets_on) in [
            (held, "2026-11-05"),
            (meeting_id, "2026-12-10"),
            (skipped, "2027-02-11"),
        ] {
            put(
                on,
                meeting::Model {
                    id,
                    board_id: trust.board,
                    meets_on: day(meets_on),
                    papers_due_on: day(meets_on).plus(-7),
                    lead_days: 2,
                    added_at: app.clock.now(),
                    cancelled_at: None,
                },
            )
            .await;
        }
        put(
            on,
            meeting_skip::Model {
                meeting_id: skipped,
                reason: "The chair is new".into(),
                skipped_at: app.clock.now(),
            },
        )
        .await;
        let action = BoardActionId::new();
        put(
            on,
            board_action::Model {
                id: action,
                board_id: trust.board,
                meeting_id: held,
                what: "Agree the checklist with the council".into(),
                owner: "Chief Nurse".into(),
                due_on: day("2026-12-01"),
                added_at: app.clock.now(),
                done_on: None,
                led_to: String::new(),
            },
        )
        .await;
        let waiting = StaffListId::new();
        put(
            on,
            staff_list::Model {
                id: waiting,
                organisation_id: trust.id,
                file_name: "staff.csv".into(),
                checksum: "none".into(),
                contents: b"Name,Email,Staff Group\nAda Lund,ada@rhw.example,Medical and Dental\n"
                    .to_vec(),
                effective_on: None,
                state: StaffListState::Waiting,
                uploaded_at: app.clock.now(),
                uploaded_by: None,
                settled_at: None,
                rows_read: 1,
                rows_new: 1,
                rows_changed: 0,
                rows_unchanged: 0,
                rows_ended: 0,
                rows_unplaced: 0,
                rows_rejected: 0,
                choices: None,
                begun_at: None,
                failure: None,
            },
        )
        .await;
        for organisation in [
            trust.id,
            world.community.id,
            world.council,
            world.elsewhere_trust.id,
        ] {
            tallies::recount(&write, organisation, app.clock.today())
                .await
                .expect("a recount");
        }
        let measure_id = MeasureId::new();
        put(
            on,
            measure::Model {
                id: measure_id,
                system_id: world.system,
                name: "Long waits".into(),
                unit: "people".into(),
                definition: "People who have waited over a year".into(),
                source: "Waiting list returns".into(),
                good_direction: GoodDirection::Lower,
                theme_id: None,
                target: Some(2.0),
                baseline_points: None,
                position: 1,
                retired_on: None,
            },
        )
        .await;
        let mark_id = MeasureMarkId::new();
        put(
            on,
            measure_mark::Model {
                id: mark_id,
                measure_id,
                from_on: day("2026-09-01"),
                reason: "A new clinic".into(),
                marked_at: app.clock.now(),
                marked_by: None,
            },
        )
        .await;
        let keys = [ApiKeyId::new(), ApiKeyId::new()];
        for ((id, key), system_id) in keys
            .into_iter()
            .zip(KEYS)
            .zip([world.system, world.elsewhere])
        {
            put(
                on,
                api_key::Model {
                    id,
                    system_id,
                    name: "Data warehouse".into(),
                    key_hash: fingerprint(key),
                    made_at: app.clock.now(),
                    made_by: None,
                    ends_on: None,
                    last_used_at: None,
                    revoked_at: None,
                    revoked_by: None,
                },
            )
            .await;
        }
        let grant = grant::Entity::find()
            .filter(grant::Column::OrganisationId.eq(trust.id))
            .filter(grant::Column::Role.eq(Role::OrganisationAdministrator))
            .one(on)
            .await
            .expect("a query")
            .expect("the administrator's grant");
        write.commit().await.expect("everything is made");
        let names = vec![
            ("{system}", world.system.to_string()),
            ("{trust}", trust.id.to_string()),
            ("{board}", trust.board.to_string()),
            ("{recipient}", trust.recipient.to_string()),
            ("{sam}", trust.sam.to_string()),
            ("{objective}", objective_id.to_string()),
            ("{entry}", entry_id.to_string()),
            ("{draft}", draft.to_string()),
            ("{meeting}", meeting_id.to_string()),
            ("{skipped}", skipped.to_string()),
            ("{held}", held.to_string()),
            ("{action}", action.to_string()),
            ("{waiting}", waiting.to_string()),
            ("{grant}", grant.id.to_string()),
            ("{measure}", measure_id.to_string()),
            ("{measure_mark}", mark_id.to_string()),
            ("{key}", keys[0].to_string()),
            ("{group}", world.medical.to_string()),
            (
                "{style}",
                fairwind::web::assets::address("fairwind.css")
                    .trim_start_matches("/assets/")
                    .to_owned(),
            ),
        ];
        Self { names }
    }

    /// An address with the names in it filled in.
    pub fn fill(&self, address: &str) -> String {
        self.names
            .iter()
            .fold(address.to_owned(), |address, (name, value)| {
                address.replace(name, value)
            })
    }
}
