//! Both partners are away: the leader has their calls at once, and everybody who asks is told so.

use chrono::{Datelike, Weekday};
use samspil_server::admin::{self, duty};
use samspil_shared::api;
use samspil_shared::api::duty::{ConsultantWeek, Consultants, OfConsultant, WhyAway};
use samspil_shared::domain::duty::WorkDays;
use samspil_shared::domain::{PersonId, Role};

use super::duty::{Desk, FollowUp, Office, follow_up};
use crate::support::{MINUTE, TestApp, each};

const HOUR: i64 = 60 * MINUTE;
/// Far ahead: nothing has slipped.
const DUE: &str = "2099-01-05";

impl Desk<'_> {
    async fn says(&mut self, path: &str, person: PersonId) -> Vec<ConsultantWeek> {
        self.browser.refreshes().await.expect("a session that goes on");
        let path = self.path(path);
        self.browser.post(&path, &OfConsultant { person }).await.json::<Consultants>().consultants
    }

    /// Who is named on the leader's list of calls that nobody at work has; one line a call.
    async fn with_nobody(&mut self) -> Vec<Vec<String>> {
        self.overview().await.nobody.into_iter().map(|slip| slip.away).collect()
    }
}

fn alone(consultants: &[ConsultantWeek], person: PersonId) -> Option<WhyAway> {
    consultants.iter().find(|week| week.person == person).expect("a consultant").alone
}

#[tokio::test]
async fn when_both_partners_are_ill_the_leader_has_their_calls_at_once() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let klitmark = office.klitmark;
        let mut dorthe = office.desk("dorthe", Role::Leader, klitmark).await;
        let (mette, lars) = (
            office.desk("mette", Role::Consultant, klitmark).await,
            office.desk("lars", Role::Consultant, klitmark).await,
        );
        let name = mette.browser.session().person.name.clone();
        let (mette, lars) = (mette.browser.person(), lars.browser.person());
        office.joins(mette, office.contact, Role::Consultant, klitmark).await;
        for (one, other) in [(mette, lars), (lars, mette)] {
            let week = (WorkDays::WEEKDAYS, Some(other));
            duty::set_week(app.store(), one, klitmark, week, None, app.now()).await.expect("a week");
        }
        let call = FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-HOUR), DUE);
        follow_up(app.database(), &call).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Mette has it");

        dorthe.says(api::DUTY_ILL, lars).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "and is there");
        let told = dorthe.says(api::DUTY_ILL, mette).await;
        assert_eq!((alone(&told, mette), alone(&told, lars)), (Some(WhyAway::Ill), None), "nobody stands in for her");
        assert_eq!(dorthe.with_nobody().await, [vec![name.clone()]]);
        assert_eq!(app.audited("ill_today").await, 2, "it was said, not refused");

        // When the partner is back she is, or it is said once more that the other one is ill.
        dorthe.says(api::DUTY_BACK, lars).await;
        assert_eq!(dorthe.with_nobody().await.len(), 1, "not by itself");
        let told = dorthe.says(api::DUTY_ILL, mette).await;
        assert_eq!(alone(&told, mette), None);
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Lars has it");
        dorthe.says(api::DUTY_BACK, mette).await;

        // Nobody stands in who is away with nobody standing in.
        dorthe.says(api::DUTY_ILL, lars).await;
        dorthe.says(api::DUTY_ILL, mette).await;
        dorthe.says(api::DUTY_BACK, mette).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0]);
    })
    .await;
}

#[tokio::test]
async fn when_both_partners_are_off_the_leader_has_their_calls() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let klitmark = office.klitmark;
        let mut dorthe = office.desk("dorthe", Role::Leader, klitmark).await;
        let mette = office.desk("mette", Role::Consultant, klitmark).await.browser.person();
        let lars = office.desk("lars", Role::Consultant, klitmark).await.browser.person();
        for consultant in [mette, lars] {
            office.joins(consultant, office.contact, Role::Consultant, klitmark).await;
        }
        let call = FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-HOUR), DUE);
        follow_up(app.database(), &call).await;
        let today = app.now().local_date().expect("a day").weekday();
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let days = WorkDays::of(week.into_iter().filter(|day| *day != today)).expect("days");
        duty::set_week(app.store(), mette, klitmark, (days, Some(lars)), None, app.now()).await.expect("a week");
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Lars stands in");
        duty::set_week(app.store(), lars, klitmark, (days, Some(mette)), None, app.now()).await.expect("a week");
        let names = dorthe.with_nobody().await;
        assert_eq!(names.iter().map(Vec::len).collect::<Vec<_>>(), [2], "both by name: {names:?}");
    })
    .await;
}

#[tokio::test]
async fn a_call_of_a_family_without_a_consultant_is_the_leaders_at_once() {
    let app = TestApp::start().await;
    let office = Office::of(&app).await;
    let mut dorthe = office.desk("dorthe", Role::Leader, office.klitmark).await;
    let call = FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-HOUR), DUE);
    follow_up(app.database(), &call).await;
    let nobody = dorthe.overview().await.nobody;
    assert_eq!(nobody.len(), 1);
    assert_eq!((nobody[0].adults.len(), nobody[0].consultants.len(), nobody[0].away.len()), (1, 0, 0));
}

#[tokio::test]
async fn a_call_whose_consultant_is_kept_out_of_the_family_is_the_leaders_at_once() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let klitmark = office.klitmark;
        let mut dorthe = office.desk("dorthe", Role::Leader, klitmark).await;
        let mette = office.desk("mette", Role::Consultant, klitmark).await.browser.person();
        let lars = office.desk("lars", Role::Consultant, klitmark).await.browser.person();
        office.joins(mette, office.contact, Role::Consultant, klitmark).await;
        let call = FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-HOUR), DUE);
        follow_up(app.database(), &call).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Mette has it");
        admin::recuse(app.store(), mette, office.family, app.now()).await.expect("kept out");
        assert_eq!(dorthe.with_nobody().await, [[] as [String; 0]], "she cannot see it, and she is not away");
        office.joins(lars, office.contact, Role::Consultant, klitmark).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Lars has it");
    })
    .await;
}

#[tokio::test]
async fn a_call_is_the_leaders_where_whoever_stands_in_cannot_follow_up() {
    each(async |app: TestApp| {
        let office = Office::of(&app).await;
        let klitmark = office.klitmark;
        let mut dorthe = office.desk("dorthe", Role::Leader, klitmark).await;
        let mut people = Vec::new();
        for login in ["mette", "lars", "samira"] {
            people.push(office.desk(login, Role::Consultant, klitmark).await.browser.person());
        }
        let [mette, lars, samira] = people[..] else { panic!("three of them") };
        office.joins(mette, office.contact, Role::Consultant, klitmark).await;
        let call = FollowUp::new(1, office.contact, office.maria, app.now().plus_ms(-HOUR), DUE);
        follow_up(app.database(), &call).await;
        let today = app.now().local_date().expect("a day").weekday();
        let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let off_today = WorkDays::of(all.into_iter().filter(|day| *day != today)).expect("days");

        // Each of three stands in for the one before: nobody is there.
        for (one, other) in [(mette, lars), (lars, samira), (samira, mette)] {
            duty::set_week(app.store(), one, klitmark, (off_today, Some(other)), None, app.now())
                .await
                .expect("a week");
        }
        assert_eq!(dorthe.with_nobody().await.len(), 1, "a ring of those who are off");
        for one in [lars, samira] {
            let week = (WorkDays::WEEKDAYS, Some(mette));
            duty::set_week(app.store(), one, klitmark, week, None, app.now()).await.expect("a week");
        }
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Lars has it");
        admin::recuse(app.store(), lars, office.family, app.now()).await.expect("kept out");
        assert_eq!(dorthe.with_nobody().await.len(), 1, "who stands in is kept out");
        office.joins(samira, office.contact, Role::Consultant, klitmark).await;
        assert_eq!(dorthe.with_nobody().await, [] as [Vec<String>; 0], "Samira has it");

        // An account that ended, and one's own family.
        admin::end_person(app.store(), samira, app.now()).await.expect("an end");
        assert_eq!(dorthe.with_nobody().await.len(), 1);
        admin::end_recusal(app.store(), lars, office.family, app.now()).await.expect("let in again");
        assert_eq!(dorthe.with_nobody().await.len(), 1, "the call came to be before that, and is not shown to him");
    })
    .await;
}
