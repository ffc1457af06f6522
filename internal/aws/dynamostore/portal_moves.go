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

// ChoosePassword stores the next version of an account with its password, and
// a session in place of another, or returns an error matching
// [clinic.ErrStale].
func (t *Table) ChoosePassword(ctx context.Context, a clinic.PortalAccount, passwordHash string, old, next clinic.PortalSession, events []clinic.AuditEvent) error {
	writes, err := t.auditsIn(events)
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
	writes = append(writes, account, session, t.endPortalSessionIn(old), t.portalPasswordIn(a, passwordHash))
	return stale(t.transact(ctx, writes...), "password of an account")
}

// ResetPassword uses up the link and stores the next version of its account
// with its password, or returns an error matching [clinic.ErrStale].
func (t *Table) ResetPassword(ctx context.Context, l clinic.AccountLink, a clinic.PortalAccount, passwordHash string, events []clinic.AuditEvent) error {
	writes, err := t.auditsIn(events)
	if err != nil {
		return err
	}
	account, err := t.accountIn(a)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, account, t.useAccountLinkIn(l), t.portalPasswordIn(a, passwordHash))...), "password of an account")
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
	writes, err := t.auditsIn(events)
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
	writes = append(writes, t.useAccountLinkIn(l), account, old, signIn)
	for _, a := range moved {
		access, err := t.accessIn(a)
		if err != nil {
			return err
		}
		writes = append(writes, access)
	}
	return stale(t.transact(ctx, writes...), "account")
}

// CloseAccount stores the closed account, forgets its sign-in, and ends its
// accesses: all of it or nothing. It returns an error matching
// [clinic.ErrStale] if something changed meanwhile.
func (t *Table) CloseAccount(ctx context.Context, a clinic.PortalAccount, ended []clinic.PortalAccess, events []clinic.AuditEvent) error {
	writes, err := t.auditsIn(events)
	if err != nil {
		return err
	}
	account, err := t.accountIn(a)
	if err != nil {
		return err
	}
	writes = append(writes, account, t.deleteIn(portalLoginKeyOf(a.Email)), t.deleteIn(accountFactorsKey(a.ID)))
	for _, e := range ended {
		access, err := t.accessIn(e)
		if err != nil {
			return err
		}
		writes = append(writes, access, t.deleteIn(personKey(a.ID, e.PatientRef)))
	}
	return stale(t.transact(ctx, writes...), "account")
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
