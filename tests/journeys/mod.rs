//! What people do, told as stories.

mod organisations;
mod signing_in;
