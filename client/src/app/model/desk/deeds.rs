//! What a person did, as jobs of the engine, and where they are when it is done.

use samspil_shared::sync::engine::Event;

use super::{Desk, SAID_MS};
use crate::app::command::Command;
use crate::app::draft::Content;
use crate::app::model::Ctx;
use crate::app::model::jobs::{After, Bench, Job, NotBuilt, save_state};
use crate::app::route::{CallPlace, DutyPlace, Route};
use crate::app::view::{Said, SaveState};

impl Desk {
    pub(super) fn start(&mut self, job: Job, ctx: &mut Ctx<'_>) {
        let built = job.build(&mut Bench { engine: &mut self.engine, now: ctx.now, rng: ctx.rng });
        match built {
            Ok(built) => {
                let save = self.jobs.start(job, built.after);
                self.event(Event::Save { save, ops: built.ops }, built.drop, ctx);
            }
            Err(NotBuilt::Same(after)) => {
                self.end_jots(&job.drafts());
                ctx.out.extend(job.drafts().into_iter().map(Command::DropDraft));
                self.after(after, ctx);
            }
            Err(not_built) => self.not_done(job, save_state(not_built), ctx),
        }
    }

    pub(super) fn after(&mut self, after: After, ctx: &mut Ctx<'_>) {
        let (said, to) = match after {
            After::Entry(doc) => {
                let open = self.editor.as_ref().is_some_and(|editor| editor.doc() == doc);
                if open {
                    self.editor = None;
                }
                (Said::Saved, open.then_some(Route::Entry(doc)))
            }
            After::Comment(publication) => {
                self.comments.remove(&publication);
                (Said::Saved, None)
            }
            After::Shared { entry } => (Said::Shared, Some(Route::Entry(entry))),
            After::Asked { entry } => (Said::Asked, Some(Route::Entry(entry))),
            After::Stopped { publication } => {
                let of = self.docs.publication(publication).map(|publication| publication.of);
                let of = of.filter(|of| self.docs.entry(*of).is_some());
                (Said::Stopped, Some(of.map_or(Route::Logbook, Route::Entry)))
            }
            After::Widened { new } => (Said::Saved, Some(Route::Entry(new))),
            After::Again => (Said::Again, None),
            After::DutyCall(doc) => {
                let open = self.duty.call.take_if(|call| call.doc() == doc).is_some();
                (Said::Saved, open.then_some(Route::Duty(DutyPlace::Call(doc))))
            }
            After::Written => (Said::Saved, None),
            After::Call(to) => (Said::Saved, to.map(|space| Route::Calls(CallPlace::Family(space)))),
            After::Card(space) => (Said::Saved, Some(Route::Calls(CallPlace::Card(space)))),
            After::Quiet => return,
        };
        self.deed = SaveState::Ready;
        self.share = None;
        // Over the page of a saved call nothing is laid: it says so itself, and by when somebody calls.
        if !matches!(after, After::DutyCall(_)) {
            self.say(said, ctx);
        }
        // Who has gone elsewhere meanwhile is not called back.
        if let Some(to) = to
            && to != self.route
            && matches!(
                self.route,
                Route::NewEntry
                    | Route::EditEntry(_)
                    | Route::Share(_)
                    | Route::StopSharing(_)
                    | Route::Entry(_)
                    | Route::Duty(_)
                    | Route::Calls(CallPlace::Loose(_) | CallPlace::EditCard(_))
            )
        {
            self.go(to, true, ctx);
        }
    }

    pub(super) fn not_done(&mut self, job: Job, state: SaveState, ctx: &mut Ctx<'_>) {
        match job {
            Job::NewEntry { doc, fields, acting, drop } | Job::EditEntry { doc, fields, acting, drop } => {
                match self.editor.as_mut().filter(|editor| editor.doc() == doc) {
                    Some(editor) => editor.save = state,
                    None => self.give_back(&drop, Content::Entry(fields), acting, ctx),
                }
            }
            Job::NewCall { doc, new, drop } => self.call_not_saved(doc, *new, &drop, state, ctx),
            Job::Comment { publication, .. } | Job::AddToCall { note: publication, .. } => {
                if let Some(comment) = self.comments.get_mut(&publication) {
                    comment.save = state;
                }
            }
            // It is told again the next time the record is opened.
            Job::Read(_) => {}
            _ => self.deed = state,
        }
    }

    /// What has just been done, for a while.
    pub(in crate::app::model) fn say(&mut self, said: Said, ctx: &Ctx<'_>) {
        self.said = Some((said, ctx.now.plus_ms(SAID_MS)));
    }
}
