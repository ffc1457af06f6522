package clinic_test

import (
	"slices"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// refusal is a valid content after a change that makes it wrong, and what its
// error then names: "pointer code" of each field, sorted.
type refusal[C clinic.Content] struct {
	name   string
	change func(C)
	want   []string
}

// wantRefused wants each content refused at those fields and no others, and
// not warned of.
func wantRefused[C clinic.Content](t *testing.T, sample func(testing.TB) C, tests []refusal[C]) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := sample(t)
			tt.change(content)
			warnings, err := content.Validate()
			if got := wrongFields(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if warnings != nil {
				t.Errorf("got warnings %v beside the error, want none", warnings)
			}
		})
	}
}
