//! The conditions that access is made of, each by its name: so that a test can turn every one of them around and see that
//! the access matrix notices.

mod roles;

pub use roles::RoleList;
#[cfg(feature = "testing")]
pub use roles::{asked_by, with_moved};
pub(super) use roles::{holds_for, is_one_of};

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident),* $(,)?) => {
        /// A condition that access stands on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule),*
        }

        impl Rule {
            /// All of them.
            #[cfg(feature = "testing")]
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];
        }
    };
}

rules! {
    /// A membership counts in the role that is acted in.
    ActingRole,
    /// And for the unit.
    ActingUnit,
    /// One's own space counts whatever one acts as.
    ActingOneself,
    /// A membership counts from its first instant.
    WindowFrom,
    /// And before its end.
    WindowUntil,
    /// Roles that serve many families do not serve one's own.
    RecusedRole,
    /// Nor kin's.
    RecusedFamily,
    /// What came to be while somebody was kept out stays unseen in those roles.
    RecusalStaysUnseen,
    /// A family is one's own where one is or was a foster parent.
    OwnFamily,
    /// What was made in a window comes in later too, but not from ahead of the clock.
    LateNotAhead,
    /// And not for ever.
    LateWaits,
    /// A shift is waited for less long.
    LateOfDuty,
    /// What came to be after one's time is no concern of one's.
    ReachesBeyond,
    /// What is for its author is private.
    PrivateOfAuthor,
    /// Unless somebody is named.
    PrivateOfNobodyElse,
    /// A membership counts in its own space only.
    InItsSpace,
    /// A membership counts for its own person only.
    OwnMembership,
    /// What was destroyed is seen by nobody.
    ErasedForNobody,
    /// What was taken back is seen by the family.
    WithdrawnForFamily,
    /// What was taken back is seen by its author.
    WithdrawnForAuthor,
    /// An author changes their own log entry.
    EntryByAuthor,
    /// Any adult of the family changes a log entry.
    EntryByFamily,
    /// The consultant changes the card.
    CardByConsultant,
    /// An author changes their own comment.
    CommentByAuthor,
    /// Nobody changes a publication.
    PublicationByNobody,
    /// Nobody changes what was decided about a place; the server writes another mark.
    PlaceMarkByNobody,
    /// The consultant changes a family's card.
    FamilyCardByConsultant,
    /// An author takes back what they would have their card say.
    NightHelpByAuthor,
    /// The consultant answers it.
    NightHelpByConsultant,
    /// An author adds to their own call note.
    CallByAuthor,
    /// The consultant follows up, and an officer says that they called back.
    FollowUpByRole,
    /// The family and its consultant see who opened the card.
    OpeningsByRole,
    /// The family is told of none that would tell them of a call.
    OpeningsOfFamily,
    /// The consultant writes a line back.
    ReceiptByConsultant,
    /// An audience may name the author.
    AuthorRelation,
    /// Named persons read.
    NamedReader,
    /// After a shift its officer sees what they wrote themselves.
    OwnOnly,
    /// Of what came before a shift its officer sees what is not old.
    DutyLooksBack,
    /// Only officers look back,
    LooksBackOnDuty,
    /// in a shift,
    LooksBackInShift,
    /// at what is no card.
    LooksBackAtNoCard,
    /// A card is seen whenever one came.
    CardAnyTime,
    /// What one wrote oneself is seen whenever one came.
    OwnAnyTime,
    /// What was received before one's first day is not seen.
    SeesFrom,
    /// A course narrows the team to its workers.
    CourseByWorker,
    /// A course narrows the team to those who give it.
    CourseByItself,
    /// A role meets a relation.
    RelationByRole,
    /// A private note is for its author alone.
    PrivateNote,
    /// A family's note is for the family.
    FamilyNote,
    /// A publication is for those it can be for.
    PublicationReaders,
    /// A card is for everybody in the space.
    CardReaders,
    /// A family's card is for everybody in the contact space.
    FamilyCardReaders,
    /// What a family would have their card say is for them and the consultant.
    NightHelpReaders,
    /// A call is for who took it and the consultant.
    CallReaders,
    /// Its follow-up is for the next officers too.
    FollowUpReaders,
    /// What is shown of it is for the caller by name, or for the adults.
    ReceiptReaders,
    /// Neither for a course nor for anybody by name.
    FollowUpReadersAlone,
    /// A receipt is for no course.
    ReceiptOfNoCourse,
    /// Their ids follow from the call: a follow-up's,
    FollowUpIsNamed,
    /// a receipt's,
    ReceiptIsNamed,
    /// and neither is without a call.
    NamedByCall,
    /// Both hang on a call,
    CallIsParent,
    /// the one that they name,
    CallIsNamed,
    /// of the same space,
    CallInSpace,
    /// that was not destroyed,
    CallIsThere,
    /// and that whoever makes them reads.
    CallByReader,
    /// A follow-up is made by who made the call note.
    FollowUpByCaller,
    /// Nothing but a comment and what a call makes hangs on something.
    HangsOnNothing,
    /// Only some roles create what they create.
    CreatorRole,
    /// After a shift its officer makes nothing new.
    CreatorOnDuty,
    /// A comment hangs on a publication.
    CommentOnPublication,
    /// The one that it names.
    CommentOnNamed,
    /// Of the same space.
    CommentInSpace,
    /// That was not destroyed.
    CommentOnWhatIs,
    /// For the same readers.
    CommentReaders,
    /// Whom it was published to.
    CommentByReader,
    /// Named readers are few.
    FewReaders,
    /// The server itself makes cards only.
    ServiceCard,
    /// A loose call is taken off the common list by a consultant.
    WithdrawLoose,
    /// Only publications are taken back.
    WithdrawPublication,
    /// Not what was destroyed.
    WithdrawWhatIs,
    /// By the family.
    WithdrawByFamily,
    /// That could read it.
    WithdrawByReader,
    /// A rota is its unit's.
    RotaOfUnit,
    /// By one's own membership.
    RotaOfOneself,
    /// In the role that is acted in.
    RotaInRole,
    /// Who stands in plans nothing.
    RotaOfTheFixed,
    /// Nor does who sees nothing but their own notes of a shift that is over.
    RotaOfThePresent,
    /// Each deed has its roles.
    RotaByRole,
    /// Of oneself, and of whom one is the standing partner, a consultant says that they are away.
    RotaOfAwayOwn,
    /// Only two roles set anything up.
    OfficeByRole,
    /// A stand-in has no families of their own to set up.
    OfficeOfTheFixed,
    /// Some things are the administrator's alone.
    OfficeForAll,
    /// An administrator makes nobody their own space's;
    OfficeGivesRole,
    /// a consultant gives families their foster parents.
    OfficeGivesParents,
    /// A family's consultant is one of the unit, and the consultant who adds it themselves.
    OfficeNamesConsultant,
    /// Nobody sets themselves up.
    OfficeNotOneself,
    /// People of other units are out of reach.
    OfficeOfUnit,
    /// An account that is another unit's too is out of reach.
    OfficeAlone,
    /// A consultant reaches the foster parents of their own families.
    OfficeOwnParents,
    /// Who are nothing else.
    OfficeParentsAlone,
    /// And have not chosen a password.
    OfficeOpensNothing,
    /// Families of other units are out of reach.
    OfficeFamilyOfUnit,
    /// A consultant reaches their own families.
    OfficeOwnFamily,
    /// A leader sets up nothing of all this,
    OfficeOfLeader,
    /// and sees when the unit is open,
    OfficeSeesHours,
    /// and says who is kept out of whose reach.
    OfficeRecuses,
    /// Of a unit's families those are kept out who are of the unit, or answer at night.
    OfficeRecusesReach,
    /// Whoever lives it sees what is shared from their first day on.
    OfficeFromFirstDay,
}

/// The condition, unless a test turned its rule around on this thread.
#[cfg(not(feature = "testing"))]
pub(super) const fn holds(_: Rule, condition: bool) -> bool {
    condition
}

/// The condition, unless a test turned its rule around on this thread.
#[cfg(feature = "testing")]
pub(super) fn holds(rule: Rule, condition: bool) -> bool {
    condition != (TURNED.get() == Some(rule))
}

#[cfg(feature = "testing")]
std::thread_local! {
    static TURNED: std::cell::Cell<Option<Rule>> = const { std::cell::Cell::new(None) };
}

/// Runs with a rule turned around on this thread.
#[cfg(feature = "testing")]
pub fn with_turned<T>(rule: Rule, run: impl FnOnce() -> T) -> T {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            TURNED.set(None);
        }
    }
    TURNED.set(Some(rule));
    let _back = Back;
    run()
}
