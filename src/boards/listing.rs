//! Recipients from a list: what it would add, what is there already, and which rows cannot be used, before it is written.

use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Addressee, MOST_RECIPIENTS, Outcome, add_within, recipients, store};
use crate::{
    access::KeptBoard,
    kernel::fault::{Answer, Fault},
};

/// One row of a list as read: its line, from 1, what it says, and whom it names or why it names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1.
    pub line: u64,
    /// As typed.
    pub said: String,
    /// Whom it names, or what is wrong with it.
    pub names: Result<Addressee, String>,
}

/// What a list would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Who would be added, in the list's order.
    pub new: Vec<Addressee>,
    /// Who is a recipient already; they stay as they are.
    pub known: Vec<Addressee>,
    /// Line, what it says, and why it cannot be used.
    pub wrong: Vec<(u64, String, String)>,
}

impl Listed {
    /// A mark of what was shown, by which writing knows that nothing has moved since.
    pub fn fingerprint(&self) -> Answer<String> {
        let words = serde_json::to_vec(self).map_err(Fault::broken)?;
        Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(words)))
    }
}

/// What came of confirming a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// So many were added.
    Added(usize),
    /// It would do something else by now; nothing was written.
    Changed(Listed),
}

/// What a list would do to the board's recipients; writes nothing.
pub async fn plan_list(board: &KeptBoard, rows: Vec<Row>) -> Answer<Listed> {
    let known = recipients(board).await?;
    Ok(planned(known.into_iter().map(|known| known.email), rows))
}

fn planned(known: impl Iterator<Item = String>, rows: Vec<Row>) -> Listed {
    let known: BTreeSet<String> = known.collect();
    let mut seen = BTreeSet::new();
    let mut listed = Listed::default();
    for Row { line, said, names } in rows {
        let new = match names {
            Ok(new) => new,
            Err(reason) => {
                listed.wrong.push((line, said, reason));
                continue;
            }
        };
        if !seen.insert(new.email.clone()) {
            let reason = "This address is in the list before".to_owned();
            listed.wrong.push((line, said, reason));
        } else if known.contains(&new.email) {
            listed.known.push(new);
        } else if known.len() + listed.new.len() >= MOST_RECIPIENTS {
            let reason = format!("A board can have {MOST_RECIPIENTS} recipients");
            listed.wrong.push((line, said, reason));
        } else {
            listed.new.push(new);
        }
    }
    listed
}

/// Adds everyone a list names who is not a recipient yet, all in one transaction, if that is still what was shown.
pub async fn add_listed(board: &KeptBoard, rows: Vec<Row>, shown: &str) -> Answer<Confirmed> {
    let write = store::begin(board.acting()).await?;
    let known = store::recipients_on(&write, board).await?;
    let listed = planned(known.into_iter().map(|known| known.email), rows);
    if listed.fingerprint()? != shown {
        return Ok(Confirmed::Changed(listed));
    }
    let mut added = 0;
    for new in &listed.new {
        if add_within(board, &write, new).await? == Outcome::Done(()) {
            added += 1;
        }
    }
    write.commit().await?;
    Ok(Confirmed::Added(added))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_added_twice_or_beyond_what_a_board_may_have() {
        let row = |line: u64, email: &str| Row {
            line,
            said: email.to_owned(),
            names: Ok(Addressee {
                name: "A".into(),
                email: email.to_owned(),
            }),
        };
        let known = (1..MOST_RECIPIENTS).map(|number| format!("{number}@nhs.uk"));
        let rows = vec![
            row(1, "1@nhs.uk"),
            row(2, "a@nhs.uk"),
            row(3, "a@nhs.uk"),
            row(4, "b@nhs.uk"),
        ];
        let listed = planned(known, rows);
        let emails =
            |all: &[Addressee]| all.iter().map(|one| one.email.clone()).collect::<Vec<_>>();
        assert_eq!(emails(&listed.new), ["a@nhs.uk"]);
        assert_eq!(emails(&listed.known), ["1@nhs.uk"]);
        let wrong: Vec<u64> = listed.wrong.iter().map(|(line, ..)| *line).collect();
        assert_eq!(wrong, [3, 4]);
    }
}
