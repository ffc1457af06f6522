package id_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/id"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestIdentifiersSortByTheirTime(t *testing.T) {
	var made []string
	for i := range 50 {
		made = append(made, id.New(noon.Add(time.Duration(i)*time.Millisecond)))
	}
	if !slices.IsSorted(made) {
		t.Errorf("not in the order of their times: %v", made)
	}
	for _, s := range made {
		if !id.Valid(s) || len(s) != 26 {
			t.Errorf("%q is not valid", s)
		}
	}
	if one, other := id.New(noon), id.New(noon); one == other {
		t.Error("two identifiers of one instant are the same")
	}
}

func TestARangeBeginsAtItsInstant(t *testing.T) {
	at := id.At(noon)
	if !id.Valid(at) || id.New(noon.Add(-time.Millisecond)) >= at || id.New(noon) <= at {
		t.Errorf("At = %s, want the smallest of its instant", at)
	}
}

func TestOnlyAnIdentifierToTheLetterIsValid(t *testing.T) {
	good := id.New(noon)
	for _, s := range []string{
		"", " ", good[:25], good + "0", " " + good, good + "\n", strings.ToLower(good), strings.Repeat("I", 26), strings.Repeat("L", 26), strings.Repeat("O", 26),
		strings.Repeat("U", 26), "8" + good[1:], "Z" + good[1:], "../../../../../etc/passwd1", "०" + good[1:], strings.Repeat("#", 26), good[:10] + "#" + good[11:],
	} {
		if id.Valid(s) {
			t.Errorf("%q is valid", s)
		}
	}
}

func TestAnIdempotencyKeyIsOfToday(t *testing.T) {
	for name, tt := range map[string]struct {
		key  string
		want bool
	}{
		"made now":                           {id.New(noon), true},
		"a moment less than a day ago":       {id.New(noon.Add(-id.MaxKeyAge + time.Millisecond)), true},
		"a day ago":                          {id.New(noon.Add(-id.MaxKeyAge)), false},
		"a moment less than a day ahead":     {id.New(noon.Add(id.MaxKeyAge - time.Millisecond)), true},
		"a day ahead":                        {id.New(noon.Add(id.MaxKeyAge)), false},
		"in small letters":                   {strings.ToLower(id.New(noon)), false},
		"nothing":                            {"", false},
		"a UUID":                             {"7b4d3c1e-9a53-4f3e-8f0a-2d8f0c6f5a11", false},
		"of the beginning of time":           {strings.Repeat("0", 26), false},
		"of its end":                         {"7" + strings.Repeat("Z", 25), false},
		"beyond what fits in an identifier":  {strings.Repeat("Z", 26), false},
		"with a space that somebody trimmed": {id.New(noon) + " ", false},
	} {
		if got := id.CheckKey(tt.key, noon); got != tt.want {
			t.Errorf("%s: CheckKey = %v, want %v", name, got, tt.want)
		}
	}
}

func TestLocatorsAreEightCharactersOfAURL(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z0-9_-]{8}$`)
	seen := map[string]bool{}
	for range 1000 {
		l := id.Locator()
		if !form.MatchString(l) || seen[l] {
			t.Fatalf("locator %q, want eight characters that no other has", l)
		}
		seen[l] = true
	}
}

// FuzzCheckKey: a key is whatever a client sends.
func FuzzCheckKey(f *testing.F) {
	f.Add(id.New(noon))
	f.Add("")
	f.Fuzz(func(t *testing.T, key string) {
		if id.CheckKey(key, noon) && !id.Valid(key) {
			t.Errorf("%q became an identifier that is not valid", key)
		}
	})
}
