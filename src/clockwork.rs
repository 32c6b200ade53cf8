//! The whole schedule of the service, on one page.
//!
//! | when | what |
//! |---|---|
//! | at start, and every quarter of an hour | tallies are counted up to today, once a day has passed |
//! | at start, and every quarter of an hour | digests due before a board's meeting are drafted, and its secretaries told; of a board that chose so they go out, announced a working day before |
//! | at start, and every quarter of an hour | secretaries are asked what came of a meeting, on the next working morning |
//! | at start, and every quarter of an hour | reports of mail that did not arrive are read, in a folder and a mailbox, and secretaries told of their digests' |
//! | at start, and every quarter of an hour, from 8am on the first working day of a month and for a week | monthly summaries are written to staff and managers, each once |
//! | every night after two o'clock, in one process | people who left longer ago than they are kept are forgotten, one at a time |
//! | every night after two o'clock, in one process | tallies are checked against the records |
//! | at start, and once a day | sessions, links and attempts that have ended by time are forgotten, and staff lists that nobody has confirmed in three months are put aside |
//!
//! Mail is not here: the outbox sends what is due as soon as it is due. One failure never stops the
//! rest, nor does a panic.

use std::{path::PathBuf, time::Duration};

use crate::{
    access::{background, sessions::SessionLimits},
    boards::{self, calendar::Holidays},
    digests, held,
    kernel::{clock::Clock, database::Db, time::Day, unharmed::answered},
    mail::returns::mailbox::Mailbox,
    monthly, people,
    sign_in::{self, Letterhead},
    tallies,
};

const QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(15 * 60);

/// Where reports of mail that did not arrive are read.
pub struct Returns {
    /// A folder of files.
    pub folder: Option<PathBuf>,
    /// A mailbox on a mail server.
    pub mailbox: Option<Mailbox>,
}

/// Keeps the schedule until `shutdown`.
pub async fn run(
    db: Db,
    clock: Clock,
    limits: SessionLimits,
    (holidays, letterhead, returns): (Holidays, Letterhead, Returns),
    shutdown: impl Future<Output = ()>,
) {
    tokio::pin!(shutdown);
    let mut tidied_on: Option<Day> = None;
    loop {
        let acting = background::clockwork(&db, &clock);
        match answered(tallies::advance_all(&acting)).await {
            Ok(0) => {}
            Ok(organisations) => tracing::info!(organisations, "tallies counted up to today"),
            Err(fault) => tracing::error!(%fault, "tallies could not be counted up to today"),
        }
        if let Err(fault) = answered(tallies::settle_all(&acting)).await {
            tracing::error!(%fault, "what was logged could not be added to the tallies");
        }
        match answered(digests::follow_calendars(&acting, &holidays, &letterhead)).await {
            Ok(0) => {}
            Ok(digests) => tracing::info!(digests, "digests became due"),
            Err(fault) => tracing::error!(%fault, "the boards' calendars could not be followed"),
        }
        if let Some(folder) = &returns.folder {
            match answered(digests::take_returns(&acting, folder)).await {
                Ok(0) => {}
                Ok(mails) => tracing::info!(mails, "reports of undelivered mail were read"),
                Err(fault) => {
                    tracing::error!(%fault, "the folder of undelivered mail could not be read")
                }
            }
        }
        if let Some(mailbox) = &returns.mailbox {
            // A server that does not answer must not keep the service from stopping; what was read is written down.
            let taken = tokio::select! {
                () = &mut shutdown => return,
                taken = answered(digests::take_returns_of_mailbox(&acting, mailbox)) => taken,
            };
            match taken {
                Ok(0) => {}
                Ok(mails) => tracing::info!(mails, "reports of undelivered mail were read"),
                Err(fault) => {
                    tracing::error!(%fault, "the mailbox of undelivered mail could not be read")
                }
            }
        }
        match answered(digests::tell_of_failures(&acting, &letterhead)).await {
            Ok(0) => {}
            Ok(digests) => tracing::warn!(digests, "digests did not reach everybody"),
            Err(fault) => {
                tracing::error!(%fault, "secretaries could not be told of what did not arrive")
            }
        }
        match answered(boards::ask_all(&acting, &holidays, &letterhead)).await {
            Ok(0) => {}
            Ok(meetings) => tracing::info!(meetings, "secretaries asked what came of meetings"),
            Err(fault) => tracing::error!(%fault, "nobody could be asked what came of meetings"),
        }
        // A large system's summaries take a while; each page of them is whole, so stopping loses nothing.
        let summed_up = tokio::select! {
            () = &mut shutdown => return,
            summed_up = answered(monthly::send_due(&acting, &holidays, &letterhead)) => summed_up,
        };
        match summed_up {
            Ok(0) => {}
            Ok(mails) => tracing::info!(mails, "monthly summaries were written"),
            Err(fault) => tracing::error!(%fault, "monthly summaries could not be written"),
        }
        if tidied_on != Some(clock.today()) {
            match answered(sign_in::tidy(&acting, limits)).await {
                Ok(()) => tidied_on = Some(clock.today()),
                Err(fault) => tracing::error!(%fault, "ended sessions could not be forgotten"),
            }
            match answered(people::put_aside_old(&acting)).await {
                Ok(0) => {}
                Ok(lists) => {
                    tracing::info!(lists, "staff lists that waited too long were put aside")
                }
                Err(fault) => tracing::error!(%fault, "old staff lists could not be put aside"),
            }
        }
        // Each is forgotten whole, so stopping leaves the rest to the next night. Before the check, which sees that no
        // count has changed.
        let forgotten = tokio::select! {
            () = &mut shutdown => return,
            forgotten = answered(held::forget_due(&acting)) => forgotten,
        };
        match forgotten {
            Ok(None | Some(0)) => {}
            Ok(Some(people)) => tracing::info!(people, "people who left long ago were forgotten"),
            Err(fault) => {
                tracing::error!(%fault, "people who left long ago could not be forgotten")
            }
        }
        // A long check must not keep the service from stopping.
        let checked = tokio::select! {
            () = &mut shutdown => return,
            checked = answered(tallies::nightly(&acting)) => checked,
        };
        match checked {
            Ok(None) => {}
            Ok(Some(differences)) => tracing::info!(differences, "tallies checked"),
            Err(fault) => tracing::error!(%fault, "tallies could not be checked"),
        }
        tokio::select! {
            () = &mut shutdown => return,
            () = tokio::time::sleep(QUARTER_OF_AN_HOUR) => {}
        }
    }
}
