//! Jobs of many that are done together, when they come at once: one transaction, made durable once, for all of them.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
};

use tokio::sync::{Mutex as Turn, oneshot};

use super::fault::{Answer, Fault};

/// How many jobs are done together at the most.
const AT_ONCE: usize = 64;

/// A job with where its answer is waited for.
type Waiting<J, A> = (J, oneshot::Sender<Answer<A>>);

/// Jobs that wait for their turn. Whoever comes first does its own at once; whoever comes meanwhile is done by the next
/// together with all that have come.
pub struct Together<J, A> {
    waiting: Mutex<Vec<Waiting<J, A>>>,
    turn: Turn<()>,
}

impl<J, A> Default for Together<J, A> {
    fn default() -> Self {
        Self {
            waiting: Mutex::new(Vec::new()),
            turn: Turn::new(()),
        }
    }
}

impl<J: Send + 'static, A: Send + 'static> Together<J, A> {
    /// Has a job done, alone or with others, and gives its answer: `work` answers each of its jobs, in their order.
    ///
    /// # Errors
    /// What `work` answers of this job; a fault of ours where it answers nothing.
    pub async fn have_done<F>(&self, job: J, work: fn(Vec<J>) -> F) -> Answer<A>
    where
        F: Future<Output = Vec<Answer<A>>> + Send + 'static,
    {
        let (answer, mut answered) = oneshot::channel();
        self.queue().push((job, answer));
        let turn = self.turn.lock().await;
        if let Ok(answer) = answered.try_recv() {
            return answer;
        }
        loop {
            let (jobs, answers): (Vec<J>, Vec<_>) = {
                let mut waiting = self.queue();
                let some = waiting.len().min(AT_ONCE);
                waiting.drain(..some).unzip()
            };
            if jobs.is_empty() {
                break;
            }
            // On its own, so that the others are answered even if whoever waits here gives up.
            let done = tokio::spawn(async move {
                let done = work(jobs).await;
                for (answer, done) in answers.into_iter().zip(done) {
                    // Somebody who no longer waits misses nothing.
                    let _ = answer.send(done);
                }
            });
            done.await.map_err(Fault::broken)?;
            if let Ok(answer) = answered.try_recv() {
                return answer;
            }
        }
        drop(turn);
        answered.await.map_err(Fault::broken)?
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Vec<Waiting<J, A>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    async fn doubled(jobs: Vec<u32>) -> Vec<Answer<(u32, usize)>> {
        tokio::task::yield_now().await;
        let many = jobs.len();
        jobs.into_iter()
            .map(|job| match job {
                13 => Err(Fault::NotFound),
                job => Ok((job * 2, many)),
            })
            .collect()
    }

    #[tokio::test]
    async fn everybody_gets_their_own_answer_and_few_turns_are_taken() {
        let together = Arc::new(Together::<u32, (u32, usize)>::default());
        let mut tasks = tokio::task::JoinSet::new();
        for job in 0..200 {
            let together = together.clone();
            tasks.spawn(async move { (job, together.have_done(job, doubled).await) });
        }
        let mut most = 0;
        while let Some(done) = tasks.join_next().await {
            match done.expect("a task that ends") {
                (13, answer) => assert!(answer.is_err(), "one that fails fails alone"),
                (job, answer) => {
                    let (twice, many) = answer.expect("an answer");
                    assert_eq!(twice, job * 2);
                    most = most.max(many);
                }
            }
        }
        assert!(most > 1, "nothing was done together");
        assert!(most <= AT_ONCE);
    }
}
