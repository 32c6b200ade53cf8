//! What the audit trail says of a staff list beside its counts: whom it called or addressed otherwise, whose line
//! manager or staff group it changed, and what its words were taken to mean. Who begins and who leaves has a history.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{comparison::Told, store::Remembered};
use crate::{
    access::{AdministeredOrganisation, audit::Line},
    kernel::ids::{EmploymentId, StaffGroupId},
};

/// A staff group and a line manager.
type Posted = (Option<StaffGroupId>, Option<EmploymentId>);

/// A line for each of those who stood before the list and of whom it says something else.
pub(super) fn of_people(
    organisation: &AdministeredOrganisation,
    told: &[Told],
) -> impl Iterator<Item = Line> + Send {
    let (system, at) = (organisation.system().id, organisation.id());
    told.iter().map(move |told| {
        let (act, subject, from, to) = words(told);
        let line = Line::of(act).system(system).organisation(at);
        line.subject(subject).from(from).to(to)
    })
}

/// A line for each of the words that mean something else than before.
pub(super) fn of_words(
    organisation: &AdministeredOrganisation,
    remembered: &BTreeMap<String, Remembered>,
) -> impl Iterator<Item = Line> + Send {
    let (system, at) = (organisation.system().id, organisation.id());
    remembered.values().map(move |said| {
        Line::of("staff group words mapped")
            .system(system)
            .organisation(at)
            .from(json!({ "staff_group": said.before }))
            .to(json!({ "words": said.words, "staff_group": said.group }))
    })
}

fn words(told: &Told) -> (&'static str, uuid::Uuid, Value, Value) {
    match told {
        Told::Person { id, from, to } => {
            let said =
                |(email, name): &(Option<String>, String)| json!({ "email": email, "name": name });
            ("person changed", id.0, said(from), said(to))
        }
        Told::Merged { id, name, into } => (
            "person merged",
            id.0,
            json!({ "person": id, "name": name }),
            json!({ "person": into }),
        ),
        Told::Employment { id, from, to } => {
            let said =
                |(group, manager): &Posted| json!({ "staff_group": group, "manager": manager });
            ("employment changed", id.0, said(from), said(to))
        }
    }
}
