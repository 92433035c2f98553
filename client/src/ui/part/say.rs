//! What the view models name, in the words of the chosen language.

use chrono::NaiveDate;
use leptos::prelude::use_context;
use samspil_shared::domain::Role;
use samspil_shared::sync::frame::Reason;

use super::day_scale::DayStep;
use super::words;
use crate::app::here::Here;
use crate::app::view::door::{Broken, Fault};
use crate::app::view::{FieldKind, FieldSaid, ItemTitle, Reader, Readers, SaveState, SyncLine, Why, WhyWaiting};
use crate::ui::I18n;
use crate::ui::i18n::*;

fn where_it_lies() -> Here {
    use_context::<Here>().unwrap_or_default()
}

/// "telefonen", "computeren": where something is kept.
#[must_use]
pub fn here(i18n: I18n) -> &'static str {
    match where_it_lies() {
        Here::Phone => t_string!(i18n, here.phone),
        Here::Tablet => t_string!(i18n, here.tablet),
        Here::Computer => t_string!(i18n, here.computer),
    }
}

/// "Telefonen", "Computeren": the same, where a sentence begins with it.
#[must_use]
pub fn here_first(i18n: I18n) -> &'static str {
    match where_it_lies() {
        Here::Phone => t_string!(i18n, here.phone_first),
        Here::Tablet => t_string!(i18n, here.tablet_first),
        Here::Computer => t_string!(i18n, here.computer_first),
    }
}

/// "Er min telefon klar?"
#[must_use]
pub fn is_ready(i18n: I18n) -> String {
    let own = match where_it_lies() {
        Here::Phone => t_string!(i18n, here.phone_own),
        Here::Tablet => t_string!(i18n, here.tablet_own),
        Here::Computer => t_string!(i18n, here.computer_own),
    };
    t_string!(i18n, check.title, here = own)
}

/// How to have the browser keep what lies here.
#[must_use]
pub fn keeps_fix(i18n: I18n) -> String {
    match where_it_lies() {
        Here::Phone | Here::Tablet => t_string!(i18n, check.fix_kept, here = here(i18n)),
        Here::Computer => t_string!(i18n, check.fix_kept_computer).to_owned(),
    }
}

/// "Min telefon": what a device is called until somebody gives it a name.
#[must_use]
pub fn own_device(i18n: I18n) -> &'static str {
    match where_it_lies() {
        Here::Phone => t_string!(i18n, link.device_phone),
        Here::Tablet => t_string!(i18n, link.device_tablet),
        Here::Computer => t_string!(i18n, link.device_computer),
    }
}

/// A role as it stands in a sentence: "plejeforælder".
#[must_use]
pub fn role(i18n: I18n, role: Role, stand_in: bool) -> &'static str {
    match role {
        Role::Oneself => t_string!(i18n, role.oneself),
        Role::FosterParent => t_string!(i18n, role.foster_parent),
        Role::Consultant if stand_in => t_string!(i18n, role.stand_in),
        Role::Consultant => t_string!(i18n, role.consultant),
        Role::DutyOfficer => t_string!(i18n, role.duty_officer),
        Role::InstitutionWorker => t_string!(i18n, role.institution_worker),
        Role::Adviser => t_string!(i18n, role.adviser),
        Role::Leader => t_string!(i18n, role.leader),
        Role::Administrator => t_string!(i18n, role.administrator),
    }
}

/// A preset's name: "Kun mig", "Os voksne".
#[must_use]
pub fn readers(i18n: I18n, readers: Readers) -> &'static str {
    match readers {
        Readers::Me => t_string!(i18n, aud.me),
        Readers::Family => t_string!(i18n, aud.family),
        Readers::Consultant => t_string!(i18n, aud.consultant),
        Readers::Team => t_string!(i18n, aud.team),
    }
}

/// "Kan læses af Mette Holm – og af Lars Quist, når konsulenten er væk"
#[must_use]
pub fn who_reads(i18n: I18n, readers: &[Reader]) -> String {
    let names = |stand_in: bool| {
        let names: Vec<_> = readers.iter().filter(|one| one.stand_in == stand_in).map(|one| one.name.clone()).collect();
        words::names(i18n, &names)
    };
    match (names(false), names(true)) {
        (names, others) if others.is_empty() => t_string!(i18n, aud.who, names = names),
        (names, others) if names.is_empty() => t_string!(i18n, aud.who, names = others),
        (names, others) => t_string!(i18n, aud.who_stand_in, names = names, others = others),
    }
}

/// "Til orientering"
#[must_use]
pub fn why(i18n: I18n, why: Why) -> &'static str {
    match why {
        Why::Info => t_string!(i18n, share.info),
        Why::Talk => t_string!(i18n, share.talk),
    }
}

/// What did not get through; nothing where everything did.
#[must_use]
pub fn parked(i18n: I18n, parked: usize) -> Option<String> {
    match parked {
        0 => None,
        1 => Some(t_string!(i18n, sync.refused_single).to_owned()),
        n => Some(t_string!(i18n, sync.refused_many, n = n)),
    }
}

/// The sync line where something did not get through: what is to be said of the rest.
#[must_use]
pub fn sync_of_rest(i18n: I18n, line: SyncLine, today: NaiveDate) -> Option<String> {
    match line {
        SyncLine::Sent(at) if at.date == today => {
            Some(t_string!(i18n, sync.rest, t = words::bare_clock(i18n, at.time)))
        }
        SyncLine::Sent(at) => Some(t_string!(i18n, sync.rest_day, day = words::near_date(i18n, at.date, today))),
        SyncLine::Never => None,
        line => Some(sync(i18n, line, today)),
    }
}

/// The sync line where everything got through that was sent.
#[must_use]
pub fn sync(i18n: I18n, line: SyncLine, today: NaiveDate) -> String {
    match line {
        SyncLine::SignInNeeded(_) => t_string!(i18n, sync.login_needed).to_owned(),
        SyncLine::Waiting(1) => t_string!(i18n, sync.waiting_single).to_owned(),
        SyncLine::Waiting(n) => t_string!(i18n, sync.waiting_many, n = n),
        SyncLine::Fetching => t_string!(i18n, sync.fetching).to_owned(),
        SyncLine::Sent(at) if at.date == today => t_string!(i18n, sync.all, t = words::bare_clock(i18n, at.time)),
        SyncLine::Sent(at) => t_string!(i18n, sync.all_day, day = words::near_date(i18n, at.date, today)),
        SyncLine::Never => t_string!(i18n, sync.never).to_owned(),
    }
}

/// What a person did that could not be used, and what helps.
#[must_use]
pub fn fault(i18n: I18n, fault: Fault) -> String {
    match fault {
        Fault::TooMany { minutes: 1 } => t_string!(i18n, error.too_many_single),
        Fault::TooMany { minutes } => return t_string!(i18n, error.too_many_many, n = minutes),
        Fault::Missing => t_string!(i18n, error.missing),
        Fault::LoginForm => t_string!(i18n, error.login_form),
        Fault::LoginTaken => t_string!(i18n, error.login_taken),
        Fault::PasswordShort => t_string!(i18n, error.password_short),
        Fault::PasswordLong => t_string!(i18n, error.password_long),
        Fault::PasswordSimple => t_string!(i18n, error.password_easy),
        Fault::PasswordDiffers => t_string!(i18n, error.password_differs),
        Fault::WrongLogin => t_string!(i18n, error.login),
        Fault::WrongPassword => t_string!(i18n, error.password),
        Fault::PasskeyUnused => t_string!(i18n, error.passkey_unused),
        Fault::PasskeyUnknown => t_string!(i18n, error.passkey_unknown),
        Fault::PasskeyWrong => t_string!(i18n, error.passkey_wrong),
        Fault::PasskeyThere => t_string!(i18n, error.passkey_there),
        Fault::PasskeyMissing => t_string!(i18n, error.passkey_missing),
        Fault::LinkUnknown => t_string!(i18n, error.link_unknown),
        Fault::LinkUsed => t_string!(i18n, error.link_spent),
        Fault::LinkExpired => t_string!(i18n, error.link_expired),
        Fault::CodeForm => t_string!(i18n, error.code_form),
        Fault::CodeUnknown => t_string!(i18n, error.code_unknown),
        Fault::LinkCodesGiven => t_string!(i18n, error.link_codes_given),
        Fault::NoServer => t_string!(i18n, error.server),
        Fault::OtherPerson => t_string!(i18n, error.other_person),
        Fault::VaultStuck => t_string!(i18n, error.vault_stuck),
        Fault::NotKept => return t_string!(i18n, error.not_kept, here = here_first(i18n)),
        Fault::Server => t_string!(i18n, error.server_failed),
    }
    .to_owned()
}

/// Why the app cannot go on, and what helps.
#[must_use]
pub fn broken(i18n: I18n, broken: Broken) -> String {
    match broken {
        Broken::NoStore => t_string!(i18n, error.storage_blocked),
        Broken::OtherTab => t_string!(i18n, error.other_tab),
        Broken::NewerStore => t_string!(i18n, error.newer_store),
        Broken::Evicted => return t_string!(i18n, error.storage_evicted, here = here_first(i18n)),
        Broken::Damaged => t_string!(i18n, error.storage_broken),
        Broken::OldBrowser => t_string!(i18n, error.old_browser),
    }
    .to_owned()
}

/// Why the server did not take something, about the child with this name if it is known.
#[must_use]
pub fn refusal(i18n: I18n, reason: Reason, has_access: bool, child: Option<&str>) -> String {
    match (reason, child) {
        (Reason::Quarantined, Some(child)) if has_access => {
            return t_string!(i18n, refused.quarantined_back, name = child.to_owned());
        }
        (Reason::Quarantined, Some(child)) => {
            return t_string!(i18n, refused.quarantined, name = child.to_owned());
        }
        (Reason::Quarantined, None) => t_string!(i18n, refused.quarantined_plain),
        (Reason::Unavailable | Reason::NotCreatable, Some(child)) => {
            return t_string!(i18n, refused.access, name = child.to_owned());
        }
        (Reason::Unavailable | Reason::NotCreatable, None) => t_string!(i18n, refused.access_plain),
        (Reason::Erased, _) => t_string!(i18n, refused.gone),
        (Reason::TooLarge, _) => t_string!(i18n, refused.too_large),
        (Reason::UpdateFirst, _) => t_string!(i18n, refused.update),
        (Reason::Malformed | Reason::ForeignActor | Reason::Grammar, _) => t_string!(i18n, refused.form),
        (Reason::Busy | Reason::MissingDependency, _) => t_string!(i18n, refused.unknown),
    }
    .to_owned()
}

/// Why a text could not be saved; nothing while nothing went wrong.
#[must_use]
pub fn save_fault(i18n: I18n, save: SaveState) -> Option<String> {
    match save {
        SaveState::Ready | SaveState::Saving => None,
        SaveState::StoreFailed => Some(t_string!(i18n, error.storage_failed, here = here_first(i18n))),
        SaveState::Denied => Some(t_string!(i18n, error.denied).to_owned()),
        SaveState::Defect => Some(t_string!(i18n, error.defect).to_owned()),
    }
}

/// Why things wait.
#[must_use]
pub fn why_waiting(i18n: I18n, why: WhyWaiting) -> &'static str {
    match why {
        WhyWaiting::Sending => t_string!(i18n, waiting.why_sending),
        WhyWaiting::Offline => t_string!(i18n, waiting.why_net),
        WhyWaiting::SignIn => t_string!(i18n, waiting.why_login),
        WhyWaiting::Update => t_string!(i18n, waiting.why_update),
    }
}

/// "Notat om Noah"
#[must_use]
pub fn item_title(i18n: I18n, title: &ItemTitle) -> String {
    let name = |name: &str| name.to_owned();
    match title {
        ItemTitle::Note(Some(child)) => t_string!(i18n, refused.note_about, child = name(child)),
        ItemTitle::Note(None) => t_string!(i18n, refused.note).to_owned(),
        ItemTitle::Comment(Some(author)) => t_string!(i18n, refused.comment_to, name = name(author)),
        ItemTitle::Comment(None) => t_string!(i18n, refused.comment).to_owned(),
        ItemTitle::Sharing(Some(child)) => t_string!(i18n, refused.sharing_of, child = name(child)),
        ItemTitle::Sharing(None) => t_string!(i18n, refused.sharing).to_owned(),
        ItemTitle::Stopping(Some(child)) => t_string!(i18n, refused.stopping_of, child = name(child)),
        ItemTitle::Call => t_string!(i18n, refused.call).to_owned(),
        ItemTitle::FollowUp => t_string!(i18n, refused.follow_up).to_owned(),
        ItemTitle::FamilyCard => t_string!(i18n, refused.family_card).to_owned(),
        ItemTitle::OtherRole => t_string!(i18n, refused.other_role).to_owned(),
        ItemTitle::Stopping(None) => t_string!(i18n, refused.stopping).to_owned(),
    }
}

/// A field as the question it answers: "Hvordan gik dagen for Noah?"
#[must_use]
pub fn field(i18n: I18n, field: FieldKind, child: Option<&str>) -> String {
    match field {
        FieldKind::When => t_string!(i18n, log.when).to_owned(),
        FieldKind::About => t_string!(i18n, log.who).to_owned(),
        FieldKind::DayChild => t_string!(i18n, day.child, child = child_name(i18n, child)),
        FieldKind::DayFamily => t_string!(i18n, day.family).to_owned(),
    }
}

/// A field's value alone: "Blandet"
#[must_use]
pub fn value(i18n: I18n, value: &FieldSaid, today: NaiveDate) -> String {
    match value {
        FieldSaid::When(when) => words::moment(i18n, *when, today),
        FieldSaid::Child(child) => child_name(i18n, child.as_deref()),
        FieldSaid::Family => t_string!(i18n, log.family).to_owned(),
        FieldSaid::Day(step) => day_step(i18n, *step),
    }
}

/// A field with its value: "Dagen for Noah: Blandet"
#[must_use]
pub fn answer(i18n: I18n, field: FieldKind, said: &FieldSaid, child: Option<&str>, today: NaiveDate) -> String {
    let value = value(i18n, said, today);
    match field {
        FieldKind::When => t_string!(i18n, log.said_when, when = value),
        FieldKind::About => t_string!(i18n, log.said_about, whom = value),
        FieldKind::DayChild => t_string!(i18n, day.said_child, child = child_name(i18n, child), step = value),
        FieldKind::DayFamily => t_string!(i18n, day.said_family, step = value),
    }
}

/// How the day was, for the child and for the family, as far as it was said.
#[must_use]
pub fn day_answers(i18n: I18n, child: Option<&str>, day_child: Option<u8>, day_family: Option<u8>) -> Vec<String> {
    let step = |step| day_step(i18n, Some(step));
    let for_child =
        day_child.map(|said| t_string!(i18n, day.said_child, child = child_name(i18n, child), step = step(said)));
    let for_family = day_family.map(|said| t_string!(i18n, day.said_family, step = step(said)));
    for_child.into_iter().chain(for_family).collect()
}

fn day_step(i18n: I18n, step: Option<u8>) -> String {
    step.and_then(DayStep::from_number).map_or_else(|| t_string!(i18n, day.skipped), |step| step.words(i18n)).to_owned()
}

fn child_name(i18n: I18n, child: Option<&str>) -> String {
    child.unwrap_or_else(|| t_string!(i18n, log.the_child)).to_owned()
}
