//! SQLite, called on the thread that has the change. It waits for no lock: where another process writes, the change is
//! not made.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, params_from_iter,
    types::Value as Stored,
};
use sea_orm::{DbErr, Value, sea_query::OptionEnum, sqlx::sqlite::SqliteConnectOptions};
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

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error("a value of a kind that no column of ours has: {0:?}")]
    Unknown(Value),
    #[error(transparent)]
    Moment(#[from] time::error::Format),
}

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
            Err(Failed::Database(cause)) if is_answer(&cause) => {
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

fn made(on: &mut Option<Connection>, file: &Path, change: &AtOnce) -> Result<(), Failed> {
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
        let values = rows
            .values
            .iter()
            .flat_map(|values| values.0.iter().cloned());
        let values = values.map(stored).collect::<Result<Vec<_>, _>>()?;
        let mut statement = transaction.prepare_cached(&rows.sql)?;
        statement.execute(params_from_iter(values))?;
    }
    Ok(transaction.commit()?)
}

/// A value as the pool's driver writes it, so that all rows of a column are alike.
fn stored(value: Value) -> Result<Stored, Failed> {
    Ok(match value {
        Value::Bool(it) => it.map(i64::from).into(),
        Value::TinyInt(it) => it.map(i64::from).into(),
        Value::SmallInt(it) => it.map(i64::from).into(),
        Value::Int(it) => it.map(i64::from).into(),
        Value::BigInt(it) => it.into(),
        Value::Double(it) => it.into(),
        Value::String(it) => it.into(),
        Value::Enum(OptionEnum::Some(it)) => it.value.into_owned().into(),
        Value::Enum(OptionEnum::None(_)) => Stored::Null,
        Value::Bytes(it) => it.into(),
        Value::Json(it) => it.map(|it| it.to_string()).into(),
        Value::Uuid(it) => it.map(|it| it.as_bytes().to_vec()).into(),
        Value::TimeDate(it) => it.map(|it| it.to_string()).into(),
        Value::TimeDateTimeWithTimeZone(it) => it.map(|it| it.format(&Rfc3339)).transpose()?.into(),
        other => return Err(Failed::Unknown(other)),
    })
}
