//! How far a viewer reaches: every proof a page can get, and how. Out of reach is *not found*.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::{proofs::*, viewer::Viewer};
use crate::{
    entities::{
        access::Role,
        boards::board,
        people::{employment, person, posting},
        systems::{organisation, system},
    },
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

/// Postings that are true on a day.
pub fn true_on(day: Day) -> Condition {
    Condition::all().add(posting::Column::FromOn.lte(day)).add(
        Condition::any()
            .add(posting::Column::ToOn.is_null())
            .add(posting::Column::ToOn.gte(day)),
    )
}

impl Viewer {
    /// All that is held on them.
    pub fn own_records(&self) -> OwnRecords {
        OwnRecords {
            acting: self.acting.clone(),
            person: self.person.clone(),
        }
    }

    /// Their own employments, those in post first; past ones too, because what they recorded there stays theirs.
    pub fn own_employments(&self) -> Vec<OwnEmployment> {
        self.employments
            .iter()
            .filter_map(|(employment, organisation)| {
                Some(OwnEmployment {
                    acting: self.acting.clone(),
                    employment: employment.clone(),
                    organisation: organisation.clone(),
                    system: self.system_model(organisation.system_id)?,
                })
            })
            .collect()
    }

    /// One of their own employments.
    pub fn own_employment(&self, id: EmploymentId) -> Answer<OwnEmployment> {
        self.own_employments()
            .into_iter()
            .find(|own| own.id() == id)
            .ok_or(Fault::NotFound)
    }

    /// Whether anybody's line manager, today, is the viewer.
    pub async fn manages_anybody(&self) -> Answer<bool> {
        let asked = self.manages.get_or_try_init(|| self.find_reports());
        asked.await.copied()
    }

    async fn find_reports(&self) -> Answer<bool> {
        let mine = self.employments_today();
        if mine.is_empty() {
            return Ok(false);
        }
        let report: Option<EmploymentId> = posting::Entity::find()
            .select_only()
            .column(posting::Column::EmploymentId)
            .filter(posting::Column::ManagerEmploymentId.is_in(mine))
            .filter(true_on(self.acting.today()))
            .limit(1)
            .into_tuple()
            .one(self.acting.db().read())
            .await?;
        Ok(report.is_some())
    }

    /// Those whose line manager, today, is the viewer, by name.
    pub async fn reports(&self) -> Answer<Vec<ManagedPerson>> {
        match self.manages_anybody().await? {
            true => self.managed(None).await,
            false => Ok(Vec::new()),
        }
    }

    /// One of those whose line manager, today, is the viewer.
    pub async fn report(&self, id: EmploymentId) -> Answer<ManagedPerson> {
        self.managed(Some(id)).await?.pop().ok_or(Fault::NotFound)
    }

    /// An organisation they administer.
    pub async fn administered_organisation(
        &self,
        id: OrganisationId,
    ) -> Answer<AdministeredOrganisation> {
        self.grants
            .iter()
            .find(|g| g.role == Role::OrganisationAdministrator && g.organisation_id == Some(id))
            .ok_or(Fault::NotFound)?;
        let organisation = organisation::Entity::find_by_id(id)
            .one(self.acting.db().read())
            .await?
            .ok_or(Fault::NotFound)?;
        let system = self
            .system_model(organisation.system_id)
            .ok_or(Fault::NotFound)?;
        Ok(AdministeredOrganisation {
            acting: self.acting.clone(),
            organisation,
            system,
        })
    }

    /// Every organisation they administer.
    pub async fn administered_organisations(&self) -> Answer<Vec<AdministeredOrganisation>> {
        let mut all = Vec::new();
        for id in self.administered_ids() {
            all.push(self.administered_organisation(id).await?);
        }
        Ok(all)
    }

    /// A system they administer.
    pub fn administered_system(&self, id: SystemId) -> Answer<AdministeredSystem> {
        self.grants
            .iter()
            .find(|g| g.role == Role::SystemAdministrator && g.system_id == id)
            .ok_or(Fault::NotFound)?;
        let system = self.system_model(id).ok_or(Fault::NotFound)?;
        Ok(AdministeredSystem {
            acting: self.acting.clone(),
            system,
        })
    }

    /// Every system they administer.
    pub fn administered_systems(&self) -> Vec<AdministeredSystem> {
        self.systems
            .iter()
            .filter_map(|system| self.administered_system(system.id).ok())
            .collect()
    }

    /// A board whose secretary they are.
    pub async fn kept_board(&self, id: BoardId) -> Answer<KeptBoard> {
        if !self.keeps(id) {
            return Err(Fault::NotFound);
        }
        let scheduled = self.board(id).await?;
        Ok(KeptBoard { scheduled })
    }

    /// A board whose meetings they may keep: as its secretary, or as administrator of its system.
    pub async fn scheduled_board(&self, id: BoardId) -> Answer<ScheduledBoard> {
        let board = self.board(id).await?;
        if self.keeps(id) || self.administered_system(board.system.id).is_ok() {
            return Ok(board);
        }
        Err(Fault::NotFound)
    }

    /// Whether they are this board's secretary.
    pub fn keeps(&self, id: BoardId) -> bool {
        self.grants
            .iter()
            .any(|g| g.role == Role::BoardSecretary && g.board_id == Some(id))
    }

    async fn board(&self, id: BoardId) -> Answer<ScheduledBoard> {
        let (board, organisation) = board::Entity::find_by_id(id)
            .find_also_related(organisation::Entity)
            .one(self.acting.db().read())
            .await?
            .ok_or(Fault::NotFound)?;
        let organisation = organisation.ok_or(Fault::NotFound)?;
        self.scheduled(board, organisation).ok_or(Fault::NotFound)
    }

    fn scheduled(
        &self,
        board: board::Model,
        organisation: organisation::Model,
    ) -> Option<ScheduledBoard> {
        let system = self.system_model(organisation.system_id)?;
        Some(ScheduledBoard {
            acting: self.acting.clone(),
            board,
            organisation,
            system,
        })
    }

    /// Every board whose secretary they are, by one statement.
    pub async fn kept_boards(&self) -> Answer<Vec<KeptBoard>> {
        let kept = self
            .grants
            .iter()
            .filter(|g| g.role == Role::BoardSecretary);
        let ids: Vec<BoardId> = kept.filter_map(|g| g.board_id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: BTreeMap<BoardId, ScheduledBoard> = board::Entity::find()
            .filter(board::Column::Id.is_in(ids.iter().copied()))
            .find_also_related(organisation::Entity)
            .all(self.acting.db().read())
            .await?
            .into_iter()
            .filter_map(|(board, organisation)| {
                let id = board.id;
                Some((id, self.scheduled(board, organisation?)?))
            })
            .collect();
        // In the order of the grants; one that was granted twice is one.
        let in_order = ids.iter().filter_map(|id| found.remove(id));
        Ok(in_order.map(|scheduled| KeptBoard { scheduled }).collect())
    }

    /// A system whose tables they may see: where they are in post today or hold a role.
    pub fn seen_system(&self, id: SystemId) -> Answer<SeenSystem> {
        // Who has left has their own records, and no tables any more.
        let today = self.acting.today();
        let is_reached = self.grants.iter().any(|grant| grant.system_id == id)
            || self
                .employments
                .iter()
                .any(|(own, at)| at.system_id == id && in_post_on(own, today));
        let system = self
            .system_model(id)
            .filter(|_| is_reached)
            .ok_or(Fault::NotFound)?;
        Ok(SeenSystem {
            acting: self.acting.clone(),
            system,
            administers: self.administered_ids(),
        })
    }

    /// Every system whose tables they may see, the one of their employment first.
    pub fn seen_systems(&self) -> Vec<SeenSystem> {
        self.systems
            .iter()
            .filter_map(|system| self.seen_system(system.id).ok())
            .collect()
    }

    /// The system that is asked for by its id, or the first of those they see.
    pub fn seen_system_or_first(&self, asked: Option<&str>) -> Answer<SeenSystem> {
        match asked.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => self.seen_system(id.parse().map_err(|_| Fault::NotFound)?),
            None => {
                let first = self.seen_systems().into_iter().next();
                first.ok_or(Fault::NotFound)
            }
        }
    }

    fn administered_ids(&self) -> Vec<OrganisationId> {
        self.grants
            .iter()
            .filter(|g| g.role == Role::OrganisationAdministrator)
            .filter_map(|g| g.organisation_id)
            .collect()
    }

    fn system_model(&self, id: SystemId) -> Option<system::Model> {
        self.systems.iter().find(|system| system.id == id).cloned()
    }

    fn employments_today(&self) -> Vec<EmploymentId> {
        let today = self.acting.today();
        self.employments
            .iter()
            .filter(|(e, _)| in_post_on(e, today))
            .map(|(e, _)| e.id)
            .collect()
    }

    async fn managed(&self, only: Option<EmploymentId>) -> Answer<Vec<ManagedPerson>> {
        let (mine, today) = (self.employments_today(), self.acting.today());
        if mine.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = posting::Entity::find()
            .filter(posting::Column::ManagerEmploymentId.is_in(mine))
            .filter(true_on(today));
        if let Some(id) = only {
            query = query.filter(posting::Column::EmploymentId.eq(id));
        }
        let db = self.acting.db().read();
        let postings = query.find_also_related(employment::Entity).all(db).await?;
        let people = person::Entity::find()
            .filter(
                person::Column::Id.is_in(
                    postings
                        .iter()
                        .filter_map(|(_, e)| Some(e.as_ref()?.person_id)),
                ),
            )
            .all(db)
            .await?;
        let mut team = Vec::new();
        for (posting, employment) in postings {
            let Some(employment) = employment.filter(|e| in_post_on(e, today)) else {
                continue;
            };
            let Some(manager) = posting.manager_employment_id else {
                continue;
            };
            let (_, organisation) = match self.employments.iter().find(|(e, _)| e.id == manager) {
                Some(own) => own,
                None => continue,
            };
            let Some(person) = people.iter().find(|p| p.id == employment.person_id) else {
                continue;
            };
            let Some(system) = self.system_model(organisation.system_id) else {
                continue;
            };
            // A manager is someone of the same organisation; the staff list cannot say otherwise.
            if organisation.id == employment.organisation_id {
                team.push(ManagedPerson {
                    acting: self.acting.clone(),
                    manager,
                    employment,
                    person: person.clone(),
                    job_role: posting.job_role,
                    organisation: organisation.clone(),
                    system,
                });
            }
        }
        team.sort_by(|a, b| {
            a.person
                .name
                .cmp(&b.person.name)
                .then(a.employment.id.cmp(&b.employment.id))
        });
        Ok(team)
    }
}
