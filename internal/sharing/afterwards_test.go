package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// amend stores a corrected version of r.
func (w *world) amend(r clinic.Record, change ...func(*clinic.Record)) clinic.Record {
	w.t.Helper()
	next := r
	next.Version, next.Status, next.Reason, next.RecordedAt = r.Version+1, clinic.AmendedStatus, "the dose was wrong", w.clock.Now()
	for _, f := range change {
		f(&next)
	}
	w.must(w.table.AppendRecord(w.ctx, next))
	return next
}

// inError marks r as entered in error.
func (w *world) inError(r clinic.Record) clinic.Record {
	return w.amend(r, func(n *clinic.Record) { n.Status = clinic.EnteredInErrorStatus })
}

// hour passes the quiet period, so that what follows is another visit.
func (w *world) hour() { w.clock.pass(time.Hour) }

func onlyRecord(t *testing.T, o sharing.Opened) sharing.SharedRecord {
	t.Helper()
	if len(o.Records) != 1 {
		t.Fatalf("%d records were opened, want 1", len(o.Records))
	}
	return o.Records[0]
}

func (w *world) opened(link string) sharing.Opened {
	w.t.Helper()
	w.clock.pass(time.Minute) // codes are half a minute apart
	o, err := w.open(link)
	w.must(err)
	return o
}

func TestACorrectionIsToldOfOnlyIfTheFormerVersionWasOpened(t *testing.T) {
	t.Run("unopened: silently, behind the same link", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		w.hour()
		second := w.amend(r)
		w.must(w.decide(second))
		if w.shares() != 1 || len(w.ledger()) != 1 {
			t.Errorf("%d messages and %d lines, want one of each", w.shares(), len(w.ledger()))
		}
		got := onlyRecord(t, w.opened(w.link()))
		if got.Version != 2 || !got.Corrected {
			t.Errorf("the link shows version %d, corrected %v; want the corrected second", got.Version, got.Corrected)
		}
	})
	t.Run("opened: told again", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		first := w.link()
		w.opened(first)
		w.hour()
		w.must(w.decide(w.amend(r)))
		if w.shares() != 2 || w.link() == first {
			t.Fatalf("%d messages, want a second one with a link of its own", w.shares())
		}
		for name, link := range map[string]string{"new": w.link(), "old": first} {
			if got := onlyRecord(t, w.opened(link)); got.Version != 2 || !got.Corrected {
				t.Errorf("the %s link shows version %d, corrected %v; want the corrected second", name, got.Version, got.Corrected)
			}
		}
	})
	t.Run("opened within the quiet period: told at its end", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		w.opened(w.link())
		w.must(w.decide(w.amend(r)))
		if w.shares() != 1 {
			t.Errorf("%d messages within the quiet period, want 1", w.shares())
		}
		w.hour()
		w.must(w.share.Sweep(w.ctx))
		if w.shares() != 2 {
			t.Errorf("%d messages at the end of the quiet period, want 2", w.shares())
		}
	})
	t.Run("the old link expired unopened: told with a new one", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		w.clock.pass(clinic.ShareLinkLifetime)
		w.must(w.decide(w.amend(r)))
		if w.shares() != 2 {
			t.Errorf("%d messages, want a second", w.shares())
		}
	})
}

func TestACorrectionThatIsNotSharedHidesTheOldVersion(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.hour()
	second := w.amend(r, func(r *clinic.Record) { r.ShareBox = false })
	w.must(w.decide(second))
	if v := w.view(second); v.State != clinic.StateNotShared || v.Decision.Reason != clinic.BoxUnticked {
		t.Errorf("the second version is %s, %s", v.State, v.Decision.Reason)
	}
	if got := onlyRecord(t, w.opened(w.link())); !got.Withdrawn {
		t.Error("the old version, known to be wrong, is still shown")
	}
}

func TestACorrectionFollowsItsFormerVersionWhateverWasSetAtCreation(t *testing.T) {
	w := newWorld(t)
	r := w.save(func(r *clinic.Record) { r.Origin = clinic.ImportOrigin })
	w.must(w.decide(r))
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.must(w.decide(r))
	w.hour()
	w.must(w.decide(w.amend(r)))
	if v := w.view(clinic.Record{ID: r.ID, Version: 2, Status: clinic.AmendedStatus}); v.State == clinic.StateNotShared {
		t.Errorf("not shared: %s", v.Decision.Reason)
	}
}

func TestEnteredInErrorTakesTheRecordBack(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	other := w.save(note)
	w.must(w.decide(r, other))
	link := w.link()
	w.opened(link)
	w.hour()
	gone := w.inError(r)
	w.must(w.decide(gone))
	w.must(w.decide(gone)) // the stream may bring it twice
	if w.shares() != 1 {
		t.Errorf("%d messages, want none about an error", w.shares()-1)
	}
	o := w.opened(link)
	for _, got := range o.Records {
		if want := got.ID == r.ID; got.Withdrawn != want {
			t.Errorf("%s: withdrawn %v, want %v", got.Type, got.Withdrawn, want)
		}
	}
	if v := w.view(gone); v.Decision.Reason != clinic.EnteredInError || v.EverOpenedAt.IsZero() {
		t.Errorf("staff see %s, opened before %v; want entered_in_error and that it was opened", v.Decision.Reason, v.EverOpenedAt)
	}
}

func TestAVersionThatWasSupersededBeforeItsDecisionIsNotShared(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	gone := w.inError(r)
	w.must(w.decide(gone)) // the later version comes first
	w.must(w.decide(r))
	if v := w.view(r); v.Decision.Reason != clinic.Superseded || w.shares() != 0 {
		t.Errorf("%s, %d messages; want superseded and none", v.Decision.Reason, w.shares())
	}
}

func TestRecallTakesBackWhatWasShared(t *testing.T) {
	w := newWorld(t)
	r, kept := w.save(), w.save(note)
	w.must(w.decide(r, kept))
	link := w.link()
	session := w.opened(link).Session
	w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "wrong patient"))
	v := w.view(r)
	if v.State != clinic.StateWithdrawn || v.OpenedAt.IsZero() {
		t.Errorf("the chart says %s, opened %v; want withdrawn, and that it was opened", v.State, v.OpenedAt)
	}
	if d := v.Decision; d.WithdrawnFor != "wrong patient" || d.WithdrawnBy != "doctor" {
		t.Errorf("taken back by %q for %q", d.WithdrawnBy, d.WithdrawnFor)
	}
	again, err := w.links.Records(w.ctx, session)
	w.must(err)
	for _, got := range again.Records {
		if want := got.ID == r.ID; got.Withdrawn != want {
			t.Errorf("an open session shows %s with withdrawn %v, want %v", got.Type, got.Withdrawn, want)
		}
	}
	wantError(t, w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "again"), clinic.ErrNotShared)

	w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, kept.ID, "also"))
	page, err := w.links.Page(w.ctx, link)
	w.must(err)
	if page.State != sharing.PageWithdrawn {
		t.Errorf("with nothing left the link says %s, want withdrawn", page.State)
	}
	if _, err := w.links.Records(w.ctx, session); err == nil {
		t.Error("the session of a withdrawn link still opens")
	}
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Error("a withdrawn notice was reminded of")
	}
}

func TestRecallReachesEveryNoticeAndCanBeSharedAnew(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	first := w.link()
	w.opened(first)
	w.hour()
	second := w.amend(r)
	w.must(w.decide(second))
	later := w.link()
	w.must(w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "wrong"))
	for _, link := range []string{first, later} {
		page, err := w.links.Page(w.ctx, link)
		w.must(err)
		if page.State != sharing.PageWithdrawn {
			t.Errorf("a link says %s, want withdrawn", page.State)
		}
	}
	w.hour()
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.must(w.decide(second))
	if got := onlyRecord(t, w.opened(w.link())); got.Withdrawn || got.Version != 2 {
		t.Errorf("shared anew: withdrawn %v, version %d", got.Withdrawn, got.Version)
	}
	page, err := w.links.Page(w.ctx, first)
	w.must(err)
	if page.State != sharing.PageWithdrawn {
		t.Error("the old link came back to life")
	}
}

func TestAHoldKeepsBackAndHides(t *testing.T) {
	t.Run("until its date", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		release := w.clock.Now().Add(48 * time.Hour)
		w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "to be told in person", release))
		w.must(w.decide(r))
		if v := w.view(r); v.Decision.Reason != clinic.Held {
			t.Fatalf("held: %s", v.Decision.Reason)
		}
		w.clock.pass(48*time.Hour - time.Second)
		w.must(w.share.Sweep(w.ctx))
		w.must(w.decide(r))
		if w.shares() != 0 {
			t.Fatal("told a second before the date")
		}
		w.clock.pass(time.Second)
		w.must(w.share.Sweep(w.ctx))
		w.must(w.share.Sweep(w.ctx))
		w.must(w.decide(r))
		w.must(w.decide(r))
		if w.shares() != 1 {
			t.Errorf("%d messages after the date, want 1", w.shares())
		}
	})
	t.Run("until somebody releases it", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		wantError(t, w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID), clinic.ErrNotHeld)
		w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
		w.must(w.decide(r))
		w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
		w.must(w.decide(r))
		if w.shares() != 1 {
			t.Errorf("%d messages, want 1", w.shares())
		}
	})
	t.Run("of what was shared: hidden, and back again without a message", func(t *testing.T) {
		w := newWorld(t)
		r := w.save()
		w.must(w.decide(r))
		w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
		if got := onlyRecord(t, w.opened(w.link())); !got.Withdrawn {
			t.Error("a held record is shown")
		}
		w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
		w.must(w.decide(r))
		if got := onlyRecord(t, w.opened(w.link())); got.Withdrawn || w.shares() != 1 {
			t.Errorf("released: withdrawn %v, %d messages", got.Withdrawn, w.shares())
		}
	})
	t.Run("a record that is otherwise not shared stays so after the release", func(t *testing.T) {
		w := newWorld(t)
		r := w.save(func(r *clinic.Record) { r.ShareBox = false })
		w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
		w.must(w.decide(r))
		w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
		w.must(w.decide(r))
		if w.shares() != 0 {
			t.Error("a hold's release shared what was not to be shared")
		}
	})
}

func TestShareNowSharesOneRecordByAnExplicitAct(t *testing.T) {
	w := newWorld(t)
	r := w.save(func(r *clinic.Record) { r.ShareBox = false })
	untouched := w.save(func(r *clinic.Record) { r.ShareBox = false })
	w.must(w.decide(r, untouched))
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	for range 3 {
		w.must(w.decide(r))
	}
	if w.shares() != 1 {
		t.Fatalf("%d messages, want 1", w.shares())
	}
	if v := w.view(r); v.State != clinic.StateSent || v.Decision.AskedBy != "doctor" {
		t.Errorf("the chart says %s, by %q", v.State, v.Decision.AskedBy)
	}
	if got := onlyRecord(t, w.opened(w.link())); got.ID != r.ID {
		t.Error("another record was shared with it")
	}
	wantError(t, w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID), clinic.ErrAlreadyShared)
}

func TestShareNowDoesNotOverruleWhatStandsAgainstItToday(t *testing.T) {
	tests := []struct {
		name   string
		before func(*world, clinic.Record)
		want   clinic.Reason
	}{
		{"the owner has switched everything off", func(w *world, _ clinic.Record) { w.settings(func(s *clinic.ShareSettings) { s.Master = false }) }, clinic.SharingOff},
		{"the owner has switched the type off", func(w *world, r clinic.Record) {
			w.settings(func(s *clinic.ShareSettings) { s.Modes[r.Type] = clinic.ShareOff })
		}, clinic.TypeOff},
		{"somebody holds it", func(w *world, r clinic.Record) {
			w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
		}, clinic.Held},
		{"the patient opted out", func(w *world, _ clinic.Record) {
			w.change(func(p clinic.Patient) clinic.Patient { p.OptedOutAt = w.clock.Now(); return p })
		}, clinic.OptedOut},
		{"no number", func(w *world, _ clinic.Record) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("", false, false) })
		}, clinic.NoPhone},
		{"not verified", func(w *world, _ clinic.Record) {
			w.change(func(p clinic.Patient) clinic.Patient { return p.WithContact("+919812345678", true, false) })
		}, clinic.PhoneUnverified},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.save(func(r *clinic.Record) { r.ShareBox = false })
			w.must(w.decide(r))
			tt.before(w, r)
			wantError(t, w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID), &clinic.Error{Code: string(tt.want)})
			w.must(w.decide(r))
			if w.shares() != 0 {
				t.Error("a message went out")
			}
		})
	}
}

func TestEveryActIsRefusedFromEveryWrongState(t *testing.T) {
	acts := map[string]func(*world, clinic.Record) error{
		"hold": func(w *world, r clinic.Record) error {
			return w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{})
		},
		"release": func(w *world, r clinic.Record) error { return w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID) },
		"share":   func(w *world, r clinic.Record) error { return w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID) },
		"recall":  func(w *world, r clinic.Record) error { return w.desk.Recall(w.ctx, w.doctor, w.ref.Patient, r.ID, "x") },
	}
	want := map[string]*clinic.Error{
		"hold entered-in-error": clinic.ErrRecordEnded,
		"release draft":         clinic.ErrNotHeld, "release final": clinic.ErrNotHeld, "release entered-in-error": clinic.ErrNotHeld,
		"share draft": clinic.ErrRecordDraft, "share entered-in-error": clinic.ErrRecordEnded,
		"recall draft": clinic.ErrNotShared, "recall final": clinic.ErrNotShared, "recall entered-in-error": clinic.ErrNotShared,
	}
	for name, act := range acts {
		for _, status := range []clinic.RecordStatus{clinic.DraftStatus, clinic.FinalStatus, clinic.EnteredInErrorStatus} {
			t.Run(name+" "+string(status), func(t *testing.T) {
				w := newWorld(t)
				r := w.save(func(r *clinic.Record) { r.Status, r.ShareBox = status, false })
				w.must(w.decide(r))
				err := act(w, r)
				if e := want[name+" "+string(status)]; e != nil {
					wantError(t, err, e)
				} else {
					w.must(err)
				}
			})
		}
	}
}

func TestNobodyButCliniciansActsOnShares(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	for name, by := range map[string]clinic.Actor{
		"nobody": {}, "a receptionist": {PracticeID: w.ref.Practice, StaffID: "desk", Role: clinic.ReceptionistRole},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, w.desk.Hold(w.ctx, by, w.ref.Patient, r.ID, "x", time.Time{}), clinic.ErrForbidden)
			wantError(t, w.desk.Release(w.ctx, by, w.ref.Patient, r.ID), clinic.ErrForbidden)
			wantError(t, w.desk.ShareNow(w.ctx, by, w.ref.Patient, r.ID), clinic.ErrForbidden)
			wantError(t, w.desk.Recall(w.ctx, by, w.ref.Patient, r.ID, "x"), clinic.ErrForbidden)
			wantError(t, w.desk.Done(w.ctx, by, w.ref.Patient, 1), clinic.ErrForbidden)
			_, _, err := w.desk.Worklist(w.ctx, by, "")
			wantError(t, err, clinic.ErrForbidden)
			_, err = w.desk.History(w.ctx, by, w.ref.Patient, 0)
			wantError(t, err, clinic.ErrForbidden)
		})
	}
	stranger := clinic.Actor{PracticeID: "01KJMPWR00HPWY4RQP39J4WCKX", StaffID: "s", Role: clinic.OwnerRole}
	wantError(t, w.desk.Recall(w.ctx, stranger, w.ref.Patient, r.ID, "x"), clinic.ErrNotFound)
	wantError(t, w.desk.ShareNow(w.ctx, stranger, w.ref.Patient, r.ID), clinic.ErrNotFound)
	_, err := w.desk.History(w.ctx, stranger, w.ref.Patient, 0)
	wantError(t, err, clinic.ErrNotFound)
}

func TestALinkIsNotSentAgainToWhatIsHeld(t *testing.T) {
	w := newWorld(t)
	r := w.save()
	w.must(w.decide(r))
	w.must(w.desk.Hold(w.ctx, w.doctor, w.ref.Patient, r.ID, "x", time.Time{}))
	wantError(t, w.links.Resend(w.ctx, w.doctor, w.ref.Patient), &clinic.Error{Code: string(clinic.Held)})
	w.must(w.desk.Release(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.must(w.links.Resend(w.ctx, w.doctor, w.ref.Patient))
}

func TestShareNowPressedTwiceTellsOnce(t *testing.T) {
	w := newWorld(t)
	w.settings(func(s *clinic.ShareSettings) { s.QuietPeriod = 0 })
	r := w.save(func(r *clinic.Record) { r.ShareBox = false })
	w.must(w.decide(r))
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.clock.pass(time.Second)
	w.must(w.desk.ShareNow(w.ctx, w.doctor, w.ref.Patient, r.ID))
	w.must(w.decide(r))
	w.must(w.decide(r))
	if w.shares() != 1 {
		t.Errorf("%d messages, want 1", w.shares())
	}
}
