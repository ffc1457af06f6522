package clinic

import (
	"math"
	"time"
)

// LabResult is what the laboratory found of one test: a number with its unit,
// or a text.
type LabResult struct {
	Value         *float64   `json:"value,omitempty"` // of Unit
	Text          string     `json:"text,omitempty"`  // "No growth after 48 hours"; at most 2000 characters
	Unit          string     `json:"unit,omitempty"`  // UCUM, at most 40 characters; "1" for a ratio
	ReferenceLow  *float64   `json:"referenceLow,omitempty"`
	ReferenceHigh *float64   `json:"referenceHigh,omitempty"` // in Unit; the range is the laboratory's own
	Flag          ResultFlag `json:"flag,omitempty"`
	ReportedAt    time.Time  `json:"reportedAt,omitzero"`
	Attachment    FileID     `json:"attachment,omitempty"` // the laboratory's report
}

// ResultFlag says how a result lies to what is usual (HL7 v3
// ObservationInterpretation).
type ResultFlag string

// The flags. None means as expected, or that nobody said.
const (
	HighFlag     ResultFlag = "H"
	LowFlag      ResultFlag = "L"
	AbnormalFlag ResultFlag = "A" // of a text, or of a number without a range
)

// maxResult bounds a number; counts of viruses reach hundreds of millions a
// millilitre.
const maxResult = 1e9

// unitForm is what a UCUM code may be made of: printable ASCII without spaces.
var unitForm = lazily(`^[!-~]{1,40}$`)

func (r *LabResult) check(v *Invalid, at string) {
	if r == nil {
		return
	}
	v.Check((r.Value != nil) != !isBlank(r.Text), at, "inconsistent", "a result is a number or a text, one of them")
	CheckMultilineText(v, at+"/text", r.Text, 0, 2000)
	if r.Value != nil {
		checkFinite(v, at+"/value", r.Value)
		v.Check(r.Unit != "", at+"/unit", "required", "a number has a unit in UCUM; that of a ratio is 1")
	} else {
		v.Check(r.Unit == "" && r.ReferenceLow == nil && r.ReferenceHigh == nil, at, "inconsistent", "only a number has a unit and a reference range")
	}
	v.Check(r.Unit == "" || unitForm().MatchString(r.Unit), at+"/unit", "unknown_unit", "a unit is a UCUM code of at most 40 characters: mg/dL, 10*3/uL")
	checkFinite(v, at+"/referenceLow", r.ReferenceLow)
	checkFinite(v, at+"/referenceHigh", r.ReferenceHigh)
	if r.ReferenceLow != nil && r.ReferenceHigh != nil {
		v.Check(*r.ReferenceLow <= *r.ReferenceHigh, at+"/referenceHigh", "inconsistent", "a reference range does not end below its beginning")
	}
	checkOneOf(v, at+"/flag", r.Flag, false, HighFlag, LowFlag, AbnormalFlag)
	v.Check(!r.contradicts(), at+"/flag", "inconsistent", "the flag is not what the value and its reference range say")
	v.Check(!r.ReportedAt.IsZero(), at+"/reportedAt", "required", "the time at which the result was reported is missing")
	v.Check(r.Attachment == "" || recordIDForm().MatchString(string(r.Attachment)), at+"/attachment", "not_a_file_id", "this is the id of a file: 26 characters")
}

func checkFinite(v *Invalid, at string, x *float64) {
	v.Check(x == nil || math.Abs(*x) <= maxResult, at, "out_of_range", "a number is between -1000000000 and 1000000000")
}

// expected returns the flag that value and range make, "" within the range;
// known is false where the range leaves it open.
func (r *LabResult) expected() (flag ResultFlag, known bool) {
	switch {
	case r.Value == nil:
		return "", false
	case r.ReferenceLow != nil && *r.Value < *r.ReferenceLow:
		return LowFlag, true
	case r.ReferenceHigh != nil && *r.Value > *r.ReferenceHigh:
		return HighFlag, true
	}
	return "", r.ReferenceLow != nil && r.ReferenceHigh != nil
}

// contradicts reports whether the flag cannot be that of the value. Of a range
// with one end only, the other end is open.
func (r *LabResult) contradicts() bool {
	flag, known := r.expected()
	switch {
	case r.Flag == "":
		return false
	case known:
		return r.Flag != flag
	case r.Value == nil:
		return r.Flag != AbnormalFlag
	case r.Flag == LowFlag:
		return r.ReferenceLow != nil
	case r.Flag == HighFlag:
		return r.ReferenceHigh != nil
	}
	return false
}
