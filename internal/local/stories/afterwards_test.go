package stories_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// at is the path of something about a record.
func at(p play.Patient, r play.Record, act string) string {
	return "/api/patients/" + p.ID + "/records/" + r.ID + act
}

// amend has the doctor correct a prescription.
func (h *house) amend(p play.Patient, r play.Record) play.Record {
	h.t.Helper()
	var next play.Record
	_, err := h.doctor.Do(h.ctx, "POST", at(p, r, "/amendments"),
		map[string]any{"type": r.Type, "reason": "the dose was wrong", "content": content(r.Type)}, &next, "If-Match", etag(r.Version))
	h.must(err)
	return next
}

// again has the phone's owner read the records of the open session.
func (h *house) again(p *play.Phone) play.Opened {
	h.t.Helper()
	var opened play.Opened
	_, err := p.Do(h.ctx, "GET", "/api/share-links/records", nil, &opened)
	h.must(err)
	return opened
}

func TestACorrectionReachesWhoeverHasReadTheOldVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	r, phone := h.share(p)
	h.read(phone)
	cloud.age(t, chartOf(h.practice, p.ID), "SHARE#", time.Hour) // another visit
	before := h.last()
	second := h.amend(p, r)
	if second.Status != "amended" || second.Version != 2 {
		t.Errorf("the new version is %s %d", second.Status, second.Version)
	}
	told := h.phone(h.wait(before, "sms", p.Phone))
	if told.Token == phone.Token {
		t.Error("the second message carries the first one's link")
	}
	old := h.again(phone)
	if len(old.Records) != 1 || !old.Records[0].Corrected {
		t.Errorf("behind the old link: %+v, want the corrected version", old.Records)
	}
	var versions struct{ Items []play.Record }
	_, err := h.doctor.Do(h.ctx, "GET", at(p, r, "/versions"), nil, &versions)
	h.must(err)
	if len(versions.Items) != 2 || versions.Items[1].Version != 1 {
		t.Errorf("%d versions are readable, want both", len(versions.Items))
	}
	_, err = h.doctor.Do(h.ctx, "PUT", at(p, r, ""), record(), nil, "If-Match", etag(2))
	h.refused(err, "record_final")
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/amendments"), bodies["amendRecord"](""), nil, "If-Match", etag(1))
	if statusOf(err) != http.StatusPreconditionFailed {
		t.Errorf("an amendment of a version that is not the newest: %v, want 412", err)
	}
}

func TestARecordEnteredInErrorIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	r, phone := h.share(p)
	h.read(phone)
	var gone play.Record
	_, err := h.doctor.Do(h.ctx, "POST", at(p, r, "/entered-in-error"), reasonBody(""), &gone, "If-Match", etag(1))
	h.must(err)
	h.eventually("the link is withdrawn", func() bool {
		page, err := phone.Open(h.ctx)
		h.must(err)
		return page.State == "withdrawn"
	})
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/entered-in-error"), reasonBody(""), nil, "If-Match", etag(gone.Version))
	h.refused(err, "record_ended")
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/amendments"), bodies["amendRecord"](""), nil, "If-Match", etag(gone.Version))
	h.refused(err, "record_ended")
	var shown struct {
		Sharing struct {
			State, Reason, EverOpenedAt string
		}
	}
	_, err = h.doctor.Do(h.ctx, "GET", at(p, r, ""), nil, &shown)
	h.must(err)
	if shown.Sharing.Reason != "entered_in_error" || shown.Sharing.EverOpenedAt == "" {
		t.Errorf("staff see %+v, want that it was opened before", shown.Sharing)
	}
}

func TestAHeldRecordIsSharedWhenItIsReleased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	r, err := h.doctor.Save(h.ctx, p.ID, "prescription", content("prescription"), map[string]any{
		"hold": map[string]any{"reason": "the result is told in person first"},
	})
	h.must(err)
	if held := h.becomes(p, r, "not-shared"); held.Sharing.Reason != "held" {
		t.Errorf("not shared because %s, want held", held.Sharing.Reason)
	}
	_, err = h.desk.Do(h.ctx, "DELETE", at(p, r, "/hold"), nil, nil)
	h.refused(err, "forbidden")
	_, err = h.doctor.Do(h.ctx, "DELETE", at(p, r, "/hold"), nil, nil)
	h.must(err)
	h.wait(before, "sms", p.Phone)
	h.becomes(p, r, "sent", "delivered")
	_, err = h.doctor.Do(h.ctx, "DELETE", at(p, r, "/hold"), nil, nil)
	h.refused(err, "not_held")
	h.once(before, "sms", p.Phone)
}

func TestAHoldWithADateEndsByItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	r, err := h.doctor.Save(h.ctx, p.ID, "prescription", content("prescription"), map[string]any{
		"hold": map[string]any{"reason": "until the patient was called", "releaseAt": time.Now().Add(24 * time.Hour)},
	})
	h.must(err)
	h.becomes(p, r, "not-shared")
	cloud.age(t, chartOf(h.practice, p.ID), "RECORD#"+r.ID+"#DIRECTIVE", 24*time.Hour)
	cloud.sweep(t)
	h.wait(before, "sms", p.Phone)
	h.becomes(p, r, "sent", "delivered")
	h.once(before, "sms", p.Phone)
}

func TestShareNowSharesWhatWasLeftUnshared(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	r := h.save(p)
	if got := h.becomes(p, r, "not-shared"); got.Sharing.Reason != "phone_unverified" {
		t.Fatalf("not shared because %s", got.Sharing.Reason)
	}
	_, err := h.doctor.Do(h.ctx, "POST", at(p, r, "/share"), nil, nil)
	h.refused(err, "phone_unverified")
	_, _, err = h.desk.VerifyPhone(h.ctx, p)
	h.must(err)
	before := h.last()
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/share"), nil, nil)
	h.must(err)
	opened := h.read(h.phone(h.wait(before, "sms", p.Phone)))
	if len(opened.Records) != 1 || opened.Records[0].ID != r.ID {
		t.Errorf("opened %+v, want the one record", opened.Records)
	}
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/share"), nil, nil)
	h.refused(err, "already_shared")
}

func TestARecalledShareSaysSoAndWhetherItWasOpened(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	r, phone := h.share(p)
	h.read(phone)
	h.becomes(p, r, "opened")
	_, err := h.doctor.Do(h.ctx, "POST", at(p, r, "/recall"), reasonBody(""), nil)
	h.must(err)
	page, err := phone.Open(h.ctx)
	h.must(err)
	if page.State != "withdrawn" {
		t.Errorf("the link says %s, want withdrawn", page.State)
	}
	_, err = phone.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
	h.becomes(p, r, "withdrawn")
	_, err = h.doctor.Do(h.ctx, "POST", at(p, r, "/recall"), reasonBody(""), nil)
	h.refused(err, "not_shared")
}

func TestThePreviewIsWhatThePatientReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	note, err := h.doctor.Save(h.ctx, p.ID, "clinical-note", []byte(`{"freeText":"seen","privateNote":"not for the patient"}`), nil)
	h.must(err)
	var preview struct {
		Person     string
		Letterhead struct{ PatientName string }
		Record     struct{ Content map[string]any }
	}
	_, err = h.doctor.Do(h.ctx, "GET", at(p, note, "/preview"), nil, &preview)
	h.must(err)
	if preview.Person != "Leela N" || preview.Letterhead.PatientName != "Leela Nambiar" || preview.Record.Content["freeText"] != "seen" || preview.Record.Content["privateNote"] != nil {
		t.Errorf("the preview shows %+v", preview)
	}
}

func TestWhoNeverOpensIsRemindedOnceAndThenStandsOnTheWorklist(t *testing.T) {
	h := newHouse(t)
	p := h.patient(nil)
	before := h.last()
	h.share(p)
	var list struct {
		Items []struct {
			Patient struct{ ID string }
			Seq     int
			Trouble string
		}
	}
	read := func() int {
		_, err := h.doctor.Do(h.ctx, "GET", "/api/sharing-worklist", nil, &list)
		h.must(err)
		return len(list.Items)
	}
	if read() != 0 {
		t.Fatal("a message that has just gone out is on the worklist")
	}
	h.eventually("the message is settled", func() bool { return len(h.sent(before, "sms", p.Phone)) == 1 })
	cloud.age(t, chartOf(h.practice, p.ID), "SHARE#", 24*time.Hour)
	cloud.sweep(t)
	cloud.sweep(t)
	h.eventually("the reminder", func() bool { return len(h.sent(before, "sms", p.Phone)) == 2 })
	h.eventually("the worklist", func() bool { return read() == 1 })
	if got := list.Items[0]; got.Trouble != "never-opened" || got.Patient.ID != p.ID {
		t.Errorf("the worklist shows %+v", got)
	}
	_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/shares/1/done", nil, nil)
	h.must(err)
	h.eventually("an empty worklist", func() bool { return read() == 0 })
	cloud.sweep(t)
	if n := len(h.sent(before, "sms", p.Phone)); n != 2 {
		t.Errorf("%d messages, want two: the reminder goes once", n)
	}
}

func TestTheSharingScreenSaysWhyInWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(map[string]any{"phone": nil})
	r := h.save(p)
	h.becomes(p, r, "not-shared")
	var screen struct {
		PhoneStatus string
		Today       string
		Explanation struct{ Text, NextStep string }
		Items       []struct {
			Decisions []struct {
				RecordID, Reason string
				Explanation      struct{ Text, NextStep string }
				SettingsVersion  int
			}
		}
		Settings []struct{ Version int }
	}
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/sharing", nil, &screen)
	h.must(err)
	if screen.Today != "no_phone" || screen.Explanation.NextStep != "enter-phone" || len(screen.Items) != 1 {
		t.Fatalf("the screen says %+v", screen)
	}
	d := screen.Items[0].Decisions[0]
	if d.RecordID != r.ID || d.Reason != "no_phone" || d.Explanation.Text == "" || len(screen.Settings) != 1 || screen.Settings[0].Version != d.SettingsVersion {
		t.Errorf("the decision says %+v beside %+v", d, screen.Settings)
	}
}
