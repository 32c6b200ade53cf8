//! What may happen to the records of someone who is there.

use fairwind::entities::engagement::entry;
use fairwind::entities::objectives::{Level, ObjectiveState, Side, objective};
use fairwind::entities::people::{employment, posting};
use fairwind::kernel::database::Write;
use fairwind::kernel::ids::*;
use fairwind::kernel::time::Day;
use fairwind::tallies;
use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{BANDS, Partners, perhaps, pick};

impl Partners {
    /// Changes the records of one to three people in one transaction, and says how.
    pub async fn change_records(&self, chance: &mut StdRng) -> String {
        let everybody = self.everybody(None).await;
        if everybody.is_empty() {
            return format!("{:?} started", self.start_somebody(chance).await);
        }
        let some: Vec<EmploymentId> = (0..chance.random_range(1..4))
            .map(|_| pick(chance, &everybody))
            .collect();
        let write = self.db.write().await.expect("a change");
        let opened = tallies::open(&write, self.today(), &some)
            .await
            .expect("opened");
        let mut said = Vec::new();
        for &id in &some {
            said.push(self.change_one(&write, id, chance).await);
        }
        opened.close(&write).await.expect("closed");
        write.commit().await.expect("durable");
        said.join("; ")
    }

    /// Many changes at one partner, as a staff list makes them, and a recount at the end.
    pub async fn load_a_list(&self, chance: &mut StdRng) -> String {
        let organisation = pick(chance, &self.organisations);
        let write = self.db.write().await.expect("a change");
        tallies::hold(&write, &[organisation]).await.expect("held");
        for id in self.everybody(Some(organisation)).await {
            if chance.random_bool(0.3) {
                self.change_one(&write, id, chance).await;
            }
        }
        self.add_somebody(&write, organisation, chance).await;
        tallies::recount(&write, organisation, self.today())
            .await
            .expect("a recount");
        write.commit().await.expect("durable");
        "a staff list was loaded".into()
    }

    /// Recounts a partner, changing nothing.
    pub async fn recount_one(&self, chance: &mut StdRng) -> String {
        let organisation = pick(chance, &self.organisations);
        let write = self.db.write().await.expect("a change");
        tallies::recount(&write, organisation, self.today())
            .await
            .expect("a recount");
        write.commit().await.expect("durable");
        "a partner was recounted".into()
    }

    /// The same piece of work, logged by several.
    pub async fn log(&self, by: &[EmploymentId], done_on: Day, minutes: i32) {
        let write = self.db.write().await.expect("a change");
        let opened = tallies::open(&write, self.today(), by)
            .await
            .expect("opened");
        for &id in by {
            self.log_within(&write, id, done_on, minutes).await;
        }
        opened.close(&write).await.expect("closed");
        write.commit().await.expect("durable");
    }

    /// A piece of work, logged in a transaction that is open.
    pub async fn log_within(&self, write: &Write, id: EmploymentId, done_on: Day, minutes: i32) {
        let model = entry::Model {
            id: EntryId::new(),
            employment_id: id,
            done_on,
            minutes,
            entry_kind_id: self.kinds[0],
            objective_id: None,
            changed: String::new(),
            tension_kind_id: None,
            tension_words: String::new(),
            form_token: Uuid::now_v7(),
            created_at: self.clock.now(),
            amended_at: None,
            withdrawn_at: None,
        };
        model
            .into_active_model()
            .insert(write.on())
            .await
            .expect("an entry");
    }

    pub async fn everybody(&self, at: Option<OrganisationId>) -> Vec<EmploymentId> {
        let all = employment::Entity::find()
            .order_by_asc(employment::Column::Id)
            .all(self.db.read())
            .await
            .expect("employments");
        all.into_iter()
            .filter(|employment| at.is_none_or(|at| employment.organisation_id == at))
            .map(|employment| employment.id)
            .collect()
    }

    async fn change_one(&self, write: &Write, id: EmploymentId, chance: &mut StdRng) -> String {
        let near = self.today().plus(chance.random_range(-60..8));
        match chance.random_range(0..12) {
            0 => {
                let ended_on = chance.random_bool(0.7).then_some(near);
                let mut employment = employment_of(write, id).await;
                employment.ended_on = Set(ended_on);
                employment.update(write.on()).await.expect("an end");
                format!("{id} ends on {ended_on:?}")
            }
            1 => {
                let started_on = chance.random_bool(0.7).then_some(near);
                let mut employment = employment_of(write, id).await;
                employment.started_on = Set(started_on);
                employment.update(write.on()).await.expect("a start");
                format!("{id} started on {started_on:?}")
            }
            2 | 3 => self.repost(write, id, near, chance).await,
            4 | 5 => self.agree(write, id, near, chance).await,
            6 | 9 => close(write, id, near, chance).await,
            8 => self.serve_otherwise(write, id, chance).await,
            7 => withdraw_or_amend(write, id, near, self.clock.now(), chance).await,
            _ => {
                self.work(write, id, near, chance).await;
                format!("{id} logged work of {near}")
            }
        }
    }

    /// Moves someone on a day; a day before their last move changes what that one says.
    async fn repost(
        &self,
        write: &Write,
        id: EmploymentId,
        on: Day,
        chance: &mut StdRng,
    ) -> String {
        let (group, place) = (perhaps(chance, &self.groups), perhaps(chance, &self.places));
        let band = pick(chance, BANDS);
        let last = posting::Entity::find()
            .filter(posting::Column::EmploymentId.eq(id))
            .order_by_desc(posting::Column::FromOn)
            .one(write.on())
            .await
            .expect("a query")
            .expect("everybody has a posting");
        let from_on = last.from_on;
        let mut last = last.into_active_model();
        if on <= from_on {
            last.staff_group_id = Set(group);
            last.place_id = Set(place);
            last.band = Set(band.map(str::to_owned));
            last.update(write.on()).await.expect("what it says");
        } else {
            // Sometimes with days in between of which nothing is known.
            let to_on = on.plus(-chance.random_range(1..8)).max(from_on);
            last.to_on = Set(Some(to_on));
            last.update(write.on()).await.expect("an end");
            self.post(write, id, on, (group, place, band)).await;
        }
        format!("{id} moved on {on}")
    }

    async fn agree(&self, write: &Write, id: EmploymentId, on: Day, chance: &mut StdRng) -> String {
        let year_on = Day::new(pick(chance, &[2025, 2026]), 4, 1).expect("a first of April");
        let agreed_on = chance.random_bool(0.8).then_some(on);
        let state = if agreed_on.is_some() {
            ObjectiveState::Agreed
        } else {
            ObjectiveState::Proposed
        };
        let objective = ObjectiveId::new();
        let model = objective::Model {
            id: objective,
            employment_id: id,
            year_on,
            title: "Shorter stays".into(),
            what: String::new(),
            due_on: year_on.plus(200),
            purpose: String::new(),
            level: Level::System,
            state,
            awaits: Side::Staff,
            agreed_on,
            closed_on: None,
            revision: 0,
            created_at: self.clock.now(),
        };
        model
            .into_active_model()
            .insert(write.on())
            .await
            .expect("an objective");
        self.serve(write, objective, chance).await;
        format!("{id} agreed an objective of {year_on} on {agreed_on:?}")
    }
}

async fn employment_of(write: &Write, id: EmploymentId) -> employment::ActiveModel {
    let found = employment::Entity::find_by_id(id).one(write.on()).await;
    found
        .expect("a query")
        .expect("an employment")
        .into_active_model()
}

/// Closes one of someone's objectives, or opens it again.
async fn close(write: &Write, id: EmploymentId, on: Day, chance: &mut StdRng) -> String {
    let all = objective::Entity::find()
        .filter(objective::Column::EmploymentId.eq(id))
        .filter(objective::Column::AgreedOn.is_not_null())
        .order_by_asc(objective::Column::Id)
        .all(write.on())
        .await
        .expect("objectives");
    if all.is_empty() {
        return format!("{id} had no objective to close");
    }
    let chosen = &all[chance.random_range(0..all.len())];
    let closed_on = chance.random_bool(0.7).then_some(on);
    let mut objective = chosen.clone().into_active_model();
    objective.closed_on = Set(closed_on);
    objective.state = Set(if closed_on.is_some() {
        pick(
            chance,
            &[
                ObjectiveState::Met,
                ObjectiveState::PartlyMet,
                ObjectiveState::CarriedForward,
            ],
        )
    } else {
        ObjectiveState::Agreed
    });
    objective.update(write.on()).await.expect("a close");
    format!("{id} closed an objective on {closed_on:?}")
}

/// Withdraws one of someone's entries, or says it took place on another day and for longer.
async fn withdraw_or_amend(
    write: &Write,
    id: EmploymentId,
    on: Day,
    now: fairwind::kernel::time::Instant,
    chance: &mut StdRng,
) -> String {
    let all = entry::Entity::find()
        .filter(entry::Column::EmploymentId.eq(id))
        .order_by_asc(entry::Column::Id)
        .all(write.on())
        .await
        .expect("entries");
    if all.is_empty() {
        return format!("{id} had no entry to withdraw");
    }
    let chosen = &all[chance.random_range(0..all.len())];
    let mut entry = chosen.clone().into_active_model();
    let said = if chance.random_bool(0.5) {
        entry.withdrawn_at = Set(Some(now));
        "withdrew"
    } else {
        entry.done_on = Set(on);
        entry.minutes = Set(chosen.minutes % 1440 + 1);
        "amended"
    };
    entry.update(write.on()).await.expect("an entry");
    format!("{id} {said} an entry")
}
