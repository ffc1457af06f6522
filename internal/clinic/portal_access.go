package clinic

import "time"

// AccessStatus is how far a patient's access to the own chart has come.
type AccessStatus string

// The states of an access. The zero value is none.
const (
	InvitedAccess AccessStatus = "invited" // the e-mail is on its way, or unread
	ActiveAccess  AccessStatus = "active"  // the chart was opened
	RevokedAccess AccessStatus = "revoked" // by the practice or by the patient
	BouncedAccess AccessStatus = "bounced" // the e-mail of the invite came back
)

// PortalAccess is that an account reads one patient's chart. There is at most
// one a patient; a new invite takes its place.
type PortalAccess struct {
	PatientRef
	AccountID AccountID
	Email     string // to which the invite went
	Status    AccessStatus
	// Guardian says that the patient was a minor when invited: the access ends
	// on the day on which the patient comes of age.
	Guardian       bool
	InvitedAt      time.Time // of the first e-mail
	InvitedBy      StaffID
	SentAt         time.Time // of the last e-mail; zero: it could not be sent
	MailID         EventID   // names the last e-mail in the reports on it
	Responsibility Responsibility
	Proof          Proof
	OpenedAt       time.Time // the chart, for the first time
	LastOpenedAt   time.Time
	EndedAt        time.Time // revoked or bounced
	EndedBy        StaffID   // empty: the patient, or the bounce
	Version        int
}

// Responsibility is the text that a staff member confirmed when giving access,
// kept with the act.
type Responsibility struct {
	Edition string // of the text: "2026-11"
	Text    string
}

// ProofKind is how a person showed whose chart it is, after signing in.
type ProofKind string

// The kinds of proof, the strongest first that the practice knows enough for.
const (
	PhoneProof     ProofKind = "phone-code"    // a code to the verified number
	BirthDateProof ProofKind = "date-of-birth" // no verified number is known
	InviteProof    ProofKind = "invite"        // nothing is known but the e-mail
)

// Proof is that the owner of an account is the patient, or whoever answers
// for the patient. The zero Proof proves nothing.
type Proof struct {
	Kind         ProofKind
	At           time.Time
	PhoneVersion int // of the number at that time
}

// Live reports whether the access can be used at all: given, and not taken
// back.
func (a PortalAccess) Live() bool { return a.Status == InvitedAccess || a.Status == ActiveAccess }

// IsGuardians reports whether the access is that of somebody who answers for
// the patient: who was under age when it was given, as far as is known today.
func (a PortalAccess) IsGuardians(p Patient) bool {
	return a.Guardian || !a.InvitedAt.IsZero() && p.IsMinor(DateOf(a.InvitedAt))
}

// Outgrown reports whether the access was given to a guardian and the patient
// is of age on the day.
func (a PortalAccess) Outgrown(p Patient, day Date) bool {
	return a.IsGuardians(p) && !p.IsMinor(day)
}

// corrected reports whether the invite went to another address than the one
// that is on file now, and nobody has opened the chart yet: a typing mistake
// that the desk has put right.
func (a PortalAccess) corrected(p Patient) bool {
	return a.Status == InvitedAccess && a.OpenedAt.IsZero() && a.Email != p.Email
}

// ProofFor returns how the person is to be proven: by a code to the verified
// number where there is one, else by the date of birth where it is known.
//
// A number of which somebody said that it is not the patient's goes on asking
// for its code, which nobody gets until the practice has verified it: whoever
// reads a mailbox can say so, and must not choose the weaker proof by it.
func ProofFor(p Patient) ProofKind {
	switch {
	case p.Phone.Verified() || !p.Phone.NotTheirsAt.IsZero():
		return PhoneProof
	case !p.DateOfBirth.IsZero():
		return BirthDateProof
	}
	return InviteProof
}

// Proven reports whether the person has been proven in the way that is asked
// for now: a number that was verified or changed since asks for its code.
func (a PortalAccess) Proven(p Patient) bool {
	if a.Proof.At.IsZero() {
		return false
	}
	if ProofFor(p) == PhoneProof {
		return a.Proof.Kind == PhoneProof && a.Proof.PhoneVersion == p.Phone.Version
	}
	return true
}

// Check returns nil if the account may open the chart of p on the day,
// [ErrNotFound] if it has no access, [ErrPersonUnproven] if the person is still
// to be proven.
func (a PortalAccess) Check(id AccountID, p Patient, day Date) error {
	switch {
	case id == "" || a.AccountID != id || !a.Live() || a.Outgrown(p, day) || a.corrected(p):
		return ErrNotFound
	case !a.Proven(p):
		return ErrPersonUnproven
	}
	return nil
}

// Opened returns a with the proof, after the chart was opened at now.
func (a PortalAccess) Opened(proof Proof, now time.Time) PortalAccess {
	a.Status, a.Proof, a.LastOpenedAt = ActiveAccess, proof, now
	if a.OpenedAt.IsZero() {
		a.OpenedAt = now
	}
	a.Version++
	return a
}

// Moved returns a after its account signs in by another address: who has the
// new mailbox need not be who had the old one, so the person is proven anew.
func (a PortalAccess) Moved(email string) PortalAccess {
	a.Email, a.Proof = email, Proof{}
	a.Version++
	return a
}

// Ended returns a after it was revoked, or bounced, by a staff member or, if
// by is empty, by nobody of the practice.
func (a PortalAccess) Ended(status AccessStatus, by StaffID, now time.Time) PortalAccess {
	a.Status, a.EndedAt, a.EndedBy, a.Proof = status, now, by, Proof{}
	a.Version++
	return a
}

// PortalPerson is one of those whom an account answers for, with everything
// around.
type PortalPerson struct {
	Access   PortalAccess
	Patient  Patient
	Practice Practice
}
