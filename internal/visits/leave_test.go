package visits_test

import (
	"context"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/visits"
)

// between does something once before somebody takes a place.
type between struct {
	visits.Store
	do func()
}

func (b *between) Seat(ctx context.Context, r clinic.Room, p clinic.Participant, e *clinic.AuditEvent) error {
	if do := b.do; do != nil {
		b.do = nil
		do()
	}
	return b.Store.Seat(ctx, r, p, e)
}

func TestWhoLeftIsNotLetInAnyMore(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	cookie, self := p.guest(tok, "Ravi")
	p.Store = &between{Store: p.table, do: func() { p.must(p.GuestLeave(p.ctx, cookie)) }}
	p.wantError(p.Admit(p.ctx, p.by, p.patient, v.ID, self), clinic.ErrNotFound)
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if len(room.Participants) != 1 {
		t.Errorf("in the room are %+v, want the clinician alone", room.Participants)
	}
	// Nor can anybody be noted as seen who is not there.
	_, err = p.Start(p.ctx, p.by, p.patient, v.ID, confirmed)
	p.wantError(err, clinic.ErrNobodyAdmitted)
}
