//! *Del* and *Stop deling*.

use samspil_shared::domain::{Audience, DocId};

use super::Show;
use crate::app::model::Model;
use crate::app::view::{Readers, SaveState, ShareOption, ShareSheet, StopSheet, When};

impl Model {
    /// *Del*, while its sheet is open.
    pub fn share_sheet(&self) -> Option<ShareSheet> {
        self.show()?.share_sheet()
    }

    /// *Stop deling*.
    pub fn stop_sheet(&self, publication: DocId) -> Option<StopSheet> {
        self.show()?.stop_sheet(publication)
    }
}

impl Show<'_> {
    fn share_sheet(self) -> Option<ShareSheet> {
        let desk = self.desk;
        let share = desk.share?;
        let sum = desk.docs.entry(share.entry)?;
        let (read, _) = desk.docs.open_entry(share.entry)?;
        let option = |readers: Readers, audience: Audience| {
            let names = self.shared_with(sum.space, audience, None);
            (!names.is_empty()).then_some(ShareOption { readers, names })
        };
        let consultant = option(Readers::Consultant, Audience::CONSULTANT);
        // Two ways to the same people are no choice.
        let adds = |team: &ShareOption| consultant.as_ref().is_none_or(|consultant| consultant.names != team.names);
        let team = option(Readers::Team, Audience::TEAM).filter(adds);
        let options: Vec<ShareOption> = [consultant, team].into_iter().flatten().collect();
        let chosen = share.readers.filter(|readers| options.iter().any(|option| option.readers == *readers));
        let empty = read.text.trim().is_empty();
        let ready =
            chosen.is_some() && share.why.is_some() && !sum.conflict && !empty && desk.deed != SaveState::Saving;
        Some(ShareSheet {
            doc: share.entry,
            today: self.today(),
            options,
            chosen,
            why: share.why,
            // As the consultant will see it: the whole names of whoever shares and whose words are in it.
            authors: std::iter::once(self.me()).chain(self.agreeing(sum)).map(|one| self.full_name(one)).collect(),
            child: self.child(sum.space, sum.about),
            when: When::of(sum.event_time),
            text: read.text.clone(),
            day_child: sum.day_child,
            day_family: sum.day_family,
            must_agree: self.must_agree(sum),
            other_children: desk.placements().len() > 1,
            ready,
            unsettled: sum.conflict,
            save: desk.deed,
            empty,
        })
    }

    fn stop_sheet(self, doc: DocId) -> Option<StopSheet> {
        let sum = self.desk.docs.publication(doc).filter(|publication| !publication.stopped)?;
        let held = self.desk.engine.state().document(self.desk.engine.config().acting, doc)?;
        Some(StopSheet {
            doc,
            of: self.desk.docs.entry(sum.of).map(|_| sum.of),
            today: self.today(),
            readers: sum.readers,
            names: self.shared_with(sum.space, held.document.meta.audience, held.document.created_at),
            shared_at: When::of(sum.shared_at),
            save: self.desk.deed,
        })
    }
}
