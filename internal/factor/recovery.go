package factor

import (
	"crypto/rand"
	"slices"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Recovery codes: ten, of 80 random bits each, written in sixteen characters.
const (
	RecoveryCodes     = 10
	recoveryCodeBytes = 10
)

// Recover returns the set with ten new recovery codes in place of the former
// ones, and the codes, which are shown once.
func (s Set) Recover(k Keys, h Holder) (Set, []string) {
	next := s.next()
	next.RecoveryCodes = nil
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		b := make([]byte, recoveryCodeBytes)
		_, _ = rand.Read(b) // never fails, since Go 1.24
		text := strings.ToLower(base32Text.EncodeToString(b))
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		next.RecoveryCodes = append(next.RecoveryCodes, k.recoveryMAC(h, text))
	}
	return next, codes
}

// PassRecovery returns the set after one of the recovery codes, which is used
// up. Anything else gets [clinic.ErrCodeWrong].
func (s Set) PassRecovery(k Keys, h Holder, code string) (Set, error) {
	mac := k.recoveryMAC(h, strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(code)))
	next, found := s.passed(), false
	next.RecoveryCodes = slices.DeleteFunc(slices.Clone(s.RecoveryCodes), func(stored string) bool {
		same := token.Equal(stored, mac)
		found = found || same
		return same
	})
	if !found {
		return Set{}, clinic.ErrCodeWrong
	}
	return next, nil
}

func (k Keys) recoveryMAC(h Holder, code string) string { return k.codes.MAC(code, string(h)) }
