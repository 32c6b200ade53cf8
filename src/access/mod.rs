//! Who may see and do what: sessions, passwords, roles, the [`Viewer`], the proofs and the audit trail.
//!
//! This is what a security review reads. A page reaches records only through a [`Viewer`]; a domain verb takes
//! a proof (a record the viewer was allowed to load: private fields, no `Clone`); what is out of reach is
//! *not found*. Background work gets its proofs in [`background`], and nowhere else.

pub mod acting;
pub mod attempts;
pub mod audit;
pub mod background;
pub mod browsers;
pub mod cookies;
pub mod keys;
pub mod known;
pub mod nights;
pub mod passwords;
pub mod presumed;
pub mod proofs;
pub mod reach;
pub mod sessions;
pub mod tokens;
pub mod viewer;

pub use acting::{Acting, Actor};
pub use proofs::{
    AdministeredOrganisation, AdministeredSystem, KeptBoard, KeyedSystem, ManagedPerson,
    OwnEmployment, OwnRecords, ScheduledBoard, SeenSystem,
};
pub use viewer::Viewer;
