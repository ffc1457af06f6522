import type { paths } from "./api/schema";

// "satisfies": a path that the contract lacks does not compile.
export const openShareLink = "/api/share-links/open" satisfies keyof paths;
export const shareCodes = "/api/share-links/codes" satisfies keyof paths;
export const verifyShareCode = "/api/share-links/verify" satisfies keyof paths;
export const renewShareLink = "/api/share-links/renew" satisfies keyof paths;
export const notMe = "/api/share-links/not-me" satisfies keyof paths;
export const optOut = "/api/share-links/opt-out" satisfies keyof paths;
export const optIn = "/api/share-links/opt-in" satisfies keyof paths;
export const sharedRecords = "/api/share-links/records" satisfies keyof paths;
export const sharedFile = "/api/share-links/files/{fileId}/download" satisfies keyof paths;
export const ownHistory = "/api/share-links/history" satisfies keyof paths;
export const linkSession = "/api/share-links/session" satisfies keyof paths;

/** The service worker of the patient's pages. */
export const serviceWorker = "/sw.js";

/** The local cloud's own calls; they exist on a developer's machine only. */
export const outboxMessages = "/outbox/api/messages";
export const outboxFaults = "/outbox/api/faults";
