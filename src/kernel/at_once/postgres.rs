//! PostgreSQL: one message with everything from begin to commit, of statements that it has prepared.

use std::{collections::HashMap, fmt::Write};

use sea_orm::{
    DatabaseConnection, Value,
    sea_query::{PostgresQueryBuilder, QueryBuilder},
    sqlx::{self, AssertSqlSafe, Connection, PgConnection},
};

use super::{AtOnce, Done};

/// Distinct statements that are kept prepared; with more, the connection begins anew.
const PREPARED: usize = 64;

/// The connection, with the numbers of what is prepared on it.
#[derive(Debug)]
pub(in crate::kernel) struct On {
    connection: PgConnection,
    prepared: HashMap<String, usize>,
}

impl On {
    async fn open(pool: &DatabaseConnection) -> sqlx::Result<Self> {
        let options = pool.get_postgres_connection_pool().connect_options();
        Ok(Self {
            connection: PgConnection::connect_with(&options).await?,
            prepared: HashMap::new(),
        })
    }

    pub(super) async fn close(self) {
        // Whatever it says, nothing is left on it.
        let _ = self.connection.close().await;
    }

    async fn say(&mut self, words: String) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(words))
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// The statement that has a prepared one done with these values.
    async fn execution(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = &Value>,
    ) -> sqlx::Result<String> {
        let number = match self.prepared.get(sql) {
            Some(&number) => number,
            None => {
                let number = self.prepared.len();
                self.say(format!("PREPARE at_once_{number} AS {sql}"))
                    .await?;
                self.prepared.insert(sql.to_owned(), number);
                number
            }
        };
        let mut execution = format!("EXECUTE at_once_{number}");
        let mut is_first = true;
        for value in values {
            execution.push_str(if is_first { " (" } else { ", " });
            execution.push_str(&PostgresQueryBuilder.value_to_string(value));
            is_first = false;
        }
        if !is_first {
            execution.push(')');
        }
        Ok(execution)
    }
}

/// Makes a change, and gives the connection back if it can still be used.
pub(super) async fn make(
    on: Option<On>,
    pool: &DatabaseConnection,
    change: &AtOnce,
) -> (Done, Option<On>) {
    let on = on.filter(|on| on.prepared.len() < PREPARED);
    let mut on = match on {
        Some(on) => on,
        None => match On::open(pool).await {
            Ok(on) => on,
            Err(cause) => {
                tracing::warn!(%cause, "no connection for changes that are made at once");
                return (Done::Not, None);
            }
        },
    };
    match made(&mut on, change).await {
        Ok(()) => (Done::Durable, Some(on)),
        Err(cause) if is_answer(&cause) => {
            tracing::debug!(%cause, "a change was not made at once");
            let ended = on.say("ROLLBACK".to_owned()).await;
            (Done::Not, ended.is_ok().then_some(on))
        }
        Err(cause) => {
            tracing::warn!(%cause, "a change could not be made at once");
            (Done::Not, None)
        }
    }
}

/// Whether the database has answered no, rather than failed.
fn is_answer(cause: &sqlx::Error) -> bool {
    let answer = cause
        .as_database_error()
        .map(sqlx::error::DatabaseError::kind);
    matches!(
        answer,
        Some(sqlx::error::ErrorKind::UniqueViolation | sqlx::error::ErrorKind::ForeignKeyViolation)
    )
}

async fn made(on: &mut On, change: &AtOnce) -> sqlx::Result<()> {
    let mut words = "BEGIN".to_owned();
    // Each statement sees what was there when it began: the first rows are refused or not under the locks.
    for locks in &change.locks {
        let (sql, values) = locks.build(PostgresQueryBuilder);
        let execution = on.execution(&sql, &values.0).await?;
        let _ = write!(words, "; {execution}");
    }
    for rows in &change.rows {
        let values = rows.values.iter().flat_map(|values| &values.0);
        let execution = on.execution(&rows.sql, values).await?;
        let _ = write!(words, "; {execution}");
    }
    for rows in &change.many {
        let _ = write!(words, "; {}", rows.to_string(PostgresQueryBuilder));
    }
    words.push_str("; COMMIT");
    on.say(words).await
}
