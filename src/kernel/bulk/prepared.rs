//! SQLite: a statement of many rows, prepared once. The thread that writes has the next rows as soon as it has done
//! with those before.

use std::sync::Arc;

use sea_orm::sqlx::{self, Arguments, AssertSqlSafe, Pool, Sqlite, sqlite::SqliteArguments};

use super::Cell;

/// Values in one statement, of which SQLite takes 32,766 at the most.
const VALUES_AT_ONCE: usize = 8_000;

pub(super) async fn insert<'r, const N: usize>(
    pool: &Pool<Sqlite>,
    table: &str,
    columns: [&str; N],
    mut rows: impl Iterator<Item = [Cell<'r>; N]> + Send,
    mut step: impl FnMut(usize) + Send,
) -> Result<(), sqlx::Error> {
    let at_once = VALUES_AT_ONCE / N;
    let whole = statement(table, columns, at_once);
    let mut connection = pool.acquire().await?;
    let mut batch = gather(&mut rows, at_once)?;
    while batch.rows > 0 {
        let sql = match batch.rows == at_once {
            true => Arc::clone(&whole),
            false => statement(table, columns, batch.rows),
        };
        let writing = sqlx::query_with(AssertSqlSafe(sql), batch.values).execute(&mut *connection);
        let (written, next) = tokio::join!(biased; writing, async { gather(&mut rows, at_once) });
        written?;
        step(batch.rows);
        batch = next?;
    }
    Ok(())
}

fn statement<const N: usize>(table: &str, columns: [&str; N], rows: usize) -> Arc<str> {
    let row = format!("({})", vec!["?"; N].join(","));
    let rows = vec![row; rows].join(",");
    let columns = columns.join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES {rows}").into()
}

struct Batch {
    rows: usize,
    values: SqliteArguments,
}

fn gather<'r, const N: usize>(
    rows: &mut impl Iterator<Item = [Cell<'r>; N]>,
    at_once: usize,
) -> Result<Batch, sqlx::Error> {
    let mut batch = Batch {
        rows: 0,
        values: SqliteArguments::default(),
    };
    batch.values.reserve(at_once * N, 0);
    for row in rows.take(at_once) {
        for cell in row {
            put(cell, &mut batch.values).map_err(sqlx::Error::Encode)?;
        }
        batch.rows += 1;
    }
    Ok(batch)
}

fn put(cell: Cell<'_>, values: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError> {
    // As SeaORM has them written, so that both are read alike.
    match cell {
        Cell::Nothing => Arguments::add(values, None::<i32>),
        Cell::Id(id) => Arguments::add(values, id),
        Cell::Text(text) => Arguments::add(values, text),
        Cell::Number(number) => Arguments::add(values, number),
        Cell::On(day) => Arguments::add(values, day.to_time()),
        Cell::At(instant) => Arguments::add(values, instant.to_time()),
    }
}
