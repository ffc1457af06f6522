package records_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/records"
)

// file stores a file of the room's patient, in the state.
func (r *room) file(state clinic.FileState) clinic.FileID {
	r.t.Helper()
	f := clinic.File{PracticeID: r.by.PracticeID, PatientID: r.patient, ID: clinic.FileID(id.New(r.now)), State: state, ScanningAt: r.now, Version: 1}
	r.must(r.table.CreateFile(r.ctx, f, clinic.AuditEvent{ID: clinic.EventID(id.New(r.now)), PracticeID: r.by.PracticeID, PatientID: r.patient, RecordedAt: r.now}))
	return f.ID
}

func attached(ids ...clinic.FileID) func(*records.Draft) {
	return func(d *records.Draft) { d.Attachments = ids }
}

func TestARecordKeepsItsFiles(t *testing.T) {
	r := newRoom(t)
	ready, scanning := r.file(clinic.FileReady), r.file(clinic.FileScanning)
	e := r.create(note(attached(ready, scanning)))
	if got := r.stored(e.Record.ID).Attachments; len(got) != 2 || got[0] != ready || got[1] != scanning {
		t.Errorf("stored %v, want %v and %v", got, ready, scanning)
	}
}

func TestWhatIsNoFileOfTheChartIsNotAttached(t *testing.T) {
	r := newRoom(t)
	ready, refused := r.file(clinic.FileReady), r.file(clinic.FileRefused)
	for name, tt := range map[string]struct {
		d    records.Draft
		want string
	}{
		"absent":              {note(attached(ready, "x")), "/attachments/1"},
		"refused":             {note(attached(refused)), "/attachments/0"},
		"twice":               {note(attached(ready, ready)), "/attachments/1"},
		"absent, of a draft":  {note(asDraft, attached("x")), "/attachments/0"},
		"none, of a document": {r.sample(clinic.FileType), "/attachments"},
		"too many":            {note(attached(make([]clinic.FileID, clinic.MaxAttachments+1)...)), "/attachments"},
	} {
		_, err := r.Create(r.ctx, r.by, r.patient, r.newID(), tt.d)
		if fieldCodes(err)[tt.want] == "" {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	draft := r.create(note(asDraft))
	_, err := r.Update(r.ctx, r.by, r.patient, draft.Record.ID, 1, note(attached("x")))
	if fieldCodes(err)["/attachments/0"] == "" {
		t.Errorf("made final with an absent file: %v", err)
	}
	final := r.create(note())
	_, err = r.Amend(r.ctx, r.by, r.patient, final.Record.ID, 1, "forgot the report", note(attached("x")))
	if fieldCodes(err)["/attachments/0"] == "" {
		t.Errorf("amended with an absent file: %v", err)
	}
}

func TestARepeatedRequestHasTheSameFiles(t *testing.T) {
	r := newRoom(t)
	file, key := r.file(clinic.FileReady), r.newID()
	for range 2 {
		_, err := r.Create(r.ctx, r.by, r.patient, key, note(attached(file)))
		r.must(err)
	}
	_, err := r.Create(r.ctx, r.by, r.patient, key, note())
	r.wantError(err, clinic.ErrIdempotencyKeyReused)
}

func TestAnAmendmentKeepsTheFilesUnlessItSaysOtherwise(t *testing.T) {
	r := newRoom(t)
	file := r.file(clinic.FileReady)
	id := r.create(note(attached(file))).Record.ID
	kept, err := r.Amend(r.ctx, r.by, r.patient, id, 1, "a typing mistake", note())
	r.must(err)
	if got := kept.Record.Attachments; len(got) != 1 || got[0] != file {
		t.Errorf("the amended version has %v, want the file of the version before", got)
	}
	dropped, err := r.Amend(r.ctx, r.by, r.patient, id, 2, "another patient's file", note(func(d *records.Draft) { d.Attachments = []clinic.FileID{} }))
	r.must(err)
	if got := dropped.Record.Attachments; len(got) != 0 {
		t.Errorf("the amended version has %v, want none", got)
	}
}
