//! Every component on one page, as it is when all is well and when it is not.

use serde::Serialize;

use super::{
    Button, Callout, Cell, Chart, Checkboxes, Choice, Colour, Column, DateInput, DefinitionNote,
    Details, FileUpload, Input, Inset, Link, Pagination, Radios, Row, Select, SummaryList,
    SummaryRow, Table, Tag, Textarea,
};
use crate::kernel::templates::{Safe, View};
use crate::web::forms::{Errors, TypedDate};

/// Every component on one page: what designers look at, and what the tests of looks and access are run on.
#[derive(Debug, Serialize)]
pub struct Gallery {
    fields: Fields,
    told: Told,
}

#[derive(Debug, Serialize)]
struct Fields {
    input: Input,
    email: Input,
    password: Input,
    minutes: Input,
    textarea: Textarea,
    due: DateInput,
    radios: Radios,
    yes_or_no: Radios,
    checkboxes: Checkboxes,
    partners: Checkboxes,
    select: Select,
    upload: FileUpload,
    buttons: Vec<Button>,
}

#[derive(Debug, Serialize)]
struct Told {
    summary: SummaryList,
    tags: Vec<Tag>,
    inset: Inset,
    callout: Callout,
    details: Details,
    definition: DefinitionNote,
    uptake: Table,
    months: Table,
    nothing: Table,
    pagination: Pagination,
    chart: Chart,
}

impl Gallery {
    /// With what `errors` says at its fields: `purpose`, `level`, `due` and the rest.
    pub fn new(errors: &Errors) -> Self {
        Self {
            fields: fields(errors),
            told: told(),
        }
    }

    /// Something wrong with a field of each kind.
    pub fn wrong() -> Errors {
        let mut errors = Errors::new();
        errors.add("objective", "Enter the objective");
        errors.add("password", "Enter your password");
        errors.add("minutes", "How long must be between 1 and 720 minutes");
        errors.add("purpose", "Enter why working together helps");
        TypedDate::new("31", "2", "2026").parse("due", "the date it is due", &mut errors);
        errors.add("level", "Select a level");
        errors.add("partners", "Select at least one organisation");
        errors.add("staff-group", "Select a staff group");
        errors.add("staff-list", "Choose a CSV file");
        errors
    }
}

impl View for Gallery {
    const TEMPLATE: &'static str = "gallery";

    fn samples() -> Vec<Self> {
        vec![Self::new(&Errors::new()), Self::new(&Self::wrong())]
    }
}

fn fields(errors: &Errors) -> Fields {
    Fields {
        input: Input::new("objective", "Objective")
            .hint("In one line: what will be different")
            .value("Shared discharge plans with <social care> & \"hospice\" teams")
            .errors(errors),
        email: Input::new("email", "Email address").email().errors(errors),
        password: Input::new("password", "Password")
            .password("current-password")
            .errors(errors),
        minutes: Input::new("minutes", "How long, in minutes")
            .number()
            .suffix("minutes")
            .value("60")
            .errors(errors),
        textarea: Textarea::new("purpose", "Why does working together help?")
            .hint("What would be worse, slower or impossible alone")
            .at_most(500)
            .errors(errors),
        due: DateInput::new("due", "By when?")
            .hint("For example, 27 3 2026")
            .value(TypedDate::new("31", "2", "2026"))
            .errors(errors),
        radios: Radios::new(
            "level",
            "At what level?",
            [
                Choice::new("neighbourhood", "Neighbourhood")
                    .hint("A primary care network and those around it"),
                Choice::new("place", "Place"),
                Choice::new("beyond", "Beyond the system")
                    .reveals(Input::new("beyond-where", "Where?")),
            ],
        )
        .chosen(if errors.is_empty() { "beyond" } else { "" })
        .errors(errors),
        yes_or_no: Radios::new(
            "agree",
            "Do you agree it?",
            [Choice::new("yes", "Yes"), Choice::new("no", "No")],
        )
        .inline()
        .chosen("yes"),
        checkboxes: Checkboxes::new(
            "got-in-the-way",
            "What got in the way?",
            [
                Choice::new("records", "Records we could not share"),
                Choice::new("funding", "Whose money it is"),
                Choice::new("other", "Something else")
                    .reveals(Textarea::new("other-what", "What was it?").rows(3)),
            ],
        )
        .chosen(&["funding"]),
        partners: Checkboxes::new(
            "partners",
            "Which organisations worked on this?",
            (1..=14).map(|number| {
                let long = if number % 5 == 0 {
                    " Integrated Health and Social Care Partnership NHS Foundation Trust"
                } else {
                    ""
                };
                Choice::new(
                    number.to_string(),
                    format!("Partner organisation {number}{long}"),
                )
            }),
        )
        .hint("Choose all that took part")
        .chosen(&["2", "5"])
        .errors(errors),
        select: Select::new(
            "staff-group",
            "Staff group",
            [
                Choice::new("", "Choose a staff group"),
                Choice::new("nursing", "Nursing and midwifery registered"),
                Choice::new("social", "Social work"),
            ],
        )
        .chosen("nursing")
        .errors(errors),
        upload: FileUpload::new("staff-list", "Staff list")
            .hint("A CSV file, saved from Excel or exported from ESR")
            .accept(".csv,text/csv")
            .errors(errors),
        buttons: vec![
            Button::new("Propose this objective"),
            Button::new("Save as a draft")
                .secondary()
                .sends("then", "draft"),
            Button::new("Withdraw").warning(),
            Button::link("Log work", "/entries/new"),
            Button::new("Remove").about("Sam Osei").secondary().small(),
        ],
    }
}

fn told() -> Told {
    Told {
            summary: summary(),
            tags: tags(),
            inset: Inset::new("Your manager sees what you link to an objective.")
                .and("Everything else is seen by you alone."),
            callout: Callout::new("Before you send", "41 people will get an email."),
            details: Details::new(
                "Who can see this",
                "You and your manager, Amara Nwosu, by name. Everyone else sees totals only.",
            ),
            definition: DefinitionNote::new(
                "Uptake",
                "Staff with at least one objective agreed and in force in the period, out of all staff.",
            )
            .and(
                "Staff",
                "Employments in post on at least one day of the period. Volunteers are not counted.",
            ),
            uptake: uptake(),
            months: months(),
            nothing: Table::new("nothing", "Check-ins", [Column::new("Date")])
                .empty("No check-ins yet."),
            pagination: Pagination::new(5, 20, 391, |page| format!("/people?page={page}")),
            chart: Chart::new(
                Safe::vouched(CHART),
                "Participation rose from 12% to 31% between April and September.",
            ),
    }
}

fn summary() -> SummaryList {
    SummaryList::new([
        SummaryRow::new("Objective", "Shared discharge plans")
            .action(Link::new("Change", "/x").about("the objective")),
        SummaryRow::new("State", "").tag(Tag::new("Proposed", Colour::Blue)),
        SummaryRow::list("Partners", ["Oxford Health", "Oxfordshire County Council"])
            .action(Link::new("Add", "/x").about("a partner"))
            .action(Link::new("Change", "/x").about("the partners")),
        SummaryRow::new("Forum", "").link(Link::new("Discharge board", "/forums/1")),
        SummaryRow::new("What changed", ""),
    ])
}

fn tags() -> Vec<Tag> {
    [
        ("Draft", Colour::Grey),
        ("Proposed", Colour::Blue),
        ("Agreed", Colour::Green),
        ("Partly met", Colour::Yellow),
        ("Due", Colour::Orange),
        ("Failed", Colour::Red),
        ("Carried forward", Colour::Purple),
        ("Plain", Colour::White),
    ]
    .map(|(text, colour)| Tag::new(text, colour))
    .into()
}

fn uptake() -> Table {
    let row = |group: &str, staff: &str, uptake: &str, state: Tag| {
        Row::new([Link::new(group, "/participation/nursing")])
            .cell(staff)
            .cell(Cell::new(uptake).note("up 3 points"))
            .cell(state)
    };
    Table::new(
        "uptake",
        "Uptake by staff group, July to September 2025",
        [
            Column::new("Staff group"),
            Column::numeric("Staff"),
            Column::numeric("With an objective"),
            Column::new("State"),
        ],
    )
    .row(row(
        "Nursing and midwifery registered",
        "1,204",
        "31%",
        Tag::new("Agreed", Colour::Green),
    ))
    .row(row(
        "Social work",
        "88",
        "[c]",
        Tag::new("Due", Colour::Orange),
    ))
    .total(Row::new(["All", "1,292", "29%", ""]))
    .note("[c] means that the figure is withheld, because it could point to one person.")
    .exports([("CSV", "/participation.csv".to_owned())])
}

fn months() -> Table {
    let months = [
        "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar",
    ];
    Table::new(
        "months",
        "People who took part, by month",
        std::iter::once(Column::new("Organisation"))
            .chain(months.map(|month| Column::numeric(format!("{month} 2025")))),
    )
    .scrolling()
    .row(Row::new(
        std::iter::once("Oxford Health".to_owned())
            .chain((1..=12).map(|month| (month * 137).to_string())),
    ))
    .row(Row::new(
        std::iter::once("Age UK Berkshire".to_owned())
            .chain((1..=12).map(|month| (month * 7).to_string())),
    ))
}

/// A chart as the drawing code makes them.
const CHART: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 160" width="600" height="160" role="img" aria-labelledby="chart-title"><title id="chart-title">Participation by month</title><g fill="#005eb8"><rect x="40" y="110" width="60" height="30"/><rect x="140" y="95" width="60" height="45"/><rect x="240" y="80" width="60" height="60"/><rect x="340" y="70" width="60" height="70"/></g><path d="M30 140h540" stroke="#212b32"/></svg>"##;
