//! What must hold of the whole, whoever changes which part.

mod floors;
mod migrations;
mod routes;
mod tallies;
mod templates;
