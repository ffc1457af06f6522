package dynamostore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// accountLinkItem is a mailed link of an account.
type accountLinkItem struct {
	PK, SK    string
	Entity    string `dynamodbav:"entity"`
	Kind      string `dynamodbav:"kind"`
	AccountID string `dynamodbav:"accountId"`
	Email     string `dynamodbav:"email,omitempty"`
	CreatedAt millis `dynamodbav:"createdAt"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`            // seconds, for TTL and for us
	Practice  string `dynamodbav:"practiceId,omitempty"` // that asked, for whom
	Patient   string `dynamodbav:"patientId,omitempty"`
}

func newAccountLinkItem(l clinic.AccountLink) accountLinkItem {
	k := accountLinkKey(l.TokenHash)
	return accountLinkItem{k.PK, k.SK, "account-link", string(l.Kind), string(l.AccountID), l.Email, toMillis(l.CreatedAt), expiry(l.ExpiresAt), string(l.AskedFor.Practice), string(l.AskedFor.Patient)}
}

// AccountLink returns the link, or an error matching [clinic.ErrNotFound].
func (t *Table) AccountLink(ctx context.Context, tokenHash string) (clinic.AccountLink, error) {
	var i accountLinkItem
	found, err := t.get(ctx, accountLinkKey(tokenHash), &i)
	if err != nil {
		return clinic.AccountLink{}, fmt.Errorf("account link: %w", err)
	}
	if !found {
		return clinic.AccountLink{}, clinic.ErrNotFound
	}
	return clinic.AccountLink{
		TokenHash: tokenHash, Kind: clinic.AccountLinkKind(i.Kind), AccountID: clinic.AccountID(i.AccountID), Email: i.Email,
		CreatedAt: i.CreatedAt.time(), ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(),
		AskedFor: clinic.PatientRef{Practice: clinic.PracticeID(i.Practice), Patient: clinic.PatientID(i.Patient)},
	}, nil
}

// ReplaceAccountLink stores a link and the next version of its account, which
// names it: a former link works no more. It returns an error matching
// [clinic.ErrStale] if the account has changed.
func (t *Table) ReplaceAccountLink(ctx context.Context, a clinic.PortalAccount, l clinic.AccountLink) error {
	writes, err := t.accountLinkIn(a, l)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, writes...), "account link")
}

func (t *Table) accountLinkIn(a clinic.PortalAccount, l clinic.AccountLink) ([]types.TransactWriteItem, error) {
	account, err := t.accountIn(a)
	if err != nil {
		return nil, err
	}
	link, err := t.putIn(newAccountLinkItem(l), isNew, nil)
	if err != nil {
		return nil, err
	}
	return []types.TransactWriteItem{account, link}, nil
}
