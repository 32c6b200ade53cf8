//! SQLite, called on the thread that has the change. It waits for no lock: where another process writes, the change is
//! not made.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, ToSql, Transaction, TransactionBehavior, params_from_iter,
    types::{ToSqlOutput, Value as Stored, ValueRef},
};
use sea_orm::{
    DbErr, Value,
    sea_query::{OptionEnum, SqliteQueryBuilder},
    sqlx::sqlite::SqliteConnectOptions,
};
use time::format_description::well_known::Rfc3339;

use super::{AtOnce, Done};

/// Distinct statements that are kept prepared.
const PREPARED: usize = 16;

/// The connection, and where it leads.
#[derive(Debug)]
pub(in crate::kernel) struct Door {
    file: PathBuf,
    on: Mutex<Option<Connection>>,
}

/// A value as the pool's driver writes it, so that all rows of a column are alike.
struct Bound<'a>(&'a Value);

/// A value that nothing of ours writes.
#[derive(Debug, thiserror::Error)]
#[error("a value of a kind that no column of ours has: {0:?}")]
struct Unknown(Value);

impl Door {
    pub(super) fn to(url: &str) -> Result<Self, DbErr> {
        Ok(Self {
            file: file_of(url)?,
            on: Mutex::default(),
        })
    }

    pub(super) fn make(&self, change: &AtOnce) -> Done {
        let mut on = self.on.lock().unwrap_or_else(PoisonError::into_inner);
        match made(&mut on, &self.file, change) {
            Ok(()) => Done::Durable,
            Err(cause) if is_answer(&cause) => {
                tracing::debug!(%cause, "a change was not made at once");
                Done::Not
            }
            Err(cause) => {
                tracing::warn!(%cause, "a change could not be made at once");
                *on = None;
                Done::Not
            }
        }
    }

    pub(super) fn close(&self) {
        let mut on = self.on.lock().unwrap_or_else(PoisonError::into_inner);
        drop(on.take());
    }
}

/// The file that an address names.
pub(in crate::kernel) fn file_of(url: &str) -> Result<PathBuf, DbErr> {
    let options = SqliteConnectOptions::from_str(url);
    let options = options.map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(options.get_filename().to_owned())
}

/// A connection to a database that is there.
pub(in crate::kernel) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let on = Connection::open_with_flags(file, flags)?;
    on.set_prepared_statement_cache_capacity(PREPARED);
    Ok(on)
}

/// Whether the database has answered no, rather than failed.
fn is_answer(cause: &rusqlite::Error) -> bool {
    matches!(
        cause.sqlite_error_code(),
        Some(ErrorCode::ConstraintViolation | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

fn made(on: &mut Option<Connection>, file: &Path, change: &AtOnce) -> rusqlite::Result<()> {
    let on = match on {
        Some(on) => on,
        None => {
            let new = open(file)?;
            new.busy_timeout(std::time::Duration::ZERO)?;
            new.execute_batch(
                // What is in the log is put into the file by others, who need not be quick.
                "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
                 PRAGMA cache_size = -2000",
            )?;
            on.insert(new)
        }
    };
    let transaction = Transaction::new(on, TransactionBehavior::Immediate)?;
    for rows in &change.rows {
        let values = rows.values.iter().flat_map(|values| &values.0).map(Bound);
        let mut statement = transaction.prepare_cached(&rows.sql)?;
        statement.execute(params_from_iter(values))?;
    }
    for rows in &change.many {
        let (sql, values) = rows.build(SqliteQueryBuilder);
        transaction.execute(&sql, params_from_iter(values.iter().map(Bound)))?;
    }
    transaction.commit()
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let broken = |cause| rusqlite::Error::ToSqlConversionFailure(cause);
        Ok(match self.0 {
            Value::Bool(it) => owned(it.map(|it| i64::from(it).into())),
            Value::TinyInt(it) => owned(it.map(|it| i64::from(it).into())),
            Value::SmallInt(it) => owned(it.map(|it| i64::from(it).into())),
            Value::Int(it) => owned(it.map(|it| i64::from(it).into())),
            Value::BigInt(it) => owned(it.map(Stored::from)),
            Value::Double(it) => owned(it.map(Stored::from)),
            Value::String(it) => borrowed(it.as_deref().map(ValueRef::from)),
            Value::Enum(OptionEnum::Some(it)) => borrowed(Some(it.value.as_ref().into())),
            Value::Enum(OptionEnum::None(_)) => owned(None),
            Value::Bytes(it) => borrowed(it.as_deref().map(ValueRef::Blob)),
            Value::Json(it) => owned(it.as_ref().map(|it| it.to_string().into())),
            Value::Uuid(it) => borrowed(it.as_ref().map(|it| ValueRef::Blob(it.as_bytes()))),
            Value::TimeDate(it) => owned(it.map(|it| it.to_string().into())),
            Value::TimeDateTimeWithTimeZone(it) => {
                let written = it.as_ref().map(|it| it.format(&Rfc3339)).transpose();
                owned(
                    written
                        .map_err(|cause| broken(cause.into()))?
                        .map(Stored::from),
                )
            }
            other => return Err(broken(Unknown(other.clone()).into())),
        })
    }
}

fn borrowed(there: Option<ValueRef<'_>>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(there.unwrap_or(ValueRef::Null))
}

fn owned(there: Option<Stored>) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(there.unwrap_or(Stored::Null))
}
