package importing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// MaxBundleBytes bounds a file. The chart of a long life takes a few megabytes.
const MaxBundleBytes = 64 << 20

// Bundle is a FHIR R4 bundle of one patient's resources: a transaction, a
// collection, a searchset or a document, as systems export them.
type Bundle struct {
	resources []*resource
}

// ReadBundle reads a bundle as JSON. Nothing of the file's content stands in
// its error.
func ReadBundle(r io.Reader) (Bundle, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBundleBytes+1))
	if err != nil {
		return Bundle{}, fmt.Errorf("read bundle: %w", err)
	}
	if len(data) > MaxBundleBytes {
		return Bundle{}, fmt.Errorf("read bundle: more than %d MB", MaxBundleBytes>>20)
	}
	var file struct {
		ResourceType string  `json:"resourceType"`
		Entry        entries `json:"entry"`
	}
	switch err := json.Unmarshal(data, &file); {
	case errors.Is(err, errTooManyEntries):
		return Bundle{}, fmt.Errorf("read bundle: %w", err)
	case err != nil:
		return Bundle{}, fmt.Errorf("read bundle: this is not a FHIR bundle as JSON")
	}
	if file.ResourceType != "Bundle" {
		return Bundle{}, fmt.Errorf("read bundle: this is a FHIR resource of another type than Bundle, or none")
	}
	var b Bundle
	for _, e := range file.Entry {
		b.resources = append(b.resources, readResource(e.FullURL, e.Resource))
	}
	return b, nil
}

// MaxEntries bounds the resources of a file: a read one takes a kilobyte, were
// it empty. Ten years of intensive care have some ten thousand.
const MaxEntries = 100_000

var errTooManyEntries = fmt.Errorf("more than %d resources", MaxEntries)

// entries are the resources of a bundle, as they stand there.
type entries []bundleEntry

type bundleEntry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
}

// UnmarshalJSON reads no further than [MaxEntries].
func (e *entries) UnmarshalJSON(data []byte) error {
	in := json.NewDecoder(bytes.NewReader(data))
	if begin, err := in.Token(); err != nil || begin != json.Delim('[') && begin != nil {
		return errors.New("entries are a list")
	}
	for *e = nil; in.More(); {
		if len(*e) == MaxEntries {
			return errTooManyEntries
		}
		*e = append(*e, bundleEntry{})
		if err := in.Decode(&(*e)[len(*e)-1]); err != nil {
			return fmt.Errorf("read an entry: %w", err)
		}
	}
	return nil
}

// readResource reads one entry. One that FHIR does not allow is kept by its
// type alone, to be reported.
func readResource(fullURL string, data []byte) *resource {
	r := new(resource)
	if err := json.Unmarshal(data, r); err != nil {
		var typed struct {
			ResourceType string `json:"resourceType"`
		}
		_ = json.Unmarshal(data, &typed)
		r = &resource{ResourceType: typed.ResourceType, unreadable: true}
	}
	if !knownType(r.ResourceType) {
		r.ResourceType = "unknown" // a report repeats nothing that a file may have smuggled in
	}
	r.fullURL = fullURL
	return r
}

// knownType reports whether s looks like a type of FHIR: letters, from a
// capital on.
func knownType(s string) bool {
	return len(s) > 1 && len(s) <= 40 && s[0] >= 'A' && s[0] <= 'Z' &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

// resource is what the import reads of any FHIR resource: the union of the
// elements of those that it takes. Elements that differ in shape between two
// types are kept raw.
type resource struct {
	fullURL    string
	unreadable bool

	ResourceType string          `json:"resourceType"`
	ID           string          `json:"id"`
	Status       string          `json:"status"`
	Subject      reference       `json:"subject"`
	Patient      reference       `json:"patient"`
	Encounter    encounterRef    `json:"encounter"`
	Identifier   json.RawMessage `json:"identifier"` // a list, or one in some types
	Category     json.RawMessage `json:"category"`   // concepts, or codes in AllergyIntolerance
	Code         concept         `json:"code"`

	// Patient
	Name          json.RawMessage `json:"name"` // human names, or a text in Organization
	Telecom       []contactPoint  `json:"telecom"`
	Gender        string          `json:"gender"`
	BirthDate     string          `json:"birthDate"`
	DeceasedAt    string          `json:"deceasedDateTime"`
	Deceased      bool            `json:"deceasedBoolean"`
	Address       json.RawMessage `json:"address"`
	Communication json.RawMessage `json:"communication"`

	// Observation
	EffectiveAt     string      `json:"effectiveDateTime"`
	EffectivePeriod period      `json:"effectivePeriod"`
	Issued          string      `json:"issued"`
	Quantity        *quantity   `json:"valueQuantity"`
	Concept         *concept    `json:"valueCodeableConcept"`
	String          string      `json:"valueString"`
	Component       []component `json:"component"`

	// Encounter
	Class       json.RawMessage `json:"class"`
	Type        json.RawMessage `json:"type"`
	Period      period          `json:"period"`
	ReasonCode  []concept       `json:"reasonCode"`
	Participant []struct {
		Individual reference `json:"individual"`
	} `json:"participant"`

	// Condition, AllergyIntolerance, Procedure
	VerificationStatus concept         `json:"verificationStatus"`
	OnsetAt            string          `json:"onsetDateTime"`
	RecordedDate       string          `json:"recordedDate"`
	PerformedAt        string          `json:"performedDateTime"`
	PerformedPeriod    period          `json:"performedPeriod"`
	Criticality        string          `json:"criticality"`
	Reaction           json.RawMessage `json:"reaction"`

	// Immunization
	VaccineCode concept `json:"vaccineCode"`
	OccurredAt  string  `json:"occurrenceDateTime"`
	LotNumber   string  `json:"lotNumber"`

	// DiagnosticReport
	Result []reference `json:"result"`

	// MedicationRequest
	Medication      concept         `json:"medicationCodeableConcept"`
	AuthoredOn      string          `json:"authoredOn"`
	AsNeeded        bool            `json:"asNeededBoolean"`
	DosageRaw       json.RawMessage `json:"dosageInstruction"`
	DispenseRequest json.RawMessage `json:"dispenseRequest"`
	Requester       reference       `json:"requester"`
}

type (
	reference struct {
		Reference string `json:"reference"`
		Display   string `json:"display"`
	}
	coding struct {
		System  string `json:"system"`
		Code    string `json:"code"`
		Display string `json:"display"`
	}
	concept struct {
		Coding []coding `json:"coding"`
		Text   string   `json:"text"`
	}
	period struct {
		Start string `json:"start"`
		End   string `json:"end"`
	}
	quantity struct {
		Value *float64 `json:"value"`
		Unit  string   `json:"unit"`
		Code  string   `json:"code"`
	}
	component struct {
		Code     concept   `json:"code"`
		Quantity *quantity `json:"valueQuantity"`
	}
	contactPoint struct {
		System string `json:"system"`
		Value  string `json:"value"`
		Use    string `json:"use"`
		Rank   int    `json:"rank"`
		Period period `json:"period"`
	}
)

// encounterRef is the encounter of a resource. Some types have a list of them
// there, of which the first counts.
type encounterRef struct{ reference }

// UnmarshalJSON reads a reference or a list of them.
func (e *encounterRef) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &e.reference) == nil {
		return nil
	}
	var list []reference
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("an encounter is a reference")
	}
	if len(list) > 0 {
		e.reference = list[0]
	}
	return nil
}

// list reads a raw element that may be absent, one or many. What has another
// shape counts as absent.
func list[T any](raw json.RawMessage) []T {
	var many []T
	if len(raw) == 0 || json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one T
	if json.Unmarshal(raw, &one) == nil {
		return []T{one}
	}
	return nil
}

// text returns the words of a concept.
func (c concept) text() string {
	if s := oneLine(c.Text); s != "" {
		return s
	}
	for _, code := range c.Coding {
		if s := oneLine(code.Display); s != "" {
			return s
		}
	}
	return ""
}

// loinc returns the concept's LOINC code, "" if it has none.
func (c concept) loinc() string {
	for _, code := range c.Coding {
		if code.System == loinc {
			return code.Code
		}
	}
	return ""
}

// has reports whether the concept has the code, of whichever system.
func (c concept) has(codes ...string) bool {
	for _, have := range c.Coding {
		for _, want := range codes {
			if have.Code == want {
				return true
			}
		}
	}
	return false
}

// oneLine returns s as one line without control characters at its ends or
// within.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// parseTime reads a FHIR dateTime that names at least a day; one without a
// time is the day's noon in UTC, which is that day in every inhabited zone
// but a few.
func parseTime(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), true
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Add(12 * time.Hour), true
	}
	return time.Time{}, false
}

// firstTime returns the first of the texts that is a time.
func firstTime(texts ...string) (time.Time, bool) {
	for _, s := range texts {
		if t, ok := parseTime(s); ok {
			return t, true
		}
	}
	return time.Time{}, false
}
