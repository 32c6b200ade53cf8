//! Fairwind: appraisal objectives about working across an integrated care system, and who takes part.
//!
//! By subject, with the floors inside; imports go down only, which a conformance test reads:
//! `kernel < entities < mail < access < web < subjects < clockwork, demo < app, running, cli, main`.
//! The README has the map of the house.

pub mod access;
pub mod app;
pub mod boards;
pub mod cli;
pub mod clockwork;
pub mod config;
pub mod demo;
pub mod digests;
pub mod engagement;
pub mod entities;
pub mod held;
pub mod home;
pub mod kernel;
pub mod mail;
pub mod measures;
pub mod monthly;
pub mod objectives;
pub mod organisations;
pub mod participation;
pub mod people;
pub mod running;
pub mod sending;
pub mod sign_in;
pub mod tallies;
pub mod web;
