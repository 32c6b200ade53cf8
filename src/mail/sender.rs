//! Sends what the outbox holds: one mail at a time, taken before it is handed over.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, Notify},
    time::sleep,
};

use super::{
    Attached, FromAddress, Letter, Mailer, Refusal,
    outbox::{self, Outcome, Taken},
};
use crate::{
    entities::mail::outgoing_mail,
    kernel::{
        clock::Clock,
        database::Db,
        fault::{Answer, Fault},
        ids::OutgoingMailId,
        time::Instant,
        unharmed::{Panicked, unharmed},
    },
};

/// When a mail that was refused for now is tried again, and how long a process may hold one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Seconds from the first, second … try that failed to the next; after the last of them it has failed.
    pub retries: Vec<u64>,
    /// Up to this much of the wait is added, so that what failed together is not tried together. Per cent.
    pub spread_percent: u8,
    /// Seconds after which a process that holds a mail is taken for dead. Always at least half a minute more than
    /// the mail server's timeout, whatever is set here; where several processes share a database, it must also
    /// exceed what their clocks differ by.
    pub lease_seconds: u64,
}

impl Default for Schedule {
    /// A minute, 5 and 15 minutes, 1, 2, 4 and 8 hours; a tenth more at most; a lease of a minute.
    fn default() -> Self {
        Self {
            retries: vec![60, 300, 900, 3_600, 7_200, 14_400, 28_800],
            spread_percent: 10,
            lease_seconds: 60,
        }
    }
}

impl Schedule {
    /// Seconds to wait after so many tries; `None` when there have been enough. The spread comes from the mail's id,
    /// whose last bits are random: the same mail always waits the same time.
    fn delay(&self, id: OutgoingMailId, attempts: i32) -> Option<u64> {
        let tried = u32::try_from(attempts).ok()?;
        let wait = *self
            .retries
            .get(usize::try_from(tried.checked_sub(1)?).ok()?)?;
        let (_, random) = id.0.as_u64_pair();
        let share = random.rotate_left(8 * (tried % 8)) % 1_001;
        let most = wait * u64::from(self.spread_percent) / 100;
        Some(wait + most * share / 1_000)
    }

    fn most_attempts(&self) -> i32 {
        i32::try_from(self.retries.len() + 1).unwrap_or(i32::MAX)
    }
}

/// What became of the mails of one round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Taken by the mail server.
    pub sent: u32,
    /// To be tried again.
    pub put_off: u32,
    /// Not tried again by itself.
    pub failed: u32,
}

/// Takes due mails out of the outbox and hands them over.
#[derive(Debug)]
pub struct Sender {
    db: Db,
    clock: Clock,
    mailer: Mailer,
    from: FromAddress,
    schedule: Schedule,
    /// One mail at a time, whoever calls.
    hand: Mutex<()>,
}

impl Sender {
    /// A sender of this process.
    pub fn new(
        db: Db,
        clock: Clock,
        mailer: Mailer,
        from: FromAddress,
        schedule: Schedule,
    ) -> Self {
        Self {
            db,
            clock,
            mailer,
            from,
            schedule,
            hand: Mutex::new(()),
        }
    }

    /// Sends everything that is due.
    pub async fn deliver_due(&self) -> Answer<Round> {
        let mut round = Round::default();
        while let Some(outcome) = self.deliver_next().await? {
            match outcome {
                Outcome::Sent => round.sent += 1,
                Outcome::PutOff { .. } => round.put_off += 1,
                Outcome::Failed { .. } => round.failed += 1,
            }
        }
        self.mailer.hang_up().await;
        Ok(round)
    }

    /// Frees the mail that the process before this one held when it stopped, so that a restart does not wait for
    /// its lease; gives the number freed. Only on SQLite, where that process is gone: on PostgreSQL others may be
    /// sending, and this does nothing.
    pub async fn reclaim_all(&self) -> Answer<u64> {
        if self.db.is_postgres() {
            return Ok(0);
        }
        outbox::free_all(&self.db).await
    }

    /// Takes one mail, hands it over and writes what came of it; `None` when nothing is due.
    async fn deliver_next(&self) -> Answer<Option<Outcome>> {
        let _hand = self.hand.lock().await;
        let most_attempts = self.schedule.most_attempts();
        let now = self.clock.now();
        let taken = outbox::take(&self.db, now, self.lease_seconds(), most_attempts).await?;
        let Some(Taken {
            mail,
            picture,
            attached,
        }) = taken
        else {
            return Ok(None);
        };
        let outcome = match unharmed(self.hand_over(now, &mail, picture, attached)).await {
            Ok(outcome) => outcome,
            // Perhaps it is the mail, perhaps what it was handed to: it is tried again, and the rest go on.
            Err(Panicked) => self.put_off(&mail, BROKE_DOWN.to_owned()),
        };
        self.settle(&mail, &outcome).await?;
        Ok(Some(outcome))
    }

    async fn hand_over(
        &self,
        now: Instant,
        mail: &outgoing_mail::Model,
        picture: Option<Vec<u8>>,
        attached: Option<Attached>,
    ) -> Outcome {
        let letter = match Letter::build(&self.from, now, mail, picture, attached) {
            Ok(letter) => letter,
            Err(answer) => return Outcome::Failed { answer },
        };
        match self.mailer.send(&letter).await {
            Ok(()) => Outcome::Sent,
            Err(Refusal::Never(answer)) => Outcome::Failed { answer },
            Err(Refusal::Later(answer)) => self.put_off(mail, answer),
        }
    }

    fn put_off(&self, mail: &outgoing_mail::Model, answer: String) -> Outcome {
        match self.schedule.delay(mail.id, mail.attempts) {
            Some(seconds) => Outcome::PutOff {
                due_at: self
                    .clock
                    .now()
                    .plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)),
                answer,
            },
            None => Outcome::Failed { answer },
        }
    }

    /// Writes the outcome, and tries hard: a mail that was sent and is not written down is sent again.
    async fn settle(&self, mail: &outgoing_mail::Model, outcome: &Outcome) -> Answer<()> {
        let mut pauses = [1, 5].into_iter();
        let ours = loop {
            match outbox::settle(&self.db, self.clock.now(), mail, outcome).await {
                Ok(ours) => break ours,
                Err(fault) => match pauses.next() {
                    Some(seconds) => sleep(Duration::from_secs(seconds)).await,
                    None => return Err(fault),
                },
            }
        };
        let (id, attempts) = (mail.id, mail.attempts);
        match outcome {
            Outcome::Sent => tracing::info!(mail = %id, attempts, "mail sent"),
            Outcome::PutOff { answer, .. } => {
                tracing::warn!(mail = %id, attempts, answer, "mail put off");
            }
            Outcome::Failed { answer } => {
                tracing::error!(mail = %id, attempts, answer, "mail failed");
            }
        }
        if !ours {
            tracing::warn!(mail = %id, attempts, "the lease of a mail ran out before its outcome was written");
        }
        Ok(())
    }

    fn lease_seconds(&self) -> i64 {
        let least = self.mailer.timeout_seconds() + 30;
        i64::try_from(self.schedule.lease_seconds.max(least)).unwrap_or(i64::MAX)
    }
}

/// What is said of a mail whose handling panicked. Not the panic's own words, which may quote the mail.
const BROKE_DOWN: &str =
    "The service broke down while it handed this mail over. Its log says where.";

/// How long an outbox with nothing due is left alone, unless somebody wakes the sender.
const REST: Duration = Duration::from_secs(5);

/// Sends until `shutdown` comes, then finishes the mail in hand. `wake` saves a queued mail up to five seconds of
/// waiting: notify it after the commit.
pub async fn run(
    sender: Arc<Sender>,
    shutdown: impl Future<Output = ()> + Send,
    wake: Arc<Notify>,
) {
    tokio::pin!(shutdown);
    loop {
        match deliver_unharmed(&sender).await {
            Ok(Some(_)) => {
                // More may be due: look up only to see whether to stop.
                tokio::select! {
                    biased;
                    () = &mut shutdown => break,
                    () = std::future::ready(()) => continue,
                }
            }
            Ok(None) => {}
            Err(fault) => tracing::error!(%fault, "the outbox could not be reached"),
        }
        sender.mailer.hang_up().await;
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            () = wake.notified() => {}
            () = sleep(REST) => {}
        }
    }
    sender.mailer.hang_up().await;
}

/// Sends one mail in a task of its own: whatever becomes of taking it or of writing its outcome, sending goes on. Its
/// lease runs out, it is taken again, and after so many times it has failed.
async fn deliver_unharmed(sender: &Arc<Sender>) -> Answer<Option<Outcome>> {
    let sender = sender.clone();
    tokio::spawn(async move { sender.deliver_next().await })
        .await
        .map_err(Fault::broken)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_waits_as_long_as_the_schedule_says_and_a_little_more() {
        let schedule = Schedule::default();
        for _ in 0..100 {
            let id = OutgoingMailId::new();
            for (tried, wait) in (1..).zip(&schedule.retries) {
                let delay = schedule.delay(id, tried).expect("another try");
                assert!((*wait..=wait + wait / 10).contains(&delay), "{delay}");
                assert_eq!(schedule.delay(id, tried), Some(delay));
            }
            assert_eq!(schedule.delay(id, 8), None);
        }
    }

    #[test]
    fn what_fails_together_is_not_tried_together() {
        let schedule = Schedule::default();
        let delays: std::collections::BTreeSet<_> = (0..200)
            .filter_map(|_| schedule.delay(OutgoingMailId::new(), 7))
            .collect();
        assert!(delays.len() > 100, "{} different delays", delays.len());
    }
}
