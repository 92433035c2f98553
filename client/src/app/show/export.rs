//! The sheet on which a locked file gets its password.

use crate::app::model::Model;
use crate::app::view::Said;
use crate::app::view::export::ExportSheet;

impl Model {
    /// *Gem som låst fil*, while it is open.
    pub fn export_sheet(&self) -> Option<ExportSheet> {
        let desk = self.desk()?;
        let export = desk.export.as_ref()?;
        let copied = match desk.said {
            Some((Said::Copied, _)) => Some(true),
            Some((Said::CopyFailed, _)) => Some(false),
            _ => None,
        };
        Some(ExportSheet {
            suggestion: export.suggestion.clone(),
            fault: export.fault,
            saving: export.saving.is_some() || export.pending.is_some(),
            missing: desk.unreadable_notes(),
            copied,
        })
    }
}
