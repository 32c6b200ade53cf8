//! The one binary. Everything is in the library, so that tests use the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    fairwind::cli::main()
}
