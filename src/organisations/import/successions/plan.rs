//! What a file of successions would change: worked out before anything is written, and again when it is.

use std::collections::HashMap;

use super::sheet::{Followed, Named, Sheet};
use crate::{
    access::tokens::fingerprint,
    entities::systems::{SuccessionKind, organisation, succession},
    kernel::{ids::OrganisationId, time::Day},
    organisations::{
        codes,
        import::{Change, Remark},
        partners::Details,
        succession::would_circle,
    },
};

/// A partner that a succession is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// One that is there.
    Known(OrganisationId),
    /// One that the file adds: its place among [`Preview::new`].
    New(usize),
}

/// A succession that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succeeds {
    /// The line of the file that says so.
    pub line: u64,
    /// Who went before, and its name.
    pub predecessor: (Body, String),
    /// Who came after, and its name.
    pub successor: (Body, String),
    /// How.
    pub kind: SuccessionKind,
    /// The legal date.
    pub happened_on: Day,
}

/// What a file would change, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many rows the file has.
    pub read: usize,
    /// Successions that are not known yet, in the order of their lines.
    pub successions: Vec<Succeeds>,
    /// Partners that are not there yet.
    pub new: Vec<Change>,
    /// Partners that close.
    pub changed: Vec<Change>,
    /// How many rows say what is known.
    pub unchanged: usize,
    /// How many rows are about bodies that are not of this system.
    pub elsewhere: usize,
    /// Rows that cannot be used, and why.
    pub rejected: Vec<Remark>,
    /// Rows that are used, though something about them should be looked at.
    pub unusual: Vec<Remark>,
}

impl Preview {
    /// Whether there is nothing to write.
    pub fn changes_nothing(&self) -> bool {
        self.successions.is_empty() && self.new.is_empty() && self.changed.is_empty()
    }

    /// Stands for what would be written: another fingerprint, another change.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!(
            "{:?} {:?} {:?}",
            self.successions, self.new, self.changed
        ))
    }
}

/// Holds a file against the partners and the successions there are.
///
/// A row is of this system when its predecessor is a partner, or becomes one by another row, wherever that stands: a
/// body of which nothing was recorded here has nothing to hand on. The file is read by date, so that chains hold.
pub fn plan(
    sheet: &Sheet,
    partners: &[organisation::Model],
    successions: &[succession::Model],
) -> Preview {
    let mut planning = Planning::new(partners, successions);
    let mut ahead: Vec<&Followed> = sheet.rows.iter().collect();
    ahead.sort_by_key(|row| (row.happened_on, row.line));
    // A row may make another's predecessor a partner, so the rest is gone over until nothing more is of this system.
    loop {
        let before = ahead.len();
        ahead.retain(|row| match planning.find(&row.predecessor) {
            Some(predecessor) => {
                if let Err(reason) = planning.take(row, predecessor) {
                    planning.preview.rejected.push(Remark {
                        line: row.line,
                        reason,
                    });
                }
                false
            }
            None => true,
        });
        if ahead.len() == before {
            break;
        }
    }
    let mut preview = planning.preview;
    preview.read = sheet.rows.len() + sheet.rejected.len();
    preview.elsewhere = ahead.len();
    preview.rejected.extend(sheet.rejected.iter().cloned());
    preview.rejected.sort_by_key(|remark| remark.line);
    preview.unusual.sort_by_key(|remark| remark.line);
    preview.successions.sort_by_key(|succeeds| succeeds.line);
    preview
}

/// What is known so far, and what the rows read so far change of it.
struct Planning<'p> {
    partners: &'p [organisation::Model],
    known: HashMap<(Body, Body), (SuccessionKind, Day)>,
    /// The line that said of a pair what is to be written.
    said: HashMap<(Body, Body), u64>,
    preview: Preview,
}

impl<'p> Planning<'p> {
    fn new(partners: &'p [organisation::Model], successions: &[succession::Model]) -> Self {
        let known = |s: &succession::Model| {
            let pair = (Body::Known(s.predecessor_id), Body::Known(s.successor_id));
            (pair, (s.kind, s.happened_on))
        };
        Self {
            partners,
            known: successions.iter().map(known).collect(),
            said: HashMap::new(),
            preview: Preview::default(),
        }
    }

    /// The partner a file names: by its code alone, because public lists name bodies in many ways.
    fn find(&self, named: &Named) -> Option<Body> {
        let code = Some(named.code.as_str());
        let there = self.partners.iter().find(|p| p.code.as_deref() == code);
        there.map(|partner| Body::Known(partner.id)).or_else(|| {
            let new = &self.preview.new;
            new.iter()
                .position(|change| change.to.code.as_deref() == code)
                .map(Body::New)
        })
    }

    /// What will be known of a partner, as far as the file has been read.
    fn details(&self, body: Body) -> Option<Details> {
        match body {
            Body::New(at) => self.preview.new.get(at).map(|change| change.to.clone()),
            Body::Known(id) => {
                let changed = self.preview.changed.iter().find(|c| c.id == Some(id));
                changed.map(|change| change.to.clone()).or_else(|| {
                    let there = self.partners.iter().find(|p| p.id == id);
                    there.map(Details::from)
                })
            }
        }
    }

    /// Takes a row whose predecessor is a partner.
    fn take(&mut self, row: &Followed, predecessor: Body) -> Result<(), String> {
        let of = self
            .details(predecessor)
            .ok_or("Its predecessor is no partner.")?;
        if of.opened_on.is_some_and(|opened| row.happened_on < opened) {
            return Err(format!("{} had not opened by then.", of.name));
        }
        let successor = self.find(&row.successor);
        if let Some(successor) = successor {
            if let Some(outcome) = self.again(row, predecessor, successor) {
                return outcome;
            }
            let pairs: Vec<_> = self.known.keys().copied().collect();
            if would_circle(&pairs, predecessor, successor) {
                return Err(format!(
                    "{} came before {} already: succession cannot lead back to where it began.",
                    row.successor.code, row.predecessor.code
                ));
            }
        }
        let successor = match successor {
            Some(successor) => successor,
            None => self.add(row, &of)?,
        };
        let after = self.details(successor).map(|details| details.name);
        self.close(row, predecessor, &of);
        let pair = (predecessor, successor);
        self.known.insert(pair, (row.kind, row.happened_on));
        self.said.insert(pair, row.line);
        self.preview.successions.push(Succeeds {
            line: row.line,
            predecessor: (predecessor, of.name),
            successor: (successor, after.unwrap_or_default()),
            kind: row.kind,
            happened_on: row.happened_on,
        });
        Ok(())
    }

    /// What becomes of a row about two partners of which one is known to have followed the other.
    fn again(
        &mut self,
        row: &Followed,
        predecessor: Body,
        successor: Body,
    ) -> Option<Result<(), String>> {
        let pair = (predecessor, successor);
        let (kind, on) = *self.known.get(&pair)?;
        Some(match self.said.get(&pair) {
            Some(line) => Err(format!("Line {line} is about the same succession.")),
            None if (kind, on) == (row.kind, row.happened_on) => {
                self.preview.unchanged += 1;
                Ok(())
            }
            None => Err(format!(
                "It is known already, otherwise: {} on {}.",
                kind.word(),
                on.long()
            )),
        })
    }

    /// Adds the successor as a partner of its predecessor's kind.
    fn add(&mut self, row: &Followed, predecessor: &Details) -> Result<Body, String> {
        let Named { code, name } = &row.successor;
        let taken = |other: &str| other.to_lowercase() == name.to_lowercase();
        let there = self.partners.iter().map(|partner| partner.name.as_str());
        let new = self.preview.new.iter().map(|c| c.to.name.as_str());
        if there.chain(new).any(taken) {
            return Err(format!(
                "There is a partner called {name} without the code {code}. If they are the same, give it that code first."
            ));
        }
        if !codes::is_usual(predecessor.kind, code) {
            self.preview.unusual.push(Remark {
                line: row.line,
                reason: format!(
                    "The code {code} is unusual for its kind ({}): check it.",
                    predecessor.kind.word()
                ),
            });
        }
        // Who takes on another and keeps its code was there before, since a day that the file does not know.
        let began = row.kind != SuccessionKind::Acquisition;
        self.preview.new.push(Change {
            line: row.line,
            id: None,
            from: None,
            to: Details {
                code: Some(code.clone()),
                name: name.clone(),
                kind: predecessor.kind,
                place_id: None,
                opened_on: began.then_some(row.happened_on),
                closed_on: None,
                joined_on: row.happened_on,
                left_on: None,
            },
        });
        Ok(Body::New(self.preview.new.len() - 1))
    }

    /// Closes the predecessor on the legal date, if it is not closed.
    fn close(&mut self, row: &Followed, predecessor: Body, of: &Details) {
        match of.closed_on {
            Some(closed) if closed == row.happened_on => {}
            Some(closed) => self.preview.unusual.push(Remark {
                line: row.line,
                reason: format!(
                    "{} is known to have closed on {}, which stays: check it.",
                    of.name,
                    closed.long()
                ),
            }),
            None => {
                let to = Details {
                    closed_on: Some(row.happened_on),
                    ..of.clone()
                }
                .left_when_closed();
                match predecessor {
                    Body::New(at) => self.preview.new[at].to = to,
                    Body::Known(id) => self.preview.changed.push(Change {
                        line: row.line,
                        id: Some(id),
                        from: Some(of.clone()),
                        to,
                    }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
