//! A system: what there is of it, and its settings.

use rocket::{get, post, response::Redirect};
use serde::Serialize;

use super::under;
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::systems::system,
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
        stood::{Amended, Stood},
        templates::View,
        words::counted,
    },
    organisations::{
        forms::SettingsForm,
        keeping::{self, List},
        lists,
        settings::{self, LONGEST_LABEL, Settings},
    },
    web::{
        answer::{Submitted, again, done, on_to},
        chrome::Chrome,
        components::{
            Button, Choice, Column, Input, Inset, Link, Row, Select, SummaryList, SummaryRow, Table,
        },
        forms::Errors,
        page::Page,
        posted::Amending,
    },
};

/// The months, for people.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[derive(Serialize)]
pub(super) struct SystemsView {
    systems: Vec<Link>,
}

impl View for SystemsView {
    const TEMPLATE: &'static str = "organisations/systems";

    fn samples() -> Vec<Self> {
        let link = Link::new("Thames Valley", "/systems/1");
        vec![Self {
            systems: vec![link.clone(), link],
        }]
    }
}

#[get("/systems")]
pub(super) fn systems(
    viewer: &Viewer,
    chrome: Chrome,
) -> Answer<Result<Page<SystemsView>, Redirect>> {
    let systems = viewer.administered_systems();
    match systems.as_slice() {
        [] => Err(Fault::NotFound),
        [only] => Ok(Err(on_to(under(only.id(), "")))),
        several => {
            let link = |s: &AdministeredSystem| Link::new(&s.system().name, under(s.id(), ""));
            let systems = several.iter().map(link).collect();
            Ok(Ok(Page::new(chrome, "Systems", SystemsView { systems })))
        }
    }
}

#[derive(Serialize)]
pub(super) struct OverviewView {
    kept: Table,
    settings: SummaryList,
    measures: Vec<Link>,
}

impl OverviewView {
    fn new(system: &system::Model, kept: impl IntoIterator<Item = (Link, String)>) -> Self {
        let change = |about: &str| Link::new("Change", under(system.id, "settings")).about(about);
        let month = usize::try_from(system.year_starts_month - 1).unwrap_or(3);
        let days = i64::from(system.late_entry_days);
        Self {
            measures: vec![
                Link::new(
                    "Measures that the partners watch",
                    format!("/measures?system={}", system.id),
                ),
                Link::new(
                    "Keys for programs that send values of measures",
                    under(system.id, "keys"),
                ),
            ],
            kept: Table::new(
                "kept",
                "What the system keeps",
                [Column::new("List"), Column::new("In use today")],
            )
            .hidden_caption()
            .rows(
                kept.into_iter()
                    .map(|(link, count)| Row::new([link]).cell(count)),
            ),
            settings: SummaryList::new([
                SummaryRow::new("Name", &system.name).action(change("the name")),
                SummaryRow::new("What the work is called", &system.label)
                    .action(change("what the work is called")),
                SummaryRow::new(
                    "Appraisal year starts",
                    format!("1 {}", MONTHS.get(month).unwrap_or(&"April")),
                )
                .action(change("when the appraisal year starts")),
                SummaryRow::new(
                    "Smallest number shown",
                    format!(
                        "{}\nOutside its organisation, a smaller count of people is hidden.",
                        system.threshold
                    ),
                )
                .action(change("the smallest number shown")),
                SummaryRow::new(
                    "Late entries",
                    format!("Welcome for {}", counted(days, "day", "days")),
                )
                .action(change("how late entries may be")),
                SummaryRow::new(
                    "Figures close",
                    match system.closing_days {
                        0 => "When a period ends".to_owned(),
                        days => format!(
                            "{} after a period ends",
                            counted(i64::from(days), "day", "days")
                        ),
                    },
                )
                .action(change("when figures close")),
                SummaryRow::new(
                    "People who have left",
                    format!(
                        "Forgotten after {}",
                        counted(i64::from(system.years_kept), "year", "years")
                    ),
                )
                .action(change("when people who have left are forgotten")),
            ]),
        }
    }
}

impl View for OverviewView {
    const TEMPLATE: &'static str = "organisations/overview";

    fn samples() -> Vec<Self> {
        let kept = (
            Link::new("Partners", "/systems/1/partners"),
            "18".to_owned(),
        );
        vec![Self::new(&sample(), [kept])]
    }
}

#[get("/systems/<id>")]
pub(super) async fn overview(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
) -> Answer<Page<OverviewView>> {
    let system = viewer.administered_system(id)?;
    let partners = lists::open_partners(viewer.acting(), id).await?;
    let mut kept = vec![(
        Link::new("Partners", under(id, "partners")),
        counted(number(partners.len()), "partner", "partners"),
    )];
    for list in List::ALL {
        let items = keeping::open(&system, list).await?.in_use().len();
        let words = super::lists::words(list);
        kept.push((
            Link::new(words.heading, under(id, &list.word())),
            counted(number(items), words.one, words.many),
        ));
    }
    kept.push((
        Link::new("Boards", under(id, "boards")),
        "Open one, or look at them".to_owned(),
    ));
    kept.push((
        Link::new("Sending of mail", under(id, "sending")),
        "Look at it, or hold it".to_owned(),
    ));
    kept.push((
        Link::new("Monthly summaries", under(id, "summaries")),
        "Choose which are sent".to_owned(),
    ));
    let view = OverviewView::new(system.system(), kept);
    Ok(Page::new(chrome, &system.system().name, view).caption("Your system"))
}

#[derive(Serialize)]
pub(super) struct SettingsView {
    save_to: String,
    stood: Stood,
    name: Input,
    label: Input,
    month: Option<Select>,
    fixed: Option<Inset>,
    threshold: Input,
    late_days: Input,
    closing_days: Input,
    years_kept: Input,
    save: Button,
}

impl SettingsView {
    fn new(
        id: SystemId,
        (form, stood): (&SettingsForm, &Stood),
        year_may_move: bool,
        errors: &Errors,
    ) -> Self {
        let months = (1..)
            .zip(MONTHS)
            .map(|(number, month): (u8, _)| Choice::new(number.to_string(), format!("1 {month}")));
        let (least, most) = (settings::THRESHOLDS.start(), settings::THRESHOLDS.end());
        let (fewest, longest) = (settings::YEARS_KEPT.start(), settings::YEARS_KEPT.end());
        Self {
            save_to: under(id, "settings"),
            stood: stood.clone(),
            name: Input::new("name", "Name of the system").value(&form.name).errors(errors),
            label: Input::new("label", "What the work is called")
                .hint(format!("As people here say it, such as “system working” or “working together”. At most {LONGEST_LABEL} characters."))
                .value(&form.label)
                .errors(errors),
            month: year_may_move.then(|| {
                Select::new("month", "When the appraisal year starts", months)
                    .hint("It cannot change once a staff list is loaded.")
                    .chosen(&form.month)
                    .errors(errors)
            }),
            fixed: (!year_may_move).then(|| Inset::new(settings::YEAR_IS_FIXED)),
            threshold: Input::new("threshold", "Smallest number shown")
                .hint(format!("Outside its organisation, a smaller count of people is hidden, so that nobody can be told from a figure. From {least} to {most}; 10 is usual. Figures that are published already, and issued digests, stay as they were: a new number holds for what is published from then on. What stays says so on its page."))
                .number()
                .value(&form.threshold)
                .errors(errors),
            late_days: Input::new("late-days", "Days after the work that an entry may still be logged")
                .hint("90 is usual. A late entry never changes a digest already issued.")
                .number()
                .suffix("days")
                .value(&form.late_days)
                .errors(errors),
            closing_days: Input::new("closing-days", "Days after its end that a month or longer period closes")
                .hint("7 is usual. Until then late work still counts in full, and others see of it what they see of a period that runs. Afterwards late work changes what was published only once it is of enough people that nobody stands out. 0 closes it at once. A digest that is opened before then closes its period, so that board papers are never late.")
                .number()
                .suffix("days")
                .value(&form.closing_days)
                .errors(errors),
            years_kept: Input::new("years-kept", "Years kept after leaving")
                .hint(format!("From {fewest} to {longest}; 6 is usual. So long after the last day of somebody’s last employment their name, address, account, mail and every word they wrote are removed, unless they hold a role. Figures, digests and counts stay as they are. Of somebody who was in several systems the longest number counts. What has been removed does not come back."))
                .number()
                .suffix("years")
                .value(&form.years_kept)
                .errors(errors),
            save: Button::new("Save settings"),
        }
    }
}

impl View for SettingsView {
    const TEMPLATE: &'static str = "organisations/settings";

    fn samples() -> Vec<Self> {
        let form = SettingsForm::from(&Settings::from(&sample()));
        let drawn = (&form, &Stood::of(&"sample"));
        let mut errors = Errors::new();
        errors.add("label", "Enter what the work is called");
        vec![
            Self::new(sample().id, drawn, true, &Errors::new()),
            Self::new(sample().id, drawn, false, &errors),
        ]
    }
}

#[get("/systems/<id>/settings")]
pub(super) async fn get_settings(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
) -> Answer<Page<SettingsView>> {
    let system = viewer.administered_system(id)?;
    let stands = Settings::from(system.system());
    let drawn = (&SettingsForm::from(&stands), &Stood::of(&stands));
    settings_page(&system, chrome, drawn, &Errors::new()).await
}

#[post("/systems/<id>/settings", data = "<sent>")]
pub(super) async fn post_settings(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    sent: Amending<SettingsForm>,
) -> Submitted<SettingsView> {
    let system = viewer.administered_system(id)?;
    let may_move = settings::year_may_move(&system).await?;
    let Amending { form, stood } = sent;
    match form.read(&Settings::from(system.system()), may_move) {
        Ok(to) => match settings::change(&system, &stood, &to).await? {
            Amended::Done => Ok(Ok(done(under(id, ""), "Settings saved"))),
            Amended::Overtaken(stands) => {
                let drawn = (&form, &Stood::of(&stands));
                let page = settings_page(&system, chrome, drawn, &Errors::new()).await?;
                again(page.overtaken(standing(&stands)))
            }
        },
        Err(errors) => again(settings_page(&system, chrome, (&form, &stood), &errors).await?),
    }
}

/// What stands, in the words of the form.
fn standing(settings: &Settings) -> SummaryList {
    let month = usize::try_from(settings.year_starts_month - 1).unwrap_or(3);
    let days = |days: i32| counted(i64::from(days), "day", "days");
    SummaryList::new([
        SummaryRow::new("Name of the system", &settings.name),
        SummaryRow::new("What the work is called", &settings.label),
        SummaryRow::new(
            "When the appraisal year starts",
            format!("1 {}", MONTHS.get(month).unwrap_or(&"April")),
        ),
        SummaryRow::new("Smallest number shown", settings.threshold.to_string()),
        SummaryRow::new(
            "Days after the work that an entry may still be logged",
            days(settings.late_entry_days),
        ),
        SummaryRow::new(
            "Days after its end that a month or longer period closes",
            days(settings.closing_days),
        ),
        SummaryRow::new(
            "Years kept after leaving",
            counted(i64::from(settings.years_kept), "year", "years"),
        ),
    ])
}

async fn settings_page(
    system: &AdministeredSystem,
    chrome: Chrome,
    drawn: (&SettingsForm, &Stood),
    errors: &Errors,
) -> Answer<Page<SettingsView>> {
    let may_move = settings::year_may_move(system).await?;
    let view = SettingsView::new(system.id(), drawn, may_move, errors);
    Ok(Page::new(chrome, "Settings", view)
        .caption(&system.system().name)
        .back(under(system.id(), ""), "Back to the system")
        .errors(errors))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn sample() -> system::Model {
    system::Model {
        id: SystemId::new(),
        name: "Thames Valley".into(),
        label: "system working".into(),
        year_starts_month: 4,
        threshold: 10,
        late_entry_days: 90,
        closing_days: 7,
        years_kept: 6,
        created_at: crate::kernel::time::Instant::new(jiff::Timestamp::UNIX_EPOCH),
    }
}
