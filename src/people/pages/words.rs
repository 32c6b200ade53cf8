//! What the organisation's own words for staff groups mean.

use rocket::{get, post};
use serde::Serialize;

use super::{caption, desk_of, room_of, settling::group_choices};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    entities::systems::staff_group,
    kernel::{
        fault::Answer,
        ids::{OrganisationId, StaffGroupId, SystemId},
        templates::View,
        words::counted,
    },
    people::{
        forms::{self, Fields, GROUP, group_id},
        mappings::{self, Mapping},
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Select},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

const TITLE: &str = "Words for staff groups";

#[derive(Serialize)]
pub(super) struct MappingsView {
    save_to: String,
    unmapped: Vec<Select>,
    mapped: Vec<Select>,
    save: Button,
}

impl MappingsView {
    fn new(
        id: OrganisationId,
        mappings: &[Mapping],
        groups: &[staff_group::Model],
        errors: &Errors,
    ) -> Self {
        let select = |(at, mapping): (usize, &Mapping)| {
            let people = counted(mapping.people, "person in post", "people in post");
            let chosen = mapping.group.map(|id| id.to_string()).unwrap_or_default();
            let choices = group_choices(groups).into_iter();
            // What is mapped stays mapped, to one group or another.
            let choices = choices.skip(usize::from(mapping.group.is_some()));
            Select::new(
                format!("{GROUP}{}", mapping.folded),
                format!("{} ({people})", mapping.words),
                choices,
            )
            .id(group_id(at))
            .chosen(&chosen)
            .errors(errors)
        };
        let all = || mappings.iter().enumerate();
        Self {
            save_to: room_of(id, "mappings"),
            unmapped: all()
                .filter(|(_, mapping)| mapping.group.is_none())
                .map(select)
                .collect(),
            mapped: all()
                .filter(|(_, mapping)| mapping.group.is_some())
                .map(select)
                .collect(),
            save: Button::new("Save"),
        }
    }
}

impl View for MappingsView {
    const TEMPLATE: &'static str = "people/mappings";

    fn samples() -> Vec<Self> {
        let group = staff_group::Model {
            id: StaffGroupId::new(),
            system_id: SystemId::new(),
            code: None,
            name: "Social care: direct care".into(),
            is_counted: true,
            position: 1,
            retired_on: None,
        };
        let mapping = |words: &str, group: Option<StaffGroupId>| Mapping {
            words: words.into(),
            folded: words.to_lowercase(),
            group,
            people: 313,
        };
        let mappings = [
            mapping("Children\u{2019}s Services", None),
            mapping("Direct care", Some(group.id)),
        ];
        let id = OrganisationId::new();
        vec![
            Self::new(id, &[], &[], &Errors::new()),
            Self::new(id, &mappings, &[group], &Errors::new()),
        ]
    }
}

fn draw(
    chrome: Chrome,
    organisation: &AdministeredOrganisation,
    view: MappingsView,
) -> Page<MappingsView> {
    Page::new(chrome, TITLE, view)
        .caption(caption(organisation))
        .back(desk_of(organisation.id()), "Back to the organisation")
}

#[get("/organisations/<id>/mappings")]
pub(super) async fn words(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
) -> Answer<Page<MappingsView>> {
    let organisation = viewer.administered_organisation(id).await?;
    let (all, groups) = offered(&organisation).await?;
    let view = MappingsView::new(id, &all, &groups, &Errors::new());
    Ok(draw(chrome, &organisation, view))
}

#[post("/organisations/<id>/mappings", data = "<form>")]
pub(super) async fn change(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    form: Posted<Fields>,
) -> Submitted<MappingsView> {
    let organisation = viewer.administered_organisation(id).await?;
    let (all, groups) = offered(&organisation).await?;
    let words: Vec<String> = all.iter().map(|mapping| mapping.folded.clone()).collect();
    let mut errors = Errors::new();
    let meanings = forms::meanings(&form.0, &groups, &words, &mut errors);
    if !errors.is_empty() {
        let view = MappingsView::new(id, &all, &groups, &errors);
        return again(draw(chrome, &organisation, view).errors(&errors));
    }
    let changed = mappings::change(&organisation, &meanings).await?;
    let changed = i64::try_from(changed).unwrap_or(i64::MAX);
    let sentence = match changed {
        0 => "Saved. Nobody\u{2019}s staff group changed".to_owned(),
        1 => "Saved. One posting is in another staff group now, with its figures".to_owned(),
        many => format!(
            "Saved. {} are in another staff group now, with their figures",
            counted(many, "posting", "postings")
        ),
    };
    Ok(Ok(done(room_of(id, "mappings"), sentence)))
}

/// The words there are, and the staff groups to choose from: those of today, and any retired one that words still mean.
async fn offered(
    organisation: &AdministeredOrganisation,
) -> Answer<(Vec<Mapping>, Vec<staff_group::Model>)> {
    let all = mappings::list(organisation).await?;
    let mut groups = mappings::staff_groups(organisation).await?;
    let ever = crate::organisations::lists::staff_groups_ever(
        organisation.acting(),
        organisation.system().id,
    )
    .await?;
    for group in ever {
        let is_meant = all.iter().any(|mapping| mapping.group == Some(group.id));
        if is_meant && !groups.iter().any(|offered| offered.id == group.id) {
            groups.push(group);
        }
    }
    Ok((all, groups))
}
