package messages

import (
	"strings"
	"unicode/utf16"
)

// The default alphabet of GSM 03.38 and its extension table, whose characters
// take two septets.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

// Segments returns how many SMS the text takes and in which encoding, "GSM-7"
// or "UCS-2". One message holds 160 septets or 70 UTF-16 units; parts of a
// longer one hold 153 or 67, and no character is split between two.
func Segments(text string) (segments int, encoding string) {
	widths, encoding := septets(text)
	single, part := 160, 153
	if encoding == "UCS-2" {
		single, part = 70, 67
	}
	total := 0
	for _, w := range widths {
		total += w
	}
	if total <= single {
		return 1, encoding
	}
	segments, room := 1, part
	for _, w := range widths {
		if w > room {
			segments, room = segments+1, part
		}
		room -= w
	}
	return segments, encoding
}

// septets returns the width of each character in the units of the encoding
// that the text needs.
func septets(text string) (widths []int, encoding string) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			widths = append(widths, 1)
		case strings.ContainsRune(gsmExtension, r):
			widths = append(widths, 2)
		default:
			widths = nil
			for _, r := range text {
				widths = append(widths, max(utf16.RuneLen(r), 1))
			}
			return widths, "UCS-2"
		}
	}
	return widths, "GSM-7"
}
