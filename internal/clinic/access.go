// Package clinic is the domain: the nouns of a practice that shares records
// with its patients, and the rules that they keep. A rule takes values and a
// time and returns a value or an error; it touches nothing, so the package
// needs the standard library alone.
package clinic

import "time"

// Role is what a staff member may do in a practice. The zero value may do
// nothing.
type Role string

// The three roles.
const (
	OwnerRole        Role = "owner"
	ClinicianRole    Role = "clinician"
	ReceptionistRole Role = "receptionist"
)

// Known reports whether r is one of the three roles, to the letter.
func (r Role) Known() bool {
	return r == OwnerRole || r == ClinicianRole || r == ReceptionistRole
}

// StepUpPeriod is how long after entering the password again a session may do
// what asks for it.
const StepUpPeriod = 5 * time.Minute

// Actor is the staff member who makes a request, as read from the store with
// that request. The zero Actor is nobody and may do nothing.
type Actor struct {
	PracticeID PracticeID
	StaffID    StaffID
	Name       string
	Role       Role
	// What an Indian prescription prints of its prescriber.
	Qualifications     string
	RegistrationNumber string
	Origin             Origin    // of the session: where records it writes were made
	StepUpAt           time.Time // when the password was last entered again
}

// SteppedUp reports whether the actor entered the password within the
// [StepUpPeriod] before now.
func (a Actor) SteppedUp(now time.Time) bool {
	return !a.StepUpAt.IsZero() && now.Before(a.StepUpAt.Add(StepUpPeriod))
}

// The rules of who may do what. Each is false for the zero Actor. Whose
// practice it is never stands here: the practice comes from the actor and is
// part of every key.

// CanSeePractice allows the profile, the staff and the share settings to be read.
func (a Actor) CanSeePractice() bool { return a.Role.Known() }

// CanChangePractice allows the profile, the staff and the share settings to be
// changed; each also asks for a step-up.
func (a Actor) CanChangePractice() bool { return a.Role == OwnerRole }

// CanManagePatients allows patients to be found, registered and edited, and
// their phones verified.
func (a Actor) CanManagePatients() bool { return a.Role.Known() }

// CanReadRecord allows records of the type to be read.
func (a Actor) CanReadRecord(t RecordType) bool {
	info, ok := t.Info()
	if !ok {
		return false
	}
	return a.isClinical() || (a.Role == ReceptionistRole && !info.Clinical)
}

// CanWriteRecord allows records of the type to be written.
func (a Actor) CanWriteRecord(t RecordType) bool { return a.CanReadRecord(t) }

// CanHandleFiles allows files to be uploaded and read.
func (a Actor) CanHandleFiles() bool { return a.CanReadRecord(FileType) }

// CanShare allows records to be shared by an explicit act, held and recalled,
// links to be sent again, and the worklist to be read.
func (a Actor) CanShare() bool { return a.isClinical() }

// CanInvite allows a patient to be given online access, and it to be taken
// back.
func (a Actor) CanInvite() bool { return a.isClinical() }

// CanMessage allows messages of patients, and what patients wrote in their
// charts, to be read and answered.
func (a Actor) CanMessage() bool { return a.isClinical() }

// CanCall allows patients to be called by video, and the room to be run.
func (a Actor) CanCall() bool { return a.isClinical() }

// CanReadAccessEvents allows the list of who saw what of a patient to be read.
func (a Actor) CanReadAccessEvents() bool { return a.isClinical() }

// CanReadPracticeEvents allows what happened in the practice apart from its
// patients to be read: sign-ins, settings, staff.
func (a Actor) CanReadPracticeEvents() bool { return a.Role == OwnerRole }

func (a Actor) isClinical() bool { return a.Role == OwnerRole || a.Role == ClinicianRole }
