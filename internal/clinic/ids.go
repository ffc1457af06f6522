package clinic

// Identifiers are ULIDs in Crockford base32 (26 characters), so that they
// sort by the time at which they were made. They are not secrets: they may
// stand in logs and URLs, and knowing one opens nothing.
type (
	// PracticeID identifies a [Practice].
	PracticeID string
	// StaffID identifies a [StaffMember] within its practice.
	StaffID string
	// PatientID identifies a [Patient] within its practice.
	PatientID string
	// RecordID identifies a [Record], all its versions, within its patient's chart.
	RecordID string
	// FileID identifies a file in its patient's chart.
	FileID string
	// EventID identifies an [AuditEvent].
	EventID string
	// ThreadID identifies a [Thread] within its patient's chart.
	ThreadID string
	// ThreadMessageID identifies a [ThreadMessage] within its thread.
	ThreadMessageID string
)

// PatientRef names a patient across practices.
type PatientRef struct {
	Practice PracticeID
	Patient  PatientID
}

// RecordRef names one version of a record across practices.
type RecordRef struct {
	PatientRef
	Record  RecordID
	Version int
}

// Due names what the sweep should look at: a line of a patient's sharing
// ledger, or a record whose hold has a release date.
type Due struct {
	PatientRef
	Seq    int      // 0 for a record
	Record RecordID // empty for a line
}

// ShareRef names one line of a patient's sharing ledger.
type ShareRef struct {
	PatientRef
	Seq int
}
