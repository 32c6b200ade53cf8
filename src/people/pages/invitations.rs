//! Who has no account yet, and inviting them: whom first, then how many, and only then the mails.

use rocket::{Either, get, post, response::Redirect};
use serde::Serialize;

use super::{caption, desk::group_names, desk_of, in_query, room_of, written};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    kernel::{
        fault::Answer,
        ids::{OrganisationId, StaffGroupId},
        once::{FormToken, Once},
        templates::View,
        words::{count, counted},
    },
    people::{
        self,
        forms::{EVERYONE, InvitationForm},
    },
    sign_in::inviting::{self, Invitations, Uninvited},
    web::{
        answer::{WayOn, done, important, on_to},
        chrome::Chrome,
        components::{Button, Checkboxes, Choice, Radios, SummaryList, SummaryRow},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// The most people whom the check names.
const NAMED: usize = 50;
const AGAIN: &str = "yes";

#[derive(Serialize)]
pub(super) struct InvitationsView {
    total: String,
    nobody: bool,
    check_at: String,
    group: Radios,
    send: Button,
}

impl InvitationsView {
    fn new(
        id: OrganisationId,
        uninvited: &[(Option<StaffGroupId>, i64)],
        name: impl Fn(Option<StaffGroupId>) -> String,
        errors: &Errors,
    ) -> Self {
        let total: i64 = uninvited.iter().map(|(_, people)| people).sum();
        let people = |number: i64| counted(number, "person", "people");
        let everyone = Choice::new(EVERYONE, format!("Everyone ({})", people(total)));
        let groups = uninvited.iter().filter_map(|(group, number)| {
            let label = format!("{} ({})", name(*group), people(*number));
            Some(Choice::new((*group)?.to_string(), label))
        });
        let choices: Vec<Choice> = std::iter::once(everyone).chain(groups).collect();
        Self {
            total: count(total),
            nobody: total == 0,
            check_at: format!("{}/check", room_of(id, "invitations")),
            group: Radios::new("group", "Whom do you want to invite?", choices).errors(errors),
            send: Button::new("Continue"),
        }
    }
}

impl View for InvitationsView {
    const TEMPLATE: &'static str = "people/invitations";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let uninvited = [(Some(StaffGroupId::new()), 1_204), (None, 3)];
        let mut errors = Errors::new();
        errors.add("group", "Choose whom to invite");
        let name = |_| "Medical and Dental".to_owned();
        vec![
            Self::new(id, &[], name, &Errors::new()),
            Self::new(id, &uninvited, name, &errors),
        ]
    }
}

#[derive(Serialize)]
pub(super) struct CheckView {
    invite_at: String,
    group: String,
    token: String,
    summary: SummaryList,
    again: Option<Checkboxes>,
    send: Button,
}

impl CheckView {
    fn new(id: OrganisationId, group: &str, whom: &str, people: &[Uninvited]) -> Self {
        let named = |are_recent: bool| -> Vec<String> {
            people
                .iter()
                .filter(|one| one.is_recent == are_recent)
                .map(|one| one.person.name.clone())
                .collect()
        };
        let (now, recent) = (named(false), named(true));
        let row = |key: &str, names: &[String]| {
            let more = names.len().saturating_sub(NAMED);
            let more = (more > 0).then(|| format!("and {} more", written(more)));
            let shown = names.iter().take(NAMED).cloned().chain(more);
            SummaryRow::list(format!("{key}: {}", written(names.len())), shown)
        };
        let mut rows = vec![SummaryRow::new("Whom you chose", whom)];
        if !now.is_empty() {
            rows.push(row("Each gets a mail with a link", &now));
        }
        if !recent.is_empty() {
            rows.push(row(
                "Left out, because they were sent a link within the last day",
                &recent,
            ));
        }
        let again = Choice::new(AGAIN, "Send those who are left out another link too");
        Self {
            invite_at: room_of(id, "invitations"),
            group: group.to_owned(),
            token: FormToken::new().to_string(),
            summary: SummaryList::new(rows),
            again: (!recent.is_empty())
                .then(|| Checkboxes::new("again", "Those who were sent a link lately", [again])),
            send: Button::new("Send the invitations"),
        }
    }
}

impl View for CheckView {
    const TEMPLATE: &'static str = "people/invitations-check";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let people: Vec<Uninvited> = (0..60)
            .map(|at| Uninvited {
                person: people::Employed::sample().person,
                is_recent: at > 57,
            })
            .collect();
        vec![
            Self::new(id, EVERYONE, "Everyone", &people),
            Self::new(id, EVERYONE, "Everyone", &people[..3]),
        ]
    }
}

async fn draw(
    chrome: Chrome,
    organisation: &AdministeredOrganisation,
    errors: &Errors,
) -> Answer<Page<InvitationsView>> {
    let mut uninvited = people::uninvited(organisation).await?;
    let name = group_names(organisation).await?;
    uninvited.sort_by_key(|(group, _)| name(*group));
    let view = InvitationsView::new(organisation.id(), &uninvited, name, errors);
    Ok(Page::new(chrome, "Invitations", view)
        .caption(caption(organisation))
        .back(desk_of(organisation.id()), "Back to the organisation")
        .errors(errors))
}

/// The group that was chosen, none for everyone; or that nothing was.
async fn chosen(
    organisation: &AdministeredOrganisation,
    typed: &str,
) -> Answer<Result<Option<StaffGroupId>, Errors>> {
    if typed == EVERYONE {
        return Ok(Ok(None));
    }
    let offered = people::uninvited(organisation).await?;
    let found = offered
        .iter()
        .filter_map(|(group, _)| *group)
        .find(|group| group.to_string() == typed);
    Ok(found.map(Some).ok_or_else(|| {
        let mut errors = Errors::new();
        errors.add("group", "Choose whom to invite");
        errors
    }))
}

#[get("/organisations/<id>/invitations")]
pub(super) async fn invitations(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
) -> Answer<Page<InvitationsView>> {
    let organisation = viewer.administered_organisation(id).await?;
    draw(chrome, &organisation, &Errors::new()).await
}

#[get("/organisations/<id>/invitations/check?<group>")]
pub(super) async fn check(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    group: Option<&str>,
) -> Answer<Either<Page<CheckView>, Page<InvitationsView>>> {
    let organisation = viewer.administered_organisation(id).await?;
    let typed = group.unwrap_or_default();
    let group = match chosen(&organisation, typed).await? {
        Ok(group) => group,
        Err(errors) => return Ok(Either::Right(draw(chrome, &organisation, &errors).await?)),
    };
    let people = inviting::list_uninvited(&organisation, group).await?;
    if people.is_empty() {
        return Ok(Either::Right(
            draw(chrome, &organisation, &Errors::new()).await?,
        ));
    }
    let whom = match group {
        Some(_) => group_names(&organisation).await?(group),
        None => "Everyone".to_owned(),
    };
    let view = CheckView::new(id, typed, &whom, &people);
    Ok(Either::Left(
        Page::new(chrome, "Check whom you invite", view)
            .caption(caption(&organisation))
            .back(room_of(id, "invitations"), "Back to invitations"),
    ))
}

#[post("/organisations/<id>/invitations", data = "<form>")]
pub(super) async fn invite(
    viewer: &Viewer,
    house: &House,
    id: OrganisationId,
    form: Posted<InvitationForm>,
) -> Answer<Either<WayOn, Redirect>> {
    let organisation = viewer.administered_organisation(id).await?;
    let form = form.0;
    let group = chosen(&organisation, &form.group).await?;
    let (Ok(group), false) = (group, form.token.trim().is_empty()) else {
        // Nobody is mailed by whoever has not seen how many that is.
        let to = format!(
            "{}/check?group={}",
            room_of(id, "invitations"),
            in_query(&form.group)
        );
        return Ok(Either::Right(on_to(to)));
    };
    let (again, token) = (form.again == AGAIN, FormToken::returned(&form.token));
    let back = room_of(id, "invitations");
    Ok(Either::Left(
        match inviting::invite(&organisation, group, again, token, &house.into()).await? {
            Once::Now(done_now) if done_now.invited > 0 => done(back, sentence(done_now)),
            Once::Now(done_now) => important(back, sentence(done_now)),
            Once::Already(_) | Once::Otherwise => important(
                back,
                "These invitations were sent before, and are not sent twice",
            ),
        },
    ))
}

fn sentence(done: Invitations) -> String {
    let many = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let invited = match done.invited {
        0 => "Nobody is".to_owned(),
        some => counted(many(some), "person is", "people are"),
    };
    match done.left_out {
        0 => format!("{invited} invited"),
        left => format!(
            "{invited} invited. {} sent a link within the last day, and left out",
            counted(many(left), "person was", "people were")
        ),
    }
}
