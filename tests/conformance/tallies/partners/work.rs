//! What somebody logs, with all that an entry may say, and what is changed about partners themselves.

use fairwind::entities::engagement::{entry, entry_partner};
use fairwind::entities::objectives::{
    objective, objective_partner, objective_priority, objective_theme,
};
use fairwind::entities::people::{employment, posting};
use fairwind::entities::systems::organisation;
use fairwind::kernel::database::Write;
use fairwind::kernel::ids::*;
use fairwind::kernel::periods::YearStart;
use fairwind::kernel::time::Day;
use fairwind::tallies::{self, Differences, Logged};
use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QueryTrait as _,
};
use uuid::Uuid;

use super::{Partners, perhaps, pick};

impl Partners {
    /// A piece of work with one partner, both, or none; of any kind; linked to an objective or not.
    pub async fn work(&self, write: &Write, id: EmploymentId, done_on: Day, chance: &mut StdRng) {
        let model = self.entry(write, id, done_on, chance).await;
        let entry_id = model.id;
        let inserted = model.into_active_model().insert(write.on()).await;
        inserted.expect("an entry");
        self.work_with(write, entry_id, chance).await;
    }

    async fn entry(
        &self,
        write: &Write,
        employment_id: EmploymentId,
        done_on: Day,
        chance: &mut StdRng,
    ) -> entry::Model {
        let objectives = objectives_of(write, employment_id).await;
        let linked = (!objectives.is_empty()).then(|| perhaps(chance, &objectives));
        entry::Model {
            id: EntryId::new(),
            employment_id,
            done_on,
            minutes: chance.random_range(1..300),
            entry_kind_id: pick(chance, &self.kinds),
            objective_id: linked.flatten(),
            changed: String::new(),
            tension_kind_id: perhaps(chance, &self.tensions),
            tension_words: String::new(),
            form_token: Uuid::now_v7(),
            created_at: self.clock.now(),
            amended_at: None,
            withdrawn_at: None,
        }
    }

    async fn work_with(&self, write: &Write, entry_id: EntryId, chance: &mut StdRng) {
        entry_partner::Entity::delete_many()
            .filter(entry_partner::Column::EntryId.eq(entry_id))
            .exec(write.on())
            .await
            .expect("no partners");
        for organisation_id in self.organisations {
            if chance.random_bool(0.6) {
                let link = entry_partner::Model {
                    entry_id,
                    organisation_id,
                };
                let inserted = link.into_active_model().insert(write.on()).await;
                inserted.expect("a partner");
            }
        }
    }

    /// What an objective serves, and whom it is with.
    pub async fn serve(&self, write: &Write, objective_id: ObjectiveId, chance: &mut StdRng) {
        for &priority_id in &self.priorities {
            if chance.random_bool(0.6) {
                let link = objective_priority::Model {
                    objective_id,
                    priority_id,
                };
                let inserted = link.into_active_model().insert(write.on()).await;
                inserted.expect("a priority");
            }
        }
        for &theme_id in &self.themes {
            if chance.random_bool(0.6) {
                let link = objective_theme::Model {
                    objective_id,
                    theme_id,
                };
                let inserted = link.into_active_model().insert(write.on()).await;
                inserted.expect("a theme");
            }
        }
        for organisation_id in self.organisations {
            if chance.random_bool(0.6) {
                let link = objective_partner::Model {
                    objective_id,
                    organisation_id,
                };
                let inserted = link.into_active_model().insert(write.on()).await;
                inserted.expect("a partner");
            }
        }
    }

    /// One of someone's objectives is to serve something else.
    pub async fn serve_otherwise(
        &self,
        write: &Write,
        id: EmploymentId,
        chance: &mut StdRng,
    ) -> String {
        let objectives = objectives_of(write, id).await;
        if objectives.is_empty() {
            return format!("{id} had no objective to change");
        }
        let objective = pick(chance, &objectives);
        objective_theme::Entity::delete_many()
            .filter(objective_theme::Column::ObjectiveId.eq(objective))
            .exec(write.on())
            .await
            .expect("no themes");
        objective_priority::Entity::delete_many()
            .filter(objective_priority::Column::ObjectiveId.eq(objective))
            .exec(write.on())
            .await
            .expect("no priorities");
        objective_partner::Entity::delete_many()
            .filter(objective_partner::Column::ObjectiveId.eq(objective))
            .exec(write.on())
            .await
            .expect("no partners");
        self.serve(write, objective, chance).await;
        format!("{id} changed what an objective serves")
    }

    /// Logs, amends or withdraws work as the service's own verbs do: saying on which days it is dated.
    pub async fn change_work(&self, chance: &mut StdRng) -> String {
        let everybody = self.everybody(None).await;
        if everybody.is_empty() {
            return format!("{:?} started", self.start_somebody(chance).await);
        }
        let (one, other) = (pick(chance, &everybody), pick(chance, &everybody));
        let on = self.today().plus(chance.random_range(-60..8));
        if chance.random_bool(0.5) {
            return self.log_at_once(other, on, chance).await;
        }
        let write = self.db.write().await.expect("a change");
        let theirs = entry::Entity::find()
            .filter(entry::Column::EmploymentId.eq(one))
            .filter(entry::Column::WithdrawnAt.is_null())
            .order_by_asc(entry::Column::Id)
            .one(write.on())
            .await
            .expect("entries");
        let before = theirs.as_ref().map_or(on, |entry| entry.done_on);
        let opened = tallies::open_work(&write, self.today(), &[one, other], &[before, on])
            .await
            .expect("opened");
        // As the service does: another may have moved or withdrawn it before this one had its turn.
        if let Some(entry) = &theirs {
            let now = entry::Entity::find_by_id(entry.id)
                .one(write.on())
                .await
                .expect("a query");
            let same = |now: &entry::Model| {
                now.withdrawn_at.is_none()
                    && (now.employment_id, now.done_on) == (entry.employment_id, entry.done_on)
            };
            if !now.as_ref().is_some_and(same) {
                return format!("{one} was told that work of {before} had changed");
            }
        }
        let said = match theirs {
            Some(entry) if chance.random_bool(0.3) => {
                let mut entry = entry.into_active_model();
                entry.withdrawn_at = Set(Some(self.clock.now()));
                entry.update(write.on()).await.expect("withdrawn");
                format!("{one} withdrew work of {before}")
            }
            Some(entry) if chance.random_bool(0.5) => {
                // Of another employment of theirs, perhaps.
                let id = entry.id;
                let mut entry = entry.into_active_model();
                entry.employment_id = Set(other);
                entry.objective_id = Set(None);
                entry.done_on = Set(on);
                entry.minutes = Set(chance.random_range(1..300));
                entry.entry_kind_id = Set(pick(chance, &self.kinds));
                entry.tension_kind_id = Set(perhaps(chance, &self.tensions));
                entry.update(write.on()).await.expect("amended");
                self.work_with(&write, id, chance).await;
                format!("{one} amended work of {before} to {other}'s of {on}")
            }
            _ => {
                self.work(&write, other, on, chance).await;
                format!("{other} logged work of {on}")
            }
        };
        opened.close(&write).await.expect("closed");
        write.commit().await.expect("durable");
        said
    }

    /// Logs work as the service does, and now and then settles what waits.
    pub async fn log_at_once(&self, id: EmploymentId, on: Day, chance: &mut StdRng) -> String {
        let at = self.log_waiting(id, on, chance).await;
        if chance.random_bool(0.2) {
            tallies::settle(&self.acting(), at).await.expect("settled");
        }
        format!("{id} logged work of {on} at once")
    }

    /// Logs work as the service does: what it adds is worked out in memory, and waits. Answers where.
    pub async fn log_waiting(
        &self,
        id: EmploymentId,
        on: Day,
        chance: &mut StdRng,
    ) -> OrganisationId {
        let whose = employment::Entity::find_by_id(id).one(self.db.read()).await;
        let at = whose
            .expect("a query")
            .expect("an employment")
            .organisation_id;
        let write = self.db.write().await.expect("a change");
        tallies::lock(&write, &[at].into()).await.expect("locked");
        write.touches_nothing();
        let days = (YearStart(4).year_of(on), self.today().max(on));
        let mut standing = tallies::standing(&write, &[id], days)
            .await
            .expect("it stands");
        if !standing[0].is_counted_to(self.today()) {
            tallies::advance(&write, at, self.today())
                .await
                .expect("an advance");
            standing = tallies::standing(&write, &[id], days)
                .await
                .expect("it stands");
        }
        let model = self.entry(&write, id, on, chance).await;
        let partners = self.organisations.into_iter();
        let partners: Vec<_> = partners.filter(|_| chance.random_bool(0.6)).collect();
        let logged = Logged {
            done_on: on,
            minutes: model.minutes.into(),
            entries: 1,
            kind: model.entry_kind_id,
            tension: model.tension_kind_id,
            objective: model.objective_id,
            partners: partners.clone(),
        };
        let mut differences = Differences::default();
        standing[0].log(logged, &mut differences);
        let links = partners.into_iter().map(|organisation_id| {
            let link = entry_partner::Model {
                entry_id: model.id,
                organisation_id,
            };
            link.into_active_model()
        });
        let mut rows = vec![entry::Entity::insert(model.clone().into_active_model()).into_query()];
        if links.len() > 0 {
            rows.push(entry_partner::Entity::insert_many(links).into_query());
        }
        rows.extend(differences.rows().expect("differences"));
        write.commit_with(&rows).await.expect("durable");
        at
    }

    /// A partner's membership or place changes, as an administrator changes it.
    pub async fn change_a_partner(&self, chance: &mut StdRng) -> String {
        let id = pick(chance, &self.organisations);
        let write = self.db.write().await.expect("a change");
        tallies::hold(&write, &[id]).await.expect("held");
        let joined_on = super::day(pick(chance, &["2026-03-15", "2026-04-10", "2026-05-02"]));
        let left_on = chance
            .random_bool(0.3)
            .then(|| self.today().plus(chance.random_range(-20..40)))
            .filter(|left| joined_on < *left);
        let place_id = perhaps(chance, &self.places);
        let changed = organisation::ActiveModel {
            id: Set(id),
            joined_on: Set(joined_on),
            left_on: Set(left_on),
            place_id: Set(place_id),
            ..Default::default()
        };
        changed.update(write.on()).await.expect("a partner");
        let recounted = tallies::recount(&write, id, self.today()).await;
        recounted.expect("a recount");
        write.commit().await.expect("durable");
        format!("{id} was a member from {joined_on:?} to {left_on:?} in {place_id:?}")
    }

    /// A partner's words for a staff group come to mean another, wherever they stand.
    pub async fn map_words(&self, chance: &mut StdRng) -> String {
        let id = pick(chance, &self.organisations);
        let write = self.db.write().await.expect("a change");
        tallies::hold(&write, &[id]).await.expect("held");
        let (from, to) = (pick(chance, &self.groups), perhaps(chance, &self.groups));
        posting::Entity::update_many()
            .set(posting::ActiveModel {
                staff_group_id: Set(to),
                ..Default::default()
            })
            .filter(posting::Column::StaffGroupId.eq(from))
            .filter(posting::Column::EmploymentId.is_in(self.everybody(Some(id)).await))
            .exec(write.on())
            .await
            .expect("postings");
        let recounted = tallies::recount(&write, id, self.today()).await;
        recounted.expect("a recount");
        write.commit().await.expect("durable");
        format!("{id} mapped {from} to {to:?}")
    }
}

async fn objectives_of(write: &Write, id: EmploymentId) -> Vec<ObjectiveId> {
    let all = objective::Entity::find()
        .filter(objective::Column::EmploymentId.eq(id))
        .order_by_asc(objective::Column::Id)
        .all(write.on())
        .await;
    let all = all.expect("objectives").into_iter();
    all.map(|objective| objective.id).collect()
}
