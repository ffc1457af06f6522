package stories_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// longestUntilTold is what the patient may wait for.
const longestUntilTold = 2 * time.Second

func TestASavedRecordReachesThePatient(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	began := time.Now()
	r := h.save(p)
	sms := h.wait(before, "sms", p.Phone)
	took := sms.At.Sub(began)
	t.Logf("save to SMS: %d ms", took.Milliseconds())
	if took > longestUntilTold {
		t.Errorf("save to SMS took %s, want at most %s", took, longestUntilTold)
	}
	if sms.Segments != 1 || sms.Attributes["AWS.SNS.SMS.SMSType"] != "Transactional" || sms.Attributes["AWS.MM.SMS.TemplateId"] == "" ||
		sms.Attributes["AWS.MM.SMS.EntityId"] == "" || sms.Attributes["AWS.SNS.SMS.SenderID"] == "" || sms.Attributes["AWS.SNS.SMS.MaxPrice"] == "" {
		t.Errorf("SMS of %d segments with %v, want one, transactional and registered", sms.Segments, sms.Attributes)
	}
	h.becomes(p, r, "delivered")

	phone := h.phone(sms)
	page, err := phone.Open(h.ctx)
	h.must(err)
	if page.State != "open" || page.Person != "Leela N" || page.Practice.Name != "Hillside" {
		t.Errorf("page = %+v, want an open one that names no more than the SMS did", page)
	}
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
	opened := h.read(phone)
	if len(opened.Records) != 1 || opened.Records[0].ID != r.ID || opened.Records[0].AuthorName != "Dilip Menon" {
		t.Errorf("opened %+v, want the prescription that was saved", opened)
	}
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, &opened)
	h.must(err)
	if got := h.becomes(p, r, "opened"); got.Sharing.SMS != "delivered" {
		t.Errorf("SMS is %s beside a record that was opened, want delivered", got.Sharing.SMS)
	}
	_, err = phone.Do(h.ctx, "DELETE", "/api/share-links/session", nil, nil)
	h.must(err)
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")

	var events struct {
		Items []struct{ What, Agent string }
	}
	_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/access-events", nil, &events)
	h.must(err)
	seen := map[string]string{}
	for _, e := range events.Items {
		seen[e.What] = e.Agent
	}
	for _, what := range []string{"patient_registered", "phone_verified", "share_opened", "share_read"} {
		if seen[what] == "" {
			t.Errorf("no event says %s", what)
		}
	}
	if seen["share_opened"] != "patient" {
		t.Errorf("the link was opened by %s, want the patient", seen["share_opened"])
	}
}

func TestALinkOpenedByAScannerChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	r, phone := h.share(p)
	before := h.last()
	for range 20 {
		_, err := phone.Open(h.ctx)
		h.must(err)
	}
	messages, err := h.owner.Outbox.Messages(h.ctx, before)
	h.must(err)
	for _, m := range messages {
		if m.To == p.Phone {
			t.Error("a link that was only looked at sent a message")
		}
	}
	if got := h.becomes(p, r, "sent", "delivered"); got.Sharing.State == "opened" {
		t.Error("a link that was only looked at counts as opened")
	}
}

func TestTwoPatientsOnOnePhoneStayApart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother := h.patient(map[string]any{"name": "Mary Kurian"})
	child := h.patient(map[string]any{"name": "Ben Kurian", "dateOfBirth": "2020-01-15", "phone": mother.Phone, "phoneIsGuardians": true})
	mothers, mothersPhone := h.share(mother)
	childs, childsPhone := h.share(child)
	if mothersPhone.Token == childsPhone.Token {
		t.Fatal("one link for two people")
	}
	for name, story := range map[string]struct {
		phone  *play.Phone
		record string
		person string
	}{"mother": {mothersPhone, mothers.ID, "Mary K"}, "child": {childsPhone, childs.ID, "Ben K"}} {
		opened := h.read(story.phone)
		if len(opened.Records) != 1 || opened.Records[0].ID != story.record || opened.Person != story.person {
			t.Errorf("%s: opened %+v, want only their own", name, opened)
		}
	}
	code, err := mothersPhone.SendCode(h.ctx)
	if err == nil {
		_, err = childsPhone.Verify(h.ctx, code.Code())
		h.refused(err, "code_wrong")
	} else {
		h.refused(err, "code_too_soon")
	}
}

func TestAMinorIsToldOnlyThroughAGuardian(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(map[string]any{"dateOfBirth": "2020-01-15"})
	if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != "minor_without_guardian" {
		t.Errorf("reason = %s, want minor_without_guardian", got.Sharing.Reason)
	}
}

func TestWhatIsNotSharedSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	unverified, without := h.register(nil), h.register(map[string]any{"phone": nil})
	before := h.last()
	for want, p := range map[string]play.Patient{"phone_unverified": unverified, "no_phone": without} {
		if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != want {
			t.Errorf("reason = %s, want %s", got.Sharing.Reason, want)
		}
	}
	verified := h.patient(nil)
	r, err := h.doctor.Save(h.ctx, verified.ID, "clinical-note", content("clinical-note"), nil)
	h.must(err)
	if got := h.becomes(verified, r, "not-shared"); got.ShareBox || got.Sharing.Reason != "box_unticked" {
		t.Errorf("a clinical note is %+v, want unticked by itself", got.Sharing)
	}
	if n := len(h.sent(before, "sms", verified.Phone)); n != 0 {
		t.Errorf("%d messages about what is not shared", n)
	}
}

func TestAPrivateNoteNeverLeavesTheChart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	_, err := h.doctor.Save(h.ctx, p.ID, "clinical-note", content("clinical-note"), map[string]any{"shareBox": true})
	h.must(err)
	opened := h.read(h.phone(h.wait(before, "sms", p.Phone)))
	var note map[string]any
	h.must(json.Unmarshal(opened.Records[0].Content, &note))
	if note["freeText"] == nil || note["privateNote"] != nil {
		t.Errorf("the patient reads %v, want the note without its private part", note)
	}
}

func TestADraftIsSharedWhenItBecomesFinal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	records := "/api/patients/" + p.ID + "/records"
	var draft play.Record
	header, err := h.doctor.Do(h.ctx, "POST", records, map[string]any{"type": "vital-signs", "status": "draft", "content": map[string]any{}}, &draft)
	h.must(err)
	if draft.Sharing != nil || len(draft.Warnings) == 0 {
		t.Errorf("draft = %+v, want nothing decided and a warning that it is empty", draft)
	}
	final := map[string]any{"type": "vital-signs", "status": "final", "content": content("vital-signs")}
	_, err = h.doctor.Do(h.ctx, "PUT", records+"/"+draft.ID, final, nil, "If-Match", `"9"`)
	h.refused(err, "stale")
	_, err = h.doctor.Do(h.ctx, "PUT", records+"/"+draft.ID, final, nil, "If-Match", header.Get("ETag"))
	h.must(err)
	opened := h.read(h.phone(h.wait(before, "sms", p.Phone)))
	if len(opened.Records) != 1 || opened.Records[0].ID != draft.ID {
		t.Errorf("opened %+v, want the vital signs", opened)
	}
	_, err = h.doctor.Do(h.ctx, "PUT", records+"/"+draft.ID, final, nil, "If-Match", `"2"`)
	h.refused(err, "record_final")
	h.once(before, "sms", p.Phone)
}

func TestAReceptionistCannotReadClinicalRecords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	r := h.save(p)
	_, err := h.desk.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records/"+r.ID, nil, nil)
	h.refused(err, "not_found")
	var list struct{ Items []play.Record }
	_, err = h.desk.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records", nil, &list)
	h.must(err)
	if len(list.Items) != 0 {
		t.Errorf("the desk's chart has %d clinical records, want none", len(list.Items))
	}
	_, err = h.desk.Save(h.ctx, p.ID, "vital-signs", content("vital-signs"), nil)
	h.refused(err, "forbidden")
}

func TestAPrescriptionIsSignedByWhoSavesIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	var written struct {
		Prescriber struct{ Name, Qualifications, CouncilRegistrationNumber string }
	}
	h.must(json.Unmarshal(h.save(p).Content, &written))
	if got := written.Prescriber; got.Name != "Dilip Menon" || got.Qualifications != "MBBS" || got.CouncilRegistrationNumber != "TCMC 1234" {
		t.Errorf("prescriber = %+v, want the doctor who saved it, whatever the request said", got)
	}
}

// An owner who registered the practice has no registration number yet.
func TestAPrescriptionByNobodyRegisteredIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	_, err := h.owner.Save(h.ctx, p.ID, "prescription", content("prescription"), nil)
	if refusal, ok := errors.AsType[*play.Problem](err); !ok || refusal.Status != 422 || len(refusal.Fields) != 1 || refusal.Fields[0].Pointer != "/content/prescriber" {
		t.Fatalf("a prescription by somebody without a number: %v, want it refused for its prescriber", err)
	}
	draft := map[string]any{"status": "draft"}
	saved, err := h.owner.Save(h.ctx, p.ID, "prescription", content("prescription"), draft)
	h.must(err)
	if len(saved.Warnings) == 0 || saved.Warnings[len(saved.Warnings)-1].Pointer != "/content/prescriber" {
		t.Errorf("the draft's warnings are %+v, want the prescriber among them", saved.Warnings)
	}
	h.must(h.owner.EnterRegistration(h.ctx, "MBBS, DNB", "TCMC 99"))
	_, err = h.owner.Save(h.ctx, p.ID, "prescription", content("prescription"), nil)
	h.must(err)
	h.wait(before, "sms", p.Phone)
	h.once(before, "sms", p.Phone)
}

func TestAPrescriptionIsWarnedOfAnAllergyThatANoteStated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, other := h.patient(nil), h.patient(nil)
	note, err := h.doctor.Save(h.ctx, p.ID, "clinical-note", json.RawMessage(`{"allergies":[{"text":"Penicillin","severity":"severe"}]}`), nil)
	h.must(err)
	warned := func(p play.Patient) bool {
		for _, w := range h.save(p).Warnings {
			if w.Code == "allergy_conflict" {
				return true
			}
		}
		return false
	}
	if !warned(p) || warned(other) {
		t.Error("want a warning for the patient of the note, and for nobody else")
	}
	var list struct {
		Items []struct{ Text, Severity, RecordID string }
	}
	_, err = h.owner.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/allergies", nil, &list)
	h.must(err)
	if len(list.Items) != 1 || list.Items[0].Text != "Penicillin" || list.Items[0].Severity != "severe" || list.Items[0].RecordID != note.ID {
		t.Errorf("the allergies are %+v, want what the note states", list)
	}
	_, err = h.desk.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/allergies", nil, nil)
	h.refused(err, "forbidden")
}

// Practice and patient stand in full on a printed record, and nowhere before
// the code.
func TestTheLetterheadComesWithTheCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(map[string]any{"name": "Leela Kamala Nambiar", "number": "HFC-7"})
	_, phone := h.share(p)
	var before json.RawMessage
	_, err := phone.Do(h.ctx, "POST", "/api/share-links/open", map[string]any{"token": phone.Token}, &before)
	h.must(err)
	for _, word := range []string{"Kamala", "Nambiar", "Hillside Family Clinic", "HFC-7", "1984"} {
		if strings.Contains(string(before), word) {
			t.Errorf("before the code the page says %s", word)
		}
	}
	head := h.read(phone).Letterhead
	if head.PracticeName != "Hillside Family Clinic" || head.Phone != "+914842123456" || head.PatientName != "Leela Kamala Nambiar" ||
		head.PatientNumber != "HFC-7" || head.Sex != "female" || head.DateOfBirth != "1984-02-29" {
		t.Errorf("the letterhead is %+v", head)
	}
}

func TestSettingsChangeOnlyBehindTheOwnersPassword(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var settings map[string]any
	header, err := h.desk.Do(h.ctx, "GET", "/api/share-settings", nil, &settings)
	h.must(err)
	modes := settings["modes"].(map[string]any)
	if settings["master"] != true || modes["clinical-note"] != "ask" || modes["prescription"] != "on" || len(modes) != 11 {
		t.Errorf("defaults = %v, want everything on and clinical notes ask", settings)
	}
	modes["prescription"] = "off"
	change := map[string]any{"master": true, "quietMinutes": 15, "modes": modes}
	put := func(s *play.Staff, etag string) error {
		_, err := s.Do(h.ctx, "PUT", "/api/share-settings", change, nil, "If-Match", etag)
		return err
	}
	h.refused(put(h.doctor, header.Get("ETag")), "forbidden")
	h.refused(put(h.desk, header.Get("ETag")), "forbidden")
	again := h.staff(h.owner.Email, h.owner.Password)
	h.must(again.SignIn(h.ctx))
	h.refused(put(again, header.Get("ETag")), "step_up_required")
	who := h.session(h.owner)
	h.later(who, 5*time.Minute+time.Second)
	h.refused(put(h.owner, header.Get("ETag")), "step_up_required")
	h.must(h.owner.StepUp(h.ctx))
	h.refused(put(h.owner, `"7"`), "stale")
	h.must(put(h.owner, header.Get("ETag")))

	var history struct {
		Items []struct {
			Before, After *struct{ Version int }
			ChangedByName string
		}
	}
	_, err = h.doctor.Do(h.ctx, "GET", "/api/share-settings/history", nil, &history)
	h.must(err)
	if len(history.Items) != 2 || history.Items[0].After.Version != 2 || history.Items[0].Before.Version != 1 || history.Items[0].ChangedByName != "Omana Pillai" {
		t.Errorf("history = %+v, want the change with who made it", history)
	}
	p := h.patient(nil)
	if got := h.becomes(p, h.save(p), "not-shared"); got.Sharing.Reason != "type_off" || got.Sharing.SettingsVersion != 2 {
		t.Errorf("decision = %+v, want type_off by version 2", got.Sharing)
	}
}

func TestTheLastOwnerCannotBeLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.session(h.owner)
	var staff struct {
		Items []struct {
			ID      string
			Version int
		}
	}
	_, err := h.owner.Do(h.ctx, "GET", "/api/staff", nil, &staff)
	h.must(err)
	versions := map[string]int{}
	for _, m := range staff.Items {
		versions[m.ID] = m.Version
	}
	put := func(id string, body map[string]any) error {
		_, err := h.owner.Do(h.ctx, "PUT", "/api/staff/"+id, body, nil, "If-Match", etag(versions[id]))
		return err
	}
	h.refused(put(who.StaffID, map[string]any{"name": "Omana Pillai", "role": "clinician", "disabled": false}), "last_owner")
	h.refused(put(who.StaffID, map[string]any{"name": "Omana Pillai", "role": "owner", "disabled": true}), "last_owner")
	doctor := h.session(h.doctor).StaffID
	h.must(put(doctor, map[string]any{"name": "Dilip Menon", "role": "clinician", "disabled": true}))
	_, err = h.doctor.Do(h.ctx, "GET", "/api/session", nil, nil)
	h.refused(err, "unauthenticated") // with the very next request
	h.refused(h.doctor.SignIn(h.ctx), "sign_in_failed")
}
