//! What the queries of a change run on.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, Value, Values,
    prelude::async_trait::async_trait,
    sea_query::{CommonTableExpression, InsertStatement, WithClause},
};

use super::revision::Revision;

/// A transaction: of the pool, or of a connection that is the change's own.
#[derive(Debug)]
pub enum Within {
    /// One of the pool's connections is lent to it.
    Transaction(DatabaseTransaction),
    /// The connection was opened for it, and a transaction is begun on it.
    Session(DatabaseConnection),
}

impl Within {
    /// Writes the last rows of the change and makes it durable, in as few goes as the database has.
    pub(super) async fn commit(self, last: &[InsertStatement], revises: bool) -> Result<(), DbErr> {
        let backend = self.get_database_backend();
        let next = revises.then(|| backend.build(&Revision::next()));
        if backend == DbBackend::Postgres {
            match last.split_last() {
                Some((only, [])) => {
                    self.execute(only).await?;
                }
                Some((last, others)) => {
                    self.execute(&together(others, last)).await?;
                }
                None => {}
            }
            if let Some(next) = next {
                self.execute_raw(next).await?;
            }
        } else {
            let last = last.iter().map(|insert| backend.build(insert));
            let last: Vec<Statement> = last.chain(next).collect();
            if !last.is_empty() {
                self.execute_raw(joined(last)).await?;
            }
        }
        match self {
            Self::Transaction(transaction) => transaction.commit().await,
            Self::Session(session) => {
                session.execute_unprepared("COMMIT").await?;
                session.close().await
            }
        }
    }
}

/// PostgreSQL takes one, of which the others are parts; references among their rows are looked at when all is done.
fn together(others: &[InsertStatement], last: &InsertStatement) -> sea_orm::sea_query::WithQuery {
    let mut parts = WithClause::new();
    for (at, insert) in others.iter().enumerate() {
        let part = CommonTableExpression::new()
            .table_name(format!("part_{at}"))
            .query(insert.clone())
            .to_owned();
        parts.cte(part);
    }
    parts.query(last.clone())
}

/// Several of SQLite's statements as one, with the values of all of them one after the other.
fn joined(statements: impl IntoIterator<Item = Statement>) -> Statement {
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

#[async_trait]
impl ConnectionTrait for Within {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Transaction(on) => on.get_database_backend(),
            Self::Session(on) => on.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Transaction(on) => on.execute_raw(statement).await,
            Self::Session(on) => on.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Transaction(on) => on.execute_unprepared(sql).await,
            Self::Session(on) => on.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Transaction(on) => on.query_one_raw(statement).await,
            Self::Session(on) => on.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Transaction(on) => on.query_all_raw(statement).await,
            Self::Session(on) => on.query_all_raw(statement).await,
        }
    }
}
