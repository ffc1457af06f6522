package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/factor"
	"github.com/chartshare/chartshare/internal/sessions"
)

// factorsItem is the second factors of one person. Seeds are sealed and
// recovery codes keyed before they come here.
type factorsItem struct {
	PK, SK        string
	Entity        string        `dynamodbav:"entity"`
	App           *appItem      `dynamodbav:"app,omitempty"`
	Pending       *appItem      `dynamodbav:"pending,omitempty"`
	Passkeys      []passkeyItem `dynamodbav:"passkeys,omitempty"`
	RecoveryCodes []string      `dynamodbav:"recoveryCodes,omitempty"`
	Failed        int           `dynamodbav:"failed,omitempty"`
	FailedFrom    string        `dynamodbav:"failedFrom,omitempty"`
	BlockedUntil  millis        `dynamodbav:"blockedUntil,omitempty"`
	FailedSince   millis        `dynamodbav:"failedSince,omitempty"`
	Version       int           `dynamodbav:"version"`
}

// appItem is an authenticator app.
type appItem struct {
	ID      string `dynamodbav:"id"`
	Seed    []byte `dynamodbav:"seed"`
	Step    int64  `dynamodbav:"step"`
	AddedAt millis `dynamodbav:"addedAt"`
	UsedAt  millis `dynamodbav:"usedAt,omitempty"`
	Until   millis `dynamodbav:"until,omitempty"` // of a pending one
}

// passkeyItem is a passkey.
type passkeyItem struct {
	ID             string   `dynamodbav:"id"`
	CredentialID   []byte   `dynamodbav:"credentialId"`
	PublicKey      []byte   `dynamodbav:"publicKey"`
	SignCount      uint32   `dynamodbav:"signCount"`
	BackupEligible bool     `dynamodbav:"backupEligible"`
	BackupState    bool     `dynamodbav:"backupState"`
	Transports     []string `dynamodbav:"transports,omitempty"`
	Name           string   `dynamodbav:"name"`
	AddedAt        millis   `dynamodbav:"addedAt"`
	UsedAt         millis   `dynamodbav:"usedAt,omitempty"`
}

func newAppItem(a factor.App) *appItem {
	if !a.Set() {
		return nil
	}
	return &appItem{a.ID, a.Seed, a.Step, toMillis(a.AddedAt), toMillis(a.UsedAt), toMillis(a.ExpiresAt)}
}

func (i *appItem) app() factor.App {
	if i == nil {
		return factor.App{}
	}
	return factor.App{ID: i.ID, Seed: i.Seed, Step: i.Step, AddedAt: i.AddedAt.time(), UsedAt: i.UsedAt.time(), ExpiresAt: i.Until.time()}
}

func newFactorsItem(k key, s factor.Set) factorsItem {
	i := factorsItem{
		PK: k.PK, SK: k.SK, Entity: "factors", App: newAppItem(s.App), Pending: newAppItem(s.Pending), RecoveryCodes: s.RecoveryCodes,
		Failed: s.Failed, FailedFrom: s.FailedFrom, BlockedUntil: toMillis(s.BlockedUntil), FailedSince: toMillis(s.FailedSince), Version: s.Version,
	}
	for _, p := range s.Passkeys {
		i.Passkeys = append(i.Passkeys, passkeyItem{
			p.ID, p.CredentialID, p.PublicKey, p.SignCount, p.BackupEligible, p.BackupState, p.Transports, p.Name, toMillis(p.AddedAt), toMillis(p.UsedAt),
		})
	}
	return i
}

func (i factorsItem) set() factor.Set {
	s := factor.Set{
		App: i.App.app(), Pending: i.Pending.app(), RecoveryCodes: i.RecoveryCodes, FailedSince: i.FailedSince.time(), Version: i.Version,
		Throttle: clinic.Throttle{Failed: i.Failed, FailedFrom: i.FailedFrom, BlockedUntil: i.BlockedUntil.time()},
	}
	for _, p := range i.Passkeys {
		s.Passkeys = append(s.Passkeys, factor.Passkey{
			ID: p.ID, CredentialID: p.CredentialID, PublicKey: p.PublicKey, SignCount: p.SignCount, BackupEligible: p.BackupEligible,
			BackupState: p.BackupState, Transports: p.Transports, Name: p.Name, AddedAt: p.AddedAt.time(), UsedAt: p.UsedAt.time(),
		})
	}
	return s
}

// StaffFactors returns a person's second factors, the zero Set if there are
// none.
func (t *Table) StaffFactors(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) (factor.Set, error) {
	return t.factors(ctx, staffFactorsKey(p, staff))
}

// PutStaffFactors stores next in place of was, or returns an error matching
// [clinic.ErrStale] if somebody else stored another.
func (t *Table) PutStaffFactors(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID, was, next factor.Set) error {
	return t.putFactors(ctx, staffFactorsKey(p, staff), was, next)
}

func (t *Table) factors(ctx context.Context, k key) (factor.Set, error) {
	var i factorsItem
	if _, err := t.get(ctx, k, &i); err != nil {
		return factor.Set{}, fmt.Errorf("second factors: %w", err)
	}
	return i.set(), nil
}

func (t *Table) putFactors(ctx context.Context, k key, was, next factor.Set) error {
	condition, values := unchangedSet(was)
	return stale(t.put(ctx, newFactorsItem(k, next), condition, values), "second factors")
}

// factorsIn is putFactors within a transaction.
func (t *Table) factorsIn(k key, was, next factor.Set) (types.TransactWriteItem, error) {
	condition, values := unchangedSet(was)
	return t.putIn(newFactorsItem(k, next), condition, values)
}

func unchangedSet(was factor.Set) (condition string, values attributes) {
	if was.Version == 0 {
		return isNew, nil
	}
	return isVersion, versionValue(was.Version)
}

// Replace stores a session, staff member and second factors in place of those
// that were read, or returns an error matching [clinic.ErrStale] if one of them
// is not what is stored any more.
func (t *Table) Replace(ctx context.Context, was, next sessions.Standing, e clinic.AuditEvent) error {
	writes, err := t.putsIn(newSessionItem(next.Session), newAuditItem(e))
	if err != nil {
		return err
	}
	writes = append(writes, t.endSessionIn(was.Session))
	if next.Staff == was.Staff {
		writes = append(writes, t.staffUnchangedIn(was.Staff))
	} else {
		writes = append(writes, t.staffIn(was.Staff, next.Staff))
	}
	if next.Factors.Version != was.Factors.Version {
		factors, err := t.factorsIn(staffFactorsKey(was.Staff.PracticeID, was.Staff.ID), was.Factors, next.Factors)
		if err != nil {
			return err
		}
		writes = append(writes, factors)
	}
	return stale(t.transact(ctx, writes...), "session")
}

// TakeFactorsAway makes the staff member m next, who has no second factors, or
// returns an error matching [clinic.ErrStale] if m has changed since.
func (t *Table) TakeFactorsAway(ctx context.Context, m, next clinic.StaffMember, e clinic.AuditEvent) error {
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, t.staffIn(m, next), t.emptiedIn(staffFactorsKey(m.PracticeID, m.ID)), audit), "second factors of "+string(m.ID))
}

// TakeAccountFactorsAway stores the account's next version, which has no second
// factors, or returns an error matching [clinic.ErrStale].
func (t *Table) TakeAccountFactorsAway(ctx context.Context, next clinic.PortalAccount, events []clinic.AuditEvent) error {
	charts, err := t.byChart(events, nil)
	if err != nil {
		return err
	}
	account, err := t.accountIn(next)
	if err != nil {
		return err
	}
	return stale(t.transactCharts(ctx, charts, account, t.emptiedIn(accountFactorsKey(next.ID))), "second factors of "+string(next.ID))
}

// emptiedIn removes all second factors. Nothing is read: who takes them away
// need not see them.
func (t *Table) emptiedIn(k key) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: k.attributes(),
		UpdateExpression:          aws.String("REMOVE app, pending, passkeys, recoveryCodes, failed, failedFrom, blockedUntil, failedSince ADD version :one"),
		ExpressionAttributeValues: attributes{":one": number(1)},
	}}
}

// Sessions returns the sessions of a staff member, in no order.
func (t *Table) Sessions(ctx context.Context, p clinic.PracticeID, staff clinic.StaffID) ([]clinic.Session, error) {
	items, err := t.query(ctx, query{PK: staffPK(p, staff), From: sessionSK, To: below(sessionSK), Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	all := make([]clinic.Session, len(items))
	for i, av := range items {
		if all[i], err = decodeSession(av); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// SetChallenge stores what the session's passkey is to sign, or returns an
// error matching [clinic.ErrStale] if the session has ended.
func (t *Table) SetChallenge(ctx context.Context, s clinic.Session, c clinic.Challenge) error {
	return t.setChallenge(ctx, sessionKey(s.PracticeID, s.StaffID, s.TokenHash), c)
}

// TakeChallenge takes the session's challenge away, or returns an error
// matching [clinic.ErrStale] if somebody else did.
func (t *Table) TakeChallenge(ctx context.Context, s clinic.Session) error {
	return t.takeChallenge(ctx, sessionKey(s.PracticeID, s.StaffID, s.TokenHash), s.Challenge)
}
