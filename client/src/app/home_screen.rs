//! Whether a browser is one from which the app must first go to the home screen.

/// What a browser says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Browser<'a> {
    /// Its user agent.
    pub agent: &'a str,
    /// Fingers that the screen tells apart.
    pub touch_points: i32,
    /// The app was started from the home screen.
    pub standalone: bool,
}

impl Browser<'_> {
    /// iPhones and iPads give the app on the home screen a storage of its own: whoever begins in the browser begins
    /// again there. An iPad calls itself a Mac; no Mac has a touch screen.
    pub fn installs_first(self) -> bool {
        let handheld = ["iPhone", "iPad", "iPod"].iter().any(|name| self.agent.contains(name));
        let tablet = self.agent.contains("Macintosh") && self.touch_points > 1;
        (handheld || tablet) && !self.standalone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                          Version/18.5 Mobile/15E148 Safari/604.1";
    const IPHONE_CHROME: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
                                 Gecko) CriOS/138.0 Mobile/15E148 Safari/604.1";
    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                       Version/18.5 Safari/605.1.15";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Mobile \
                           Safari/537.36";

    #[test]
    fn phones_and_tablets_of_one_maker_go_to_the_home_screen_first() {
        for (agent, touch_points, expected) in
            [(IPHONE, 5, true), (IPHONE_CHROME, 5, true), (MAC, 5, true), (MAC, 0, false), (ANDROID, 5, false)]
        {
            let browser = Browser { agent, touch_points, standalone: false };
            assert_eq!(browser.installs_first(), expected, "{agent}");
            assert!(!Browser { standalone: true, ..browser }.installs_first(), "it is there: {agent}");
        }
    }
}
