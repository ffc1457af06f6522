package factor

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// The vectors of RFC 6238, appendix B, for SHA-1, in their last six digits.
func TestACodeIsTheOneOfRFC6238(t *testing.T) {
	seed := []byte("12345678901234567890")
	for second, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := codeOf(seed, second/30); got != want {
			t.Errorf("at %d s: %s, want %s", second, got, want)
		}
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 10, 0, time.UTC)

const asha = Holder("staff/p/asha")

func testKeys(t *testing.T, secret string) Keys {
	t.Helper()
	k, err := NewKeys(token.Pepper(secret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// enrolled returns a set with an app that showed its first code at noon, and
// the app's seed.
func enrolled(t *testing.T, k Keys) (Set, []byte) {
	t.Helper()
	set, e := Set{}.Begin(k, asha, "asha@clinic.example", noon)
	seed, err := base32Text.DecodeString(e.Secret)
	if err != nil || len(seed) != 20 {
		t.Fatalf("%d bytes of seed, %v; want 20", len(seed), err)
	}
	if want := "otpauth://totp/Chartshare:asha@clinic.example?secret=" + e.Secret + "&issuer=Chartshare&algorithm=SHA1&digits=6&period=30"; e.URI != want {
		t.Errorf("URI %s, want %s", e.URI, want)
	}
	set, err = set.Confirm(k, asha, codeAt(seed, noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	return set, seed
}

func codeAt(seed []byte, at time.Time) string { return codeOf(seed, at.Unix()/30) }

func TestACodeWorksOneStepAroundItsOwnAndOnce(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, seed := enrolled(t, k)
	if _, err := set.PassApp(k, asha, codeAt(seed, noon), noon); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("the code that confirmed the app: %v, want it refused", err)
	}
	later := noon.Add(10 * time.Minute)
	for steps, good := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		next, err := set.PassApp(k, asha, codeAt(seed, later.Add(time.Duration(steps)*30*time.Second)), later)
		if (err == nil) != good {
			t.Errorf("%+d steps: %v, want it taken: %v", steps, err, good)
			continue
		}
		if !good {
			continue
		}
		for again := steps; again >= -1; again-- { // its own code, and those before
			if _, err := next.PassApp(k, asha, codeAt(seed, later.Add(time.Duration(again)*30*time.Second)), later); !errors.Is(err, clinic.ErrCodeWrong) {
				t.Errorf("%+d steps after %+d: %v, want it refused", again, steps, err)
			}
		}
		if _, err := next.PassApp(k, asha, codeAt(seed, later.Add(time.Minute)), later.Add(time.Minute)); err != nil {
			t.Errorf("a later code after %+d steps: %v, want it taken", steps, err)
		}
	}
}

func TestWhatIsNoCodeIsRefused(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, seed := enrolled(t, k)
	later := noon.Add(time.Hour)
	good := codeAt(seed, later)
	for name, code := range map[string]string{
		"nothing": "", "five digits": good[:5], "seven digits": good + "0", "spaces": good[:3] + " " + good[3:], "another's": codeAt([]byte("another seed, as long"), later),
		"other digits": strings.Map(func(r rune) rune { return r - '0' + '०' }, good),
	} {
		if _, err := set.PassApp(k, asha, code, later); !errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("%s: %v, want ErrCodeWrong", name, err)
		}
	}
	if _, err := (Set{}).PassApp(k, asha, good, later); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("without an app: %v, want ErrCodeWrong", err)
	}
}

func TestASeedOpensForItsHolderUnderItsSecretOnly(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, seed := enrolled(t, k)
	if strings.Contains(string(set.App.Seed), string(seed)) {
		t.Fatal("the seed is stored as it is")
	}
	later := noon.Add(time.Hour)
	for name, try := range map[string]func() (Set, error){
		"another holder": func() (Set, error) { return set.PassApp(k, "staff/p/ben", codeAt(seed, later), later) },
		"another secret": func() (Set, error) {
			return set.PassApp(testKeys(t, "another secret"), asha, codeAt(seed, later), later)
		},
		"cut short": func() (Set, error) {
			short := set
			short.App.Seed = set.App.Seed[:5]
			return short.PassApp(k, asha, codeAt(seed, later), later)
		},
	} {
		if _, err := try(); err == nil || errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("%s: %v, want an error for operators", name, err)
		}
	}
	other, _ := Set{}.Begin(k, asha, "a", noon)
	if string(other.Pending.Seed[:12]) == string(set.App.Seed[:12]) {
		t.Error("two seeds were sealed under one nonce")
	}
}

func TestAnAppIsConfirmedByItsFirstCodeWithinTenMinutes(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	old, _ := enrolled(t, k)
	pending, e := old.Begin(k, asha, "a", noon)
	seed, _ := base32Text.DecodeString(e.Secret)
	if pending.App.ID != old.App.ID || pending.Version != old.Version+1 {
		t.Fatal("an app that is not confirmed took the place of the former one")
	}
	late := noon.Add(PendingLifetime)
	if _, err := pending.Confirm(k, asha, codeAt(seed, late), late); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("after ten minutes: %v, want ErrCodeWrong", err)
	}
	if _, err := pending.Confirm(k, asha, "000000", noon); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("a wrong code: %v, want ErrCodeWrong", err)
	}
	in := late.Add(-time.Second)
	next, err := pending.Confirm(k, asha, codeAt(seed, in), in)
	if err != nil || next.App.ID == old.App.ID || next.Pending.Set() {
		t.Errorf("in time: %v, %+v; want the new app in place of the former", err, next.App.ID)
	}
}
