//! SQLite: a statement of many rows, prepared once. The thread that writes has the next rows as soon as it has done
//! with those before, and does nothing but write: what all rows share is said in the statement, and the values of a
//! batch are kept where they were gathered, to be freed there.

use std::sync::Arc;

use sea_orm::sqlx::{
    self, Arguments, AssertSqlSafe, Pool, Sqlite, SqliteConnection, sqlite::SqliteArguments,
};

use super::Cell;

/// Values in one statement, of which SQLite takes 32,766 at the most.
const VALUES_AT_ONCE: usize = 8_000;

pub(super) async fn insert<'r, const N: usize>(
    pool: &Pool<Sqlite>,
    table: &str,
    alike: &[(&str, Cell<'_>)],
    columns: [&str; N],
    mut rows: impl Iterator<Item = [Cell<'r>; N]> + Send,
    mut step: impl FnMut(usize) + Send,
) -> Result<(), sqlx::Error> {
    let at_once = VALUES_AT_ONCE / N;
    let mut connection = pool.acquire().await?;
    let into = format!("{table} ({})", super::listed(&columns, alike));
    let row = row::<N>(&mut connection, alike).await?;
    let statement = |rows| -> Arc<str> {
        let rows = vec![row.as_str(); rows].join(",");
        format!("INSERT INTO {into} VALUES {rows}").into()
    };
    let whole = statement(at_once);
    let mut before = None;
    let mut batch = gather(&mut rows, at_once)?;
    while batch.rows > 0 {
        let sql = match batch.rows == at_once {
            true => Arc::clone(&whole),
            false => statement(batch.rows),
        };
        let kept = batch.values.clone();
        let writing = sqlx::query_with(AssertSqlSafe(sql), batch.values).execute(&mut *connection);
        let (written, next) = tokio::join!(biased; writing, async {
            drop(before.take());
            gather(&mut rows, at_once)
        });
        written?;
        step(batch.rows);
        before = Some(kept);
        batch = next?;
    }
    Ok(())
}

/// One row of a statement: a place for each value of its own, and those that are alike in all rows.
async fn row<const N: usize>(
    connection: &mut SqliteConnection,
    alike: &[(&str, Cell<'_>)],
) -> Result<String, sqlx::Error> {
    let mut row = vec!["?".to_owned(); N];
    for (_, cell) in alike {
        let mut value = SqliteArguments::default();
        put(*cell, &mut value).map_err(sqlx::Error::Encode)?;
        // As SQLite itself writes the value that would be bound.
        let quote = sqlx::query_scalar_with("SELECT quote(?)", value);
        row.push(quote.fetch_one(&mut *connection).await?);
    }
    Ok(format!("({})", row.join(",")))
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
