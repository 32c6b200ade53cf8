//! What an organisation settled of its lists: columns and words.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{AT_ONCE, records::employments_of};
use crate::{
    access::{Acting, AdministeredOrganisation, reach::true_on},
    entities::people::{column_mapping, group_mapping, posting},
    kernel::{database::Write, fault::Answer, ids::*},
    people::{
        reading::{Meant, Settled},
        staff_list::{columns::Field, groups::fold},
    },
};

/// What is settled of an organisation's lists.
pub(in crate::people) async fn settled(organisation: &AdministeredOrganisation) -> Answer<Settled> {
    settled_on(organisation.acting().db().read(), organisation.id()).await
}

/// The same within a change that holds the organisation: nobody can settle anything else until it ends.
pub(in crate::people) async fn settled_within(
    write: &Write,
    organisation: OrganisationId,
) -> Answer<Settled> {
    settled_on(write.on(), organisation).await
}

async fn settled_on(on: &impl ConnectionTrait, organisation: OrganisationId) -> Answer<Settled> {
    let columns = column_mapping::Entity::find()
        .filter(column_mapping::Column::OrganisationId.eq(organisation))
        .all(on)
        .await?;
    let groups = group_mapping::Entity::find()
        .filter(group_mapping::Column::OrganisationId.eq(organisation))
        .all(on)
        .await?;
    Ok(Settled {
        columns: columns
            .into_iter()
            .map(|row| (row.their_column, Field::from_key(&row.field)))
            .collect(),
        groups: groups
            .into_iter()
            .map(|row| (row.folded_words, row.staff_group_id))
            .collect(),
        described_on: super::lists::latest_described(on, organisation).await?,
    })
}

/// What words mean, in their order.
pub(in crate::people) async fn group_mappings(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<group_mapping::Model>> {
    Ok(group_mapping::Entity::find()
        .filter(group_mapping::Column::OrganisationId.eq(organisation.id()))
        .order_by_asc(group_mapping::Column::TheirWords)
        .all(organisation.acting().db().read())
        .await?)
}

/// Remembers what columns are; those remembered so already are left alone.
pub(in crate::people) async fn remember_columns(
    write: &Write,
    organisation: OrganisationId,
    columns: &BTreeMap<String, Option<Field>>,
) -> Answer<()> {
    let known: HashMap<String, column_mapping::Model> = column_mapping::Entity::find()
        .filter(column_mapping::Column::OrganisationId.eq(organisation))
        .all(write.on())
        .await?
        .into_iter()
        .map(|row| (row.their_column.clone(), row))
        .collect();
    for (heading, field) in columns {
        let key = field.map_or("", Field::key);
        match known.get(heading) {
            Some(row) if row.field == key => {}
            Some(row) => {
                column_mapping::Entity::update_many()
                    .col_expr(column_mapping::Column::Field, Expr::value(key))
                    .filter(column_mapping::Column::Id.eq(row.id))
                    .exec(write.on())
                    .await?;
            }
            None => {
                column_mapping::Entity::insert(column_mapping::ActiveModel {
                    id: Set(MappingId::new()),
                    organisation_id: Set(organisation),
                    their_column: Set(heading.clone()),
                    field: Set(key.to_owned()),
                })
                .exec_without_returning(write.on())
                .await?;
            }
        }
    }
    Ok(())
}

/// Words whose meaning is new or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Remembered {
    /// As the lists have them.
    pub words: String,
    /// What they meant; none if nobody had said.
    pub before: Option<StaffGroupId>,
    /// What they mean.
    pub group: StaffGroupId,
}

/// Remembers what words mean. Answers those whose meaning is new or another, by folded words.
pub(in crate::people) async fn remember_groups(
    write: &Write,
    organisation: OrganisationId,
    groups: &BTreeMap<String, Meant>,
) -> Answer<BTreeMap<String, Remembered>> {
    let known: HashMap<String, group_mapping::Model> = group_mapping::Entity::find()
        .filter(group_mapping::Column::OrganisationId.eq(organisation))
        .all(write.on())
        .await?
        .into_iter()
        .map(|row| (row.folded_words.clone(), row))
        .collect();
    let mut changed = BTreeMap::new();
    for (folded, meant) in groups {
        let before = known.get(folded);
        match before {
            Some(row) if row.staff_group_id == meant.group => continue,
            Some(row) => {
                group_mapping::Entity::update_many()
                    .col_expr(
                        group_mapping::Column::StaffGroupId,
                        Expr::value(meant.group),
                    )
                    .filter(group_mapping::Column::Id.eq(row.id))
                    .exec(write.on())
                    .await?;
            }
            None => {
                group_mapping::Entity::insert(group_mapping::ActiveModel {
                    id: Set(MappingId::new()),
                    organisation_id: Set(organisation),
                    their_words: Set(meant.words.clone()),
                    folded_words: Set(folded.clone()),
                    staff_group_id: Set(meant.group),
                })
                .exec_without_returning(write.on())
                .await?;
            }
        }
        let remembered = Remembered {
            words: before.map_or_else(|| meant.words.clone(), |row| row.their_words.clone()),
            before: before.map(|row| row.staff_group_id),
            group: meant.group,
        };
        changed.insert(folded.clone(), remembered);
    }
    Ok(changed)
}

/// Puts every posting with these words, past ones too, in the group they mean: a mapping is a correction of what was
/// known, not a move. Answers how many postings changed.
pub(in crate::people) async fn regroup(
    write: &Write,
    organisation: OrganisationId,
    meanings: &BTreeMap<String, Remembered>,
) -> Answer<u64> {
    if meanings.is_empty() {
        return Ok(0);
    }
    let words: Vec<String> = posting::Entity::find()
        .select_only()
        .column(posting::Column::GroupWords)
        .distinct()
        .filter(posting::Column::EmploymentId.in_subquery(employments_of(organisation)))
        .into_tuple()
        .all(write.on())
        .await?;
    let mut typed: HashMap<StaffGroupId, Vec<String>> = HashMap::new();
    for words in words {
        if let Some(meant) = meanings.get(&fold(&words)) {
            typed.entry(meant.group).or_default().push(words);
        }
    }
    let mut changed = 0;
    for (group, words) in typed {
        for some in words.chunks(AT_ONCE) {
            let others = posting::Column::StaffGroupId
                .is_null()
                .or(posting::Column::StaffGroupId.ne(group));
            changed += posting::Entity::update_many()
                .col_expr(posting::Column::StaffGroupId, Expr::value(group))
                .filter(posting::Column::GroupWords.is_in(some.iter().map(String::as_str)))
                .filter(posting::Column::EmploymentId.in_subquery(employments_of(organisation)))
                .filter(others)
                .exec(write.on())
                .await?
                .rows_affected;
        }
    }
    Ok(changed)
}

/// How many people the words of each posting of today are said of, by the words as typed.
pub(in crate::people) async fn words_today(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<(String, Option<StaffGroupId>, i64)>> {
    let acting: &Acting = organisation.acting();
    let today = acting.today();
    Ok(posting::Entity::find()
        .select_only()
        .column(posting::Column::GroupWords)
        .column(posting::Column::StaffGroupId)
        .column_as(posting::Column::Id.count(), "people")
        .filter(
            posting::Column::EmploymentId
                .in_subquery(super::desk::in_post_at(organisation.id(), today)),
        )
        .filter(true_on(today))
        .group_by(posting::Column::GroupWords)
        .group_by(posting::Column::StaffGroupId)
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// Whether these words are remembered or said of anybody at the organisation.
pub(in crate::people) async fn known_words(
    organisation: &AdministeredOrganisation,
) -> Answer<HashSet<String>> {
    let on = organisation.acting().db().read();
    let mut words: HashSet<String> = group_mappings(organisation)
        .await?
        .into_iter()
        .map(|row| row.folded_words)
        .collect();
    let posted: Vec<String> = posting::Entity::find()
        .select_only()
        .column(posting::Column::GroupWords)
        .distinct()
        .filter(posting::Column::EmploymentId.in_subquery(employments_of(organisation.id())))
        .into_tuple()
        .all(on)
        .await?;
    words.extend(posted.iter().map(|words| fold(words)));
    words.remove("");
    Ok(words)
}
