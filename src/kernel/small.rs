//! SQLite's own connection for small changes that are made over and over.
//!
//! What such a change costs is not the work but the handing over: each statement goes to the connection's thread and its
//! answer comes back, and a pool asks a connection after each whether it still answers. This one is asked nothing between
//! the changes, and takes several statements in one go.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Value,
    Values,
    sqlx::{self, AssertSqlSafe, Connection, Sqlite, SqliteConnection, query::Query},
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex as Turn;

/// Where the connection waits for the next change.
#[derive(Clone, Debug, Default)]
pub(super) struct Small(Arc<Mutex<Option<SqliteConnection>>>);

/// The connection while a change has it. Dropped without being given back it is closed, and what was begun on it has not
/// happened.
#[derive(Debug)]
pub struct Lent {
    on: Turn<SqliteConnection>,
    home: Small,
}

impl Small {
    /// Begins a transaction, and asks in it, in one go.
    pub(super) async fn begin(
        &self,
        pool: &DatabaseConnection,
        asked: Statement,
    ) -> Result<(Lent, Vec<QueryResult>), DbErr> {
        let there = self.take();
        let on = match there {
            Some(on) => on,
            None => {
                let options = pool.get_sqlite_connection_pool().connect_options();
                let opened = SqliteConnection::connect_with(options.as_ref()).await;
                opened.map_err(|cause| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause))))?
            }
        };
        let lent = Lent {
            on: Turn::new(on),
            home: self.clone(),
        };
        let begin = Statement::from_string(DbBackend::Sqlite, "BEGIN IMMEDIATE");
        let rows = lent.query_all_raw(joined([begin, asked])).await?;
        Ok((lent, rows))
    }

    /// Lets go of the database.
    pub(super) async fn close(&self) {
        let there = self.take();
        if let Some(on) = there {
            let _ = on.close().await;
        }
    }

    fn take(&self) -> Option<SqliteConnection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Lent {
    /// Ends the transaction with these statements, the last of which makes it durable.
    pub(super) async fn commit(self, last: Statement) -> Result<(), DbErr> {
        self.execute_raw(last).await?;
        let mut home = self.home.0.lock().unwrap_or_else(PoisonError::into_inner);
        *home = Some(self.on.into_inner());
        Ok(())
    }

    pub(super) async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut on = self.on.lock().await;
        let done = query(&statement).execute(&mut *on).await;
        Ok(done.map_err(not_executed)?.into())
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        self.execute_raw(statement).await
    }

    pub(super) async fn query_one_raw(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let mut on = self.on.lock().await;
        let row = query(&statement).fetch_optional(&mut *on).await;
        Ok(row.map_err(not_asked)?.map(Into::into))
    }

    pub(super) async fn query_all_raw(
        &self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut on = self.on.lock().await;
        let rows = query(&statement).fetch_all(&mut *on).await;
        let rows = rows.map_err(not_asked)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

/// Several statements as one, with the values of all of them one after the other.
pub(super) fn joined(statements: impl IntoIterator<Item = Statement>) -> Statement {
    let (mut sql, mut values) = (String::new(), Vec::<Value>::new());
    for statement in statements {
        if !sql.is_empty() {
            sql.push_str("; ");
        }
        sql.push_str(&statement.sql);
        values.extend(statement.values.map(|values| values.0).unwrap_or_default());
    }
    Statement {
        sql,
        values: Some(Values(values)),
        db_backend: DbBackend::Sqlite,
    }
}

fn query(statement: &Statement) -> Query<'_, Sqlite, SqlxValues> {
    let values = statement.values.clone().unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn not_executed(cause: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(cause)))
}

fn not_asked(cause: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(cause)))
}
