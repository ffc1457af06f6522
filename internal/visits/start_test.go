package visits_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

var confirmed = clinic.VisitStart{IdentityConfirmed: true, ConsentGiven: true, How: "date of birth and face"}

// notes returns the records of the chart.
func (p *practice) notes(patient clinic.PatientID) []clinic.Record {
	p.t.Helper()
	records, _, err := p.table.Records(p.ctx, p.by.PracticeID, patient, "", 10)
	p.must(err)
	return records
}

func TestIdentityAndConsentAreNotedOnce(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	p.admitted(v, tok, "Ravi")
	for _, start := range []clinic.VisitStart{{}, {IdentityConfirmed: true}, {ConsentGiven: true}} {
		_, err := p.Start(p.ctx, p.by, p.patient, v.ID, start)
		p.wantError(err, clinic.ErrInvalid)
	}
	if n := p.notes(p.patient); len(n) != 0 {
		t.Fatalf("%d notes before anything was confirmed", len(n))
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			_, err := p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
			if err != nil {
				t.Errorf("start: %v", err)
			}
		})
	}
	wg.Wait()
	notes := p.notes(p.patient)
	if len(notes) != 1 {
		t.Fatalf("%d notes, want one", len(notes))
	}
	r := notes[0]
	note, ok := r.Content.(*clinic.ClinicalNote)
	if !ok || note.VisitType != clinic.TeleVisit || r.Status != clinic.FinalStatus || r.ShareBox || r.AuthorID != p.by.StaffID || r.Origin != clinic.WebOrigin {
		t.Errorf("the note is %+v", r)
	}
	if !strings.Contains(note.FreeText, "Identity confirmed before it began: date of birth and face") || !strings.Contains(note.FreeText, "Consent") {
		t.Errorf("it says %q", note.FreeText)
	}
	if _, err := note.Validate(); err != nil {
		t.Errorf("it is not valid: %v", err)
	}
	stored, err := p.Visit(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
	if stored.NoteID != r.ID || stored.StartedAt.IsZero() || stored.StartedByName != p.by.Name {
		t.Errorf("the visit says %+v", stored)
	}
	started := 0
	for _, what := range p.events() {
		if what == "visit_started" {
			started++
		}
	}
	if started != 1 {
		t.Errorf("%d events of the start", started)
	}
}

func TestNobodyIsConfirmedWhoIsNotThere(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	_, err := p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrNotJoined)
	p.joined(v)
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrNobodyAdmitted)
	p.guest(tok, "Ravi")
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrNobodyAdmitted)
	if n := p.notes(p.patient); len(n) != 0 {
		t.Errorf("%d notes", len(n))
	}
}

// A date of birth that is put right between the call and its start counts.
func TestWhoIsAMinorSaysTheChartOfToday(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	p.admitted(v, tok, "Ravi")
	p.change(func(q clinic.Patient) clinic.Patient { q.DateOfBirth = clinic.NewDate(2015, 1, 1); return q })
	read, err := p.Visit(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
	if !read.Minor {
		t.Error("the visit does not say that it is of a minor")
	}
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrInvalid)
	start := confirmed
	start.Guardian = "Sita Verma, mother"
	started, err := p.Start(p.ctx, p.by, p.patient, v.ID, start)
	p.must(err)
	p.change(func(q clinic.Patient) clinic.Patient { q.DateOfBirth = clinic.NewDate(1988, 5, 4); return q })
	if read, err = p.Visit(p.ctx, p.by, p.patient, v.ID); err != nil || !started.Minor || !read.Minor {
		t.Errorf("the visit does not keep that it was of a minor: %v", err)
	}
}

func TestAMinorIsSeenWithAnAdultWhoIsNamed(t *testing.T) {
	p := newPractice(t)
	// 18 on the day after the visit, in the practice's own time.
	p.patient = p.register(func(patient *clinic.Patient) { patient.DateOfBirth = clinic.NewDate(2008, 3, 3) }).ID
	v, tok := p.call()
	if !v.Minor {
		t.Fatal("the visit does not say that it is of a minor")
	}
	p.joined(v)
	p.admitted(v, tok, "Ravi")
	_, err := p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrInvalid)
	with := confirmed
	with.Guardian = "Sita Verma, mother"
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, with)
	p.must(err)
	note, _ := p.notes(p.patient)[0].Content.(*clinic.ClinicalNote)
	if !strings.Contains(note.FreeText, "With the patient: Sita Verma, mother") {
		t.Errorf("the note says %q", note.FreeText)
	}
	tomorrow, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(noon)), noon.Add(24*time.Hour), "")
	p.must(err)
	if tomorrow.Minor {
		t.Error("on their birthday they are of age")
	}
}

func TestEndingEndsTheRoomForAllAtOnce(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	in, inID := p.admitted(v, tok, "Ravi")
	waits, waitsID := p.guest(tok, "Asha")
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(inID)))
	ended, err := p.End(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
	if ended.EndedAt.IsZero() || ended.EndedByName != p.by.Name || ended.State(p.clock.Now()) != clinic.VisitEnded {
		t.Errorf("the visit says %+v", ended)
	}
	for _, cookie := range []string{in, waits} {
		got := p.look(cookie)
		if got.State != clinic.VisitEnded || len(got.Participants)+len(got.Signals)+len(got.IceServers) != 0 {
			t.Errorf("after the end a guest sees %+v", got)
		}
		p.wantError(p.GuestSignal(p.ctx, cookie, offer(inID)), clinic.ErrVisitEnded)
	}
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if room.State != clinic.VisitEnded || len(room.Participants)+len(room.Signals)+len(room.IceServers) != 0 {
		t.Errorf("after the end staff see %+v", room)
	}
	p.wantError(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(inID)), clinic.ErrVisitEnded)
	p.wantError(p.Admit(p.ctx, p.by, p.patient, v.ID, waitsID), clinic.ErrVisitEnded)
	_, err = p.Join(p.ctx, p.by, p.patient, v.ID)
	p.wantError(err, clinic.ErrVisitEnded)
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrVisitEnded)
	_, err = p.SendLink(p.ctx, p.by, p.patient, v.ID)
	p.wantError(err, clinic.ErrVisitEnded)
	_, _, err = p.JoinLobby(p.ctx, tok, "Ravi", in)
	p.wantError(err, clinic.ErrVisitEnded)
	page, err := p.Open(p.ctx, tok)
	p.must(err)
	if page.State != clinic.VisitEnded {
		t.Errorf("the page says %s", page.State)
	}
	again, err := p.End(p.ctx, p.by, p.patient, v.ID)
	p.must(err)
	if !again.EndedAt.Equal(ended.EndedAt) {
		t.Error("ended a second time")
	}
	p.wantEvents("visit_created", "visit_link_sent", "visit_joined", "visit_joined", "visit_admitted", "visit_joined", "visit_ended")
}

// Admitting and ending at the same time leaves nobody in.
func TestNobodyComesInAsTheRoomEnds(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	cookies := make([]string, 3)
	guests := make([]clinic.ParticipantID, 3)
	for i := range guests {
		cookies[i], guests[i] = p.guest(tok, "Guest")
	}
	var wg sync.WaitGroup
	for _, g := range guests {
		wg.Go(func() { _ = p.Admit(p.ctx, p.by, p.patient, v.ID, g) })
	}
	wg.Go(func() {
		if _, err := p.End(p.ctx, p.by, p.patient, v.ID); err != nil {
			t.Errorf("end: %v", err)
		}
	})
	wg.Wait()
	for _, cookie := range cookies {
		if got := p.look(cookie); got.State != clinic.VisitEnded || got.IceServers != nil {
			t.Errorf("after the end: %+v", got)
		}
	}
}
