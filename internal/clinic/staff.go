package clinic

import "time"

// StaffStatus says whether a staff member can sign in.
type StaffStatus string

// The states of a staff member.
const (
	InvitedStaff  StaffStatus = "invited"  // has not chosen a password yet
	ActiveStaff   StaffStatus = "active"   // may sign in
	DisabledStaff StaffStatus = "disabled" // may not; the sessions have ended
)

// StaffMember is a person who works in a practice (FHIR Practitioner and
// PractitionerRole).
type StaffMember struct {
	PracticeID         PracticeID
	ID                 StaffID
	Name               string
	Email              string // lower-case; signs in to one practice
	Role               Role
	Status             StaffStatus
	Qualifications     string // printed on prescriptions: "MBBS, MD"
	RegistrationNumber string // of the medical council
	CreatedAt          time.Time
	Version            int
	// SessionsFrom ends every session that was started before it: a password
	// change, a disabling or a change of role moves it.
	SessionsFrom     time.Time
	PasswordSetAt    time.Time // zero until the first password is chosen
	PasswordLinkHash string    // of the one [PasswordLink] that still works, if any
	SecondFactor     bool      // a password alone opens nothing
}

// Validate reports what cannot be. The e-mail is checked at the edge, by a
// library.
func (m StaffMember) Validate() error {
	var v Invalid
	CheckText(&v, "/name", m.Name, 1, 120)
	v.Check(m.Role.Known(), "/role", "unknown_value", "a role is owner, clinician or receptionist")
	if m.Qualifications != "" {
		CheckText(&v, "/qualifications", m.Qualifications, 1, 120)
	}
	if m.RegistrationNumber != "" {
		CheckText(&v, "/registrationNumber", m.RegistrationNumber, 1, 60)
	}
	return v.Err()
}

// CountsAsOwner reports whether m is one of those of whom a practice keeps at
// least one.
func (m StaffMember) CountsAsOwner() bool {
	return m.Role == OwnerRole && m.Status == ActiveStaff
}

// Changed returns m as an owner changes it. Disabling, enabling and a new role
// end the sessions; disabling also ends a link to choose a password. Who never
// chose one is invited again when enabled.
func (m StaffMember) Changed(name string, role Role, disabled bool, qualifications, registrationNumber string, now time.Time) StaffMember {
	next := m
	next.Name, next.Role, next.Qualifications, next.RegistrationNumber = name, role, qualifications, registrationNumber
	switch {
	case disabled:
		next.Status, next.PasswordLinkHash = DisabledStaff, ""
	case m.Status == DisabledStaff && m.PasswordSetAt.IsZero():
		next.Status = InvitedStaff
	case m.Status == DisabledStaff:
		next.Status = ActiveStaff
	}
	if next.Role != m.Role || next.Status != m.Status {
		next.SessionsFrom = now
	}
	next.Version = m.Version + 1
	return next
}

// WithPassword returns m after choosing a password at now: active, the link
// used up, all former sessions ended.
func (m StaffMember) WithPassword(now time.Time) StaffMember {
	next := m
	next.Status, next.PasswordSetAt, next.SessionsFrom, next.PasswordLinkHash = ActiveStaff, now, now, ""
	next.Version = m.Version + 1
	return next
}

// WithSecondFactor returns m after its second factors changed at now: whether
// there are any, and all former sessions ended.
func (m StaffMember) WithSecondFactor(any bool, now time.Time) StaffMember {
	next := m
	next.SecondFactor, next.SessionsFrom = any, now
	next.Version = m.Version + 1
	return next
}

// WithoutSessions returns m after all sessions so far were ended at now.
func (m StaffMember) WithoutSessions(now time.Time) StaffMember {
	next := m
	next.SessionsFrom = now
	next.Version = m.Version + 1
	return next
}

// OwnersGained returns by how many the active owners of the practice grow when
// m becomes next: 1, 0 or -1.
func (m StaffMember) OwnersGained(next StaffMember) int {
	switch {
	case next.CountsAsOwner() == m.CountsAsOwner():
		return 0
	case next.CountsAsOwner():
		return 1
	}
	return -1
}
