//! Reading a partner's staff list: the file an employer's payroll or personnel system
//! exports, exactly as it comes.
//!
//! The steps, each without a database and each of them linear in the rows:
//!
//! 1. [`sheet::read`] turns the bytes of a file into a table with the line numbers an
//!    editor shows, whatever the encoding, the delimiter and the title lines above it.
//! 2. [`columns::propose`] says which column is what; people confirm or correct it once.
//! 3. [`groups::distinct_words`] and [`groups::propose`] match the partner's own words for
//!    staff groups to the system's; people settle the rest once.
//! 4. [`rows::parse`] makes one row of each *employment*, and a sentence for each line that
//!    cannot be one.

pub mod columns;
pub mod dates;
pub mod groups;
pub mod identity;
pub mod rows;
pub mod sheet;

mod circles;
mod employment;
mod encodings;
mod heading;
mod heard;
mod line;
mod managers;
mod said;
mod shared_addresses;
mod words;

#[cfg(test)]
mod real_files;
