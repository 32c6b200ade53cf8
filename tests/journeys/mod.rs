//! What people do, told as stories.

mod objectives;
mod organisations;
mod signing_in;
