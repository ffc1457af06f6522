package dynamostore

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
)

// AccountFactors returns an account's second factors, the zero Set if there
// are none.
func (t *Table) AccountFactors(ctx context.Context, id clinic.AccountID) (factor.Set, error) {
	return t.factors(ctx, accountFactorsKey(id))
}

// PutAccountFactors stores next in place of was, or returns an error matching
// [clinic.ErrStale] if somebody else stored another.
func (t *Table) PutAccountFactors(ctx context.Context, id clinic.AccountID, was, next factor.Set) error {
	return t.putFactors(ctx, accountFactorsKey(id), was, next)
}

// ReplaceStanding stores a session, account and second factors in place of
// those that were read, or returns an error matching [clinic.ErrStale] if one
// of them is not what is stored any more.
func (t *Table) ReplaceStanding(ctx context.Context, was, next accounts.Standing, events []clinic.AuditEvent) error {
	charts, err := t.byChart(events, nil)
	if err != nil {
		return err
	}
	session, err := t.putIn(newPortalSessionItem(next.Session), isNew, nil)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{session, t.endPortalSessionIn(was.Session)}
	account := t.accountUnchangedIn(was.Account)
	if next.Account != was.Account {
		if account, err = t.accountIn(next.Account); err != nil {
			return err
		}
	}
	writes = append(writes, account)
	if next.Factors.Version != was.Factors.Version {
		factors, err := t.factorsIn(accountFactorsKey(was.Account.ID), was.Factors, next.Factors)
		if err != nil {
			return err
		}
		writes = append(writes, factors)
	}
	return stale(t.transactCharts(ctx, charts, writes...), "portal session")
}

// SetPortalChallenge stores what the session's passkey is to sign, or returns
// an error matching [clinic.ErrStale] if the session has ended.
func (t *Table) SetPortalChallenge(ctx context.Context, s clinic.PortalSession, c clinic.Challenge) error {
	return t.setChallenge(ctx, portalSessionKey(s.AccountID, s.TokenHash), c)
}

// TakePortalChallenge takes the session's challenge away, or returns an error
// matching [clinic.ErrStale] if somebody else did.
func (t *Table) TakePortalChallenge(ctx context.Context, s clinic.PortalSession) error {
	return t.takeChallenge(ctx, portalSessionKey(s.AccountID, s.TokenHash), s.Challenge)
}
