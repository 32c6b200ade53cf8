//! What the queries of a change run on.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, prelude::async_trait::async_trait,
};

/// A transaction: of the pool, or of a connection that is the change's own.
#[derive(Debug)]
pub enum Within {
    /// One of the pool's connections is lent to it.
    Transaction(DatabaseTransaction),
    /// The connection was opened for it, and a transaction is begun on it.
    Session(DatabaseConnection),
}

impl Within {
    /// Makes the change durable.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Transaction(transaction) => transaction.commit().await,
            Self::Session(session) => {
                session.execute_unprepared("COMMIT").await?;
                session.close().await
            }
        }
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
