//! The audit trail: who, what, when, from, to. Written in the transaction of the change it tells of.

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, EntityTrait, QueryTrait, sea_query::InsertStatement,
};
use serde_json::Value;
use uuid::Uuid;

use super::Acting;
use crate::{
    entities::access::audit_line,
    kernel::{
        bulk::{Bulk, Cell},
        database::Write,
        fault::Answer,
        ids::{AuditId, OrganisationId, SystemId},
    },
};

/// One line to be written.
#[derive(Clone, Debug, Default)]
pub struct Line {
    act: &'static str,
    system_id: Option<SystemId>,
    organisation_id: Option<OrganisationId>,
    subject_id: Option<Uuid>,
    from: Option<Value>,
    to: Option<Value>,
}

impl Line {
    /// A line about an act, named as a noun and what became of it: "objective agreed".
    pub fn of(act: &'static str) -> Self {
        Self {
            act,
            ..Self::default()
        }
    }

    /// In which system.
    pub fn system(mut self, id: SystemId) -> Self {
        self.system_id = Some(id);
        self
    }

    /// At which organisation.
    pub fn organisation(mut self, id: OrganisationId) -> Self {
        self.organisation_id = Some(id);
        self
    }

    /// What it was done to.
    pub fn subject(mut self, id: Uuid) -> Self {
        self.subject_id = Some(id);
        self
    }

    /// What was true before.
    pub fn from(mut self, value: Value) -> Self {
        self.from = Some(value);
        self
    }

    /// What is true after.
    pub fn to(mut self, value: Value) -> Self {
        self.to = Some(value);
        self
    }

    /// Writes the line with the change.
    pub async fn write(self, acting: &Acting, write: &Write) -> Answer<()> {
        write.on().execute(&rows([(acting, self)])).await?;
        Ok(())
    }

    fn row(self, acting: &Acting) -> audit_line::ActiveModel {
        audit_line::ActiveModel {
            id: Set(AuditId::new()),
            happened_at: Set(acting.now()),
            person_id: Set(acting.person()),
            actor: Set(acting.actor().name().to_owned()),
            act: Set(self.act.to_owned()),
            system_id: Set(self.system_id),
            organisation_id: Set(self.organisation_id),
            subject_id: Set(self.subject_id),
            from_value: Set(self.from),
            to_value: Set(self.to),
        }
    }
}

/// How many lines are made before they are written: each says in words of its own what was true before and after.
const MADE_AT_ONCE: usize = 2_000;

/// Writes the lines of a change of a great many rows with it.
///
/// # Errors
/// The database's own.
pub async fn write_many(
    acting: &Acting,
    write: &Bulk,
    mut lines: impl Iterator<Item = Line> + Send,
) -> Answer<()> {
    let alike = [
        ("happened_at", Cell::At(acting.now())),
        (
            "person_id",
            Cell::or_nothing(acting.person(), |person| Cell::Id(person.0)),
        ),
        ("actor", Cell::Text(acting.actor().name())),
    ];
    let columns = [
        "id",
        "act",
        "system_id",
        "organisation_id",
        "subject_id",
        "from_value",
        "to_value",
    ];
    loop {
        let made = lines.by_ref().take(MADE_AT_ONCE).map(|line| {
            let said = |value: &Option<Value>| value.as_ref().map(Value::to_string);
            let (from, to) = (said(&line.from), said(&line.to));
            (line, from, to)
        });
        let made: Vec<_> = made.collect();
        if made.is_empty() {
            return Ok(());
        }
        let cells = made.iter().map(|(line, from, to)| {
            [
                Cell::Id(AuditId::new().0),
                Cell::Text(line.act),
                Cell::or_nothing(line.system_id, |id| Cell::Id(id.0)),
                Cell::or_nothing(line.organisation_id, |id| Cell::Id(id.0)),
                Cell::or_nothing(line.subject_id, Cell::Id),
                Cell::or_nothing(from.as_deref(), Cell::Text),
                Cell::or_nothing(to.as_deref(), Cell::Text),
            ]
        });
        write
            .insert("audit_lines", &alike, columns, cells, |_| {})
            .await?;
    }
}

/// The rows of the lines of several who act, to be written with the change that they make together: at least one.
pub fn rows<'a>(lines: impl IntoIterator<Item = (&'a Acting, Line)>) -> InsertStatement {
    let rows = lines.into_iter().map(|(acting, line)| line.row(acting));
    audit_line::Entity::insert_many(rows).into_query()
}
