// Keeps the app itself on the device, so that it starts with the server gone. It never sees what people write: the
// interface and the socket pass it by. The build fills in both placeholders.
"use strict";

const version = "__VERSION__";
const assets = "__ASSETS__";

const PREFIX = "samspil-";
const CURRENT = PREFIX + version;

addEventListener("install", (event) => {
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => clients.claim()));
});

// All that is ever said. A push brings no more than the language.
const SAID = { da: "Der er nyt i Samspil", en: "Something new in Samspil" };

addEventListener("push", (event) => {
  event.waitUntil(tell(event.data?.text()));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

// A new version waits until all tabs of the old one are gone, or until a person agrees to it.
addEventListener("message", (event) => {
  if (event.data === "activate") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || isServers(url.pathname)) return;
  event.respondWith(answer(request));
});

function isServers(path) {
  return path.startsWith("/api/") || path === "/sync" || path === "/healthz" || path === "/readyz";
}

async function fill() {
  const cache = await caches.open(CURRENT);
  // Past the browser's own cache, whose copies may be those of the version before.
  await cache.addAll(assets.map((path) => new Request(path, { cache: "reload" })));
}

async function tell(language) {
  const said = Object.hasOwn(SAID, language) ? language : "da";
  // One tag: what is told again takes the place of what was told before.
  await registration.showNotification(SAID[said], { tag: "samspil", lang: said, icon: "/icons/icon-192.png" });
}

// Where the person was, or the first page.
async function open() {
  const [tab] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  await (tab ? tab.focus() : clients.openWindow("/"));
}

// The version before stays for tabs that still run it. `keys` lists caches in the order of their making.
async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function answer(request) {
  const wanted = request.mode === "navigate" ? "/" : request;
  const current = await caches.open(CURRENT);
  return (await current.match(wanted)) ?? (await caches.match(wanted)) ?? fetch(request);
}
