package clinic_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var visitAt = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)

func TestAVisitIsOpenFromAQuarterBeforeUntilTwoHoursAfter(t *testing.T) {
	v := clinic.Visit{PlannedAt: visitAt}
	ended := v
	ended.EndedAt = visitAt
	tests := []struct {
		name string
		v    clinic.Visit
		now  time.Time
		want clinic.VisitState
		err  error
	}{
		{"a moment too early", v, visitAt.Add(-15*time.Minute - 1), clinic.VisitEarly, clinic.ErrVisitEarly},
		{"as it opens", v, visitAt.Add(-15 * time.Minute), clinic.VisitOpen, nil},
		{"the last moment", v, visitAt.Add(2*time.Hour - 1), clinic.VisitOpen, nil},
		{"as it closes", v, visitAt.Add(2 * time.Hour), clinic.VisitEnded, clinic.ErrVisitEnded},
		{"ended by hand", ended, visitAt, clinic.VisitEnded, clinic.ErrVisitEnded},
		{"ended before it opened", ended, visitAt.Add(-time.Hour), clinic.VisitEnded, clinic.ErrVisitEnded},
		{"the zero visit", clinic.Visit{}, visitAt, clinic.VisitEnded, clinic.ErrVisitEnded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.v.State(tt.now); got != tt.want || !errors.Is(got.Err(), tt.err) {
				t.Errorf("got %s, %v, want %s, %v", got, got.Err(), tt.want, tt.err)
			}
		})
	}
}

func TestNobodyMayCallUnlessSaidSo(t *testing.T) {
	for role, want := range map[clinic.Role]bool{
		clinic.OwnerRole: true, clinic.ClinicianRole: true, clinic.ReceptionistRole: false, "": false, "OWNER ": false,
	} {
		if got := (clinic.Actor{Role: role}).CanCall(); got != want {
			t.Errorf("%q may call: %v, want %v", role, got, want)
		}
	}
}

func TestLinksOfAVisitAreFew(t *testing.T) {
	v := clinic.Visit{}
	for i := range 10 {
		v = v.WithLink(fmt.Sprint(i), false)
	}
	if !slices.Equal(v.Links, []string{"0", "7", "8", "9"}) {
		t.Errorf("links are %v, want the one that the practice sent and the last three", v.Links)
	}
	before := slices.Clone(v.Links)
	alone := v.WithLink("x", true)
	if !slices.Equal(alone.Links, []string{"x"}) || !slices.Equal(v.Links, before) {
		t.Errorf("alone: %v; before: %v", alone.Links, v.Links)
	}
	if v.HasLink("") || v.HasLink("x") || !v.HasLink("9") {
		t.Error("a link works that is none")
	}
}

func TestAVisitStartsOnlyWithIdentityAndConsent(t *testing.T) {
	good := clinic.VisitStart{IdentityConfirmed: true, ConsentGiven: true}
	change := func(f func(*clinic.VisitStart)) clinic.VisitStart { s := good; f(&s); return s }
	tests := []struct {
		name  string
		start clinic.VisitStart
		minor bool
		ok    bool
	}{
		{"both", good, false, true},
		{"neither", clinic.VisitStart{}, false, false},
		{"no consent", change(func(s *clinic.VisitStart) { s.ConsentGiven = false }), false, false},
		{"no identity", change(func(s *clinic.VisitStart) { s.IdentityConfirmed = false }), false, false},
		{"a minor alone", good, true, false},
		{"a minor with nobody", change(func(s *clinic.VisitStart) { s.Guardian = "  " }), true, false},
		{"a minor with their mother", change(func(s *clinic.VisitStart) { s.Guardian = "Sita, mother" }), true, true},
		{"a page of how", change(func(s *clinic.VisitStart) { s.How = strings.Repeat("x", 301) }), false, false},
		{"lines of how", change(func(s *clinic.VisitStart) { s.How = "a\nb" }), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.start.Check(tt.minor); (err == nil) != tt.ok {
				t.Errorf("got %v, want it to pass: %v", err, tt.ok)
			}
			if tt.ok {
				if warnings, err := tt.start.Note().Validate(); err != nil || len(warnings) != 0 {
					t.Errorf("the note: %v, %v", warnings, err)
				}
			}
		})
	}
}

// in is a participant who was last seen so long ago.
func in(id string, state clinic.ParticipantState, ago time.Duration) clinic.Participant {
	return clinic.Participant{ID: clinic.ParticipantID(id), Kind: clinic.GuestParticipant, State: state, SeenAt: visitAt.Add(-ago), JoinedAt: visitAt}
}

func TestPlacesInARoom(t *testing.T) {
	full := clinic.Room{Participants: []clinic.Participant{
		in("a", clinic.Admitted, 0), in("b", clinic.Admitted, 0), in("c", clinic.Admitted, 0), in("d", clinic.Admitted, clinic.PresencePeriod-1),
	}}
	newcomer := in("e", clinic.Waiting, 0)
	if _, err := full.Admit(newcomer, visitAt); !errors.Is(err, clinic.ErrRoomFull) {
		t.Errorf("a fifth: %v, want room_full", err)
	}
	if p, err := full.Admit(full.Participants[0], visitAt); err != nil || p.State != clinic.Admitted {
		t.Errorf("one of the four again: %v", err)
	}
	if p, err := full.Admit(newcomer, visitAt.Add(1)); err != nil || p.State != clinic.Admitted || p.AdmittedAt.IsZero() {
		t.Errorf("once one has been gone for 30 s: %+v, %v", p, err)
	}
	// Who comes back in time is who they were; later, if there is a place.
	late := clinic.Room{Participants: append(slices.Clone(full.Participants[:3]), in("d", clinic.Admitted, clinic.PresencePeriod), in("e", clinic.Admitted, 0))}
	if p := late.Return(late.Participants[3], visitAt); p.State != clinic.Waiting || !p.Present(visitAt) {
		t.Errorf("late, and the room full: %+v", p)
	}
	late.Participants = late.Participants[:4]
	if p := late.Return(late.Participants[3], visitAt); p.State != clinic.Admitted {
		t.Errorf("late, and a place left: %+v", p)
	}
	if p := full.Return(in("x", clinic.Refused, 0), visitAt); p.State != clinic.Refused {
		t.Errorf("turned away, and back: %+v", p)
	}
	if p := full.Return(clinic.Participant{}, visitAt); p.State == clinic.Admitted {
		t.Error("the zero participant is in")
	}
}

func TestTheLobbyHoldsEight(t *testing.T) {
	var r clinic.Room
	for i := range clinic.MaxWaiting {
		p, err := r.Queue(in(fmt.Sprint(i), "", 0), visitAt)
		if err != nil {
			t.Fatal(err)
		}
		r.Participants = append(r.Participants, p)
	}
	if _, err := r.Queue(in("ninth", "", 0), visitAt); !errors.Is(err, clinic.ErrLobbyFull) {
		t.Errorf("a ninth: %v, want lobby_full", err)
	}
	if _, err := r.Queue(r.Participants[0], visitAt); err != nil {
		t.Errorf("one of the eight again: %v", err)
	}
}

func TestGuestsSeeWhoIsInAndNoMore(t *testing.T) {
	r := clinic.Room{Participants: []clinic.Participant{in("w", clinic.Waiting, 0), in("r", clinic.Refused, 0), in("a", clinic.Admitted, 0), in("n", "", 0)}}
	names := func(seen []clinic.Participant) (ids []string) {
		for _, p := range seen {
			ids = append(ids, string(p.ID))
		}
		return ids
	}
	if got := names(r.Seen(clinic.GuestParticipant)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("guests see %v", got)
	}
	if got := names(r.Seen(clinic.StaffParticipant)); !slices.Equal(got, []string{"a", "w"}) {
		t.Errorf("staff see %v", got)
	}
	if _, ok := r.Participant(""); ok {
		t.Error("no id is somebody's")
	}
}
