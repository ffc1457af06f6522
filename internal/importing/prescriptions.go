package importing

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// dosage is what we read of FHIR's Dosage.
type dosage struct {
	Text        string   `json:"text"`
	PatientText string   `json:"patientInstruction"`
	AsNeeded    bool     `json:"asNeededBoolean"`
	AsNeededFor *concept `json:"asNeededCodeableConcept"`
	Timing      struct {
		Repeat struct {
			Frequency  int       `json:"frequency"`
			Period     float64   `json:"period"`
			PeriodUnit string    `json:"periodUnit"`
			Bounds     *quantity `json:"boundsDuration"`
		} `json:"repeat"`
	} `json:"timing"`
	DoseAndRate []struct {
		Dose *quantity `json:"doseQuantity"`
	} `json:"doseAndRate"`
}

// prescriptions makes one record of what was prescribed at one encounter, of
// the lines that our rules accept as they stand in the source: nothing that
// was not said of dose, frequency or duration is made up, and no draft is made
// that somebody might finish years later. Lines that say less are left for the
// note of the encounter, which tells what was prescribed.
func prescriptions(c *chart) []draft {
	open := map[string]*draft{}
	var order []string
	for _, r := range c.left("MedicationRequest") {
		e := c.encounter(r)
		at, timed := firstTime(r.AuthoredOn)
		if e == nil || !timed || !prescribed(r) {
			continue
		}
		line, ok := medicine(r)
		p := clinic.Prescription{
			Consultation: clinic.Consultation{Mode: consultationMode(e), Stage: clinic.FollowUpConsultation}, // an import is history: the stricter rules of a first contact are of no use
			Medicines:    []clinic.Medicine{line},
		}
		if _, err := p.Validate(); !ok || err != nil {
			continue
		}
		key := e.key() + "|" + clinic.DateOf(at).String()
		d := open[key]
		if d == nil {
			d = &draft{into: clinic.PrescriptionType, at: at, content: &p, source: []string{key}, author: c.author(append([]reference{r.Requester}, participants(e)...)...)}
			open[key] = d
			order = append(order, key)
		} else if sum, fine := d.content.(*clinic.Prescription); fine && len(sum.Medicines) < clinic.MaxCodedList {
			sum.Medicines = append(sum.Medicines, line)
		} else {
			continue
		}
		d.from = append(d.from, r)
		c.take(r)
	}
	drafts := make([]draft, len(order))
	for i, key := range order {
		drafts[i] = *open[key]
	}
	return drafts
}

// prescribed reports whether the request stood: it was not a draft, and not
// taken back.
func prescribed(r *resource) bool {
	return r.Status == "active" || r.Status == "completed" || r.Status == "stopped" || r.Status == "on-hold"
}

// medicine reads a line. ok is false if it says less than a line needs; what
// else cannot be is for the rules to refuse.
func medicine(r *resource) (m clinic.Medicine, ok bool) {
	dosages := list[dosage](r.DosageRaw)
	name := r.Medication.text()
	if name == "" || len(dosages) != 1 { // several steps are several lines, which FHIR does not say when to begin
		return m, false
	}
	d := dosages[0]
	m.Generic, m.Form = strings.ToUpper(name), form(name)
	m.Coding = codingIn(r.Medication, snomed)
	m.Instructions = oneLine(d.PatientText)
	if len(d.DoseAndRate) == 1 && d.DoseAndRate[0].Dose != nil {
		m.Dose = dose(*d.DoseAndRate[0].Dose, m.Form)
	}
	if pattern := pattern(d.Timing.Repeat.Frequency, d.Timing.Repeat.Period, d.Timing.Repeat.PeriodUnit); pattern != "" {
		m.Frequency = &clinic.Frequency{Pattern: pattern}
	}
	m.Duration = length(d.Timing.Repeat.Bounds)
	if m.Duration == nil {
		var dispense struct {
			Supply *quantity `json:"expectedSupplyDuration"`
		}
		_ = json.Unmarshal(r.DispenseRequest, &dispense) // absent or odd: no duration
		m.Duration = length(dispense.Supply)
	}
	if d.AsNeeded || d.AsNeededFor != nil {
		m.SOS = true
		if d.AsNeededFor != nil {
			m.SOSReason = d.AsNeededFor.text()
		} else if len(r.ReasonCode) > 0 {
			m.SOSReason = r.ReasonCode[0].text()
		}
	}
	return m, true
}

// form reads the form of the medicine from its name, as RxNorm and most
// formularies end it.
func form(name string) clinic.DoseForm {
	name = strings.ToLower(name)
	forms := []struct {
		word string
		form clinic.DoseForm
	}{
		{"tablet", clinic.TabletForm},
		{"capsule", clinic.CapsuleForm},
		{"suspension", clinic.SuspensionForm},
		{"syrup", clinic.SyrupForm},
		{"inject", clinic.InjectionForm},
		{"inhal", clinic.InhalerForm},
		{"cream", clinic.CreamForm},
		{"ointment", clinic.OintmentForm},
		{"lotion", clinic.LotionForm},
		{"spray", clinic.SprayForm},
		{"drop", clinic.DropsForm},
		{"powder", clinic.PowderForm},
		{"lozenge", clinic.LozengeForm},
		{"suppositor", clinic.SuppositoryForm},
		{"patch", clinic.PatchForm},
	}
	for _, f := range forms {
		if strings.Contains(name, f.word) {
			return f.form
		}
	}
	return clinic.OtherForm
}

// dose reads a dose. One without a unit counts the things that the form is
// counted in.
func dose(q quantity, f clinic.DoseForm) *clinic.Dose {
	if q.Value == nil {
		return nil
	}
	unit := clinic.DoseUnit(q.Code)
	if unit == "" {
		unit = clinic.DoseUnit(q.Unit)
	}
	if unit == "" {
		switch f {
		case clinic.TabletForm:
			unit = clinic.DoseTablets
		case clinic.CapsuleForm:
			unit = clinic.DoseCapsules
		case clinic.InhalerForm:
			unit = clinic.DosePuffs
		case clinic.PatchForm:
			unit = clinic.DosePatches
		default: // drops, or millilitres? It does not say
		}
	}
	return &clinic.Dose{Value: *q.Value, Unit: unit}
}

// pattern writes a frequency as doses in the morning, afternoon, evening and
// night; "" for one that is not so many times each day.
func pattern(frequency int, every float64, unit string) string {
	perDay := 0.0
	switch unit {
	case "d":
		perDay = float64(frequency) / every
	case "h":
		perDay = float64(frequency) * 24 / every
	}
	if math.IsNaN(perDay) || perDay < 1 || perDay > 4 || perDay != math.Trunc(perDay) {
		return ""
	}
	return []string{"1-0-0", "1-0-1", "1-1-1", "1-1-1-1"}[int(perDay)-1]
}

// length reads a duration in days, weeks or months.
func length(q *quantity) *clinic.Period {
	if q == nil || q.Value == nil || *q.Value != math.Trunc(*q.Value) || *q.Value < 1 || *q.Value > 365 {
		return nil
	}
	unit := q.Code
	if unit == "" {
		unit = q.Unit
	}
	return &clinic.Period{Value: int(*q.Value), Unit: clinic.PeriodUnit(unit)}
}

// consultationMode reads how doctor and patient met from the encounter's class
// (v3-ActCode).
func consultationMode(e *resource) clinic.ConsultationMode {
	if classOf(e) == virtualClass {
		return clinic.ByVideo
	}
	return clinic.InPerson
}
