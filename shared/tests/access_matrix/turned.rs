//! A rule that is turned around is noticed: else no line of the matrix would stand for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use samspil_shared::domain::rota::RotaDeed;
use samspil_shared::domain::rule::{RoleList, Rule, asked_by, with_moved, with_turned};
use samspil_shared::domain::{Relation, Role};

const CHECKS: [fn(); 31] = [
    super::every_cell_is_as_written,
    super::what_narrows_a_membership,
    super::a_course_narrows_the_team_to_its_workers,
    super::reading_by_one_membership_and_writing_by_another_is_one_persons,
    super::what_may_be_created_and_nothing_else,
    super::a_comment_hangs_on_a_publication_its_author_can_read,
    super::a_crowd_of_named_readers_is_refused,
    super::the_server_itself_makes_cards_and_marks_for_everybody_in_the_space,
    super::calls::what_hangs_on_a_call,
    super::calls::a_receipt_is_for_the_caller_by_name_or_for_both_adults,
    super::calls::what_narrows_an_officer,
    super::calls::who_sees_that_the_card_was_opened,
    super::calls::a_loose_call_is_taken_off_the_list_by_a_consultant,
    super::counting::one_role_for_one_unit_at_a_time_and_ones_own_space_always,
    super::counting::a_membership_counts_from_its_first_instant_until_its_end,
    super::counting::a_role_that_changes_changes_on_the_instant,
    super::counting::kins_family_is_out_of_reach_in_roles_that_serve_many,
    super::counting::what_came_to_be_while_somebody_was_kept_out_stays_unseen,
    super::counting::ones_own_family_is_where_one_is_or_was_a_foster_parent,
    super::counting::what_was_made_in_a_window_comes_in_for_a_while_after_it,
    super::counting::what_came_to_be_after_ones_time_is_no_concern_of_ones,
    super::counting::what_is_private_is_for_its_author_and_names_nobody,
    super::counting::what_a_call_makes_is_named_by_the_call,
    super::rota::what_is_done_with_the_rota_is_as_written,
    super::office::what_is_done_to_people_is_as_written,
    super::office::what_is_done_to_families_is_as_written,
    super::office::who_comes_new_into_a_family_sees_nothing_older_than_their_first_day,
    super::office::which_roles_are_given,
    super::office::which_ties_make_a_parent_or_a_consultant,
    super::office::what_is_about_nobody_in_particular,
    super::office::an_office_is_held_in_its_window_and_for_its_unit,
];

fn noticed(check: &fn()) -> bool {
    catch_unwind(AssertUnwindSafe(check)).is_err()
}

#[test]
fn every_rule_that_is_turned_around_is_noticed() {
    for check in &CHECKS {
        assert!(!noticed(check), "a check fails by itself");
    }
    let unnoticed: Vec<Rule> =
        Rule::ALL.iter().copied().filter(|rule| !with_turned(*rule, || CHECKS.iter().any(noticed))).collect();
    assert_eq!(unnoticed, []);
}

/// A list that no check asks for would be no list of access: those of the rota and of the relations are known by name, and
/// who creates what is tried for every kind in every space.
#[test]
fn every_role_that_is_put_into_a_list_or_taken_out_of_it_is_noticed() {
    let lists = asked_by(|| CHECKS.iter().for_each(|check| check()));
    let named = RotaDeed::ALL.map(RoleList::Does).into_iter().chain(Relation::ALL.map(RoleList::Meets));
    let missing: Vec<RoleList> = named.filter(|list| !lists.contains(list)).collect();
    assert_eq!(missing, []);
    assert!(lists.iter().any(|list| matches!(list, RoleList::Creates(..))));
    let moved = lists.iter().flat_map(|list| Role::ALL.map(|role| (*list, role)));
    let unnoticed: Vec<(RoleList, Role)> =
        moved.filter(|(list, role)| !with_moved(*list, *role, || CHECKS.iter().any(noticed))).collect();
    assert_eq!(unnoticed, []);
}
