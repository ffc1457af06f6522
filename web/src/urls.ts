import type { paths } from "./api/schema";

/** A path that the contract has; one that it lacks does not compile. */
const api = <P extends keyof paths>(path: P): P => path;

export const openShareLink = /* @__PURE__ */ api("/api/share-links/open");
export const shareCodes = /* @__PURE__ */ api("/api/share-links/codes");
export const verifyShareCode = /* @__PURE__ */ api("/api/share-links/verify");
export const renewShareLink = /* @__PURE__ */ api("/api/share-links/renew");
export const notMe = /* @__PURE__ */ api("/api/share-links/not-me");
export const optOut = /* @__PURE__ */ api("/api/share-links/opt-out");
export const optIn = /* @__PURE__ */ api("/api/share-links/opt-in");
export const sharedRecords = /* @__PURE__ */ api("/api/share-links/records");
export const linkSession = /* @__PURE__ */ api("/api/share-links/session");

/** The service worker of the patient's pages. */
export const serviceWorker = "/sw.js";

/** The local cloud's own calls; they exist on a developer's machine only. */
export const outboxMessages = "/outbox/api/messages";
export const outboxFaults = "/outbox/api/faults";
