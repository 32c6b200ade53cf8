//! What people do, told as stories.

mod administrators_desk;
mod calendar;
mod digests;
mod engagement;
mod measures;
mod methods;
mod objectives;
mod organisations;
mod papers;
mod power_cuts;
mod priorities;
mod signing_in;
mod staff_lists;
mod story;
mod successions;
