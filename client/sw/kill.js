// The server gives this in the place of sw.js while the operator has the service worker switched off. It takes over at
// once, forgets every file that was kept, and goes. Pages that are open go on with what they run; the app begins anew by
// itself when nobody writes in it. What people wrote lies elsewhere and is not touched.
"use strict";

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(leave());
});

async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("samspil-"));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await clients.claim();
  await registration.unregister();
}
