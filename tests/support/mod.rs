//! What the tests stand on: databases, actors, processes, a browser, a mail server, and an eye that reads every page.

#[macro_use]
pub mod database;
pub mod actors;
pub mod app;
pub mod browser;
pub mod everything;
pub mod form;
pub mod imap;
pub mod inspect;
pub mod pdf;
pub mod postgres;
pub mod process;
pub mod site;
pub mod smtp;
pub mod visitor;
pub mod world;
