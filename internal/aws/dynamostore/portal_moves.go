package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

// auditsIn are events within a transaction.
func (t *Table) auditsIn(events []clinic.AuditEvent) ([]types.TransactWriteItem, error) {
	items := make([]any, len(events))
	for i, e := range events {
		items[i] = newAuditItem(e)
	}
	return t.putsIn(items...)
}

// maxWrites is how many items one transaction writes at most.
const maxWrites = 100

// byChart groups the events of several charts with what else is written in
// each: a chart's change never goes without its event.
func (t *Table) byChart(events []clinic.AuditEvent, writes map[clinic.PatientRef][]types.TransactWriteItem) ([][]types.TransactWriteItem, error) {
	var groups [][]types.TransactWriteItem
	for _, e := range events {
		audit, err := t.auditIn(e)
		if err != nil {
			return nil, err
		}
		ref := clinic.PatientRef{Practice: e.PracticeID, Patient: e.PatientID}
		groups = append(groups, append(writes[ref], audit))
		delete(writes, ref)
	}
	for _, rest := range writes {
		groups = append(groups, rest)
	}
	return groups, nil
}

// transactCharts writes groups and last, all of it or nothing. Any practice can
// add a person to an account, so there may be more of them than a transaction
// takes: then the first groups, each whole, go before the others and last, and
// who is told that last failed begins anew.
func (t *Table) transactCharts(ctx context.Context, groups [][]types.TransactWriteItem, last ...types.TransactWriteItem) error {
	var writes []types.TransactWriteItem
	for _, g := range groups {
		if len(writes)+len(g) > maxWrites {
			if err := t.transact(ctx, writes...); err != nil {
				return err
			}
			writes = nil
		}
		writes = append(writes, g...)
	}
	if len(writes)+len(last) > maxWrites {
		if err := t.transact(ctx, writes...); err != nil {
			return err
		}
		writes = nil
	}
	return t.transact(ctx, append(writes, last...)...)
}

// ChoosePassword stores the next version of an account with its password, and
// a session in place of another, or returns an error matching
// [clinic.ErrStale].
func (t *Table) ChoosePassword(ctx context.Context, a clinic.PortalAccount, passwordHash string, old, next clinic.PortalSession, events []clinic.AuditEvent) error {
	charts, err := t.byChart(events, nil)
	if err != nil {
		return err
	}
	account, err := t.accountIn(a)
	if err != nil {
		return err
	}
	session, err := t.putIn(newPortalSessionItem(next), isNew, nil)
	if err != nil {
		return err
	}
	return stale(t.transactCharts(ctx, charts, account, session, t.endPortalSessionIn(old), t.portalPasswordIn(a, passwordHash)), "password of an account")
}

// ResetPassword uses up the link and stores the next version of its account
// with its password, and forgets who was proven of the persons: all of it or
// nothing. It returns an error matching [clinic.ErrStale].
func (t *Table) ResetPassword(ctx context.Context, l clinic.AccountLink, a clinic.PortalAccount, passwordHash string, proven []clinic.PatientRef, events []clinic.AuditEvent) error {
	writes := map[clinic.PatientRef][]types.TransactWriteItem{}
	for _, ref := range proven {
		writes[ref] = append(writes[ref], t.unproveIn(a.ID, ref))
	}
	charts, err := t.byChart(events, writes)
	if err != nil {
		return err
	}
	account, err := t.accountIn(a)
	if err != nil {
		return err
	}
	return stale(t.transactCharts(ctx, charts, account, t.useAccountLinkIn(l), t.portalPasswordIn(a, passwordHash)), "password of an account")
}

// unproveIn forgets that a person was proven, whatever else became of the
// access meanwhile: who opens charts all the time does not keep it.
func (t *Table) unproveIn(account clinic.AccountID, ref clinic.PatientRef) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: accessOfKey(ref).attributes(),
		UpdateExpression:          aws.String("REMOVE proof, proofAt, proofPhoneVersion ADD version :one"),
		ConditionExpression:       aws.String("accountId = :account"),
		ExpressionAttributeValues: attributes{":one": number(1), ":account": text(string(account))},
	}}
}

// useAccountLinkIn uses up a link: of two that present it, one fails.
func (t *Table) useAccountLinkIn(l clinic.AccountLink) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.Name, Key: accountLinkKey(l.TokenHash).attributes(), ConditionExpression: aws.String("attribute_exists(PK)"),
	}}
}

// MoveAccount uses up the link, signs in by the new address instead of the
// old, and stores the accesses under it: all of it or nothing. The password
// goes along as it was; the failures are forgotten. It returns an error
// matching [clinic.ErrStale] if something changed meanwhile, or the new address
// has got an account.
func (t *Table) MoveAccount(ctx context.Context, l clinic.AccountLink, before, after clinic.PortalAccount, login accounts.Login, moved []clinic.PortalAccess, events []clinic.AuditEvent) error {
	writes := map[clinic.PatientRef][]types.TransactWriteItem{}
	for _, a := range moved {
		access, err := t.accessIn(a)
		if err != nil {
			return err
		}
		writes[a.PatientRef] = append(writes[a.PatientRef], access)
	}
	charts, err := t.byChart(events, writes)
	if err != nil {
		return err
	}
	account, err := t.accountIn(after)
	if err != nil {
		return err
	}
	k := portalLoginKeyOf(after.Email)
	signIn, err := t.putIn(portalLoginItem{
		PK: k.PK, SK: k.SK, Entity: "portal-login", AccountID: string(after.ID),
		PasswordHash: login.PasswordHash, TemporaryUntil: toMillis(login.TemporaryUntil), Version: login.Version + 1,
	}, isNew, nil)
	if err != nil {
		return err
	}
	old := t.deleteIn(portalLoginKeyOf(before.Email))
	old.Delete.ConditionExpression = aws.String(isVersion)
	old.Delete.ExpressionAttributeValues = versionValue(login.Version)
	return stale(t.transactCharts(ctx, charts, t.useAccountLinkIn(l), account, old, signIn), "account")
}

// CloseAccount stores the closed account, forgets its sign-in, and ends its
// accesses: all of it or nothing. It returns an error matching
// [clinic.ErrStale] if something changed meanwhile.
func (t *Table) CloseAccount(ctx context.Context, a clinic.PortalAccount, ended []clinic.PortalAccess, events []clinic.AuditEvent) error {
	writes := map[clinic.PatientRef][]types.TransactWriteItem{}
	for _, e := range ended {
		access, err := t.accessIn(e)
		if err != nil {
			return err
		}
		writes[e.PatientRef] = append(writes[e.PatientRef], access, t.deleteIn(personKey(a.ID, e.PatientRef)))
	}
	charts, err := t.byChart(events, writes)
	if err != nil {
		return err
	}
	account, err := t.accountIn(a)
	if err != nil {
		return err
	}
	return stale(t.transactCharts(ctx, charts, account, t.deleteIn(portalLoginKeyOf(a.Email)), t.deleteIn(accountFactorsKey(a.ID))), "account")
}

// Person returns the access to a chart with its patient and practice, or an
// error matching [clinic.ErrNotFound] if it was never given.
func (t *Table) Person(ctx context.Context, ref clinic.PatientRef) (clinic.PortalPerson, error) {
	found, err := t.getAll(ctx, accessOfKey(ref), patientKey(ref.Practice, ref.Patient), profileKey(ref.Practice))
	if err != nil {
		return clinic.PortalPerson{}, fmt.Errorf("person: %w", err)
	}
	person, whole, err := decodePerson(ref, found)
	if err == nil && !whole {
		err = clinic.ErrNotFound
	}
	return person, err
}

// decodePerson reads a person from what was found; whole is false if a part is
// missing.
func decodePerson(ref clinic.PatientRef, found map[key]attributes) (person clinic.PortalPerson, whole bool, err error) {
	a, p, f := found[accessOfKey(ref)], found[patientKey(ref.Practice, ref.Patient)], found[profileKey(ref.Practice)]
	if a == nil || p == nil || f == nil {
		return clinic.PortalPerson{}, false, nil
	}
	if person.Access, err = decodeAccess(ref, a); err != nil {
		return person, true, err
	}
	if person.Patient, err = decodePatient(p); err != nil {
		return person, true, err
	}
	person.Practice, err = decodePractice(f)
	return person, true, err
}
