//! What an administrator's desk shows of the organisation's people.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, Func, Query, SelectStatement},
};

use crate::{
    access::{AdministeredOrganisation, reach::true_on},
    entities::{
        access::account,
        people::{employment, person, posting},
    },
    kernel::{
        fault::Answer,
        ids::*,
        time::{Day, Instant},
    },
};

/// The employments at an organisation that are in post on a day, as a condition of another query.
pub(in crate::people) fn in_post_at(organisation: OrganisationId, day: Day) -> SelectStatement {
    Query::select()
        .column(employment::Column::Id)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(organisation))
        .cond_where(in_post(day))
        .to_owned()
}

fn in_post(day: Day) -> Condition {
    let started = employment::Column::StartedOn;
    let ended = employment::Column::EndedOn;
    Condition::all()
        .add(started.is_null().or(started.lte(day)))
        .add(ended.is_null().or(ended.gte(day)))
}

/// How many are in post today, and of them how many have no address, no staff group, and no way to sign in yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// In post today.
    pub in_post: u64,
    /// Of them: no address, so they cannot sign in.
    pub without_address: u64,
    /// Of them: not placed in a staff group.
    pub unplaced: u64,
    /// Of them: have chosen a password.
    pub with_account: u64,
}

/// Counts who is in post today.
pub(in crate::people) async fn headcount(
    organisation: &AdministeredOrganisation,
) -> Answer<Headcount> {
    let acting = organisation.acting();
    let (on, today) = (acting.db().read(), acting.today());
    let here = || {
        employment::Entity::find()
            .filter(employment::Column::OrganisationId.eq(organisation.id()))
            .filter(in_post(today))
    };
    let placed = Query::select()
        .column(posting::Column::EmploymentId)
        .from(posting::Entity)
        .and_where(posting::Column::StaffGroupId.is_not_null())
        .cond_where(true_on(today))
        .to_owned();
    Ok(Headcount {
        in_post: here().count(on).await?,
        without_address: here()
            .join(JoinType::InnerJoin, employment::Relation::Person.def())
            .filter(person::Column::Email.is_null())
            .count(on)
            .await?,
        unplaced: here()
            .filter(employment::Column::Id.not_in_subquery(placed))
            .count(on)
            .await?,
        with_account: here()
            .filter(employment::Column::PersonId.in_subquery(with_password()))
            .count(on)
            .await?,
    })
}

fn with_password() -> SelectStatement {
    Query::select()
        .column(account::Column::PersonId)
        .from(account::Entity)
        .and_where(account::Column::PasswordHash.is_not_null())
        .and_where(account::Column::ClosedAt.is_null())
        .to_owned()
}

/// Of each staff group: how many are in post today, have an address, and have chosen no password.
pub(in crate::people) async fn uninvited(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<(Option<StaffGroupId>, i64)>> {
    let acting = organisation.acting();
    let today = acting.today();
    let any_account = Query::select()
        .column(account::Column::PersonId)
        .from(account::Entity)
        .to_owned();
    Ok(posting::Entity::find()
        .select_only()
        .column(posting::Column::StaffGroupId)
        .column_as(posting::Column::Id.count(), "people")
        .join(JoinType::InnerJoin, posting::Relation::Employment.def())
        .join(JoinType::InnerJoin, employment::Relation::Person.def())
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .filter(in_post(today))
        .filter(true_on(today))
        .filter(person::Column::Email.is_not_null())
        .filter(employment::Column::PersonId.not_in_subquery(any_account))
        .group_by(posting::Column::StaffGroupId)
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// Someone employed here, today or once.
#[derive(Clone, Debug)]
pub struct Employed {
    /// The employment.
    pub employment: employment::Model,
    /// Who.
    pub person: person::Model,
    /// What is true today, or was last.
    pub posting: Option<posting::Model>,
    /// The line manager's name.
    pub manager: Option<String>,
}

impl Employed {
    /// An invented one, for the samples of pages.
    pub fn sample() -> Self {
        let created_at = Instant::new(jiff::Timestamp::UNIX_EPOCH);
        let (id, person_id) = (EmploymentId::new(), PersonId::new());
        Self {
            employment: employment::Model {
                id,
                person_id,
                organisation_id: OrganisationId::new(),
                employee_number: Some("20890704".into()),
                started_on: Day::new(2011, 11, 28),
                ended_on: None,
                created_at,
            },
            person: person::Model {
                id: person_id,
                email: Some("niamh.malik@royalberkshire.example".into()),
                name: "Niamh Malik".into(),
                created_at,
            },
            posting: None,
            manager: Some("Maya Okafor".into()),
        }
    }
}

/// One page of the organisation's people by name; those who have left too, if wished.
pub(in crate::people) async fn people(
    organisation: &AdministeredOrganisation,
    search: &str,
    with_past: bool,
    page: usize,
    size: usize,
) -> Answer<(Vec<Employed>, usize)> {
    let acting = organisation.acting();
    let (on, today) = (acting.db().read(), acting.today());
    let mut query = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(organisation.id()))
        .find_also_related(person::Entity);
    if !with_past {
        let ended = employment::Column::EndedOn;
        query = query.filter(ended.is_null().or(ended.gte(today)));
    }
    let search = search.trim().to_lowercase();
    if !search.is_empty() {
        let pattern: String = search
            .chars()
            .flat_map(|c| match c {
                '%' | '_' | '\\' => vec!['\\', c],
                c => vec![c],
            })
            .collect();
        let like = || sea_orm::sea_query::LikeExpr::new(format!("%{pattern}%")).escape('\\');
        let lower =
            |column: person::Column| Expr::expr(Func::lower(Expr::col((person::Entity, column))));
        query = query.filter(
            Condition::any()
                .add(lower(person::Column::Name).like(like()))
                .add(lower(person::Column::Email).like(like()))
                .add(employment::Column::EmployeeNumber.eq(search.to_uppercase())),
        );
    }
    let total = query.clone().count(on).await?;
    let offset = page.saturating_sub(1).saturating_mul(size);
    let found: Vec<(employment::Model, person::Model)> = query
        .order_by_asc(person::Column::Name)
        .order_by_asc(employment::Column::Id)
        .offset(u64::try_from(offset).unwrap_or(u64::MAX / 2))
        .limit(u64::try_from(size).unwrap_or(50))
        .all(on)
        .await?
        .into_iter()
        .filter_map(|(employment, person)| Some((employment, person?)))
        .collect();
    let ids = found.iter().map(|(employment, _)| employment.id);
    let postings = posting::Entity::find()
        .filter(posting::Column::EmploymentId.is_in(ids))
        .order_by_asc(posting::Column::FromOn)
        .all(on)
        .await?;
    // The last that has begun; of somebody who is yet to start, the first.
    let of = |id: EmploymentId| {
        let mut own = postings
            .iter()
            .filter(|posting| posting.employment_id == id);
        let first = own.clone().next();
        own.rfind(|posting| posting.from_on <= today)
            .or(first)
            .cloned()
    };
    let managers = postings.iter().filter_map(|p| p.manager_employment_id);
    let managers: Vec<(employment::Model, Option<person::Model>)> = employment::Entity::find()
        .filter(employment::Column::Id.is_in(managers))
        .find_also_related(person::Entity)
        .all(on)
        .await?;
    let name = |id: EmploymentId| {
        let (_, person) = managers.iter().find(|(manager, _)| manager.id == id)?;
        Some(person.as_ref()?.name.clone())
    };
    let people = found
        .into_iter()
        .map(|(employment, person)| {
            let posting = of(employment.id);
            let manager = posting
                .as_ref()
                .and_then(|posting| name(posting.manager_employment_id?));
            Employed {
                employment,
                person,
                posting,
                manager,
            }
        })
        .collect();
    Ok((people, usize::try_from(total).unwrap_or(usize::MAX)))
}
