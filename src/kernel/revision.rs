//! How often what is known of people, and what they may do, has been changed: in the database, for all its processes.

use sea_orm::sea_query::{
    Cond, Condition, Expr, ExprTrait, InsertStatement, Query, SelectStatement, UpdateStatement,
    Value,
};

use super::fault::{Answer, Fault};

/// The number of such changes. What was read after a revision was, and before the next, stands for as long as it does:
/// whoever would rather not read it again asks for the revision in the transaction that rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(i64);

const TABLE: &str = "revisions";
const COLUMN: &str = "revision";

impl Revision {
    /// One that was read from [`Revision::asked`].
    pub fn read(number: i64) -> Self {
        Self(number)
    }

    /// How many changes there were.
    pub fn number(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// As the database has it.
    pub fn value(self) -> Value {
        self.0.into()
    }

    /// The question, as a part of another or on its own.
    pub fn asked() -> SelectStatement {
        Query::select().column(COLUMN).from(TABLE).take()
    }

    /// Rows that the database refuses if this is no longer the revision or the other is so; none otherwise.
    pub fn unless(self, other: Condition) -> Answer<InsertStatement> {
        let moved_on = Cond::any().add(Expr::col(COLUMN).ne(self.0));
        let any = moved_on.add(other);
        // The one row that is there, once more.
        let columns = ["id", COLUMN];
        let there = Query::select()
            .columns(columns)
            .from(TABLE)
            .cond_where(any)
            .take();
        let mut rows = Query::insert().into_table(TABLE).columns(columns).take();
        rows.select_from(there).map_err(Fault::broken)?;
        Ok(rows)
    }

    /// What counts one more.
    pub(super) fn next() -> UpdateStatement {
        let one_more = Expr::col(COLUMN).add(1);
        Query::update().table(TABLE).value(COLUMN, one_more).take()
    }
}
