package password_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/password"
)

func TestCheck(t *testing.T) {
	words := []string{"chartshare", "Sunrise Clinic", "Sunrise", "Clinic", "Asha", "Verma", "asha.verma@example.com", "asha.verma"}
	distinct := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteRune(rune(0x0905 + i*7%50))
		}
		return b.String()
	}
	tests := []struct{ name, password, want string }{
		{"14 characters", "kXv9$2pLq8ZrT1", "too_short"},
		{"15 characters", "kXv9$2pLq8ZrT1w", ""},
		{"15 characters of many bytes each", distinct(15), ""},
		{"14 characters of many bytes each", distinct(14), "too_short"},
		{"14 that look like 15 before they are composed", "kXv9$2pLq8ZrTe\u0301", "too_short"},
		{"65 characters", "The quick brown fox " + strings.Repeat("x", 20) + " jumps over 9 lazy cats!!", ""},
		{"128 characters", distinct(128), ""},
		{"129 characters", distinct(129), "too_long"},
		{"a kilobyte and one", strings.Repeat("a", 1025), "too_long"},
		{"a megabyte", strings.Repeat("a", 1<<20), "too_long"},
		{"broken UTF-8", "kXv9$2pLq8ZrT1w\xff", "not_allowed_characters"},
		{"NUL inside", "kXv9$2p\x00Lq8ZrT1w", ""},
		{"emoji", "😀 winter 🚲 rides 🌧 twice", ""},
		{"four words", "correct horse battery staple", ""},
		{"Hindi words", "मेरा पुराना साइकिल नीला", ""},
		{"no composition rules: only digits", "294817365028461", ""},
		{"one common word twice", "passwordpassword", "too_common"},
		{"in capitals", "PASSWORDPASSWORD", "too_common"},
		{"with leet", "P@ssw0rdP@ssw0rd", "too_common"},
		{"a common word and a row", "password12345678", "too_common"},
		{"one character", strings.Repeat("a", 15), "too_common"},
		{"one character, at the limit", strings.Repeat("a", 128), "too_common"},
		{"a repeated pattern", "ab1!ab1!ab1!ab1!", "too_common"},
		{"digits in order", "123456789012345", "too_common"},
		{"digits backwards", "987654321098765", "too_common"},
		{"alphabet", "abcdefghijklmnop", "too_common"},
		{"keyboard rows", "qwertyuiopasdfghjkl", "too_common"},
		{"I love you, twice", "iloveyouiloveyou", "too_common"},
		{"the product", "chartsharechartshare", "too_common"},
		{"the clinic and a year", "Sunrise Clinic 2026", "too_common"},
		{"the person", "Asha Verma Asha", "too_common"},
		{"the e-mail address", "asha.verma@example.com", "too_common"},
		{"the person and a row", "ashaverma123456", "too_common"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if e, ok := errors.AsType[*clinic.Error](password.Check(tt.password, words...)); ok {
				got = e.Fields[0].Code
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestArgon2id(t *testing.T) {
	a := password.Default
	hash := a.Hash("mauve kettle")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q is not of the recommended parameters", hash)
	}
	if ok, outdated := a.Verify(hash, "mauve kettle"); !ok || outdated {
		t.Errorf("own hash: %v, outdated %v; want true, false", ok, outdated)
	}
	if ok, _ := a.Verify(hash, "mauve kettlE"); ok {
		t.Error("another password passed")
	}
	weaker := password.Argon2id{MemoryKiB: 64, Passes: 1}
	if ok, outdated := a.Verify(weaker.Hash("mauve kettle"), "mauve kettle"); !ok || !outdated {
		t.Errorf("a weaker hash: %v, outdated %v; want true, true", ok, outdated)
	}
	if first, second := a.Hash("x"), a.Hash("x"); first == second {
		t.Error("two hashes of one password are equal: no salt")
	}
	for _, bad := range []string{"", "x", hash[:len(hash)-1], strings.Replace(hash, "m=19456", "m=999999999", 1), strings.Replace(hash, "t=2", "t=0", 1), strings.Replace(hash, "argon2id", "argon2i", 1)} {
		if ok, _ := a.Verify(bad, "mauve kettle"); ok {
			t.Errorf("%q passed", bad)
		}
	}
	if ok, _ := a.Verify(a.Decoy(), ""); ok {
		t.Error("the decoy has a password")
	}
}
