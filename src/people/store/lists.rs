//! Staff lists: uploaded, loaded, discarded.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    access::{Acting, AdministeredOrganisation},
    entities::people::{StaffListState, staff_list},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::{Day, Instant},
    },
    people::comparison::Comparison,
};

/// A staff list without its file, which may be many megabytes.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "staff_list::Entity")]
pub struct ListRow {
    /// Its id.
    pub id: StaffListId,
    /// The file's name.
    pub file_name: String,
    /// The day it describes, where it says so.
    pub effective_on: Option<Day>,
    /// What became of it.
    pub state: StaffListState,
    /// When it was uploaded.
    pub uploaded_at: Instant,
    /// When it was loaded or discarded.
    pub settled_at: Option<Instant>,
    /// Rows of the file.
    pub rows_read: i32,
    /// Employments that began.
    pub rows_new: i32,
    /// Employments that changed.
    pub rows_changed: i32,
    /// Employments that stayed as they were.
    pub rows_unchanged: i32,
    /// Employments that were ended.
    pub rows_ended: i32,
    /// People who could not be placed in a staff group.
    pub rows_unplaced: i32,
    /// Lines that were not loaded.
    pub rows_rejected: i32,
    /// When its loading was begun.
    pub begun_at: Option<Instant>,
    /// Why its loading failed.
    pub failure: Option<String>,
}

impl ListRow {
    /// An invented one, for the samples of pages.
    pub fn sample(state: StaffListState) -> Self {
        let uploaded_at = Instant::new(jiff::Timestamp::UNIX_EPOCH);
        Self {
            id: StaffListId::new(),
            file_name: "staff-in-post.csv".into(),
            effective_on: Day::new(2026, 10, 31),
            state,
            uploaded_at,
            settled_at: (state != StaffListState::Waiting).then_some(uploaded_at),
            rows_read: 5_693,
            rows_new: 12,
            rows_changed: 41,
            rows_unchanged: 5_508,
            rows_ended: 9,
            rows_unplaced: 313,
            rows_rejected: 32,
            begun_at: None,
            failure: None,
        }
    }
}

/// The staff lists of an organisation, the latest first: one page of them.
pub(in crate::people) async fn staff_lists(
    organisation: &AdministeredOrganisation,
    only: Option<StaffListState>,
    page: usize,
    size: usize,
) -> Answer<(Vec<ListRow>, usize)> {
    let mut query =
        staff_list::Entity::find().filter(staff_list::Column::OrganisationId.eq(organisation.id()));
    if let Some(state) = only {
        query = query.filter(staff_list::Column::State.eq(state));
    }
    let on = organisation.acting().db().read();
    let total = query.clone().count(on).await?;
    let offset = page.saturating_sub(1).saturating_mul(size);
    let lists = query
        .order_by_desc(staff_list::Column::UploadedAt)
        .order_by_desc(staff_list::Column::Id)
        .offset(u64::try_from(offset).unwrap_or(u64::MAX / 2))
        .limit(u64::try_from(size).unwrap_or(50))
        .into_partial_model()
        .all(on)
        .await?;
    Ok((lists, usize::try_from(total).unwrap_or(usize::MAX)))
}

/// One staff list of the organisation.
pub(in crate::people) async fn staff_list(
    organisation: &AdministeredOrganisation,
    id: StaffListId,
) -> Answer<ListRow> {
    staff_list::Entity::find_by_id(id)
        .filter(staff_list::Column::OrganisationId.eq(organisation.id()))
        .into_partial_model()
        .one(organisation.acting().db().read())
        .await?
        .ok_or(Fault::NotFound)
}

/// The file of a list that waits, and what was chosen for it.
pub(in crate::people) async fn contents(
    organisation: &AdministeredOrganisation,
    id: StaffListId,
) -> Answer<(Vec<u8>, Option<String>)> {
    staff_list::Entity::find_by_id(id)
        .filter(staff_list::Column::OrganisationId.eq(organisation.id()))
        .filter(staff_list::Column::State.eq(StaffListState::Waiting))
        .select_only()
        .columns([staff_list::Column::Contents, staff_list::Column::Choices])
        .into_tuple()
        .one(organisation.acting().db().read())
        .await?
        .ok_or_else(settled_already)
}

fn settled_already() -> Fault {
    Fault::refused("This staff list was loaded or discarded already.")
}

/// A list to be kept until it is confirmed, or one that was loaded at once.
pub(in crate::people) struct NewList<'a> {
    pub id: StaffListId,
    pub file_name: &'a str,
    pub checksum: String,
    pub contents: Vec<u8>,
    pub effective_on: Option<Day>,
    pub rows_read: usize,
    pub state: StaffListState,
}

/// Keeps an uploaded list.
pub(in crate::people) async fn insert_list(
    organisation: &AdministeredOrganisation,
    write: &Write,
    list: NewList<'_>,
) -> Answer<()> {
    let acting: &Acting = organisation.acting();
    let settled = (list.state != StaffListState::Waiting).then(|| acting.now());
    staff_list::Entity::insert(staff_list::ActiveModel {
        id: Set(list.id),
        organisation_id: Set(organisation.id()),
        file_name: Set(list.file_name.to_owned()),
        checksum: Set(list.checksum),
        contents: Set(list.contents),
        effective_on: Set(list.effective_on),
        state: Set(list.state),
        uploaded_at: Set(acting.now()),
        uploaded_by: Set(acting.person()),
        settled_at: Set(settled),
        rows_read: Set(number(list.rows_read)),
        rows_new: Set(0),
        rows_changed: Set(0),
        rows_unchanged: Set(0),
        rows_ended: Set(0),
        rows_unplaced: Set(0),
        rows_rejected: Set(0),
        choices: Set(None),
        begun_at: Set(None),
        failure: Set(None),
    })
    .exec_without_returning(write.on())
    .await?;
    Ok(())
}

/// Says that a list is loaded, with what came of it; its file is not kept.
pub(in crate::people) async fn loaded(
    write: &Write,
    id: StaffListId,
    now: Instant,
    found: &Comparison,
) -> Answer<()> {
    use staff_list::Column::*;
    let done = staff_list::Entity::update_many()
        .col_expr(State, Expr::value(StaffListState::Loaded))
        .col_expr(SettledAt, Expr::value(now))
        .col_expr(Contents, Expr::value(Vec::<u8>::new()))
        .col_expr(Choices, Expr::value(None::<String>))
        .col_expr(BegunAt, Expr::value(None::<Instant>))
        .col_expr(Failure, Expr::value(None::<String>))
        .col_expr(RowsNew, Expr::value(number(found.new.len())))
        .col_expr(RowsChanged, Expr::value(number(found.changed.len())))
        .col_expr(RowsUnchanged, Expr::value(number(found.unchanged)))
        .col_expr(RowsEnded, Expr::value(number(found.gone.len())))
        .col_expr(RowsUnplaced, Expr::value(number(found.unplaced.len())))
        .col_expr(RowsRejected, Expr::value(number(found.rejected.len())))
        .filter(Id.eq(id))
        .filter(
            Condition::any()
                .add(State.eq(StaffListState::Waiting))
                .add(SettledAt.eq(now)),
        )
        .exec(write.on())
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(settled_already())
    }
}

/// Keeps what was chosen for a list that waits.
pub(in crate::people) async fn set_choices(
    write: &Write,
    id: StaffListId,
    choices: String,
) -> Answer<()> {
    let done = staff_list::Entity::update_many()
        .col_expr(staff_list::Column::Choices, Expr::value(choices))
        .filter(staff_list::Column::Id.eq(id))
        .filter(staff_list::Column::State.eq(StaffListState::Waiting))
        .exec(write.on())
        .await?;
    (done.rows_affected == 1)
        .then_some(())
        .ok_or_else(settled_already)
}

/// Puts a list that waits aside; its file is not kept.
pub(in crate::people) async fn discard(write: &Write, id: StaffListId, now: Instant) -> Answer<()> {
    use staff_list::Column::*;
    let done = staff_list::Entity::update_many()
        .col_expr(State, Expr::value(StaffListState::Discarded))
        .col_expr(SettledAt, Expr::value(now))
        .col_expr(Contents, Expr::value(Vec::<u8>::new()))
        // It may name somebody of the list.
        .col_expr(Failure, Expr::value(None::<String>))
        .col_expr(Choices, Expr::value(None::<String>))
        .filter(Id.eq(id))
        .filter(State.eq(StaffListState::Waiting))
        .filter(not_under_way(now))
        .exec(write.on())
        .await?;
    (done.rows_affected == 1)
        .then_some(())
        .ok_or_else(settled_already)
}

/// The lists that were uploaded before a moment and wait to this day, with whose they are.
pub(in crate::people) async fn waiting_since_before(
    acting: &Acting,
    moment: Instant,
) -> Answer<Vec<(StaffListId, OrganisationId)>> {
    Ok(staff_list::Entity::find()
        .select_only()
        .columns([staff_list::Column::Id, staff_list::Column::OrganisationId])
        .filter(staff_list::Column::State.eq(StaffListState::Waiting))
        .filter(staff_list::Column::UploadedAt.lt(moment))
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// Seconds after which a loading that has not ended never will: its process was stopped.
const ABANDONED_SECONDS: i64 = 15 * 60;

/// Whether a loading that began then will never end.
pub(in crate::people) fn is_abandoned(begun: Instant, now: Instant) -> bool {
    now.seconds_since(begun) > ABANDONED_SECONDS
}

fn not_under_way(now: Instant) -> Condition {
    Condition::any()
        .add(staff_list::Column::BegunAt.is_null())
        .add(staff_list::Column::BegunAt.lt(now.plus_seconds(-ABANDONED_SECONDS)))
}

/// Says that the loading of a list begins; refused while another is under way.
pub(in crate::people) async fn begin_loading(
    write: &Write,
    id: StaffListId,
    now: Instant,
) -> Answer<()> {
    use staff_list::Column::*;
    let done = staff_list::Entity::update_many()
        .col_expr(BegunAt, Expr::value(now))
        .col_expr(Failure, Expr::value(None::<String>))
        .filter(Id.eq(id))
        .filter(State.eq(StaffListState::Waiting))
        .filter(not_under_way(now))
        .exec(write.on())
        .await?;
    (done.rows_affected == 1)
        .then_some(())
        .ok_or_else(|| Fault::refused("This staff list is being loaded, or is settled already."))
}

/// Says that the loading of a list failed, and why.
pub(in crate::people) async fn loading_failed(
    write: &Write,
    id: StaffListId,
    why: &str,
) -> Answer<()> {
    staff_list::Entity::update_many()
        .col_expr(staff_list::Column::BegunAt, Expr::value(None::<Instant>))
        .col_expr(staff_list::Column::Failure, Expr::value(why))
        .filter(staff_list::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}

/// The latest day that a loaded list described.
pub(super) async fn latest_described(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<Option<Day>> {
    let found: Option<Option<Day>> = staff_list::Entity::find()
        .select_only()
        .column(staff_list::Column::EffectiveOn)
        .filter(staff_list::Column::OrganisationId.eq(organisation))
        .filter(staff_list::Column::State.eq(StaffListState::Loaded))
        .filter(staff_list::Column::EffectiveOn.is_not_null())
        .order_by_desc(staff_list::Column::EffectiveOn)
        .into_tuple()
        .one(on)
        .await?;
    Ok(found.flatten())
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
