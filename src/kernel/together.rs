//! Jobs of many that are done together, when they come at once: one transaction, made durable once, for all of them.

use std::{
    future::Future,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::{
    fault::{Answer, Fault},
    unharmed::unharmed,
};

/// How many jobs are done together at the most.
const AT_ONCE: usize = 64;

/// A job with where its answer is waited for.
type Waiting<J, A> = (J, oneshot::Sender<Answer<A>>);

/// Jobs that are done together, and where each is answered.
type Jobs<J, A> = (Vec<J>, Vec<oneshot::Sender<Answer<A>>>);

/// Jobs that wait to be done. Whatever comes first is done at once; what comes meanwhile is done next, together.
#[derive(Debug)]
pub struct Together<J, A>(Mutex<Queue<J, A>>);

#[derive(Debug)]
struct Queue<J, A> {
    waiting: Vec<Waiting<J, A>>,
    /// Whether somebody is there who does them.
    is_served: bool,
}

impl<J, A> Default for Together<J, A> {
    fn default() -> Self {
        Self(Mutex::new(Queue {
            waiting: Vec::new(),
            is_served: false,
        }))
    }
}

impl<J: Send + 'static, A: Send + 'static> Together<J, A> {
    /// Has a job done, alone or with others, and gives its answer: `work` answers each of its jobs, in their order.
    ///
    /// # Errors
    /// What `work` answers of this job; a fault of ours where it answers nothing.
    pub async fn have_done<F>(self: &Arc<Self>, job: J, work: fn(Vec<J>) -> F) -> Answer<A>
    where
        F: Future<Output = Vec<Answer<A>>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let is_served = {
            let mut queue = self.queue();
            queue.waiting.push((job, answer));
            mem::replace(&mut queue.is_served, true)
        };
        if !is_served {
            // On its own, so that all are answered even if whoever came first gives up.
            tokio::spawn(self.clone().serve(work));
        }
        answered.await.map_err(Fault::broken)?
    }

    /// Does what waits until nothing does.
    async fn serve<F>(self: Arc<Self>, work: fn(Vec<J>) -> F)
    where
        F: Future<Output = Vec<Answer<A>>> + Send + 'static,
    {
        while let Some((jobs, answers)) = self.next() {
            // If it panics, those who wait are told so by the channel, and the next are served.
            let done = unharmed(work(jobs)).await.unwrap_or_default();
            for (answer, done) in answers.into_iter().zip(done) {
                // Somebody who no longer waits misses nothing.
                let _ = answer.send(done);
            }
            if !self.queue().waiting.is_empty() {
                // They are answered before the next are begun, which may keep this thread.
                tokio::task::yield_now().await;
            }
        }
    }

    /// The next jobs, and where each is answered; none where nothing waits, and then nobody serves any more.
    fn next(&self) -> Option<Jobs<J, A>> {
        let mut queue = self.queue();
        if queue.waiting.is_empty() {
            queue.is_served = false;
            return None;
        }
        let some = queue.waiting.len().min(AT_ONCE);
        Some(queue.waiting.drain(..some).unzip())
    }

    fn queue(&self) -> MutexGuard<'_, Queue<J, A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn doubled(jobs: Vec<u32>) -> Vec<Answer<(u32, usize)>> {
        tokio::task::yield_now().await;
        let many = jobs.len();
        jobs.into_iter()
            .map(|job| match job {
                13 => Err(Fault::NotFound),
                1_000 => panic!("a job that breaks"),
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

    #[tokio::test]
    async fn a_job_that_breaks_is_a_fault_and_the_next_is_done() {
        let together = Arc::new(Together::<u32, (u32, usize)>::default());
        let broken = together.have_done(1_000, doubled).await;
        assert!(matches!(broken, Err(Fault::Broken(_))), "{broken:?}");
        assert_eq!(
            together.have_done(2, doubled).await.expect("an answer"),
            (4, 1)
        );
    }

    #[tokio::test]
    async fn what_somebody_gave_up_is_done_all_the_same() {
        let together = Arc::new(Together::<u32, (u32, usize)>::default());
        let given_up = together.clone();
        let given_up =
            tokio::spawn(async move { given_up.have_done(1, doubled).await.map(|_| ()) });
        tokio::task::yield_now().await;
        given_up.abort();
        assert_eq!(
            together.have_done(2, doubled).await.expect("an answer").0,
            4
        );
    }
}
