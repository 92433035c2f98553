//! The connections between the devices and the server.

use rand::RngExt;
use samspil_shared::sync::engine::Event;
use samspil_shared::sync::frame::ServerFrame;
use samspil_shared::testing::network::{ConnId, Way};

use crate::check;
use crate::device::TabId;
use crate::server::Lie;
use crate::world::{Due, Plant, World};

impl World {
    pub(crate) fn connected(&mut self, tab: TabId, generation: u64) {
        if !self.devices[tab.device].is_dialling(tab, generation) {
            return;
        }
        let is_up = self.now() >= self.server_down_until;
        let conn = if is_up { self.network.connect(tab.device, tab, self.agenda.now()) } else { None };
        let Some(conn) = conn else { return self.event(tab, Event::SocketLost { needs_login: false }) };
        self.server.accept(conn);
        let ticket = self.server.ticket(self.devices[tab.device].person, self.devices[tab.device].enrolment);
        self.event(tab, Event::SocketOpened { ticket });
    }

    /// The tab lets go of its connection.
    pub(crate) fn hang_up(&mut self, tab: TabId) {
        while let Some(conn) = self.network.conn_of(tab) {
            self.let_go(conn);
        }
    }

    /// A connection breaks, and its tab notices.
    pub(crate) fn lose(&mut self, conn: ConnId) {
        let Some(tab) = self.network.peer(conn) else { return };
        self.let_go(conn);
        self.event(tab, Event::SocketLost { needs_login: false });
    }

    fn let_go(&mut self, conn: ConnId) {
        if let Some(heard) = self.network.hang_up(conn, self.agenda.now()) {
            self.agenda.plan(heard, Due::Gone { conn });
        }
    }

    pub(crate) fn gone(&mut self, conn: ConnId) {
        self.network.close(conn);
        self.server.close(conn);
    }

    pub(crate) fn send_to_server(&mut self, tab: TabId, bytes: &[u8]) {
        let Some(conn) = self.network.conn_of(tab) else { return };
        for at in self.network.send(conn, Way::ToServer, false, self.agenda.now(), &mut self.rng) {
            self.agenda.plan(at, Due::ToServer { conn, bytes: bytes.to_vec() });
        }
    }

    fn send_to_tab(&mut self, conn: ConnId, bytes: &[u8]) {
        let frame = match ServerFrame::decode(bytes) {
            Ok(frame) => frame,
            Err(error) => return self.faults.push(format!("the server sent no frame: {error}")),
        };
        if let Some(fault) = check::frame(self, conn, &frame) {
            self.faults.push(fault);
        }
        let repeatable = matches!(frame, ServerFrame::Items(_));
        for at in self.network.send(conn, Way::ToClient, repeatable, self.agenda.now(), &mut self.rng) {
            self.agenda.plan(at, Due::ToTab { conn, bytes: bytes.to_vec() });
        }
    }

    pub(crate) async fn reach_server(&mut self, conn: ConnId, bytes: &[u8]) {
        if !self.network.arrives(conn, Way::ToServer) || self.now() < self.server_down_until {
            return;
        }
        let lie = match self.plant {
            Some(Plant::StoredBeforeCommit) if self.rng.random_ratio(1, 40) => Lie::Stored,
            Some(Plant::NothingLacking) => Lie::HasAll,
            _ => Lie::None,
        };
        let answers = self.server.frame(conn, bytes, &mut self.model, lie).await;
        self.answer(conn, &answers);
        self.wake_readers().await;
    }

    fn answer(&mut self, conn: ConnId, answers: &[Vec<u8>]) {
        for answer in answers {
            self.send_to_tab(conn, answer);
        }
        if let Some(at) = self.server.new_boundary(conn) {
            self.agenda.plan(at, Due::Boundary { conn });
        }
    }

    /// The log wakes every reader, in a random order.
    async fn wake_readers(&mut self) {
        let mut conns = self.network.all();
        let turn = if conns.is_empty() { 0 } else { self.rng.random_range(0..conns.len()) };
        conns.rotate_left(turn);
        for conn in conns {
            self.serve(conn).await;
        }
    }

    /// The server says what it has to say to one connection, a bit at a time: between two pages anything may happen.
    pub(crate) async fn serve(&mut self, conn: ConnId) {
        let frames = self.server.next(conn).await;
        let took_back = |frame: &Vec<u8>| matches!(ServerFrame::decode(frame), Ok(ServerFrame::Returned(_)));
        if self.restores > 0 && frames.iter().any(took_back) {
            // It has more than anybody pushed to it.
            self.learn().await;
            self.wake_all();
        }
        if !frames.is_empty() {
            let ms = self.rng.random_range(1..300);
            self.agenda.plan_in(ms, Due::Served { conn });
        }
        for frame in frames {
            self.send_to_tab(conn, &frame);
        }
    }

    /// The server looks at the rights of one connection again.
    pub(crate) async fn recheck(&mut self, conn: ConnId) {
        let said = self.server.recheck(conn).await;
        self.answer(conn, &said);
        self.serve(conn).await;
    }

    pub(crate) fn reach_tab(&mut self, conn: ConnId, bytes: Vec<u8>) {
        if !self.network.arrives(conn, Way::ToClient) {
            return;
        }
        if let Some(tab) = self.network.peer(conn) {
            self.event(tab, Event::Frame(bytes));
        }
    }

    /// Every connection ends with the server that held it.
    pub(crate) fn lose_all(&mut self) {
        for conn in self.network.all() {
            let tab = self.network.peer(conn);
            self.gone(conn);
            if let Some(tab) = tab {
                self.event(tab, Event::SocketLost { needs_login: false });
            }
        }
    }
}
