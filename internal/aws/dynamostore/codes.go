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

// codeItem is the current one-time code of a patient for a purpose.
type codeItem struct {
	PK, SK      string
	MAC         string   `dynamodbav:"mac"`
	Seq         int      `dynamodbav:"seq"`
	SentAt      millis   `dynamodbav:"sentAt"`
	EndsAt      millis   `dynamodbav:"endsAt"`
	Tries       int      `dynamodbav:"tries"`
	Used        bool     `dynamodbav:"used"`
	WindowStart millis   `dynamodbav:"windowStart"`
	DayTries    int      `dynamodbav:"dayTries"`
	Sends       []millis `dynamodbav:"sends"`
	Expires     int64    `dynamodbav:"expiresAt"`
}

func newCodeItem(k key, c clinic.Code) codeItem {
	return codeItem{
		k.PK, k.SK, c.MAC, c.Seq, toMillis(c.SentAt), toMillis(c.ExpiresAt), c.Tries, c.Used,
		toMillis(c.WindowStart), c.DayTries, allMillis(c.Sends), expiry(c.WindowStart.Add(25 * time.Hour)),
	}
}

func (i codeItem) code(purpose clinic.CodePurpose) clinic.Code {
	return clinic.Code{
		Purpose: purpose, MAC: i.MAC, Seq: i.Seq, SentAt: i.SentAt.time(), ExpiresAt: i.EndsAt.time(),
		Tries: i.Tries, Used: i.Used, WindowStart: i.WindowStart.time(), DayTries: i.DayTries, Sends: allTimes(i.Sends),
	}
}

func allMillis(times clinic.CodeSends) []millis {
	var all []millis
	for _, t := range times {
		all = append(all, toMillis(t))
	}
	return all
}

func allTimes(all []millis) clinic.CodeSends {
	var times clinic.CodeSends
	for _, m := range all {
		times = append(times, m.time())
	}
	return times
}

// sendsItem is when codes were sent to a number, whosever they were.
type sendsItem struct {
	PK, SK  string
	Sends   []millis `dynamodbav:"sends"`
	Entries []millis `dynamodbav:"entries,omitempty"` // those of the sends that were to come back by
	Version int      `dynamodbav:"version"`
	Expires int64    `dynamodbav:"expiresAt"`
}

// Code returns the patient's current code for the purpose; the zero code if
// there is none.
func (t *Table) Code(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose) (clinic.Code, error) {
	var item codeItem
	found, err := t.get(ctx, codeKey(ref.Practice, ref.Patient, purpose), &item)
	if err != nil || !found {
		return clinic.Code{}, err
	}
	return item.code(purpose), nil
}

// PutCode replaces the patient's code, which was before, if the limits of the number, of the
// practice and of the client's address allow one more: all of it or nothing.
// Fifty requests at once send one code: the others get an error matching
// [clinic.ErrCodeTooSoon]. Beyond a limit it is [clinic.ErrCodeTooMany].
func (t *Table) PutCode(ctx context.Context, ref clinic.PatientRef, e164 string, before, c clinic.Code, limits []clinic.Limit, now time.Time) error {
	sendsKey := phoneSendsKey(phoneHash(e164))
	var sends sendsItem
	if _, err := t.get(ctx, sendsKey, &sends); err != nil {
		return err
	}
	past := allTimes(sends.Sends)
	if err := past.CheckDay(now); err != nil {
		return err
	}
	putSends, err := t.sentIn(sendsKey, sends, now)
	if err != nil {
		return err
	}
	condition, values := isNew, attributes(nil)
	if !before.SentAt.IsZero() {
		condition, values = "sentAt = :before", attributes{":before": number(int(toMillis(before.SentAt)))}
	}
	putCode, err := t.putIn(newCodeItem(codeKey(ref.Practice, ref.Patient, c.Purpose), c), condition, values)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{putSends, putCode}
	for _, l := range limits {
		writes = append(writes, t.countIn(limitKey(l.What, l.Window(now)), l.Most, expiry(now.Add(2*l.Per))))
	}
	err = t.transact(ctx, writes...)
	if at, lost := conflict(err); lost {
		if at > 1 && refused(err, at) {
			return clinic.ErrCodeTooMany
		}
		return clinic.ErrCodeTooSoon // somebody was sent one at the same time
	}
	if err != nil {
		return fmt.Errorf("put code: %w", err)
	}
	return nil
}

// sentIn notes a code sent to a number within a transaction, unless somebody
// else notes one at the same time.
func (t *Table) sentIn(k key, before sendsItem, now time.Time) (types.TransactWriteItem, error) {
	next := before
	next.PK, next.SK, next.Version, next.Expires = k.PK, k.SK, before.Version+1, expiry(now.Add(25*time.Hour))
	next.Sends = allMillis(allTimes(before.Sends).With(now, 24*time.Hour))
	condition, values := isNew, attributes(nil)
	if before.Version > 0 {
		condition, values = isUnchanged, versionValue(before.Version)
	}
	return t.putIn(next, condition, values)
}

// CountCodeTry counts a try at the code before anything is compared, so that
// parallel guesses cannot exceed the limits. It returns the code as it stands
// after counting; an error matching [clinic.ErrCodeWrong] if the code has
// ended or its tries are used up, or [clinic.ErrShareLinkLocked] if the day's
// are.
func (t *Table) CountCodeTry(ctx context.Context, ref clinic.PatientRef, purpose clinic.CodePurpose, now time.Time) (clinic.Code, error) {
	return t.tryCode(ctx, codeKey(ref.Practice, ref.Patient, purpose), purpose, now)
}

func (t *Table) tryCode(ctx context.Context, k key, purpose clinic.CodePurpose, now time.Time) (clinic.Code, error) {
	out, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:    aws.String("ADD tries :one, dayTries :one"),
		ConditionExpression: aws.String("attribute_exists(PK) AND used = :no AND endsAt > :now AND tries < :tries AND dayTries < :day"),
		ExpressionAttributeValues: attributes{
			":one": number(1), ":no": &types.AttributeValueMemberBOOL{Value: false}, ":now": number(int(toMillis(now))),
			":tries": number(clinic.CodeTries), ":day": number(clinic.CodeTriesPerDay),
		},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		var item codeItem
		if err := decode(failed.Item, &item); err == nil && item.code(purpose).Locked(now) {
			return clinic.Code{}, clinic.ErrShareLinkLocked
		}
		return clinic.Code{}, clinic.ErrCodeWrong
	}
	if err != nil {
		return clinic.Code{}, fmt.Errorf("count a try: %w", err)
	}
	var item codeItem
	if err := decode(out.Attributes, &item); err != nil {
		return clinic.Code{}, err
	}
	return item.code(purpose), nil
}

// useCodeIn consumes a code within a transaction: of two that present the
// same code, one fails. The right code clears the day's count.
func (t *Table) useCodeIn(ref clinic.PatientRef, c clinic.Code) types.TransactWriteItem {
	return t.useIn(codeKey(ref.Practice, ref.Patient, c.Purpose), c)
}

func (t *Table) useIn(k key, c clinic.Code) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:    aws.String("SET used = :yes, dayTries = :none"),
		ConditionExpression: aws.String("used = :no AND mac = :mac"),
		ExpressionAttributeValues: attributes{
			":yes": &types.AttributeValueMemberBOOL{Value: true}, ":no": &types.AttributeValueMemberBOOL{Value: false},
			":mac": text(c.MAC), ":none": number(0),
		},
	}}
}

// dropCodeIn forgets a code and its count within a transaction: the practice
// starts afresh.
func (t *Table) dropCodeIn(ref clinic.PatientRef, purpose clinic.CodePurpose) types.TransactWriteItem {
	return t.deleteIn(codeKey(ref.Practice, ref.Patient, purpose))
}

// VerifyPhone uses the code and stores the patient with the verified number,
// and the event, in one transaction. It returns an error matching
// [clinic.ErrCodeWrong] if the code was used meanwhile, or
// [clinic.ErrStale] if the patient was changed.
func (t *Table) VerifyPhone(ctx context.Context, c clinic.Code, before, after clinic.Patient, e clinic.AuditEvent) error {
	put, err := t.putIn(newPatientItem(after), isUnchanged, versionValue(before.Version))
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, t.useCodeIn(clinic.PatientRef{Practice: after.PracticeID, Patient: after.ID}, c), put, audit)
	if refused(err, 0) {
		return clinic.ErrCodeWrong
	}
	return stale(err, "patient "+string(after.ID))
}
