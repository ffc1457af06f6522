package importing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Identifier is by what a patient is found again: a number and who gave it.
type Identifier struct{ System, Value string }

type humanName struct {
	Use    string   `json:"use"`
	Text   string   `json:"text"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
	Period period   `json:"period"`
}

type identifier struct {
	Use    string  `json:"use"`
	Type   concept `json:"type"`
	System string  `json:"system"`
	Value  string  `json:"value"`
}

// identifiers returns by what a patient is found again: the medical record
// numbers; without one, every identifier that says who gave it; without that,
// an address that is the world's only one. Numbers that families share (of an
// insurance, say) count only where there is nothing better.
func identifiers(r *resource) []Identifier {
	var numbers, others []Identifier
	for _, i := range list[identifier](r.Identifier) {
		if i.System == "" || i.Value == "" || i.Use == "old" || i.Use == "temp" {
			continue
		}
		if i.Type.has("MR") {
			numbers = append(numbers, Identifier{i.System, i.Value})
		}
		others = append(others, Identifier{i.System, i.Value})
	}
	switch {
	case len(numbers) > 0:
		others = numbers
	case len(others) == 0 && strings.Contains(r.fullURL, ":"):
		others = []Identifier{{"", r.fullURL}}
	}
	return others[:min(len(others), MaxIdentifiers)]
}

// maybeShared reports whether the patient's identifiers may be those of a whole
// family: none of them is a medical record number.
func maybeShared(r *resource) bool {
	all := list[identifier](r.Identifier)
	return len(all) > 0 && !slices.ContainsFunc(all, func(i identifier) bool { return i.Type.has("MR") })
}

// MaxIdentifiers is how many identifiers of one patient are kept.
const MaxIdentifiers = 8

// mapPatient returns the patient as a bundle has them, without what only the
// practice gives. now decides which names and numbers are still in use.
func (s *Service) mapPatient(r *resource, country string, now time.Time, report *Report) clinic.Patient {
	p := clinic.Patient{Name: chooseName(r), Sex: clinic.UnknownSex, Language: clinic.English}
	if sex := clinic.Sex(r.Gender); sex == clinic.Female || sex == clinic.Male || sex == clinic.OtherSex {
		p.Sex = sex
	}
	if born, err := clinic.ParseDate(r.BirthDate); err == nil {
		p.DateOfBirth = born
	}
	for _, spoken := range list[struct {
		Language concept `json:"language"`
	}](r.Communication) {
		if slices.ContainsFunc(spoken.Language.Coding, func(c coding) bool { return strings.HasPrefix(c.Code, "hi") }) {
			p.Language = clinic.Hindi
		}
	}
	for _, i := range list[identifier](r.Identifier) {
		if !i.Type.has("MR") || i.Value == "" || p.Number != "" {
			continue
		}
		if len(i.Value) > 40 {
			report.note(NumberLeftOut)
			break
		}
		p.Number = oneLine(i.Value)
	}
	if slices.ContainsFunc(r.Telecom, func(t contactPoint) bool { return t.System == "email" && t.Value != "" }) {
		report.note(EmailLeftOut)
	}
	number := s.choosePhone(r, country, now, report)
	return p.WithContact(number.E164, number.Mobile && number.Country == country, false)
}

// choosePhone returns the number to call, unverified as every imported one:
// mobiles first, then by the source's rank.
func (s *Service) choosePhone(r *resource, country string, now time.Time, report *Report) clinic.PhoneNumber {
	var points []contactPoint
	for _, t := range r.Telecom {
		if (t.System == "phone" || t.System == "sms") && t.Value != "" && t.Use != "old" && !t.Period.over(now) {
			points = append(points, t)
		}
	}
	switch {
	case r.Deceased, r.DeceasedAt != "":
		report.note(PhoneLeftOut)
		return clinic.PhoneNumber{}
	case len(points) == 0:
		report.note(PhoneMissing)
		return clinic.PhoneNumber{}
	}
	slices.SortStableFunc(points, func(a, b contactPoint) int {
		return cmp.Or(cmp.Compare(useRank(a.Use), useRank(b.Use)), cmp.Compare(cmp.Or(a.Rank, 99), cmp.Or(b.Rank, 99)))
	})
	for _, a := range list[struct {
		Country string `json:"country"`
	}](r.Address) {
		if len(a.Country) == 2 {
			country = strings.ToUpper(a.Country)
			break
		}
	}
	for _, t := range points {
		if n, ok := s.ParsePhone(t.Value, country); ok {
			return n
		}
	}
	report.note(PhoneUnreadable)
	return clinic.PhoneNumber{}
}

func useRank(use string) int {
	if use == "mobile" {
		return 0
	}
	return 1
}

// over reports whether a period has ended.
func (p period) over(now time.Time) bool {
	end, ok := parseTime(p.End)
	return ok && end.Before(now)
}

// chooseName returns the name to use: the official one, else the usual one,
// else the first that is neither old nor a maiden name nor made up. Titles are
// left out: lists and messages begin with the first name.
func chooseName(r *resource) string {
	rank := func(n humanName) int {
		switch n.Use {
		case "official":
			return 0
		case "usual":
			return 1
		case "", "temp", "nickname":
			return 2
		}
		return 3 // old, maiden, anonymous
	}
	names := list[humanName](r.Name)
	slices.SortStableFunc(names, func(a, b humanName) int {
		ended := func(n humanName) int {
			if n.Period.End != "" {
				return 4
			}
			return 0
		}
		return cmp.Compare(rank(a)+ended(a), rank(b)+ended(b))
	})
	for _, n := range names {
		if name := oneLine(strings.Join(n.Given, " ") + " " + n.Family); name != "" {
			return name
		}
		if name := oneLine(n.Text); name != "" {
			return name
		}
	}
	return ""
}
