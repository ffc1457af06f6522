package sharing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

func TestASavedRecordReachesItsPatient(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))

	if v := w.view(r); v.State != clinic.StateSent || v.Decision.SettingsVersion != 1 || v.Decision.PhoneVersion != 1 {
		t.Errorf("the records page says %+v, want sent on settings 1 and phone 1", v)
	}
	sms := w.sms.sent[0]
	if sms.To != w.patient.Phone.E164 || !strings.Contains(sms.Body, "Asha V,") || !strings.Contains(sms.Body, "Sunrise Clinic") {
		t.Errorf("SMS = %+v, want first name, initial and practice, to the verified number", sms)
	}
	for _, never := range []string{"Verma", "AMOXICILLIN", "prescription", "pharyngitis"} {
		if strings.Contains(strings.ToLower(sms.Body), strings.ToLower(never)) {
			t.Errorf("the SMS says %q: %s", never, sms.Body)
		}
	}
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Records) != 1 || opened.Records[0].ID != r.ID {
		t.Errorf("the link opened %d records, want the one that was shared", len(opened.Records))
	}
	if v := w.view(r); v.State != clinic.StateOpened {
		t.Errorf("after opening the records page says %s, want opened", v.State)
	}
}

func TestAnEmailGoesBesideTheSMSWhereThereIsAGoodAddress(t *testing.T) {
	w := newWorld(t)
	w.change(func(p clinic.Patient) clinic.Patient { return p.WithEmail("asha@example.in") })
	w.must(w.decide(w.save()))
	if w.email.count() != 1 || w.shares() != 1 {
		t.Errorf("sent %d e-mails and %d SMS, want one of each", w.email.count(), w.shares())
	}
	if m := w.email.sent[0]; m.Unsubscribe == "" || m.Tags["share"] != "1" {
		t.Errorf("e-mail = %+v, want an unsubscribe URL and its tags", m)
	}
}

func TestEveryReasonIsKeptAndNothingIsSent(t *testing.T) {
	tests := []struct {
		want    clinic.Reason
		prepare func(w *world)
		record  func(*clinic.Record)
	}{ // the ten conditions, in their order
		{clinic.CountryNotEnabled, func(w *world) { w.share.Countries = nil }, nil},
		{clinic.BeforeSharingBegan, nil, func(r *clinic.Record) { r.CreatedAt = noon.Add(-time.Second) }},
		{clinic.SharingOff, func(w *world) { w.settings(func(s *clinic.ShareSettings) { s.Master = false }) }, nil},
		{clinic.TypeOff, func(w *world) {
			w.settings(func(s *clinic.ShareSettings) { s.Modes[clinic.PrescriptionType] = clinic.ShareOff })
		}, nil},
		{clinic.BoxUnticked, nil, func(r *clinic.Record) { r.ShareBox = false }},
		{clinic.OriginMobile, nil, func(r *clinic.Record) { r.Origin = clinic.MobileOrigin }},
		{clinic.OriginImport, nil, func(r *clinic.Record) { r.Origin = clinic.ImportOrigin }},
		{clinic.OriginPatient, nil, func(r *clinic.Record) { r.Origin = clinic.PatientOrigin }},
		{clinic.NoPhone, func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("", false, false) })
		}, nil},
		{clinic.PhoneUnverified, func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("+919876500000", true, false) })
		}, nil},
		{clinic.OptedOut, func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { p.OptedOutAt = noon; return p })
		}, nil},
		{clinic.MinorWithoutGuardian, func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { p.DateOfBirth = clinic.NewDate(2008, 3, 3); return p })
		}, nil},
	}
	for _, tt := range tests {
		t.Run(string(tt.want), func(t *testing.T) {
			w := newWorld(t)
			if tt.prepare != nil {
				tt.prepare(w)
			}
			var r clinic.Record
			if tt.record != nil {
				r = w.save(tt.record)
			} else {
				r = w.save()
			}
			w.must(w.decide(r))
			if v := w.view(r); v.State != clinic.StateNotShared || v.Decision.Reason != tt.want {
				t.Errorf("the records page says %s %s, want not-shared %s", v.State, v.Decision.Reason, tt.want)
			}
			if n := w.sms.count() + w.email.count(); n != 0 {
				t.Errorf("%d messages went out, want none", n)
			}
		})
	}
}

func TestAHeldRecordIsNotSharedUntilItsRelease(t *testing.T) {
	w := newWorld(t)
	hold := clinic.Hold{Reason: "to be told in person", By: "s", At: noon, ReleaseAt: noon.Add(time.Hour)}
	held, late := w.save(), w.save()
	for _, r := range []clinic.Record{held, late} {
		w.must(w.table.PutDirective(w.ctx, w.ref, r.ID, clinic.Directive{}.WithHold(hold), w.event(w.ref.Patient)))
	}
	w.clock.pass(time.Hour - time.Second)
	w.must(w.decide(held))
	if v := w.view(held); v.Decision.Reason != clinic.Held || w.sms.count() != 0 {
		t.Errorf("a second before its release: %q and %d messages, want held and none", v.Decision.Reason, w.sms.count())
	}
	w.clock.pass(time.Second)
	w.must(w.decide(late))
	if v := w.view(late); v.State != clinic.StateSent {
		t.Errorf("decided on at its release: %s, want sent", v.State)
	}
}

func TestAPrescriptionGoesWithoutItsNote(t *testing.T) {
	w := newWorld(t)
	prescription := w.save()
	unticked := w.save(note, func(r *clinic.Record) { r.ShareBox = false })
	w.must(w.decide(prescription, unticked))
	if v := w.view(unticked); v.Decision.Reason != clinic.BoxUnticked {
		t.Errorf("the note's reason is %q, want box_unticked", v.Decision.Reason)
	}
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Records) != 1 || opened.Records[0].Type != clinic.PrescriptionType {
		t.Errorf("the patient reads %d records, want the prescription alone", len(opened.Records))
	}
}

func TestADraftIsNotDecidedOn(t *testing.T) {
	w := newWorld(t)
	r := w.save(func(r *clinic.Record) { r.Status = clinic.DraftStatus })
	w.must(w.decide(r))
	if len(w.ledger()) != 0 || w.sms.count() != 0 {
		t.Error("a draft was decided on")
	}
}

func TestOffAndOnActOnRecordsCreatedAfterwards(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *clinic.ShareSettings) { s.Master = false })
	before := w.save()
	w.settings(func(s *clinic.ShareSettings) { s.Master = true })
	after := w.save()
	w.must(w.decide(before, after))
	if v := w.view(before); v.Decision.Reason != clinic.SharingOff {
		t.Errorf("a record of the time when sharing was off: %q, want sharing_off", v.Decision.Reason)
	}
	if v := w.view(after); v.State != clinic.StateSent {
		t.Errorf("a record of the time when it is on: %s, want sent", v.State)
	}
}

func TestFiftyDeliveriesAtOnceTellOnce(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if err := w.decide(r); err != nil && !errors.Is(err, clinic.ErrStale) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if w.shares() != 1 || len(w.ledger()) != 1 {
		t.Errorf("%d messages and %d entries, want one of each", w.shares(), len(w.ledger()))
	}
}

func TestABatchCutDifferentlyTheSecondTimeTellsOnce(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.save(), w.save(), w.save()
	w.must(w.decide(a, b, c))
	w.clock.pass(3 * time.Hour) // the quiet period is long over
	w.must(w.decide(c))
	w.must(w.decide(b, c))
	if w.shares() != 1 {
		t.Errorf("%d messages, want one", w.shares())
	}
}

func TestLaterSharesJoinTheOpenNoticeSilently(t *testing.T) {
	w := newWorld(t)
	first := w.save()
	w.must(w.decide(first))
	w.clock.pass(clinic.DefaultQuietPeriod - time.Second)
	second := w.save()
	w.must(w.decide(second))
	w.clock.pass(time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Errorf("%d messages, want one: the link had not been opened", w.shares())
	}
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Records) != 2 {
		t.Errorf("the link opened %d records, want both", len(opened.Records))
	}
}

func TestTheQuietPeriodEndsAtItsInstant(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save()))
	w.clock.pass(clinic.DefaultQuietPeriod)
	w.must(w.decide(w.save()))
	if w.shares() != 2 || len(w.ledger()) != 2 {
		t.Errorf("%d messages in %d entries, want a second notice", w.shares(), len(w.ledger()))
	}
}

func TestAQuietPeriodOfNothingTellsOfEachVisit(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *clinic.ShareSettings) { s.QuietPeriod = 0 })
	w.must(w.decide(w.save()))
	w.must(w.decide(w.save()))
	if w.shares() != 2 {
		t.Errorf("%d messages, want two", w.shares())
	}
}

func TestThePatientIsToldAgainOnlyOfWhatCameAfterOpening(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save()))
	_, err := w.open(w.link())
	w.must(err)
	w.clock.pass(time.Minute)
	w.must(w.decide(w.save()))
	w.clock.pass(clinic.DefaultQuietPeriod - time.Minute - time.Second)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Fatalf("%d messages before the quiet period ended, want one", w.shares())
	}
	w.clock.pass(time.Second)
	w.must(w.share.Sweep(w.ctx))
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 2 {
		t.Fatalf("%d messages after it, want two", w.shares())
	}
	opened, err := w.open(w.link())
	w.must(err)
	if len(opened.Records) != 2 {
		t.Errorf("the second link opened %d records, want both", len(opened.Records))
	}
}

func TestSiblingsOnOneNumberGetNoticesOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	mother := w.ref
	w.must(w.decide(w.save()))
	child := w.register(func(p *clinic.Patient) {
		p.Name, p.DateOfBirth, p.Phone.IsGuardians = "Kabir Verma", clinic.NewDate(2020, 1, 1), true
	})
	motherLink := w.link()
	w.ref.Patient = child.ID
	r := w.save()
	w.must(w.decide(r))
	if w.shares() != 2 || !strings.Contains(w.sms.sent[len(w.sms.sent)-1].Body, "Kabir V,") {
		t.Errorf("the child's notice does not name the child: %+v", w.sms.sent)
	}
	w.clock.pass(time.Minute)
	opened, err := w.open(motherLink)
	w.must(err)
	if opened.Patient.ID != mother.Patient || len(opened.Records) != 1 || opened.Records[0].ID == r.ID {
		t.Error("the mother's link shows the child's record")
	}
}

// ledger is embedded under another name than the method that it has.
type ledger = sharing.Ledger

// barrier runs a change between two steps of the share function.
type barrier struct {
	ledger
	afterAppend func()
}

func (b *barrier) AppendShare(ctx context.Context, e clinic.ShareEntry) error {
	err := b.ledger.AppendShare(ctx, e)
	if b.afterAppend != nil {
		b.afterAppend()
	}
	return err
}

func TestWhatChangesBetweenDecidingAndSendingStopsTheMessage(t *testing.T) {
	changes := map[clinic.Reason]func(w *world){ //nolint:exhaustive // those that can change in between
		clinic.SharingOff: func(w *world) { w.settings(func(s *clinic.ShareSettings) { s.Master = false }) },
		clinic.TypeOff: func(w *world) {
			w.settings(func(s *clinic.ShareSettings) { s.Modes[clinic.PrescriptionType] = clinic.ShareOff })
		},
		clinic.PhoneUnverified: func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("+919876500000", true, false) })
		},
		clinic.OptedOut: func(w *world) { w.change(func(p clinic.Patient) clinic.Patient { p.OptedOutAt = noon; return p }) },
		clinic.NoPhone: func(w *world) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("", false, false) })
		},
	}
	for want, change := range changes {
		t.Run(string(want), func(t *testing.T) {
			w := newWorld(t)
			w.share.Ledger = &barrier{w.table, func() { change(w) }}
			r := w.save()
			w.must(w.decide(r))
			w.clock.pass(24 * time.Hour)
			w.share.Ledger = w.table
			w.must(w.share.Sweep(w.ctx))
			if w.sms.count() != 0 {
				t.Errorf("a message went out after %s", want)
			}
			if v := w.view(r); v.State != clinic.StateNotShared || v.Decision.Reason != want {
				t.Errorf("the records page says %s %s, want not-shared %s", v.State, v.Decision.Reason, want)
			}
		})
	}
}

func TestARecordThatCannotBeReadHoldsUpNobody(t *testing.T) {
	w := newWorld(t)
	good := w.save()
	poison := clinic.RecordRef{PatientRef: clinic.PatientRef{Practice: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Patient: "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, Record: "x", Version: 1}
	errs := w.share.DecideAll(w.ctx, []clinic.RecordRef{poison, {PatientRef: w.ref, Record: good.ID, Version: 1}, poison})
	if got := fmt.Sprint(errs[0] != nil, errs[1] != nil, errs[2] != nil); got != "true false true" {
		t.Errorf("failed = %s, want the poison alone to fail", got)
	}
	if w.shares() != 1 {
		t.Errorf("%d messages, want one", w.shares())
	}
}
