package dynamostore_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// visit is one of a patient of the desk's practice, with nothing left out.
func (d *desk) visit() clinic.Visit {
	return clinic.Visit{
		PracticeID: d.practice.ID, PatientID: clinic.PatientID(id.New(noon)), ID: clinic.VisitID(id.New(noon)), PlannedAt: noon, Language: clinic.Hindi, Minor: true,
		Phone: "+919876543210", Email: "Asha@example.in", Links: []string{"a", "b"},
		SMS: clinic.VisitDelivery{At: noon, Failure: "throttled"}, Mail: clinic.VisitDelivery{At: noon},
		CreatedAt: noon, CreatedBy: "clinician", CreatedByName: "Dr Asha Rao", StartedAt: noon.Add(time.Second), StartedByName: "Dr Nila Bose", NoteID: "note",
		EndedAt: noon.Add(time.Minute), EndedByName: "Dr Asha Rao", Version: 1,
	}
}

func TestAVisitComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx, v := t.Context(), d.visit()
	wantWhole(t, v)
	ref := clinic.VisitRef{PatientRef: clinic.PatientRef{Practice: v.PracticeID, Patient: v.PatientID}, Visit: v.ID}
	d.must(d.CreateVisit(ctx, v, d.event(v.PatientID)))
	d.wantError(d.CreateVisit(ctx, v, d.event(v.PatientID)), clinic.ErrIdempotencyKeyReused)
	got, err := d.Visit(ctx, ref)
	d.must(err)
	wantSame(t, got, v)

	// The newest link leads to it, and the contacts do, in any case of letters.
	found, err := d.VisitOfLink(ctx, "b")
	d.must(err)
	wantSame(t, found, ref)
	_, err = d.VisitOfLink(ctx, "a")
	d.wantError(err, clinic.ErrVisitLinkNotFound)
	for _, contact := range []string{"+919876543210", "asha@EXAMPLE.in"} {
		refs, err := d.VisitsOf(ctx, contact, 5)
		d.must(err)
		wantSame(t, refs, []clinic.VisitRef{ref})
	}

	next := v
	next.Version, next.Links = 2, []string{"c"}
	d.must(d.LinkVisit(ctx, next, d.event(v.PatientID)))
	d.wantError(d.LinkVisit(ctx, next, d.event(v.PatientID)), clinic.ErrStale)
	next.Version = 4
	d.wantError(d.NoteVisit(ctx, next), clinic.ErrStale)
	ref.Visit = "another"
	_, err = d.Visit(ctx, ref)
	d.wantError(err, clinic.ErrNotFound)
}

func TestARoomComesBackWithItsParticipantsAndOnesSignals(t *testing.T) {
	d := newDesk(t)
	ctx, v := t.Context(), d.visit()
	d.must(d.CreateVisit(ctx, v))
	ref := clinic.RoomRef{Practice: v.PracticeID, Visit: v.ID}
	r, _, err := d.Room(ctx, ref, "")
	d.must(err)
	p := clinic.Participant{
		ID: "guest", Kind: clinic.GuestParticipant, Name: "Asha", State: clinic.Admitted, SecretHash: "hash", Qualifications: "MBBS", RegistrationNumber: "KMC 1",
		JoinedAt: noon, AdmittedAt: noon.Add(time.Second), SeenAt: noon.Add(2 * time.Second),
	}
	wantWhole(t, p)
	d.must(d.Seat(ctx, r, p, nil))
	d.wantError(d.Seat(ctx, r, p, nil), clinic.ErrStale) // the room was read before somebody came in
	mine := clinic.Signal{ID: id.New(noon), From: "doctor", To: "guest", Kind: clinic.OfferSignal, Payload: "v=0", SentAt: noon}
	other := mine
	other.To = "another"
	d.must(d.PutSignal(ctx, ref, mine))
	d.must(d.PutSignal(ctx, ref, other))

	got, signals, err := d.Room(ctx, ref, "guest")
	d.must(err)
	want := clinic.NewRoom(v)
	want.Version, want.Participants = 2, []clinic.Participant{p}
	wantSame(t, got, want)
	wantSame(t, signals, []clinic.Signal{mine})

	// One who was turned away meanwhile is not made present.
	before := p
	before.State = clinic.Waiting
	d.must(d.Seen(ctx, ref, before, noon.Add(time.Minute), nil))
	d.must(d.Seen(ctx, ref, p, noon.Add(10*time.Second), signals))
	got, signals, err = d.Room(ctx, ref, "guest")
	d.must(err)
	if len(signals) != 0 || !got.Participants[0].SeenAt.Equal(noon.Add(10*time.Second)) {
		t.Errorf("%d signals, seen %s", len(signals), got.Participants[0].SeenAt)
	}

	end := v
	end.Version = 2
	d.must(d.EndVisit(ctx, end, d.event(v.PatientID)))
	d.wantError(d.Seat(ctx, got, p, nil), clinic.ErrStale) // nobody comes into a room that has ended
	d.must(d.Unseat(ctx, ref, p.ID))
	_, _, err = d.Room(ctx, clinic.RoomRef{Practice: "another", Visit: v.ID}, "guest")
	d.wantError(err, clinic.ErrNotFound)
}
