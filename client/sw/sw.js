// Keeps the app itself on the device, so that it starts with the server gone. It never sees what people write: the
// interface and the socket pass it by. The build fills in both placeholders.
"use strict";

const version = "__VERSION__";
const assets = "__ASSETS__";

const PREFIX = "samspil-";
const CURRENT = PREFIX + version;
// Where a version notes the tabs that run it, beside its files. No page has this path.
const TAB = "/.tab/";
// The cache that each tab is served from, as far as this run of the worker has asked.
const known = new Map();

addEventListener("install", (event) => {
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  event.waitUntil(begin());
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
  event.respondWith(answer(event));
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

async function begin() {
  await adopt();
  await tidy();
  await clients.claim();
}

// Tabs that no version noted: those that a worker had before run the version before, and who had none was given its page
// by the server.
async function adopt() {
  const had = new Set((await clients.matchAll({ type: "all" })).map((tab) => tab.id));
  const before = (await versions()).at(-1) ?? CURRENT;
  for (const { id } of await clients.matchAll({ type: "all", includeUncontrolled: true })) {
    if (!(await noted(id))) await note(id, had.has(id) ? before : CURRENT);
  }
}

// The version before stays, and so does every other that a tab still runs. `keys` lists caches in the order of their
// making.
async function tidy() {
  const tabs = (await clients.matchAll({ type: "all", includeUncontrolled: true })).map((tab) => TAB + tab.id);
  const others = await versions();
  for (const [index, name] of others.entries()) {
    const cache = await caches.open(name);
    const noted = (await cache.keys()).filter((one) => pathOf(one).startsWith(TAB));
    const [living, gone] = [true, false].map((lives) => noted.filter((one) => tabs.includes(pathOf(one)) === lives));
    await Promise.all(gone.map((one) => cache.delete(one)));
    if (index < others.length - 1 && living.length === 0) await caches.delete(name);
  }
}

// All that are kept, but for this one.
async function versions() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
}

function pathOf(request) {
  return new URL(request.url).pathname;
}

// A page that is opened anew is of this version. All that it asks for later is of the version that it began with, also
// when a newer one has taken over meanwhile: its files belong together.
async function answer(event) {
  const { request, clientId, resultingClientId } = event;
  const opens = request.mode === "navigate";
  const name = opens ? CURRENT : await versionOf(clientId);
  // The new page, or a worker that the page begins.
  if (resultingClientId) event.waitUntil(note(resultingClientId, name));
  const wanted = opens ? "/" : request;
  const own = await caches.open(name);
  return (await own.match(wanted)) ?? (await caches.match(wanted)) ?? fetch(request);
}

function note(tab, name) {
  known.set(tab, name);
  return caches.open(name).then((cache) => cache.put(TAB + tab, new Response()));
}

async function versionOf(tab) {
  if (!tab) return CURRENT;
  if (!known.has(tab)) known.set(tab, (await noted(tab)) ?? CURRENT);
  return known.get(tab);
}

async function noted(tab) {
  for (const name of [CURRENT, ...(await versions())]) {
    const cache = await caches.open(name);
    if (await cache.match(TAB + tab)) return name;
  }
  return null;
}
