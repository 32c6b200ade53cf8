//! The proofs: records that a viewer was allowed to load. Having one is being allowed.
//!
//! Fields are private and none is `Clone` or made anywhere but here, so a domain verb that takes one cannot be
//! called for a record that nobody checked.

use super::Acting;
use crate::{
    entities::{
        boards::board,
        people::{employment, person},
        systems::{organisation, system},
    },
    kernel::{ids::*, periods::YearStart, time::Day},
};

/// One of the viewer's own employments, past ones too.
#[derive(Debug)]
pub struct OwnEmployment {
    pub(super) acting: Acting,
    pub(super) employment: employment::Model,
    pub(super) organisation: organisation::Model,
    pub(super) system: system::Model,
}

/// Somebody, all of whose records may be read: the viewer themselves, or whom the operator names.
#[derive(Debug)]
pub struct OwnRecords {
    pub(super) acting: Acting,
    pub(super) person: person::Model,
}

/// Someone whose line manager, today, is the viewer.
#[derive(Debug)]
pub struct ManagedPerson {
    pub(super) acting: Acting,
    pub(super) manager: EmploymentId,
    pub(super) employment: employment::Model,
    pub(super) person: person::Model,
    pub(super) job_role: Option<String>,
    pub(super) organisation: organisation::Model,
    pub(super) system: system::Model,
}

/// An organisation the viewer administers.
#[derive(Debug)]
pub struct AdministeredOrganisation {
    pub(super) acting: Acting,
    pub(super) organisation: organisation::Model,
    pub(super) system: system::Model,
}

/// A system the viewer administers.
#[derive(Debug)]
pub struct AdministeredSystem {
    pub(super) acting: Acting,
    pub(super) system: system::Model,
}

/// A system whose measures the holder of one of its keys reads and writes, and nothing else of it.
#[derive(Debug)]
pub struct KeyedSystem {
    pub(super) acting: Acting,
    pub(super) system: system::Model,
}

/// A board whose meetings the viewer may keep: as its secretary, or as its system's administrator. Its dates, and
/// neither its recipients nor its digests.
#[derive(Debug)]
pub struct ScheduledBoard {
    pub(super) acting: Acting,
    pub(super) board: board::Model,
    pub(super) organisation: organisation::Model,
    pub(super) system: system::Model,
}

/// A board whose secretary the viewer is: everything of it, its meetings among the rest.
#[derive(Debug)]
pub struct KeptBoard {
    pub(super) scheduled: ScheduledBoard,
}

impl std::ops::Deref for KeptBoard {
    type Target = ScheduledBoard;

    fn deref(&self) -> &ScheduledBoard {
        &self.scheduled
    }
}

/// A system whose tables the viewer may see: suppressed, but for the viewer's own administered organisations.
#[derive(Clone, Debug)]
pub struct SeenSystem {
    pub(super) acting: Acting,
    pub(super) system: system::Model,
    pub(super) administers: Vec<OrganisationId>,
}

/// Gives a proof its ways to be read.
macro_rules! reads {
    ($proof:ident: $($field:ident: $model:ty),+) => {
        impl $proof {
            /// Who is acting, when, and on which database.
            pub fn acting(&self) -> &Acting {
                &self.acting
            }

            $(
                /// The record.
                pub fn $field(&self) -> &$model {
                    &self.$field
                }
            )+

            /// When the system's appraisal year starts.
            pub fn year_start(&self) -> YearStart {
                year_start(&self.system)
            }
        }
    };
}

reads!(OwnEmployment: employment: employment::Model, organisation: organisation::Model, system: system::Model);
reads!(ManagedPerson: employment: employment::Model, person: person::Model, organisation: organisation::Model, system: system::Model);
reads!(AdministeredOrganisation: organisation: organisation::Model, system: system::Model);
reads!(AdministeredSystem: system: system::Model);
reads!(KeyedSystem: system: system::Model);
reads!(ScheduledBoard: board: board::Model, organisation: organisation::Model, system: system::Model);
reads!(SeenSystem: system: system::Model);

impl OwnRecords {
    /// Who is acting, when, and on which database.
    pub fn acting(&self) -> &Acting {
        &self.acting
    }

    /// Whose they are.
    pub fn person(&self) -> &person::Model {
        &self.person
    }
}

impl OwnEmployment {
    /// Its id.
    pub fn id(&self) -> EmploymentId {
        self.employment.id
    }

    /// Whether the viewer was in post on this day.
    pub fn in_post_on(&self, day: Day) -> bool {
        in_post_on(&self.employment, day)
    }
}

impl ManagedPerson {
    /// The employment that is managed.
    pub fn id(&self) -> EmploymentId {
        self.employment.id
    }

    /// The viewer's own employment, as whose they manage.
    pub fn manager(&self) -> EmploymentId {
        self.manager
    }

    /// What they do, as the staff list says.
    pub fn job_role(&self) -> Option<&str> {
        self.job_role.as_deref()
    }
}

impl AdministeredOrganisation {
    /// Its id.
    pub fn id(&self) -> OrganisationId {
        self.organisation.id
    }
}

impl AdministeredSystem {
    /// Its id.
    pub fn id(&self) -> SystemId {
        self.system.id
    }
}

impl KeyedSystem {
    /// Its id.
    pub fn id(&self) -> SystemId {
        self.system.id
    }
}

impl ScheduledBoard {
    /// Its id.
    pub fn id(&self) -> BoardId {
        self.board.id
    }
}

impl SeenSystem {
    /// Its id.
    pub fn id(&self) -> SystemId {
        self.system.id
    }

    /// Whether the viewer administers this organisation, and so sees its own figures unsuppressed.
    pub fn administers(&self, organisation: OrganisationId) -> bool {
        self.administers.contains(&organisation)
    }

    /// The organisation of this system that the viewer administers, where it is one alone.
    pub fn only_administered(&self) -> Option<OrganisationId> {
        match self.administers[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The organisations of this system that the viewer administers.
    pub fn administered(&self) -> &[OrganisationId] {
        &self.administers
    }
}

impl KeptBoard {
    /// The same system, as a board's digest may tell of it: totals, suppressed.
    pub fn seen_system(&self) -> SeenSystem {
        SeenSystem {
            acting: self.acting.clone(),
            system: self.system.clone(),
            administers: Vec::new(),
        }
    }
}

/// Whether an employment was in post on a day; one without a known start has always been.
pub fn in_post_on(employment: &employment::Model, day: Day) -> bool {
    employment.started_on.is_none_or(|started| started <= day)
        && employment.ended_on.is_none_or(|ended| day <= ended)
}

/// When a system's appraisal year starts.
pub fn year_start(system: &system::Model) -> YearStart {
    YearStart(i8::try_from(system.year_starts_month).unwrap_or(4))
}
