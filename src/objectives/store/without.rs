//! Queries of who has no objective.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use crate::{
    access::AdministeredOrganisation,
    entities::{
        objectives::{ObjectiveState, objective},
        people::{employment, person, posting},
        systems::staff_group,
    },
    kernel::{fault::Answer, ids::*, time::Day},
    objectives::WithoutObjective,
};

/// Those in post today, of staff groups that are counted, without an objective of an appraisal year other than
/// withdrawn ones: some of them, by name, and how many there are.
pub(in super::super) async fn list(
    organisation: &AdministeredOrganisation,
    year_on: Day,
    page: usize,
    size: usize,
) -> Answer<(Vec<WithoutObjective>, usize)> {
    let (db, today) = (
        organisation.acting().db().read(),
        organisation.acting().today(),
    );
    let has_one = Query::select()
        .expr(Expr::val(1))
        .from(objective::Entity)
        .and_where(
            Expr::col((objective::Entity, objective::Column::EmploymentId))
                .equals((employment::Entity, employment::Column::Id)),
        )
        .and_where(objective::Column::YearOn.eq(year_on))
        .and_where(objective::Column::State.ne(ObjectiveState::Withdrawn))
        .take();
    let counted = Query::select()
        .column((posting::Entity, posting::Column::EmploymentId))
        .from(posting::Entity)
        .inner_join(
            staff_group::Entity,
            Expr::col((staff_group::Entity, staff_group::Column::Id))
                .equals((posting::Entity, posting::Column::StaffGroupId)),
        )
        .and_where(staff_group::Column::IsCounted.eq(true))
        .and_where(posting::Column::FromOn.lte(today))
        .and_where(
            posting::Column::ToOn
                .is_null()
                .or(posting::Column::ToOn.gte(today)),
        )
        .take();
    let them = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .filter(
            employment::Column::StartedOn
                .is_null()
                .or(employment::Column::StartedOn.lte(today)),
        )
        .filter(
            employment::Column::EndedOn
                .is_null()
                .or(employment::Column::EndedOn.gte(today)),
        )
        .filter(employment::Column::Id.in_subquery(counted))
        .filter(Expr::exists(has_one).not());
    let total = them.clone().count(db).await?;
    let found = them
        .find_also_related(person::Entity)
        .order_by_asc(person::Column::Name)
        .order_by_asc(employment::Column::Id)
        .offset((page.max(1) as u64 - 1).saturating_mul(size as u64))
        .limit(size as u64)
        .all(db)
        .await?;
    let ids = found.iter().map(|(employment, _)| employment.id);
    let postings: HashMap<EmploymentId, posting::Model> = posting::Entity::find()
        .filter(posting::Column::EmploymentId.is_in(ids))
        .filter(posting::Column::FromOn.lte(today))
        .filter(
            posting::Column::ToOn
                .is_null()
                .or(posting::Column::ToOn.gte(today)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|posting| (posting.employment_id, posting))
        .collect();
    let groups: HashMap<StaffGroupId, String> = staff_group::Entity::find()
        .filter(staff_group::Column::Id.is_in(postings.values().filter_map(|p| p.staff_group_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|group| (group.id, group.name))
        .collect();
    let managers: HashMap<EmploymentId, String> = employment::Entity::find()
        .filter(
            employment::Column::Id.is_in(postings.values().filter_map(|p| p.manager_employment_id)),
        )
        .find_also_related(person::Entity)
        .all(db)
        .await?
        .into_iter()
        .filter_map(|(employment, person)| Some((employment.id, person?.name)))
        .collect();
    let rows = found.into_iter().filter_map(|(employment, person)| {
        let posting = postings.get(&employment.id)?;
        Some(WithoutObjective {
            name: person?.name,
            group: groups.get(&posting.staff_group_id?)?.clone(),
            manager: posting
                .manager_employment_id
                .and_then(|id| managers.get(&id).cloned()),
        })
    });
    Ok((rows.collect(), usize::try_from(total).unwrap_or(usize::MAX)))
}
