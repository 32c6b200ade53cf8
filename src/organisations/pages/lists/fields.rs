//! The fields of an item, each only for the lists whose items have it.

use crate::{
    organisations::{
        forms::ItemForm,
        keeping::{LONGEST_NAME, LONGEST_VERSION, List},
        priorities::{LONGEST_DIFFERENCE, Owner},
    },
    web::{
        components::{Choice, Input, Radios, Select, Textarea},
        forms::Errors,
    },
};

/// What an item is called.
pub(super) fn name(form: &ItemForm, errors: &Errors) -> Input {
    Input::new("name", "Name")
        .hint(format!("At most {LONGEST_NAME} characters"))
        .value(&form.name)
        .errors(errors)
}

/// Which version of a framework.
pub(super) fn version(list: List, form: &ItemForm, errors: &Errors) -> Option<Input> {
    (list == List::Frameworks).then(|| {
        Input::new("version", "Version")
            .hint(format!(
                "Such as the year it was published. At most {LONGEST_VERSION} characters"
            ))
            .width(10)
            .value(&form.version)
            .errors(errors)
    })
}

/// Whether a staff group's people are staff.
pub(super) fn counted(list: List, form: &ItemForm, errors: &Errors) -> Option<Radios> {
    (list == List::StaffGroups).then(|| {
        Radios::new(
            "counted",
            "Are its people counted as staff?",
            [
                Choice::new("yes", "Yes")
                    .hint("They are in the number of staff that every rate is of."),
                Choice::new("no", "No").hint(
                    "For volunteers and trustees, who are never counted together with paid staff.",
                ),
            ],
        )
        .chosen(&form.counted)
        .errors(errors)
    })
}

/// What a priority changes for people.
pub(super) fn difference(list: List, form: &ItemForm, errors: &Errors) -> Option<Textarea> {
    (list == List::Priorities).then(|| {
        Textarea::new("difference", "The difference it makes for people")
            .hint("What people will notice, in their words rather than ours. For example, People go home on the day they are ready to.")
            .rows(3)
            .at_most(LONGEST_DIFFERENCE)
            .value(&form.difference)
            .errors(errors)
    })
}

/// Whose a priority is.
pub(super) fn whose(
    list: List,
    owners: &[Owner],
    form: &ItemForm,
    errors: &Errors,
) -> Option<Select> {
    let owners = owners
        .iter()
        .map(|owner| Choice::new(owner.whose.word(), &owner.name));
    (list == List::Priorities).then(|| {
        Select::new("whose", "Whose priority is it?", owners)
            .hint("Everybody can choose one of the whole system or of a place. One of an organisation is offered to its own staff.")
            .chosen(&form.whose)
            .errors(errors)
    })
}
