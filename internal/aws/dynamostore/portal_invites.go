package dynamostore

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/inviting"
)

// GiveAccess stores an access with its event, the account that reads with it
// and the temporary password: all of it or nothing. It returns an error
// matching [clinic.ErrStale] if anything of it has changed since it was read;
// so of two at the same time, one makes the account.
func (t *Table) GiveAccess(ctx context.Context, g inviting.Grant) error {
	access, err := t.accessIn(g.Access)
	if err != nil {
		return err
	}
	puts, err := t.putsIn(newAuditItem(g.Event))
	if err != nil {
		return err
	}
	person, err := t.putIn(newPersonItem(g.Access), "", nil)
	if err != nil {
		return err
	}
	account, err := t.grantedAccountIn(g)
	if err != nil {
		return err
	}
	writes := append(puts, access, person, t.patientUnchangedIn(g.Patient))
	writes = append(writes, account...)
	if g.Former.AccountID != "" && g.Former.AccountID != g.Access.AccountID {
		writes = append(writes, t.deleteIn(personKey(g.Former.AccountID, g.Former.PatientRef)))
	}
	if g.Lapsed.PasswordHash != "" {
		writes = append(writes, t.lapseIn(g.Lapsed))
	}
	return stale(t.transact(ctx, writes...), "portal access")
}

// grantedAccountIn makes the account with its sign-in, or gives the one that
// there is another temporary password, or asks that it be unchanged.
func (t *Table) grantedAccountIn(g inviting.Grant) ([]types.TransactWriteItem, error) {
	a := g.Account
	if !g.NewAccount {
		writes := []types.TransactWriteItem{t.accountUnchangedIn(a)}
		if g.PasswordHash != "" {
			writes = append(writes, t.temporaryPasswordIn(g))
		}
		return writes, nil
	}
	account, err := t.putIn(newPortalAccountItem(a), isNew, nil)
	if err != nil {
		return nil, err
	}
	k := portalLoginKeyOf(a.Email)
	login, err := t.putIn(portalLoginItem{
		PK: k.PK, SK: k.SK, Entity: "portal-login", AccountID: string(a.ID), PasswordHash: g.PasswordHash,
		TemporaryUntil: toMillis(g.TemporaryUntil), Version: 1,
	}, isNew+" OR accountId = :closed", attributes{":closed": text(string(g.Closed))})
	if err != nil {
		return nil, err
	}
	return []types.TransactWriteItem{account, login}, nil
}

// temporaryPasswordIn gives an account that has no password of its own another
// temporary one, and ends its waits: the former is dead.
func (t *Table) temporaryPasswordIn(g inviting.Grant) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: portalLoginKeyOf(g.Account.Email).attributes(),
		UpdateExpression:    aws.String("SET passwordHash = :hash, temporaryUntil = :until, failed = :zero, blockedUntil = :zero REMOVE failedFrom ADD version :one"),
		ConditionExpression: aws.String("accountId = :account"),
		ExpressionAttributeValues: attributes{
			":hash": text(g.PasswordHash), ":until": number(int(toMillis(g.TemporaryUntil))),
			":zero": number(0), ":one": number(1), ":account": text(string(g.Account.ID)),
		},
	}}
}

// lapseIn forgets a temporary password, if it is still the one that was read:
// another practice may have sent another.
func (t *Table) lapseIn(l inviting.Lapsed) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: portalLoginKeyOf(l.Email).attributes(),
		UpdateExpression:          aws.String("REMOVE passwordHash, temporaryUntil ADD version :one"),
		ConditionExpression:       aws.String("passwordHash = :old AND attribute_exists(temporaryUntil)"),
		ExpressionAttributeValues: attributes{":old": text(l.PasswordHash), ":one": number(1)},
	}}
}

func (t *Table) patientUnchangedIn(p clinic.Patient) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &t.Name, Key: patientKey(p.PracticeID, p.ID).attributes(),
		ConditionExpression: aws.String(isVersion), ExpressionAttributeValues: versionValue(p.Version),
	}}
}
