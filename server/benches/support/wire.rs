//! A server with nothing but the socket, and a client of it.

use axum::Router;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, StatusCode, header};
use samspil_server::prompt;
use samspil_server::sync::{Hub, serve_socket};
use samspil_shared::sync::frame::{ClientFrame, SUBPROTOCOL};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// Serves the hub's sockets on a free port of loopback; its address.
pub(crate) async fn serve(hub: Hub) -> String {
    let router = Router::new().route("/sync", get(upgrade)).with_state(hub);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(prompt(listener), router).await });
    address
}

async fn upgrade(State(hub): State<Hub>, upgrade: WebSocketUpgrade) -> Response {
    serve_socket(hub, upgrade).unwrap_or_else(|| StatusCode::BAD_REQUEST.into_response())
}

/// A client's end.
pub(crate) struct Wire(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Wire {
    pub(crate) async fn connect(address: &str) -> Self {
        let mut request = format!("ws://{address}/sync").into_client_request().expect("an address");
        request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        Self(connect_async_with_config(request, None, true).await.expect("a socket").0)
    }

    pub(crate) async fn send(&mut self, frame: &ClientFrame) {
        self.0.send(Message::Binary(frame.encode().into())).await.expect("sent");
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Bytes {
        loop {
            if let Message::Binary(bytes) = self.0.next().await.expect("an open socket").expect("a message") {
                return bytes;
            }
        }
    }
}
