//! What figures are made of: tallies put into a sheet, with the names and dates that belong to them.

use std::collections::BTreeMap;

use super::{
    Apart, Figures, GroupName, Partner, PlaceName, RowName, StandingName,
    disclosure::{self, Column, Counts, Leaf, Row, Sheet, Shown, ShownSheet},
    store,
};
use crate::{
    access::SeenSystem,
    entities::{objectives::ObjectiveState, systems::OrganisationKind, tallies::Facet},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        periods::Period,
        time::Day,
    },
    organisations::{
        self, priorities,
        succession::{Standing, StandsAs},
    },
    tallies::{self, FacetTally, Span, Tally},
};

/// Everything that the figures of one period are made of.
pub(super) struct Material<'a> {
    seen: &'a SeenSystem,
    period: Period,
    counted_to: Day,
    /// The day on which the first of the partners joined.
    began_on: Option<Day>,
    groups: Vec<store::Group>,
    places: Vec<PlaceName>,
    rows: Vec<RowName>,
    today: Vec<StandingName>,
    pub partners: Vec<Partner>,
    without_staff: Vec<String>,
    /// The period's counts.
    pub sheet: Sheet,
    /// How many people stand beside them: for each group apart, and for those not placed, one line.
    pub beside: Vec<Vec<i64>>,
}

impl<'a> Material<'a> {
    /// Reads the tallies and names of a period, having brought the tallies to today.
    ///
    /// # Errors
    /// Not found for a period that has not begun.
    pub(super) async fn gather(seen: &'a SeenSystem, period: Period) -> Answer<Self> {
        let counted_to = period.last_on.min(seen.acting().today());
        Self::gather_to(seen, period, counted_to).await
    }

    /// The same of a period up to the end of one of its months.
    pub(super) async fn gather_to(
        seen: &'a SeenSystem,
        period: Period,
        counted_to: Day,
    ) -> Answer<Self> {
        let (acting, today) = (seen.acting(), seen.acting().today());
        if today < period.first_on {
            return Err(Fault::NotFound);
        }
        let organisations = store::organisations(seen).await?;
        let groups = store::groups(seen).await?;
        let ids: Vec<OrganisationId> = organisations.iter().map(|o| o.id).collect();
        tallies::advance_these(acting, &ids).await?;
        let is_part = counted_to < period.last_on.min(today);
        let span = Span::new(period.first_on, counted_to, seen.year_start());
        let tallies = match span.filter(|_| is_part) {
            Some(span) => tallies::read_span(acting, &ids, span)
                .await?
                .into_iter()
                .map(|tally| Tally {
                    organisation: tally.organisation,
                    period,
                    group: tally.group,
                    place: tally.place,
                    counts: tally.counts,
                })
                .collect(),
            None => tallies::read(acting, &ids, &[period]).await?,
        };
        // Nobody could work with one that had closed before, or had not joined yet.
        let (those_then, others): (Vec<_>, Vec<_>) = organisations
            .iter()
            .map(|o| (o.is_member_in(period), (o.id, o.name.clone())))
            .partition(|(is_member, _)| *is_member);
        let has_people = |id| {
            tallies
                .iter()
                .any(|t| t.organisation == id && t.counts.staff > 0)
        };
        let began_on = organisations.iter().map(|o| o.joined_on).min();
        let (partners, without): (Vec<_>, Vec<_>) =
            organisations.into_iter().partition(|o| has_people(o.id));
        // A closed or past member is not missed; one that is a member in the period is.
        let without_staff = without
            .into_iter()
            .filter(|o| o.is_member_in(period))
            .map(|o| o.name)
            .collect();
        let lists = store::last_lists(seen).await?;
        let partners: Vec<Partner> = partners
            .into_iter()
            .map(|o| Partner {
                staff_list_on: lists.get(&o.id).map(|list| list.loaded_on),
                staff_list_describes: lists.get(&o.id).and_then(|list| list.describes),
                id: o.id,
                name: o.name,
                kind: o.kind,
            })
            .collect();
        let (mut sheet, beside) = sort_tallies(&tallies, &groups, &partners);
        let mut rows = store::rows(seen).await?;
        rows.extend(outcomes_of_themes(&rows));
        let priorities = priorities::all(acting, seen.id()).await?;
        sheet.of_one = priorities
            .iter()
            .filter_map(|priority| {
                let owner = priority.whose.organisation()?;
                Some((Row::Priority(priority.id), owner))
            })
            .collect();
        rows.extend(priorities.into_iter().map(|priority| RowName {
            row: Row::Priority(priority.id),
            name: priority.name,
            of: priority.of,
        }));
        let partner = |(_, (id, name))| RowName {
            row: Row::Partner(id),
            name,
            of: None,
        };
        rows.extend(those_then.into_iter().map(partner));
        if !is_part {
            let facets = rows.iter().map(|named| &named.row);
            sheet.offered = facets.filter(|row| !row.adds_up()).cloned().collect();
            for facet in [
                Facet::Band,
                Facet::Theme,
                Facet::Priority,
                Facet::Partner,
                Facet::Tension,
                Facet::Outcome,
                Facet::OutcomeOfTheme,
            ] {
                let facets = tallies::read_facets(acting, &ids, &[period], facet).await?;
                sort_facets(&mut sheet, facet, &facets, &groups);
            }
        }
        // Unless it says so: what was logged before a partner's days were changed stays.
        let is_said = |named: &RowName| sheet.facets.iter().any(|(row, ..)| *row == named.row);
        rows.extend(others.into_iter().map(partner).filter(is_said));
        rows.extend(rows_without_names(&sheet));
        let standing = organisations::standing(seen).await?;
        let today = sort_standing(&mut sheet, &standing, &partners);
        Ok(Self {
            seen,
            period,
            counted_to,
            began_on,
            rows,
            today,
            groups,
            places: store::places(seen).await?,
            partners,
            without_staff,
            sheet,
            beside,
        })
    }

    /// Counts below this are not shown.
    pub(super) fn threshold(&self) -> i64 {
        i64::from(self.seen.system().threshold)
    }

    /// Figures from what was decided of the sheet, as everyone may see them.
    pub(super) fn figures(self, sheet: ShownSheet) -> Figures {
        let threshold = self.threshold();
        let lines = self.beside.iter();
        let lines = lines
            .map(|line| disclosure::protect_line(line, threshold))
            .collect();
        self.figures_from(sheet, lines)
    }

    /// Figures from what was decided of the sheet and of the lines beside it.
    pub(super) fn figures_from(
        self,
        sheet: ShownSheet,
        mut lines: Vec<(Vec<Shown>, Shown)>,
    ) -> Figures {
        let system = self.seen.system();
        let unplaced = lines
            .pop()
            .expect("the last line is of those who were not placed");
        let named = |name: &str, (people, total): (Vec<Shown>, Shown)| Apart {
            name: name.to_owned(),
            people,
            total,
        };
        let apart = self.groups.iter().filter(|g| !g.is_counted).zip(lines);
        Figures {
            system: system.name.clone(),
            label: system.label.clone(),
            period: self.period,
            year_start: self.seen.year_start(),
            counted_to: self.counted_to,
            threshold: system.threshold,
            groups: self
                .groups
                .iter()
                .filter(|g| g.is_counted)
                .map(|g| GroupName {
                    id: g.id,
                    name: g.name.clone(),
                })
                .collect(),
            places: self.places,
            rows: self.rows,
            today: self.today,
            partners: self.partners,
            without_staff: self.without_staff,
            apart: apart
                .map(|(group, line)| named(&group.name, line))
                .collect(),
            unplaced: named("Staff group not known", unplaced),
            published_on: None,
            closes_on: None,
            began_on: self.began_on,
            sheet,
        }
    }
}

/// Puts tallies into a sheet, and those of people apart beside it.
fn sort_tallies(
    tallies: &[Tally],
    groups: &[store::Group],
    partners: &[Partner],
) -> (Sheet, Vec<Vec<i64>>) {
    let is_counted = |id: StaffGroupId| groups.iter().any(|g| g.id == id && g.is_counted);
    let apart: BTreeMap<StaffGroupId, usize> = groups
        .iter()
        .filter(|g| !g.is_counted)
        .enumerate()
        .map(|(at, g)| (g.id, at))
        .collect();
    let columns: BTreeMap<OrganisationId, usize> = partners
        .iter()
        .enumerate()
        .map(|(at, p)| (p.id, at))
        .collect();
    let mut sheet = Sheet::default();
    let mut beside = vec![vec![0; partners.len()]; apart.len() + 1];
    for tally in tallies {
        let Some(&column) = columns.get(&tally.organisation) else {
            continue;
        };
        if is_counted(tally.group) {
            sheet.leaves.push(Leaf {
                group: tally.group,
                organisation: tally.organisation,
                place: tally.place,
                counts: Counts::from(tally.counts),
            });
        } else {
            let line = apart.get(&tally.group).copied().unwrap_or(apart.len());
            beside[line][column] += i64::from(tally.counts.staff);
        }
    }
    let mut kinds: BTreeMap<OrganisationKind, Vec<OrganisationId>> = BTreeMap::new();
    for partner in partners {
        kinds.entry(partner.kind).or_default().push(partner.id);
    }
    sheet.classes = kinds
        .into_iter()
        .map(|(kind, members)| (Column::Kind(kind), members))
        .collect();
    (sheet, beside)
}

/// Sums up those that are one organisation today, and says what each of them is called. What belonged to one that was
/// split is not re-assigned.
fn sort_standing(
    sheet: &mut Sheet,
    standing: &Standing,
    partners: &[Partner],
) -> Vec<StandingName> {
    let mut today: BTreeMap<OrganisationId, Vec<OrganisationId>> = BTreeMap::new();
    let mut names = Vec::new();
    for partner in partners {
        match standing.of(partner.id) {
            StandsAs::Itself => today.entry(partner.id).or_default().push(partner.id),
            StandsAs::Became(successor) => today.entry(successor).or_default().push(partner.id),
            StandsAs::SplitInto(_) => names.push(StandingName {
                column: Column::Organisation(partner.id),
                name: format!("{} (split: could not be re-assigned)", partner.name),
            }),
        }
    }
    for (successor, members) in today {
        // Who had no predecessors is the organisation itself.
        let column = if members == [successor] {
            Column::Organisation(successor)
        } else {
            sheet.classes.push((Column::Successor(successor), members));
            Column::Successor(successor)
        };
        names.push(StandingName {
            column,
            name: standing.name(successor).unwrap_or_default().to_owned(),
        });
    }
    names.sort_by(|one, other| one.name.cmp(&other.name));
    names
}

/// Puts the tallies of a facet into the sheet, the staff groups that are counted taken together.
fn sort_facets(sheet: &mut Sheet, facet: Facet, tallies: &[FacetTally], groups: &[store::Group]) {
    let mut sums: BTreeMap<(&str, OrganisationId), Counts> = BTreeMap::new();
    let is_counted = |id: StaffGroupId| groups.iter().any(|g| g.id == id && g.is_counted);
    for tally in tallies.iter().filter(|tally| is_counted(tally.group)) {
        let sum = sums
            .entry((tally.subject.as_str(), tally.organisation))
            .or_default();
        *sum = sum.plus(Counts::from(tally.counts));
    }
    for ((subject, organisation), counts) in sums {
        let row = match facet {
            Facet::Band => {
                sheet.bands.push((subject.to_owned(), organisation, counts));
                continue;
            }
            Facet::Theme => subject.parse().ok().map(Row::Theme),
            Facet::Priority => subject.parse().ok().map(Row::Priority),
            Facet::Partner => subject.parse().ok().map(Row::Partner),
            Facet::Tension => subject.parse().ok().map(Row::Tension),
            Facet::Outcome => Some(Row::Outcome(None, subject.to_owned())),
            Facet::OutcomeOfTheme => subject.split_once(':').and_then(|(theme, word)| {
                Some(Row::Outcome(Some(theme.parse().ok()?), word.to_owned()))
            }),
            Facet::Kind => None,
        };
        if let Some(row) = row {
            sheet.facets.push((row, organisation, counts));
        }
    }
}

/// With what an objective can be closed.
pub(super) const CLOSED: [ObjectiveState; 5] = [
    ObjectiveState::Met,
    ObjectiveState::PartlyMet,
    ObjectiveState::NotMet,
    ObjectiveState::CarriedForward,
    ObjectiveState::Withdrawn,
];

/// The outcomes of the objectives that serve each theme.
pub(super) fn outcomes_of_themes(rows: &[RowName]) -> Vec<RowName> {
    let of = |named: &RowName| match named.row {
        Row::Theme(id) => CLOSED
            .map(|outcome| RowName {
                row: Row::Outcome(Some(id), outcome.word().to_owned()),
                name: format!("{}: {}", named.name, outcome.word()),
                of: named.of.clone(),
            })
            .to_vec(),
        _ => Vec::new(),
    };
    rows.iter().flat_map(of).collect()
}

/// Bands, and the outcomes that an objective can be closed with: they are called what they are.
fn rows_without_names(sheet: &Sheet) -> Vec<RowName> {
    let mut bands: Vec<&str> = sheet.bands.iter().map(|(band, ..)| band.as_str()).collect();
    bands.sort_unstable();
    bands.dedup();
    let bands = bands.into_iter().map(|band| RowName {
        row: Row::Band(band.to_owned()),
        name: if band.is_empty() {
            "Not on Agenda for Change, or not known".to_owned()
        } else {
            format!("Band {band}")
        },
        of: None,
    });
    let outcomes = CLOSED.into_iter().map(|outcome| RowName {
        row: Row::Outcome(None, outcome.word().to_owned()),
        name: outcome.label().to_owned(),
        of: None,
    });
    bands.chain(outcomes).collect()
}

impl From<tallies::Counts> for Counts {
    fn from(counts: tallies::Counts) -> Self {
        Self {
            staff: counts.staff.into(),
            with_objective: counts.with_objective.into(),
            took_part: counts.took_part.into(),
        }
    }
}
