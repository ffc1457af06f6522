package clinic

import "time"

// RecordType is the code of one of the eleven kinds of record that a practice
// keeps and may share.
type RecordType string

// The eleven record types. What each maps to in FHIR stands in docs/glossary.md.
const (
	VitalSignsType       RecordType = "vital-signs"
	ClinicalNoteType     RecordType = "clinical-note"
	TreatmentPlanType    RecordType = "treatment-plan"
	FileType             RecordType = "file"
	PrescriptionType     RecordType = "prescription"
	LabOrderType         RecordType = "lab-order"
	ImmunisationPlanType RecordType = "immunisation-plan"
	GrowthChartType      RecordType = "growth-chart"
	LensPrescriptionType RecordType = "lens-prescription"
	InvoiceType          RecordType = "invoice"
	PaymentType          RecordType = "payment"
)

// RecordGroup is the heading under which a type stands on the share settings
// page.
type RecordGroup string

// The two groups.
const (
	EMRGroup     RecordGroup = "emr"
	BillingGroup RecordGroup = "billing"
)

// Content is the typed content of a record: a document, kept and sent as one
// JSON value. Validate is a pure rule; it knows nothing of the patient.
type Content interface {
	// RecordType returns the type that this content belongs to.
	RecordType() RecordType
	// Validate reports what cannot be ([ErrInvalid], its fields pointing below
	// /content) and what is possible but unusual (warnings, for the clinician
	// to confirm).
	Validate() ([]Warning, error)
}

// Circumstances are what the server knows of a record that is about to be
// saved, and its author need not write.
type Circumstances struct {
	Author      Actor
	Practice    Practice
	Patient     Patient
	Allergies   AllergyList // read for prescriptions only
	EffectiveAt time.Time
	Today       Date // in the practice's time zone
	// Before is the content that was in force until now, nil if this is the
	// first that is not a draft's.
	Before Content
}

// Completer is a content with parts that the server fills in, or with warnings
// that depend on the patient.
type Completer interface {
	// Complete fills in what the server knows, in place of whatever the client
	// wrote there, before the content is validated. It returns warnings that
	// only the circumstances show, or what cannot be under them
	// ([ErrInvalid], pointing below /content).
	Complete(c Circumstances) ([]Warning, error)
}

// Guarded is a content that may hold what must not be stored at all.
type Guarded interface {
	// Guard reports what may not be stored, not even in a draft
	// ([ErrInvalid], pointing below /content).
	Guard() error
}

// Warning is something in a record that is possible but deserves a second
// look. It never stops a record from being saved.
type Warning struct {
	Pointer string `json:"pointer"` // JSON Pointer below the record: "/content/pulse"
	Code    string `json:"code"`    // stable: "unusual_value"
	Detail  string `json:"detail"`  // one English sentence without the value
}

// RecordTypeInfo is what the product knows about a record type: a line of the
// registry.
type RecordTypeInfo struct {
	Type    RecordType
	Group   RecordGroup
	Default ShareMode // of a new practice
	// New returns an empty content to decode into.
	New func() Content
	// Clinical says that a receptionist may neither read nor write it.
	Clinical bool
}

// RecordTypes is the registry, in the order of the share settings page.
var RecordTypes = []RecordTypeInfo{
	{VitalSignsType, EMRGroup, ShareOn, func() Content { return new(VitalSigns) }, true},
	{ClinicalNoteType, EMRGroup, ShareAsk, func() Content { return new(ClinicalNote) }, true},
	{TreatmentPlanType, EMRGroup, ShareOn, func() Content { return new(TreatmentPlan) }, true},
	{FileType, EMRGroup, ShareOn, func() Content { return new(FileRecord) }, false},
	{PrescriptionType, EMRGroup, ShareOn, func() Content { return new(Prescription) }, true},
	{LabOrderType, EMRGroup, ShareOn, func() Content { return new(LabOrder) }, true},
	{ImmunisationPlanType, EMRGroup, ShareOn, func() Content { return new(ImmunisationPlan) }, true},
	{GrowthChartType, EMRGroup, ShareOn, func() Content { return new(GrowthChart) }, true},
	{LensPrescriptionType, EMRGroup, ShareOn, func() Content { return new(LensPrescription) }, true},
	{InvoiceType, BillingGroup, ShareOn, func() Content { return new(Invoice) }, false},
	{PaymentType, BillingGroup, ShareOn, func() Content { return new(Payment) }, false},
}

// Info returns the registry's line for the type; ok is false for anything
// that is not one of the eleven.
func (t RecordType) Info() (info RecordTypeInfo, ok bool) {
	for _, info := range RecordTypes {
		if info.Type == t {
			return info, true
		}
	}
	return RecordTypeInfo{}, false
}
