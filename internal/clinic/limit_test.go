package clinic_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestALimitCountsOverWindowsThatDoNotOverlap(t *testing.T) {
	l := clinic.Limit{What: "x", Most: 1, Per: time.Hour}
	start := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	if l.Window(start) != l.Window(start.Add(time.Hour-1)) {
		t.Error("a window ended before its hour")
	}
	if l.Window(start) == l.Window(start.Add(time.Hour)) || l.Window(start) == l.Window(start.Add(-1)) {
		t.Error("two hours share a window")
	}
	if l.Window(start) != l.Window(start.In(time.FixedZone("IST", 19800))) {
		t.Error("a window depends on the zone")
	}
}

func TestCodesAreLimitedByAddressAndByPractice(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range []clinic.Limit{
		clinic.PracticeCodeLimit("p"), clinic.PracticeCodeLimit("q"), clinic.AddressCodeLimit("p"), clinic.AddressCodeLimit("q"),
	} {
		if l.Most <= 0 || l.Per <= 0 || seen[l.What] {
			t.Errorf("limit %+v, want a bound of its own", l)
		}
		seen[l.What] = true
	}
	if len(seen) != 4 {
		t.Errorf("%d limits, want one of each practice and one of each address", len(seen))
	}
}
