//! What people do, told as stories.

mod digests;
mod engagement;
mod objectives;
mod organisations;
mod signing_in;
