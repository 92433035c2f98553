//! Editors, composers and the drafts behind them.

use samspil_shared::doc::{About, Day};
use samspil_shared::domain::{Acting, DocId, Role, SpaceId, SpaceKind, Timestamp};

use super::{CallDesk, Desk};
use crate::app::command::Command;
use crate::app::draft::{Content, Draft, DraftKey, EditorId, EntryDraft, Seen};
use crate::app::model::Ctx;
use crate::app::model::docs::{read_entry, readable};
use crate::app::model::editor::EditorDesk;
use crate::app::model::keep::Keeping;
use crate::app::msg::StoreFault;
use crate::app::view::{DraftState, Readers, SaveState, When, Whom};

/// Milliseconds that keeping is ever put off.
const LONGEST_DUE_MS: i64 = 10_000;

/// A comment being written.
#[derive(Debug)]
pub(in crate::app) struct CommentDesk {
    pub(super) keeping: Keeping,
    pub(super) comment: DocId,
    pub(in crate::app) text: String,
    pub(in crate::app) save: SaveState,
    pub(super) acting: Acting,
}

impl CommentDesk {
    pub(in crate::app) fn draft_state(&self) -> DraftState {
        self.keeping.view()
    }

    fn draft(&self, now: Timestamp) -> Draft {
        let content = Content::Comment { comment: self.comment, text: self.text.clone() };
        Draft { kept_at: now, acting: self.acting, content }
    }
}

impl Desk {
    pub(super) fn keepings(&self) -> impl Iterator<Item = &Keeping> {
        let editor = self.editor.iter().map(|editor| &editor.keeping);
        let editor = editor.chain(self.duty.call.iter().map(|call| &call.keeping));
        let comments = self.comments.values().map(|comment| &comment.keeping);
        let jots = self.jots.values().map(|jot| &jot.keeping);
        editor.chain(comments).chain(jots).chain(self.parting.values().map(|(keeping, _)| keeping))
    }

    /// Keeps everything that is typed, now.
    pub(super) fn flush(&mut self, ctx: &mut Ctx<'_>) {
        self.flush_when(ctx, |_| true);
    }

    pub(super) fn flush_due(&mut self, ctx: &mut Ctx<'_>) {
        let now = ctx.now;
        // Further off than any pause: the clock was set back.
        let is_due = |due: Timestamp| due <= now || due.ms_since(now) > LONGEST_DUE_MS;
        self.flush_when(ctx, |keeping| keeping.due().is_some_and(is_due));
    }

    fn flush_when(&mut self, ctx: &mut Ctx<'_>, when: impl Fn(&Keeping) -> bool) {
        let now = ctx.now;
        if let Some(editor) = self.editor.as_mut().filter(|editor| when(&editor.keeping)) {
            let draft = editor.draft(now);
            ctx.out.extend(editor.keeping.flush(|| draft));
        }
        if let Some(call) = self.duty.call.as_mut().filter(|call| when(&call.keeping)) {
            let draft = call.draft(now);
            ctx.out.extend(call.keeping.flush(|| draft));
        }
        for comment in self.comments.values_mut().filter(|comment| when(&comment.keeping)) {
            let draft = comment.draft(now);
            ctx.out.extend(comment.keeping.flush(|| draft));
        }
        for jot in self.jots.values_mut().filter(|jot| when(&jot.keeping)) {
            let draft = jot.draft(now);
            ctx.out.extend(jot.keeping.flush(|| draft));
        }
        for (keeping, draft) in self.parting.values_mut().filter(|(keeping, _)| when(keeping)) {
            ctx.out.extend(keeping.flush(|| draft.clone()));
        }
    }

    pub(super) fn draft_kept(&mut self, key: DraftKey, version: u64, ctx: &mut Ctx<'_>) {
        if key == DraftKey::SETTINGS {
            self.settings_kept = self.settings_kept.max(version);
        } else if let Some(keeping) = self.keeping_mut(key) {
            let more = keeping.kept(version, ctx.now);
            ctx.out.extend(more);
            self.marks.store = None;
            self.parting.retain(|_, (keeping, _)| !keeping.is_settled());
        }
    }

    pub(super) fn draft_failed(&mut self, key: DraftKey, version: u64, fault: StoreFault, ctx: &Ctx<'_>) {
        self.marks.store = Some(fault);
        if key == DraftKey::SETTINGS {
            // Settings are a convenience: the next change of them writes them again.
            self.settings_kept = self.settings_kept.max(version);
        } else if let Some(keeping) = self.keeping_mut(key) {
            keeping.failed(version, ctx.now);
        }
    }

    fn keeping_mut(&mut self, key: DraftKey) -> Option<&mut Keeping> {
        let editor = self.editor.iter_mut().map(|editor| &mut editor.keeping);
        let editor = editor.chain(self.duty.call.iter_mut().map(|call| &mut call.keeping));
        let comments = self.comments.values_mut().map(|comment| &mut comment.keeping);
        let jots = self.jots.values_mut().map(|jot| &mut jot.keeping);
        let mut all = editor.chain(comments).chain(jots).chain(self.parting.values_mut().map(|(keeping, _)| keeping));
        all.find(|keeping| keeping.key == key)
    }

    /// The drafts that lie in the store now, of tabs that ended. What another tab went on with is no longer offered here.
    pub(super) fn found_drafts(&mut self, drafts: Vec<(DraftKey, Vec<u8>)>) {
        let tab = self.here.tab;
        let (parting, found) = (&self.parting, &drafts);
        let is_there = |key: &DraftKey| found.iter().any(|(found, _)| found == key);
        self.left.retain(|key, _| key.editor.tab() == tab || parting.contains_key(key) || is_there(key));
        self.undecoded.retain(is_there);
        self.take_drafts(drafts);
    }

    /// Drafts of tabs that ended. Those that an editor here goes on with are not taken twice.
    pub(super) fn take_drafts(&mut self, drafts: Vec<(DraftKey, Vec<u8>)>) {
        let in_use: Vec<DraftKey> = self.keepings().flat_map(|keeping| keeping.names()).collect();
        for (key, bytes) in drafts {
            if key == DraftKey::SETTINGS || key == DraftKey::SLIP_SECRET || in_use.contains(&key) {
                continue;
            }
            match Draft::decode(&bytes) {
                Some(draft) => {
                    self.undecoded.remove(&key);
                    self.left.insert(key, draft);
                }
                // It stays where it lies: another version of the app may read it.
                None => {
                    self.undecoded.insert(key);
                }
            }
        }
    }

    /// A save failed after its editor was closed: the text is offered again in the role that it was written in.
    pub(super) fn give_back(&mut self, names: &[DraftKey], content: Content, acting: Acting, ctx: &Ctx<'_>) {
        if let Some(key) = names.first() {
            let draft = Draft { kept_at: ctx.now, acting, content };
            let mut keeping = Keeping::new(*key);
            keeping.typed(ctx.now);
            self.parting.insert(*key, (keeping, draft.clone()));
            self.left.insert(*key, draft);
        }
    }

    /// The last text of a kind that was begun in the role acted in.
    pub(super) fn last_draft(&self, wanted: impl Fn(&DraftKey, &Content) -> bool) -> Option<DraftKey> {
        let mine = self.left.iter().filter(|(key, draft)| {
            draft.acting == self.settings.acting && draft.has_words() && wanted(key, &draft.content)
        });
        mine.max_by_key(|(_, draft)| draft.kept_at).map(|(key, _)| *key)
    }

    pub(super) fn open_new(&mut self, ctx: &mut Ctx<'_>) {
        let begun = self.last_draft(|_, content| matches!(content, Content::Entry(entry) if entry.base.is_none()));
        match begun {
            Some(key) => self.resume(key, ctx),
            None => self.open_fresh(ctx),
        }
    }

    pub(super) fn open_fresh(&mut self, ctx: &mut Ctx<'_>) {
        let fields = self.blank(self.engine.state().corrected(ctx.now), String::new());
        let key = self.fresh_key(DocId::random(ctx.rng), ctx);
        self.editor = Some(EditorDesk::new(Keeping::new(key), fields, self.settings.acting, None));
    }

    /// A new note as the editor begins with it.
    pub(in crate::app::model) fn blank(&self, event_time: Timestamp, text: String) -> EntryDraft {
        let children = self.placements();
        EntryDraft {
            base: None,
            whom: match children[..] {
                [] => Some(Whom::Family),
                [only] => Some(Whom::Child(only)),
                _ => None,
            },
            event_time,
            text,
            day_child: None,
            day_family: None,
            readers: if children.is_empty() { Readers::Me } else { Readers::Family },
            seen: None,
        }
    }

    pub(super) fn open_edit(&mut self, doc: DocId, ctx: &mut Ctx<'_>) {
        let begun = self.last_draft(|key, content| {
            key.doc == doc && matches!(content, Content::Entry(entry) if entry.base.is_some())
        });
        if let Some(key) = begun {
            return self.resume(key, ctx);
        }
        let key = self.fresh_key(doc, ctx);
        if self.docs.entry(doc).is_none() || self.engine.access(doc, ctx.now).writable().is_none() {
            return;
        }
        let Some(held) = readable(&self.engine, doc, ctx.now) else { return };
        let Some((_, entry)) = read_entry(held) else { return };
        let step = |field: &Option<samspil_shared::doc::Field<Option<Day>>>| {
            field.as_ref().and_then(|field| field.value.value).map(Day::step)
        };
        let seen = Seen {
            event_time: entry.event_time.value.value,
            about_family: entry.about.value.value == About::Family,
            day_child: step(&entry.day_child),
            day_family: step(&entry.day_family),
        };
        let meta = &held.document.meta;
        let private = meta.audience == samspil_shared::domain::Audience::AUTHOR;
        let fields = EntryDraft {
            base: Some(held.heads()),
            whom: Some(if seen.about_family { Whom::Family } else { Whom::Child(meta.space) }),
            event_time: seen.event_time,
            text: entry.text,
            day_child: seen.day_child,
            day_family: seen.day_family,
            readers: if private { Readers::Me } else { Readers::Family },
            seen: Some(seen),
        };
        self.editor = Some(EditorDesk::new(Keeping::new(key), fields, self.settings.acting, Some(held)));
    }

    /// Goes on with a text begun earlier. One of an ended tab is first kept under a name of this tab.
    pub(super) fn resume(&mut self, key: DraftKey, ctx: &mut Ctx<'_>) {
        let Some(draft) = self.left.remove(&key) else { return };
        let parting = self.parting.remove(&key).map(|(keeping, _)| keeping);
        let own = parting.is_some() || key.editor.tab() == self.here.tab;
        let keeping = if let Some(parting) = parting {
            parting
        } else if own {
            Keeping::resumed(key, draft.kept_at, None)
        } else {
            // A second tab may go on with the same text: two new notes are better than one that cannot be saved.
            let is_new = match &draft.content {
                Content::Entry(entry) => entry.base.is_none(),
                Content::Call(_) => true,
                Content::Comment { .. } | Content::Jot { .. } => false,
            };
            let doc = if is_new { DocId::random(ctx.rng) } else { key.doc };
            Keeping::resumed(self.fresh_key(doc, ctx), draft.kept_at, Some(key))
        };
        match draft.content {
            Content::Entry(fields) => {
                let held = readable(&self.engine, keeping.key.doc, ctx.now);
                let mut editor = EditorDesk::new(keeping, fields, draft.acting, held);
                editor.found = Some(When::of(draft.kept_at));
                if !own {
                    let draft = editor.draft(ctx.now);
                    ctx.out.push(editor.keeping.put(&draft));
                }
                self.editor = Some(editor);
                self.narrow_editor();
            }
            Content::Call(fields) => {
                let mut call = CallDesk::new(keeping, *fields, draft.acting);
                call.found = Some(When::of(draft.kept_at));
                if !own {
                    let draft = call.draft(ctx.now);
                    ctx.out.push(call.keeping.put(&draft));
                }
                self.duty.call = Some(call);
            }
            Content::Comment { comment, text } => {
                let mut desk = CommentDesk { keeping, comment, text, save: SaveState::Ready, acting: draft.acting };
                if !own {
                    let draft = desk.draft(ctx.now);
                    ctx.out.push(desk.keeping.put(&draft));
                }
                self.comments.insert(key.doc, desk);
            }
            // It is there when its sheet is opened.
            Content::Jot { .. } => drop(self.left.insert(key, draft)),
        }
    }

    /// A new note for a placement that ended becomes one for oneself. Before the server told anything nobody knows of what.
    pub(super) fn narrow_editor(&mut self) {
        let told = self.engine.state().view(self.settings.acting).is_some();
        let placements = self.placements();
        if let Some(editor) = self.editor.as_mut().filter(|_| told) {
            editor.narrow(&placements);
        }
    }

    /// Closes the editor; what is written in it is offered again.
    pub(super) fn leave_editor(&mut self, ctx: &mut Ctx<'_>) {
        let Some(editor) = self.editor.take() else { return };
        if editor.save == SaveState::Saving {
            return;
        }
        let draft = editor.draft(ctx.now);
        let touched = editor.keeping.is_stored() || editor.keeping.due().is_some();
        self.part_with(editor.keeping, draft, touched, ctx);
    }

    /// What is written in something that closes is offered again; nothing of what is empty stays.
    pub(super) fn part_with(&mut self, mut keeping: Keeping, draft: Draft, touched: bool, ctx: &mut Ctx<'_>) {
        if touched && draft.has_words() {
            let key = keeping.key;
            ctx.out.extend(keeping.flush(|| draft.clone()));
            if !keeping.is_settled() {
                self.parting.insert(key, (keeping, draft.clone()));
            }
            self.left.insert(key, draft);
        } else if keeping.is_stored() {
            ctx.out.extend(keeping.names().into_iter().map(Command::DropDraft));
        }
    }

    /// Throws the text in the editor away.
    pub(super) fn drop_editor(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(editor) = self.editor.take_if(|editor| editor.save != SaveState::Saving)
            && (editor.keeping.is_stored())
        {
            ctx.out.extend(editor.keeping.names().into_iter().map(Command::DropDraft));
        }
    }

    /// Comments that are written in this tab in the role acted in.
    pub(in crate::app) fn open_comments(&self) -> impl Iterator<Item = (DraftKey, Draft)> {
        let own = self.comments.values().filter(|comment| comment.acting == self.settings.acting);
        let own = own.filter(|comment| comment.save != SaveState::Saving);
        own.map(|comment| (comment.keeping.key, comment.draft(comment.keeping.typed_at())))
            .filter(|(_, draft)| draft.has_words())
    }

    /// Throws a comment of this tab away.
    pub(super) fn drop_comment(&mut self, key: DraftKey, ctx: &mut Ctx<'_>) {
        let comment = self.comments.get(&key.doc).filter(|comment| comment.keeping.key == key);
        if comment.is_some_and(|comment| comment.save != SaveState::Saving)
            && let Some(comment) = self.comments.remove(&key.doc).filter(|comment| comment.keeping.is_stored())
        {
            ctx.out.extend(comment.keeping.names().into_iter().map(Command::DropDraft));
        }
    }

    pub(super) fn comment_text(&mut self, publication: DocId, text: String, ctx: &mut Ctx<'_>) {
        let key = self.fresh_key(publication, ctx);
        let acting = self.settings.acting;
        let comment = DocId::random(ctx.rng);
        let desk = self.comments.entry(publication).or_insert_with(|| CommentDesk {
            keeping: Keeping::new(key),
            comment,
            text: String::new(),
            save: SaveState::Ready,
            acting,
        });
        if desk.save != SaveState::Saving {
            desk.text = text;
            desk.save = SaveState::Ready;
            desk.keeping.typed(ctx.now);
        }
    }

    /// Comments begun on what is on screen go on where they stopped.
    pub(super) fn resume_comments(&mut self, publications: &[DocId], ctx: &mut Ctx<'_>) {
        for publication in publications {
            let begun =
                self.last_draft(|key, content| key.doc == *publication && matches!(content, Content::Comment { .. }));
            if let Some(key) = begun.filter(|_| !self.comments.contains_key(publication)) {
                self.resume(key, ctx);
            }
        }
    }

    pub(super) fn fresh_key(&self, doc: DocId, ctx: &mut Ctx<'_>) -> DraftKey {
        DraftKey { doc, editor: EditorId::fresh(self.here.tab, ctx.rng) }
    }

    /// Placements the person is a foster parent in now.
    pub(in crate::app) fn placements(&self) -> Vec<SpaceId> {
        let is_placement = |space| {
            let view = self.engine.state().space(self.settings.acting, space);
            view.is_some_and(|view| view.space.kind == SpaceKind::Placement)
        };
        let mut spaces: Vec<SpaceId> =
            self.memberships.iter().filter(|m| m.role == Role::FosterParent).map(|m| m.space).collect();
        spaces.retain(|space| is_placement(*space));
        spaces.dedup();
        spaces
    }
}
