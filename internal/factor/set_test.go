package factor

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestARecoveryCodeWorksOnceAndForItsHolder(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, codes := Set{}.Recover(k, asha)
	form := regexp.MustCompile(`^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`) // sixteen of 32: 80 bits
	slices.Sort(codes)
	if len(codes) != 10 || len(slices.Compact(slices.Clone(codes))) != 10 || !form.MatchString(codes[0]) {
		t.Fatalf("got %d codes, the first %q", len(codes), codes[0])
	}
	if strings.Contains(strings.Join(set.RecoveryCodes, " "), strings.ReplaceAll(codes[0], "-", "")) {
		t.Error("a code is stored as it is")
	}
	if _, err := set.PassRecovery(k, "staff/p/ben", codes[0]); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("somebody else's: %v, want ErrCodeWrong", err)
	}
	next, err := set.PassRecovery(k, asha, strings.ToUpper(strings.ReplaceAll(codes[0], "-", " ")))
	if err != nil || len(next.RecoveryCodes) != 9 || len(set.RecoveryCodes) != 10 {
		t.Fatalf("in capitals and with spaces: %v, %d left; want 9", err, len(next.RecoveryCodes))
	}
	for _, wrong := range []string{codes[0], "", codes[1][:18], codes[1] + "a"} {
		if _, err := next.PassRecovery(k, asha, wrong); !errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("%d characters: %v, want ErrCodeWrong", len(wrong), err)
		}
	}
	renewed, fresh := next.Recover(k, asha)
	if _, err := renewed.PassRecovery(k, asha, codes[1]); !errors.Is(err, clinic.ErrCodeWrong) {
		t.Errorf("a code of the former ten: %v, want ErrCodeWrong", err)
	}
	if _, err := renewed.PassRecovery(k, asha, fresh[9]); err != nil {
		t.Errorf("the last of the new ten: %v, want it taken", err)
	}
}

func TestWithTheLastFactorGoTheRecoveryCodes(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, _ := enrolled(t, k)
	set, _ = set.Recover(k, asha)
	set, err := set.WithPasskey(Passkey{ID: "key", CredentialID: []byte("1"), AddedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.Without(""); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("no id: %v, want ErrNotFound", err)
	}
	set, err = set.Without(set.App.ID)
	if err != nil || !set.Any() || len(set.RecoveryCodes) != 10 {
		t.Fatalf("without the app: %v, %v; want the passkey and ten codes", err, set.Methods())
	}
	version := set.Version
	set, err = set.Without("key")
	if err != nil || set.Any() || len(set.Methods()) != 0 || set.Version != version+1 {
		t.Errorf("without any: %v, %v", err, set.Methods())
	}
}

func TestAPersonHasFivePasskeysAtMostAndEachOnce(t *testing.T) {
	var set Set
	var err error
	for i := range MostPasskeys {
		if set, err = set.WithPasskey(Passkey{ID: id.New(noon), CredentialID: []byte{byte(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := set.WithPasskey(Passkey{CredentialID: []byte{9}}); !errors.Is(err, clinic.ErrTooManyFactors) {
		t.Errorf("a sixth: %v, want ErrTooManyFactors", err)
	}
	if _, err := set.WithPasskey(Passkey{CredentialID: []byte{1}}); !errors.Is(err, clinic.ErrPasskeyRefused) {
		t.Errorf("the second again: %v, want ErrPasskeyRefused", err)
	}
}

func TestWrongCodesMakeTheNextOneWaitUntilAFactorOrANewPassword(t *testing.T) {
	k := testKeys(t, "a secret of the tests")
	set, seed := enrolled(t, k)
	now := noon
	for range 5 {
		if err := set.CheckTry("there", now); err != nil {
			t.Fatal(err)
		}
		set = set.WithTry("there", now)
	}
	if err := set.CheckTry("there", now.Add(30*time.Second-1)); !errors.Is(err, clinic.ErrTooMany) {
		t.Errorf("at once: %v, want ErrTooMany", err)
	}
	if err := set.CheckTry("here", now.Add(15*time.Second)); err != nil {
		t.Errorf("from elsewhere, after half the time: %v", err)
	}
	if got := set.Forgiven(noon.Add(-time.Second)); got.Failed != 5 {
		t.Error("a password of before forgave them")
	}
	if got := set.Forgiven(noon.Add(time.Second)); got.Failed != 0 || got.CheckTry("there", now) != nil {
		t.Error("a new password did not forgive them")
	}
	passed, err := set.PassApp(k, asha, codeAt(seed, now.Add(time.Minute)), now.Add(time.Minute))
	if err != nil || passed.Failed != 0 || !passed.FailedSince.IsZero() {
		t.Errorf("a right code: %v, %d failures left", err, passed.Failed)
	}
	for range 95 {
		set = set.WithTry("there", now)
	}
	if err := set.CheckTry("here", now.Add(1000*time.Hour)); !errors.Is(err, clinic.ErrTooMany) {
		t.Errorf("after a hundred wrong codes: %v, want ErrTooMany", err)
	}
	if used := set.Used(Passkey{}, now); used.CheckTry("there", now) != nil {
		t.Error("a passkey did not forgive them")
	}
}

func TestAHandleSaysNothingAndIsTheHoldersOwn(t *testing.T) {
	h := StaffHolder("p", "asha")
	if len(h.Handle()) != 32 || strings.Contains(string(h.Handle()), "asha") || slices.Equal(h.Handle(), StaffHolder("pa", "sha").Handle()) {
		t.Errorf("handle %x", h.Handle())
	}
}
