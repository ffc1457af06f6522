package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// staffItem is a staff member. After it is put it is only updated, attribute
// by attribute, so that a new link and a new role never undo each other.
type staffItem struct {
	PK, SK             string
	Entity             string `dynamodbav:"entity"`
	PracticeID         string `dynamodbav:"practiceId"`
	ID                 string `dynamodbav:"id"`
	Name               string `dynamodbav:"name"`
	Email              string `dynamodbav:"email"`
	Role               string `dynamodbav:"role"`
	Status             string `dynamodbav:"status"`
	Qualifications     string `dynamodbav:"qualifications,omitempty"`
	RegistrationNumber string `dynamodbav:"registrationNumber,omitempty"`
	CreatedAt          millis `dynamodbav:"createdAt"`
	Version            int    `dynamodbav:"version"`
	SessionsFrom       millis `dynamodbav:"sessionsFrom,omitempty"`
	PasswordSetAt      millis `dynamodbav:"passwordSetAt,omitempty"`
	PasswordLinkHash   string `dynamodbav:"passwordLinkHash,omitempty"`
	SecondFactor       bool   `dynamodbav:"secondFactor,omitempty"`
}

func newStaffItem(m clinic.StaffMember) staffItem {
	k := staffKey(m.PracticeID, m.ID)
	return staffItem{
		PK: k.PK, SK: k.SK, Entity: "staff", PracticeID: string(m.PracticeID), ID: string(m.ID), Name: m.Name, Email: m.Email,
		Role: string(m.Role), Status: string(m.Status), Qualifications: m.Qualifications, RegistrationNumber: m.RegistrationNumber,
		CreatedAt: toMillis(m.CreatedAt), Version: m.Version, SessionsFrom: toMillis(m.SessionsFrom),
		PasswordSetAt: toMillis(m.PasswordSetAt), PasswordLinkHash: m.PasswordLinkHash, SecondFactor: m.SecondFactor,
	}
}

func decodeStaff(av attributes) (clinic.StaffMember, error) {
	var i staffItem
	if err := decode(av, &i); err != nil {
		return clinic.StaffMember{}, err
	}
	return clinic.StaffMember{
		PracticeID: clinic.PracticeID(i.PracticeID), ID: clinic.StaffID(i.ID), Name: i.Name, Email: i.Email,
		Role: clinic.Role(i.Role), Status: clinic.StaffStatus(i.Status), Qualifications: i.Qualifications,
		RegistrationNumber: i.RegistrationNumber, CreatedAt: i.CreatedAt.time(), Version: i.Version,
		SessionsFrom: i.SessionsFrom.time(), PasswordSetAt: i.PasswordSetAt.time(), PasswordLinkHash: i.PasswordLinkHash, SecondFactor: i.SecondFactor,
	}, nil
}

// StaffMember returns the staff member, or an error matching
// [clinic.ErrNotFound].
func (t *Table) StaffMember(ctx context.Context, p clinic.PracticeID, id clinic.StaffID) (clinic.StaffMember, error) {
	found, err := t.getAll(ctx, staffKey(p, id))
	if err != nil {
		return clinic.StaffMember{}, fmt.Errorf("staff member: %w", err)
	}
	av, ok := found[staffKey(p, id)]
	if !ok {
		return clinic.StaffMember{}, clinic.ErrNotFound
	}
	return decodeStaff(av)
}

// Staff returns the staff of a practice in the order of their addition.
func (t *Table) Staff(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error) {
	items, err := t.query(ctx, query{PK: practicePK(p), From: staffSK, To: below(staffSK), Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	staff := make([]clinic.StaffMember, len(items))
	for i, av := range items {
		if staff[i], err = decodeStaff(av); err != nil {
			return nil, err
		}
	}
	return staff, nil
}

// Owners returns the practice's active owners.
func (t *Table) Owners(ctx context.Context, p clinic.PracticeID) ([]clinic.StaffMember, error) {
	staff, err := t.Staff(ctx, p)
	return slices.DeleteFunc(staff, func(m clinic.StaffMember) bool { return !m.CountsAsOwner() }), err
}

// StaffNames returns the names of those of the given staff members that exist,
// at most 100.
func (t *Table) StaffNames(ctx context.Context, p clinic.PracticeID, ids []clinic.StaffID) (map[clinic.StaffID]string, error) {
	names := make(map[clinic.StaffID]string, len(ids))
	var keys []key
	for _, id := range ids {
		if _, asked := names[id]; !asked && id != "" {
			names[id] = ""
			keys = append(keys, staffKey(p, id))
		}
	}
	clear(names)
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("staff names: %w", err)
	}
	for _, av := range found {
		m, err := decodeStaff(av)
		if err != nil {
			return nil, err
		}
		names[m.ID] = m.Name
	}
	return names, nil
}

// AddStaffMember stores a new staff member with the sign-in and the link to
// choose a password. It returns an error matching [clinic.ErrEmailInUse] if
// the address or the id is taken, and changes nothing.
func (t *Table) AddStaffMember(ctx context.Context, m clinic.StaffMember, link clinic.PasswordLink, e clinic.AuditEvent) error {
	writes, err := t.putsIn(newLoginItem(m), newStaffItem(m), newPasswordLinkItem(link), newAuditItem(e))
	if err != nil {
		return err
	}
	err = t.transact(ctx, writes...)
	if refused(err, 0) || refused(err, 1) {
		return clinic.ErrEmailInUse
	}
	if err != nil {
		return fmt.Errorf("put staff member %s: %w", m.ID, err)
	}
	return nil
}

// UpdateStaffMember stores next in place of m, which was read. It returns an
// error matching [clinic.ErrStale] if m has changed since, or
// [clinic.ErrLastOwner] if no active owner would be left.
func (t *Table) UpdateStaffMember(ctx context.Context, m, next clinic.StaffMember, e clinic.AuditEvent) error {
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{t.staffIn(m, next), audit}
	if gained := m.OwnersGained(next); gained != 0 {
		writes = append(writes, t.ownersIn(m.PracticeID, gained))
	}
	err = t.transact(ctx, writes...)
	if at, lost := conflict(err); lost && at == 2 && refused(err, at) {
		return clinic.ErrLastOwner
	}
	return stale(err, "staff member "+string(m.ID))
}

// ReplacePasswordLink stores a link and makes it the only one that works for
// its staff member, or returns an error matching [clinic.ErrStale] if the
// staff member has changed since m was read.
func (t *Table) ReplacePasswordLink(ctx context.Context, m clinic.StaffMember, link clinic.PasswordLink, e clinic.AuditEvent) error {
	writes, err := t.putsIn(newPasswordLinkItem(link), newAuditItem(e))
	if err != nil {
		return err
	}
	update := &types.Update{
		TableName: &t.Name, Key: staffKey(m.PracticeID, m.ID).attributes(),
		UpdateExpression:          aws.String("SET passwordLinkHash = :hash"),
		ConditionExpression:       aws.String(isVersion),
		ExpressionAttributeValues: attributes{":hash": text(link.TokenHash), ":version": number(m.Version)},
	}
	return stale(t.transact(ctx, append(writes, types.TransactWriteItem{Update: update})...), "password link")
}

// staffIn writes what distinguishes next from m within a transaction, if m is
// still what is stored.
func (t *Table) staffIn(m, next clinic.StaffMember) types.TransactWriteItem {
	set := "SET #name = :name, #role = :role, #status = :status, qualifications = :qualifications, " +
		"registrationNumber = :registration, sessionsFrom = :from, passwordSetAt = :set, secondFactor = :factor, version = :next"
	if next.PasswordLinkHash == "" {
		set += " REMOVE passwordLinkHash"
	}
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: staffKey(m.PracticeID, m.ID).attributes(),
		UpdateExpression: aws.String(set), ConditionExpression: aws.String(isVersion),
		ExpressionAttributeNames: map[string]string{"#name": "name", "#role": "role", "#status": "status"},
		ExpressionAttributeValues: attributes{
			":name": text(next.Name), ":role": text(string(next.Role)), ":status": text(string(next.Status)),
			":qualifications": text(next.Qualifications), ":registration": text(next.RegistrationNumber),
			":from": number(int(toMillis(next.SessionsFrom))), ":set": number(int(toMillis(next.PasswordSetAt))),
			":factor": &types.AttributeValueMemberBOOL{Value: next.SecondFactor},
			":next":   number(next.Version), ":version": number(m.Version),
		},
	}}
}

// refused reports whether the write at the index failed by its own condition,
// and not because another transaction was on the same item.
func refused(err error, at int) bool {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	return ok && at < len(canceled.CancellationReasons) && aws.ToString(canceled.CancellationReasons[at].Code) == "ConditionalCheckFailed"
}
