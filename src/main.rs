//! The one binary. Everything is in the library, so that tests use the same.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

#[global_allocator]
static HEAP: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    fairwind::cli::main()
}
