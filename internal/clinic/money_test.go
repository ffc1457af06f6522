package clinic_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestPaiseAt(t *testing.T) {
	tests := []struct {
		name   string
		amount clinic.Paise
		rate   clinic.BasisPoints
		want   clinic.Paise
	}{
		{"nothing of something", 12345, 0, 0},
		{"all of it", 12345, clinic.WholeRate, 12345},
		{"18 percent of 100 rupees", 100_00, 1800, 18_00},
		{"just below half a paisa", 49, 100, 0},
		{"half a paisa is rounded up", 50, 100, 1},
		{"a hundredth of a percent of the largest amount", clinic.MaxPaise, 1, clinic.MaxPaise / 10_000},
		{"all of the largest amount", clinic.MaxPaise, clinic.WholeRate, clinic.MaxPaise},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.amount.At(tt.rate); got != tt.want {
				t.Errorf("%d.At(%d) = %d, want %d", tt.amount, tt.rate, got, tt.want)
			}
		})
	}
}

func TestPaisePortion(t *testing.T) {
	tests := []struct {
		amount   clinic.Paise
		n, total int
		want     clinic.Paise
	}{
		{100, 1, 3, 33},
		{100, 2, 3, 66},
		{100, 3, 3, 100},
		{100, 0, 3, 0},
		{0, 1, 2, 0},
		{1, 1, 2, 0},
		{clinic.MaxPaise, 98, 99, 989_898_989_898},
	}
	for _, tt := range tests {
		if got := tt.amount.Portion(tt.n, tt.total); got != tt.want {
			t.Errorf("%d.Portion(%d, %d) = %d, want %d", tt.amount, tt.n, tt.total, got, tt.want)
		}
	}
}
