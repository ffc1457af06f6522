package clinic

import (
	"slices"
	"time"
)

// The times of a visit.
const (
	// VisitOpensBefore is how long before the planned time the room opens.
	VisitOpensBefore = 15 * time.Minute
	// VisitLasts is how long after the planned time it closes by itself.
	VisitLasts = 2 * time.Hour
	// MaxVisitAhead is how far ahead a visit may be planned.
	MaxVisitAhead = 90 * 24 * time.Hour
)

type (
	// VisitID identifies a [Visit] within its patient's chart, and its room
	// within the practice.
	VisitID string
	// ParticipantID identifies a [Participant] within its room: of a member of
	// the staff it is their [StaffID], of a guest a ULID.
	ParticipantID string
)

// VisitRef names a visit across practices.
type VisitRef struct {
	PatientRef
	Visit VisitID
}

// Visit is a video call to a patient (FHIR Encounter of class VR). It stays in
// the chart; its room is forgotten.
type Visit struct {
	PracticeID PracticeID
	PatientID  PatientID
	ID         VisitID
	PlannedAt  time.Time
	Language   Language // of the message and of the guests' page
	Minor      bool     // the patient is under 18 on the day of the visit; see AgedBy
	// Phone and Email are where the link goes, empty for a channel that the
	// patient cannot be reached on. Links holds the hashes of the links that
	// work, oldest first.
	Phone         string // E.164
	Email         string
	Links         []string
	SMS           VisitDelivery
	Mail          VisitDelivery
	CreatedAt     time.Time
	CreatedBy     StaffID
	CreatedByName string
	StartedAt     time.Time // when identity and consent were noted
	StartedByName string
	NoteID        RecordID // that says so
	EndedAt       time.Time
	EndedByName   string
	Version       int // from 1
}

// VisitDelivery is what became of the last message with a link on one channel.
// The zero value means that none went there.
type VisitDelivery struct {
	At      time.Time
	Failure string // stable code; empty if it was handed over
}

// VisitState says whether a visit's room can be entered.
type VisitState string

// The states of a visit's room.
const (
	VisitEarly VisitState = "early"
	VisitOpen  VisitState = "open"
	VisitEnded VisitState = "ended"
)

// The errors of visits.
var (
	ErrNoContact           = &Error{Kind: KindInvalid, Code: "no_contact", Detail: "a call needs a mobile number or an e-mail address that works"}
	ErrVisitEarly          = &Error{Kind: KindConflict, Code: "visit_early", Detail: "the room opens 15 minutes before the planned time"}
	ErrVisitEnded          = &Error{Kind: KindGone, Code: "visit_ended", Detail: "this call has ended"}
	ErrVisitLinkNotFound   = &Error{Kind: KindNotFound, Code: "visit_link_not_found", Detail: "this link is not known"}
	ErrParticipantNotFound = &Error{Kind: KindNotFound, Code: "participant_not_found", Detail: "nobody of that id is in the room"}
	ErrRoomFull            = &Error{Kind: KindConflict, Code: "room_full", Detail: "four are in the room; nobody else can come in"}
	ErrLobbyFull           = &Error{Kind: KindConflict, Code: "lobby_full", Detail: "too many are waiting; try again in a minute"}
	ErrNotJoined           = &Error{Kind: KindConflict, Code: "not_joined", Detail: "join the room first"}
	ErrNotAdmitted         = &Error{Kind: KindForbidden, Code: "not_admitted", Detail: "wait until you are let in"}
	ErrNobodyAdmitted      = &Error{Kind: KindConflict, Code: "nobody_admitted", Detail: "let somebody in first"}
	ErrRoomBusy            = &Error{Kind: KindUnavailable, Code: "room_busy", Detail: "many things happen in this room at once; try again"}
)

// MaxVisitLinks is how many links of one visit work at a time: who asks for a
// lost one, however often, does not end the one that the practice sent.
const MaxVisitLinks = 4

// NewVisit returns the visit that the actor plans for the patient. It is
// refused where the time is past or too far ahead, and where no message can
// reach the patient ([ErrNoContact]).
func NewVisit(by Actor, practice Practice, p Patient, id VisitID, plannedAt time.Time, lang Language, now time.Time) (Visit, error) {
	var invalid Invalid
	invalid.Check(!plannedAt.Before(now.Add(-VisitOpensBefore)), "/plannedAt", "in_the_past", "a call is planned for now or later")
	invalid.Check(!plannedAt.After(now.Add(MaxVisitAhead)), "/plannedAt", "out_of_range", "a call is planned at most 90 days ahead")
	checkOneOf(&invalid, "/language", lang, true, English, Hindi)
	if err := invalid.Err(); err != nil {
		return Visit{}, err
	}
	v := Visit{
		PracticeID: p.PracticeID, PatientID: p.ID, ID: id, PlannedAt: plannedAt, Language: lang, Minor: p.IsMinor(practice.Today(plannedAt)),
		CreatedAt: now, CreatedBy: by.StaffID, CreatedByName: by.Name, Version: 1,
	}
	return v.For(p)
}

// AgedBy returns the visit with whether it is of a minor, as the chart has it
// now; one that was started keeps what was so then.
func (v Visit) AgedBy(p Patient, practice Practice) Visit {
	if v.StartedAt.IsZero() {
		v.Minor = p.IsMinor(practice.Today(v.PlannedAt))
	}
	return v
}

// For returns the visit with the patient's contact as it is now, or
// [ErrNoContact]. Neither number nor address need be verified: the link leads
// to a lobby and shows nothing of the chart. A number that somebody else said
// is theirs is no contact.
func (v Visit) For(p Patient) (Visit, error) {
	v.Phone, v.Email = "", p.GoodEmail()
	if p.Phone.Mobile && p.Phone.NotTheirsAt.IsZero() {
		v.Phone = p.Phone.E164
	}
	if v.Phone == "" && v.Email == "" {
		return v, ErrNoContact
	}
	return v, nil
}

// IsFor reports whether the contact that the links went to is still the
// patient's: those to a number or an address that was changed have ended.
func (v Visit) IsFor(p Patient) bool {
	phone := v.Phone == "" || v.Phone == p.Phone.E164 && p.Phone.NotTheirsAt.IsZero()
	return phone && (v.Email == "" || v.Email == p.Email)
}

// OpensAt is when the room can be entered.
func (v Visit) OpensAt() time.Time { return v.PlannedAt.Add(-VisitOpensBefore) }

// ClosesAt is when it ends by itself, exclusive.
func (v Visit) ClosesAt() time.Time { return v.PlannedAt.Add(VisitLasts) }

// State returns whether the room can be entered at now.
func (v Visit) State(now time.Time) VisitState {
	return stateOf(v.OpensAt(), v.ClosesAt(), v.EndedAt, now)
}

func stateOf(opens, closes, ended, now time.Time) VisitState {
	switch {
	case !ended.IsZero() || !now.Before(closes):
		return VisitEnded
	case now.Before(opens):
		return VisitEarly
	}
	return VisitOpen
}

// Err returns why nobody can come in, nil for an open room.
func (s VisitState) Err() error {
	switch s {
	case VisitOpen:
		return nil
	case VisitEarly:
		return ErrVisitEarly
	case VisitEnded:
		return ErrVisitEnded
	default:
		return ErrVisitEnded
	}
}

// HasLink reports whether the link of the hash works.
func (v Visit) HasLink(hash string) bool { return hash != "" && slices.Contains(v.Links, hash) }

// WithLink returns the visit with one more link. With alone, those before it
// end; else the one that was sent alone stays beside the newest.
func (v Visit) WithLink(hash string, alone bool) Visit {
	links := []string{hash}
	if !alone {
		links = append(slices.Clone(v.Links), hash)
		if over := len(links) - MaxVisitLinks; over > 0 {
			links = slices.Delete(links, 1, 1+over)
		}
	}
	v.Links = links
	return v
}

// VisitStart is what a clinician confirms at the beginning of a call
// (Telemedicine Practice Guidelines 2020, 3.2 and 3.4).
type VisitStart struct {
	IdentityConfirmed bool
	ConsentGiven      bool
	How               string // identity was confirmed; one line
	Guardian          string // the adult who is with a minor; one line
}

// Check reports what is missing before the call may go on: both must be so,
// and a minor is seen only with an adult who is named.
func (s VisitStart) Check(minor bool) error {
	var v Invalid
	v.Check(s.IdentityConfirmed, "/identityConfirmed", "required", "the patient's identity is confirmed before the consultation")
	v.Check(s.ConsentGiven, "/consentGiven", "required", "the patient's consent is needed before the consultation")
	CheckText(&v, "/how", s.How, 0, 300)
	least := 0
	if minor {
		least = 1
	}
	CheckText(&v, "/guardian", s.Guardian, least, 120)
	return v.Err()
}

// Note returns what the chart says of it.
func (s VisitStart) Note() *ClinicalNote {
	text := "Video consultation. Identity confirmed before it began"
	if s.How != "" {
		text += ": " + s.How
	}
	text += "\nConsent to the consultation by video was given before it began."
	if s.Guardian != "" {
		text += "\nWith the patient: " + s.Guardian
	}
	return &ClinicalNote{VisitType: TeleVisit, FreeText: text}
}

// VisitCallLimits bound the links that a practice sends: all of its, and those
// to one contact, named by its hash.
func VisitCallLimits(p PracticeID, contactHashes ...string) []Limit {
	limits := []Limit{{What: "visit-links-of-" + string(p), Most: 300, Per: time.Hour}}
	for _, hash := range contactHashes {
		limits = append(limits,
			Limit{What: "visit-links-to-" + hash, Most: 8, Per: time.Hour},
			Limit{What: "visit-links-to-day-" + hash, Most: 20, Per: 24 * time.Hour})
	}
	return limits
}

// VisitRenewalLimits bound the links that are sent because somebody asks for a
// lost one: to the contact of one visit, to each contact, named by its hash, and
// for a practice. They are no part of [VisitCallLimits]: who asks may be anybody,
// and must not use up what the practice may send.
func VisitRenewalLimits(p PracticeID, v VisitID, contactHashes ...string) []Limit {
	limits := []Limit{{What: "visit-renewals-" + string(v), Most: 1, Per: 2 * time.Minute}}
	for _, hash := range contactHashes {
		limits = append(limits,
			Limit{What: "visit-renewals-to-" + hash, Most: 4, Per: time.Hour},
			Limit{What: "visit-renewals-to-day-" + hash, Most: 8, Per: 24 * time.Hour})
	}
	return append(limits,
		Limit{What: "visit-renewals-day-" + string(v), Most: 5, Per: 24 * time.Hour},
		Limit{What: "visit-renewals-of-" + string(p), Most: 300, Per: time.Hour})
}

// VisitAskedLimit bounds how often links are asked for again from one address
// of the network. It is wide: a mobile carrier puts thousands behind one.
func VisitAskedLimit(addressHash string) Limit {
	return Limit{What: "visit-asked-from-" + addressHash, Most: 120, Per: time.Hour}
}

// VisitJoinLimit bounds how often the lobby is entered by one link.
func VisitJoinLimit(linkHash string) Limit {
	return Limit{What: "visit-joins-" + linkHash[:min(len(linkHash), 32)], Most: 40, Per: time.Hour}
}

// VisitSignalLimit bounds what one participant sends the others.
func VisitSignalLimit(v VisitID, p ParticipantID) Limit {
	return Limit{What: "visit-signals-" + string(v) + "-" + string(p), Most: 240, Per: time.Minute}
}
