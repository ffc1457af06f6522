package password_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/password"
)

func TestATemporaryPasswordHas96RandomBitsAndIsReadAloudWithoutMistakes(t *testing.T) {
	form := regexp.MustCompile(`^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){4}$`)
	seen, letters := map[string]bool{}, map[rune]int{}
	const tries = 3100
	for range tries {
		p := password.NewTemporary()
		if !form.MatchString(p) || seen[p] {
			t.Fatalf("%q is of another form, or came twice", p)
		}
		seen[p] = true
		for _, r := range password.Temporary(p) {
			letters[r]++
		}
	}
	if bits := 20 * math.Log2(float64(len(letters))); bits < 96 {
		t.Errorf("%d letters in 20 places are %.0f bits, want 96", len(letters), bits)
	}
	for r, n := range letters { // 2000 are expected, with a deviation of 44
		if n < 1700 || n > 2300 {
			t.Errorf("%q came %d times of %d, want about 2000: the letters are not alike", r, n, 20*tries)
		}
	}
	if err := password.Check(password.NewTemporary()); err != nil {
		t.Errorf("a temporary password is weaker than a chosen one: %v", err)
	}
}

func TestATemporaryPasswordIsTakenHoweverItIsTyped(t *testing.T) {
	p := password.NewTemporary()
	want := password.Temporary(p)
	for _, typed := range []string{p, strings.ToUpper(p), " " + p + "\n", strings.ReplaceAll(p, "-", ""), strings.ReplaceAll(p, "-", " ")} {
		if got := password.Temporary(typed); got != want {
			t.Errorf("%q is taken for %q, want %q", typed, got, want)
		}
	}
	if password.Temporary(p[:len(p)-1]) == want {
		t.Error("one without its last letter is the same")
	}
}
