//! A digest's deliveries as its page lists them.

use serde::Serialize;

use crate::{
    digests::{DeliveryLine, Fare, MOST_SENDINGS},
    entities::mail::MailState,
    web::components::{Button, Colour, Link, Tag},
};

/// One delivery: to whom, how it fares, and what can be done about it.
#[derive(Serialize)]
pub(super) struct Delivery {
    mail: Link,
    copy: Option<String>,
    email: String,
    state: Tag,
    answer: String,
    address: String,
    repeat: Option<Button>,
    link: Option<String>,
    withdraw_to: String,
    withdraw: Option<Button>,
}

/// Whether a digest can be sent to a delivery's recipient again from its line: from the last of theirs, unless one is
/// on its way.
fn may_go_again(delivery: &DeliveryLine, all: &[DeliveryLine]) -> bool {
    let settled = |line: &DeliveryLine| matches!(line.state, MailState::Sent | MailState::Failed);
    let own = all
        .iter()
        .filter(|line| line.recipient == delivery.recipient);
    own.clone().all(settled)
        && own.map(|line| line.sending).max() == Some(delivery.sending)
        && (delivery.state == MailState::Failed || delivery.sending < MOST_SENDINGS)
}

impl Delivery {
    /// Each delivery of a digest, of which this is the address.
    pub(super) fn all(deliveries: &[DeliveryLine], address: &str) -> Vec<Self> {
        let arrived = |recipient| {
            deliveries
                .iter()
                .any(|other| other.recipient == recipient && other.fare() == Fare::Sent)
        };
        deliveries
            .iter()
            .map(|delivery| {
                let may_go_again = may_go_again(delivery, deliveries);
                // What arrived by another sending is no failure any more.
                Self::new(delivery, may_go_again, arrived(delivery.recipient), address)
            })
            .collect()
    }

    fn new(delivery: &DeliveryLine, may_go_again: bool, arrived: bool, address: &str) -> Self {
        let label = match delivery.returned {
            true => "Came back",
            false => delivery.state.label(),
        };
        let state = match delivery.fare() {
            Fare::Failed if arrived => Tag::new("Arrived by another sending", Colour::Grey),
            Fare::Failed => Tag::new(label, Colour::Red),
            Fare::Waiting => Tag::new(label, Colour::Blue),
            Fare::Sent => Tag::new(label, Colour::Green),
        };
        let settled = delivery.settled_at.map(|at| at.long());
        let answer = match (&delivery.answer, settled) {
            // What is said of a mail after the server took it: that it is late, or came back.
            (Some(answer), Some(at)) if delivery.state == MailState::Sent => {
                format!("{at}. {answer}")
            }
            (Some(answer), _) => format!("The mail server said: {answer}"),
            (None, Some(at)) => at,
            (None, None) => String::new(),
        };
        Self {
            mail: Link::new(
                &delivery.name,
                format!("{address}/recipients/{}", delivery.recipient),
            ),
            copy: (delivery.sending > 1)
                .then(|| format!("Sent again: number {}", delivery.sending)),
            email: delivery.email.clone(),
            state,
            answer,
            link: delivery.link.map(|(until, withdrawn)| {
                if withdrawn {
                    "Link to read it: withdrawn".to_owned()
                } else {
                    format!("Link to read it: until {}", until.day().long())
                }
            }),
            withdraw_to: format!("{address}/deliveries/{}/link-withdrawal", delivery.id),
            withdraw: delivery.link.filter(|(_, withdrawn)| !withdrawn).map(|_| {
                Button::new("Withdraw link")
                    .secondary()
                    .small()
                    .about(&delivery.name)
            }),
            address: format!("{address}/deliveries/{}/repeat", delivery.id),
            repeat: may_go_again.then(|| {
                Button::new("Send again")
                    .secondary()
                    .small()
                    .about(&delivery.name)
            }),
        }
    }
}
