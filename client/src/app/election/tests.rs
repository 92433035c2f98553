use super::*;

/// Two or more tabs, one lock, one channel and one clock. A frozen tab gets its messages when it thaws.
struct Browser {
    now: u64,
    tabs: Vec<Tab>,
    holder: Option<usize>,
    line: Vec<usize>,
}

struct Tab {
    election: Election,
    frozen: bool,
    inbox: Vec<Input>,
    led: Vec<bool>,
}

impl Browser {
    fn with_tabs(visible: &[bool]) -> Self {
        let tabs = visible.iter().map(|&visible| Tab {
            election: Election::new(visible),
            frozen: false,
            inbox: Vec::new(),
            led: Vec::new(),
        });
        let mut browser = Self { now: 10_000, tabs: tabs.collect(), holder: None, line: Vec::new() };
        for tab in 0..visible.len() {
            browser.tell(tab, Input::Start);
        }
        browser
    }

    fn tell(&mut self, tab: usize, input: Input) {
        if self.tabs[tab].frozen {
            self.tabs[tab].inbox.push(input);
            return;
        }
        let now = self.now;
        for step in self.tabs[tab].election.handle(input, now) {
            match step {
                Step::Queue => self.line.push(tab),
                Step::Steal => {
                    self.line.retain(|&other| other != tab);
                    let before = self.holder.replace(tab);
                    self.tell(tab, Input::Granted);
                    if let Some(before) = before {
                        self.tell(before, Input::Lost);
                    }
                }
                Step::Release => {
                    self.line.retain(|&other| other != tab);
                    self.holder = self.holder.filter(|&other| other != tab);
                }
                Step::Send(message) => {
                    for other in (0..self.tabs.len()).filter(|&other| other != tab) {
                        self.tell(other, Input::Heard(message.clone()));
                    }
                }
                Step::Lead(leads) => self.tabs[tab].led.push(leads),
            }
        }
        if self.holder.is_none() && !self.line.is_empty() {
            let next = self.line.remove(0);
            self.holder = Some(next);
            self.tell(next, Input::Granted);
        }
    }

    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some((at, tab)) = self.next_timer().filter(|&(at, _)| at <= end) {
            self.now = self.now.max(at);
            self.tell(tab, Input::Timer);
        }
        self.now = end;
    }

    fn next_timer(&self) -> Option<(u64, usize)> {
        let due = |(index, tab): (usize, &Tab)| Some((tab.election.poll_timeout()?, index));
        let awake = self.tabs.iter().enumerate().filter(|(_, tab)| !tab.frozen);
        awake.filter_map(due).min()
    }

    fn freeze(&mut self, tab: usize) {
        self.tabs[tab].frozen = true;
    }

    /// Timers that passed meanwhile fire before the messages are read: the order that hurts.
    fn thaw(&mut self, tab: usize) {
        self.tabs[tab].frozen = false;
        if self.tabs[tab].election.poll_timeout().is_some_and(|at| at <= self.now) {
            self.tell(tab, Input::Timer);
        }
        for input in std::mem::take(&mut self.tabs[tab].inbox) {
            self.tell(tab, input);
        }
    }

    fn leaders(&self) -> Vec<usize> {
        let leads = |&tab: &usize| self.tabs[tab].election.leads();
        (0..self.tabs.len()).filter(leads).collect()
    }
}

#[test]
fn the_first_tab_leads_and_the_second_lets_it() {
    let mut browser = Browser::with_tabs(&[false, true]);
    browser.pass(60_000);
    assert_eq!(browser.leaders(), [0]);
    assert_eq!(browser.tabs[0].led, [true]);
    assert!(browser.tabs[1].led.is_empty());
}

#[test]
fn a_frozen_leader_is_replaced_within_seconds_and_knows_it_when_it_wakes() {
    let mut browser = Browser::with_tabs(&[false, true]);
    browser.freeze(0);
    browser.pass(PING_EVERY_MS + ANSWER_MS);
    assert!(browser.leaders().contains(&1));
    browser.thaw(0);
    assert_eq!(browser.leaders(), [1]);
    assert_eq!(browser.tabs[0].led, [true, false]);
}

#[test]
fn a_leader_that_is_told_of_its_freeze_hands_over_at_once() {
    let mut browser = Browser::with_tabs(&[false, false]);
    browser.tell(0, Input::Freeze);
    assert_eq!(browser.leaders(), [1], "even a hidden tab takes over");
    browser.tell(0, Input::Thaw);
    browser.pass(60_000);
    assert_eq!(browser.leaders(), [1]);
    browser.tell(1, Input::Stop);
    assert_eq!(browser.leaders(), [0]);
    assert_eq!(browser.tabs[0].led, [true, false, true]);
}

#[test]
fn a_tab_that_stopped_stays_out_when_it_thaws() {
    let mut browser = Browser::with_tabs(&[true]);
    browser.tell(0, Input::Freeze);
    browser.tell(0, Input::Stop);
    browser.tell(0, Input::Thaw);
    assert!(browser.leaders().is_empty());
    assert_eq!(browser.holder, None);
}

#[test]
fn a_write_asks_at_once_whether_anybody_sends_it() {
    let mut browser = Browser::with_tabs(&[false, true]);
    browser.pass(PING_EVERY_MS / 2);
    browser.freeze(0);
    browser.tell(1, Input::Wrote);
    browser.pass(ANSWER_MS);
    assert!(browser.leaders().contains(&1));
}

#[test]
fn a_hidden_tab_never_takes_the_lock() {
    let mut browser = Browser::with_tabs(&[true, false]);
    browser.freeze(0);
    browser.tell(1, Input::Wrote);
    browser.pass(600_000);
    assert_eq!(browser.leaders(), [0]);
    browser.tell(1, Input::Visible(true));
    browser.pass(ANSWER_MS);
    assert!(browser.leaders().contains(&1));
}

#[test]
fn a_tab_that_was_frozen_itself_asks_again_before_it_takes_the_lock() {
    let mut browser = Browser::with_tabs(&[false, true]);
    browser.pass(PING_EVERY_MS);
    browser.tell(1, Input::Wrote);
    browser.freeze(0);
    browser.tell(1, Input::Wrote);
    browser.freeze(1);
    browser.pass(3_600_000);
    browser.thaw(0);
    browser.thaw(1);
    browser.pass(ANSWER_MS);
    assert_eq!(browser.leaders(), [0]);
    assert!(browser.tabs[1].led.is_empty(), "the leader answered");
}

#[test]
fn the_next_in_line_leads_when_the_leader_closes() {
    let mut browser = Browser::with_tabs(&[true, false, false]);
    browser.tell(0, Input::Stop);
    assert_eq!(browser.leaders(), [1]);
    assert_eq!(browser.tabs[0].led, [true, false]);
    browser.tell(1, Input::Stop);
    assert_eq!(browser.leaders(), [2]);
}

#[test]
fn two_windows_side_by_side_settle_on_one() {
    let mut browser = Browser::with_tabs(&[false, true, true]);
    browser.freeze(0);
    browser.pass(60_000);
    browser.thaw(0);
    browser.pass(60_000);
    assert_eq!(browser.leaders().len(), 1);
    let changes: usize = browser.tabs.iter().map(|tab| tab.led.len()).sum();
    assert!(changes <= 6, "leadership went to and fro {changes} times");
}

#[test]
fn messages_survive_the_channel_and_foreign_ones_are_named() {
    let id = TabId([7; TAB_LEN]);
    for message in [
        TabMessage::Appended { last: 9_007_199_254_740_991 },
        TabMessage::Ping,
        TabMessage::Pong,
        TabMessage::Locked,
        TabMessage::LoggedOut,
        TabMessage::KeyWanted { from: id },
        TabMessage::KeyHere { to: id },
        TabMessage::Session { over: true },
    ] {
        assert_eq!(TabMessage::from_bytes(&message.to_bytes()), Ok(message));
    }
    assert_eq!(TabMessage::from_bytes(&[0x82, 0x18, 0x63, 0x80]), Err(ForeignMessage));
    assert_eq!(TabMessage::from_bytes(&[]), Err(ForeignMessage));
}
