//! What people do, told as stories.

mod signing_in;
