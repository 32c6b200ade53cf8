//! A connection of its own for small changes that are made over and over.
//!
//! What such a change costs is not the work but the handing over: each statement goes to the database and its answer comes
//! back, and a pool asks a connection after each whether it still answers. This one is asked nothing between the changes,
//! and takes several statements in one go.

use std::sync::{Arc, Mutex, PoisonError};

use rocket::futures::TryStreamExt;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Value,
    Values,
    sea_query::PostgresQueryBuilder,
    sqlx::{
        self, AssertSqlSafe, Connection, Database, Either, IntoArguments, PgConnection,
        SqliteConnection, query::Query,
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex as Turn;

use super::database::Question;

/// Where the connection waits for the next change.
#[derive(Clone, Debug, Default)]
pub(super) struct Small(Arc<Mutex<Option<On>>>);

/// The connection while a change has it. Dropped without being given back it is closed, and what was begun on it has not
/// happened.
#[derive(Debug)]
pub struct Lent {
    on: Turn<On>,
    backend: DbBackend,
    home: Small,
}

#[derive(Debug)]
enum On {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Small {
    /// Begins a transaction, and asks in it, in one go: for locks, where rows can be locked, and then what is answered.
    pub(super) async fn begin(
        &self,
        pool: &DatabaseConnection,
        locks: &Question,
        asked: &Question,
    ) -> Result<(Lent, Vec<QueryResult>), DbErr> {
        if let Some(mut on) = self.take() {
            match on.begin(locks, asked).await {
                Ok(rows) => return Ok((self.lend(on), rows)),
                // Perhaps it has been closed meanwhile.
                Err(cause) => tracing::debug!(%cause, "another connection is opened"),
            }
        }
        let opened = match pool.get_database_backend() {
            DbBackend::Postgres => {
                let options = pool.get_postgres_connection_pool().connect_options();
                let opened = PgConnection::connect_with(&options).await;
                opened.map(On::Postgres)
            }
            _ => {
                let options = pool.get_sqlite_connection_pool().connect_options();
                let opened = SqliteConnection::connect_with(&options).await;
                opened.map(On::Sqlite)
            }
        };
        let mut on = opened.map_err(|cause| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause))))?;
        let rows = on.begin(locks, asked).await?;
        Ok((self.lend(on), rows))
    }

    fn lend(&self, on: On) -> Lent {
        Lent {
            backend: on.backend(),
            on: Turn::new(on),
            home: self.clone(),
        }
    }

    /// Lets go of the database.
    pub(super) async fn close(&self) {
        let closed = match self.take() {
            Some(On::Sqlite(on)) => on.close().await,
            Some(On::Postgres(on)) => on.close().await,
            None => return,
        };
        // Whatever it says, nothing is left on it.
        let _ = closed;
    }

    fn take(&self) -> Option<On> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl On {
    fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn begin(
        &mut self,
        locks: &Question,
        asked: &Question,
    ) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(on) => {
                let begin = Statement::from_string(DbBackend::Sqlite, "BEGIN IMMEDIATE");
                let statement = joined([begin, DbBackend::Sqlite.build(asked)]);
                let rows = query(&statement).fetch_all(on).await.map_err(not_asked)?;
                Ok(rows.into_iter().map(Into::into).collect())
            }
            Self::Postgres(on) => {
                // Each statement sees what was there when it began: the question is asked under the lock.
                let [locks, asked] = [locks, asked].map(|all| all.to_string(PostgresQueryBuilder));
                let sql = format!("BEGIN; {locks}; {asked}");
                let mut results = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(on);
                let (mut statements, mut rows) = (0, Vec::new());
                while let Some(result) = results.try_next().await.map_err(not_asked)? {
                    match result {
                        Either::Left(_) => statements += 1,
                        Either::Right(row) if statements == 2 => rows.push(row.into()),
                        Either::Right(_) => {}
                    }
                }
                Ok(rows)
            }
        }
    }
}

impl Lent {
    pub(super) fn backend(&self) -> DbBackend {
        self.backend
    }

    /// Ends the transaction with these statements, the last of which makes it durable.
    pub(super) async fn commit(self, last: Statement) -> Result<(), DbErr> {
        self.execute_raw(last).await?;
        let mut home = self.home.0.lock().unwrap_or_else(PoisonError::into_inner);
        *home = Some(self.on.into_inner());
        Ok(())
    }

    pub(super) async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &mut *self.on.lock().await {
            On::Sqlite(on) => query(&statement).execute(on).await.map(Into::into),
            On::Postgres(on) => query(&statement).execute(on).await.map(Into::into),
        }
        .map_err(not_executed)
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql);
        match &mut *self.on.lock().await {
            On::Sqlite(on) => sqlx::raw_sql(sql).execute(on).await.map(Into::into),
            On::Postgres(on) => sqlx::raw_sql(sql).execute(on).await.map(Into::into),
        }
        .map_err(not_executed)
    }

    pub(super) async fn query_one_raw(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        match &mut *self.on.lock().await {
            On::Sqlite(on) => {
                let row = query(&statement).fetch_optional(on).await;
                row.map(|row| row.map(Into::into))
            }
            On::Postgres(on) => {
                let row = query(&statement).fetch_optional(on).await;
                row.map(|row| row.map(Into::into))
            }
        }
        .map_err(not_asked)
    }

    pub(super) async fn query_all_raw(
        &self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        match &mut *self.on.lock().await {
            On::Sqlite(on) => {
                let rows = query(&statement).fetch_all(on).await;
                rows.map(|rows| rows.into_iter().map(Into::into).collect())
            }
            On::Postgres(on) => {
                let rows = query(&statement).fetch_all(on).await;
                rows.map(|rows| rows.into_iter().map(Into::into).collect())
            }
        }
        .map_err(not_asked)
    }
}

/// Several of SQLite's statements as one, with the values of all of them one after the other.
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

fn query<D: Database>(statement: &Statement) -> Query<'_, D, SqlxValues>
where
    SqlxValues: IntoArguments<D>,
{
    let values = statement.values.clone().unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn not_executed(cause: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(cause)))
}

fn not_asked(cause: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(cause)))
}
