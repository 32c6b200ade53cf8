//! What every room stands on and which stands on none of ours: time, ids, errors, periods, templates, the database's door.

pub mod as_of;
pub mod at_once;
pub mod bulk;
pub mod changes;
pub mod clock;
pub mod database;
pub mod fault;
pub mod ids;
pub mod kept;
pub mod once;
pub mod periods;
pub mod private;
pub mod revision;
pub mod stood;
pub mod templates;
pub mod time;
pub mod together;
pub mod unharmed;
pub mod within;
pub mod words;
