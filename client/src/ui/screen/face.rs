//! From view models to what the parts show, in the words of the chosen language.

use chrono::NaiveDate;

use crate::app::draft::JotKind;
use crate::app::route::Route;
use crate::app::view::logbook::DraftOf;
use crate::app::view::{Comment, DraftCard, EntryCard, PublicationCard, Reader, When};
use crate::ui::I18n;
use crate::ui::i18n::*;
use crate::ui::part::{CommentFace, EntryFace, Glyph, MarkFace, Tone, say, words};

/// The names alone.
pub(super) fn names(i18n: I18n, readers: &[Reader]) -> String {
    words::names(i18n, &readers.iter().map(|reader| reader.name.clone()).collect::<Vec<_>>())
}

/// The beginning of a text, with a sign that there is more.
fn beginning(excerpt: &str, cut: bool) -> String {
    if cut { format!("{excerpt} …") } else { excerpt.to_owned() }
}

/// A note in a list; `time` as it reads there.
pub(super) fn entry(i18n: I18n, card: &EntryCard, time: String) -> EntryFace {
    let mark = |is: bool, tone, glyph, words: &str| is.then(|| MarkFace { tone, glyph, words: words.to_owned() });
    let marks = [
        mark(card.asks_me, Tone::Warm, Glyph::Talk, t_string!(i18n, log.mark_asks)),
        mark(card.conflict, Tone::Warm, Glyph::Persons, t_string!(i18n, log.mark_conflict)),
        mark(card.changed_since_shared, Tone::Info, Glyph::Edit, t_string!(i18n, log.mark_changed)),
        mark(card.late, Tone::Plain, Glyph::Clock, t_string!(i18n, log.late)),
    ];
    let writers: Vec<String> = std::iter::once(&card.author).chain(&card.cowriters).cloned().collect();
    let mut notes: Vec<String> = card.why.map(|why| say::why(i18n, why).to_owned()).into_iter().collect();
    notes.extend(say::day_answers(i18n, card.child.as_deref(), card.day_child, card.day_family));
    notes.extend(comment_count(i18n, card.comments));
    EntryFace {
        href: Some(Route::Entry(card.doc).to_string()),
        readers: card.readers,
        time,
        text: beginning(&card.excerpt, card.cut),
        author: words::names(i18n, &writers),
        child: card.child.clone(),
        who: (!card.names.is_empty()).then(|| say::who_reads(i18n, &card.names)),
        notes,
        marks: marks.into_iter().flatten().collect(),
        standing: card.standing,
        comments: Vec::new(),
    }
}

fn comment_count(i18n: I18n, comments: usize) -> Option<String> {
    match comments {
        0 => None,
        1 => Some(t_string!(i18n, comment.count_single).to_owned()),
        n => Some(t_string!(i18n, comment.count_many, n = n)),
    }
}

/// Something shared, in a list; `time` as it reads there.
pub(super) fn publication(i18n: I18n, card: &PublicationCard, time: String, today: NaiveDate) -> EntryFace {
    let new = card.new.then(|| MarkFace {
        tone: Tone::Info,
        glyph: Glyph::Info,
        words: t_string!(i18n, families.unopened).to_owned(),
    });
    let why = say::why(i18n, card.why).to_owned();
    let answers = say::day_answers(i18n, card.child.as_deref(), card.day_child, card.day_family);
    EntryFace {
        href: Some(Route::Publication(card.doc).to_string()),
        readers: card.readers,
        time,
        text: beginning(&card.excerpt, card.cut),
        author: words::names(i18n, &card.authors),
        child: card.child.clone(),
        who: None,
        notes: std::iter::once(why).chain(answers).collect(),
        marks: new.into_iter().collect(),
        standing: card.standing,
        comments: card.comments.iter().map(|said| comment(i18n, said, today)).collect(),
    }
}

/// A comment.
pub(super) fn comment(i18n: I18n, comment: &Comment, today: NaiveDate) -> CommentFace {
    CommentFace {
        author: comment.author.clone(),
        role: comment.role.map(|role| say::role(i18n, role, false).to_owned()),
        when: words::moment(i18n, comment.when, today),
        text: comment.text.clone(),
        own: comment.own,
        standing: comment.standing,
    }
}

/// What a text that was begun is of.
pub(super) fn draft_title(i18n: I18n, draft: &DraftCard) -> String {
    match &draft.of {
        DraftOf::NewEntry(Some(child)) => t_string!(i18n, today.draft_about, child = child.clone()),
        DraftOf::NewEntry(None) => t_string!(i18n, log.new_note).to_owned(),
        DraftOf::Entry(_) => t_string!(i18n, log.edit).to_owned(),
        DraftOf::Comment(_) => t_string!(i18n, comment.write).to_owned(),
        DraftOf::Call => t_string!(i18n, duty.new_call).to_owned(),
        DraftOf::Jot(what) => match what {
            JotKind::Outcome => t_string!(i18n, follow_up.talked_ask),
            JotKind::LineBack => t_string!(i18n, follow_up.line),
            JotKind::Withhold => t_string!(i18n, follow_up.withhold),
            JotKind::Filed => t_string!(i18n, follow_up.filed_at),
            JotKind::Night => t_string!(i18n, card.night),
            JotKind::Know => t_string!(i18n, card.know),
        }
        .to_owned(),
    }
}

/// "Noah · mandag 6. april kl. 22.10", or the moment alone.
pub(super) fn about(i18n: I18n, child: Option<&str>, when: When, today: NaiveDate) -> String {
    let moment = words::moment(i18n, when, today);
    match child {
        Some(child) => t_string!(i18n, list.dot, first = child.to_owned(), last = moment),
        None => moment,
    }
}

/// A day of a timeline as an element's id wants it: "2026-04-07".
pub(super) fn day_key(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
