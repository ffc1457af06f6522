package dynamostore

import (
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

var keyNoon = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

const (
	practiceID = clinic.PracticeID("01JPRACT1CE000000000000000")
	patientID  = clinic.PatientID("01JPAT1ENT0000000000000000")
)

// everyItem returns one of each kind of item that the package stores. The
// values that name somebody are canaries.
func everyItem(t *testing.T) map[string]any {
	t.Helper()
	practice := clinic.Practice{ID: practiceID, Name: "CANARY"}
	staff := clinic.StaffMember{PracticeID: practiceID, ID: "s", Name: "CANARY", Email: "canary@example.in"}
	patient := clinic.Patient{
		PracticeID: practiceID, ID: patientID, Locator: "locator0", Name: "Canary Canary", Number: "CANARY", Email: "canary@example.in",
		Phone: clinic.Phone{E164: "+919876543210"},
	}
	session := clinic.Session{PracticeID: practiceID, StaffID: "s", TokenHash: "hash", ExpiresAt: keyNoon}
	record, err := newRecordItem(clinic.Record{PracticeID: practiceID, PatientID: patientID, ID: "r", Version: 1, Content: &clinic.ClinicalNote{FreeText: "CANARY"}})
	if err != nil {
		t.Fatal(err)
	}
	link := clinic.LinkSession{PracticeID: practiceID, PatientID: patientID, TokenHash: "hash", StartedAt: keyNoon}
	current, version := newSettingsItems(practiceID, clinic.NewShareSettings(keyNoon))
	code := clinic.Code{}.Renewed(clinic.LinkPurpose, "mac", 1, keyNoon)
	sends, limit, sweep := phoneSendsKey(phoneHash(patient.Phone.E164)), limitKey("what", "window"), sweepKey("shard")
	visit := clinic.Visit{PracticeID: practiceID, PatientID: patientID, ID: "v", Phone: patient.Phone.E164, Links: []string{"hash"}, PlannedAt: keyNoon, Version: 1}
	room := clinic.NewRoom(visit)
	callLink, callOf, signal := visitLinkKey("hash"), visitOfKey(visit.Phone, visitRef(visit)), signalKey(room.Ref(), "g", "s")
	items := map[string]any{
		"visit": newVisitItem(visit), "room": newRoomItem(room), "participant": newParticipantItem(room, clinic.Participant{ID: "g", Name: "CANARY"}),
		"signal": signalItem{PK: signal.PK, SK: signal.SK, Payload: "CANARY", Expires: 1}, "visit link": visitLinkItem{callLink.PK, callLink.SK, "p", "t", "v", 1},
		"visit of a contact": visitLinkItem{callOf.PK, callOf.SK, "p", "t", "v", 1},
		"practice":           newPracticeItem(practice), "settings": current, "settings version": version, "staff": newStaffItem(staff), "login": newLoginItem(staff),
		"password link": newPasswordLinkItem(clinic.NewPasswordLink(staff, "hash", keyNoon)), "session": newSessionItem(session), "patient": newPatientItem(patient),
		"locator": locatorItem{locatorKey("l").PK, locatorKey("l").SK, string(practiceID), string(patientID)}, "record": record,
		"allergies":           newAllergiesItem(clinic.AllergyList{PracticeID: practiceID, PatientID: patientID, Known: []clinic.KnownAllergy{{Text: "CANARY", RecordID: "r"}}}),
		"share":               newShareItem(clinic.ShareEntry{PracticeID: practiceID, PatientID: patientID, Seq: 1}),
		"event of a patient":  newAuditItem(clinic.AuditEvent{PracticeID: practiceID, PatientID: patientID, ID: "e"}),
		"event of a practice": newAuditItem(clinic.AuditEvent{PracticeID: practiceID, ID: "e"}), "link session": newLinkSessionItem(link),
		"code": newCodeItem(codeKey(practiceID, patientID, clinic.LinkPurpose), code), "sends": sendsItem{PK: sends.PK, SK: sends.SK, Expires: 1},
		"limit": key{limit.PK, limit.SK}, "checkpoint": checkpointItem{sweep.PK, sweep.SK, "1", "1", 1},
		"seal": newSealItem(clinic.SealBlock{PracticeID: practiceID, Day: clinic.DateOf(keyNoon), Number: 1, Lines: []clinic.SealedLine{{Key: "AUDIT#e"}}}),
	}
	for k, item := range searchKeys(patient) {
		items["search "+k.SK[:min(len(k.SK), 20)]] = item
	}
	return items
}

// shared are the partitions that no practice owns, and the items that live
// there. None of them names anybody.
var shared = map[string]string{
	"login": "LOGIN#", "password link": "PASSWORDLINK#", "locator": "LOCATOR#", "sends": "PHONE#", "limit": "LIMIT#", "checkpoint": "SWEEP#",
	"seal": "SEAL#" + string(practiceID), "visit link": "VISITLINK#", "visit of a contact": "VISITOF#",
}

func TestEveryItemOfAPracticeLiesInItsPartitions(t *testing.T) {
	for name, item := range everyItem(t) {
		av, err := encode(item)
		if err != nil {
			t.Fatal(err)
		}
		pk, sk := stringOf(av["PK"]), stringOf(av["SK"])
		prefix := "PRACTICE#" + string(practiceID)
		if other, ok := shared[name]; ok {
			prefix = other
		} else if strings.HasPrefix(sk, "PATIENT#") { // whose number it is, looked up by the number
			prefix = "PHONE#"
		}
		if !strings.HasPrefix(pk, prefix) || sk == "" {
			t.Errorf("%s lies at %s / %s, want a partition %s", name, pk, sk, prefix)
		}
		if strings.HasPrefix(prefix, "PRACTICE#") {
			if rest := strings.TrimPrefix(pk, prefix); rest != "" && rest[0] != '#' {
				t.Errorf("%s lies in %s: the id of the practice does not end there", name, pk)
			}
			continue
		}
		for attribute, value := range av {
			if s := strings.ToLower(stringOf(value)); strings.Contains(s, "canary") || strings.Contains(s, "9876543210") {
				t.Errorf("%s lies outside the practice and names somebody in %s", name, attribute)
			}
		}
	}
}

func TestWhatEndsSaysSoToDynamoDB(t *testing.T) {
	ends := map[string]bool{
		"session": true, "password link": true, "link session": true, "code": true, "sends": true, "checkpoint": true,
		"room": true, "participant": true, "signal": true, "visit link": true, "visit of a contact": true,
	}
	for name, item := range everyItem(t) {
		av, err := encode(item)
		if err != nil {
			t.Fatal(err)
		}
		if _, has := av["expiresAt"]; has != ends[name] {
			t.Errorf("%s has expiresAt: %v, want %v", name, has, ends[name])
		}
	}
	limit := (&Table{}).countIn(limitKey("a", "b"), 1, 1)
	if !strings.Contains(*limit.Update.UpdateExpression, "expiresAt = :ends") {
		t.Error("a limit does not end")
	}
}

func TestARecordsKeyIsReadAsItWasMade(t *testing.T) {
	want := clinic.RecordRef{PatientRef: clinic.PatientRef{Practice: practiceID, Patient: patientID}, Record: clinic.RecordID(id.New(keyNoon)), Version: 12}
	k := recordKey(want.Practice, want.Patient, want.Record, want.Version)
	if got, ok := ParseRecordKey(k.PK, k.SK); !ok || got != want {
		t.Errorf("got %+v %v, want %+v", got, ok, want)
	}
	for _, k := range []key{
		patientKey(practiceID, patientID), shareKey(practiceID, patientID, 1), profileKey(practiceID), staffKey(practiceID, "s"),
		{},
		{chartPK(practiceID, patientID), "RECORD#"},
		{chartPK(practiceID, patientID), "RECORD#r"},
		{chartPK(practiceID, patientID), "RECORD#r#"},
		{chartPK(practiceID, patientID), "RECORD#r#x"},
		{practicePK(practiceID), "RECORD#r#0001"},
		{"PATIENT#x", "RECORD#r#0001"},
	} {
		if ref, ok := ParseRecordKey(k.PK, k.SK); ok {
			t.Errorf("%s / %s was read as %+v", k.PK, k.SK, ref)
		}
	}
}

// FuzzParseRecordKey: the stream shows whatever was written.
func FuzzParseRecordKey(f *testing.F) {
	k := recordKey(practiceID, patientID, "r", 1)
	f.Add(k.PK, k.SK)
	f.Add("", "")
	f.Add("PRACTICE##PATIENT#", "RECORD##")
	f.Add("PRACTICE#a#PATIENT#b#PATIENT#c", "RECORD#a#b#1")
	f.Add(k.PK, "RECORD#r#99999999999999999999")
	f.Fuzz(func(t *testing.T, pk, sk string) {
		ref, ok := ParseRecordKey(pk, sk)
		if !ok {
			return
		}
		again := recordKey(ref.Practice, ref.Patient, ref.Record, ref.Version)
		if back, ok := ParseRecordKey(again.PK, again.SK); !ok || back != ref {
			t.Errorf("%s / %s: %+v became %+v", pk, sk, ref, back)
		}
	})
}

// The keys sort as their numbers do, as far as anybody will count.
func TestKeysSortAsTheirNumbersDo(t *testing.T) {
	for _, made := range []func(n int) string{
		func(n int) string { return shareKey("p", "t", n).SK },
		func(n int) string { return settingsVersionKey("p", n).SK },
		func(n int) string { return recordKey("p", "t", "r", n).SK },
	} {
		for _, n := range []int{1, 9, 10, 99, 100, 999, 1000, 9998} {
			if made(n) >= made(n+1) {
				t.Errorf("%s does not sort before %s", made(n), made(n+1))
			}
		}
	}
	early, late := dueSK(keyNoon, "z", "z", "99999999"), dueSK(keyNoon.Add(time.Millisecond), "a", "a", "1")
	if early >= late {
		t.Errorf("%s does not sort before %s", early, late)
	}
}
