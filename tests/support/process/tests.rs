//! The program, started as an operator starts it.

use super::{Process, command};
use crate::support::database::{Kind, TestDatabase};
use crate::support::visitor::Visitor;

on_both! {
    async fn it_answers_again_on_the_same_records_after_a_power_cut(database: TestDatabase) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // As it comes, with only a folder to write to; and on a server.
        let settings = [("DATABASE_URL", database.url())];
        let settings = match database.kind() {
            Kind::Sqlite => &settings[..0],
            Kind::Postgres => &settings[..],
        };
        let mut process = Process::serve(folder.path(), settings);
        let visitor = Visitor::at(&process.address());
        assert_eq!(visitor.get("/sign-in").await.status, 200);

        process.kill();
        process.restart();
        assert_eq!(visitor.get("/sign-in").await.status, 200);
        assert!(process.stop().success(), "it stops as if it had failed:\n{}", process.log());
    }
}

#[test]
#[should_panic(expected = "log_format")]
fn a_setting_that_is_wrong_stops_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Process::serve(folder.path(), &[("FAIRWIND_LOG_FORMAT", "loud")]);
}

#[test]
fn a_command_says_what_it_has_to_say_and_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let help = command(folder.path(), &[], &["--help"]);
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).contains("serve"));
    let unknown = command(folder.path(), &[], &["sink"]);
    assert!(!unknown.status.success());
}
