//! What people do, told as stories.

mod objectives;
mod signing_in;
