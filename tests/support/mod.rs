//! What the tests stand on: databases, processes, a browser, a mail server, and an eye that reads every page.

pub mod browser;
#[macro_use]
pub mod database;
pub mod form;
pub mod inspect;
pub mod postgres;
pub mod process;
pub mod site;
pub mod smtp;
pub mod visitor;
