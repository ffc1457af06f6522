package token_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/token"
)

func TestASecretIsReadAsItWasMade(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)
	seen := map[string]bool{}
	for range 1000 {
		s := token.New()
		if !form.MatchString(s.Reveal()) || seen[s.Reveal()] {
			t.Fatalf("secret of a wrong form, or made twice")
		}
		seen[s.Reveal()] = true
		parsed, ok := token.Parse(s.Reveal())
		if !ok || parsed != s || parsed.Hash() != s.Hash() {
			t.Fatal("a secret is not read as it was made")
		}
	}
}

func TestWhatNewCouldNotHaveMadeIsNoSecret(t *testing.T) {
	good := token.New().Reveal()
	last := "B" // four of its bits are beyond 128: New never sets them
	for name, s := range map[string]string{
		"nothing": "", "21 characters": good[:21], "23 characters": good + "A", "padded": good + "==", "padded within": good[:20] + "==", "with a space": good[:21] + " ",
		"in the alphabet of files": good[:20] + "+/", "with bits left over": good[:21] + last, "of another script": strings.Repeat("अ", 22)[:22],
		"with a line break": good[:10] + "\n" + good[11:], "percent-encoded": "%41" + good[3:],
	} {
		if _, ok := token.Parse(s); ok {
			t.Errorf("%s: taken for a secret", name)
		}
	}
	if s, ok := token.Parse(strings.ToLower(good)); ok && s.Hash() == mustParse(t, good).Hash() && strings.ToLower(good) != good {
		t.Error("upper and lower case are one")
	}
}

func mustParse(t *testing.T, s string) token.Secret {
	t.Helper()
	secret, ok := token.Parse(s)
	if !ok {
		t.Fatal("not a secret")
	}
	return secret
}

func TestASecretShowsNowhere(t *testing.T) {
	s := token.New()
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(handler).Info("x", "secret", s, "pepper", token.Pepper("CANARY pepper"))
	}
	shown := log.String() + fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s) + fmt.Sprint(struct{ S token.Secret }{s}) + fmt.Sprint(&s, []token.Secret{s})
	if strings.Contains(shown, s.Reveal()) || strings.Contains(shown, fmt.Sprintf("%x", s.Reveal())) || strings.Contains(shown, "CANARY") {
		t.Errorf("it shows in %s", shown)
	}
	if b, err := json.Marshal(map[string]any{"s": s}); err == nil || strings.Contains(string(b), s.Reveal()) {
		t.Errorf("it was marshalled as %s", b)
	}
}

func TestACodeKeepsItsLeadingZeros(t *testing.T) {
	zeros := false
	for range 500 {
		c := token.Code(6)
		if len(c) != 6 || strings.Trim(c, "0123456789") != "" {
			t.Fatalf("code %q, want six digits", c)
		}
		zeros = zeros || c[0] == '0'
	}
	if !zeros { // once in 10^22 runs
		t.Error("no code of 500 begins with a zero")
	}
}

func TestACodeIsBoundToAllThatItWasMadeFor(t *testing.T) {
	p := token.Pepper("a pepper of the tests")
	mac := p.MAC("123456", "phone", "practice", "patient")
	for name, other := range map[string]string{
		"another code": p.MAC("123457", "phone", "practice", "patient"), "another patient": p.MAC("123456", "phone", "practice", "other"),
		"another purpose": p.MAC("123456", "link", "practice", "patient"), "parts moved": p.MAC("123456", "phone", "practicep", "atient"),
		"parts joined": p.MAC("123456", "phone", "practice|7:patient"), "fewer parts": p.MAC("123456", "phone", "practice"),
		"the code among the parts": p.MAC("", "phone", "practice", "patient", "123456"), "another pepper": token.Pepper("another pepper").MAC("123456", "phone", "practice", "patient"),
		"nothing": "",
	} {
		if token.Equal(mac, other) {
			t.Errorf("%s is taken for the code", name)
		}
	}
	if !token.Equal(mac, p.MAC("123456", "phone", "practice", "patient")) {
		t.Error("the code itself is not")
	}
}

func TestBoundPartsAreNotChangedByAMAC(t *testing.T) {
	bound := make([]string, 1, 2)
	bound[0] = "a"
	spare := bound[:2]
	spare[1] = "kept"
	token.Pepper("a pepper of the tests").MAC("123456", bound...)
	if spare[1] != "kept" {
		t.Errorf("the caller's slice now holds %q", spare[1])
	}
}

func TestAHashIsTheSameInCapitals(t *testing.T) {
	if token.HashOf("Asha@Example.in") != token.HashOf("asha@example.IN") || token.HashOf("a") == token.HashOf("b") {
		t.Error("an address has another hash in capitals, or none of its own")
	}
	if h := token.HashOf("+919876543210"); len(h) != 32 || strings.Contains(h, "98765") {
		t.Errorf("hash %q", h)
	}
}
