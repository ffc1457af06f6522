package clinic

// ClinicalNote is what a clinician wrote of a visit, in the sections of the
// ABDM OPConsultRecord. Any section may be left out, not all of them.
type ClinicalNote struct {
	VisitType           VisitType     `json:"visitType,omitempty"`
	ChiefComplaints     []Complaint   `json:"chiefComplaints,omitempty"`
	Examination         []CodedText   `json:"examination,omitempty"`
	Allergies           []Allergy     `json:"allergies,omitempty"`
	NoKnownAllergies    bool          `json:"noKnownAllergies,omitzero"` // asked, and there are none; SNOMED CT 716186003
	MedicalHistory      []HistoryItem `json:"medicalHistory,omitempty"`
	FamilyHistory       []Relative    `json:"familyHistory,omitempty"`
	Diagnoses           []Diagnosis   `json:"diagnoses,omitempty"`
	InvestigationAdvice []CodedText   `json:"investigationAdvice,omitempty"`
	Medications         []CodedText   `json:"medications,omitempty"` // that the patient takes already
	Procedures          []CodedText   `json:"procedures,omitempty"`
	FollowUp            *FollowUp     `json:"followUp,omitempty"`
	Referral            *Referral     `json:"referral,omitempty"`
	OtherObservations   []CodedText   `json:"otherObservations,omitempty"`
	Documents           []RecordID    `json:"documents,omitempty"` // records of the type file, of the same patient
	FreeText            string        `json:"freeText,omitempty"`
	PrivateNote         string        `json:"privateNote,omitempty"` // for the practice only; see ForPatient
}

// MaxNoteText is how many characters a free text of a note may have;
// MaxInstructions how many a text of advice or instructions.
const (
	MaxNoteText     = 20000
	MaxInstructions = 1000
)

// VisitType says whether the patient was there.
type VisitType string

// The types of visit.
const (
	OutpatientVisit VisitType = "outpatient"
	TeleVisit       VisitType = "tele"
)

// Severity is a clinician's three-step judgement.
type Severity string

// The severities.
const (
	Mild     Severity = "mild"
	Moderate Severity = "moderate"
	Severe   Severity = "severe"
)

// Complaint is what the patient came for.
type Complaint struct {
	CodedText          // coded in SNOMED CT
	Duration  *Period  `json:"duration,omitempty"` // h, d, wk, mo or a
	Severity  Severity `json:"severity,omitempty"`
}

// Allergy is a substance that the patient does not tolerate.
type Allergy struct {
	CodedText          // the substance, coded in SNOMED CT
	Reaction  string   `json:"reaction,omitempty"` // one line
	Severity  Severity `json:"severity,omitempty"`
}

// HistoryItem is a past illness or operation.
type HistoryItem struct {
	CodedText             // coded in SNOMED CT or ICD-10
	Kind      HistoryKind `json:"kind"`
	Since     Date        `json:"since,omitzero"` // onset, or when it was done
}

// HistoryKind says which FHIR resource a [HistoryItem] becomes.
type HistoryKind string

// The kinds.
const (
	PastCondition HistoryKind = "condition"
	PastProcedure HistoryKind = "procedure"
)

// Relative is an illness in the family.
type Relative struct {
	CodedText        // the illness, coded in SNOMED CT or ICD-10
	Relation  string `json:"relation,omitempty"` // "mother"; one line, at most 100 characters
}

// Diagnosis is what the clinician takes it to be.
type Diagnosis struct {
	CodedText           // coded in ICD-10 or SNOMED CT
	Certainty Certainty `json:"certainty"`
}

// Certainty says how sure a diagnosis is.
type Certainty string

// The certainties.
const (
	ProvisionalDiagnosis Certainty = "provisional"
	FinalDiagnosis       Certainty = "final"
)

// FollowUp is when to come again, and what to watch for; at least one of them.
type FollowUp struct {
	Date         Date   `json:"date,omitzero"`
	Instructions string `json:"instructions,omitempty"` // in the patient's language, at most MaxInstructions characters
}

// Referral is whom the patient is sent on to.
type Referral struct {
	To     string `json:"to"`               // a speciality, a colleague or a hospital; one line
	Reason string `json:"reason,omitempty"` // at most MaxInstructions characters
}

// RecordType returns [ClinicalNoteType].
func (n ClinicalNote) RecordType() RecordType { return ClinicalNoteType }

// ForPatient returns the note without its private part, which no patient ever
// reads, whatever is shared.
func (n ClinicalNote) ForPatient() Content {
	n.PrivateNote = ""
	return &n
}

// NothingForPatient reports whether the note has a private part only.
func (n ClinicalNote) NothingForPatient() bool { return !n.hasShared() }

// Validate reports sections that are too long or wrongly coded, and a note
// with nothing in it. It warns of a note of which a patient would see nothing.
func (n ClinicalNote) Validate() ([]Warning, error) {
	var v Invalid
	private := !isBlank(n.PrivateNote)
	shared := n.hasShared()
	v.Check(private || shared, "/content", "required", "a note has at least one section")

	checkOneOf(&v, "/content/visitType", n.VisitType, false, OutpatientVisit, TeleVisit)
	checkEach(&v, "/content/chiefComplaints", n.ChiefComplaints, Complaint.check)
	checkCoded(&v, "/content/examination", n.Examination, SNOMED, LOINC)
	checkEach(&v, "/content/allergies", n.Allergies, Allergy.check)
	v.Check(!n.NoKnownAllergies || len(n.Allergies) == 0, "/content/noKnownAllergies", "inconsistent", "a note lists allergies or says that none are known, not both")
	checkEach(&v, "/content/medicalHistory", n.MedicalHistory, HistoryItem.check)
	checkEach(&v, "/content/familyHistory", n.FamilyHistory, Relative.check)
	checkEach(&v, "/content/diagnoses", n.Diagnoses, Diagnosis.check)
	checkCoded(&v, "/content/investigationAdvice", n.InvestigationAdvice, SNOMED, LOINC)
	checkCoded(&v, "/content/medications", n.Medications, SNOMED)
	checkCoded(&v, "/content/procedures", n.Procedures, SNOMED)
	n.FollowUp.check(&v, "/content/followUp")
	if r := n.Referral; r != nil {
		CheckText(&v, "/content/referral/to", r.To, 1, 200)
		CheckMultilineText(&v, "/content/referral/reason", r.Reason, 0, MaxInstructions)
	}
	checkCoded(&v, "/content/otherObservations", n.OtherObservations, SNOMED, LOINC)
	checkEach(&v, "/content/documents", n.Documents, checkDocument)
	CheckMultilineText(&v, "/content/freeText", n.FreeText, 0, MaxNoteText)
	CheckMultilineText(&v, "/content/privateNote", n.PrivateNote, 0, MaxNoteText)
	checkSize(&v, n)
	if err := v.Err(); err != nil {
		return nil, err
	}
	if private && !shared {
		return []Warning{{
			Pointer: "/content/privateNote", Code: "nothing_to_share",
			Detail: "a note with a private part only shows the patient nothing",
		}}, nil
	}
	return nil, nil
}

// hasShared reports whether there is anything that a patient may read. The
// type of the visit alone says nothing.
func (n ClinicalNote) hasShared() bool {
	return n.NoKnownAllergies || n.FollowUp != nil || n.Referral != nil || !isBlank(n.FreeText) ||
		len(n.ChiefComplaints)+len(n.Examination)+len(n.Allergies)+len(n.MedicalHistory)+len(n.FamilyHistory)+
			len(n.Diagnoses)+len(n.InvestigationAdvice)+len(n.Medications)+len(n.Procedures)+
			len(n.OtherObservations)+len(n.Documents) > 0
}

// checkEach checks a list of at most [MaxCodedList] entries.
func checkEach[T any](v *Invalid, pointer string, list []T, check func(T, *Invalid, string)) {
	if !checkCount(v, pointer, len(list), MaxCodedList) {
		return
	}
	for i, entry := range list {
		check(entry, v, below(pointer, i))
	}
}

func checkCoded(v *Invalid, pointer string, list []CodedText, systems ...CodeSystem) {
	checkEach(v, pointer, list, func(t CodedText, v *Invalid, at string) { t.check(v, at, systems...) })
}

func (c Complaint) check(v *Invalid, at string) {
	c.CodedText.check(v, at, SNOMED)
	c.Duration.check(v, at+"/duration", Hours, Days, Weeks, Months, Years)
	checkOneOf(v, at+"/severity", c.Severity, false, Mild, Moderate, Severe)
}

func (a Allergy) check(v *Invalid, at string) {
	a.CodedText.check(v, at, SNOMED)
	CheckText(v, at+"/reaction", a.Reaction, 0, 200)
	checkOneOf(v, at+"/severity", a.Severity, false, Mild, Moderate, Severe)
}

func (h HistoryItem) check(v *Invalid, at string) {
	h.CodedText.check(v, at, SNOMED, ICD10)
	checkOneOf(v, at+"/kind", h.Kind, true, PastCondition, PastProcedure)
}

func (r Relative) check(v *Invalid, at string) {
	r.CodedText.check(v, at, SNOMED, ICD10)
	CheckText(v, at+"/relation", r.Relation, 0, 100)
}

func (d Diagnosis) check(v *Invalid, at string) {
	d.CodedText.check(v, at, ICD10, SNOMED)
	checkOneOf(v, at+"/certainty", d.Certainty, true, ProvisionalDiagnosis, FinalDiagnosis)
}

func (f *FollowUp) check(v *Invalid, at string) {
	if f == nil {
		return
	}
	v.Check(!f.Date.IsZero() || !isBlank(f.Instructions), at, "required", "a follow-up has a date, instructions or both")
	CheckMultilineText(v, at+"/instructions", f.Instructions, 0, MaxInstructions)
}

// recordIDForm is a ULID in Crockford base32, as a [RecordID] is.
var recordIDForm = lazily(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)

func checkDocument(id RecordID, v *Invalid, at string) {
	v.Check(recordIDForm().MatchString(string(id)), at, "not_a_record_id", "this is the id of a record: 26 characters")
}
