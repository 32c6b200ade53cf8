//! Keys for programs that send values: made and shown once, looked at, revoked. With how to use one.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use super::keeping::administered;
use crate::{
    access::{AdministeredSystem, Viewer, keys},
    kernel::{
        fault::{Answer, Fault},
        ids::{ApiKeyId, SystemId},
        templates::View,
        time::Day,
    },
    web::{
        answer::{WayOn, done},
        chrome::Chrome,
        components::{Button, Column, DateInput, Input, Row, Table},
        forms::{Errors, TypedDate, typed_text},
        frame::House,
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// How many years ahead a key can end: beyond that a year was mistyped.
const YEARS_AHEAD: i16 = 10;

/// A key as it is asked for.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct KeyForm {
    name: String,
    ends_day: String,
    ends_month: String,
    ends_year: String,
}

/// A key that was just made: the one time it is shown.
#[derive(Serialize)]
struct Made {
    name: String,
    key: String,
}

#[derive(Serialize)]
struct KeyRow {
    name: String,
    made: String,
    ends: String,
    used: String,
    revoke_to: String,
    revoke: Button,
}

#[derive(Serialize)]
pub(super) struct KeysView {
    made: Option<Made>,
    keys: Vec<KeyRow>,
    past: Option<Table>,
    make_to: String,
    name: Input,
    ends: DateInput,
    make: Button,
    /// Where the service is, for the examples.
    base: String,
}

impl KeysView {
    fn new(
        base: &str,
        (system, today): (SystemId, Day),
        all: &[keys::Kept],
        form: &KeyForm,
        errors: &Errors,
    ) -> Self {
        let at = format!("/systems/{system}/keys");
        let (accepted, past): (Vec<_>, Vec<_>) =
            all.iter().partition(|kept| kept.is_accepted_on(today));
        let keys = accepted.into_iter().map(|kept| KeyRow {
            name: kept.key.name.clone(),
            made: made(kept),
            ends: kept
                .key
                .ends_on
                .map_or_else(|| "No end".to_owned(), Day::long),
            used: used(kept),
            revoke_to: format!("{at}/{}/revocation", kept.key.id),
            revoke: Button::new("Revoke")
                .about(&kept.key.name)
                .secondary()
                .small(),
        });
        let columns = ["Name", "Made", "Accepted until", "Last used"].map(Column::new);
        let rows = past.iter().map(|kept| {
            let until = match (kept.key.revoked_at, kept.key.ends_on) {
                (Some(at), _) => format!("Revoked on {}", at.long()),
                (None, ends_on) => ends_on.map(Day::long).unwrap_or_default(),
            };
            Row::new([kept.key.name.clone(), made(kept), until, used(kept)])
        });
        Self {
            made: None,
            keys: keys.collect(),
            past: (!past.is_empty())
                .then(|| Table::new("past", "Keys that are no longer accepted", columns).rows(rows)),
            name: Input::new("name", "What will use it")
                .hint("Such as “data warehouse”. It stands beside what is sent with the key in the audit trail.")
                .value(&form.name)
                .errors(errors),
            ends: DateInput::new("ends", "Last day on which it is accepted (optional)")
                .value(TypedDate::new(&form.ends_day, &form.ends_month, &form.ends_year))
                .errors(errors),
            make: Button::new("Make a key"),
            make_to: at,
            base: base.trim_end_matches('/').to_owned(),
        }
    }
}

fn made(kept: &keys::Kept) -> String {
    let on = kept.key.made_at.day().long();
    match &kept.made_by {
        Some(name) => format!("{on} by {name}"),
        None => on,
    }
}

fn used(kept: &keys::Kept) -> String {
    let at = kept.key.last_used_at;
    at.map_or_else(|| "Never".to_owned(), |at| at.long())
}

impl View for KeysView {
    const TEMPLATE: &'static str = "measures/keys";

    fn samples() -> Vec<Self> {
        let at = crate::kernel::time::Instant::new(jiff::Timestamp::UNIX_EPOCH);
        let kept = |revoked| keys::Kept {
            key: crate::entities::keys::api_key::Model {
                id: ApiKeyId::new(),
                system_id: SystemId::new(),
                name: "Data warehouse".into(),
                key_hash: String::new(),
                made_at: at,
                made_by: None,
                ends_on: None,
                last_used_at: None,
                revoked_at: revoked,
                revoked_by: None,
            },
            made_by: Some("Amir Khan".into()),
        };
        let mut errors = Errors::new();
        errors.add("name", "Enter what will use the key");
        let view = |all: &[keys::Kept], errors: &Errors| {
            let of = (SystemId::new(), at.day());
            Self::new(
                "https://fairwind.example.nhs.uk",
                of,
                all,
                &KeyForm::default(),
                errors,
            )
        };
        let mut shown_once = view(&[kept(None), kept(Some(at))], &Errors::new());
        shown_once.made = Some(Made {
            name: "Data warehouse".into(),
            key: "fairwind_abc".into(),
        });
        vec![shown_once, view(&[], &errors)]
    }
}

#[get("/systems/<system>/keys")]
pub(super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    system: &str,
) -> Answer<Page<KeysView>> {
    let system = administered(viewer, system)?;
    page(chrome, house, &system, &KeyForm::default(), &Errors::new()).await
}

async fn page(
    chrome: Chrome,
    house: &House,
    system: &AdministeredSystem,
    form: &KeyForm,
    errors: &Errors,
) -> Answer<Page<KeysView>> {
    page_with(None, chrome, house, system, (form, errors)).await
}

async fn page_with(
    made: Option<Made>,
    chrome: Chrome,
    house: &House,
    system: &AdministeredSystem,
    (form, errors): (&KeyForm, &Errors),
) -> Answer<Page<KeysView>> {
    let all = keys::list(system).await?;
    let of = (system.id(), system.acting().today());
    let mut view = KeysView::new(&house.base_url, of, &all, form, errors);
    view.made = made;
    Ok(Page::new(chrome, "Keys for programs", view)
        .caption(&system.system().name)
        .back(format!("/systems/{}", system.id()), "Back to the system")
        .errors(errors)
        .wide())
}

/// Answers with the page itself and not with a way on: the key is kept nowhere from where another page could take it.
#[post("/systems/<system>/keys", data = "<form>")]
pub(super) async fn make(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    system: &str,
    form: Posted<KeyForm>,
) -> Answer<Page<KeysView>> {
    let system = administered(viewer, system)?;
    let form = form.0;
    let mut errors = Errors::new();
    let empty = Some("Enter what will use the key");
    let name = typed_text("name", &form.name, 80, empty, &mut errors);
    let ends_on = form.ends_on(system.acting().today(), &mut errors);
    if errors.is_empty() {
        match keys::make(&system, &name, ends_on).await? {
            Some(key) => {
                let made = Some(Made { name, key });
                let nothing = (&KeyForm::default(), &Errors::new());
                return page_with(made, chrome, house, &system, nothing).await;
            }
            None => errors.add(
                "name",
                "There is a key of this name: enter another, or revoke that one",
            ),
        }
    }
    page(chrome, house, &system, &form, &errors).await
}

impl KeyForm {
    fn ends_on(&self, today: Day, errors: &mut Errors) -> Option<Day> {
        let typed = TypedDate::new(&self.ends_day, &self.ends_month, &self.ends_year);
        if typed.is_empty() {
            return None;
        }
        let day = typed.parse("ends", "the last day", errors).map(Day)?;
        if day < today {
            errors.add("ends", "The last day must be today or later");
        } else if day.0.year() - today.0.year() > YEARS_AHEAD {
            errors.add(
                "ends",
                format!("The last day must be within {YEARS_AHEAD} years"),
            );
        }
        Some(day)
    }
}

#[post("/systems/<system>/keys/<key>/revocation", data = "<_form>")]
pub(super) async fn revoke(
    viewer: &Viewer,
    system: &str,
    key: &str,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let system = administered(viewer, system)?;
    let id = key.parse().map_err(|_| Fault::NotFound)?;
    let name = keys::revoke(&system, id).await?;
    let to = format!("/systems/{}/keys", system.id());
    Ok(done(to, format!("The key “{name}” is revoked")))
}
