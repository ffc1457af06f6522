package password

import (
	_ "embed"
	"math"
	"strings"
	"sync"
)

// minGuessBits is how hard to guess a password must at least be, in bits: a
// little more than a thousand million tries. Fifteen characters that are not
// words or patterns have more than twice that.
const minGuessBits = 30

// commonWords is the 3000 most common passwords and the 1500 most common
// English words, the most common first, from the lists of zxcvbn (Dropbox,
// MIT licence). zxcvbn's Go package is not used: its package initialisation
// allocates 18 MB at each cold start, sign-ins included.
//
//go:embed common_words.txt
var commonWords string

// rankOf is the position of each common word, read when the first password is
// chosen.
var rankOf = sync.OnceValue(func() map[string]int {
	words := strings.Fields(commonWords)
	ranks := make(map[string]int, len(words))
	for i, w := range words {
		ranks[w] = i + 1
	}
	return ranks
})

// rows are what fingers and schoolbooks put side by side.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
}

// leet undoes the usual replacements of letters.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// guessableBits estimates how many bits an attacker must guess who tries
// common words, the given words, rows of keys and repetitions before
// characters: the cheapest way to put the password together of such parts.
func guessableBits(password string, words []string) float64 {
	plain := strings.ToLower(password)
	return min(bitsOf([]rune(plain), words), bitsOf([]rune(leet.Replace(plain)), words)+1)
}

// The price in bits of a part that needs no guessing of its characters.
const (
	givenBits  = 2
	repeatBits = 3
	rowBits    = 5
)

func bitsOf(s []rune, words []string) float64 {
	given := map[string]bool{}
	for _, w := range words {
		if w = strings.ToLower(Normalise(w)); len(w) >= 3 {
			given[w] = true
		}
	}
	cheapest := make([]float64, len(s)+1)
	for end := 1; end <= len(s); end++ {
		cheapest[end] = cheapest[end-1] + characterBits(s[end-1])
		for start := range end - 1 {
			cheapest[end] = min(cheapest[end], cheapest[start]+partBits(s, start, end, given))
		}
	}
	return cheapest[len(s)]
}

// partBits prices s[start:end], two or more characters, as one part; it is
// infinite if they are none.
func partBits(s []rune, start, end int, given map[string]bool) float64 {
	part := string(s[start:end])
	rank, common := rankOf()[part]
	switch n := end - start; {
	case given[part]:
		return givenBits
	case n >= 3 && isRepeat(s, start, end):
		return repeatBits
	case n >= 3 && isRow(part):
		return rowBits
	case common:
		return math.Log2(float64(rank)) + 1
	}
	return math.Inf(1)
}

// isRepeat reports whether s[start:end] began before start already.
func isRepeat(s []rune, start, end int) bool {
	for from := range start {
		i := 0
		for start+i < end && s[from+i] == s[start+i] {
			i++
		}
		if start+i == end {
			return true
		}
	}
	return false
}

func isRow(part string) bool {
	for _, row := range rows {
		if strings.Contains(row, part) || strings.Contains(row, reversed(part)) {
			return true
		}
	}
	return false
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func characterBits(r rune) float64 {
	switch {
	case r == ' ' || r == '-' || r == '_' || r == '.':
		return 2
	case r >= '0' && r <= '9':
		return 3.4
	case r >= 'a' && r <= 'z':
		return 4.7
	}
	return 6
}
