//! What people do, told as stories.

mod administrators_desk;
mod attachments;
mod attention;
mod calendar;
mod desk;
mod digests;
mod engagement;
mod letters;
mod measures;
mod measures_for_programs;
mod measures_taken_away;
mod methods;
mod monthly;
mod objectives;
mod organisations;
mod papers;
mod planning;
mod power_cuts;
mod priorities;
mod readers;
mod sending;
mod signing_in;
mod staff_lists;
mod stories;
mod story;
mod successions;
