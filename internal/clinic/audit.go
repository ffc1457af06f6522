package clinic

import "time"

// AuditAction is what was done (FHIR http://hl7.org/fhir/audit-event-action).
type AuditAction string

// The actions.
const (
	ActionCreate  AuditAction = "C"
	ActionRead    AuditAction = "R"
	ActionUpdate  AuditAction = "U"
	ActionDelete  AuditAction = "D"
	ActionExecute AuditAction = "E"
)

// AuditOutcome is how it went (FHIR http://hl7.org/fhir/audit-event-outcome).
type AuditOutcome string

// The outcomes.
const (
	OutcomeSuccess      AuditOutcome = "0"
	OutcomeMinorFailure AuditOutcome = "4"
	OutcomeSerious      AuditOutcome = "8"
	OutcomeMajorFailure AuditOutcome = "12"
)

// Agents of audit events that are not staff members.
const (
	PatientAgent = "patient"
	SystemAgent  = "system"
	UnknownAgent = "unknown" // did not prove who they are
	// GuardianAgent is who answers for a patient under age, signed in to an
	// account.
	GuardianAgent = "guardian"
)

// AuditEvent says who did what to what, and when. It holds no health data, no
// name and no secret, so that it can be kept when those are erased.
type AuditEvent struct {
	ID         EventID
	PracticeID PracticeID
	PatientID  PatientID // empty for what concerns the practice
	RecordedAt time.Time
	Action     AuditAction
	Outcome    AuditOutcome
	Agent      string // "staff/{id}", PatientAgent, GuardianAgent, SystemAgent or UnknownAgent
	Entity     string // "record/{id}/{version}", "patient", "share/{seq}"
	What       string // stable code: "share_link_opened"
}

// StaffAgent returns the agent of an event that a staff member caused.
func StaffAgent(id StaffID) string { return "staff/" + string(id) }

// Agent returns the agent of an event that the owner of an account caused.
func (a PortalActor) Agent() string {
	if a.Guardian {
		return GuardianAgent
	}
	return PatientAgent
}
