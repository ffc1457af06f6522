package stories_test

import (
	"fmt"
	"strings"
)

// carried are the markers of all stories: what their people are called and
// read, and every secret that a message carried.
func (w *world) carried() []marker {
	markers := []marker{
		{"a patient's last name", "Nambiar", []string{inTable}},
		{"a patient's e-mail address", "@patients.example", []string{inTable}},
		{"a staff member's e-mail address", "@clinic.example", []string{inTable}},
		{"a staff member's last name", "Menon", []string{inTable, inLetters}},
		{"a medicine", "AMOXICILLIN", []string{inTable}},
		{"a symptom", "Sore throat", []string{inTable}},
		{"a private note", "Worried about", []string{inTable}},
		{"a password", goodPassword, nil},
		{"a patient's password", portalPassword, nil},
		{"a patient's number", "+9198", []string{inTable}},
	}
	for _, m := range w.messages() {
		what := fmt.Sprintf("%s %d: its ", m.Kind, m.Seq)
		if secret := m.PasswordToken(); secret != "" {
			markers = append(markers, marker{what + "password link", secret, []string{inLetters}})
		}
		if secret := m.TemporaryPassword(); secret != "" {
			markers = append(markers, marker{what + "temporary password", secret, []string{inLetters}}, marker{what + "temporary password as typed", strings.ReplaceAll(secret, "-", ""), nil})
		}
		if secret := m.ConfirmToken(); secret != "" {
			markers = append(markers, marker{what + "link to confirm an address", secret, []string{inLetters}})
		}
		if secret := m.ShareToken(); secret != "" {
			markers = append(markers, marker{what + "link", secret[8:], []string{inShare, inLinks}})
		}
		if secret := m.VisitToken(); secret != "" {
			markers = append(markers, marker{what + "link to a call", secret, []string{inCalls, inLinks}})
		}
		if code := m.Code(); m.Kind == "sms" && code != "" && code != "000000" { // which stories try
			markers = append(markers, marker{what + "code", code, []string{inCodes, inLetters, inShare}})
		}
	}
	return markers
}
