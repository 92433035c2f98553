//! What is typed in a sheet or in one field of a form: kept like a draft from the first letter on, and there again when the
//! same sheet is opened on the same thing, after a lock or a crash too.

use samspil_shared::domain::{Acting, Timestamp};

use super::Desk;
use crate::app::command::Command;
use crate::app::draft::{Content, Draft, DraftKey, JotAt};
use crate::app::model::Ctx;
use crate::app::model::keep::Keeping;

/// A jot of this tab.
#[derive(Debug)]
pub(in crate::app) struct JotDesk {
    pub(super) keeping: Keeping,
    text: String,
    at: JotAt,
    acting: Acting,
}

impl JotDesk {
    pub(super) fn draft(&self, now: Timestamp) -> Draft {
        let content = Content::Jot { what: self.at.what, text: self.text.clone() };
        Draft { kept_at: now, acting: self.acting, content }
    }
}

impl Desk {
    /// What was typed there and not saved.
    pub(in crate::app) fn jotted(&self, at: JotAt) -> Option<&str> {
        if let Some(jot) = self.jots.get(&at) {
            return Some(&jot.text).filter(|_| jot.acting == self.settings.acting).map(String::as_str);
        }
        match &self.left.get(&self.begun_jot(at)?)?.content {
            Content::Jot { text, .. } => Some(text),
            _ => None,
        }
    }

    fn begun_jot(&self, at: JotAt) -> Option<DraftKey> {
        self.last_draft(|key, content| {
            key.doc == at.doc && matches!(content, Content::Jot { what, .. } if *what == at.what)
        })
    }

    /// Something is typed there. What an ended tab left there goes once this is kept.
    pub(super) fn jot(&mut self, at: JotAt, text: String, ctx: &mut Ctx<'_>) {
        if !self.jots.contains_key(&at) {
            let (begun, key) = (self.begun_jot(at), self.fresh_key(at.doc, ctx));
            let left = begun.and_then(|begun| Some((begun, self.left.remove(&begun)?)));
            let keeping = match left {
                Some((begun, draft)) => Keeping::resumed(key, draft.kept_at, Some(begun)),
                None => Keeping::new(key),
            };
            let acting = self.settings.acting;
            self.jots.insert(at, JotDesk { keeping, text: String::new(), at, acting });
        }
        if let Some(jot) = self.jots.get_mut(&at).filter(|jot| jot.text != text) {
            jot.text = text;
            jot.keeping.typed(ctx.now);
        }
    }

    /// What is typed in this tab in the role acted in. What ended tabs left lies among the other drafts.
    pub(in crate::app) fn open_jots(&self) -> impl Iterator<Item = (DraftKey, Draft)> {
        let own = self.jots.values().filter(|jot| jot.acting == self.settings.acting);
        own.map(|jot| (jot.keeping.key, jot.draft(jot.keeping.typed_at()))).filter(|(_, draft)| draft.has_words())
    }

    /// Copies a text whose sheet or page is gone.
    pub(super) fn copy_begun(&self, key: DraftKey, ctx: &mut Ctx<'_>) {
        ctx.out.extend(self.begun_as(key).and_then(|draft| match draft.content {
            Content::Jot { text, .. } | Content::Comment { text, .. } => Some(Command::Copy(text)),
            Content::Entry(_) | Content::Call(_) => None,
        }));
    }

    /// Throws a jot of this tab away.
    pub(super) fn drop_jot(&mut self, key: DraftKey, ctx: &mut Ctx<'_>) {
        let at = self.jots.iter().find(|(_, jot)| jot.keeping.key == key).map(|(at, _)| *at);
        if let Some(jot) = at.and_then(|at| self.jots.remove(&at)).filter(|jot| jot.keeping.is_stored()) {
            ctx.out.extend(jot.keeping.names().into_iter().map(Command::DropDraft));
        }
    }

    /// The names under which a jot lies, for the save that makes it of no further use.
    pub(super) fn jot_names(&self, at: JotAt) -> Vec<DraftKey> {
        let open = self.jots.get(&at).map(|jot| jot.keeping.names());
        open.unwrap_or_else(|| self.begun_jot(at).into_iter().collect())
    }

    /// A save took these away.
    pub(super) fn end_jots(&mut self, names: &[DraftKey]) {
        self.jots.retain(|_, jot| !names.contains(&jot.keeping.key));
        self.left.retain(|key, draft| !(names.contains(key) && matches!(draft.content, Content::Jot { .. })));
    }
}
