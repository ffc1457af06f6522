package dynamostore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
)

// practiceItem is the profile of a practice. ActiveOwners counts those of whom
// at least one must stay; it changes beside a staff row and never with the
// profile, so it has no part in the version.
type practiceItem struct {
	PK, SK         string
	Entity         string `dynamodbav:"entity"`
	ID             string `dynamodbav:"id"`
	Name           string `dynamodbav:"name"`
	Country        string `dynamodbav:"country"`
	State          string `dynamodbav:"state"`
	TimeZone       string `dynamodbav:"timeZone"`
	SMSDisplayName string `dynamodbav:"smsDisplayName"`
	Phone          string `dynamodbav:"phone,omitempty"`
	Address        string `dynamodbav:"address,omitempty"`
	GSTIN          string `dynamodbav:"gstin,omitempty"`
	SharingBeganAt millis `dynamodbav:"sharingBeganAt,omitempty"`
	CreatedAt      millis `dynamodbav:"createdAt"`
	Version        int    `dynamodbav:"version"`
	ActiveOwners   int    `dynamodbav:"activeOwners"`
}

func newPracticeItem(p clinic.Practice) practiceItem {
	k := profileKey(p.ID)
	return practiceItem{
		PK: k.PK, SK: k.SK, Entity: "practice", ID: string(p.ID), Name: p.Name, Country: p.Country, State: p.State,
		TimeZone: p.TimeZone, SMSDisplayName: p.SMSDisplayName, Phone: p.Phone, Address: p.Address, GSTIN: p.GSTIN,
		SharingBeganAt: toMillis(p.SharingBeganAt), CreatedAt: toMillis(p.CreatedAt), Version: p.Version,
	}
}

func decodePractice(av attributes) (clinic.Practice, error) {
	var i practiceItem
	if err := decode(av, &i); err != nil {
		return clinic.Practice{}, err
	}
	return clinic.Practice{
		ID: clinic.PracticeID(i.ID), Name: i.Name, Country: i.Country, State: i.State, TimeZone: i.TimeZone,
		SMSDisplayName: i.SMSDisplayName, Phone: i.Phone, Address: i.Address, GSTIN: i.GSTIN, SharingBeganAt: i.SharingBeganAt.time(),
		CreatedAt: i.CreatedAt.time(), Version: i.Version,
	}, nil
}

// Practice returns the profile, or an error matching [clinic.ErrNotFound].
func (t *Table) Practice(ctx context.Context, id clinic.PracticeID) (clinic.Practice, error) {
	found, err := t.getAll(ctx, profileKey(id))
	if err != nil {
		return clinic.Practice{}, fmt.Errorf("practice %s: %w", id, err)
	}
	av, ok := found[profileKey(id)]
	if !ok {
		return clinic.Practice{}, clinic.ErrNotFound
	}
	return decodePractice(av)
}

// RegisterPractice stores a practice with all it begins with, or returns an
// error matching [clinic.ErrEmailInUse] and changes nothing.
func (t *Table) RegisterPractice(ctx context.Context, r practices.Registration) error {
	current, version := newSettingsItems(r.Practice.ID, r.Settings)
	writes, err := t.putsIn(newLoginItem(r.Owner), newPracticeItem(r.Practice), current, version,
		newStaffItem(r.Owner), newPasswordLinkItem(r.Link), newAuditItem(r.Event))
	if err != nil {
		return err
	}
	err = t.transact(ctx, writes...)
	if refused(err, 0) { // the ids are new: only the address can be taken
		return clinic.ErrEmailInUse
	}
	if err != nil {
		return fmt.Errorf("put practice %s: %w", r.Practice.ID, err)
	}
	return nil
}

// UpdatePractice stores the profile if its version is the next one, or returns
// an error matching [clinic.ErrStale].
func (t *Table) UpdatePractice(ctx context.Context, p clinic.Practice, e clinic.AuditEvent) error {
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	update := &types.Update{
		TableName: &t.Name, Key: profileKey(p.ID).attributes(),
		UpdateExpression: aws.String("SET #name = :name, country = :country, #state = :state, #zone = :zone, " +
			"smsDisplayName = :sms, phone = :phone, address = :address, gstin = :gstin, version = :next"),
		ConditionExpression:      aws.String(isVersion),
		ExpressionAttributeNames: map[string]string{"#name": "name", "#state": "state", "#zone": "timeZone"},
		ExpressionAttributeValues: attributes{
			":name": text(p.Name), ":country": text(p.Country), ":state": text(p.State), ":zone": text(p.TimeZone),
			":sms": text(p.SMSDisplayName), ":phone": text(p.Phone), ":address": text(p.Address), ":gstin": text(p.GSTIN), ":next": number(p.Version), ":version": number(p.Version - 1),
		},
	}
	return stale(t.transact(ctx, types.TransactWriteItem{Update: update}, audit), "practice "+string(p.ID))
}

// ownersIn changes the number of active owners by 1 or -1 within a
// transaction, which fails if it would leave none.
func (t *Table) ownersIn(p clinic.PracticeID, gained int) types.TransactWriteItem {
	update := &types.Update{
		TableName: &t.Name, Key: profileKey(p).attributes(),
		UpdateExpression:          aws.String("ADD activeOwners :gained"),
		ConditionExpression:       aws.String("activeOwners >= :least"),
		ExpressionAttributeValues: attributes{":gained": number(gained), ":least": number(1 - gained)},
	}
	if gained > 0 {
		update.ExpressionAttributeValues[":least"] = number(0)
	}
	return types.TransactWriteItem{Update: update}
}

// putsIn is several puts of new items within a transaction.
func (t *Table) putsIn(items ...any) ([]types.TransactWriteItem, error) {
	writes := make([]types.TransactWriteItem, len(items))
	for i, item := range items {
		var err error
		if writes[i], err = t.putIn(item, isNew, nil); err != nil {
			return nil, err
		}
	}
	return writes, nil
}
