package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

type patientItem struct {
	PK, SK           string
	Entity           string `dynamodbav:"entity"`
	PracticeID       string `dynamodbav:"practiceId"`
	ID               string `dynamodbav:"id"`
	Version          int    `dynamodbav:"version"`
	Locator          string `dynamodbav:"locator"`
	Number           string `dynamodbav:"number,omitempty"`
	Name             string `dynamodbav:"name"`
	Sex              string `dynamodbav:"sex"`
	Born             string `dynamodbav:"born,omitempty"`
	Phone            string `dynamodbav:"phone,omitempty"`
	PhoneMobile      bool   `dynamodbav:"phoneMobile,omitempty"`
	PhoneVersion     int    `dynamodbav:"phoneVersion"`
	PhoneVerifiedAt  millis `dynamodbav:"phoneVerifiedAt,omitempty"`
	PhoneVerifiedBy  string `dynamodbav:"phoneVerifiedBy,omitempty"`
	PhoneGuardians   bool   `dynamodbav:"phoneGuardians,omitempty"`
	PhoneNotTheirsAt millis `dynamodbav:"phoneNotTheirsAt,omitempty"`
	Email            string `dynamodbav:"email,omitempty"`
	EmailState       string `dynamodbav:"emailState,omitempty"`
	Language         string `dynamodbav:"language"`
	OptedOutAt       millis `dynamodbav:"optedOutAt,omitempty"`
	CreatedAt        millis `dynamodbav:"createdAt"`
	UpdatedAt        millis `dynamodbav:"updatedAt"`
	UpdatedBy        string `dynamodbav:"updatedBy,omitempty"`
}

func newPatientItem(p clinic.Patient) patientItem {
	k := patientKey(p.PracticeID, p.ID)
	return patientItem{
		PK: k.PK, SK: k.SK, Entity: "patient", PracticeID: string(p.PracticeID), ID: string(p.ID), Version: p.Version,
		Locator: p.Locator, Number: p.Number, Name: p.Name, Sex: string(p.Sex), Born: p.DateOfBirth.String(),
		Phone: p.Phone.E164, PhoneMobile: p.Phone.Mobile, PhoneVersion: p.Phone.Version,
		PhoneVerifiedAt: toMillis(p.Phone.VerifiedAt), PhoneVerifiedBy: string(p.Phone.VerifiedBy),
		PhoneGuardians: p.Phone.IsGuardians, PhoneNotTheirsAt: toMillis(p.Phone.NotTheirsAt),
		Email: p.Email, EmailState: string(p.EmailState), Language: string(p.Language), OptedOutAt: toMillis(p.OptedOutAt),
		CreatedAt: toMillis(p.CreatedAt), UpdatedAt: toMillis(p.UpdatedAt), UpdatedBy: string(p.UpdatedBy),
	}
}

func (i patientItem) patient() (clinic.Patient, error) {
	var born clinic.Date
	if err := born.UnmarshalText([]byte(i.Born)); err != nil {
		return clinic.Patient{}, fmt.Errorf("patient %s: %w", i.ID, err)
	}
	return clinic.Patient{
		PracticeID: clinic.PracticeID(i.PracticeID), ID: clinic.PatientID(i.ID), Version: i.Version,
		Locator: i.Locator, Number: i.Number, Name: i.Name, Sex: clinic.Sex(i.Sex), DateOfBirth: born,
		Phone: clinic.Phone{
			E164: i.Phone, Mobile: i.PhoneMobile, Version: i.PhoneVersion, VerifiedAt: i.PhoneVerifiedAt.time(),
			VerifiedBy: clinic.StaffID(i.PhoneVerifiedBy), IsGuardians: i.PhoneGuardians, NotTheirsAt: i.PhoneNotTheirsAt.time(),
		},
		Email: i.Email, EmailState: clinic.EmailState(i.EmailState), Language: clinic.Language(i.Language),
		OptedOutAt: i.OptedOutAt.time(), CreatedAt: i.CreatedAt.time(), UpdatedAt: i.UpdatedAt.time(), UpdatedBy: clinic.StaffID(i.UpdatedBy),
	}, nil
}

func decodePatient(av attributes) (clinic.Patient, error) {
	var item patientItem
	if err := decode(av, &item); err != nil {
		return clinic.Patient{}, err
	}
	return item.patient()
}

// Patient returns the patient, or an error matching [clinic.ErrNotFound].
func (t *Table) Patient(ctx context.Context, p clinic.PracticeID, id clinic.PatientID) (clinic.Patient, error) {
	var item patientItem
	found, err := t.get(ctx, patientKey(p, id), &item)
	if err != nil {
		return clinic.Patient{}, err
	}
	if !found {
		return clinic.Patient{}, clinic.ErrNotFound
	}
	return item.patient()
}

// CreatePatient stores a new patient with everything that finds it, and the
// event. It returns an error matching [clinic.ErrIdempotencyKeyReused] if
// the id is taken.
func (t *Table) CreatePatient(ctx context.Context, p clinic.Patient, e clinic.AuditEvent) error {
	put, err := t.putIn(newPatientItem(p), isNew, nil)
	if err != nil {
		return err
	}
	locator, err := t.putIn(locatorItem{locatorKey(p.Locator).PK, locatorKey(p.Locator).SK, string(p.PracticeID), string(p.ID)}, isNew, nil)
	if err != nil {
		return err
	}
	writes, err := t.searchWrites(clinic.Patient{}, p)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, append(writes, put, locator, audit)...)
	if at, lost := conflict(err); lost && at == len(writes) {
		return clinic.ErrIdempotencyKeyReused
	}
	if err != nil {
		return fmt.Errorf("put patient %s: %w", p.ID, err)
	}
	return nil
}

// UpdatePatient stores the patient's next version in place of before, with the
// event. It returns an error matching [clinic.ErrStale] if somebody was
// faster.
func (t *Table) UpdatePatient(ctx context.Context, before, after clinic.Patient, e clinic.AuditEvent) error {
	put, err := t.putIn(newPatientItem(after), isUnchanged, versionValue(before.Version))
	if err != nil {
		return err
	}
	writes, err := t.searchWrites(before, after)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, put, audit)...), "patient "+string(after.ID))
}

// locatorItem leads a share link to its chart.
type locatorItem struct {
	PK, SK     string
	PracticeID string `dynamodbav:"practiceId"`
	PatientID  string `dynamodbav:"patientId"`
}

// Locate returns whose chart a locator names, or an error matching
// [clinic.ErrShareLinkNotFound].
func (t *Table) Locate(ctx context.Context, locator string) (clinic.PracticeID, clinic.PatientID, error) {
	var item locatorItem
	found, err := t.get(ctx, locatorKey(locator), &item)
	if err != nil {
		return "", "", err
	}
	if !found {
		return "", "", clinic.ErrShareLinkNotFound
	}
	return clinic.PracticeID(item.PracticeID), clinic.PatientID(item.PatientID), nil
}

// Patients returns those of the patients that exist, in the order of ids.
func (t *Table) Patients(ctx context.Context, p clinic.PracticeID, ids []clinic.PatientID) ([]clinic.Patient, error) {
	keys := make([]key, len(ids))
	for i, id := range ids {
		keys[i] = patientKey(p, id)
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("patients: %w", err)
	}
	var patients []clinic.Patient
	for _, k := range keys {
		if av, ok := found[k]; ok {
			patient, err := decodePatient(av)
			if err != nil {
				return nil, err
			}
			patients = append(patients, patient)
		}
	}
	return patients, nil
}

// PhoneUse returns the patients, of any practice, on whose charts the number
// stands, at most 100, and when codes were sent to it over the last day: for
// reports of carriers, which name nothing but the number.
func (t *Table) PhoneUse(ctx context.Context, e164 string) (refs []clinic.PatientRef, sends clinic.CodeSends, err error) {
	// SENDS is the last of the partition, and so the first that is read.
	items, err := t.query(ctx, query{PK: phonePK(phoneHash(e164)), From: "PATIENT#", To: below("SENDS"), Backwards: true, Limit: 101})
	if err != nil {
		return nil, nil, fmt.Errorf("use of a number: %w", err)
	}
	for _, av := range items {
		if stringOf(av["SK"]) == "SENDS" {
			var item sendsItem
			if err := decode(av, &item); err != nil {
				return nil, nil, err
			}
			sends = allTimes(item.Sends)
			continue
		}
		refs = append(refs, clinic.PatientRef{Practice: clinic.PracticeID(stringOf(av["practiceId"])), Patient: clinic.PatientID(stringOf(av["patientId"]))})
	}
	return refs[:min(len(refs), 100)], sends, nil
}

// deleteIn is a deletion within a transaction.
func (t *Table) deleteIn(k key) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{TableName: &t.Name, Key: k.attributes()}}
}

// countIn adds one to a counter, or fails if it has reached the limit.
func (t *Table) countIn(k key, limit int, ends int64) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:          aws.String("ADD #count :one SET expiresAt = :ends"),
		ConditionExpression:       aws.String("attribute_not_exists(#count) OR #count < :limit"),
		ExpressionAttributeNames:  map[string]string{"#count": "count"},
		ExpressionAttributeValues: attributes{":one": number(1), ":limit": number(limit), ":ends": number(int(ends))},
	}}
}

// spaceIn keeps when something was done last, or fails if that is not long ago.
func (t *Table) spaceIn(k key, gap time.Duration, now time.Time) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:    aws.String("SET lastAt = :now, expiresAt = :ends"),
		ConditionExpression: aws.String("attribute_not_exists(lastAt) OR lastAt <= :before"),
		ExpressionAttributeValues: attributes{
			":now": number(int(toMillis(now))), ":before": number(int(toMillis(now.Add(-gap)))), ":ends": number(int(expiry(now.Add(2 * gap)))),
		},
	}}
}

// Allow counts an act against a limit and reports whether it stays within.
func (t *Table) Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error) {
	in := t.countIn(limitKey(l.What, l.Window(now)), l.Most, expiry(now.Add(2*l.Per))).Update
	if l.IsGap() {
		in = t.spaceIn(limitKey(l.What, "last"), l.Per, now).Update
	}
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: in.TableName, Key: in.Key, UpdateExpression: in.UpdateExpression, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
	})
	if _, full := conflict(err); full {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("count a limit: %w", err)
	}
	return true, nil
}
