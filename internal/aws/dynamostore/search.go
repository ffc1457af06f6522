package dynamostore

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// searchItem finds a patient: one for each part of the name, one each for
// phone, e-mail and number. They live in a partition of their own, so that a
// search reads the same few items however many charts there are.
type searchItem struct {
	PK, SK    string
	PatientID string `dynamodbav:"patientId"`
}

// phoneItem says that a number stands on a patient's chart.
type phoneItem struct {
	PK, SK     string
	PracticeID string `dynamodbav:"practiceId"`
	PatientID  string `dynamodbav:"patientId"`
}

func phoneHash(e164 string) string { return token.HashOf(e164) }

// searchKeys returns the keys of everything that finds the patient.
func searchKeys(p clinic.Patient) map[key]any {
	found := map[key]any{}
	add := func(by clinic.SearchBy, value string) {
		if value == "" {
			return
		}
		k := key{searchPK(p.PracticeID), string(by) + "#" + value + "#" + string(p.ID)}
		found[k] = searchItem{k.PK, k.SK, string(p.ID)}
	}
	words := strings.Fields(clinic.Fold(p.Name))
	for i := range min(len(words), 6) {
		add(clinic.SearchByName, strings.Join(words[i:], " "))
	}
	add(clinic.SearchByPhone, p.Phone.E164)
	add(clinic.SearchByEmail, strings.ToLower(p.Email))
	add(clinic.SearchByNumber, clinic.Fold(p.Number))
	if p.Phone.E164 != "" {
		k := phonePatientKey(phoneHash(p.Phone.E164), p.PracticeID, p.ID)
		found[k] = phoneItem{k.PK, k.SK, string(p.PracticeID), string(p.ID)}
	}
	return found
}

// searchWrites returns the writes that make after findable and before not.
func (t *Table) searchWrites(before, after clinic.Patient) ([]types.TransactWriteItem, error) {
	old, now := searchKeys(before), searchKeys(after)
	var writes []types.TransactWriteItem
	for _, k := range slices.SortedFunc(maps.Keys(now), compareKeys) {
		if _, stands := old[k]; stands {
			continue
		}
		put, err := t.putIn(now[k], "", nil)
		if err != nil {
			return nil, err
		}
		writes = append(writes, put)
	}
	for _, k := range slices.SortedFunc(maps.Keys(old), compareKeys) {
		if _, stays := now[k]; !stays {
			writes = append(writes, t.deleteIn(k))
		}
	}
	return writes, nil
}

func compareKeys(a, b key) int { return strings.Compare(a.PK+a.SK, b.PK+b.SK) }

// FindPatients returns the patients of whom the part begins with value, in
// its order, at most limit; next continues after them, "" at the end. A
// patient whom two words of the name match stands there once, on whichever
// page the first of them falls.
func (t *Table) FindPatients(ctx context.Context, p clinic.PracticeID, by clinic.SearchBy, value, cursor string, limit int) (found []clinic.Patient, next string, err error) {
	prefix := string(by) + "#" + value
	from, to := prefix, prefix+"\U0010FFFF"
	if cursor != "" {
		after, err := base64.RawURLEncoding.DecodeString(cursor)
		from = string(after) + "!"
		if err != nil || !utf8.Valid(after) || !strings.HasPrefix(from, prefix) || from > to || len(from) > maxSortKey {
			return nil, "", clinic.InvalidField("/cursor", "malformed", "a cursor is what nextCursor said")
		}
	}
	for {
		items, err := t.query(ctx, query{PK: searchPK(p), From: from, To: to, Limit: limit})
		if err != nil {
			return nil, "", fmt.Errorf("find patients: %w", err)
		}
		if found, err = t.foundFirst(ctx, p, items, prefix); err != nil || len(items) < limit {
			return found, "", err
		}
		last := stringOf(items[limit-1]["SK"])
		if len(found) > 0 {
			return found, base64.RawURLEncoding.EncodeToString([]byte(last)), nil
		}
		from = last + "!"
	}
}

// maxSortKey is how many bytes a sort key may have.
const maxSortKey = 1024

// foundFirst returns the patients whom the search items find, but for those
// whom the search finds by an earlier item already.
func (t *Table) foundFirst(ctx context.Context, p clinic.PracticeID, items []attributes, prefix string) ([]clinic.Patient, error) {
	var ids []clinic.PatientID
	found := map[string]bool{}
	for _, av := range items {
		found[stringOf(av["SK"])] = true
		if id := clinic.PatientID(stringOf(av["patientId"])); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	patients, err := t.Patients(ctx, p, ids)
	return slices.DeleteFunc(patients, func(p clinic.Patient) bool { return !found[firstSK(p, prefix)] }), err
}

// firstSK returns the first of the sort keys that begin with prefix and find
// the patient.
func firstSK(p clinic.Patient, prefix string) (first string) {
	for k := range searchKeys(p) {
		if k.PK == searchPK(p.PracticeID) && strings.HasPrefix(k.SK, prefix) && (first == "" || k.SK < first) {
			first = k.SK
		}
	}
	return first
}
