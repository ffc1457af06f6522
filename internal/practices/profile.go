package practices

import (
	"errors"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Profile is what an owner decides on of a practice.
type Profile struct {
	Name, Country, State, TimeZone string
	SMSDisplayName                 string // empty: [clinic.NeutralSMSName]
	Phone                          string // in any common way of writing it, or empty
	Address, GSTIN                 string // for print heads, or empty
}

// profiled returns p with the profile, and notes what is wrong with it under
// the prefix of its pointers.
func (s *Service) profiled(p clinic.Practice, f Profile, v *clinic.Invalid, prefix string) clinic.Practice {
	p.Name, p.Country, p.State, p.TimeZone = f.Name, f.Country, f.State, f.TimeZone
	if p.SMSDisplayName = f.SMSDisplayName; p.SMSDisplayName == "" {
		p.SMSDisplayName = clinic.NeutralSMSName
	}
	p.Address, p.GSTIN = f.Address, f.GSTIN
	number, ok := s.ParsePhone(f.Phone, f.Country)
	p.Phone = number.E164
	v.Check(ok || f.Phone == "", prefix+"/phone", "not_a_phone_number", "this is not a phone number that can be called; write it with all its digits")
	addUnder(v, prefix, p.Validate())
	return p
}

// addUnder notes the fields of an error, each under the prefix.
func addUnder(v *clinic.Invalid, prefix string, err error) {
	if e, ok := errors.AsType[*clinic.Error](err); ok {
		for _, f := range e.Fields {
			v.Add(prefix+f.Pointer, f.Code, f.Detail)
		}
	}
}

// checkEmail notes an address that the edge could not read, and left empty.
func checkEmail(v *clinic.Invalid, pointer, email string) {
	v.Check(email != "", pointer, "not_an_email", "this is not an e-mail address that mail can be sent to")
}
