//! A device that has nothing yet: until everything came it says so, also without a network.

use samspil_shared::domain::DocId;
use samspil_shared::sync::frame::{Item, Items, Progress, ServerFrame};

use crate::desk::{ACTING, Desk, MARIA, PLACEMENT};

fn is_paging(desk: &Desk) -> bool {
    desk.engine.state().space(ACTING, PLACEMENT).expect("a space").is_paging()
}

/// Part of a page, or its end.
fn page(token: Option<u8>, more: bool) -> ServerFrame {
    ServerFrame::Items(Items {
        space: PLACEMENT,
        items: vec![Item::Withdrawn(DocId::from_bytes([9; 16]))],
        token: token.map(|token| vec![token]),
        more,
        progress: token.map(|_| Progress { done: 1, of: 2 }),
    })
}

#[test]
fn more_is_on_its_way_from_before_the_first_page_until_after_the_last() {
    let mut maria = Desk::offline(MARIA);
    assert!(is_paging(&maria), "nothing came yet");
    maria.leads();
    maria.connects();
    maria.server_says(&page(None, true));
    maria.loses_socket();
    assert!(is_paging(&maria) && is_paging(&maria.restarted()), "half a page came");
    maria.connects_anew();
    maria.server_says(&page(Some(1), true));
    assert!(is_paging(&maria) && is_paging(&maria.restarted()), "one page came");
    maria.server_says(&page(Some(2), false));
    assert!(!is_paging(&maria) && !is_paging(&maria.restarted()), "everything came");
}
