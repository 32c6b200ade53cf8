//! PostgreSQL: `COPY` in its binary format, which needs no escaping and no parsing.
//!
//! The format: <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.4.6>. Each field is its length in
//! bytes and its value as the type's own `receive` function reads it, all numbers with the highest byte first.

use sea_orm::sqlx::{self, Pool, Postgres};

use super::Cell;

/// Bytes that are gathered before they are sent.
const SENT_AT_ONCE: usize = 64 * 1024;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// No flags, and no more of a header.
const NO_MORE: [u8; 8] = [0; 8];
/// In the place of a row's number of fields.
const END: i16 = -1;
/// In the place of a field's length.
const NULL: i32 = -1;

/// PostgreSQL counts days and microseconds from 1 January 2000.
const EPOCH_JULIAN_DAY: i32 = 2_451_545;
const EPOCH_UNIX_SECONDS: i64 = 946_684_800;

pub(super) async fn insert<'r, const N: usize>(
    pool: &Pool<Postgres>,
    table: &str,
    alike: &[(&str, Cell<'_>)],
    columns: [&str; N],
    rows: impl Iterator<Item = [Cell<'r>; N]> + Send,
    mut step: impl FnMut(usize) + Send,
) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let columns = super::listed(&columns, alike);
    let statement = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
    let mut copy = connection.copy_in_raw(&statement).await?;
    let fields = i16::try_from(N + alike.len()).unwrap_or(i16::MAX);
    let fields = fields.to_be_bytes();
    let mut same = Vec::new();
    for (_, cell) in alike {
        put(*cell, &mut same);
    }
    let mut buffer = Vec::with_capacity(2 * SENT_AT_ONCE);
    buffer.extend_from_slice(SIGNATURE);
    buffer.extend_from_slice(&NO_MORE);
    let mut gathered = 0;
    for row in rows {
        buffer.extend_from_slice(&fields);
        for cell in row {
            put(cell, &mut buffer);
        }
        buffer.extend_from_slice(&same);
        gathered += 1;
        if buffer.len() >= SENT_AT_ONCE {
            copy.send(buffer.as_slice()).await?;
            buffer.clear();
            step(std::mem::take(&mut gathered));
        }
    }
    buffer.extend_from_slice(&END.to_be_bytes());
    copy.send(buffer.as_slice()).await?;
    copy.finish().await?;
    step(gathered);
    Ok(())
}

fn put(cell: Cell<'_>, buffer: &mut Vec<u8>) {
    let mut field = |value: &[u8]| {
        // No cell comes near two gigabytes.
        let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
        buffer.extend_from_slice(&length.to_be_bytes());
        buffer.extend_from_slice(value);
    };
    match cell {
        Cell::Nothing => buffer.extend_from_slice(&NULL.to_be_bytes()),
        Cell::Id(id) => field(id.as_bytes()),
        Cell::Text(text) => field(text.as_bytes()),
        Cell::Number(number) => field(&number.to_be_bytes()),
        Cell::On(day) => {
            let days = day.to_time().to_julian_day() - EPOCH_JULIAN_DAY;
            field(&days.to_be_bytes());
        }
        Cell::At(instant) => {
            let micros = (instant.unix() - EPOCH_UNIX_SECONDS) * 1_000_000;
            field(&micros.to_be_bytes());
        }
    }
}
