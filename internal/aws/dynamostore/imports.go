package dynamostore

import (
	"context"
	"fmt"
	"slices"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/importing"
	"github.com/chartshare/chartshare/internal/token"
)

// importItem leads from an identifier of another system to the patient who
// came with it. The identifier itself is hashed: it may be a national number.
type importItem struct {
	PK, SK    string
	PatientID string `dynamodbav:"patientId"`
}

func newImportItem(p clinic.PracticeID, t clinic.PatientID, i importing.Identifier) importItem {
	k := importKey(p, identifierHash(i))
	return importItem{k.PK, k.SK, string(t)}
}

func identifierHash(i importing.Identifier) string {
	return token.HashOf(fmt.Sprintf("%d|%s|%s", len(i.System), i.System, i.Value))
}

// ImportedPatients returns whom the identifiers name, each once.
func (t *Table) ImportedPatients(ctx context.Context, p clinic.PracticeID, identifiers []importing.Identifier) ([]clinic.PatientID, error) {
	keys := make([]key, len(identifiers))
	for i, of := range identifiers {
		keys[i] = importKey(p, identifierHash(of))
	}
	slices.SortFunc(keys, compareKeys) // the same one twice is one
	found, err := t.getAll(ctx, slices.Compact(keys)...)
	if err != nil {
		return nil, fmt.Errorf("imported patients: %w", err)
	}
	var patients []clinic.PatientID
	for _, item := range found {
		if id := clinic.PatientID(stringOf(item["patientId"])); !slices.Contains(patients, id) {
			patients = append(patients, id)
		}
	}
	return patients, nil
}

// ImportPatient stores a new patient with the identifiers that they came with.
// It returns an error matching [clinic.ErrStale] if one of them, or the id, is
// taken.
func (t *Table) ImportPatient(ctx context.Context, p clinic.Patient, identifiers []importing.Identifier, e clinic.AuditEvent) error {
	writes, err := t.searchWrites(clinic.Patient{}, p)
	if err != nil {
		return err
	}
	locator := locatorKey(p.Locator)
	items := []any{newPatientItem(p), locatorItem{locator.PK, locator.SK, string(p.PracticeID), string(p.ID)}, newAuditItem(e)}
	seen := map[string]bool{}
	for _, i := range identifiers {
		if item := newImportItem(p.PracticeID, p.ID, i); !seen[item.SK] {
			seen[item.SK] = true
			items = append(items, item)
		}
	}
	puts, err := t.putsIn(items...)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, puts...)...), "imported patient "+string(p.ID))
}
