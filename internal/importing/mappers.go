package importing

import "github.com/chartshare/chartshare/internal/clinic"

// mapper makes records of one type of the resources that are left. It takes
// them or refuses them; what it does neither to is for the mappers behind it.
type mapper struct {
	into   clinic.RecordType
	drafts func(*chart) []draft
}

// mappers is what can be imported: one line and one file a record type, in the
// order in which they choose.
var mappers = []mapper{
	{clinic.VitalSignsType, vitalSigns},
	{clinic.LabOrderType, labOrders},
	{clinic.ImmunisationPlanType, immunisations},
	{clinic.PrescriptionType, prescriptions}, // what cannot be one is told in the note
	{clinic.ClinicalNoteType, clinicalNotes}, // last: it tells what has no better place
}

// notYet are resources for which the product has a type of record that the
// import does not fill.
var notYet = map[string]Reason{
	"Observation":                NoMapper,
	"DiagnosticReport":           NoMapper, // of pictures
	"ServiceRequest":             NoMapper,
	"Immunization":               NoMapper,
	"CarePlan":                   NoMapper,
	"VisionPrescription":         NoMapper,
	"DocumentReference":          NoMapper,
	"Media":                      NoMapper,
	"Invoice":                    NoMapper,
	"PaymentNotice":              NoMapper,
	"MedicationRequest":          NoMapper,
	"MedicationStatement":        NoMapper,
	"FamilyMemberHistory":        NoMapper,
	"ImmunizationRecommendation": NoMapper,
}

// notOurs are resources that are nobody's chart.
var notOurs = map[string]bool{
	"Organization": true, "Practitioner": true, "PractitionerRole": true, "Location": true, "Device": true, "Medication": true,
	"HealthcareService": true, "Endpoint": true, "Substance": true, "Provenance": true, "Composition": true, "OperationOutcome": true,
}
