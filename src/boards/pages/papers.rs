//! What stands on the cover of a board's papers, for its secretary.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use crate::{
    access::{KeptBoard, Viewer},
    boards::papers::{self, CoverSheet},
    kernel::{
        fault::Answer,
        ids::BoardId,
        stood::{Amended, Stood},
        templates::View,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios, SummaryList, SummaryRow, Textarea},
        forms::Errors,
        page::Page,
        patients::typed_line,
        posted::Amending,
    },
};

/// Longest field on a line, and longest recommendation.
pub(super) const LONGEST: usize = 120;
const LONGEST_RECOMMENDATION: usize = 600;

/// What the radios of the attachment send.
const YES: &str = "yes";
const NO: &str = "no";

/// The cover sheet as typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct CoverForm {
    purpose: String,
    author: String,
    sponsor: String,
    agenda_item: String,
    recommendation: String,
    colour: String,
    #[serde(default)]
    attached: String,
}

impl CoverForm {
    fn of(sheet: &CoverSheet) -> Self {
        let sheet = sheet.clone();
        Self {
            purpose: sheet.purpose,
            author: sheet.author,
            sponsor: sheet.sponsor,
            agenda_item: sheet.agenda_item,
            recommendation: sheet.recommendation,
            colour: sheet.colour,
            attached: if sheet.is_attached { YES } else { NO }.to_owned(),
        }
    }

    fn parse(&self, errors: &mut Errors) -> Option<CoverSheet> {
        let mut line = |field: &str, typed: &str, what: (&str, usize), must_be: bool| {
            typed_line(field, typed, what, must_be, errors)
        };
        let short = |what| (what, LONGEST);
        let purpose = line("purpose", &self.purpose, short("the purpose"), true);
        let author = line("author", &self.author, short("the author"), false);
        let sponsor = line("sponsor", &self.sponsor, short("the sponsor"), false);
        let item = short("the agenda item");
        let agenda_item = line("agenda_item", &self.agenda_item, item, false);
        let asked = ("what the board is asked to do", LONGEST_RECOMMENDATION);
        let recommendation = line("recommendation", &self.recommendation, asked, true);
        let colour = papers::colour(&self.colour)
            .map_err(|why| errors.add("colour", why))
            .ok();
        let is_attached = match self.attached.as_str() {
            YES => Some(true),
            NO => Some(false),
            _ => {
                errors.add("attached", "Choose what the mail carries");
                None
            }
        };
        Some(CoverSheet {
            purpose: purpose?,
            author: author?,
            sponsor: sponsor?,
            agenda_item: agenda_item?,
            recommendation: recommendation?,
            colour: colour?,
            is_attached: is_attached?,
        })
    }
}

/// The form of the cover sheet.
#[derive(Serialize)]
pub(super) struct CoverView {
    address: String,
    stood: Stood,
    purpose: Input,
    author: Input,
    sponsor: Input,
    agenda_item: Input,
    recommendation: Textarea,
    colour: Input,
    attached: Radios,
    keep: Button,
}

impl CoverView {
    fn new(board: &str, (form, stood): (&CoverForm, &Stood), errors: &Errors) -> Self {
        let input = |name: &str, label: &str| Input::new(name, label).errors(errors);
        Self {
            address: format!("{board}/paper"),
            stood: stood.clone(),
            purpose: input("purpose", "Purpose")
                .hint("As your board says it: for assurance, for information, for decision")
                .value(&form.purpose),
            author: input("author", "Author (optional)")
                .hint("Name and role")
                .value(&form.author),
            sponsor: input("sponsor", "Sponsor (optional)")
                .hint("The executive who stands for the paper: name and role")
                .value(&form.sponsor),
            agenda_item: input("agenda_item", "Agenda item (optional)")
                .hint("Its usual number. A meeting can have its own: open it in the calendar")
                .width(10)
                .value(&form.agenda_item),
            recommendation: Textarea::new("recommendation", "Recommendation")
                .hint("What the board is asked to do")
                .rows(3)
                .value(&form.recommendation)
                .errors(errors),
            colour: input("colour", "Your organisation’s colour")
                .hint("For the head of the paper and of the mail, like #005eb8. White letters stand on it")
                .width(10)
                .value(&form.colour),
            attached: Radios::new(
                "attached",
                "Does the mail carry the paper?",
                [
                    Choice::new(NO, "No, the digest stands in the mail itself"),
                    Choice::new(YES, "Yes, the paper is attached as a PDF")
                        .hint("To the mail of everybody who gets the whole digest; not to that of who chose only a link"),
                ],
            )
            .chosen(&form.attached)
            .errors(errors),
            keep: Button::new("Keep this cover"),
        }
    }
}

impl View for CoverView {
    const TEMPLATE: &'static str = "boards/paper";

    fn samples() -> Vec<Self> {
        let form = CoverForm::default();
        let mut errors = Errors::new();
        form.parse(&mut errors);
        [Errors::new(), errors]
            .map(|errors| Self::new("/boards/1", (&form, &Stood::of(&"sample")), &errors))
            .into()
    }
}

/// What stands, in the words of the form.
fn standing(sheet: &CoverSheet) -> SummaryList {
    let attached = match sheet.is_attached {
        true => "Yes, the paper is attached as a PDF",
        false => "No, the digest stands in the mail itself",
    };
    SummaryList::new([
        SummaryRow::new("Purpose", &sheet.purpose),
        SummaryRow::new("Author", &sheet.author),
        SummaryRow::new("Sponsor", &sheet.sponsor),
        SummaryRow::new("Agenda item", &sheet.agenda_item),
        SummaryRow::new("Recommendation", &sheet.recommendation),
        SummaryRow::new("Your organisation’s colour", &sheet.colour),
        SummaryRow::new("Does the mail carry the paper?", attached),
    ])
}

fn page(
    chrome: Chrome,
    board: &KeptBoard,
    drawn: (&CoverForm, &Stood),
    errors: &Errors,
) -> Page<CoverView> {
    let address = format!("/boards/{}", board.id());
    Page::new(
        chrome,
        "Cover of the board paper",
        CoverView::new(&address, drawn, errors),
    )
    .caption(format!(
        "{}, {}",
        board.board().name,
        board.organisation().name
    ))
    .back(address, "Back to the board")
    .errors(errors)
}

#[get("/boards/<board>/paper")]
pub(super) async fn cover(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<CoverView>> {
    let board = viewer.kept_board(board).await?;
    let stands = papers::cover_sheet(&board).await?;
    let drawn = (&CoverForm::of(&stands), &Stood::of(&stands));
    Ok(page(chrome, &board, drawn, &Errors::new()))
}

#[post("/boards/<board>/paper", data = "<sent>")]
pub(super) async fn keep(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    sent: Amending<CoverForm>,
) -> Submitted<CoverView> {
    let board = viewer.kept_board(board).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let Some(sheet) = form.parse(&mut errors) else {
        return again(page(chrome, &board, (&form, &stood), &errors));
    };
    match papers::keep_cover_sheet(&board, &stood, &sheet).await? {
        Amended::Done => Ok(Ok(done(
            format!("/boards/{}", board.id()),
            "The cover is kept, and stands on papers from now on",
        ))),
        Amended::Overtaken(stands) => {
            let drawn = (&form, &Stood::of(&stands));
            again(page(chrome, &board, drawn, &errors).overtaken(standing(&stands)))
        }
    }
}
