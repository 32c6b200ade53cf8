//! What a digest says: a pure function from figures, board, period and commentary to words.
//!
//! The preview, the check before issuing and the sending all call it, so what was read is what is sent.

use serde::{Deserialize, Serialize};

use super::attention::{self, Followed};

use crate::{
    kernel::{
        periods::YearStart,
        words::{count, counted, listed},
    },
    participation::{
        self, Change, GroupFigures, Measure, OrganisationFigures,
        chart::{self, Bar},
        disclosure::ShownCell,
        words,
    },
};

/// Everything a digest is composed from, and what is frozen when it is issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The board's name.
    pub board: String,
    /// Its organisation's system.
    pub system: String,
    /// What the system calls the work.
    pub label: String,
    /// When the system's appraisal year starts.
    pub year_start: YearStart,
    /// 1, and more for a correction.
    pub version: i32,
    /// The organisation's figures.
    pub figures: OrganisationFigures,
    /// What the digest for the period before said, if one was issued.
    pub earlier: Option<Earlier>,
    /// What came of the board's meetings and actions; nothing in digests issued before it was asked.
    #[serde(default)]
    pub followed: Followed,
    /// Where the figures can be read in full, for those who may sign in.
    pub page: String,
}

/// What the digest for the period before said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its period in words.
    pub period: String,
    /// The organisation's total as it was issued.
    pub total: ShownCell,
}

/// A digest in words, the same in every form it is read in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The mail's subject.
    pub subject: String,
    /// The heading.
    pub heading: String,
    /// Whose, for which period, which version.
    pub about: String,
    /// What the figures say, by rule.
    pub sentences: Vec<String>,
    /// The secretary's own words, a paragraph each.
    pub commentary: Vec<String>,
    /// What came of the board's meetings and actions, by rule.
    #[serde(default)]
    pub attention: Vec<String>,
    /// The heads of the table.
    pub columns: Vec<String>,
    /// The rows of the table.
    pub rows: Vec<Line>,
    /// All staff groups together.
    pub total: Line,
    /// What the chart shows.
    pub chart_title: String,
    /// The chart in words, for those who cannot see it.
    pub chart_says: String,
    /// What has to be known of the figures.
    pub notes: Vec<String>,
    /// What each figure counts.
    pub definitions: Vec<(String, String)>,
    /// Where the figures can be read in full.
    pub page: String,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The staff group.
    pub name: String,
    /// Its figures, in the order of the columns.
    pub cells: Vec<String>,
}

/// Says what there is to say.
pub fn compose(account: &Account, commentary: &str) -> Content {
    let figures = &account.figures;
    let period = figures.period.name(account.year_start);
    let corrected = if account.version > 1 {
        "Corrected: "
    } else {
        ""
    };
    let label = capital(&account.label);
    let version = if account.version > 1 {
        format!(" Version {}, a correction.", account.version)
    } else {
        String::new()
    };
    let line = |name: &str, cell: ShownCell| Line {
        name: name.to_owned(),
        cells: participation::cell_words(cell),
    };
    let chart_title = format!(
        "Participation by staff group at {}, {period}",
        figures.organisation
    );
    Content {
        subject: format!("{corrected}{label} at {}: {period}", figures.organisation),
        heading: format!("{label} at {}", figures.organisation),
        about: format!(
            "For {}, about {}.{version}",
            account.board,
            words::period(figures.period, account.year_start, figures.counted_to)
        ),
        sentences: sentences(account, &period),
        commentary: paragraphs(commentary),
        attention: attention::sentences(&account.followed, &account.label, &account.system),
        columns: participation::COLUMNS
            .iter()
            .map(|column| (*column).to_owned())
            .collect(),
        rows: figures
            .groups
            .iter()
            .map(|group| line(&group.name, group.counts))
            .collect(),
        total: line(participation::ALL_GROUPS, figures.total),
        chart_says: chart::in_words(&chart_title, &bars(figures)),
        chart_title,
        notes: notes(figures),
        definitions: words::definitions(&account.label)
            .into_iter()
            .map(|(t, m)| (t.to_owned(), m))
            .collect(),
        page: account.page.clone(),
    }
}

/// The chart, for the page and for the picture in the mail.
pub fn chart(account: &Account, content: &Content) -> String {
    chart::bars(
        "chart",
        &content.chart_title,
        &content.chart_says,
        &bars(&account.figures),
    )
}

fn bars(figures: &OrganisationFigures) -> Vec<Bar> {
    let groups = figures
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.counts));
    participation::bars(groups, figures.total, Measure::Participation)
}

fn sentences(account: &Account, period: &str) -> Vec<String> {
    let (figures, label) = (&account.figures, &account.label);
    let mut sentences = Vec::new();
    let (took_part, had) = (
        words::took_part(figures.total, label),
        words::had_an_objective(figures.total, label),
    );
    if took_part.is_none() || had.is_none() {
        let what = match (&took_part, &had) {
            (None, Some(_)) => "How many took part",
            (Some(_), None) => "How many had an objective",
            _ => "How many took part, and how many had an objective,",
        };
        let organisation = &figures.organisation;
        sentences.push(format!(
            "{what} is hidden for {organisation} as a whole in {period}, to protect people in small numbers."
        ));
    }
    sentences.extend(took_part.map(|took_part| format!("In {period}, {took_part}.")));
    sentences.extend(had.map(|had| format!("{}.", capital(&had))));
    sentences.extend(compared(account));
    sentences.extend(highest_and_lowest(&figures.groups));
    if let Some(took_part) = words::took_part(figures.system_total, label) {
        sentences.push(format!(
            "Across all partners of {}, {took_part}.",
            account.system
        ));
    }
    sentences
}

/// How this compares with what the board was told last.
fn compared(account: &Account) -> Option<String> {
    let Some(earlier) = &account.earlier else {
        return Some("No digest was issued to this board for the period before, so there is nothing to compare with.".into());
    };
    let (now, then) = (account.figures.total, earlier.total);
    let changes: Vec<String> = [
        ("participation", now.participation(), then.participation()),
        ("uptake of objectives", now.uptake(), then.uptake()),
    ]
    .into_iter()
    .filter_map(|(name, now, then)| {
        // A difference that chance alone could have made is none to tell a board of.
        Some(match now.change_since(then) {
            Change::NotKnown => return None,
            Change::NoClear => format!("{name} shows no clear change (from {})", then.words()),
            change => format!("{name} is {} (from {})", change.words(), then.words()),
        })
    })
    .collect();
    (!changes.is_empty()).then(|| {
        format!(
            "Compared with the digest for {}, {}.",
            earlier.period,
            listed(&changes)
        )
    })
}

fn highest_and_lowest(groups: &[GroupFigures]) -> Option<String> {
    let mut ranked: Vec<(i64, &GroupFigures)> = groups
        .iter()
        .filter_map(|group| Some((group.counts.participation().percent()?, group)))
        .collect();
    ranked.sort_by_key(|(percent, _)| std::cmp::Reverse(*percent));
    let ((highest, most), (lowest, least)) = (ranked.first()?, ranked.last()?);
    // Never a ranking of what chance alone could have ranked.
    let rates = [most, least].map(|group| group.counts.participation());
    let is_clear = matches!(rates[0].change_since(rates[1]), Change::Higher(_));
    (highest > lowest && is_clear).then(|| {
        format!(
            "Of the staff groups whose figures can be shown, participation was highest among {} ({}) and lowest among {} ({}).",
            most.name,
            most.counts.participation().words(),
            least.name,
            least.counts.participation().words()
        )
    })
}

fn notes(figures: &OrganisationFigures) -> Vec<String> {
    let mut notes = Vec::new();
    let hidden = i64::try_from(figures.hidden_groups()).unwrap_or(0);
    if hidden > 0 || figures.total.has_hidden() {
        let groups = counted(
            i64::try_from(figures.groups.len()).unwrap_or(0),
            "staff group",
            "staff groups",
        );
        notes.push(format!(
            "Figures are hidden for {} of {groups}.",
            count(hidden)
        ));
        notes.push(words::why_hidden(figures.threshold));
    }
    if figures.has_repeated {
        notes.push(words::AS_PUBLISHED.to_owned());
    }
    notes.push(words::staff_list(figures.staff_list_on));
    notes.push(words::unplaced(figures.unplaced));
    for apart in &figures.apart {
        notes.push(format!(
            "Not counted with staff: {} {}.",
            words::shown(apart.people),
            apart.name.to_lowercase()
        ));
    }
    notes
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// An account of an invented board, for samples and tests.
pub(super) fn sample() -> Account {
    let figures = participation::sample();
    let own = figures
        .of_organisation(figures.partners[2].id)
        .expect("the sample's last partner");
    Account {
        board: "Trust Board".into(),
        system: figures.system,
        label: figures.label,
        year_start: figures.year_start,
        version: 1,
        earlier: Some(Earlier {
            period: "September 2026".into(),
            total: own.total,
        }),
        figures: own,
        followed: attention::sample(),
        page: "https://fairwind.example/participation?period=month-2026-10".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_account_says_the_same() {
        let account = sample();
        assert_eq!(
            compose(&account, "Good.\n\nBetter."),
            compose(&account, "Good.\n\nBetter.")
        );
        assert_eq!(
            compose(&account, "Good.\r\n\r\nBetter.").commentary,
            ["Good.", "Better."]
        );
    }

    #[test]
    fn every_sentence_is_by_rule() {
        let mut account = sample();
        let said = compose(&account, "");
        assert!(
            said.sentences
                .iter()
                .any(|s| s.contains("participation shows no clear change")),
            "{:?}",
            said.sentences
        );
        account.earlier = None;
        account.version = 2;
        let said = compose(&account, "");
        assert!(
            said.sentences
                .iter()
                .any(|s| s.contains("nothing to compare with"))
        );
        assert!(said.subject.starts_with("Corrected: System working at "));
        assert!(said.chart_says.contains("hidden") || account.figures.hidden_groups() == 0);
    }

    #[test]
    fn a_frozen_account_is_read_back_as_it_was() {
        let account = sample();
        let frozen = serde_json::to_value(&account).expect("an account");
        assert_eq!(
            serde_json::from_value::<Account>(frozen).expect("the same"),
            account
        );
    }
}
