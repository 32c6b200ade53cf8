//! The sections of a digest, outcomes first: each a table of figures that were decided with all others of the period.

use super::{
    Account, ChartWords, Grid, Line, Section, bars,
    compared::{Compared, change_column, compared, missing},
    themes,
};
use crate::{
    digests::attention,
    kernel::words::{count, counted},
    participation::{
        self, ALL_GROUPS, Change, FacetFigures, GroupFigures, chart, disclosure::ShownCell, words,
    },
};

pub(super) const OUTCOMES: &str = "outcomes";
pub(super) const STORIES: &str = "stories";
pub(super) const ATTENTION: &str = "attention";
pub(super) const FIGURES: &str = "figures";
pub(super) const PARTICIPATION: &str = "participation";
pub(super) const UPTAKE: &str = "uptake";
pub(super) const PARTNERS: &str = "partners";
pub(super) const TENSIONS: &str = "tensions";
pub(super) const SURE: &str = "sure";

/// What the column was called in digests issued before.
pub(super) const CLOSED_SO_BEFORE: &str = "People with an objective closed so";
pub(super) const CLOSED_SO: &str = "People whose objectives ended this way";
pub(super) const SHARE: &str = "Share of staff";
pub(super) const WORKED: &str = "People who worked with it";
pub(super) const SAID_SO: &str = "People who said so";
pub(super) const AS_IT_IS: &str = "As it stands";
pub(super) const STAFF_LIST: &str = "Staff list last loaded";
pub(super) const LIST_DESCRIBES: &str = "Day the staff list describes";
pub(super) const HIDDEN_GROUPS: &str = "Staff groups with something hidden";
pub(super) const HIDDEN_PARTNERS: &str = "Partners whose figures are hidden";
pub(super) const HIDDEN_TENSIONS: &str =
    "Kinds of what got in the way of which the number is hidden";
/// Rows of how sure the figures are that earlier digests did not have: they tell what was so then too.
pub(super) const NOT_SAID_BEFORE: [&str; 2] = [LIST_DESCRIBES, HIDDEN_TENSIONS];
pub(super) const ALL_PARTNERS: &str = "All partners";

/// Every section of a digest that corrects none.
pub(super) fn all(account: &Account, period: &str) -> Vec<Section> {
    [
        vec![outcomes(account)],
        Vec::from_iter(themes::outcomes(account)),
        Vec::from_iter(stories(account)),
        Vec::from_iter(attention(account)),
        themes::scorecard(account),
        vec![
            figures(account, period),
            compared(account, period, Compared::Participation),
            compared(account, period, Compared::Uptake),
            missing(account),
        ],
        Vec::from_iter(themes::work(account)),
        vec![partners(account), tensions(account), sure(account)],
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn section(id: &str, heading: &str, table: Grid) -> Section {
    Section {
        id: id.to_owned(),
        heading: heading.to_owned(),
        says: Vec::new(),
        table: (!table.rows.is_empty()).then_some(table),
        chart: None,
        notes: Vec::new(),
    }
}

fn outcomes(account: &Account) -> Section {
    let lines = account.beside.outcomes.iter().map(|outcome| {
        Line::new(
            &outcome.name,
            [
                words::shown(outcome.counts.with_objective),
                outcome.counts.uptake().words(),
                outcome.all_partners.uptake().words(),
            ],
        )
    });
    let columns = [CLOSED_SO, SHARE, "Share of staff at all partners"];
    let table = Grid::new("Objectives closed in the period", "Outcome", columns).rows(lines);
    section(OUTCOMES, "What came of objectives", table)
}

/// What staff wrote of what changed, if any of it is quoted.
fn stories(account: &Account) -> Option<Section> {
    let says: Vec<String> = account
        .stories
        .iter()
        .map(|words| format!("“{words}”"))
        .collect();
    (!says.is_empty()).then(|| Section {
        id: STORIES.to_owned(),
        heading: "What changed, in the words of staff".to_owned(),
        says,
        table: None,
        chart: None,
        notes: vec![
            "Chosen by the secretary. Each is quoted with the consent of whoever wrote it, word for word and without a name."
                .to_owned(),
        ],
    })
}

/// What came of the board's meetings and of the actions it agreed, if there is anything to say.
fn attention(account: &Account) -> Option<Section> {
    let says = attention::sentences(&account.followed, &account.label, &account.system);
    (!says.is_empty()).then(|| Section {
        id: ATTENTION.to_owned(),
        heading: "What came of the board’s meetings".to_owned(),
        says,
        table: None,
        chart: None,
        notes: Vec::new(),
    })
}

fn figures(account: &Account, period: &str) -> Section {
    let figures = &account.figures;
    let line = |name: &str, cell: ShownCell| Line::new(name, participation::cell_words(cell));
    let groups = figures.groups.iter();
    let table = Grid::new(
        "Figures by staff group",
        "Staff group",
        participation::COLUMNS,
    )
    .rows(groups.map(|group| line(&group.name, group.counts)))
    .total(line(ALL_GROUPS, figures.total));
    let title = format!(
        "Participation by staff group at {}, {period}",
        figures.organisation
    );
    let mut section = section(FIGURES, "Who took part, by staff group", table);
    section.says.extend(highest_and_lowest(&figures.groups));
    section.chart = Some(ChartWords {
        says: chart::in_words(&title, &bars(figures)),
        title,
    });
    section
}

fn highest_and_lowest(groups: &[GroupFigures]) -> Option<String> {
    let mut ranked: Vec<(f64, &GroupFigures)> = groups
        .iter()
        .filter_map(|group| Some((group.counts.participation().exact()?, group)))
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let ((_, most), (_, least)) = (ranked.first()?, ranked.last()?);
    // Never a ranking of what chance alone could have ranked, nor one in which somebody hidden may stand before.
    let is_whole = ranked.len() == groups.len();
    let rates = [most, least].map(|group| group.counts.participation());
    let is_clear = matches!(rates[0].change_since(rates[1]), Change::Higher(_));
    (is_clear && is_whole).then(|| {
        format!(
            "Participation was highest among {} ({}) and lowest among {} ({}).",
            most.name,
            most.counts.participation().words(),
            least.name,
            least.counts.participation().words()
        )
    })
}

/// Why a figure is hidden, after a colon.
pub(super) const HIDDEN_BECAUSE: &str =
    "too few people, or none, or a figure that would give so few away";

/// The rows of what has many of which most are hidden: those with a figure to show, and how many have none.
pub(super) fn shown_of<'a>(
    figures: &'a [FacetFigures],
    one: &str,
    many: &str,
) -> (impl Iterator<Item = &'a FacetFigures>, Option<String>) {
    let hidden = figures.iter().filter(|figure| figure.is_hidden()).count();
    let hidden = i64::try_from(hidden).unwrap_or(0);
    let note = (hidden > 0).then(|| {
        format!(
            "The figures of {} are hidden: {HIDDEN_BECAUSE}.",
            counted(hidden, one, many)
        )
    });
    (figures.iter().filter(|figure| !figure.is_hidden()), note)
}

/// The partners, those that most worked with first.
pub(super) fn by_work(figures: &[FacetFigures]) -> Vec<&FacetFigures> {
    let mut ranked: Vec<&FacetFigures> = figures.iter().collect();
    ranked.sort_by_key(|figure| std::cmp::Reverse(figure.counts.took_part.count()));
    ranked
}

fn partners(account: &Account) -> Section {
    let ranked: Vec<FacetFigures> = by_work(&account.beside.partners)
        .into_iter()
        .cloned()
        .collect();
    let (shown, note) = shown_of(&ranked, "partner", "partners");
    let then = account.earlier.as_ref();
    let lines = shown.map(|partner| {
        let mut cells = vec![
            words::shown(partner.counts.took_part),
            partner.counts.participation().words(),
            words::shown(partner.counts.with_objective),
        ];
        if let Some(then) = then {
            let before = then
                .partners
                .iter()
                .find(|other| other.name == partner.name);
            cells.push(before.map_or_else(
                || Change::NotKnown.words(),
                |before| {
                    let now = partner.counts.participation();
                    now.change_since(before.counts.participation()).words()
                },
            ));
        }
        Line::new(&partner.name, cells)
    });
    let columns = [WORKED, SHARE, "With an objective with it"]
        .map(str::to_owned)
        .into_iter()
        .chain(then.map(change_column));
    let caption = match ranked.iter().any(|one| one.counts.took_part.is_hidden()) {
        false => "Partners, those that most people worked with first",
        true => "Partners whose figures can be shown",
    };
    let table = Grid::new(caption, "Partner", columns).rows(lines);
    let mut section = section(PARTNERS, "Partners worked with", table);
    section.notes.extend(note);
    section
}

fn tensions(account: &Account) -> Section {
    let lines = account.beside.tensions.iter().map(|tension| {
        Line::new(
            &tension.name,
            [
                words::shown(tension.counts.took_part),
                tension.counts.participation().words(),
                tension.all_partners.participation().words(),
            ],
        )
    });
    let columns = [SAID_SO, SHARE, "Share of staff at all partners"];
    let table = Grid::new("Tensions by kind", "What got in the way", columns).rows(lines);
    section(TENSIONS, "What got in the way", table)
}

fn sure(account: &Account) -> Section {
    let (figures, beside) = (&account.figures, &account.beside);
    let number = |number: usize| count(i64::try_from(number).unwrap_or(0));
    let line = |name: &str, words: String| Line::new(name, [words]);
    let hidden_partners = beside.partners.iter().filter(|partner| partner.is_hidden());
    let tensions = beside.tensions.iter();
    let hidden_tensions = tensions.filter(|tension| tension.counts.took_part.is_hidden());
    let describes = figures
        .staff_list_describes
        .map(|day| line(LIST_DESCRIBES, day.long()));
    let mut table = Grid::new("What the figures rest on", "What", [AS_IT_IS])
        .rows(describes)
        .row(line(
            STAFF_LIST,
            figures
                .staff_list_on
                .map_or_else(|| "never".to_owned(), |day| day.long()),
        ))
        .row(line(
            "People whose staff group is not known",
            words::shown(figures.unplaced),
        ))
        .row(line(
            HIDDEN_GROUPS,
            format!(
                "{} of {}",
                number(figures.hidden_groups()),
                number(figures.groups.len())
            ),
        ))
        .row(line(HIDDEN_PARTNERS, number(hidden_partners.count())))
        .row(line(HIDDEN_TENSIONS, number(hidden_tensions.count())));
    if let Some(day) = account.late_until {
        table = table.row(line("Work can still be logged until", day.long()));
    }
    for apart in &figures.apart {
        table = table.row(line(
            &format!("{}, not counted with staff", apart.name),
            words::shown(apart.people),
        ));
    }
    let mut section = section(SURE, "How sure these figures are", table);
    section.notes.push(words::why_hidden(figures.threshold));
    if figures.has_repeated || beside.has_repeated {
        section.notes.push(words::AS_PUBLISHED.to_owned());
    }
    section.notes.push(
        "Work that is logged late counts from then on. It never changes a digest that was issued."
            .to_owned(),
    );
    section
}
