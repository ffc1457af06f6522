/// <reference lib="webworker" />

/**
 * Keeps the page's own files, so that it opens again on a bad connection. Nothing of a patient is
 * ever kept: answers of the API pass by, and no address with a query (a share link's secret) is
 * stored. The build fills in the files and a version of their contents.
 */
declare const self: ServiceWorkerGlobalScope;
declare const SHELL: { version: string; files: string[] };

const page = "/index.html";
const cacheName = `shell-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([page, ...SHELL.files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && (pathname === "/" || pathname === "/s")) {
    // The newest page where there is a connection; the kept one where there is none.
    event.respondWith(fetch(request).catch(async () => (await caches.match(page)) ?? Response.error()));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  }
});

export {};
