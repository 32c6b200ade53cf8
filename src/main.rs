//! The one binary. Everything is in the library, so that tests use the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A staff list that is loaded from the command line uses all it can get, and then ends.
    if std::env::args()
        .nth(1)
        .is_some_and(|first| first == "serve")
    {
        share_memory();
    }
    fairwind::cli::main()
}

/// Has all threads take memory from one heap. glibc gives each thread that asks at the same time one of its own, and what
/// one has freed the others cannot have: the checks of a night, read on five connections' threads, left a third more
/// memory taken than they needed. Pages and logging are not measurably slower for it; a list of 1,500,000 rows would be.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn share_memory() {
    // SAFETY: no other thread has begun; and where it cannot be set, everything is as it was.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn share_memory() {}
