//! Passwords: argon2id off the async threads, and how strong one must be.

use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use crate::kernel::fault::{Answer, Fault};

/// The fewest characters a password may have.
pub const SHORTEST: usize = 12;
/// The most; longer ones would only cost time.
pub const LONGEST: usize = 200;

/// How long memory is held for the next who signs in.
const IDLE: Duration = Duration::from_secs(1);

/// A hash that was made, or the answer whether one is a password's.
type Work = Box<dyn FnOnce(&mut Hasher) + Send>;

/// Hashes and verifies one at a time, some fifty a second on the machine of the README's tables, on a thread of its own and
/// always in the same memory, which is given back once nobody has signed in for a moment: each hash takes 7 MiB.
#[derive(Clone)]
pub struct Passwords {
    thread: mpsc::Sender<Work>,
    /// A hash of nothing anybody can type, verified when there is no account, so that both take as long.
    decoy: String,
}

impl Passwords {
    /// Argon2id with 7 MiB, five passes and one lane: of the settings that OWASP's cheat sheet on storing passwords gives
    /// as equally strong, the one that takes least memory. A hash that was made with others is verified with those.
    pub fn owasp() -> Self {
        Self::with(Params::new(7 * 1024, 5, 1, None).expect("OWASP's parameters are valid"))
    }

    /// Parameters that make a test quick. Never in production.
    pub fn quick() -> Self {
        Self::with(Params::new(8, 1, 1, None).expect("the smallest parameters are valid"))
    }

    fn with(params: Params) -> Self {
        let (sender, receiver) = mpsc::channel::<Work>();
        let (made, decoy) = mpsc::channel();
        thread::spawn(move || {
            let mut hasher = Hasher {
                params,
                memory: Vec::new(),
            };
            let _ = made.send(hasher.hash(&rand::random::<[u8; 32]>()));
            // Until the last of us is gone.
            loop {
                match receiver.recv_timeout(IDLE) {
                    Ok(work) => work(&mut hasher),
                    Err(RecvTimeoutError::Disconnected) => break,
                    Err(RecvTimeoutError::Timeout) => {
                        hasher.memory = Vec::new();
                        match receiver.recv() {
                            Ok(work) => work(&mut hasher),
                            Err(_) => break,
                        }
                    }
                }
            }
        });
        let decoy = decoy.recv().expect("the thread has begun");
        Self {
            thread: sender,
            decoy: decoy.expect("a hash of 32 bytes"),
        }
    }

    /// The hash to keep, in PHC form.
    pub async fn hash(&self, password: &str) -> Answer<String> {
        let password = password.to_owned();
        self.in_turn(move |hasher| hasher.hash(password.as_bytes()))
            .await
    }

    /// Whether the password is the one that was hashed. Without a hash it takes as long, and is not.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Answer<bool> {
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let is_it = self.in_turn(move |hasher| hasher.verify(password.as_bytes(), &hash));
        Ok(is_it.await? && known)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Hasher) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let (done, outcome) = tokio::sync::oneshot::channel();
        let work = Box::new(move |hasher: &mut Hasher| {
            // Whoever asked may have gone.
            let _ = done.send(work(hasher));
        });
        self.thread
            .send(work)
            .map_err(|_| Fault::broken("the thread that hashes is gone"))?;
        outcome.await.map_err(Fault::broken)?
    }
}

/// What hashes: new ones with these parameters, in this memory.
struct Hasher {
    params: Params,
    memory: Vec<Block>,
}

impl Hasher {
    fn hash(&mut self, password: &[u8]) -> Answer<String> {
        let salt = Salt::new(&rand::random::<[u8; 16]>()).map_err(Fault::broken)?;
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon2 = Argon2::new(algorithm, version, self.params.clone());
        let output = self.output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?;
        let hash = PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&self.params).map_err(Fault::broken)?,
            salt: Some(salt),
            hash: Some(output),
        };
        Ok(hash.to_string())
    }

    fn verify(&mut self, password: &[u8], hash: &str) -> Answer<bool> {
        let hash = PasswordHash::new(hash).map_err(Fault::broken)?;
        let (Some(salt), Some(kept)) = (&hash.salt, &hash.hash) else {
            return Err(Fault::broken("a hash without its salt"));
        };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(Fault::broken)?;
        let version = match hash.version {
            Some(version) => Version::try_from(version).map_err(Fault::broken)?,
            None => Version::default(),
        };
        let params = Params::try_from(&hash).map_err(Fault::broken)?;
        let argon2 = Argon2::new(algorithm, version, params);
        // Outputs are compared in constant time.
        Ok(self.output(&argon2, password, salt, kept.len())? == *kept)
    }

    fn output(
        &mut self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &[u8],
        length: usize,
    ) -> Answer<Output> {
        let blocks = argon2.params().block_count();
        if self.memory.len() < blocks {
            self.memory.reserve_exact(blocks - self.memory.len());
            self.memory.resize(blocks, Block::new());
        }
        let mut output = vec![0; length];
        argon2
            .hash_password_into_with_memory(password, salt, &mut output, &mut self.memory[..blocks])
            .map_err(Fault::broken)?;
        Output::new(&output).map_err(Fault::broken)
    }
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
    use argon2::{PasswordHasher, PasswordVerifier};

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
        // As the library makes and reads them itself, with parameters that need more memory than ours, too.
        let argon2 = Argon2::from(Params::new(64, 2, 2, Some(24)).expect("parameters"));
        let others = argon2
            .hash_password(b"teapot marble cycle")
            .expect("a hash");
        for (typed, right) in [("teapot marble cycle", true), ("teapot marble", false)] {
            let parsed = PasswordHash::new(&hash).expect("a PHC string");
            assert_eq!(
                argon2.verify_password(typed.as_bytes(), &parsed).is_ok(),
                right
            );
            let ours = passwords.verify(typed, Some(&others.to_string())).await;
            assert_eq!(ours.expect("an answer"), right);
        }
        assert!(
            !passwords
                .verify("teapot marble cycle", None)
                .await
                .expect("an answer")
        );
    }
}
