package clinic

import (
	"slices"
	"strings"
)

// Prescription is the medicines prescribed at one consultation. The practice's
// and the patient's part of the printed head come from elsewhere.
type Prescription struct {
	Consultation Consultation `json:"consultation"`
	Diagnoses    []Diagnosis  `json:"diagnoses,omitempty"`
	Weight       *Kilograms   `json:"weight,omitempty"` // of the patient, 0.2 to 500 kg
	Medicines    []Medicine   `json:"medicines"`        // 1 to MaxCodedList lines
	Advice       string       `json:"advice,omitempty"` // at most 2000 characters
	FollowUp     *FollowUp    `json:"followUp,omitempty"`
	Prescriber   *Prescriber  `json:"prescriber,omitempty"` // filled by the server, from the staff member who signs
}

// Consultation is how doctor and patient met. Both parts are required, as the
// Telemedicine Practice Guidelines 2020 make them decide what may be
// prescribed.
type Consultation struct {
	Mode  ConsultationMode  `json:"mode"`
	Stage ConsultationStage `json:"stage"`
}

// ConsultationMode is the medium of a consultation.
type ConsultationMode string

// The modes. All but the first are telemedicine.
const (
	InPerson ConsultationMode = "in-person"
	ByVideo  ConsultationMode = "video"
	ByAudio  ConsultationMode = "audio"
	ByText   ConsultationMode = "text"
)

// ConsultationStage says whether the patient was seen for this before.
type ConsultationStage string

// The stages.
const (
	FirstConsultation    ConsultationStage = "first"
	FollowUpConsultation ConsultationStage = "follow-up"
)

// Prescriber is the doctor as the prescription names them.
type Prescriber struct {
	Name                      string `json:"name"`                      // at most 200 characters
	Qualifications            string `json:"qualifications"`            // "MBBS, MD (Medicine)", at most 200 characters
	CouncilRegistrationNumber string `json:"councilRegistrationNumber"` // of the state or national medical council, at most 60 characters
}

// RecordType returns [PrescriptionType].
func (p Prescription) RecordType() RecordType { return PrescriptionType }

// Validate reports lines that cannot be dispensed as they stand, and medicines
// that may not be prescribed at this kind of consultation. It warns of the
// same generic in two lines, of what the Telemedicine Practice Guidelines
// allow only under conditions that are not known here, and of unusual doses.
func (p Prescription) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/consultation/mode", p.Consultation.Mode, true, InPerson, ByVideo, ByAudio, ByText)
	checkOneOf(&v, "/content/consultation/stage", p.Consultation.Stage, true, FirstConsultation, FollowUpConsultation)
	checkEach(&v, "/content/diagnoses", p.Diagnoses, Diagnosis.check)
	if p.Weight != nil {
		reading{weight, float64(*p.Weight)}.check(&v)
	}
	v.Check(len(p.Medicines) > 0, "/content/medicines", "required", "a prescription has at least one medicine")
	checkEach(&v, "/content/medicines", p.Medicines, Medicine.check)
	if p.Consultation.tele() {
		checkEach(&v, "/content/medicines", p.Medicines, Medicine.checkTele)
	}
	CheckMultilineText(&v, "/content/advice", p.Advice, 0, 2000)
	p.FollowUp.check(&v, "/content/followUp")
	if d := p.Prescriber; d != nil {
		CheckText(&v, "/content/prescriber/name", d.Name, 1, 200)
		CheckText(&v, "/content/prescriber/qualifications", d.Qualifications, 1, 200)
		CheckText(&v, "/content/prescriber/councilRegistrationNumber", d.CouncilRegistrationNumber, 1, 60)
	}
	checkSize(&v, p)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return p.warnings(), nil
}

// tele reports whether the consultation was not in person. One of an unknown
// mode counts as such, so that the stricter rules hold.
func (c Consultation) tele() bool { return c.Mode != InPerson }

// checkTele notes a medicine that may not be prescribed by telemedicine
// (Telemedicine Practice Guidelines 2020, prohibited list), and one of which nobody said
// whether it may.
func (m Medicine) checkTele(v *Invalid, at string) {
	const prohibited = "medicines of Schedule X and those under the NDPS Act are prescribed in person only"
	v.Check(m.Schedule != ScheduleX, at+"/schedule", "telemedicine_prohibited", prohibited)
	v.Check(m.TelemedicineList != ListProhibited, at+"/telemedicineList", "telemedicine_prohibited", prohibited)
	v.Check(m.Schedule != "", at+"/schedule", "required", "a prescription by telemedicine states each medicine's schedule: none, h, h1 or x")
	v.Check(m.TelemedicineList != "", at+"/telemedicineList", "required", "a prescription by telemedicine states each medicine's list: none, o, a, b or prohibited")
}

func (p Prescription) warnings() (ws []Warning) {
	seen := map[string]bool{}
	for i, m := range p.Medicines {
		at := below("/content/medicines", i)
		ws = append(ws, m.warnings(at)...)
		if w, ok := p.Consultation.warning(m.TelemedicineList, at); ok {
			ws = append(ws, w)
		}
		ingredients := m.ingredients()
		if slices.ContainsFunc(ingredients, func(s string) bool { return seen[s] }) {
			ws = append(ws, Warning{at + "/generic", "duplicate_generic", "an earlier line has this generic or one of its ingredients already"})
		}
		for _, s := range ingredients {
			seen[s] = true
		}
	}
	if p.Weight != nil {
		if w, unusual := (reading{weight, float64(*p.Weight)}).warning(); unusual {
			ws = append(ws, w)
		}
	}
	return ws
}

// warning returns the condition under which a list's medicine may be
// prescribed by telemedicine, unless it is met.
func (c Consultation) warning(list TelemedicineList, at string) (w Warning, ok bool) {
	code, detail := "", ""
	switch {
	case !c.tele():
	case list == NotListed:
		code, detail = "telemedicine_not_listed", "this medicine is on no list of the Telemedicine Practice Guidelines"
	case list == ListA && c.Mode != ByVideo && c.Stage == FirstConsultation:
		code, detail = "telemedicine_list_a", "a medicine of list A is first prescribed at a consultation by video or in person"
	case list == ListA && c.Mode != ByVideo:
		code, detail = "telemedicine_list_a", "without video, a medicine of list A is prescribed only to continue it"
	case list == ListB && c.Stage == FirstConsultation:
		code, detail = "telemedicine_list_b", "a medicine of list B is prescribed only at a follow-up, in addition to others"
	}
	return Warning{at + "/telemedicineList", code, detail}, code != ""
}

// ingredients returns the substances of the medicine: one, or those of a
// combination.
func (m Medicine) ingredients() []string {
	var names []string
	for part := range strings.SplitSeq(m.Generic, "+") {
		if name := strings.Join(strings.Fields(strings.ToUpper(part)), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Complete names the prescriber, whatever the client wrote there, and warns of
// what the patient is known to be allergic to. A prescription that names no
// registered prescriber cannot be dispensed (Indian Medical Council
// Regulations 2002, 1.4), so one is refused unless both are known. An imported
// one was written elsewhere, by whom its author says, and names nobody.
func (p *Prescription) Complete(c Circumstances) ([]Warning, error) {
	p.Prescriber = nil
	warnings := p.CheckAllergies(c.Allergies.Texts())
	if c.Author.Origin == ImportOrigin {
		return warnings, nil
	}
	if p.Prescriber = c.Author.prescriber(); p.Prescriber == nil {
		return warnings, InvalidField("/content/prescriber", "prescriber_not_registered",
			"a prescription names its prescriber's qualifications and council registration number: an owner enters both under Staff, in the prescriber's own entry")
	}
	return warnings, nil
}

// prescriber returns the actor as what they prescribe names them, nil without
// qualifications or a registration number.
func (a Actor) prescriber() *Prescriber {
	if isBlank(a.RegistrationNumber) || isBlank(a.Qualifications) {
		return nil
	}
	return &Prescriber{Name: a.Name, Qualifications: a.Qualifications, CouncilRegistrationNumber: a.RegistrationNumber}
}
