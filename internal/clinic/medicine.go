package clinic

import (
	"strings"
	"unicode"
)

// Medicine is one line of a prescription.
//
// Dose, Frequency and Duration belong to every line except one that is taken
// only when needed (SOS), which has a reason instead.
type Medicine struct {
	Generic             string           `json:"generic"`          // in CAPITALS (IMC Regulations 2002, 1.5); ingredients of a combination joined by " + "
	Brand               string           `json:"brand,omitempty"`  // one line, at most 200 characters
	Coding              *Coding          `json:"coding,omitempty"` // SNOMED CT, as ABDM wants it
	Strength            *Strength        `json:"strength,omitempty"`
	Form                DoseForm         `json:"form"`
	Dose                *Dose            `json:"dose,omitempty"`
	Frequency           *Frequency       `json:"frequency,omitempty"`
	Timing              FoodTiming       `json:"timing,omitempty"`
	Route               Route            `json:"route,omitempty"`
	StartDate           Date             `json:"startDate,omitzero"`
	Duration            *Period          `json:"duration,omitempty"` // d, wk or mo
	Quantity            *float64         `json:"quantity,omitempty"` // to dispense, in the dose's unit or in packs: 0.25 to 999
	SOS                 bool             `json:"sos,omitzero"`       // only when needed
	SOSReason           string           `json:"sosReason,omitempty"`
	Instructions        string           `json:"instructions,omitempty"` // in the patient's language, at most MaxInstructions characters
	Refills             int              `json:"refills,omitzero"`       // 0 to 12
	SubstitutionAllowed bool             `json:"substitutionAllowed,omitzero"`
	Schedule            DrugSchedule     `json:"schedule,omitempty"`
	TelemedicineList    TelemedicineList `json:"telemedicineList,omitempty"`
}

// Strength is how much of the substance one unit of the form holds.
type Strength struct {
	Value float64      `json:"value"` // above 0, at most 10 000 000 (benzathine penicillin is counted in millions of units)
	Unit  StrengthUnit `json:"unit"`
}

// StrengthUnit is a UCUM unit.
type StrengthUnit string

// The units of strength.
const (
	StrengthMilligrams       StrengthUnit = "mg"
	StrengthMicrograms       StrengthUnit = "ug"
	StrengthGrams            StrengthUnit = "g"
	StrengthPercent          StrengthUnit = "%"
	StrengthUnits            StrengthUnit = "[iU]"
	StrengthUnitsPerML       StrengthUnit = "[iU]/mL"
	StrengthMilligramsPerML  StrengthUnit = "mg/mL"
	StrengthMilligramsPer5ML StrengthUnit = "mg/(5.mL)"
	StrengthMicrogramsPerML  StrengthUnit = "ug/mL"
)

// DoseForm is what the medicine comes as.
type DoseForm string

// The forms.
const (
	TabletForm      DoseForm = "tablet"
	CapsuleForm     DoseForm = "capsule"
	SyrupForm       DoseForm = "syrup"
	SuspensionForm  DoseForm = "suspension"
	InjectionForm   DoseForm = "injection"
	DropsForm       DoseForm = "drops"
	OintmentForm    DoseForm = "ointment"
	CreamForm       DoseForm = "cream"
	LotionForm      DoseForm = "lotion"
	InhalerForm     DoseForm = "inhaler"
	SprayForm       DoseForm = "spray"
	PowderForm      DoseForm = "powder"
	LozengeForm     DoseForm = "lozenge"
	SuppositoryForm DoseForm = "suppository"
	PatchForm       DoseForm = "patch"
	OtherForm       DoseForm = "other"
)

// Dose is what is taken at one time where the frequency says 1.
type Dose struct {
	Value float64  `json:"value"` // 0.01 to 5000
	Unit  DoseUnit `json:"unit"`
}

// DoseUnit is a UCUM unit; things that are counted are UCUM annotations.
type DoseUnit string

// The units of a dose.
const (
	DoseTablets       DoseUnit = "{tablet}"
	DoseCapsules      DoseUnit = "{capsule}"
	DoseMillilitres   DoseUnit = "mL"
	DoseMilligrams    DoseUnit = "mg"
	DoseMicrograms    DoseUnit = "ug"
	DoseGrams         DoseUnit = "g"
	DoseUnits         DoseUnit = "[iU]"
	DoseDrops         DoseUnit = "[drp]"
	DosePuffs         DoseUnit = "{puff}"
	DoseSachets       DoseUnit = "{sachet}"
	DoseApplications  DoseUnit = "{application}"
	DoseLozenges      DoseUnit = "{lozenge}"
	DoseSuppositories DoseUnit = "{suppository}"
	DosePatches       DoseUnit = "{patch}"
)

// FoodTiming relates a dose to food or sleep.
type FoodTiming string

// The timings.
const (
	BeforeFood   FoodTiming = "before-food"
	AfterFood    FoodTiming = "after-food"
	WithFood     FoodTiming = "with-food"
	EmptyStomach FoodTiming = "empty-stomach"
	AtBedtime    FoodTiming = "bedtime"
	AnyTime      FoodTiming = "any-time"
)

// DrugSchedule is the schedule of the Drugs Rules 1945 that restricts a
// medicine's sale.
type DrugSchedule string

// The schedules.
const (
	NoSchedule DrugSchedule = "none"
	ScheduleH  DrugSchedule = "h"  // on prescription only
	ScheduleH1 DrugSchedule = "h1" // as H, and the pharmacist enters each supply in a register kept for three years
	ScheduleX  DrugSchedule = "x"  // on a prescription in duplicate, of which the pharmacist keeps one for two years
)

// TelemedicineList is the list of the Telemedicine Practice Guidelines 2020
// that a medicine stands on.
type TelemedicineList string

// The lists.
const (
	NotListed      TelemedicineList = "none"       // on no list
	ListO          TelemedicineList = "o"          // at any consultation
	ListA          TelemedicineList = "a"          // first by video; then to continue it
	ListB          TelemedicineList = "b"          // added at a follow-up
	ListProhibited TelemedicineList = "prohibited" // never: Schedule X, NDPS Act
)

func (m Medicine) check(v *Invalid, at string) {
	CheckText(v, at+"/generic", m.Generic, 1, 200)
	v.Check(strings.IndexFunc(m.Generic, unicode.IsLower) < 0, at+"/generic", "not_capitals", "the generic name is written in CAPITALS")
	CheckText(v, at+"/brand", m.Brand, 0, 200)
	m.Coding.check(v, at+"/coding", SNOMED)
	if s := m.Strength; s != nil {
		v.Check(s.Value > 0 && s.Value <= 1e7, at+"/strength/value", "out_of_range", "a strength is above 0 and at most 10000000 of its unit")
		checkOneOf(v, at+"/strength/unit", s.Unit, true, StrengthMilligrams, StrengthMicrograms, StrengthGrams, StrengthPercent,
			StrengthUnits, StrengthUnitsPerML, StrengthMilligramsPerML, StrengthMilligramsPer5ML, StrengthMicrogramsPerML)
	}
	checkOneOf(v, at+"/form", m.Form, true, TabletForm, CapsuleForm, SyrupForm, SuspensionForm, InjectionForm, DropsForm, OintmentForm,
		CreamForm, LotionForm, InhalerForm, SprayForm, PowderForm, LozengeForm, SuppositoryForm, PatchForm, OtherForm)
	m.checkRegimen(v, at)
	checkOneOf(v, at+"/timing", m.Timing, false, BeforeFood, AfterFood, WithFood, EmptyStomach, AtBedtime, AnyTime)
	m.Route.check(v, at+"/route")
	v.Check(m.Quantity == nil || (*m.Quantity >= 0.25 && *m.Quantity <= 999), at+"/quantity", "out_of_range", "a quantity is 0.25 to 999")
	CheckMultilineText(v, at+"/instructions", m.Instructions, 0, MaxInstructions)
	v.Check(m.Refills >= 0 && m.Refills <= 12, at+"/refills", "out_of_range", "a medicine is refilled 0 to 12 times")
	checkOneOf(v, at+"/schedule", m.Schedule, false, NoSchedule, ScheduleH, ScheduleH1, ScheduleX)
	checkOneOf(v, at+"/telemedicineList", m.TelemedicineList, false, NotListed, ListO, ListA, ListB, ListProhibited)
	v.Check(m.Schedule != ScheduleX || m.TelemedicineList == "" || m.TelemedicineList == ListProhibited, at+"/telemedicineList", "inconsistent",
		"every medicine of Schedule X is on the prohibited list of the Telemedicine Practice Guidelines")
}

// checkRegimen checks how much, when and for how long.
func (m Medicine) checkRegimen(v *Invalid, at string) {
	v.Check(m.SOS || m.Dose != nil, at+"/dose", "required", "a line has a dose unless it is taken only when needed (SOS)")
	v.Check(m.SOS || m.Frequency != nil, at+"/frequency", "required", "a line has a frequency unless it is taken only when needed (SOS)")
	v.Check(m.SOS || m.Duration != nil, at+"/duration", "required", "a line has a duration unless it is taken only when needed (SOS)")
	if d := m.Dose; d != nil {
		v.Check(d.Value >= 0.01 && d.Value <= 5000, at+"/dose/value", "out_of_range", "a dose is 0.01 to 5000 of its unit")
		checkOneOf(v, at+"/dose/unit", d.Unit, true, DoseTablets, DoseCapsules, DoseMillilitres, DoseMilligrams, DoseMicrograms, DoseGrams,
			DoseUnits, DoseDrops, DosePuffs, DoseSachets, DoseApplications, DoseLozenges, DoseSuppositories, DosePatches)
	}
	m.Frequency.check(v, at+"/frequency")
	m.Duration.check(v, at+"/duration", Days, Weeks, Months)
	if m.SOS {
		CheckText(v, at+"/sosReason", m.SOSReason, 1, 200)
	} else {
		v.Check(m.SOSReason == "", at+"/sosReason", "inconsistent", "only a line taken when needed (SOS) has a reason for taking it")
	}
}

// warnings returns what is possible in a valid line but unusual. The bounds
// are soft, to be confirmed by a clinician.
func (m Medicine) warnings(at string) (ws []Warning) {
	if d := m.Dose; d == nil {
		ws = append(ws, Warning{at + "/dose", "dose_missing", "this line does not say how much is taken at one time"})
	} else if (d.Unit == DoseTablets || d.Unit == DoseCapsules) && d.Value*m.Frequency.most() > 4 {
		ws = append(ws, Warning{at + "/dose", "unusual_value", "more than 4 tablets or capsules are seldom taken at one time"})
	}
	if m.Quantity == nil && (m.Schedule == ScheduleH || m.Schedule == ScheduleH1 || m.Schedule == ScheduleX) {
		ws = append(ws, Warning{at + "/quantity", "quantity_missing", "a prescription states the total amount of a Schedule H, H1 or X medicine that may be supplied (Drugs Rules 1945, 65)"})
	}
	if p := m.Duration; p != nil && (p.Unit == Months && p.Value > 12 || p.Unit == Weeks && p.Value > 52) {
		ws = append(ws, Warning{at + "/duration", "unusual_value", "a medicine is seldom prescribed for more than a year at once"})
	}
	return ws
}
