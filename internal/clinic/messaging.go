package clinic

import "time"

// MaxReplyPromise bounds what a practice promises: a week.
const MaxReplyPromise = 168 * time.Hour

// MessagingSettings is what a practice says of messages. Without any stored,
// it takes messages and promises nothing: [DefaultMessaging].
type MessagingSettings struct {
	Open      bool          // patients may write
	Promise   time.Duration // to answer within, whole hours; 0 promises nothing
	Version   int           // from 1
	ChangedAt time.Time     // zero for the default
	ChangedBy StaffID
}

// DefaultMessaging returns the settings of a practice that has changed nothing.
func DefaultMessaging() MessagingSettings { return MessagingSettings{Open: true, Version: 1} }

// Validate reports what cannot be. Nights and holidays are not left out of a
// promise: a patient cannot know the practice's.
func (s MessagingSettings) Validate() error {
	var v Invalid
	v.Check(s.Promise >= 0 && s.Promise <= MaxReplyPromise && s.Promise%time.Hour == 0, "/replyHours", "out_of_range",
		"a promise is between 1 and 168 whole hours, or 0 for none")
	return v.Err()
}

// emergencyNumbers is whom to call instead of writing, by country (ISO 3166-1).
var emergencyNumbers = map[string]string{
	"IN": "112", // Emergency Response Support System, all of India
}

// EmergencyNumber returns whom to call in an emergency in the practice's
// country, "" if it is not known: then no number is shown rather than a wrong
// one.
func (p Practice) EmergencyNumber() string { return emergencyNumbers[p.Country] }

// MayBeWrittenTo reports whether a message can be addressed to m by name.
func (m StaffMember) MayBeWrittenTo() bool {
	return m.Status == ActiveStaff && Actor{Role: m.Role}.CanMessage()
}

// Findable reports whether there could be somebody of this id: the store refuses
// to look for one that is much longer.
func (s StaffID) Findable() bool { return s != "" && len(s) <= idLength }

// The limits of messages. A patient's are per chart, whoever writes; staff
// have one against a stolen session.
func messagesOf(ref PatientRef) string { return string(ref.Practice) + "-" + string(ref.Patient) }

// PatientMessageLimit bounds the messages of one patient.
func PatientMessageLimit(ref PatientRef) Limit {
	return Limit{What: "messages-of-" + messagesOf(ref), Most: 30, Per: time.Hour}
}

// PatientThreadLimit bounds the threads that one patient starts.
func PatientThreadLimit(ref PatientRef) Limit {
	return Limit{What: "threads-of-" + messagesOf(ref), Most: 10, Per: 24 * time.Hour}
}

// StaffMessageLimit bounds the messages of one staff member.
func StaffMessageLimit(p PracticeID, s StaffID) Limit {
	return Limit{What: "messages-by-" + string(p) + "-" + string(s), Most: 600, Per: time.Hour}
}
