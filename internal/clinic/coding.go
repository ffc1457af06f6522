package clinic

import (
	"fmt"
)

// CodeSystem names a published system of codes.
type CodeSystem string

// The systems that a [Coding] may come from.
const (
	SNOMED CodeSystem = "snomed-ct"
	ICD10  CodeSystem = "icd-10"
	LOINC  CodeSystem = "loinc"
	CVX    CodeSystem = "cvx" // vaccines, by the CDC
)

// URI returns the system's FHIR identifier (terminology.hl7.org, external code
// systems), empty for an unknown system.
func (s CodeSystem) URI() string {
	switch s {
	case SNOMED:
		return "http://snomed.info/sct"
	case ICD10:
		return "http://hl7.org/fhir/sid/icd-10"
	case LOINC:
		return "http://loinc.org"
	case CVX:
		return "http://hl7.org/fhir/sid/cvx"
	}
	return ""
}

// Coding is a code of a published system, beside the words that the clinician
// chose.
type Coding struct {
	System  CodeSystem `json:"system"`
	Code    string     `json:"code"`
	Display string     `json:"display,omitempty"` // the system's own name for it, at most 200 characters
}

// CodedText is a finding, a procedure or the like: the clinician's words, and
// a code where there is one.
type CodedText struct {
	Text   string  `json:"text"` // one line, 1 to MaxLineText characters
	Coding *Coding `json:"coding,omitempty"`
}

// MaxLineText is how many characters an entry of a list may have; MaxCodedList
// how many entries a list may have.
const (
	MaxLineText  = 500
	MaxCodedList = 50
)

func (t CodedText) check(v *Invalid, at string, systems ...CodeSystem) {
	CheckText(v, at+"/text", t.Text, 1, MaxLineText)
	t.Coding.check(v, at+"/coding", systems...)
}

var (
	snomedForm = lazily(`^[1-9][0-9]{5,17}$`)
	loincForm  = lazily(`^[1-9][0-9]{0,6}-[0-9]$`)
	cvxForm    = lazily(`^[0-9]{2,3}$`)
	icd10Form  = lazily(`^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$`)
)

// check notes what is wrong with the form of a code. Whether the system knows
// the code is not checked: none of them may be shipped here.
func (c *Coding) check(v *Invalid, at string, systems ...CodeSystem) {
	if c == nil {
		return
	}
	checkOneOf(v, at+"/system", c.System, true, systems...)
	CheckText(v, at+"/display", c.Display, 0, 200)
	ok, form := true, ""
	switch c.System {
	case SNOMED:
		ok, form = snomedForm().MatchString(c.Code) && verhoeff(c.Code), "a SNOMED CT code has 6 to 18 digits, the last of which checks the others"
	case LOINC:
		ok, form = loincForm().MatchString(c.Code) && mod10(c.Code), "a LOINC code has 1 to 7 digits, a hyphen and a digit that checks them"
	case CVX:
		ok, form = cvxForm().MatchString(c.Code), "a CVX code has two or three digits"
	case ICD10:
		ok, form = icd10Form().MatchString(c.Code), "an ICD-10 code is a letter, two digits and perhaps a point and subdivision"
	}
	if c.Code == "" {
		v.Add(at+"/code", "required", "the code is missing")
		return
	}
	v.Check(ok, at+"/code", "not_a_code", form)
}

// verhoeff reports whether the last digit of a SNOMED CT identifier checks the
// others (Verhoeff's dihedral check, SNOMED CT Release File Specification,
// appendix B), which finds every mistyped digit and every swapped pair.
func verhoeff(digits string) bool {
	c := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		for range i % 8 {
			d = verhoeffTurn[d]
		}
		c = dihedral(c, d)
	}
	return c == 0
}

// verhoeffTurn is the permutation applied once more for each place.
var verhoeffTurn = [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}

// dihedral multiplies in the dihedral group of the pentagon: 0 to 4 turn it,
// 5 to 9 mirror it.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5-b+5)%5
	}
	return (a - b + 5) % 5
}

// mod10 reports whether the digit after the hyphen of a LOINC code checks the
// others (Luhn's sum, LOINC Users' Guide, "Check digit").
func mod10(code string) bool {
	sum, double := 0, false
	for i := len(code) - 1; i >= 0; i-- {
		if code[i] == '-' {
			continue
		}
		d := int(code[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0
}

// PeriodUnit is a UCUM unit of time.
type PeriodUnit string

// The units in which clinicians tell a length of time.
const (
	Hours  PeriodUnit = "h"
	Days   PeriodUnit = "d"
	Weeks  PeriodUnit = "wk"
	Months PeriodUnit = "mo"
	Years  PeriodUnit = "a"
)

// Period is a length of time as a clinician tells it: "5 days".
type Period struct {
	Value int        `json:"value"` // 1 to 365
	Unit  PeriodUnit `json:"unit"`
}

func (p *Period) check(v *Invalid, at string, units ...PeriodUnit) {
	if p == nil {
		return
	}
	v.Check(p.Value >= 1 && p.Value <= 365, at+"/value", "out_of_range", "a length of time is 1 to 365 of its unit")
	checkOneOf(v, at+"/unit", p.Unit, true, units...)
}

// Observation is one measured value as FHIR has it.
type Observation struct {
	Code    string  // LOINC
	Panel   string  // LOINC of the panel that it is reported in, empty if none
	Label   string  // key of its name in the client's language files: "pulse"
	Display string  // English name
	Value   float64 // in Unit
	Unit    string  // UCUM
}

// below returns the pointer of element i of the list at pointer.
func below(pointer string, i int) string { return fmt.Sprintf("%s/%d", pointer, i) }
