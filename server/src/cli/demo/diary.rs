//! What is written in the demo: Danish, everyday, invented.

use samspil_shared::doc::Intent;
use samspil_shared::domain::Audience;

/// Hour and minute in Denmark.
pub(super) type Clock = (u32, u32);

/// Where an entry is written.
#[derive(Clone, Copy)]
pub(super) enum Where {
    /// *Kun mig*.
    Own,
    /// *Os voksne*, about this child.
    Child(&'static str),
}

pub(super) struct Line {
    pub(super) by: &'static str,
    pub(super) place: Where,
    pub(super) days_ago: u64,
    pub(super) at: Clock,
    pub(super) text: &'static str,
    /// How the day was, as somebody set it while looking at the new entry: two that differ stand side by side.
    pub(super) days: &'static [(&'static str, Clock, u8)],
    pub(super) share: Option<(Audience, Intent)>,
    /// By whom, how many days ago, when, what.
    pub(super) comments: &'static [(&'static str, u64, Clock, &'static str)],
}

const fn line(by: &'static str, place: Where, days_ago: u64, at: Clock, text: &'static str) -> Line {
    Line { by, place, days_ago, at, text, days: &[], share: None, comments: &[] }
}

const NOAH: Where = Where::Child("Noah");

pub(super) const LINES: &[Line] = &[
    Line {
        share: Some((Audience::CONSULTANT, Intent::Info)),
        ..line(
            "jonas",
            NOAH,
            9,
            (20, 15),
            "Første aften. Noah ville have lys på gangen og døren på klem. Han faldt i søvn kl. 21.30 med den grå bamse.",
        )
    },
    line("maria", Where::Own, 8, (22, 5), "Jeg blev for skrap ved tandbørstningen. Vil prøve tegningen i morgen."),
    line("maria", NOAH, 7, (19, 50), "Han spurgte, om hunden også skal flytte igen."),
    Line {
        days: &[("maria", (21, 40), 2), ("jonas", (21, 52), 3)],
        ..line(
            "maria",
            NOAH,
            6,
            (21, 10),
            "Lang dag efter besøget. Han spiste ikke aftensmad, men ville gerne have læst højt.",
        )
    },
    Line {
        share: Some((Audience::CONSULTANT, Intent::Talk)),
        comments: &[
            ("mette", 3, (9, 20), "Tak, fordi I skriver det. Jeg ringer i dag efter kl. 15, når I er hjemme."),
            ("jonas", 3, (12, 45), "Det passer fint. Maria er hjemme fra kl. 15.30."),
        ],
        ..line("maria", NOAH, 4, (7, 10), "Tre nætter i træk vågen kl. 2. Lys i gangen hjælper lidt.")
    },
    Line {
        share: Some((Audience::CONSULTANT, Intent::Info)),
        ..line("jonas", NOAH, 2, (17, 30), "Et godt øjeblik: vi bagte boller, han delte ud til alle.")
    },
    line(
        "jonas",
        NOAH,
        1,
        (21, 0),
        "Aftenen gik roligt. Vi gjorde det i samme rækkefølge som i går: bad, tegning, to sider i bogen.",
    ),
    Line {
        share: Some((Audience::CONSULTANT, Intent::Talk)),
        ..line(
            "kirsten",
            Where::Child("Elias"),
            5,
            (16, 40),
            "Elias græder, når bussen kører. Vi prøver at følge ham helt hen til døren.",
        )
    },
    Line {
        share: Some((Audience::CONSULTANT, Intent::Info)),
        ..line(
            "bent",
            Where::Child("Amira"),
            11,
            (18, 25),
            "Amira har fået en rolle i skolens forestilling. Hun øver på badeværelset.",
        )
    },
    line("leyla", Where::Child("Ali"), 6, (7, 45), "Ali ville ikke have madpakke med. I morgen smører vi den sammen."),
    Line {
        share: Some((Audience::CONSULTANT, Intent::Info)),
        ..line(
            "anders",
            Where::Child("Ali"),
            3,
            (20, 5),
            "Vi spiste hos farmor i søndags. Ali viste selv, hvor kopperne står.",
        )
    },
    Line {
        share: Some((Audience::CONSULTANT, Intent::Info)),
        comments: &[("samira", 7, (8, 55), "Godt set, at du skrev det ned. Vi tager det med på fredag.")],
        ..line(
            "sam",
            Where::Child("Freja"),
            8,
            (23, 50),
            "Freja kom hjem kl. 23.40. Hun sendte selv en besked undervejs.",
        )
    },
    Line {
        share: Some((Audience::TEAM, Intent::Info)),
        ..line("tove", Where::Child("Vilja"), 5, (19, 20), "Vilja falder til ro, når vi synger den samme sang.")
    },
    line("per", Where::Child("E."), 2, (20, 30), "E. spurgte til Lone. Jeg sagde, at de ses på lørdag."),
];
