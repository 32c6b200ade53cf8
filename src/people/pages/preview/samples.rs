//! Every face of the page, for the test that draws them all.

use super::*;
use crate::{
    entities::systems::staff_group,
    kernel::{
        ids::{StaffGroupId, SystemId},
        time::Day,
    },
    people::{
        comparison::Listed,
        reading::{Choices, Known, read},
        staff_list::rows::Rejection,
    },
};

pub(super) fn previews() -> Vec<PreviewView> {
    let mut views: Vec<PreviewView> = [StaffListState::Loaded, StaffListState::Discarded]
        .into_iter()
        .map(|state| PreviewView::settled(&ListRow::sample(state)))
        .collect();
    let group = staff_group::Model {
        id: StaffGroupId::new(),
        system_id: SystemId::new(),
        code: Some("01".into()),
        name: "Medical and Dental".into(),
        is_counted: true,
        position: 1,
        retired_on: None,
    };
    let known = Known {
        staff_groups: vec![group.clone()],
        ..Known::default()
    };
    let asked = |show| Asked {
        show,
        page: 1,
        ends: "",
    };
    let lists = [
        "Name,Email,Staff group\nNiamh Malik,niamh.malik@rhw.example,Medical and Dental\nPat Roy,,Housing\n",
        "Name,Email\nNiamh Malik,niamh.malik@rhw.example\n",
    ];
    let id = OrganisationId::new();
    let mut errors = Errors::new();
    errors.add("ends", "Enter how many employments the list ends");
    for (list, show) in [
        (lists[0], ""),
        (lists[0], "rejected"),
        (lists[0], "new"),
        (lists[1], ""),
    ] {
        let today = Day::new(2026, 11, 23).unwrap_or(Day(jiff::civil::Date::ZERO));
        let Ok(reading) = read(
            list.as_bytes(),
            &known,
            &Choices::default(),
            today,
            |_, _| {},
        ) else {
            continue;
        };
        let settling = Settling::new(
            "/choices".into(),
            &reading,
            std::slice::from_ref(&group),
            &Errors::new(),
        );
        let listed = Listed {
            line: Some(2),
            name: "Niamh Malik".into(),
            notes: vec!["Staff group: Medical and Dental".into()],
        };
        let found = Preview {
            reading,
            comparison: Comparison {
                new: vec![listed.clone()].into(),
                gone: vec![listed; 12].into(),
                rejected: vec![Rejection {
                    line: 3,
                    reason: "They are given as their own line manager.".into(),
                }],
                in_post: 14,
                ends: 12,
                ..Comparison::default()
            },
        };
        let standing = Standing::Failed("Something went wrong.".into());
        let row = ListRow::sample(StaffListState::Waiting);
        views.push(PreviewView::waiting(
            id,
            &row,
            &standing,
            &found,
            settling,
            &asked(show),
            &errors,
        ));
    }
    views
}
