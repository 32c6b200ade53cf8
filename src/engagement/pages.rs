//! Pages of one's own entries.

mod list;
mod one;
mod story;

use rocket::Route;

use crate::{
    kernel::{
        templates::{Sample, View, samples_of},
        words::{listed, minutes},
    },
    web::page::Page,
};

use super::{Work, forms::Offered};

/// Every route of this subject.
pub fn routes() -> Vec<Route> {
    rocket::routes![
        list::list,
        one::new,
        one::log,
        one::edit,
        one::amend,
        one::ask_withdrawal,
        one::withdraw,
        story::see,
        story::offer,
        story::take_back,
    ]
}

/// A sample of every face of this subject's pages.
pub fn samples() -> Vec<Sample> {
    fn of<V: View>() -> Vec<Sample> {
        samples_of::<Page<V>>().expect("a view is words, numbers and lists")
    }
    [
        of::<list::Entries>(),
        of::<one::Logging>(),
        of::<one::Withdrawal>(),
        of::<story::StoryView>(),
    ]
    .concat()
}

/// "1 hour with Reading Borough Council on 16 November 2026".
fn in_short(work: &Work, offered: &Offered) -> String {
    let names: Vec<String> = offered
        .partners
        .iter()
        .filter(|partner| work.partners.contains(&partner.id))
        .map(|partner| partner.name.clone())
        .collect();
    let with = match names.len() {
        0..=3 => listed(&names),
        many => format!("{many} organisations"),
    };
    format!(
        "{} with {with} on {}",
        minutes(work.minutes.into()),
        work.done_on
    )
}

#[cfg(test)]
mod tests {
    use crate::kernel::templates::render_sample;

    #[test]
    fn every_face_can_be_drawn() {
        for sample in super::samples() {
            let drawn = render_sample(&sample);
            assert!(drawn.is_ok(), "{}: {:?}", sample.template, drawn.err());
        }
    }
}
