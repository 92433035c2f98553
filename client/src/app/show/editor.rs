//! The editor.

use samspil_shared::domain::Audience;
use samspil_shared::sync::state::HeldDocument;

use super::Show;
use crate::app::model::Model;
use crate::app::model::editor::EditorDesk;
use crate::app::view::{Child, Editor, When, Whom};

impl Model {
    /// The editor that is open.
    pub fn editor(&self) -> Option<Editor> {
        self.show()?.editor()
    }
}

impl Show<'_> {
    fn editor(self) -> Option<Editor> {
        let editor = self.desk.editor.as_ref()?;
        let fields = &editor.fields;
        let new = editor.is_new();
        let children = self.children();
        let held = self.desk.engine.state().document(self.desk.engine.config().acting, editor.doc());
        let when = When::of(fields.event_time);
        let space = match editor.whom() {
            Some(Whom::Child(space)) => Some(space),
            _ => self.desk.placements().first().copied(),
        };
        let family = space.map(|space| self.readers(space, Audience::FAMILY)).unwrap_or_default();
        // A note about several children makes no sense of one that stands.
        let whom_fixed = !new && children.len() != 1;
        Some(Editor {
            doc: editor.doc(),
            new,
            today: self.today(),
            can_be_family: children.len() < 2 || editor.whom() == Some(Whom::Family),
            children: if whom_fixed { about_one(children, editor.whom()) } else { children },
            whom: editor.whom(),
            whom_fixed,
            date: when.date,
            time: when.time,
            text: fields.text.clone(),
            left: editor.left(),
            day_child: fields.day_child,
            day_family: fields.day_family,
            readers: fields.readers,
            can_choose_readers: new && family.len() > 1,
            family,
            draft: editor.keeping(),
            save: editor.save,
            faults: editor.faults(self.at()),
            others: held.map(|held| self.others(editor, held)).unwrap_or_default(),
            found: editor.found,
            narrowed: editor.narrowed,
        })
    }
}

impl Show<'_> {
    fn others(self, editor: &EditorDesk, held: &HeldDocument) -> Vec<String> {
        let space = held.document.meta.space;
        editor.others(held, self.me()).into_iter().map(|person| self.name(space, person)).collect()
    }
}

fn about_one(children: Vec<Child>, whom: Option<Whom>) -> Vec<Child> {
    children.into_iter().filter(|child| whom == Some(Whom::Child(child.space))).collect()
}
