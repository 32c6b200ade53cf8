//! Who is acting, when, and on which database: carried by every proof.

use std::sync::Arc;

use uuid::Uuid;

use crate::kernel::{
    clock::Clock,
    database::Db,
    ids::{ApiKeyId, PersonId},
    revision::Revision,
    time::{Day, Instant},
};

/// On whose behalf something is done, for the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Someone who signed in.
    Person {
        /// Who.
        id: PersonId,
        /// Their name as it was then.
        name: String,
    },
    /// A program of the partners', with a key of its system.
    Key {
        /// Which key.
        id: ApiKeyId,
        /// What it is called, for people: "key “data warehouse”".
        name: String,
    },
    /// Whoever runs the command line on the server.
    Operator,
    /// The service itself, by its schedule.
    Clockwork,
    /// A recipient of a digest, by a link in their mail.
    Recipient,
}

/// Who is acting, when, and on which database.
#[derive(Clone, Debug)]
pub struct Acting {
    db: Db,
    clock: Clock,
    actor: Arc<Actor>,
    /// Of before anything was read for them, where that was asked.
    revision: Option<Revision>,
}

impl Acting {
    pub(super) fn new(db: Db, clock: Clock, actor: Actor) -> Self {
        Self {
            db,
            clock,
            actor: Arc::new(actor),
            revision: None,
        }
    }

    /// The same, for whom everything is read at this revision or a later one.
    pub(super) fn at(mut self, revision: Revision) -> Self {
        self.revision = Some(revision);
        self
    }

    /// A number that is greater once anything but figures may have changed: through this process, and, for whoever is
    /// signed in, through any other before their request.
    pub fn changes_so_far(&self, of: Uuid) -> u64 {
        let elsewhere = self.revision.map_or(0, Revision::number);
        self.db.changes().so_far(of, []) + elsewhere
    }

    /// The database. Only stores, access and the outbox call this; a conformance test reads that they do.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// This moment.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Today, in London.
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// On whose behalf.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The person acting; none for a program, the operator, the clockwork and a recipient.
    pub fn person(&self) -> Option<PersonId> {
        match &*self.actor {
            Actor::Person { id, .. } => Some(*id),
            Actor::Key { .. } | Actor::Operator | Actor::Clockwork | Actor::Recipient => None,
        }
    }
}

impl Actor {
    /// A name for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } | Self::Key { name, .. } => name,
            Self::Operator => "operator",
            Self::Clockwork => "clockwork",
            Self::Recipient => "recipient",
        }
    }
}
