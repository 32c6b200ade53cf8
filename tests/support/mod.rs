//! What the tests stand on: databases, a browser, a mail server, and an eye that reads every page.

#[macro_use]
pub mod database;
pub mod browser;
pub mod inspect;
pub mod postgres;
pub mod site;
pub mod smtp;
