package streamreader_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/streamreader"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/sharing"
	"github.com/chartshare/chartshare/internal/token"
)

// phones counts the messages that went out.
type phones struct{ sent int }

func (p *phones) SendSMS(context.Context, clinic.SMS) (string, error) { p.sent++; return "m", nil }

// TestTheSweepDecidesOnARecordWhoseEventNeverCame tells the whole story: a
// record is saved, its event is lost on the way to the share function, and
// minutes later the sweep finds it in the stream and shares it, once.
func TestTheSweepDecidesOnARecordWhoseEventNeverCame(t *testing.T) {
	r := newRiver(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, saved := t.Context(), time.Now()
	event := func(p clinic.PracticeID, patient clinic.PatientID) clinic.AuditEvent {
		return clinic.AuditEvent{ID: clinic.EventID(id.New(saved)), PracticeID: p, PatientID: patient, RecordedAt: saved}
	}
	practice := clinic.Practice{
		ID: clinic.PracticeID(id.New(saved)), Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata",
		SMSDisplayName: "Sunrise", SharingBeganAt: saved.Add(-time.Hour), CreatedAt: saved, Version: 1,
	}
	owner := clinic.StaffMember{PracticeID: practice.ID, ID: "owner", Name: "Dr Owner", Email: "owner@example.in", Role: clinic.OwnerRole, Version: 1}
	settings := clinic.NewShareSettings(saved)
	must(r.table.RegisterPractice(ctx, practices.Registration{
		Practice: practice, Settings: settings, Owner: owner, Link: clinic.NewPasswordLink(owner, token.New().Hash(), saved), Event: event(practice.ID, ""),
	}))
	patient := clinic.Patient{
		PracticeID: practice.ID, ID: clinic.PatientID(id.New(saved)), Locator: id.Locator(), Name: "Asha Verma", Sex: clinic.Female, Language: clinic.English,
		Phone: clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: saved, VerifiedBy: "x"}, CreatedAt: saved, UpdatedAt: saved, Version: 1,
	}
	must(r.table.CreatePatient(ctx, patient, event(practice.ID, patient.ID)))
	write := func(status clinic.RecordStatus) clinic.Record {
		record := clinic.Record{
			PracticeID: practice.ID, PatientID: patient.ID, ID: clinic.RecordID(id.New(saved)), Version: 1, Type: clinic.ClinicalNoteType, Status: status,
			Origin: clinic.WebOrigin, ShareBox: true, EffectiveAt: saved, CreatedAt: saved, RecordedAt: saved, AuthorID: "owner",
			Content: &clinic.ClinicalNote{FreeText: "seen"}, SettingsAtCreation: settings.For(clinic.ClinicalNoteType),
		}
		must(r.table.CreateRecord(ctx, record))
		return record
	}
	lost := write(clinic.FinalStatus)
	draft := write(clinic.DraftStatus)

	sms := &phones{}
	share := &sharing.Service{
		Ledger: r.table, SMS: sms, Countries: []string{"IN"}, Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler),
		Addresses:  sharing.Addresses{LinkPrefix: "https://r.example.in/s?", WebOrigin: "https://r.example.in", Pepper: token.Pepper("a pepper of the tests")},
		Backoff:    func(int) time.Duration { return time.Minute },
		Transcribe: func(s string) string { return s },
	}
	// As functions/noticesweep has it.
	sweep := func() {
		t.Helper()
		must(share.Sweep(ctx))
		must(r.Read(ctx, func(ctx context.Context, image streamreader.Text) error {
			ref, isRecord, err := dynamostore.ToDecide(image)
			if err != nil || !isRecord {
				return err
			}
			return share.DecideAll(ctx, []clinic.RecordRef{ref})[0]
		}))
	}
	state := func(record clinic.Record) (clinic.ShareState, bool) {
		t.Helper()
		ledger, err := r.table.Ledger(ctx, clinic.PatientRef{Practice: practice.ID, Patient: patient.ID}, time.Time{})
		must(err)
		view, ok := clinic.ViewSharing(record, ledger)
		return view.State, ok
	}

	r.now = time.Now().Add(delay - 5*time.Second)
	sweep()
	if got, _ := state(lost); got != clinic.StateDeciding || sms.sent != 0 {
		t.Errorf("%s with %d messages while the share function has its turn, want deciding and none", got, sms.sent)
	}
	r.now = time.Now().Add(delay + time.Second)
	for range 3 {
		sweep()
	}
	if got, _ := state(lost); got != clinic.StateSent || sms.sent != 1 {
		t.Errorf("%s with %d messages after the sweep, want sent with one", got, sms.sent)
	}
	if got, ok := state(draft); ok {
		t.Errorf("the draft is %s", got)
	}
}
