package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
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
	patient, err := t.patientKeptIn(g.Patient, g.Next)
	if err != nil {
		return err
	}
	writes := slices.Concat(puts, patient, account)
	writes = append(writes, access, person, t.deleteIn(inviteNoticeKey(g.Access.PatientRef)))
	if g.Former.AccountID != "" && g.Former.AccountID != g.Access.AccountID {
		writes = append(writes, t.deleteIn(personKey(g.Former.AccountID, g.Former.PatientRef)))
	}
	if g.Lapsed.PasswordHash != "" {
		writes = append(writes, t.lapseIn(g.Lapsed))
	}
	return stale(t.transact(ctx, writes...), "portal access")
}

// patientKeptIn stores the patient's next version, or asks that there be none
// yet if after is zero.
func (t *Table) patientKeptIn(before, after clinic.Patient) ([]types.TransactWriteItem, error) {
	if after.Version == 0 {
		return []types.TransactWriteItem{{ConditionCheck: &types.ConditionCheck{
			TableName: &t.Name, Key: patientKey(before.PracticeID, before.ID).attributes(),
			ConditionExpression: aws.String(isUnchanged), ExpressionAttributeValues: versionValue(before.Version),
		}}}, nil
	}
	put, err := t.putIn(newPatientItem(after), isUnchanged, versionValue(before.Version))
	if err != nil {
		return nil, err
	}
	writes, err := t.searchWrites(before, after)
	return append(writes, put), err
}

// grantedAccountIn makes the account with its sign-in, or gives the one that
// there is another temporary password, or asks that it be unchanged.
func (t *Table) grantedAccountIn(g inviting.Grant) ([]types.TransactWriteItem, error) {
	a := g.Account
	if !g.NewAccount {
		kept := t.accountUnchangedIn(a)
		if a.Status == clinic.ActiveAccount {
			kept = t.personAddedIn(a)
		}
		writes := []types.TransactWriteItem{kept}
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

// personAddedIn makes the account another version if it is unchanged: who moves
// or closes it at the same time reads its persons anew.
func (t *Table) personAddedIn(a clinic.PortalAccount) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: accountOfKey(a.ID).attributes(),
		UpdateExpression: aws.String("SET version = :next"), ConditionExpression: aws.String(isVersion),
		ExpressionAttributeValues: attributes{":version": number(a.Version), ":next": number(a.Version + 1)},
	}}
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

// EndAccess stores an access that has ended with its events, and forgets that
// the account may read it: all of it or nothing. It returns an error matching
// [clinic.ErrStale] if anything of it has changed since it was read.
func (t *Table) EndAccess(ctx context.Context, e inviting.Ending) error {
	access, err := t.accessIn(e.Access)
	if err != nil {
		return err
	}
	audits, err := t.auditsIn(e.Events)
	if err != nil {
		return err
	}
	patient, err := t.patientKeptIn(e.Patient, e.Next)
	if err != nil {
		return err
	}
	notice := t.deleteIn(inviteNoticeKey(e.Access.PatientRef))
	if e.Tell.Kind != "" {
		if notice, err = t.inboxIn(e.Tell); err != nil {
			return err
		}
	}
	writes := append(slices.Concat(audits, patient), access, notice, t.deleteIn(personKey(e.Access.AccountID, e.Access.PatientRef)))
	if e.Lapsed.PasswordHash != "" {
		writes = append(writes, t.lapseIn(e.Lapsed))
	}
	return stale(t.transact(ctx, writes...), "portal access")
}

// NoteInviteSent notes when an e-mail went out. One that another has followed
// is not noted, and that is no error.
func (t *Table) NoteInviteSent(ctx context.Context, ref clinic.PatientRef, mail clinic.EventID, at time.Time) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: accessOfKey(ref).attributes(),
		UpdateExpression: aws.String("SET sentAt = :at ADD version :one"), ConditionExpression: aws.String("mailId = :mail"),
		ExpressionAttributeValues: attributes{":at": number(int(toMillis(at))), ":one": number(1), ":mail": text(string(mail))},
	})
	if _, followed := conflict(err); err == nil || followed {
		return nil
	}
	return fmt.Errorf("note that an invite was sent: %w", err)
}

// Invitee returns what an address signs in to with its account, the zero
// Invitee if it does not sign in.
func (t *Table) Invitee(ctx context.Context, email string) (inviting.Invitee, error) {
	l, err := t.PortalLogin(ctx, email)
	if errors.Is(err, clinic.ErrNotFound) {
		return inviting.Invitee{}, nil
	}
	if err != nil {
		return inviting.Invitee{}, err
	}
	a, err := t.Account(ctx, l.AccountID)
	return inviting.Invitee{Account: a, PasswordHash: l.PasswordHash, TemporaryUntil: l.TemporaryUntil}, err
}

// AskToMove is ReplaceAccountLink with an event of the practice that asks.
func (t *Table) AskToMove(ctx context.Context, a clinic.PortalAccount, l clinic.AccountLink, e clinic.AuditEvent) error {
	writes, err := t.accountLinkIn(a, l)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, append(writes, audit)...), "account link")
}

// inviteNoticeKey is where the staff are told what became of an invite.
func inviteNoticeKey(ref clinic.PatientRef) key {
	return inboxKey(clinic.NoticeInbox, ref, clinic.InviteNotice)
}
