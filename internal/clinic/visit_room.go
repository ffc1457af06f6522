package clinic

import (
	"cmp"
	"slices"
	"time"
)

// The bounds of a room.
const (
	MaxAdmitted = 4 // staff and guests together
	MaxWaiting  = 8
	// PresencePeriod is how long after it last asked for the room a participant
	// keeps its place.
	PresencePeriod = 30 * time.Second
	// MaxGuestName bounds the name that guests give themselves, in characters.
	MaxGuestName = 60
	// MaxSignal bounds one signal, in bytes.
	MaxSignal = 16 << 10
	// MaxUnreadSignals and MaxUnreadBytes bound what lies there from one
	// participant to another: every poll of the room pays for it.
	MaxUnreadSignals = 64
	MaxUnreadBytes   = 8 * MaxSignal
	// SignalLasts is how long a signal waits to be read.
	SignalLasts = 10 * time.Minute
	// RoomMemory is how long after its end a room and its links are known.
	RoomMemory = 24 * time.Hour
)

// RoomRef names the room of a visit. The patient is no part of it: nothing that
// guests hold tells whose visit it is.
type RoomRef struct {
	Practice PracticeID
	Visit    VisitID
}

// Room is where the participants of a visit meet. Nothing that passes through
// it is kept.
type Room struct {
	PracticeID   PracticeID
	PatientID    PatientID
	VisitID      VisitID
	OpensAt      time.Time
	ClosesAt     time.Time // exclusive
	StartedAt    time.Time
	EndedAt      time.Time
	Version      int // grows whenever somebody takes a place, so that two cannot take the last one
	Participants []Participant
}

// Ref names the room.
func (r Room) Ref() RoomRef { return RoomRef{r.PracticeID, r.VisitID} }

// Participant is somebody in a room or in its lobby.
type Participant struct {
	ID         ParticipantID
	Kind       ParticipantKind
	Name       string // of a guest, as they wrote it themselves
	State      ParticipantState
	SecretHash string // of a guest's cookie
	// Of staff, so that a patient can tell whom they speak to.
	Qualifications     string
	RegistrationNumber string
	JoinedAt           time.Time
	AdmittedAt         time.Time
	SeenAt             time.Time // when it last asked for the room
}

// ParticipantKind tells staff from guests.
type ParticipantKind string

// The kinds of participants.
const (
	StaffParticipant ParticipantKind = "staff"
	GuestParticipant ParticipantKind = "guest"
)

// ParticipantState says how far somebody has come. The zero value may do
// nothing.
type ParticipantState string

// The states of a participant.
const (
	Waiting  ParticipantState = "waiting"
	Admitted ParticipantState = "admitted"
	Refused  ParticipantState = "refused"
)

// NewRoom returns the empty room of a visit.
func NewRoom(v Visit) Room {
	return Room{PracticeID: v.PracticeID, PatientID: v.PatientID, VisitID: v.ID, OpensAt: v.OpensAt(), ClosesAt: v.ClosesAt(), Version: 1}
}

// State returns whether the room can be entered at now.
func (r Room) State(now time.Time) VisitState { return stateOf(r.OpensAt, r.ClosesAt, r.EndedAt, now) }

// Present reports whether the participant is there at now, and so has a place.
func (p Participant) Present(now time.Time) bool { return now.Before(p.SeenAt.Add(PresencePeriod)) }

// Participant returns the participant of the id.
func (r Room) Participant(id ParticipantID) (Participant, bool) {
	i := slices.IndexFunc(r.Participants, func(p Participant) bool { return p.ID == id })
	if i < 0 || id == "" {
		return Participant{}, false
	}
	return r.Participants[i], true
}

// Inside returns the admitted participant of the id who is there at now.
func (r Room) Inside(id ParticipantID, now time.Time) (Participant, bool) {
	p, ok := r.Participant(id)
	return p, ok && p.State == Admitted && p.Present(now)
}

// count returns how many others than the one of the id are in the state and
// there at now.
func (r Room) count(but ParticipantID, state ParticipantState, now time.Time) int {
	n := 0
	for _, p := range r.Participants {
		if p.ID != but && p.State == state && p.Present(now) {
			n++
		}
	}
	return n
}

// Admit returns p as one who is in, or [ErrRoomFull]. Whoever is gone has no
// place any more.
func (r Room) Admit(p Participant, now time.Time) (Participant, error) {
	if r.count(p.ID, Admitted, now) >= MaxAdmitted {
		return p, ErrRoomFull
	}
	p.State, p.AdmittedAt = Admitted, now
	return p, nil
}

// Queue returns p as one who waits, or [ErrLobbyFull].
func (r Room) Queue(p Participant, now time.Time) (Participant, error) {
	if r.count(p.ID, Waiting, now) >= MaxWaiting {
		return p, ErrLobbyFull
	}
	p.State, p.AdmittedAt = Waiting, time.Time{}
	return p, nil
}

// Return returns p after it has asked for the room again: who kept their place
// has it still, who lost it gets one if there is one, and else waits. Who waits
// and lost their place in a full lobby is not there until it has one again.
func (r Room) Return(p Participant, now time.Time) Participant {
	if p.State == Waiting && !p.Present(now) && r.count(p.ID, Waiting, now) >= MaxWaiting {
		return p
	}
	if p.State == Admitted && !p.Present(now) && r.count(p.ID, Admitted, now) >= MaxAdmitted {
		p.State, p.AdmittedAt = Waiting, time.Time{}
	}
	p.SeenAt = now
	return p
}

// HasGuest reports whether a guest is in the room at now.
func (r Room) HasGuest(now time.Time) bool {
	return slices.ContainsFunc(r.Participants, func(p Participant) bool {
		return p.Kind == GuestParticipant && p.State == Admitted && p.Present(now)
	})
}

// Seen returns the participants that somebody may see, who came first first:
// staff see who is in and who waits, guests only who is in.
func (r Room) Seen(by ParticipantKind) []Participant {
	var seen []Participant
	for _, p := range r.Participants {
		if p.State == Admitted || p.State == Waiting && by == StaffParticipant {
			seen = append(seen, p)
		}
	}
	slices.SortFunc(seen, func(a, b Participant) int {
		return cmp.Or(a.JoinedAt.Compare(b.JoinedAt), cmp.Compare(a.ID, b.ID))
	})
	return seen
}

// CheckGuestName reports a name that nobody is shown to others by. Links and
// numbers to call do not belong into it.
func CheckGuestName(name string) error {
	var v Invalid
	CheckText(&v, "/name", name, 1, MaxGuestName)
	v.Check(!looksLikeLink(name), "/name", "not_allowed_characters", "a name holds no link and no number to call")
	return v.Err()
}

// SignalKind says what a browser tells another.
type SignalKind string

// The kinds of signals.
const (
	OfferSignal     SignalKind = "offer"
	AnswerSignal    SignalKind = "answer"
	CandidateSignal SignalKind = "candidate"
	ByeSignal       SignalKind = "bye"
)

// Signal is what one participant's browser tells another's, so that they find
// each other. Its payload is theirs: it is not read here, and never logged.
type Signal struct {
	ID      string
	From    ParticipantID
	To      ParticipantID
	Kind    SignalKind
	Payload string // at most MaxSignal bytes
	SentAt  time.Time
}

// CheckUnread returns [ErrTooMany] if s cannot be left beside the signals that
// wait for its recipient: too much of that is from the same sender.
func (s Signal) CheckUnread(from ParticipantID, waiting []Signal) error {
	count, bytes := 1, len(s.Payload)
	for _, w := range waiting {
		if w.From == from && w.To == s.To {
			count, bytes = count+1, bytes+len(w.Payload)
		}
	}
	if count > MaxUnreadSignals || bytes > MaxUnreadBytes {
		return ErrTooMany
	}
	return nil
}

// Due reports whether the signal is still to be delivered at now: it is not
// old, and who sent it is in the room still.
func (r Room) Due(s Signal, now time.Time) bool {
	from, ok := r.Participant(s.From)
	return ok && from.State == Admitted && now.Before(s.SentAt.Add(SignalLasts))
}

// Check reports a signal that cannot be sent.
func (s Signal) Check() error {
	var v Invalid
	checkOneOf(&v, "/kind", s.Kind, true, OfferSignal, AnswerSignal, CandidateSignal, ByeSignal)
	v.Check(s.Kind == ByeSignal || s.Payload != "", "/payload", "required", "only a bye says nothing more")
	v.Check(len(s.Payload) <= MaxSignal, "/payload", "too_long", "a signal has at most 16 kB")
	return v.Err()
}
