//! A digest's sections by theme: with what objectives were closed, the balanced scorecard, and who works at what.

use super::{
    Account, Grid, Line, MeasureSaid, Section,
    sections::{HIDDEN_BECAUSE, section, shown_of},
};
use crate::{
    kernel::words::{counted, listed},
    participation::{ThemeOutcomes, words},
};

/// What the ids of the sections of measures begin with.
pub(super) const MEASURES: &str = "measures";
/// What their tables are called, each with its theme.
pub(super) const CAPTION: &str = "What partners measure together";
/// The column of what is named beside each measure by digests in which all measures stood in one table.
pub(super) const THEME: &str = "Theme";

/// With what objectives were closed, by the theme they serve.
pub(super) fn outcomes(account: &Account) -> Option<Section> {
    let themes = &account.beside.outcomes_of_themes;
    let first = themes.first()?;
    let shown: Vec<&ThemeOutcomes> = themes.iter().filter(|theme| !theme.is_hidden()).collect();
    let columns = first.outcomes.iter().map(|outcome| &outcome.outcome);
    let lines = shown.iter().map(|theme| {
        let people = theme
            .outcomes
            .iter()
            .map(|closed| words::shown(closed.people));
        Line::new(&theme.name, people)
    });
    let table = Grid::new(
        "People with an objective closed in the period, by the theme it serves",
        THEME,
        columns,
    )
    .rows(lines);
    let mut section = section(
        "outcomes-of-themes",
        "What came of objectives, by theme",
        table,
    );
    let hidden = i64::try_from(themes.len() - shown.len()).unwrap_or(0);
    if hidden > 0 {
        section.notes.push(format!(
            "The outcomes of {} are hidden: {HIDDEN_BECAUSE}.",
            counted(hidden, "theme", "themes")
        ));
    }
    if !shown.is_empty() {
        section.notes.push(format!(
            "Somebody with objectives of two themes counts once in each. Where “hidden” stands there are {HIDDEN_BECAUSE}."
        ));
    }
    Some(section)
}

/// The balanced scorecard: of each theme with a measure what came of it, by objectives and as the partners measure it.
pub(super) fn scorecard(account: &Account) -> Vec<Section> {
    let measures = &account.measures;
    let groups = measures.chunk_by(|one, next| one.named_theme() == next.named_theme());
    (1..)
        .zip(groups)
        .filter_map(|(number, group)| {
            let first = group.first()?;
            let heading = match &first.theme {
                Some(theme) => format!("Scorecard: {theme}"),
                None => "Scorecard: what serves no one theme".to_owned(),
            };
            let mut section = section(
                &format!("{MEASURES}-{number}"),
                &heading,
                table(first.theme.as_ref(), group),
            );
            section.says.extend(closed(account, first));
            Some(section)
        })
        .collect()
}

fn table(theme: Option<&String>, measures: &[MeasureSaid]) -> Grid {
    let caption = match theme {
        Some(theme) => format!("{CAPTION}: {theme}"),
        None => CAPTION.to_owned(),
    };
    let or_none = |words: &Option<String>| words.clone().unwrap_or_else(|| "None".to_owned());
    let lines = measures.iter().map(|measure| {
        let moment = measure
            .moment
            .clone()
            .unwrap_or_else(|| format!("on {}", measure.measured_on.long()));
        Line::new(
            &measure.name,
            [
                format!("{} {moment}", measure.latest),
                or_none(&measure.target),
                measure.variation.clone(),
                or_none(&measure.assurance),
            ],
        )
    });
    let columns = ["Latest", "Target", "Variation", "Assurance"];
    Grid::new(caption, "Measure", columns).rows(lines)
}

/// How the objectives that serve a measure's theme were closed, as the table of outcomes has it.
fn closed(account: &Account, measure: &MeasureSaid) -> Option<String> {
    let name = measure.named_theme()?;
    let themes = &account.beside.outcomes_of_themes;
    let theme = themes.iter().find(|theme| theme.name == name)?;
    let (shown, hidden): (Vec<_>, Vec<_>) = theme
        .outcomes
        .iter()
        .partition(|closed| closed.people.count().is_some());
    let said: Vec<(String, String)> = shown
        .into_iter()
        .filter_map(|closed| {
            let people = counted(closed.people.count()?, "person", "people");
            Some((people, closed.outcome.clone()))
        })
        .collect();
    let hidden: Vec<String> = hidden.iter().map(|other| other.outcome.clone()).collect();
    Some(
        match closed_as(&said, "an objective that serves it", &hidden) {
            None => {
                format!("How objectives that serve it were closed is hidden: {HIDDEN_BECAUSE}.")
            }
            Some(closed) => format!("{closed}."),
        },
    )
}

/// "12 people closed an objective as met and 30 people as partly met; how many closed one as not met is hidden": who
/// closed objectives by each outcome that is shown, and the outcomes of which the number is not. None where nothing is
/// shown.
pub(super) fn closed_as(
    shown: &[(String, String)],
    what: &str,
    hidden: &[String],
) -> Option<String> {
    let closed = |at: usize, (people, outcome): &(String, String)| {
        let what = if at == 0 {
            format!("closed {what} ")
        } else {
            String::new()
        };
        format!("{people} {what}as {}", outcome.to_lowercase())
    };
    let said: Vec<String> = shown
        .iter()
        .enumerate()
        .map(|(at, one)| closed(at, one))
        .collect();
    let lower: Vec<String> = hidden
        .iter()
        .map(|outcome| outcome.to_lowercase())
        .collect();
    let rest = match lower.split_last() {
        None => String::new(),
        Some((last, [])) => format!("; how many closed one as {last} is hidden"),
        Some((last, first)) => format!(
            "; how many closed one as {} or {last} is hidden",
            first.join(", ")
        ),
    };
    (!said.is_empty()).then(|| listed(&said) + &rest)
}

impl MeasureSaid {
    /// Its theme as the tables by theme call it.
    fn named_theme(&self) -> Option<String> {
        let theme = self.theme.as_ref()?;
        Some(match &self.framework {
            Some(framework) => format!("{theme} ({framework})"),
            None => theme.clone(),
        })
    }
}

/// Who has an objective of a theme, and who works on one.
pub(super) fn work(account: &Account) -> Option<Section> {
    let (shown, note) = shown_of(&account.beside.themes, "theme", "themes");
    let lines = shown.map(|theme| {
        Line::new(
            &theme.name,
            [
                words::shown(theme.counts.with_objective),
                theme.counts.uptake().words(),
                words::shown(theme.counts.took_part),
                theme.counts.participation().words(),
                theme.all_partners.participation().words(),
            ],
        )
    });
    let columns = [
        "With an objective that serves it",
        "Uptake",
        "Worked on such an objective",
        "Participation",
        "Participation at all partners",
    ];
    let table = Grid::new("Objectives and work by theme", THEME, columns).rows(lines);
    let mut section = section("themes", "Who works at which theme", table);
    section.notes.extend(note);
    (!account.beside.themes.is_empty()).then_some(section)
}
