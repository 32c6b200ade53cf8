//! What must hold of the whole, whoever changes which part.

mod migrations;
mod tallies;
