package dynamostore

import (
	"context"
	"fmt"

	"github.com/chartshare/chartshare/internal/clinic"
)

// allergiesItem is what the notes of a chart state of allergies.
type allergiesItem struct {
	PK, SK    string
	Known     []allergyItem  `dynamodbav:"known,omitempty"`
	NoneKnown *noneKnownItem `dynamodbav:"noneKnown,omitempty"`
	Version   int            `dynamodbav:"version"`
}

type allergyItem struct {
	Text     string `dynamodbav:"text"`
	System   string `dynamodbav:"system,omitempty"`
	Code     string `dynamodbav:"code,omitempty"`
	Display  string `dynamodbav:"display,omitempty"`
	Severity string `dynamodbav:"severity,omitempty"`
	Record   string `dynamodbav:"record"`
	StatedAt millis `dynamodbav:"statedAt"`
}

type noneKnownItem struct {
	Record   string `dynamodbav:"record"`
	StatedAt millis `dynamodbav:"statedAt"`
}

func newAllergiesItem(l clinic.AllergyList) allergiesItem {
	k := allergiesKey(l.PracticeID, l.PatientID)
	i := allergiesItem{PK: k.PK, SK: k.SK, Version: l.Version}
	for _, a := range l.Known {
		i.Known = append(i.Known, allergyItem{
			a.Text, string(a.Coding.System), a.Coding.Code, a.Coding.Display, string(a.Severity), string(a.RecordID), toMillis(a.StatedAt),
		})
	}
	if n := l.NoneKnown; n != nil {
		i.NoneKnown = &noneKnownItem{string(n.RecordID), toMillis(n.StatedAt)}
	}
	return i
}

// Allergies returns what the patient's notes state of allergies; of a patient
// of whom nothing is stated, or who is not known, the list is empty.
func (t *Table) Allergies(ctx context.Context, ref clinic.PatientRef) (clinic.AllergyList, error) {
	l := clinic.AllergyList{PracticeID: ref.Practice, PatientID: ref.Patient}
	k := allergiesKey(ref.Practice, ref.Patient)
	found, err := t.getAll(ctx, k)
	if err != nil {
		return l, fmt.Errorf("allergies: %w", err)
	}
	av, ok := found[k]
	if !ok {
		return l, nil
	}
	var i allergiesItem
	if err := decode(av, &i); err != nil {
		return l, err
	}
	l.Version = i.Version
	for _, a := range i.Known {
		l.Known = append(l.Known, clinic.KnownAllergy{
			Text: a.Text, Coding: clinic.Coding{System: clinic.CodeSystem(a.System), Code: a.Code, Display: a.Display},
			Severity: clinic.Severity(a.Severity), RecordID: clinic.RecordID(a.Record), StatedAt: a.StatedAt.time(),
		})
	}
	if n := i.NoneKnown; n != nil {
		l.NoneKnown = &clinic.NoneKnown{RecordID: clinic.RecordID(n.Record), StatedAt: n.StatedAt.time()}
	}
	return l, nil
}

// maxAllergyRaces is how often the list is read again when another note of the
// same patient was saved in between.
const maxAllergyRaces = 5

// putWithAllergies stores a record version with the patient's allergies as
// they are after it: both or neither.
func (t *Table) putWithAllergies(ctx context.Context, r clinic.Record, item recordItem, taken error) error {
	record, err := t.putIn(item, isNew, nil)
	if err != nil {
		return err
	}
	for range maxAllergyRaces {
		list, err := t.Allergies(ctx, clinic.PatientRef{Practice: r.PracticeID, Patient: r.PatientID})
		if err != nil {
			return err
		}
		next, changed := list.After(r)
		if !changed {
			return t.putAlone(ctx, r, item, taken)
		}
		condition, values := isUnchanged, versionValue(list.Version)
		if list.Version == 0 {
			condition, values = isNew, nil
		}
		allergies, err := t.putIn(newAllergiesItem(next), condition, values)
		if err != nil {
			return err
		}
		err = t.transact(ctx, record, allergies)
		if err == nil {
			return nil
		}
		if at, lost := conflict(err); !lost {
			return fmt.Errorf("put record %s with allergies: %w", r.ID, err)
		} else if at == 0 {
			return taken
		}
	}
	return fmt.Errorf("put record %s with allergies: %w", r.ID, clinic.ErrStale)
}
