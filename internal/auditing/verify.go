package auditing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// ChainStore is what checking needs of a database.
type ChainStore interface {
	// AuditLines hands on every audit line of a practice, or of all if p is
	// empty, and of each block whose chain it belongs to.
	AuditLines(ctx context.Context, p clinic.PracticeID, line func(clinic.AuditLine), chain func(clinic.PracticeID)) error
	// Seals returns the chain of a practice in the order of its keys.
	Seals(ctx context.Context, p clinic.PracticeID) ([]clinic.StoredSeal, error)
}

// Verify checks the chain of a practice, or of every practice that has audit
// lines, a chain or an anchor if p is empty, against the table and the anchors.
// It changes nothing.
func Verify(ctx context.Context, store ChainStore, p clinic.PracticeID, anchors []clinic.SealAnchor, now func() time.Time) ([]clinic.SealReport, error) {
	lines := map[clinic.PracticeID]map[string]clinic.AuditLine{}
	know := func(p clinic.PracticeID) {
		if lines[p] == nil {
			lines[p] = map[string]clinic.AuditLine{}
		}
	}
	if p != "" {
		know(p)
	}
	for _, a := range anchors {
		if p == "" || a.PracticeID == p {
			know(a.PracticeID)
		}
	}
	err := store.AuditLines(ctx, p, func(l clinic.AuditLine) {
		know(l.PracticeID)
		lines[l.PracticeID][l.Key] = l
	}, know)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	at := now() // what is sealed between the two readings is too young to be missed
	var reports []clinic.SealReport
	for p, lines := range lines {
		blocks, err := store.Seals(ctx, p)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", p, err)
		}
		reports = append(reports, clinic.CheckSeals(p, blocks, lines, of(p, anchors), at))
	}
	slices.SortFunc(reports, func(a, b clinic.SealReport) int { return strings.Compare(string(a.PracticeID), string(b.PracticeID)) })
	return reports, nil
}

func of(p clinic.PracticeID, anchors []clinic.SealAnchor) []clinic.SealAnchor {
	var own []clinic.SealAnchor
	for _, a := range anchors {
		if a.PracticeID == p {
			own = append(own, a)
		}
	}
	return own
}
