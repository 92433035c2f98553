//! Cuts a style sheet down to the rules whose classes somebody uses.
//!
//! Reads what a minifier writes: no comments, but strings, brackets and escapes.

use std::collections::BTreeSet;

/// `css` without `@font-face`, without the map's address, and without every selector that has a class which is not in
/// `words`. Rules and groups that are left empty are left out.
pub(super) fn keep_used(css: &str, words: &BTreeSet<&str>) -> String {
    let mut kept = String::new();
    for (head, body) in blocks(css) {
        let Some(body) = body else {
            kept.push_str(head);
            continue;
        };
        if head.starts_with("@font-face") {
            continue;
        }
        let (head, body) = if head.starts_with("@media") || head.starts_with("@supports") {
            (head.to_owned(), keep_used(body, words))
        } else if head.starts_with('@') {
            (head.to_owned(), body.to_owned())
        } else {
            (
                selectors(head).into_iter().filter(|one| is_used(one, words)).collect::<Vec<_>>().join(","),
                body.to_owned(),
            )
        };
        if !head.is_empty() && !body.is_empty() {
            kept.push_str(&format!("{head}{{{body}}}"));
        }
    }
    kept
}

/// Every address in `url(...)`, without its quotes, once each.
pub(super) fn addresses(css: &str) -> BTreeSet<&str> {
    css.match_indices("url(")
        .filter_map(|(at, open)| css[at + open.len()..].split(')').next())
        .map(|address| address.trim().trim_matches(['"', '\'']))
        .collect()
}

/// All words that may be a class name, in Rust, HTML or JavaScript.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').filter(|word| !word.is_empty())
}

/// The top-level blocks: what stands before the brace, and what stands inside. A statement such as `@charset` has no
/// inside and keeps its semicolon.
fn blocks(css: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let (mut begun, mut opened, mut depth) = (0, 0, 0);
    for (at, c) in outside_strings(css) {
        match c {
            '{' => {
                depth += 1;
                if depth == 1 {
                    opened = at;
                }
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    found.push((css[begun..opened].trim(), Some(&css[opened + 1..at])));
                    begun = at + 1;
                }
            }
            ';' if depth == 0 => {
                found.push((css[begun..=at].trim(), None));
                begun = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn selectors(head: &str) -> Vec<&str> {
    let (mut found, mut begun, mut depth) = (Vec::new(), 0, 0);
    for (at, c) in outside_strings(head) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&head[begun..at]);
                begun = at + 1;
            }
            _ => {}
        }
    }
    found.push(&head[begun..]);
    found
}

/// Only classes outside parentheses decide: `.a:not(.b)` needs `a` alone.
fn is_used(selector: &str, words: &BTreeSet<&str>) -> bool {
    let mut depth = 0;
    let mut used = true;
    for (at, c) in outside_strings(selector) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '.' if depth == 0 => {
                let rest = &selector[at + 1..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
                used &= words.contains(&rest[..end]) && !rest[end..].starts_with('\\');
            }
            _ => {}
        }
    }
    used
}

/// The characters of `css` that are not inside a quoted string and not escaped.
fn outside_strings(css: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut escaped) = (None, false);
    css.char_indices().filter(move |(_, c)| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match (*c, quote) {
            ('\\', _) => {
                escaped = true;
                false
            }
            (c, Some(open)) => {
                if c == open {
                    quote = None;
                }
                false
            }
            ('"' | '\'', None) => {
                quote = Some(*c);
                false
            }
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(css: &str, used: &str) -> String {
        keep_used(css, &words(used).collect())
    }

    #[test]
    fn rules_without_classes_stay() {
        assert_eq!(kept("*,:after{a:b}html{c:d}[type=button]{e:f}", ""), "*,:after{a:b}html{c:d}[type=button]{e:f}");
    }

    #[test]
    fn a_selector_stays_when_all_its_classes_are_used() {
        let css = ".card{a:b}.card .tag,.button{c:d}.card-x{e:f}";
        assert_eq!(kept(css, r#"<div class="card button">"#), ".card{a:b}.button{c:d}");
    }

    #[test]
    fn classes_in_brackets_do_not_decide() {
        assert_eq!(kept(".a:not(.b){c:d}.a[href$='.pdf']{e:f}", "a"), ".a:not(.b){c:d}.a[href$='.pdf']{e:f}");
    }

    #[test]
    fn groups_are_searched_and_left_out_when_empty() {
        let css = "@media(min-width:1px){.a{b:c}.d{e:f}}@media print{.d{e:f}}@keyframes x{to{a:b}}";
        assert_eq!(kept(css, "a"), "@media(min-width:1px){.a{b:c}}@keyframes x{to{a:b}}");
    }

    #[test]
    fn fonts_go_and_braces_in_strings_are_no_braces() {
        let css = "@charset \"x\";@font-face{src:url(f)}.a:before{content:\"}\"}.b{c:d}/*# sourceMappingURL=x.map*/";
        assert_eq!(kept(css, "a"), "@charset \"x\";.a:before{content:\"}\"}");
    }

    #[test]
    fn a_class_with_an_escape_is_never_a_word() {
        assert_eq!(kept(".w-10\\.5{a:b}.w-10{c:d}", "w-10"), ".w-10{c:d}");
    }

    #[test]
    fn addresses_are_found_with_and_without_quotes() {
        let css = "a{b:url(../img/x.svg)}c{d:url(\"../img/y.svg\") no-repeat}e{f:url(../img/x.svg)}";
        assert_eq!(addresses(css).into_iter().collect::<Vec<_>>(), ["../img/x.svg", "../img/y.svg"]);
    }
}
