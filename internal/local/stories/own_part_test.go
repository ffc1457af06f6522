package stories_test

import (
	"strings"
	"testing"
	"time"
)

// ownRecord is what a patient added, as it comes back.
type ownRecord struct{ ID, Type string }

// read is a record of the staff's chart, as far as this story looks.
type readRecord struct {
	Origin, AuthorName string
	Guardian           bool
	Attachments        []string
	Content            struct{ FreeText, Title string }
	Sharing            struct{ State, Reason string }
	Reading            *struct {
		ByName string
		At     time.Time
	}
}

func TestAPatientWritesIntoTheChartAndAClinicianReadsIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	patient := h.inTheChart(p)

	var begun upload
	_, err := patient.Do(h.ctx, "POST", "/api/portal/files", announcement("report.pdf", "application/pdf", pdf()), &begun)
	h.must(err)
	begun.Upload.send(t, pdf())
	h.eventually("the patient's file passes the clinic's gate", func() bool {
		var f struct{ State string }
		_, err := patient.Do(h.ctx, "GET", "/api/portal/files/"+begun.File.ID, nil, &f)
		h.must(err)
		return f.State == "ready"
	})
	var note, report ownRecord
	last := h.last()
	_, err = patient.Do(h.ctx, "POST", "/api/portal/notes", map[string]any{"text": "The rash is back.", "attachments": []string{begun.File.ID}}, &note)
	h.must(err)
	_, err = patient.Do(h.ctx, "POST", "/api/portal/documents", map[string]any{"title": "Letter of the hospital", "category": "discharge-summary", "attachments": []string{begun.File.ID}}, &report)
	h.must(err)

	look := func(id string) (r readRecord) {
		_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records/"+id, nil, &r)
		h.must(err)
		return r
	}
	h.eventually("the note is decided on, and not shared", func() bool { return look(note.ID).Sharing.State == "not-shared" })
	if r := look(note.ID); r.Origin != "patient" || r.Content.FreeText != "The rash is back." || r.Sharing.Reason != "origin_patient" || r.Reading != nil || len(r.Attachments) != 1 {
		t.Errorf("the staff see %+v, want the patient's own, unread", r)
	}
	if r := look(report.ID); r.Origin != "patient" || r.Content.Title != "Letter of the hospital" {
		t.Errorf("the staff see %+v, want the patient's own", r)
	}

	_, err = h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records/"+note.ID+"/reading", nil, nil)
	h.refused(err, "forbidden")
	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records/"+note.ID+"/reading", nil, nil)
	h.must(err)
	var mine struct {
		FromPatient bool
		Reading     *struct{ ByName string }
	}
	_, err = patient.Do(h.ctx, "GET", "/api/portal/records/"+note.ID, nil, &mine)
	h.must(err)
	if !mine.FromPatient || mine.Reading == nil || mine.Reading.ByName == "" {
		t.Errorf("the patient reads %+v, want who has read it", mine)
	}
	_, err = patient.Do(h.ctx, "DELETE", "/api/portal/records/"+note.ID, nil, nil)
	h.refused(err, "read_already")
	_, err = patient.Do(h.ctx, "DELETE", "/api/portal/records/"+report.ID, nil, nil)
	h.must(err)
	if sent := h.sent(last, "sms", p.Phone); len(sent) != 0 {
		t.Errorf("the patient was told of the own notes: %v", sent)
	}
}

func TestAPatientAttachesNothingThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, neighbour := h.register(nil), h.register(nil)
	patient, other := h.inTheChart(p), h.inTheChart(neighbour)
	var theirs, clinics upload
	_, err := other.Do(h.ctx, "POST", "/api/portal/files", announcement("report.pdf", "application/pdf", pdf()), &theirs)
	h.must(err)
	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files", announcement("report.pdf", "application/pdf", pdf()), &clinics)
	h.must(err)
	for name, id := range map[string]string{"another patient's": theirs.File.ID, "the clinic's": clinics.File.ID, "nobody's": newID(time.Now())} {
		_, err := patient.Do(h.ctx, "POST", "/api/portal/notes", map[string]any{"text": "look", "attachments": []string{id}}, nil)
		if err == nil || !strings.Contains(err.Error(), "there is no such file") {
			t.Errorf("%s file is attached: %v", name, err)
		}
		_, err = patient.Do(h.ctx, "GET", "/api/portal/files/"+id, nil, nil)
		h.refused(err, "not_found")
		_, err = patient.Do(h.ctx, "POST", "/api/portal/files/"+id+"/upload", nil, nil)
		h.refused(err, "not_found")
	}
	var note ownRecord
	_, err = patient.Do(h.ctx, "POST", "/api/portal/notes", map[string]any{"text": "mine"}, &note)
	h.must(err)
	_, err = other.Do(h.ctx, "DELETE", "/api/portal/records/"+note.ID, nil, nil)
	h.refused(err, "not_found")
	_, err = other.Do(h.ctx, "GET", "/api/portal/records/"+note.ID, nil, nil)
	h.refused(err, "not_found")
}
