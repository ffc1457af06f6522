package dynamostore

import (
	"fmt"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// This file is the one place where keys are made. Every partition that holds
// data of a practice begins with the practice, so that no query can leave it.
//
// The numbered access patterns, and which item answers each
// (docs/access-patterns.md is made from this list):
//
//	 1  profile of a practice                  PRACTICE#p / PROFILE
//	 2  share settings in force                PRACTICE#p / SETTINGS
//	 3  history of share settings              PRACTICE#p / SETTINGS#version, newest first
//	 4  staff of a practice                    PRACTICE#p / STAFF#s
//	 5  audit events of a practice             PRACTICE#p / AUDIT#ulid, newest first
//	 6  staff session with its staff member    PRACTICE#p#STAFF#s / SESSION#hash and 4, one BatchGet; all of a person's, one Query
//	 7  sign-in by e-mail                      LOGIN#hash / LOGIN
//	 8  password link                          PASSWORDLINK#hash / LINK
//	 9  find patients                          PRACTICE#p#SEARCH / NAME|PHONE|EMAIL|NUMBER#value#patient
//	10  patient                                PRACTICE#p#PATIENT#t / PATIENT
//	11  chart, newest first                    PRACTICE#p#PATIENT#t / RECORD#ulid#version
//	12  sharing ledger, newest first           PRACTICE#p#PATIENT#t / SHARE#seq
//	13  access events of a patient             PRACTICE#p#PATIENT#t / ACCESS#ulid, newest first
//	14  one-time code                          PRACTICE#p#PATIENT#t / CODE#purpose
//	15  link session                           PRACTICE#p#PATIENT#t / LINKSESSION#hash
//	16  chart of a share link                  LOCATOR#l / LOCATOR
//	17  patients of a number, codes sent to it PHONE#hash / PATIENT#p#t and SENDS
//	18  limits by address or practice          LIMIT#what#window / LIMIT
//	19  what is due for the sweep              index byDue: DUE / time#practice#patient#seq or record
//	20  what clinicians decided on a share     PRACTICE#p#PATIENT#t / RECORD#ulid#DIRECTIVE
//	21  how far the sweep has read the stream  SWEEP#shard / CHECKPOINT
//	22  worklist of a practice, newest first   index byDue: WORK#p / time#practice#patient#seq
//	23  file of a chart                        PRACTICE#p#PATIENT#t / FILE#ulid
//	24  last number of a series and year       PRACTICE#p / SERIAL#series#year
//	25  what was paid of an invoice, refunded  PRACTICE#p#PATIENT#t / INVOICE#ulid, newest first, and PAYMENT#ulid
//	26  advance and dues of a patient          PRACTICE#p#PATIENT#t / ACCOUNT
//	27  chain over a practice's audit lines    SEAL#p / day#number
//	28  patient of another system's number     PRACTICE#p#IMPORT / PATIENT#hash
//	29  allergies that a patient's notes state PRACTICE#p#PATIENT#t / ALLERGIES
//	30  second factors of one person           PRACTICE#p#STAFF#s or ACCOUNT#a / FACTORS
//	31  portal sign-in by e-mail              PORTALLOGIN#hash / LOGIN
//	32  account, and whose charts it reads     ACCOUNT#a / ACCOUNT and PERSON#p#t
//	33  sessions of an account                 ACCOUNT#a / SESSION#hash
//	34  online access to a chart               PRACTICE#p#PATIENT#t / PORTAL
//	35  inbox of a practice                    PRACTICE#p#INBOX / MESSAGE|TRIAGE|NOTICE#patient#id
//	36  threads, messages, their notice         PRACTICE#p#PATIENT#t / THREAD#ulid, MESSAGE#ulid#number, newest first, and MESSAGENOTICE; PRACTICE#p / MESSAGENOTICE#staff
//	37  visits of a patient, newest first      PRACTICE#p#PATIENT#t / VISIT#ulid
//	38  room of a visit, with signals to one   PRACTICE#p#VISIT#v / ROOM, PARTICIPANT#id and SIGNAL#to#ulid
//	39  visit of a link                        VISITLINK#hash / LINK
//	40  visits that a contact was called to    VISITOF#hash / VISIT#p#t#v
//	41  coming back by phone number            PHONE#hash / CODE#nonce and ENTRY#hash; PRACTICE#p#PATIENT#t / BIRTHDATE
//	42  mailed link of an account              ACCOUNTLINK#hash / LINK
//	50  how much a patient uploaded            PRACTICE#p#PATIENT#t / OWNFILES
//	51  what a practice says of messages       PRACTICE#p / MESSAGING

// key is a primary key.
type key struct{ PK, SK string }

// The names of sort keys that stand alone, and of the prefixes of those that
// have parts.
const (
	profileSK    = "PROFILE"
	settingsSK   = "SETTINGS"
	patientSK    = "PATIENT"
	recordSK     = "RECORD#"
	fileSK       = "FILE#"
	shareSK      = "SHARE#"
	accessSK     = "ACCESS#"
	auditSK      = "AUDIT#"
	staffSK      = "STAFF#"
	sessionSK    = "SESSION#"
	factorsSK    = "FACTORS"
	invoiceSK    = "INVOICE#"
	visitSK      = "VISIT#"
	roomSK       = "ROOM"
	signalSK     = "SIGNAL#"
	settingsVSK  = "SETTINGS#"
	dueIndex     = "byDue"
	duePartition = "DUE"

	personSK        = "PERSON#"
	portalSessionSK = "SESSION#"
	participantSK   = "PARTICIPANT#"

	threadSK        = "THREAD#"
	messageSK       = "MESSAGE#"
	messageNoticeSK = "MESSAGENOTICE"

	directiveSuffix = "#DIRECTIVE"
)

// below sorts after every key that begins with prefix, up to ASCII.
func below(prefix string) string { return prefix + "~" }

func practicePK(p clinic.PracticeID) string { return "PRACTICE#" + string(p) }

func chartPK(p clinic.PracticeID, t clinic.PatientID) string {
	return practicePK(p) + "#PATIENT#" + string(t)
}

func profileKey(p clinic.PracticeID) key  { return key{practicePK(p), profileSK} }
func settingsKey(p clinic.PracticeID) key { return key{practicePK(p), settingsSK} }

func settingsVersionKey(p clinic.PracticeID, version int) key {
	return key{practicePK(p), fmt.Sprintf("%s%08d", settingsVSK, version)}
}

func staffKey(p clinic.PracticeID, s clinic.StaffID) key {
	return key{practicePK(p), staffSK + string(s)}
}

// staffPK is the partition of what only sign-ins of the person read.
func staffPK(p clinic.PracticeID, s clinic.StaffID) string {
	return practicePK(p) + "#STAFF#" + string(s)
}

func sessionKey(p clinic.PracticeID, s clinic.StaffID, hash string) key {
	return key{staffPK(p, s), sessionSK + hash}
}

func accountFactorsKey(id clinic.AccountID) key { return key{accountPK(id), factorsSK} }

func staffFactorsKey(p clinic.PracticeID, s clinic.StaffID) key { return key{staffPK(p, s), factorsSK} }

func loginKey(emailHash string) key       { return key{"LOGIN#" + emailHash, "LOGIN"} }
func passwordLinkKey(hash string) key     { return key{"PASSWORDLINK#" + hash, "LINK"} }
func searchPK(p clinic.PracticeID) string { return practicePK(p) + "#SEARCH" }

func patientKey(p clinic.PracticeID, t clinic.PatientID) key { return key{chartPK(p, t), patientSK} }

func recordKey(p clinic.PracticeID, t clinic.PatientID, r clinic.RecordID, version int) key {
	return key{chartPK(p, t), fmt.Sprintf("%s%s#%04d", recordSK, r, version)}
}

func fileKey(p clinic.PracticeID, t clinic.PatientID, f clinic.FileID) key {
	return key{chartPK(p, t), fileSK + string(f)}
}

// directiveKey sorts behind the versions of its record.
func directiveKey(p clinic.PracticeID, t clinic.PatientID, r clinic.RecordID) key {
	return key{chartPK(p, t), recordSK + string(r) + directiveSuffix}
}

func serialKey(p clinic.PracticeID, s clinic.Series, y clinic.FinancialYear) key {
	return key{practicePK(p), fmt.Sprintf("SERIAL#%s#%04d", s, int(y))}
}

func invoiceKey(p clinic.PracticeID, t clinic.PatientID, r clinic.RecordID) key {
	return key{chartPK(p, t), invoiceSK + string(r)}
}

func paymentKey(p clinic.PracticeID, t clinic.PatientID, r clinic.RecordID) key {
	return key{chartPK(p, t), "PAYMENT#" + string(r)}
}

func accountKey(p clinic.PracticeID, t clinic.PatientID) key { return key{chartPK(p, t), "ACCOUNT"} }

func allergiesKey(p clinic.PracticeID, t clinic.PatientID) key {
	return key{chartPK(p, t), "ALLERGIES"}
}

func shareKey(p clinic.PracticeID, t clinic.PatientID, seq int) key {
	return key{chartPK(p, t), fmt.Sprintf("%s%08d", shareSK, seq)}
}

func codeKey(p clinic.PracticeID, t clinic.PatientID, purpose clinic.CodePurpose) key {
	return key{chartPK(p, t), "CODE#" + strings.ToUpper(string(purpose))}
}

func linkSessionKey(p clinic.PracticeID, t clinic.PatientID, hash string) key {
	return key{chartPK(p, t), "LINKSESSION#" + hash}
}

func importKey(p clinic.PracticeID, identifierHash string) key {
	return key{practicePK(p) + "#IMPORT", "PATIENT#" + identifierHash}
}

func locatorKey(locator string) key { return key{"LOCATOR#" + locator, "LOCATOR"} }
func phonePK(hash string) string    { return "PHONE#" + hash }
func phoneSendsKey(hash string) key { return key{phonePK(hash), "SENDS"} }

// entryCodeKey keeps the codes of different browsers apart, so that one who
// asks ends nobody else's.
func entryCodeKey(numberHash, nonceHash string) key {
	return key{phonePK(numberHash), "CODE#" + nonceHash}
}
func entryKey(numberHash, hash string) key { return key{phonePK(numberHash), "ENTRY#" + hash} }

func birthDateKey(p clinic.PracticeID, t clinic.PatientID) key {
	return key{chartPK(p, t), "BIRTHDATE"}
}

func limitKey(what, window string) key { return key{"LIMIT#" + what + "#" + window, "LIMIT"} }
func sweepKey(shard string) key        { return key{"SWEEP#" + shard, "CHECKPOINT"} }

func sealPK(p clinic.PracticeID) string { return "SEAL#" + string(p) }

func sealKey(p clinic.PracticeID, day clinic.Date, number int) key {
	return key{sealPK(p), fmt.Sprintf("%s#%06d", day, number)}
}

func phonePatientKey(hash string, p clinic.PracticeID, t clinic.PatientID) key {
	return key{phonePK(hash), "PATIENT#" + string(p) + "#" + string(t)}
}

func visitKey(ref clinic.VisitRef) key {
	return key{chartPK(ref.Practice, ref.Patient), visitSK + string(ref.Visit)}
}

func roomPK(r clinic.RoomRef) string { return practicePK(r.Practice) + "#VISIT#" + string(r.Visit) }

// A room and its participants sort before the signals: one query reads them,
// and those to one participant.
func roomKey(r clinic.RoomRef) key { return key{roomPK(r), roomSK} }

func participantKey(r clinic.RoomRef, p clinic.ParticipantID) key {
	return key{roomPK(r), participantSK + string(p)}
}

func signalKey(r clinic.RoomRef, to clinic.ParticipantID, id string) key {
	return key{roomPK(r), signalSK + string(to) + "#" + id}
}

func visitLinkKey(hash string) key { return key{"VISITLINK#" + hash, "LINK"} }

// visitsOfPK is the partition of a number or an address.
func visitsOfPK(contact string) string { return "VISITOF#" + token.HashOf(contact) }

func visitOfKey(contact string, ref clinic.VisitRef) key {
	return key{visitsOfPK(contact), visitSK + string(ref.Practice) + "#" + string(ref.Patient) + "#" + string(ref.Visit)}
}

// auditKey places an event in its patient's partition if it has one, else in
// its practice's.
func auditKey(e clinic.AuditEvent) key {
	if e.PatientID != "" {
		return key{chartPK(e.PracticeID, e.PatientID), accessSK + string(e.ID)}
	}
	return key{practicePK(e.PracticeID), auditSK + string(e.ID)}
}

// worklistPK is the partition of the index that holds what a practice's staff
// should look at.
func worklistPK(p clinic.PracticeID) string { return "WORK#" + string(p) }

// dueSK sorts by time; what names the thing within its chart keeps it unique.
func dueSK(at time.Time, p clinic.PracticeID, t clinic.PatientID, what string) string {
	return fmt.Sprintf("%s#%s#%s#%s", at.UTC().Format("2006-01-02T15:04:05.000Z"), p, t, what)
}

func portalLoginKey(emailHash string) key   { return key{"PORTALLOGIN#" + emailHash, "LOGIN"} }
func accountPK(a clinic.AccountID) string   { return "ACCOUNT#" + string(a) }
func accountOfKey(a clinic.AccountID) key   { return key{accountPK(a), "ACCOUNT"} }
func accountLinkKey(hash string) key        { return key{"ACCOUNTLINK#" + hash, "LINK"} }
func accessOfKey(ref clinic.PatientRef) key { return key{chartPK(ref.Practice, ref.Patient), "PORTAL"} }

func personKey(a clinic.AccountID, ref clinic.PatientRef) key {
	return key{accountPK(a), personSK + string(ref.Practice) + "#" + string(ref.Patient)}
}

func portalSessionKey(a clinic.AccountID, hash string) key {
	return key{accountPK(a), portalSessionSK + hash}
}

func inboxPK(p clinic.PracticeID) string { return practicePK(p) + "#INBOX" }

func inboxKey(kind clinic.InboxKind, ref clinic.PatientRef, id string) key {
	return key{inboxPK(ref.Practice), strings.ToUpper(string(kind)) + "#" + string(ref.Patient) + "#" + id}
}

func ownFilesKey(ref clinic.PatientRef) key {
	return key{chartPK(ref.Practice, ref.Patient), "OWNFILES"}
}

func messagingKey(p clinic.PracticeID) key { return key{practicePK(p), "MESSAGING"} }

func threadKey(ref clinic.PatientRef, id clinic.ThreadID) key {
	return key{chartPK(ref.Practice, ref.Patient), threadSK + string(id)}
}

func threadMessageKey(ref clinic.PatientRef, id clinic.ThreadID, number int) key {
	return key{chartPK(ref.Practice, ref.Patient), fmt.Sprintf("%s%s#%04d", messageSK, id, number)}
}

// messageNoticeKey places a notice in its patient's partition, or with the
// staff member's practice.
func messageNoticeKey(p clinic.PracticeID, t clinic.PatientID, s clinic.StaffID) key {
	if t != "" {
		return key{chartPK(p, t), messageNoticeSK}
	}
	return key{practicePK(p), messageNoticeSK + "#" + string(s)}
}
