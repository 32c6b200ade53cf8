//! A secretary's boards, and one board with its digests.

use rocket::{State, get, post};
use serde::Serialize;

use super::{address, board_address, title_of_board, to_do};
use crate::{
    access::{KeptBoard, Viewer},
    boards::{calendar::Holidays, outlooks, recipients, to_answer},
    digests::{self, Progress, forms::DraftForm, how_often, progress},
    kernel::{
        fault::{Answer, Fault},
        ids::BoardId,
        periods::Period,
        templates::View,
        words::counted,
    },
    web::{
        answer::{WayOn, done},
        chrome::Chrome,
        components::{Button, Cell, Choice, Colour, Column, Inset, Link, Row, Select, Table, Tag},
        page::Page,
        posted::Posted,
    },
};

/// Every board the viewer keeps.
#[derive(Serialize)]
pub(in crate::digests) struct BoardsView {
    to_do: Option<Table>,
    boards: Table,
}

impl BoardsView {
    fn new(to_do: Vec<Row>, rows: impl IntoIterator<Item = Row>) -> Self {
        let columns = [
            Column::new("Board"),
            Column::new("Organisation"),
            Column::new("Now"),
            Column::new("Next digest due"),
        ];
        let waiting = ["To do", "Board"].map(Column::new);
        Self {
            to_do: (!to_do.is_empty())
                .then(|| Table::new("to-do", "What waits for you", waiting).rows(to_do)),
            boards: Table::new("boards", "Boards you keep", columns)
                .hidden_caption()
                .rows(rows)
                .empty("You keep no board."),
        }
    }
}

impl View for BoardsView {
    const TEMPLATE: &'static str = "digests/boards";

    fn samples() -> Vec<Self> {
        let row = Row::default()
            .cell(Cell::link(Link::new("Trust Board", "/boards/1")))
            .cell(Cell::new("Royal Berkshire"))
            .cell(Cell::tag(Tag::new("Due: October 2026", Colour::Orange)))
            .cell(Cell::new("3 November 2026 at 8am"));
        let to_do = Row::default()
            .cell(Cell::link(Link::new(
                "Compose the digest for October 2026",
                "/boards/1",
            )))
            .cell(Cell::new("Trust Board, Royal Berkshire"));
        vec![Self::new(Vec::new(), []), Self::new(vec![to_do], [row])]
    }
}

#[get("/boards")]
pub(super) async fn boards(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
) -> Answer<Page<BoardsView>> {
    let mut waiting = Vec::new();
    let mut rows = Vec::new();
    let kept = viewer.kept_boards().await?;
    let mut outlooks = outlooks(&kept).await?;
    let mut at_hand = digests::at_hand(&kept, &outlooks).await?;
    for board in &kept {
        let outlook = outlooks.remove(&board.id()).unwrap_or_default();
        let at_hand = at_hand.remove(&board.id()).unwrap_or_default();
        waiting.extend(to_do::rows(board, &outlook, &at_hand));
        let next = to_do::next_due(board, &outlook, holidays);
        let due = match at_hand.due {
            Some(period) => Tag::new(
                format!("Due: {}", period.name(board.year_start())),
                Colour::Orange,
            ),
            None if !at_hand.drafts.is_empty() => Tag::new("A draft waits", Colour::Orange),
            None => Tag::new("Nothing due", Colour::Grey),
        };
        rows.push(
            Row::default()
                .cell(Cell::link(Link::new(
                    &board.board().name,
                    board_address(board),
                )))
                .cell(Cell::new(&board.organisation().name))
                .cell(Cell::tag(due))
                .cell(Cell::new(
                    next.unwrap_or_else(|| "No meeting is known".to_owned()),
                )),
        );
    }
    if rows.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(Page::new(chrome, "Boards", BoardsView::new(waiting, rows)))
}

/// One board: what is due, whom it goes to, what was issued.
#[derive(Serialize)]
pub(in crate::digests) struct BoardView {
    how_often: &'static str,
    due: Option<Inset>,
    draft_address: String,
    period: Option<Select>,
    compose: Button,
    recipients: String,
    recipients_link: Link,
    calendar_link: Link,
    /// The question that waits for an answer.
    question: Option<Link>,
    attention_link: Link,
    paper_link: Link,
    digests: Table,
}

impl BoardView {
    fn new(address: &str, how_often: &'static str, recipients: usize) -> Self {
        let columns = [
            Column::new("Period"),
            Column::new("State"),
            Column::new("Issued"),
            Column::new("Deliveries"),
        ];
        let counted = counted(
            i64::try_from(recipients).unwrap_or(0),
            "address",
            "addresses",
        );
        Self {
            how_often,
            due: None,
            draft_address: format!("{address}/digests"),
            period: None,
            compose: Button::new("Compose a digest"),
            recipients: if recipients == 0 {
                "Nobody gets this board’s digests yet.".to_owned()
            } else {
                format!("Its digests go to {counted}.")
            },
            recipients_link: Link::new(
                "See and change recipients",
                format!("{address}/recipients"),
            ),
            calendar_link: Link::new(
                "See and change when it meets",
                format!("{address}/calendar"),
            ),
            question: None,
            attention_link: Link::new(
                "See and say what came of its meetings",
                format!("{address}/attention"),
            ),
            paper_link: Link::new(
                "See and change what stands on its cover",
                format!("{address}/paper"),
            ),
            digests: Table::new("digests", "Digests", columns).empty("There is no digest yet."),
        }
    }

    fn may_compose(mut self, periods: impl IntoIterator<Item = (String, String)>) -> Self {
        let choices: Vec<Choice> = periods
            .into_iter()
            .map(|(key, name)| Choice::new(key, name))
            .collect();
        self.period = (!choices.is_empty()).then(|| Select::new("period", "Period", choices));
        self
    }
}

impl View for BoardView {
    const TEMPLATE: &'static str = "digests/board";

    fn samples() -> Vec<Self> {
        let mut due = Self::new("/boards/1", "every month", 0)
            .may_compose([("month-2026-10".to_owned(), "October 2026".to_owned())]);
        due.due = Some(Inset::new(
            "The digest for October 2026 has not been issued.",
        ));
        let mut done = Self::new("/boards/1", "every month", 12);
        done.question = Some(Link::new(
            "What came of the meeting on 5 November 2026?",
            "/boards/1/meetings/2/minutes",
        ));
        done.digests = done.digests.row(
            Row::default()
                .cell(Cell::link(Link::new("October 2026", "/boards/1/digests/2")))
                .cell(Cell::tag(Tag::new("Issued", Colour::Green)))
                .cell(Cell::new("3 November 2026"))
                .cell(Cell::new("12 sent")),
        );
        vec![due, done]
    }
}

#[get("/boards/<board>")]
pub(super) async fn board(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<BoardView>> {
    let board = viewer.kept_board(board).await?;
    let start = board.year_start();
    let recipients = recipients(&board).await?.len();
    let periods = digests::undrafted(&board)
        .await?
        .into_iter()
        .map(|p| (p.key(), p.name(start)));
    let mut view = BoardView::new(
        &board_address(&board),
        how_often(board.board().period_kind),
        recipients,
    )
    .may_compose(periods);
    view.due = digests::due(&board)
        .await?
        .map(|period| due_sentence(&board, period));
    let waiting = to_answer(&board).await?.into_iter().next();
    view.question = waiting.map(|meeting| {
        Link::new(
            format!("What came of the meeting on {}?", meeting.meets_on.long()),
            format!("{}/meetings/{}/minutes", board_address(&board), meeting.id),
        )
    });
    for digest in digests::list(&board).await? {
        let deliveries = digests::deliveries(&board, &digest).await?;
        let name = match digest.row().version {
            1 => digest.period().name(start),
            version => format!("{}, version {version}", digest.period().name(start)),
        };
        let state = if digest.is_draft() {
            Tag::new("Draft", Colour::Grey)
        } else {
            Tag::new("Issued", Colour::Green)
        };
        let row = Row::default()
            .cell(Cell::link(Link::new(name, address(&board, &digest))))
            .cell(Cell::tag(state))
            .cell(Cell::new(
                digest
                    .row()
                    .issued_at
                    .map(|at| at.day().long())
                    .unwrap_or_default(),
            ))
            .cell(Cell::new(if digest.is_draft() {
                String::new()
            } else {
                in_words(progress(&deliveries))
            }));
        view.digests = view.digests.row(row);
    }
    Ok(Page::new(chrome, title_of_board(&board), view).back("/boards", "Back to boards"))
}

fn due_sentence(board: &KeptBoard, period: Period) -> Inset {
    let name = period.name(board.year_start());
    Inset::new(format!(
        "The digest for {name} has not been issued. The period ended on {}.",
        period.last_on.long()
    ))
}

/// "12 sent, 1 waiting, 1 failed".
pub(super) fn in_words(progress: Progress) -> String {
    let said: Vec<String> = [
        (progress.sent, "sent"),
        (progress.waiting, "waiting"),
        (progress.failed, "failed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    if said.is_empty() {
        "none".to_owned()
    } else {
        said.join(", ")
    }
}

#[post("/boards/<board>/digests", data = "<form>")]
pub(super) async fn draft(
    viewer: &Viewer,
    board: BoardId,
    form: Posted<DraftForm>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let period = match form.0.period.trim() {
        "" => digests::last_ended(&board),
        key => digests::period_of(&board, key)
            .ok_or_else(|| Fault::refused("Choose a period that this board’s digests cover."))?,
    };
    let id = digests::draft(&board, period).await?;
    let to = format!("{}/digests/{id}", board_address(&board));
    Ok(done(
        to,
        "This is a draft: its figures move with the records until you issue it",
    ))
}
