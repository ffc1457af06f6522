package token_test

import (
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/token"
)

func TestWhatIsSealedOpensForWhomItWasMadeAlone(t *testing.T) {
	p := token.Pepper("a pepper")
	sealed := p.Seal("01KJMPWR00HPWY4RQP39J4WCKX", "practice", "patient", "records")
	if got, ok := p.Open(sealed, "practice", "patient", "records"); !ok || got != "01KJMPWR00HPWY4RQP39J4WCKX" {
		t.Fatalf("got %q, %v", got, ok)
	}
	flipped := []byte(sealed)
	flipped[len(flipped)/2] ^= 1
	for name, open := range map[string]func() (string, bool){
		"another person's":   func() (string, bool) { return p.Open(sealed, "practice", "sister", "records") },
		"another list's":     func() (string, bool) { return p.Open(sealed, "practice", "patient", "files") },
		"parts moved":        func() (string, bool) { return p.Open(sealed, "practicepatient", "", "records") },
		"another pepper":     func() (string, bool) { return token.Pepper("b").Open(sealed, "practice", "patient", "records") },
		"cut short":          func() (string, bool) { return p.Open(sealed[:len(sealed)-2], "practice", "patient", "records") },
		"changed":            func() (string, bool) { return p.Open(string(flipped), "practice", "patient", "records") },
		"nothing":            func() (string, bool) { return p.Open("", "practice", "patient", "records") },
		"shorter than it is": func() (string, bool) { return p.Open("AAAA", "practice", "patient", "records") },
		"no base64":          func() (string, bool) { return p.Open("§", "practice", "patient", "records") },
	} {
		if got, ok := open(); ok || got != "" {
			t.Errorf("%s: opens as %q", name, got)
		}
	}
}

func TestASealHidesWhatIsInItAndIsNeverTheSame(t *testing.T) {
	p := token.Pepper("a pepper")
	a, b := p.Seal("01KJMPWR00HPWY4RQP39J4WCKX"), p.Seal("01KJMPWR00HPWY4RQP39J4WCKX")
	if a == b || strings.Contains(a, "01KJMPWR") {
		t.Errorf("%s and %s", a, b)
	}
}
