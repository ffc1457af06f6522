package accounts_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/password"
)

// Known and unknown accounts differ by less than a tenth in the median, at the
// strength of production. A machine that does something else for a while gets
// further rounds; a difference of our own making shows in each.
func TestAnUnknownAccountTakesAsLong(t *testing.T) {
	h := newHousehold(t)
	h.Passwords = password.Default
	const accounts, tries = 6, 4 // after which an account must wait
	var known []string
	for i := range accounts {
		email := fmt.Sprintf("known%d@example.com", i)
		h.member("Asha Rao", email, nil)
		known = append(known, email)
	}
	h.SignIn(h.ctx, known[0], chosen, home, phone) //nolint:errcheck // warms up
	took := func(email string) time.Duration {
		began := time.Now()
		if _, _, err := h.SignIn(h.ctx, email, "not the password", home, phone); err == nil {
			t.Fatal("a wrong password signs in")
		}
		return time.Since(began)
	}
	var ratios []float64
	for round := range 8 {
		var of [2][]time.Duration
		for i := range accounts * tries {
			each := []string{known[i%accounts], fmt.Sprintf("nobody%d.%d@example.com", round, i)}
			for j := range each { // each is first as often as second
				which := (i + j) % 2
				of[which] = append(of[which], took(each[which]))
			}
		}
		for _, samples := range of {
			slices.Sort(samples)
		}
		middle := accounts * tries / 2
		ratio := float64(of[0][middle]) / float64(of[1][middle])
		t.Logf("known %s, unknown %s, ratio %.3f", of[0][middle], of[1][middle], ratio)
		if ratios = append(ratios, ratio); ratio > 0.9 && ratio < 1.1 {
			return
		}
		h.advance(2 * time.Hour) // the waits are over, and the limits
	}
	t.Errorf("known to unknown: %.3v, want within a tenth of 1 in one of eight rounds", ratios)
}
