//! Reads a licence expression of a package (SPDX, and the older form with a slash).

/// Whether the package may be used by somebody who accepts exactly `accepted`.
pub fn is_accepted(expression: &str, accepted: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let answer = any_of(&mut words, accepted);
    answer && words.is_empty()
}

fn any_of(words: &mut Vec<&str>, accepted: &[String]) -> bool {
    let mut answer = all_of(words, accepted);
    while words.pop_if(|word| *word == "OR").is_some() {
        answer |= all_of(words, accepted);
    }
    answer
}

fn all_of(words: &mut Vec<&str>, accepted: &[String]) -> bool {
    let mut answer = one(words, accepted);
    while words.pop_if(|word| *word == "AND").is_some() {
        answer &= one(words, accepted);
    }
    answer
}

fn one(words: &mut Vec<&str>, accepted: &[String]) -> bool {
    match words.pop() {
        Some("(") => {
            let answer = any_of(words, accepted);
            words.pop() == Some(")") && answer
        }
        Some(name) => {
            // An exception only ever allows more than the licence does.
            if words.pop_if(|word| *word == "WITH").is_some() {
                words.pop();
            }
            accepted.iter().any(|accepted| accepted == name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read() {
        let accepted = ["MIT".to_owned(), "Apache-2.0".to_owned(), "Unicode-3.0".to_owned()];
        for yes in [
            "MIT",
            "GPL-3.0 OR MIT",
            "Unlicense/MIT",
            "(GPL-3.0 OR MIT) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
            "GPL-3.0 AND X OR MIT",
        ] {
            assert!(is_accepted(yes, &accepted), "{yes}");
        }
        for no in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "MIT MIT", "(MIT", "OR MIT"] {
            assert!(!is_accepted(no, &accepted), "{no}");
        }
    }
}
