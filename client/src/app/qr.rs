//! A text as the squares that a phone's camera reads.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// White squares around the code, as readers want them.
const MARGIN: usize = 4;

/// The squares, as one path of an SVG.
#[derive(Clone, PartialEq, Eq)]
pub struct Qr {
    /// Units along each side, the margin counted.
    pub side: usize,
    /// The path of the dark squares.
    pub path: String,
}

impl std::fmt::Debug for Qr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Qr({} squares, not shown)", self.side)
    }
}

impl Qr {
    /// The code of a text; none if it is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            while let Some(start) = row[x..].iter().position(|color| *color == Color::Dark).map(|at| x + at) {
                let run = row[start..].iter().take_while(|color| **color == Color::Dark).count();
                // Writing into a text does not fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", start + MARGIN, y + MARGIN);
                x = start + run;
            }
        }
        Some(Self { side: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_square_is_drawn_once_and_the_margin_stays_white() {
        let text = format!("https://samspil.example/#link={}", "A".repeat(43));
        let qr = Qr::of(&text).expect("a link is short");
        let code = QrCode::with_error_correction_level(&text, EcLevel::M).expect("a code");
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let mut drawn = 0;
        for run in qr.path.split('z').filter(|run| !run.is_empty()) {
            let (at, run) = run[1..].split_once('h').expect("a run");
            let (x, y) = at.split_once(' ').expect("a place");
            let long = number(run.split('v').next().expect("its length"));
            assert!(number(x) >= MARGIN && number(x) + long <= qr.side - MARGIN && number(y) < qr.side - MARGIN);
            drawn += long;
        }
        assert_eq!((drawn, qr.side), (dark, code.width() + 8));
        assert_eq!(Qr::of(&"x".repeat(5_000)), None);
        assert!(!format!("{qr:?}").contains('M'), "the link is not told");
    }
}
