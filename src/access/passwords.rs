//! Passwords: argon2id off the async threads, and how strong one must be.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};

use crate::kernel::fault::{Answer, Fault};

/// The fewest characters a password may have.
pub const SHORTEST: usize = 12;
/// The most; longer ones would only cost time.
pub const LONGEST: usize = 200;

/// How many are hashed at once.
const AT_ONCE: usize = 2;

type Work = Box<dyn FnOnce() + Send>;

/// Hashes and verifies on threads of its own: each hash takes 19 MiB, which the allocator keeps for the thread that it
/// was on.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    threads: mpsc::Sender<Work>,
    /// A hash of nothing anybody can type, verified when there is no account, so that both take as long.
    decoy: Arc<str>,
}

impl Passwords {
    /// OWASP's parameters: argon2id, 19 MiB, two passes, one lane.
    pub fn owasp() -> Self {
        Self::with(Params::default())
    }

    /// Parameters that make a test quick. Never in production.
    pub fn quick() -> Self {
        Self::with(Params::new(8, 1, 1, None).expect("the smallest parameters are valid"))
    }

    fn with(params: Params) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let threads = threads();
        let (made, decoy) = mpsc::channel();
        let hasher = argon2.clone();
        let _ = threads.send(Box::new(move || {
            let unguessable: [u8; 32] = rand::random();
            let _ = made.send(
                hasher
                    .hash_password(&unguessable)
                    .map(|hash| hash.to_string()),
            );
        }));
        let decoy = decoy
            .recv()
            .expect("the thread is there")
            .expect("a hash of 32 bytes");
        Self {
            argon2,
            threads,
            decoy: decoy.into(),
        }
    }

    /// The hash to keep, in PHC form.
    pub async fn hash(&self, password: &str) -> Answer<String> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.off_thread(move || {
            Ok(argon2
                .hash_password(password.as_bytes())
                .map_err(Fault::broken)?
                .to_string())
        })
        .await
    }

    /// Whether the password is the one that was hashed. Without a hash it takes as long, and is not.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Answer<bool> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        self.off_thread(move || {
            let hash = PasswordHash::new(&hash).map_err(Fault::broken)?;
            Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let (done, outcome) = tokio::sync::oneshot::channel();
        let work = Box::new(move || {
            // Whoever asked may have gone.
            let _ = done.send(work());
        });
        self.threads
            .send(work)
            .map_err(|_| Fault::broken("the hashing threads are gone"))?;
        outcome.await.map_err(Fault::broken)?
    }
}

/// Threads that work until the last sender is gone.
fn threads() -> mpsc::Sender<Work> {
    let (sender, receiver) = mpsc::channel::<Work>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..AT_ONCE {
        let receiver = receiver.clone();
        thread::spawn(move || {
            loop {
                let next = receiver
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .recv();
                match next {
                    Ok(work) => work(),
                    Err(mpsc::RecvError) => return,
                }
            }
        });
    }
    sender
}

/// Why a password will not do, in a sentence; none if it will.
///
/// `known` are words an attacker would try first: the person's name and address, the organisation's name.
pub fn weakness(password: &str, known: &[&str]) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!(
            "Enter a password of at least {SHORTEST} characters"
        ));
    }
    if length > LONGEST {
        return Some(format!("Enter a password of at most {LONGEST} characters"));
    }
    // The parts of what is known, and the whole run together: "Sam Osei" is guessed as "samosei" too.
    let together: Vec<String> = known
        .iter()
        .map(|words| words.replace([' ', '@', '.'], ""))
        .collect();
    let parts: Vec<&str> = known
        .iter()
        .flat_map(|words| words.split([' ', '@', '.']))
        .chain(together.iter().map(String::as_str))
        .filter(|word| word.len() > 2)
        .collect();
    let estimate = zxcvbn::zxcvbn(password, &parts);
    (u8::from(estimate.score()) < 3).then(|| {
        "Choose a password that is harder to guess. Three words that do not belong together are good".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        assert!(weakness("Tr0ub4dor&3", &[]).is_some());
        assert!(weakness("password123456", &[]).is_some());
        assert!(
            weakness(
                "niamhmalik1985",
                &["Niamh Malik", "niamh.malik@royalberkshire.example"]
            )
            .is_some()
        );
        assert_eq!(weakness("teapot marble cycle", &["Niamh Malik"]), None);
    }

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let passwords = Passwords::quick();
        let hash = passwords.hash("teapot marble cycle").await.expect("a hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(
            passwords
                .verify("teapot marble cycle", Some(&hash))
                .await
                .expect("an answer")
        );
        assert!(
            !passwords
                .verify("teapot marble", Some(&hash))
                .await
                .expect("an answer")
        );
        assert!(
            !passwords
                .verify("teapot marble cycle", None)
                .await
                .expect("an answer")
        );
    }
}
