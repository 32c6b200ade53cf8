//! Names, roles and words for people and work that do not exist.

use rand::{Rng, RngExt, rngs::StdRng};

/// Given names, as mixed as England's health and care staff.
pub const GIVEN: &[&str] = &[
    "Aisha", "Alan", "Amara", "Amelia", "Andrzej", "Anita", "Ben", "Bethan", "Callum", "Charlotte", "Chidi",
    "Claire", "Daniel", "Deepa", "Ebele", "Elena", "Emma", "Femi", "Fiona", "Gareth", "Grace", "Hannah", "Harpreet",
    "Ibrahim", "Imogen", "Isla", "Jack", "Jamal", "Jia", "Joy", "Karen", "Kwame", "Laila", "Liam", "Lucy", "Marek",
    "Maria", "Maya", "Megan", "Mohammed", "Nadia", "Niamh", "Noor", "Olga", "Olivia", "Owen", "Patricia", "Priya",
    "Rachel", "Ravi", "Rosa", "Ruth", "Sadia", "Sam", "Sarah", "Sean", "Siobhan", "Sofia", "Stephen", "Susan",
    "Tariq", "Teresa", "Thandiwe", "Tom", "Uma", "Victoria", "Wei", "Yusuf", "Zainab", "Zoe",
];

/// Family names.
pub const FAMILY: &[&str] = &[
    "Adams", "Ahmed", "Akhtar", "Allen", "Asante", "Bailey", "Baker", "Begum", "Bennett", "Brown", "Byrne",
    "Campbell", "Carter", "Chen", "Clarke", "Costa", "Davies", "Dixon", "Edwards", "Evans", "Fisher", "Foster",
    "Gill", "Grant", "Green", "Hall", "Hughes", "Hussain", "Ibrahim", "Jackson", "James", "Johnson", "Jones", "Kaur",
    "Khan", "King", "Kowalski", "Kumar", "Lewis", "Li", "MacDonald", "Mahmood", "Malik", "Martin", "Mensah",
    "Mills", "Mitchell", "Moore", "Morgan", "Murphy", "Nair", "Nowak", "Okafor", "Osei", "Owusu", "Patel",
    "Phillips", "Quinn", "Rahman", "Roberts", "Santos", "Shah", "Silva", "Singh", "Smith", "Stewart", "Taylor",
    "Thapa", "Thomas", "Uddin", "Walker", "Watson", "White", "Williams", "Wilson", "Wood", "Wright", "Yilmaz",
];

/// What a clinical or office job is called, by national staff group code.
pub fn job_role(code: Option<&str>, group: &str, chance: &mut StdRng) -> &'static str {
    let roles: &[&str] = match (code, group) {
        (Some("01"), _) => &["Consultant", "Specialty Registrar", "Specialty Doctor"],
        (Some("03"), _) => &["Staff Nurse", "Ward Sister", "Community Nurse", "Midwife", "Modern Matron"],
        (Some("04"), _) => &["Physiotherapist", "Occupational Therapist", "Paramedic", "Dietitian"],
        (Some("05"), _) => &["Pharmacist", "Clinical Psychologist"],
        (Some("06"), _) => &["Biomedical Scientist", "Audiologist"],
        (Some("07"), _) => &["Healthcare Assistant", "Therapy Assistant", "Support Worker"],
        (Some("08"), _) => &["Administrator", "Team Manager", "Programme Manager", "Medical Secretary"],
        (Some("09"), _) => &["Housekeeper", "Porter", "Estates Officer"],
        (_, "Volunteers") => &["Volunteer befriender"],
        (_, "Trustees") => &["Trustee"],
        (_, "Voluntary sector: paid staff") => &["Community connector"],
        _ => &["Social Worker", "Care Worker", "Business Support Officer", "Housing Options Officer"],
    };
    one(roles, chance)
}

/// One objective: its title, what will be achieved, and why working together helps.
pub type Aim = (&'static str, &'static str, &'static str);

/// Objectives as people set them.
pub const AIMS: &[Aim] = &[
    (
        "Same-day discharge with social care",
        "Agree one discharge checklist with the council's hospital team and use it on every ward round",
        "People go home sooner when care at home is arranged before they are ready, not after",
    ),
    (
        "One care plan for frail older people",
        "Write and keep one shared care plan with the primary care network for each person on our frailty list",
        "People tell their story once, and whoever comes knows what matters to them",
    ),
    (
        "Falls prevention with the voluntary sector",
        "Refer everyone seen after a fall to a local strength and balance class and follow up after six weeks",
        "Community groups reach people for months; we see them for a day",
    ),
    (
        "Joint training on mental health in the emergency department",
        "Run four joint sessions with the community trust for staff who see people in crisis",
        "People in crisis meet both of us; what we do should not depend on which door they came through",
    ),
    (
        "Shared waiting list for physiotherapy",
        "Bring both lists into one and agree who sees whom first",
        "Nobody waits longer because of where they were referred",
    ),
    (
        "Healthy homes referrals",
        "Set up a way to refer families in damp homes to the housing team, with an answer within a week",
        "Children breathe better in dry homes, and only the council can mend them",
    ),
    (
        "Care home ward round with the primary care network",
        "Take part in a weekly round in two care homes with their general practices",
        "Residents are treated where they live, and fewer come to hospital for what could be seen to there",
    ),
    (
        "Young people moving to adult services",
        "Meet each young person with the other team before their birthday",
        "Moving between services is when young people are lost; a known face keeps them",
    ),
    (
        "Reducing inequalities in cancer screening",
        "Plan three events with community groups where uptake is lowest",
        "People trust those they know; we bring the screening, they bring the trust",
    ),
    (
        "Shadowing across organisations",
        "Spend two days with a partner's team and host two of theirs",
        "Most delays between us come from not knowing how the other works",
    ),
    (
        "A single point of contact for carers",
        "Agree with the council and the charity who answers a carer's first call",
        "Carers give up after the third number",
    ),
    (
        "Medicines safely across the interface",
        "Send every changed prescription to the community pharmacy on the day of discharge",
        "Most medicine errors happen between organisations, and both can stop them",
    ),
];

/// What changed because of a piece of work; most people leave it empty.
pub const CHANGES: &[&str] = &[
    "", "", "", "", "",
    "Agreed who calls the family first",
    "Two people went home a day earlier",
    "We now use their referral form",
    "Found out that both of us were visiting the same person",
    "Shared our rota so they know whom to ring",
];

/// One of a list.
pub fn one<'a, T: ?Sized>(list: &[&'a T], chance: &mut StdRng) -> &'a T {
    list[chance.random_range(0..list.len())]
}

/// True this often, out of a hundred.
pub fn percent(likely: u32, chance: &mut StdRng) -> bool {
    chance.next_u32() % 100 < likely
}
