/// <reference lib="webworker" />

/**
 * Keeps the pages' own files, so that they open again on a bad connection. Nothing of a patient is
 * ever kept: answers of the API pass by, and no address with a query (a share link's secret) is
 * stored. The build fills in the files and a version of their contents.
 *
 * A new version waits until no page of the old one is open, or until somebody asks for it, and has
 * a cache of its own: the files of two versions never meet. Where there is a connection the newest
 * page comes from it, whatever is kept.
 */
declare const self: ServiceWorkerGlobalScope;
declare const SHELL: {
  version: string;
  /** The pages, with what their bytes must be: a page of another version is not kept. */
  pages: Record<string, string>;
  /** What the first screens need, and what is kept once it was needed. */
  first: string[];
  later: string[];
};

const shell = SHELL;
const cacheName = `shell-${shell.version}`;
const pageOf: Record<string, string> = { "/": "/index.html", "/s": "/index.html", "/portal": "/portal.html" };
const asset = (name: string) => `/assets/${name}`;

self.addEventListener("install", (event) => {
  const pages = Object.entries(shell.pages).map(([page, integrity]) => new Request(page, { integrity, cache: "no-cache" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...pages, "/icon.svg", ...shell.first.map(asset)])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)))));
});

// The page asks for the new version, because its reader has.
self.addEventListener("message", ({ data }) => data === "use" && void self.skipWaiting());

const kept = async (address: string) => (await caches.open(cacheName)).match(address);

/** What is kept, or it is fetched and kept from then on. */
async function keptOrFetched(request: Request, pathname: string): Promise<Response> {
  const found = await kept(pathname);
  if (found) return found;
  const fetched = await fetch(request);
  if (fetched.ok) await (await caches.open(cacheName)).put(pathname, fetched.clone());
  return fetched;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const page = pageOf[pathname];
  if (request.mode === "navigate" && page) {
    event.respondWith(fetch(request).catch(async () => (await kept(page)) ?? Response.error()));
  } else if (pathname === "/icon.svg" || [...shell.first, ...shell.later].some((name) => asset(name) === pathname)) {
    event.respondWith(keptOrFetched(request, pathname));
  }
});

export {};
