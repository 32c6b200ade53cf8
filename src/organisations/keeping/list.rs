//! Which lists a system keeps, how each stands in an address, and what the audit trail calls what is done to it.

use rocket::request::FromParam;

use crate::kernel::ids::FrameworkId;

/// One of the lists a system keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Whom the figures are told apart by.
    StaffGroups,
    /// Parts of the system.
    Places,
    /// What the system, a place or an organisation wants to achieve.
    Priorities,
    /// Kinds of collaborative work.
    EntryKinds,
    /// Kinds of what gets in the way.
    TensionKinds,
    /// Versioned sets of themes.
    Frameworks,
    /// The themes of one framework.
    Themes(FrameworkId),
}

/// The acts on one list.
macro_rules! acts {
    ($noun:literal) => {
        [
            concat!($noun, " added"),
            concat!($noun, " changed"),
            concat!($noun, " moved"),
            concat!($noun, " retired"),
            concat!($noun, " brought back"),
        ]
    };
}

impl List {
    /// The lists that stand by themselves.
    pub const ALL: [Self; 6] = [
        Self::StaffGroups,
        Self::Places,
        Self::Priorities,
        Self::Frameworks,
        Self::EntryKinds,
        Self::TensionKinds,
    ];

    /// How the list stands in an address.
    pub fn word(self) -> String {
        match self {
            Self::StaffGroups => "staff-groups".to_owned(),
            Self::Places => "places".to_owned(),
            Self::Priorities => "priorities".to_owned(),
            Self::EntryKinds => "entry-kinds".to_owned(),
            Self::TensionKinds => "tension-kinds".to_owned(),
            Self::Frameworks => "frameworks".to_owned(),
            Self::Themes(framework) => format!("themes-of-{framework}"),
        }
    }

    /// What the audit trail calls an act on this list: always the same words, so that it can be searched.
    pub(super) fn act(self, did: Did) -> &'static str {
        let [add, amend, shift, retire, bring_back] = match self {
            Self::StaffGroups => acts!("staff group"),
            Self::Places => acts!("place"),
            Self::Priorities => acts!("priority"),
            Self::EntryKinds => acts!("entry kind"),
            Self::TensionKinds => acts!("tension kind"),
            Self::Frameworks => acts!("framework"),
            Self::Themes(_) => acts!("theme"),
        };
        match did {
            Did::Add => add,
            Did::Amend => amend,
            Did::Shift => shift,
            Did::Retire => retire,
            Did::BringBack => bring_back,
        }
    }
}

impl<'r> FromParam<'r> for List {
    type Error = ();

    fn from_param(word: &'r str) -> Result<Self, Self::Error> {
        if let Some(framework) = word.strip_prefix("themes-of-") {
            return framework.parse().map(Self::Themes).map_err(|_| ());
        }
        Self::ALL
            .into_iter()
            .find(|list| list.word() == word)
            .ok_or(())
    }
}

/// What was done to an item.
#[derive(Clone, Copy)]
pub(super) enum Did {
    Add,
    Amend,
    Shift,
    Retire,
    BringBack,
}
