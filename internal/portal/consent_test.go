package portal_test

import (
	"context"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/portal"
)

var yes, no = true, false

func (h *home) stored() clinic.Patient {
	h.t.Helper()
	p, err := h.table.Patient(h.ctx, h.practice.ID, h.by.Patient.ID)
	h.must(err)
	return p
}

// wish changes the consent as the patient is stored now.
func (h *home) wish(w portal.Wish) portal.Consent {
	h.t.Helper()
	h.now = h.now.Add(time.Second)
	h.by.Patient = h.stored()
	c, err := h.ChangeConsent(h.ctx, h.by, w)
	h.must(err)
	return c
}

func TestConsentIsWithdrawnAsEasilyAsGiven(t *testing.T) {
	h := newHome(t)
	if c, err := h.Consent(h.by); err != nil || !c.OptedOutAt.IsZero() || c.Email != portal.EmailsOn {
		t.Fatalf("at first: %+v, %v", c, err)
	}
	steps := func(w portal.Wish) []string { return h.calls.During(func() { h.wish(w) }) }
	out, in := steps(portal.Wish{Sharing: &no}), steps(portal.Wish{Sharing: &yes})
	if len(out) != len(in) || len(out) != 2 { // the test's own reading and one transaction
		t.Errorf("withdrawing takes %v, giving %v", out, in)
	}
}

func TestEveryChangeOfAConsentIsWrittenWithTheNoticeThatWasShown(t *testing.T) {
	h := newHome(t)
	for i, tt := range []struct {
		wish         portal.Wish
		what, entity string
	}{
		{portal.Wish{Sharing: &no}, "opted_out", "consent/2026-11/hi"},
		{portal.Wish{Sharing: &yes, Language: clinic.English}, "opted_in", "consent/2026-11/en"},
		{portal.Wish{Email: &no}, "email_unsubscribed", "consent/2026-11/hi"},
		{portal.Wish{Email: &yes}, "email_resubscribed", "consent/2026-11/hi"},
	} {
		h.by.Guardian = i%2 == 1
		h.wish(tt.wish)
		e := h.events(h.by)[0]
		if e.What != tt.what || e.Entity != tt.entity || e.Agent != h.by.Agent() || e.Action != clinic.ActionUpdate {
			t.Errorf("got %+v, want %s of %s", e, tt.what, tt.entity)
		}
	}
	before := len(h.events(h.by))
	h.wish(portal.Wish{Sharing: &yes, Email: &yes})
	h.wish(portal.Wish{})
	if got := len(h.events(h.by)); got != before {
		t.Errorf("%d events of wishes that change nothing", got-before)
	}
}

func TestAnOptOutKeepsItsDayAndEndsNoReading(t *testing.T) {
	h := newHome(t)
	r := h.put(h.note("seen"))
	first := h.wish(portal.Wish{Sharing: &no}).OptedOutAt
	if again := h.wish(portal.Wish{Sharing: &no}).OptedOutAt; !again.Equal(first) || first.IsZero() {
		t.Errorf("opted out at %v, then at %v", first, again)
	}
	state := clinic.SharingState{Practice: h.practice, Settings: clinic.NewShareSettings(noon), Patient: h.stored(), CountryEnabled: true}
	state.Patient.Phone = clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: noon}
	if got := state.MayStillTell(1, h.now); got != clinic.OptedOut {
		t.Errorf("what waits is told: %q, want opted_out", got)
	}
	h.by.Patient = h.stored()
	h.wantIDs(portal.Filter{}, r.ID)
	if _, err := h.Record(h.ctx, h.by, r.ID); err != nil {
		t.Errorf("the right of access has ended: %v", err)
	}
	if c := h.wish(portal.Wish{Sharing: &yes}); !c.OptedOutAt.IsZero() {
		t.Errorf("got %+v after allowing it again", c)
	}
}

func TestAnAddressThatDoesNotWorkIsNotMadeGoodByAWish(t *testing.T) {
	for _, state := range []clinic.EmailState{clinic.EmailBounced, clinic.EmailComplained} {
		h := newHome(t)
		after := h.stored()
		after.EmailState, after.Version = state, 2
		h.must(h.table.UpdatePatient(h.ctx, h.stored(), after, clinic.AuditEvent{ID: "01KJMPWR00HPWY4RQP39J4WCKX", PracticeID: h.practice.ID, PatientID: after.ID, RecordedAt: noon}))
		for _, w := range []*bool{&yes, &no} {
			if c := h.wish(portal.Wish{Email: w}); c.Email != portal.EmailsBroken || h.stored().EmailState != state {
				t.Errorf("%s: %q, stored as %q", state, c.Email, h.stored().EmailState)
			}
		}
	}
}

// The practice changes the patient between the patient's reading and wish:
// neither change undoes the other.
func TestAWishGoesUponThePatientAsStored(t *testing.T) {
	h := newHome(t)
	read := h.by
	after := h.stored()
	after.Name, after.Version = "Asha Rao", 2
	h.must(h.table.UpdatePatient(h.ctx, h.stored(), after, clinic.AuditEvent{ID: "01KJMPWR00HPWY4RQP39J4WCKX", PracticeID: h.practice.ID, PatientID: after.ID, RecordedAt: noon}))
	_, err := h.ChangeConsent(h.ctx, read, portal.Wish{Sharing: &no})
	h.must(err)
	if p := h.stored(); p.Name != "Asha Rao" || p.OptedOutAt.IsZero() || p.Version != 3 {
		t.Errorf("stored %+v", p)
	}
	h.Store = busy{h.table}
	_, err = h.ChangeConsent(h.ctx, read, portal.Wish{Sharing: &yes, Email: &no})
	h.wantError(err, clinic.ErrStale)
}

// busy is a store whose patient somebody else always changes first.
type busy struct{ portal.Store }

func (busy) UpdatePatient(context.Context, clinic.Patient, clinic.Patient, clinic.AuditEvent) error {
	return clinic.ErrStale
}

func TestTheLanguageIsOneOfOurs(t *testing.T) {
	h := newHome(t)
	h.now = h.now.Add(time.Second) // after the registration
	h.must(h.ChangeLanguage(h.ctx, h.by, clinic.English))
	if p, e := h.stored(), h.events(h.by)[0]; p.Language != clinic.English || e.What != "language_changed" {
		t.Errorf("stored %q, written %q", p.Language, e.What)
	}
	for _, l := range []clinic.Language{"", "fr", "EN"} {
		if err := h.ChangeLanguage(h.ctx, h.by, l); clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("%q: %v", l, err)
		}
	}
	if _, err := h.ChangeConsent(h.ctx, h.by, portal.Wish{Sharing: &no, Language: "fr"}); clinic.KindOf(err) != clinic.KindInvalid || !h.stored().OptedOutAt.IsZero() {
		t.Errorf("a notice in a language that we have not: %v", err)
	}
}
