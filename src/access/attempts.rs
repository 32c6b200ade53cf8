//! Limits on attempts, by account, by address and by both. Kept in the database: processes share them.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::{Acting, tokens::fingerprint};
use crate::{
    entities::access::attempt,
    kernel::{database::Write, fault::Answer},
};

/// How often something may be tried.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is tried, as a word in the fingerprint.
    pub what: &'static str,
    /// This often
    pub times: u64,
    /// in this many seconds.
    pub seconds: i64,
}

/// Wrong passwords for one account from one network address: whoever guesses keeps out themselves, and nobody else.
pub const PASSWORD_BY_VISITOR: Limit = Limit {
    what: "password account and address",
    times: 10,
    seconds: 15 * 60,
};
/// Wrong passwords for one account from browsers it was never signed in to with, wherever they are.
pub const PASSWORD_BY_ACCOUNT: Limit = Limit {
    what: "password account",
    times: 100,
    seconds: 15 * 60,
};
/// Wrong passwords for one account from a browser that it was signed in to with before. Strangers use up none of them.
pub const PASSWORD_BY_BROWSER: Limit = Limit {
    what: "password account and browser",
    times: 10,
    seconds: 15 * 60,
};
/// Wrong present passwords of somebody who is signed in and changes theirs.
pub const CHANGE_BY_ACCOUNT: Limit = Limit {
    what: "password change",
    times: 10,
    seconds: 15 * 60,
};
/// Wrong passwords from one network address: a whole hospital may share one.
pub const PASSWORD_BY_ADDRESS: Limit = Limit {
    what: "password address",
    times: 100,
    seconds: 15 * 60,
};
/// Links asked for by mail for one account from one network address.
pub const LINK_BY_VISITOR: Limit = Limit {
    what: "link account and address",
    times: 5,
    seconds: 60 * 60,
};
/// Links asked for from one network address.
pub const LINK_BY_ADDRESS: Limit = Limit {
    what: "link address",
    times: 100,
    seconds: 60 * 60,
};

/// Tests of a digest's mail that one secretary sends themselves.
pub const TEST_BY_PERSON: Limit = Limit {
    what: "digest test",
    times: 10,
    seconds: 60 * 60,
};

/// Wrong keys of programs from one network address.
pub const KEY_BY_ADDRESS: Limit = Limit {
    what: "key address",
    times: 100,
    seconds: 15 * 60,
};

/// One try that was counted.
#[derive(Debug)]
#[must_use = "it may be beyond the limit"]
pub struct Tried {
    id: i64,
    is_within: bool,
}

impl Tried {
    /// Whether it was within the limit.
    pub fn is_within(&self) -> bool {
        self.is_within
    }

    /// Takes it back: it was none, or it was refused, which does not make the wait longer.
    pub async fn take_back(self, acting: &Acting) -> Answer<()> {
        let write = acting.db().write().await?;
        write.touches_nothing();
        attempt::Entity::delete_by_id(self.id)
            .exec(write.on())
            .await?;
        write.commit().await
    }
}

impl Limit {
    /// Counts one try of this subject (an email address, a network address), and says whether it was within the limit.
    ///
    /// Counted first and looked at then, so that of many at once no more than so many are.
    pub async fn count(self, acting: &Acting, subject: &str) -> Answer<Tried> {
        let write = acting.db().write().await?;
        write.touches_nothing();
        let tried = attempt::ActiveModel {
            subject: Set(self.key(subject)),
            happened_at: Set(acting.now()),
            ..Default::default()
        }
        .insert(write.on())
        .await?;
        write.commit().await?;
        let so_far = attempt::Entity::find()
            .filter(attempt::Column::Subject.eq(self.key(subject)))
            .filter(attempt::Column::HappenedAt.gt(acting.now().plus_seconds(-self.seconds)))
            .count(acting.db().read())
            .await?;
        Ok(Tried {
            id: tried.id,
            is_within: so_far <= self.times,
        })
    }

    /// Forgets the tries of a subject that has shown it is who it says.
    pub async fn forget(self, acting: &Acting, subject: &str) -> Answer<()> {
        let write = acting.db().write().await?;
        write.touches_nothing();
        attempt::Entity::delete_many()
            .filter(attempt::Column::Subject.eq(self.key(subject)))
            .exec(write.on())
            .await?;
        write.commit().await
    }

    fn key(self, subject: &str) -> String {
        fingerprint(&format!("{}: {}", self.what, subject.trim().to_lowercase()))
    }
}

/// Writes as many rows as a link and its mail are, and nothing in them: so that asking for an address that is nobody's
/// takes as long. No limit looks for them.
pub async fn stand_in(acting: &Acting, write: &Write) -> Answer<()> {
    for _ in 0..2 {
        attempt::ActiveModel {
            subject: Set(fingerprint("nothing")),
            happened_at: Set(acting.now()),
            ..Default::default()
        }
        .insert(write.on())
        .await?;
    }
    Ok(())
}

/// Forgets tries older than a day: no limit looks back further.
pub async fn tidy(acting: &Acting) -> Answer<()> {
    let write = acting.db().write().await?;
    write.touches_nothing();
    attempt::Entity::delete_many()
        .filter(attempt::Column::HappenedAt.lt(acting.now().plus_seconds(-86_400)))
        .exec(write.on())
        .await?;
    write.commit().await
}
