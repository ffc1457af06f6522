package clinic_test

import (
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestSeptetsAreCountedAsTheCarrierDoes(t *testing.T) {
	tests := []struct {
		name string
		text string
		n    int
		ok   bool
	}{
		{"nothing", "", 0, true},
		{"plain letters", "Hello, 123?", 11, true},
		{"one septet for what the alphabet has", "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤ÄÖÑÜ§¿äöñüà¡", 44, true},
		{"two for the extension", "^{}\\[~]|€", 18, true},
		{"both", "a[b]", 6, true},
		{"a full segment", strings.Repeat("a", 160), 160, true},
		{"Hindi", "नमस्ते", 0, false},
		{"an accent that the alphabet lacks", "í", 0, false},
		{"a curly quote", "it’s", 0, false},
		{"a backtick", "`", 0, false},
		{"a tab", "\t", 0, false},
		{"an escape", "\x1b", 0, false},
		{"a zero-width space", "a\u200bb", 0, false},
		{"a composed accent spelt in two", "e\u0301", 0, false},
		{"a broken byte", "\xff", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if n, ok := clinic.GSM7Septets(tt.text); n != tt.n || ok != tt.ok {
				t.Errorf("GSM7Septets = %d %v, want %d %v", n, ok, tt.n, tt.ok)
			}
		})
	}
}
