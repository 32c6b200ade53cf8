//! Reading a digest: as it was issued, or, of a draft, as the records stand now.

use super::{
    Account, Digest, Frozen, attention,
    compose::{self, Corrects, Cover, Earlier, MeasureSaid},
    store, stories, versions,
};
use crate::{
    access::{KeptBoard, SeenSystem},
    boards::{
        self,
        papers::{self, CoverSheet},
    },
    kernel::{
        fault::Answer,
        periods::{Period, PeriodKind},
        time::Day,
    },
    measures, organisations, participation,
};

/// What a digest says: as it was issued, or, of a draft, as the records stand now.
pub async fn read(board: &KeptBoard, digest: &Digest, base_url: &str) -> Answer<Frozen> {
    if let Some(frozen) = digest.frozen()? {
        return Ok(frozen);
    }
    let account = account(board, digest, base_url).await?;
    let content = compose::compose(&account, &digest.row.commentary);
    Ok(Frozen { account, content })
}

async fn account(board: &KeptBoard, digest: &Digest, base_url: &str) -> Answer<Account> {
    let (period, system) = (digest.period(), board.system());
    let seen = board.seen_system();
    let sheet = papers::cover_sheet(board).await?;
    let (figures, beside) = participation::board_figures(board, period).await?;
    Ok(Account {
        board: board.board().name.clone(),
        system: system.name.clone(),
        label: system.label.clone(),
        year_start: board.year_start(),
        version: digest.row.version,
        figures,
        beside,
        earlier: earlier(board, period).await?,
        last_year: last_year(board, &seen, period).await?,
        measures: measured(&seen, period).await?,
        late_until: Some(period.last_on.plus(system.late_entry_days)),
        stories: stories::quoted(board, digest).await?,
        followed: attention::followed(board, period).await?,
        cover: Some(cover(board, period, &sheet).await?),
        paper_is_attached: sheet.is_attached,
        corrects: corrects(board, digest).await?,
        page: format!(
            "{base_url}/participation?system={}&period={}&organisation={}",
            system.id,
            period.key(),
            board.organisation().id
        ),
    })
}

/// What the digest for the period before said, in its latest version.
async fn earlier(board: &KeptBoard, period: Period) -> Answer<Option<Earlier>> {
    let previous = period.previous();
    let Some(issued) = store::latest_issued(board, previous).await? else {
        return Ok(None);
    };
    Ok(issued.frozen()?.map(|frozen| Earlier {
        period: previous.name(board.year_start()),
        total: frozen.account.figures.total,
        groups: frozen.account.figures.groups,
        partners: frozen.account.beside.partners,
    }))
}

/// What is published of the same period a year before; of a year, the digest before is that already.
async fn last_year(
    board: &KeptBoard,
    seen: &SeenSystem,
    period: Period,
) -> Answer<Option<Earlier>> {
    if period.kind == PeriodKind::Year {
        return Ok(None);
    }
    let first_on = Day(period.first_on.0.saturating_sub(jiff::Span::new().years(1)));
    let then = Period::from_first(period.kind, first_on);
    if then.last_on < board.organisation().joined_on {
        return Ok(None);
    }
    let id = board.organisation().id;
    let figures = participation::figures(seen, then).await?;
    let own = figures.of_organisation(id).zip(figures.beside(id));
    Ok(own.map(|(own, beside)| Earlier {
        period: then.name(board.year_start()),
        total: own.total,
        groups: own.groups,
        partners: beside.partners,
    }))
}

/// The system's measures with a value up to the end of the period.
async fn measured(seen: &SeenSystem, period: Period) -> Answer<Vec<MeasureSaid>> {
    let themes = organisations::lists::themes_ever(seen.acting(), seen.id()).await?;
    let mut said = Vec::new();
    for mut series in measures::all_series(seen).await? {
        series
            .points
            .retain(|point| point.measured_on <= period.last_on);
        series.marks.retain(|mark| mark.from_on <= period.last_on);
        let chart = series.chart();
        let Some(last) = chart.points.last() else {
            continue;
        };
        let measure = series.measure;
        let theme = themes
            .iter()
            .flat_map(|themed| themed.themes.iter().map(move |theme| (themed, theme)))
            .enumerate()
            .find(|(_, (_, theme))| Some(theme.id) == measure.theme_id);
        let with_unit = |value: f64| {
            let value = measures::chart::number(value);
            match measure.unit.as_str() {
                "" => value,
                "%" => format!("{value}%"),
                unit => format!("{value} {unit}"),
            }
        };
        let place = theme.map_or(usize::MAX, |(place, _)| place);
        let said_of = MeasureSaid {
            theme: theme.map(|(_, (_, theme))| theme.name.clone()),
            framework: theme.map(|(_, (themed, _))| themed.framework.name.clone()),
            latest: with_unit(last.value),
            measured_on: Day(last.date),
            moment: measures::chart::moment(&chart),
            target: measure.target.map(with_unit),
            variation: chart.variation.map_or_else(
                || "Too few values to say".to_owned(),
                |variation| variation.words().to_owned(),
            ),
            assurance: chart
                .assurance
                .map(|assurance| assurance.words().to_owned()),
            name: measure.name,
        };
        said.push((place, said_of));
    }
    // In the order of the themes; within one, in that of the measures.
    said.sort_by_key(|(place, _)| *place);
    Ok(said.into_iter().map(|(_, said)| said).collect())
}

/// The cover as the board's settings have it, for the meeting the digest is due for.
async fn cover(board: &KeptBoard, period: Period, sheet: &CoverSheet) -> Answer<Cover> {
    let sheet = sheet.clone();
    let meeting = store::calendar::meeting_of(board, period).await?;
    let own_item = match &meeting {
        Some(meeting) => boards::agenda_item(board, meeting.id).await?,
        None => String::new(),
    };
    Ok(Cover {
        meets_on: meeting.map(|meeting| meeting.meets_on),
        // That of the meeting, if it has its own.
        agenda_item: if own_item.is_empty() {
            sheet.agenda_item
        } else {
            own_item
        },
        purpose: sheet.purpose,
        author: sheet.author,
        sponsor: sheet.sponsor,
        recommendation: sheet.recommendation,
        colour: sheet.colour,
    })
}

async fn corrects(board: &KeptBoard, digest: &Digest) -> Answer<Option<Corrects>> {
    let Some(correction) = versions::correction(board, digest).await? else {
        return Ok(None);
    };
    let corrected = store::find(board, correction.corrects_id).await?;
    let (Some(frozen), Some(issued_at)) = (corrected.frozen()?, corrected.row.issued_at) else {
        return Ok(None);
    };
    Ok(Some(Corrects {
        version: corrected.row.version,
        issued_on: issued_at.day(),
        reason: correction.reason,
        said: frozen.content.sections,
    }))
}
