/**
 * Answers as the API does, from made-up data, so that every state of the patient's page can be
 * looked at, also those that are hard to reach on a real system. It proves nothing about the API:
 * patient.story.mjs does that, on the local cloud.
 *
 * The scenario is the token: "expired" filled up with hyphens to the length of a token, 30 characters
 * in a share link and 22 in the link of a video call.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { correctedRecord, history, letterhead, manyRecords, outboxMessages, practice, records, strangeRecord, withdrawnRecord } from "./fixtures.mjs";
import { answerEntry } from "./entry-server.mjs";
import { forgetAccounts } from "./portal-account-server.mjs";
import { answerPortal } from "./portal-server.mjs";
import { forgetParts } from "./portal-part-server.mjs";
import { answerVisit, forgetRooms } from "./visit-server.mjs";

export const tokenOf = (scenario, length = 30) => scenario.padEnd(length, "-");

const folders = ["../dist/", "../dist-dev/"].map((folder) => new URL(folder, import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json" };

/** The policy that is deployed: a page that breaks it breaks here. */
const template = await readFile(new URL("../../template.yaml", import.meta.url), "utf8");
const [, policy] = /ContentSecurityPolicy:\n\s+Pages:\n\s+Value: >-\n((?:\s{8}.*\n)+)/.exec(template);

const headers = {
  "content-security-policy": `${policy.replace(/\s+/g, " ").trim()}; connect-src 'self'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "permissions-policy": "camera=(self), geolocation=(), microphone=(self), payment=()",
};

const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString();
const inMinutes = (n) => new Date(Date.now() + n * 60_000).toISOString();
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });

function linkPage(scenario, changed) {
  const [state, language = "en"] = scenario.split("_");
  const optedOut = changed.optedOut ?? state === "optedout";
  return {
    state: changed.state ?? (["expired", "withdrawn", "locked"].includes(state) ? state : "open"),
    practice,
    person: "Asha V",
    language,
    phoneHint: "•• 210",
    expiresAt: inDays(7),
    optedOut,
  };
}

function sharedRecords(scenario, changed) {
  const [state, language = "en"] = scenario.split("_");
  const lists = { none: [], strange: [strangeRecord], one: records.slice(0, 1), many: manyRecords, corrected: [correctedRecord], takenback: [withdrawnRecord] };
  const ofType = records.filter(({ type }) => type === state);
  const list = lists[state] ?? (ofType.length > 0 ? ofType : records);
  return { practice, person: "Asha V", language, letterhead, expiresAt: inMinutes(state === "short" ? 0.05 : 60), optedOut: changed.optedOut ?? false, records: list };
}

/** What one scenario's server remembers between calls. */
const memory = new Map();

function answer(method, path, query, body, cookies, shown) {
  const ofVisit = answerVisit(method, path, query, body, cookies, practice);
  if (ofVisit) return ofVisit;
  const ofPortal = answerPortal(method, path, query, body, cookies, shown);
  if (ofPortal) return ofPortal;
  const ofEntry = answerEntry(method, path, body, cookies, sharedRecords("one", {}));
  if (ofEntry) return ofEntry;
  const scenario = (body?.token ?? cookies.get("__Host-link") ?? "").replace(/-+$/, "");
  const changed = memory.get(scenario) ?? {};
  const remember = (more) => memory.set(scenario, { ...changed, ...more });
  if (body?.token && scenario.startsWith("missing")) return problem(404, "share_link_not_found");
  switch (`${method} ${path}`) {
    case "POST /api/share-links/open":
      return scenario.startsWith("down") ? problem(500, "internal") : { status: 200, body: linkPage(scenario, changed) };
    case "POST /api/share-links/codes":
      if (scenario.startsWith("toosoon")) return problem(429, "code_too_soon", { retryAfterSeconds: 24 });
      if (scenario.startsWith("toomany")) return problem(429, "code_too_many", { retryAfterSeconds: 600 });
      return { status: 202, body: { expiresInSeconds: 300, resendInSeconds: scenario.startsWith("resend") ? 0 : 30, phoneHint: "•• 210" }, cookie: "__Host-nonce=n" };
    case "POST /api/share-links/verify":
      if (body.code === "999999") {
        remember({ state: "locked" });
        return problem(429, "share_link_locked");
      }
      if (body.code !== "123456") return problem(422, "code_wrong");
      return { status: 200, body: sharedRecords(scenario, changed), cookie: `__Host-link=${body.token}` };
    case "GET /api/share-links/records":
      return scenario ? { status: 200, body: sharedRecords(scenario, changed) } : problem(401, "unauthenticated");
    case "GET /api/share-links/history": {
      if (scenario.startsWith("unseen")) return { status: 200, body: { items: [] } };
      const at = Number(query.get("cursor") ?? 0);
      return { status: 200, body: { items: history[at], ...(history[at + 1] && { nextCursor: String(at + 1) }) } };
    }
    case "DELETE /api/share-links/session":
      return { status: 204, cookie: "__Host-link=; Max-Age=0" };
    case "POST /api/share-links/renew":
      return { status: 202, body: { message: "ok" } };
    case "POST /api/share-links/not-me":
      return { status: 204 };
    case "POST /api/share-links/opt-out":
    case "POST /api/share-links/opt-in":
      remember({ optedOut: path.endsWith("opt-out") });
      return { status: 204 };
    default:
      return problem(404, "not_found");
  }
}

async function readJson(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : undefined;
}

/** Starts the server on a free port; `calls` lists the API calls it got, `sent` the bytes of every answer as sent. */
export async function startFixtureServer({ encoding = "br" } = {}) {
  const calls = [];
  const sent = [];
  let messages = [];
  let deployed = (worker) => worker;
  let faults = { sms: { mode: "none", count: 0 }, email: { mode: "none", count: 0 } };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const send = (status, type, bytes, more = {}) => {
      const packed = encoding === "gzip" ? gzipSync(bytes) : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
      const small = bytes.length > 0 && packed.length < bytes.length;
      const out = small ? packed : bytes;
      sent.push({ path: pathname, bytes: out.length });
      response.writeHead(status, { ...headers, "content-type": type, ...(small && { "content-encoding": encoding }), ...more });
      response.end(status === 204 ? undefined : out);
    };
    if (pathname.startsWith("/outbox/api/")) {
      if (request.method === "PUT") faults = await readJson(request);
      if (request.method === "DELETE") messages = [];
      send(200, "application/json", Buffer.from(JSON.stringify(pathname.endsWith("faults") ? faults : { messages })));
      return;
    }
    if (pathname.startsWith("/api/")) {
      const cookies = new Map((request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=")));
      const body = await readJson(request);
      calls.push(`${request.method} ${pathname}`);
      const proven = request.headers["x-requested-by"] === "chartshare" && request.headers["content-type"] === "application/json";
      const { status, body: out, cookie } =
        request.method !== "GET" && !proven ? problem(403, "forbidden") : answer(request.method, pathname, searchParams, body, cookies, request.headers["x-chart"]);
      send(status, status >= 400 ? "application/problem+json" : "application/json", Buffer.from(out ? JSON.stringify(out) : ""), {
        "cache-control": "no-store",
        ...(cookie && { "set-cookie": `${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax` }),
      });
      return;
    }
    if (pathname === "/store") {
      request.resume();
      await new Promise((end) => request.on("end", end));
      return send(204, "text/plain", Buffer.from(""));
    }
    const file = { "/": "index.html", "/s": "index.html", "/v": "visit.html", "/portal": "portal.html", "/call": "call.html", "/clinic": "clinic.html", "/outbox": "outbox.html" }[pathname] ?? pathname.slice(1);
    for (const folder of folders) {
      const bytes = await readFile(new URL(file, folder)).catch(() => undefined);
      if (bytes) {
        if (file === "sw.js") return send(200, types[".js"], Buffer.from(deployed(String(bytes))), { "cache-control": "no-cache" });
        // The outbox is no part of the product: the local cloud serves it without the policy.
        return send(200, types[extname(file)] ?? "application/octet-stream", bytes, file === "outbox.html" ? { "content-security-policy": "" } : {});
      }
    }
    send(404, "text/plain", Buffer.from("not found"));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://localhost:${server.address().port}`;
  return {
    url,
    fillOutbox: () => (messages = outboxMessages(url)),
    calls,
    sent,
    /** Serves another service worker, made of the one that was built, until `forget`. */
    deploy: (change) => (deployed = change),
    forget: () => {
      deployed = (worker) => worker;
      memory.clear();
      forgetParts();
      forgetRooms();
      forgetAccounts();
    },
    close: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}
