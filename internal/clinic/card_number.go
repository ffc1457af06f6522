package clinic

import "unicode"

// HoldsCardNumber reports whether a text holds what looks like the full number
// of a payment card: 13 to 19 digits that keep Luhn's sum (ISO/IEC 7812-1),
// in one piece or in groups with up to three other characters between them.
// Digits of any script count. Such a number is never stored (PCI DSS 3.5), so
// one in ten ordinary numbers of that length is refused with it.
func HoldsCardNumber(s string) bool {
	var groups [][]byte
	gap := 0
	for _, r := range s {
		d, isDigit := digitOf(r)
		switch {
		case isDigit && len(groups) > 0 && gap == 0:
			groups[len(groups)-1] = append(groups[len(groups)-1], d)
		case isDigit:
			groups = append(groups, []byte{d})
			gap = 0
		case unicode.IsLetter(r), gap >= 3:
			if endsInCard(groups) {
				return true
			}
			groups, gap = nil, 0
		case len(groups) > 0:
			gap++
		}
	}
	return endsInCard(groups)
}

// endsInCard reports whether some neighbouring groups of digits are together a
// card number.
func endsInCard(groups [][]byte) bool {
	for first := range groups {
		var number []byte
		for _, g := range groups[first:] {
			if number = append(number, g...); len(number) > 19 {
				break
			}
			if len(number) >= 13 && luhn(number) {
				return true
			}
		}
	}
	return false
}

func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i])
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// digitOf returns the value of a decimal digit of any script. Unicode keeps
// each script's ten together, zero first.
func digitOf(r rune) (byte, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	if r >= 0x1D7CE && r <= 0x1D7FF { // mathematical digits, five tens in a row
		zero = 0x1D7CE + (r-0x1D7CE)/10*10
	}
	return byte(r - zero), true //nolint:gosec // 0 to 9
}

// checkNoCard notes a text that holds a card number.
func checkNoCard(v *Invalid, pointer, s string) {
	v.Check(!HoldsCardNumber(s), pointer, "card_number", "this looks like the full number of a card, which is never stored: write its last four digits only")
}
