//! What people do, told as stories.

mod engagement;
mod digests;
mod objectives;
mod organisations;
mod signing_in;
