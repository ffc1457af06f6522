package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// entryItem is a browser that has proven a number.
type entryItem struct {
	PK, SK    string
	Phone     string `dynamodbav:"phone"`
	StartedAt millis `dynamodbav:"startedAt"`
	Expires   int64  `dynamodbav:"expiresAt"`
}

// birthDateItem counts the wrong dates of birth of a person.
type birthDateItem struct {
	PK, SK      string
	Tries       int    `dynamodbav:"tries"`
	WindowStart millis `dynamodbav:"windowStart"`
	Expires     int64  `dynamodbav:"expiresAt"`
}

// PhonePersons returns, as they are now, the patients on whose charts the
// number stands, with their practices, at most [clinic.MaxPhonePersons]. Where
// nobody has the number it asks the table for as much, so that its time tells
// little.
func (t *Table) PhonePersons(ctx context.Context, e164 string) ([]clinic.SharingState, error) {
	items, err := t.query(ctx, query{PK: phonePK(phoneHash(e164)), From: "PATIENT#", To: below("PATIENT#"), Limit: clinic.MaxPhonePersons, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("persons of a number: %w", err)
	}
	var keys []key
	for _, av := range items {
		practice, patient := clinic.PracticeID(stringOf(av["practiceId"])), clinic.PatientID(stringOf(av["patientId"]))
		keys = append(keys, patientKey(practice, patient), profileKey(practice))
	}
	ask := keys
	if len(keys) == 0 {
		ask = []key{patientKey("nobody", "nobody"), profileKey("nobody")}
	}
	found, err := t.getAll(ctx, ask...)
	if err != nil {
		return nil, fmt.Errorf("persons of a number: %w", err)
	}
	var persons []clinic.SharingState
	for i := 0; i < len(keys); i += 2 {
		patient, profile := found[keys[i]], found[keys[i+1]]
		if patient == nil || profile == nil {
			continue
		}
		var s clinic.SharingState
		if s.Patient, err = decodePatient(patient); err != nil {
			return nil, err
		}
		if s.Practice, err = decodePractice(profile); err != nil {
			return nil, err
		}
		persons = append(persons, s)
	}
	return persons, nil
}

// PutEntryCode stores the code of one browser for a number, whether or not
// anybody has the number, if the limits allow one more: all of it or nothing.
// It returns an error matching [clinic.ErrCodeTooSoon] or
// [clinic.ErrCodeTooMany] if they do not.
func (t *Table) PutEntryCode(ctx context.Context, e164, nonceHash string, c clinic.Code, l clinic.Limit, now time.Time) error {
	hash := phoneHash(e164)
	k := phoneSendsKey(hash)
	var sends sendsItem
	if _, err := t.get(ctx, k, &sends); err != nil {
		return err
	}
	entries := allTimes(sends.Entries)
	if err := entries.CheckEntry(now); err != nil {
		return err
	}
	if err := allTimes(sends.Sends).CheckDay(now); err != nil {
		return err
	}
	sends.Entries = allMillis(entries.With(now, 24*time.Hour))
	putSends, err := t.sentIn(k, sends, now)
	if err != nil {
		return err
	}
	putCode, err := t.putIn(newCodeItem(entryCodeKey(hash, nonceHash), c), "", nil)
	if err != nil {
		return err
	}
	err = t.transact(ctx, putSends, putCode, t.countIn(limitKey(l.What, l.Window(now)), l.Most, expiry(now.Add(2*l.Per))))
	if refused(err, 2) {
		return clinic.ErrCodeTooMany
	}
	if _, lost := conflict(err); lost {
		return clinic.ErrCodeTooSoon // somebody asked for one at the same time
	}
	if err != nil {
		return fmt.Errorf("put entry code: %w", err)
	}
	return nil
}

// CountEntryTry counts a try at the code of one browser for a number before
// anything is compared. It returns the code, or an error matching
// [clinic.ErrCodeWrong] if there is none that can still be tried.
func (t *Table) CountEntryTry(ctx context.Context, e164, nonceHash string, now time.Time) (clinic.Code, error) {
	return t.tryCode(ctx, entryCodeKey(phoneHash(e164), nonceHash), clinic.EntryPurpose, now)
}

// BeginEntry stores what the right code proves, all of it or nothing: the code
// is used, the entry begun, the events written. It returns an error matching
// [clinic.ErrCodeWrong] if the code was used meanwhile.
func (t *Table) BeginEntry(ctx context.Context, nonceHash string, c clinic.Code, entry clinic.PhoneEntry, events []clinic.AuditEvent) error {
	hash := phoneHash(entry.E164)
	k := entryKey(hash, entry.TokenHash)
	put, err := t.putIn(entryItem{k.PK, k.SK, entry.E164, toMillis(entry.StartedAt), expiry(entry.EndsAt())}, isNew, nil)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{t.useIn(entryCodeKey(hash, nonceHash), c), put}
	for _, e := range events {
		audit, err := t.auditIn(e)
		if err != nil {
			return err
		}
		writes = append(writes, audit)
	}
	err = t.transact(ctx, writes...)
	if _, lost := conflict(err); lost {
		return clinic.ErrCodeWrong
	}
	if err != nil {
		return fmt.Errorf("begin entry: %w", err)
	}
	return nil
}

// PhoneEntry returns the entry, or an error matching
// [clinic.ErrUnauthenticated].
func (t *Table) PhoneEntry(ctx context.Context, numberHash, tokenHash string) (clinic.PhoneEntry, error) {
	var item entryItem
	found, err := t.get(ctx, entryKey(numberHash, tokenHash), &item)
	if err != nil {
		return clinic.PhoneEntry{}, err
	}
	if !found {
		return clinic.PhoneEntry{}, clinic.ErrUnauthenticated
	}
	return clinic.PhoneEntry{E164: item.Phone, TokenHash: tokenHash, StartedAt: item.StartedAt.time()}, nil
}

// CountBirthDateTry counts a try at a person's date of birth before anything
// is compared, so that parallel guesses cannot exceed the limit. It returns
// how many tries of the day that makes, or an error matching
// [clinic.ErrPersonLocked] if they are used up.
func (t *Table) CountBirthDateTry(ctx context.Context, ref clinic.PatientRef, now time.Time) (int, error) {
	k := birthDateKey(ref.Practice, ref.Patient)
	for range maxCountRaces {
		out, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &t.Name, Key: k.attributes(),
			UpdateExpression:    aws.String("ADD tries :one"),
			ConditionExpression: aws.String("tries < :most AND windowStart > :before"),
			ExpressionAttributeValues: attributes{
				":one": number(1), ":most": number(clinic.BirthDateTries), ":before": number(int(toMillis(now.Add(-clinic.BirthDateDay)))),
			},
			ReturnValues:                        types.ReturnValueAllNew,
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
		if err == nil {
			var item birthDateItem
			err = decode(out.Attributes, &item)
			return item.Tries, err
		}
		refusal, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
		if !ok {
			return 0, fmt.Errorf("count a date of birth: %w", err)
		}
		var item birthDateItem
		if err := decode(refusal.Item, &item); err != nil {
			return 0, err
		}
		if item.PK != "" && now.Before(item.WindowStart.time().Add(clinic.BirthDateDay)) {
			return 0, clinic.ErrPersonLocked
		}
		first := birthDateItem{k.PK, k.SK, 1, toMillis(now), expiry(now.Add(clinic.BirthDateDay))}
		condition, values := isNew, attributes(nil)
		if item.PK != "" {
			condition, values = "windowStart = :start", attributes{":start": number(int(item.WindowStart))}
		}
		err = t.put(ctx, first, condition, values)
		if err == nil {
			return 1, nil
		}
		if _, lost := conflict(err); !lost {
			return 0, fmt.Errorf("count a date of birth: %w", err)
		}
		// Somebody began the day at the same time: theirs is the count.
	}
	return 0, clinic.ErrPersonLocked
}

// maxCountRaces is more often than a day can begin while we look.
const maxCountRaces = 3

// ForgiveBirthDateTry takes back a try that turned out to be somebody's of the
// same number.
func (t *Table) ForgiveBirthDateTry(ctx context.Context, ref clinic.PatientRef) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: birthDateKey(ref.Practice, ref.Patient).attributes(),
		UpdateExpression:          aws.String("ADD tries :back"),
		ConditionExpression:       aws.String("tries > :none"),
		ExpressionAttributeValues: attributes{":back": number(-1), ":none": number(0)},
	})
	if _, none := conflict(err); none {
		return nil
	}
	if err != nil {
		return fmt.Errorf("forgive a date of birth: %w", err)
	}
	return nil
}

// OpenPerson stores what the right date of birth opens, all of it or nothing:
// the entry is used, the person's count forgotten, the session begun, the
// event written. It returns an error matching [clinic.ErrUnauthenticated] if
// the entry was used meanwhile, or [clinic.ErrStale] if a try was counted at the
// same instant.
func (t *Table) OpenPerson(ctx context.Context, entry clinic.PhoneEntry, s clinic.LinkSession, e clinic.AuditEvent) error {
	session, err := t.putIn(newLinkSessionItem(s), isNew, nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	use := t.deleteIn(entryKey(phoneHash(entry.E164), entry.TokenHash))
	use.Delete.ConditionExpression = aws.String("attribute_exists(PK)")
	err = t.transact(ctx, use, t.deleteIn(birthDateKey(s.PracticeID, s.PatientID)), session, audit)
	if refused(err, 0) {
		return clinic.ErrUnauthenticated
	}
	return stale(err, "person")
}
