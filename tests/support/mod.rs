//! What the tests stand on: databases, a browser, a mail server, and an eye that reads every page.

#[macro_use]
pub mod database;
pub mod inspect;
pub mod postgres;
pub mod smtp;
