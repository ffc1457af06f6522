package patients

import (
	"slices"
	"strings"
	"unicode"

	"github.com/chartshare/chartshare/internal/clinic"
)

// number reads what was typed at the desk. Nothing is no number. A number that
// an SMS may not go to is kept, and never counts as one that can be verified.
func (s *Service) number(typed, country string) (clinic.PhoneNumber, error) {
	if strings.TrimSpace(typed) == "" {
		return clinic.PhoneNumber{}, nil
	}
	n, ok := s.ParsePhone(typed, country)
	if !ok {
		return n, clinic.InvalidField("/phone", "not_a_phone_number", "this is not a phone number that can be called; write it with all its digits")
	}
	n.Mobile = n.Mobile && slices.Contains(s.Countries, n.Country)
	return n, nil
}

// search is one way to look for what somebody typed.
type search struct {
	by    clinic.SearchBy
	value string
}

// searches returns the ways to look for a query, likeliest first.
func (s *Service) searches(query, country string) []search {
	query = strings.TrimSpace(query)
	var ways []search
	if strings.Contains(query, "@") {
		ways = append(ways, search{clinic.SearchByEmail, strings.ToLower(query)})
	}
	if n, ok := s.ParsePhone(query, country); ok {
		ways = append(ways, search{clinic.SearchByPhone, n.E164})
	}
	folded := clinic.Fold(query)
	if folded == "" {
		return ways
	}
	if strings.ContainsFunc(folded, unicode.IsDigit) {
		return append(ways, search{clinic.SearchByNumber, folded}, search{clinic.SearchByName, folded})
	}
	return append(ways, search{clinic.SearchByName, folded}, search{clinic.SearchByNumber, folded})
}
