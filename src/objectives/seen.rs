//! The proof that someone may act on an objective: it is theirs, or its owner's line manager today is them.

use super::{
    life::{Act, Standing, open_to},
    store,
};
use crate::{
    access::{Acting, Viewer, proofs::year_start},
    entities::{
        objectives::{Side, objective},
        systems::{organisation, system},
    },
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        periods::YearStart,
    },
};

/// One of the two people an objective is between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Their name.
    pub name: String,
    /// Where mail reaches them; not everybody on a staff list has an address.
    pub email: Option<String>,
}

/// An objective that the viewer sees, from one of its two sides.
#[derive(Debug)]
pub struct SeenObjective {
    acting: Acting,
    side: Side,
    author: Side,
    objective: objective::Model,
    organisation: organisation::Model,
    system: system::Model,
    staff: Party,
    manager: Option<Party>,
}

/// The objective of this id, if it is the viewer's own or that of someone whose line manager, today, is the viewer.
///
/// # Errors
/// Not found, where it does not exist or is somebody else's.
pub async fn seen(viewer: &Viewer, id: ObjectiveId) -> Answer<SeenObjective> {
    let acting = viewer.acting();
    let objective = store::find(acting, id).await?.ok_or(Fault::NotFound)?;
    let author = store::author(acting, id).await?;
    let viewing = Party {
        name: viewer.name().to_owned(),
        email: Some(viewer.email().to_owned()),
    };
    match viewer.own_employment(objective.employment_id) {
        Ok(own) => Ok(SeenObjective {
            side: Side::Staff,
            author,
            objective,
            organisation: own.organisation().clone(),
            system: own.system().clone(),
            staff: viewing,
            manager: store::manager_of(acting, own.employment()).await?,
            acting: acting.clone(),
        }),
        Err(_) => {
            let report = viewer.report(objective.employment_id).await?;
            Ok(SeenObjective {
                side: Side::Manager,
                author,
                objective,
                organisation: report.organisation().clone(),
                system: report.system().clone(),
                staff: Party {
                    name: report.person().name.clone(),
                    email: report.person().email.clone(),
                },
                manager: Some(viewing),
                acting: acting.clone(),
            })
        }
    }
}

impl SeenObjective {
    /// Who is acting, when, and on which database.
    pub fn acting(&self) -> &Acting {
        &self.acting
    }

    /// Its id.
    pub fn id(&self) -> ObjectiveId {
        self.objective.id
    }

    /// The record.
    pub fn objective(&self) -> &objective::Model {
        &self.objective
    }

    /// The organisation its owner works for.
    pub fn organisation(&self) -> &organisation::Model {
        &self.organisation
    }

    /// The system it is in.
    pub fn system(&self) -> &system::Model {
        &self.system
    }

    /// When the system's appraisal year starts.
    pub fn year_start(&self) -> YearStart {
        year_start(&self.system)
    }

    /// On which side of it the viewer is.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Which side wrote it.
    pub fn author(&self) -> Side {
        self.author
    }

    /// Whose objective it is.
    pub fn staff(&self) -> &Party {
        &self.staff
    }

    /// Their line manager today, if the staff list names one who is in post.
    pub fn manager(&self) -> Option<&Party> {
        self.manager.as_ref()
    }

    /// One side's person, if there is one today.
    pub fn party(&self, side: Side) -> Option<&Party> {
        match side {
            Side::Staff => Some(&self.staff),
            Side::Manager => self.manager.as_ref(),
        }
    }

    /// Whether the viewer may do this now.
    pub fn can(&self, act: Act) -> bool {
        open_to(self.side, self.standing()).contains(&act)
    }

    fn standing(&self) -> Standing {
        Standing {
            state: self.objective.state,
            awaits: self.objective.awaits,
            author: self.author,
        }
    }
}
