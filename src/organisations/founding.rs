//! How a system begins: with the lists that most systems need, all of which its administrator may change.

use serde_json::json;

use super::store;
use crate::{
    access::{Acting, Actor, AdministeredSystem, audit::Line, background},
    entities::systems::system,
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
    },
};

/// What the work is called until the system chooses otherwise: leaders disagree whether "ICS" helps.
pub const LABEL: &str = "system working";
/// April, when the NHS's appraisal year starts.
pub const YEAR_STARTS_MONTH: i16 = 4;
/// Counts below this are not shown outside their organisation (the Office for National Statistics' threshold).
pub const THRESHOLD: i32 = 10;
/// How many days after a piece of work it may still be logged.
pub const LATE_ENTRY_DAYS: i32 = 90;
/// For how many days after its end a period is open before its figures are published: most late work comes within the
/// first week, and what comes later shows in steps.
pub const CLOSING_DAYS: i32 = 7;
/// For how many years people are kept after they have left.
pub const YEARS_KEPT: i32 = 6;

/// A staff group that every system begins with.
#[derive(Clone, Copy, Debug)]
pub struct SeededGroup {
    /// The national code, for the ten of the NHS Data Dictionary.
    pub code: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
    /// Whether its people are staff.
    pub is_counted: bool,
}

/// The ten national staff groups; the social-care groups of Skills for Care; what councils and charities usually say.
/// Volunteers and trustees are never in the same denominator as paid staff.
pub const STAFF_GROUPS: &[SeededGroup] = &[
    national("01", "Medical and Dental"),
    national("02", "Students"),
    national("03", "Nursing and Midwifery Registered"),
    national("04", "Allied Health Professionals"),
    national("05", "Additional Professional Scientific and Technical"),
    national("06", "Healthcare Scientists"),
    national("07", "Additional Clinical Services"),
    national("08", "Administrative and Clerical"),
    national("09", "Estates and Ancillary"),
    national("10", "Supplementary Roles"),
    local("Social care: managerial"),
    local("Social care: regulated professional"),
    local("Social care: direct care"),
    local("Social care: other"),
    local("Public health"),
    local("Council: children's services"),
    local("Council: corporate"),
    local("Council: housing"),
    local("Voluntary sector: paid staff"),
    uncounted("Volunteers"),
    uncounted("Trustees"),
];

/// Kinds of collaborative work.
pub const ENTRY_KINDS: &[&str] = &[
    "Meeting across organisations",
    "Joint visit or clinic",
    "Shared care planning",
    "Case discussion",
    "Shared project or pathway work",
    "Joint training",
    "Shadowing or exchange",
    "Other",
];

/// What gets in the way.
pub const TENSION_KINDS: &[&str] = &[
    "Information could not be shared",
    "Money follows organisations",
    "Different priorities or targets",
    "Different systems or ways of working",
    "Unclear who decides",
    "Could not reach the right person",
    "No time",
    "Other",
];

/// The framework a system begins with, and its version.
pub const FRAMEWORK: (&str, &str) = ("Triple Aim", "2022");

/// Its themes: the duty on NHS bodies in the Health and Care Act 2022, and with it the experience of care.
pub const THEMES: &[&str] = &[
    "Better health for everyone",
    "Better care for all patients",
    "Efficient use of NHS resources",
    "The experience of care",
];

const fn national(code: &'static str, name: &'static str) -> SeededGroup {
    SeededGroup {
        code: Some(code),
        name,
        is_counted: true,
    }
}

const fn local(name: &'static str) -> SeededGroup {
    SeededGroup {
        code: None,
        name,
        is_counted: true,
    }
}

const fn uncounted(name: &'static str) -> SeededGroup {
    SeededGroup {
        code: None,
        name,
        is_counted: false,
    }
}

/// Founds a system with the lists above. Only the operator may: nobody can administer it before it is there.
///
/// # Errors
/// Refused when the name is empty, too long or taken.
pub async fn found(acting: &Acting, name: &str) -> Answer<AdministeredSystem> {
    if !matches!(acting.actor(), Actor::Operator) {
        return Err(Fault::NotFound);
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > super::settings::LONGEST_NAME {
        return Err(Fault::refused(format!(
            "A system needs a name of at most {} characters.",
            super::settings::LONGEST_NAME
        )));
    }
    if background::system_named(acting, &name).await?.is_some() {
        return Err(Fault::refused(format!(
            "There is a system called {name:?} already."
        )));
    }
    let system = system::Model {
        id: SystemId::new(),
        name: name.clone(),
        label: LABEL.to_owned(),
        year_starts_month: YEAR_STARTS_MONTH,
        threshold: THRESHOLD,
        late_entry_days: LATE_ENTRY_DAYS,
        closing_days: CLOSING_DAYS,
        years_kept: YEARS_KEPT,
        created_at: acting.now(),
    };
    let write = store::begin(acting).await?;
    store::found(&write, &system).await?;
    Line::of("system founded")
        .system(system.id)
        .subject(system.id.0)
        .to(json!({ "name": name }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    background::system_named(acting, &name)
        .await?
        .ok_or(Fault::NotFound)
}
