//! Two partners of one system, and what may happen to their people's records, by chance.

mod changes;
mod work;

use fairwind::access::{Acting, background};
use fairwind::entities::access::audit_line;
use fairwind::entities::people::{employment, person, posting};
use fairwind::entities::systems::{
    OrganisationKind, entry_kind, framework, organisation, place, priority, staff_group, system,
    tension_kind, theme,
};
use fairwind::kernel::clock::Clock;
use fairwind::kernel::database::{Db, Write};
use fairwind::kernel::ids::*;
use fairwind::kernel::periods::{Period, PeriodKind, YearStart};
use fairwind::kernel::time::{Day, Instant};
use fairwind::tallies;
use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _};

use crate::support::database::TestDatabase;

/// A trust and a council, and the clock they go by.
pub struct Partners {
    db: Db,
    clock: Clock,
    organisations: [OrganisationId; 2],
    groups: Vec<StaffGroupId>,
    places: Vec<PlaceId>,
    kinds: Vec<EntryKindId>,
    tensions: Vec<TensionKindId>,
    themes: Vec<ThemeId>,
    priorities: Vec<PriorityId>,
}

/// Reads "2026-05-20".
pub fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

/// Bands of Agenda for Change as lists say them, and what is none.
pub const BANDS: &[Option<&str>] = &[Some("5"), Some("8a"), Some("Consultant"), None];

/// One of a few.
pub fn pick<T: Copy>(chance: &mut StdRng, of: &[T]) -> T {
    of[chance.random_range(0..of.len())]
}

/// One of a few, or none.
pub fn perhaps<T: Copy>(chance: &mut StdRng, of: &[T]) -> Option<T> {
    chance.random_bool(0.8).then(|| pick(chance, of))
}

/// Two priorities of the whole system.
async fn priorities(db: &Db, system_id: SystemId) -> Vec<PriorityId> {
    let mut priorities = Vec::new();
    for (position, name) in (0..).zip(["Falls", "Stays"]) {
        let id = PriorityId::new();
        let model = priority::Model {
            id,
            system_id,
            name: name.into(),
            difference: String::new(),
            place_id: None,
            organisation_id: None,
            position,
            retired_on: None,
        };
        let inserted = model.into_active_model().insert(db.read()).await;
        inserted.expect("a priority");
        priorities.push(id);
    }
    priorities
}

/// Two each of kinds of work, kinds of tension and themes.
async fn lists(
    db: &Db,
    system_id: SystemId,
) -> (Vec<EntryKindId>, Vec<TensionKindId>, Vec<ThemeId>) {
    let framework_id = FrameworkId::new();
    let model = framework::Model {
        id: framework_id,
        system_id,
        name: "Triple Aim".into(),
        version: String::new(),
        position: 0,
        retired_on: None,
    };
    let inserted = model.into_active_model().insert(db.read()).await;
    inserted.expect("a framework");
    let (mut kinds, mut tensions, mut themes) = (Vec::new(), Vec::new(), Vec::new());
    for (position, name) in (0..).zip(["One", "Other"]) {
        let (kind, tension, theme) = (EntryKindId::new(), TensionKindId::new(), ThemeId::new());
        let model = entry_kind::Model {
            id: kind,
            system_id,
            name: name.into(),
            position,
            retired_on: None,
        };
        let inserted = model.into_active_model().insert(db.read()).await;
        inserted.expect("a kind of entry");
        let model = tension_kind::Model {
            id: tension,
            system_id,
            name: name.into(),
            position,
            retired_on: None,
        };
        let inserted = model.into_active_model().insert(db.read()).await;
        inserted.expect("a kind of tension");
        let model = theme::Model {
            id: theme,
            framework_id,
            name: name.into(),
            position,
            retired_on: None,
        };
        let inserted = model.into_active_model().insert(db.read()).await;
        inserted.expect("a theme");
        kinds.push(kind);
        tensions.push(tension);
        themes.push(theme);
    }
    (kinds, tensions, themes)
}

impl Partners {
    /// On 20 May 2026, without people: a trust without a place, a member since 15 March; a council of a place, a
    /// member from 1 May until it leaves on 10 August.
    pub async fn on(database: &TestDatabase) -> Self {
        let db = Db::open(database.url(), 12).await.expect("a database");
        let now = Instant::new("2026-05-20T10:00:00Z".parse().expect("a moment"));
        let system = SystemId::new();
        let model = system::Model {
            id: system,
            name: "Fenland".into(),
            label: "system working".into(),
            year_starts_month: 4,
            threshold: 10,
            late_entry_days: 90,
            closing_days: 7,
            years_kept: 6,
            created_at: now,
        };
        model
            .into_active_model()
            .insert(db.read())
            .await
            .expect("a system");
        let (mut places, mut groups) = (Vec::new(), Vec::new());
        for (position, name) in (0..).zip(["North", "South"]) {
            let id = PlaceId::new();
            places.push(id);
            let model = place::Model {
                id,
                system_id: system,
                name: name.into(),
                position,
                retired_on: None,
            };
            model
                .into_active_model()
                .insert(db.read())
                .await
                .expect("a place");
        }
        for (position, name) in (0..).zip(["Nurses", "Doctors", "Volunteers"]) {
            let id = StaffGroupId::new();
            groups.push(id);
            let model = staff_group::Model {
                id,
                system_id: system,
                code: None,
                name: name.into(),
                is_counted: name != "Volunteers",
                position,
                retired_on: None,
            };
            model
                .into_active_model()
                .insert(db.read())
                .await
                .expect("a staff group");
        }
        let (kinds, tensions, themes) = lists(&db, system).await;
        let priorities = priorities(&db, system).await;
        let organisations = [OrganisationId::new(), OrganisationId::new()];
        let trust = organisation::Model {
            id: organisations[0],
            system_id: system,
            code: Some("RX1".into()),
            name: "Fenland Hospitals".into(),
            kind: OrganisationKind::Trust,
            place_id: None,
            opened_on: None,
            closed_on: None,
            joined_on: day("2026-03-15"),
            left_on: None,
            created_at: now,
        };
        let council = organisation::Model {
            id: organisations[1],
            code: None,
            name: "North Fen Council".into(),
            kind: OrganisationKind::Council,
            place_id: Some(places[0]),
            joined_on: day("2026-05-01"),
            left_on: Some(day("2026-08-10")),
            ..trust.clone()
        };
        for model in [trust, council] {
            model
                .into_active_model()
                .insert(db.read())
                .await
                .expect("a partner");
        }
        Self {
            db,
            clock: Clock::standing_at(now),
            organisations,
            groups,
            places,
            kinds,
            tensions,
            themes,
            priorities,
        }
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn acting(&self) -> Acting {
        background::operator(&self.db, &self.clock)
    }

    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// This month.
    pub fn month(&self) -> Period {
        Period::containing(PeriodKind::Month, self.today(), YearStart(4))
    }

    pub fn organisations(&self) -> Vec<OrganisationId> {
        self.organisations.to_vec()
    }

    /// Sets the clock to "2026-05-21T02:00:00Z".
    pub fn set(&self, moment: &str) {
        self.clock
            .set(Instant::new(moment.parse().expect("a moment")));
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.set(self.clock.now().plus_seconds(days * 86_400));
    }

    /// The acts in the audit trail.
    pub async fn audit_trail(&self) -> Vec<String> {
        let lines = audit_line::Entity::find().all(self.db.read()).await;
        lines
            .expect("the trail")
            .into_iter()
            .map(|line| line.act)
            .collect()
    }

    /// Anything that may happen, and what it was.
    pub async fn change_something(&self, chance: &mut StdRng) -> String {
        match chance.random_range(0..20) {
            0 | 1 => {
                let days = chance.random_range(1..20);
                self.pass_days(days);
                if chance.random_bool(0.5) {
                    tallies::advance_all(&self.acting())
                        .await
                        .expect("an advance");
                }
                format!("{days} days passed, and it is {}", self.today())
            }
            2 | 3 => format!("{:?} started", self.start_somebody(chance).await),
            4 => self.load_a_list(chance).await,
            5 => self.change_a_partner(chance).await,
            6 => self.map_words(chance).await,
            7 | 8 => self.change_work(chance).await,
            _ => self.change_records(chance).await,
        }
    }

    /// Someone starts at one of the partners: already in the trust's list, or one day soon.
    pub async fn start_somebody(&self, chance: &mut StdRng) -> EmploymentId {
        let organisation = pick(chance, &self.organisations);
        let write = self.db.write().await.expect("a change");
        if chance.random_bool(0.5) {
            tallies::hold(&write, &[organisation]).await.expect("held");
        }
        let opened = tallies::open(&write, self.today(), &[])
            .await
            .expect("opened");
        let id = self.add_somebody(&write, organisation, chance).await;
        opened.close_with(&write, &[id]).await.expect("closed");
        write.commit().await.expect("durable");
        id
    }

    async fn add_somebody(
        &self,
        write: &Write,
        organisation: OrganisationId,
        chance: &mut StdRng,
    ) -> EmploymentId {
        let (person, id) = (PersonId::new(), EmploymentId::new());
        let now = self.clock.now();
        let model = person::Model {
            id: person,
            email: None,
            name: "Somebody".into(),
            created_at: now,
        };
        model
            .into_active_model()
            .insert(write.on())
            .await
            .expect("a person");
        let started_on = chance
            .random_bool(0.7)
            .then(|| self.today().plus(chance.random_range(-120..10)));
        let model = employment::Model {
            id,
            person_id: person,
            organisation_id: organisation,
            employee_number: None,
            started_on,
            ended_on: None,
            created_at: now,
        };
        model
            .into_active_model()
            .insert(write.on())
            .await
            .expect("an employment");
        let from_on = started_on.unwrap_or(self.today().plus(chance.random_range(-80..1)));
        let group = Some(pick(chance, &self.groups));
        let place = perhaps(chance, &self.places);
        let band = pick(chance, BANDS);
        self.post(write, id, from_on, (group, place, band)).await;
        id
    }

    async fn post(
        &self,
        write: &Write,
        employment_id: EmploymentId,
        from_on: Day,
        (staff_group_id, place_id, band): (Option<StaffGroupId>, Option<PlaceId>, Option<&str>),
    ) {
        let model = posting::Model {
            id: PostingId::new(),
            employment_id,
            from_on,
            to_on: None,
            staff_group_id,
            group_words: String::new(),
            place_id,
            job_role: None,
            band: band.map(str::to_owned),
            fte_hundredths: None,
            manager_employment_id: None,
        };
        model
            .into_active_model()
            .insert(write.on())
            .await
            .expect("a posting");
    }
}
