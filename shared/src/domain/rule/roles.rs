//! The lists of roles that access stands on, each by its name: so that a test can put every role into each of them, or take
//! it out, and see that the access matrix notices.

use super::{Rule, holds};
use crate::domain::audience::Relation;
use crate::domain::document::Kind;
use crate::domain::family::SpaceKind;
use crate::domain::membership::Role;
use crate::domain::rota::RotaDeed;

/// A list of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleList {
    /// Those that a rule holds for.
    Of(Rule),
    /// Who creates this, in a space of this kind.
    Creates(Kind, SpaceKind),
    /// Who does this with the rota.
    Does(RotaDeed),
    /// Who meets this relation.
    Meets(Relation),
}

/// A rule that holds for these roles.
pub(in crate::domain) fn holds_for(rule: Rule, role: Role, roles: &[Role]) -> bool {
    holds(rule, is_one_of(RoleList::Of(rule), role, roles))
}

/// Whether the role is one of these, unless a test put it in or took it out on this thread.
#[cfg(not(feature = "testing"))]
pub(in crate::domain) fn is_one_of(_: RoleList, role: Role, roles: &[Role]) -> bool {
    roles.contains(&role)
}

/// Whether the role is one of these, unless a test put it in or took it out on this thread.
#[cfg(feature = "testing")]
pub(in crate::domain) fn is_one_of(list: RoleList, role: Role, roles: &[Role]) -> bool {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked
            && !asked.contains(&list)
        {
            asked.push(list);
        }
    });
    roles.contains(&role) != (MOVED.get() == Some((list, role)))
}

#[cfg(feature = "testing")]
std::thread_local! {
    static MOVED: std::cell::Cell<Option<(RoleList, Role)>> = const { std::cell::Cell::new(None) };
    static ASKED: std::cell::RefCell<Option<Vec<RoleList>>> = const { std::cell::RefCell::new(None) };
}

/// Runs with a role put into a list that lacks it, or taken out of one that has it, on this thread.
#[cfg(feature = "testing")]
pub fn with_moved<T>(list: RoleList, role: Role, run: impl FnOnce() -> T) -> T {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            MOVED.set(None);
        }
    }
    MOVED.set(Some((list, role)));
    let _back = Back;
    run()
}

/// The lists that were asked on this thread while it ran, each once.
#[cfg(feature = "testing")]
pub fn asked_by(run: impl FnOnce()) -> Vec<RoleList> {
    ASKED.set(Some(Vec::new()));
    run();
    ASKED.take().unwrap_or_default()
}
