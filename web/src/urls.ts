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

export const entryCodes = "/api/phone-sign-ins/codes" satisfies keyof paths;
export const verifyEntryCode = "/api/phone-sign-ins/verify" satisfies keyof paths;
export const enteredPerson = "/api/phone-sign-ins/person" satisfies keyof paths;

export const openVisitLink = "/api/visit-links/open" satisfies keyof paths;
export const joinVisitLobby = "/api/visit-links/join" satisfies keyof paths;
export const renewVisitLink = "/api/visit-links/renew" satisfies keyof paths;
export const guestRoom = "/api/visit-room" satisfies keyof paths;
export const guestSignals = "/api/visit-room/signals" satisfies keyof paths;

export const portalSessions = "/api/portal/sessions" satisfies keyof paths;
export const portalSession = "/api/portal/session" satisfies keyof paths;
export const portalSecondFactor = "/api/portal/session/second-factor" satisfies keyof paths;
export const portalStepUp = "/api/portal/session/step-up" satisfies keyof paths;
export const factorChallenge = "/api/portal/session/second-factor/challenge" satisfies keyof paths;
export const ownSession = "/api/portal/sessions/{sessionId}" satisfies keyof paths;
export const ownFactors = "/api/portal/factors" satisfies keyof paths;
export const ownFactor = "/api/portal/factors/{factorId}" satisfies keyof paths;
export const ownApp = "/api/portal/factors/totp" satisfies keyof paths;
export const confirmApp = "/api/portal/factors/totp/confirmation" satisfies keyof paths;
export const ownPasskeys = "/api/portal/factors/passkeys" satisfies keyof paths;
export const passkeyCreation = "/api/portal/factors/passkeys/challenge" satisfies keyof paths;
export const recoveryCodes = "/api/portal/factors/recovery-codes" satisfies keyof paths;
export const emailChange = "/api/portal/email-changes" satisfies keyof paths;
export const account = "/api/portal/account" satisfies keyof paths;
export const firstPassword = "/api/portal/password" satisfies keyof paths;
export const portalPersons = "/api/portal/persons" satisfies keyof paths;
export const personCodes = "/api/portal/person-codes" satisfies keyof paths;
export const portalPerson = "/api/portal/person" satisfies keyof paths;
export const ownRecords = "/api/portal/records" satisfies keyof paths;
export const recordSearches = "/api/portal/record-searches" satisfies keyof paths;
export const ownRecord = "/api/portal/records/{recordId}" satisfies keyof paths;
export const ownFile = "/api/portal/files/{fileId}/download" satisfies keyof paths;
export const unreadMessages = "/api/portal/unread-messages" satisfies keyof paths;
export const ownThreads = "/api/portal/threads" satisfies keyof paths;
export const ownThread = "/api/portal/threads/{threadId}" satisfies keyof paths;
export const ownMessages = "/api/portal/threads/{threadId}/messages" satisfies keyof paths;
export const closeOwnThread = "/api/portal/threads/{threadId}/close" satisfies keyof paths;
export const ownMessageFile = "/api/portal/threads/{threadId}/files/{fileId}/download" satisfies keyof paths;
export const recipients = "/api/portal/recipients" satisfies keyof paths;
export const ownNotes = "/api/portal/notes" satisfies keyof paths;
export const ownDocuments = "/api/portal/documents" satisfies keyof paths;
export const accountHistory = "/api/portal/history" satisfies keyof paths;
export const consent = "/api/portal/consent" satisfies keyof paths;
export const personLanguage = "/api/portal/language" satisfies keyof paths;
export const forgottenPassword = "/api/portal/password-resets" satisfies keyof paths;
export const resetPassword = "/api/portal/password-resets/complete" satisfies keyof paths;
export const confirmEmail = "/api/portal/email-changes/confirm" satisfies keyof paths;

export const patient = "/api/patients/{patientId}" satisfies keyof paths;
export const visit = "/api/patients/{patientId}/visits/{visitId}" satisfies keyof paths;
export const visitLink = "/api/patients/{patientId}/visits/{visitId}/link" satisfies keyof paths;
export const joinVisit = "/api/patients/{patientId}/visits/{visitId}/join" satisfies keyof paths;
export const visitRoom = "/api/patients/{patientId}/visits/{visitId}/room" satisfies keyof paths;
export const visitSignals = "/api/patients/{patientId}/visits/{visitId}/signals" satisfies keyof paths;
export const admitParticipant = "/api/patients/{patientId}/visits/{visitId}/participants/{participantId}/admit" satisfies keyof paths;
export const refuseParticipant = "/api/patients/{patientId}/visits/{visitId}/participants/{participantId}/refuse" satisfies keyof paths;
export const startVisit = "/api/patients/{patientId}/visits/{visitId}/start" satisfies keyof paths;
export const endVisit = "/api/patients/{patientId}/visits/{visitId}/end" satisfies keyof paths;

/** The patient's pages: who has no link comes back by number at the first, the other is the portal. */
export const home = "/";
export const portal = "/portal";

/** The service worker of the patient's pages. */
export const serviceWorker = "/sw.js";

/** The local cloud's own calls; they exist on a developer's machine only. */
export const outboxMessages = "/outbox/api/messages";
export const outboxFaults = "/outbox/api/faults";
