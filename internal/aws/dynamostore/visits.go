package dynamostore

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// visitItem is a video call as the chart remembers it.
type visitItem struct {
	PK, SK      string
	PlannedAt   millis       `dynamodbav:"plannedAt"`
	Language    string       `dynamodbav:"language"`
	Minor       bool         `dynamodbav:"minor"`
	Phone       string       `dynamodbav:"phone,omitempty"`
	Email       string       `dynamodbav:"email,omitempty"`
	Links       []string     `dynamodbav:"links,omitempty"`
	SMS         deliveryNote `dynamodbav:"sms"`
	Mail        deliveryNote `dynamodbav:"mail"`
	CreatedAt   millis       `dynamodbav:"createdAt"`
	CreatedBy   string       `dynamodbav:"createdBy"`
	CreatedName string       `dynamodbav:"createdName"`
	StartedAt   millis       `dynamodbav:"startedAt,omitempty"`
	StartedName string       `dynamodbav:"startedName,omitempty"`
	Note        string       `dynamodbav:"note,omitempty"`
	EndedAt     millis       `dynamodbav:"endedAt,omitempty"`
	EndedName   string       `dynamodbav:"endedName,omitempty"`
	Version     int          `dynamodbav:"version"`
}

// deliveryNote is what became of the last message on one channel.
type deliveryNote struct {
	At      millis `dynamodbav:"at,omitempty"`
	Failure string `dynamodbav:"failure,omitempty"`
}

func visitRef(v clinic.Visit) clinic.VisitRef {
	return clinic.VisitRef{PatientRef: clinic.PatientRef{Practice: v.PracticeID, Patient: v.PatientID}, Visit: v.ID}
}

func roomRef(v clinic.Visit) clinic.RoomRef {
	return clinic.RoomRef{Practice: v.PracticeID, Visit: v.ID}
}

func newVisitItem(v clinic.Visit) visitItem {
	k := visitKey(visitRef(v))
	return visitItem{
		PK: k.PK, SK: k.SK, PlannedAt: toMillis(v.PlannedAt), Language: string(v.Language), Minor: v.Minor, Phone: v.Phone, Email: v.Email, Links: v.Links,
		SMS: deliveryNote{toMillis(v.SMS.At), v.SMS.Failure}, Mail: deliveryNote{toMillis(v.Mail.At), v.Mail.Failure},
		CreatedAt: toMillis(v.CreatedAt), CreatedBy: string(v.CreatedBy), CreatedName: v.CreatedByName,
		StartedAt: toMillis(v.StartedAt), StartedName: v.StartedByName, Note: string(v.NoteID),
		EndedAt: toMillis(v.EndedAt), EndedName: v.EndedByName, Version: v.Version,
	}
}

func decodeVisit(av attributes) (clinic.Visit, error) {
	var i visitItem
	if err := decode(av, &i); err != nil {
		return clinic.Visit{}, err
	}
	practice, patient, _ := parseChartPK(i.PK)
	return clinic.Visit{
		PracticeID: practice, PatientID: patient, ID: clinic.VisitID(strings.TrimPrefix(i.SK, visitSK)), PlannedAt: i.PlannedAt.time(),
		Language: clinic.Language(i.Language), Minor: i.Minor, Phone: i.Phone, Email: i.Email, Links: i.Links,
		SMS: clinic.VisitDelivery{At: i.SMS.At.time(), Failure: i.SMS.Failure}, Mail: clinic.VisitDelivery{At: i.Mail.At.time(), Failure: i.Mail.Failure},
		CreatedAt: i.CreatedAt.time(), CreatedBy: clinic.StaffID(i.CreatedBy), CreatedByName: i.CreatedName,
		StartedAt: i.StartedAt.time(), StartedByName: i.StartedName, NoteID: clinic.RecordID(i.Note),
		EndedAt: i.EndedAt.time(), EndedByName: i.EndedName, Version: i.Version,
	}, nil
}

// visitLinkItem leads from a link to its visit; visitOfItem from a contact.
// Both are forgotten with the room.
type visitLinkItem struct {
	PK, SK     string
	PracticeID string `dynamodbav:"practiceId"`
	PatientID  string `dynamodbav:"patientId"`
	VisitID    string `dynamodbav:"visitId"`
	Expires    int64  `dynamodbav:"expiresAt"`
}

func (i visitLinkItem) ref() clinic.VisitRef {
	return clinic.VisitRef{
		PatientRef: clinic.PatientRef{Practice: clinic.PracticeID(i.PracticeID), Patient: clinic.PatientID(i.PatientID)}, Visit: clinic.VisitID(i.VisitID),
	}
}

// linkWrites are what leads to the visit by its newest link and by the contact
// that it goes to.
func (t *Table) linkWrites(v clinic.Visit) ([]types.TransactWriteItem, error) {
	var writes []types.TransactWriteItem
	add := func(k key, condition string) error {
		put, err := t.putIn(visitLinkItem{
			k.PK, k.SK, string(v.PracticeID), string(v.PatientID), string(v.ID), expiry(v.ClosesAt().Add(clinic.RoomMemory)),
		}, condition, nil)
		writes = append(writes, put)
		return err
	}
	if err := add(visitLinkKey(v.Links[len(v.Links)-1]), isNew); err != nil {
		return nil, err
	}
	for _, contact := range []string{v.Phone, v.Email} {
		if contact == "" {
			continue
		}
		if err := add(visitOfKey(contact, visitRef(v)), ""); err != nil {
			return nil, err
		}
	}
	return writes, nil
}

// CreateVisit stores a visit with its room, its link and the events. It returns
// an error matching [clinic.ErrIdempotencyKeyReused] if the id is taken.
func (t *Table) CreateVisit(ctx context.Context, v clinic.Visit, events ...clinic.AuditEvent) error {
	writes, err := t.putsIn(newVisitItem(v), newRoomItem(clinic.NewRoom(v)))
	if err != nil {
		return err
	}
	audit, err := t.auditsIn(events)
	if err != nil {
		return err
	}
	writes = append(writes, audit...)
	links, err := t.linkWrites(v)
	if err != nil {
		return err
	}
	err = t.transact(ctx, append(writes, links...)...)
	if refused(err, 0) || refused(err, 1) {
		return clinic.ErrIdempotencyKeyReused
	}
	return stale(err, "visit "+string(v.ID))
}

// Visit returns the visit, or an error matching [clinic.ErrNotFound].
func (t *Table) Visit(ctx context.Context, ref clinic.VisitRef) (clinic.Visit, error) {
	k := visitKey(ref)
	found, err := t.getAll(ctx, k)
	if err != nil {
		return clinic.Visit{}, fmt.Errorf("visit %s: %w", ref.Visit, err)
	}
	if found[k] == nil {
		return clinic.Visit{}, clinic.ErrNotFound
	}
	return decodeVisit(found[k])
}

// Visits returns the visits of a patient, newest first: those before the visit
// that the cursor names, at most limit, and whether there are more.
func (t *Table) Visits(ctx context.Context, ref clinic.PatientRef, before clinic.VisitID, limit int) (page []clinic.Visit, more bool, err error) {
	to := below(visitSK)
	if before != "" {
		to = justBefore(visitSK + string(before))
	}
	items, err := t.query(ctx, query{PK: chartPK(ref.Practice, ref.Patient), From: visitSK, To: to, Backwards: true, Limit: limit + 1, Consistent: true})
	if err != nil {
		return nil, false, fmt.Errorf("visits: %w", err)
	}
	for _, av := range items[:min(limit, len(items))] {
		v, err := decodeVisit(av)
		if err != nil {
			return nil, false, err
		}
		page = append(page, v)
	}
	return page, len(items) > limit, nil
}

// CalledVisit is a visit with whom it is for and who calls, as stored now.
func (t *Table) CalledVisit(ctx context.Context, ref clinic.VisitRef) (v clinic.Visit, patient clinic.Patient, practice clinic.Practice, err error) {
	keys := []key{visitKey(ref), patientKey(ref.Practice, ref.Patient), profileKey(ref.Practice)}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return v, patient, practice, fmt.Errorf("called visit: %w", err)
	}
	for _, k := range keys {
		if found[k] == nil {
			return v, patient, practice, clinic.ErrNotFound
		}
	}
	if v, err = decodeVisit(found[keys[0]]); err != nil {
		return v, patient, practice, err
	}
	if patient, err = decodePatient(found[keys[1]]); err != nil {
		return v, patient, practice, err
	}
	practice, err = decodePractice(found[keys[2]])
	return v, patient, practice, err
}

// VisitOfLink returns the visit that the hash of a link leads to, or an error
// matching [clinic.ErrVisitLinkNotFound].
func (t *Table) VisitOfLink(ctx context.Context, hash string) (clinic.VisitRef, error) {
	var item visitLinkItem
	found, err := t.get(ctx, visitLinkKey(hash), &item)
	if err != nil {
		return clinic.VisitRef{}, err
	}
	if !found {
		return clinic.VisitRef{}, clinic.ErrVisitLinkNotFound
	}
	return item.ref(), nil
}

// VisitsOf returns the visits whose links went to a number or an address, at
// most limit.
func (t *Table) VisitsOf(ctx context.Context, contact string, limit int) ([]clinic.VisitRef, error) {
	items, err := t.query(ctx, query{PK: visitsOfPK(contact), From: visitSK, To: below(visitSK), Limit: limit, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("visits of a contact: %w", err)
	}
	refs := make([]clinic.VisitRef, len(items))
	for i, av := range items {
		var item visitLinkItem
		if err := decode(av, &item); err != nil {
			return nil, err
		}
		refs[i] = item.ref()
	}
	return refs, nil
}

// visitIn is the next version of a visit within a transaction.
func (t *Table) visitIn(v clinic.Visit) (types.TransactWriteItem, error) {
	return t.putIn(newVisitItem(v), isVersion, versionValue(v.Version-1))
}

// LinkVisit stores the visit's next version with its newest link, or returns
// an error matching [clinic.ErrStale].
func (t *Table) LinkVisit(ctx context.Context, v clinic.Visit, e clinic.AuditEvent) error {
	links, err := t.linkWrites(v)
	if err != nil {
		return err
	}
	return t.updateVisit(ctx, v, []clinic.AuditEvent{e}, links...)
}

// NoteVisit stores the visit's next version with any events, or returns an
// error matching [clinic.ErrStale].
func (t *Table) NoteVisit(ctx context.Context, v clinic.Visit, events ...clinic.AuditEvent) error {
	return t.updateVisit(ctx, v, events)
}

// StartVisit stores the visit's next version with the note that says so, the
// room and the event: all of it or nothing.
func (t *Table) StartVisit(ctx context.Context, v clinic.Visit, note clinic.Record, e clinic.AuditEvent) error {
	item, err := newRecordItem(note)
	if err != nil {
		return err
	}
	put, err := t.putIn(item, isNew, nil)
	if err != nil {
		return err
	}
	return t.updateVisit(ctx, v, []clinic.AuditEvent{e}, put, t.roomTimeIn(roomRef(v), "startedAt", toMillis(v.StartedAt)))
}

// EndVisit stores the visit's next version and ends its room, with the event.
func (t *Table) EndVisit(ctx context.Context, v clinic.Visit, e clinic.AuditEvent) error {
	return t.updateVisit(ctx, v, []clinic.AuditEvent{e}, t.roomTimeIn(roomRef(v), "endedAt", toMillis(v.EndedAt)))
}

func (t *Table) updateVisit(ctx context.Context, v clinic.Visit, events []clinic.AuditEvent, more ...types.TransactWriteItem) error {
	put, err := t.visitIn(v)
	if err != nil {
		return err
	}
	audit, err := t.auditsIn(events)
	if err != nil {
		return err
	}
	writes := append([]types.TransactWriteItem{put}, audit...)
	return stale(t.transact(ctx, append(writes, more...)...), "visit "+string(v.ID))
}

// roomTimeIn sets a time of a room that was not forgotten, within a
// transaction.
func (t *Table) roomTimeIn(r clinic.RoomRef, name string, at millis) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: roomKey(r).attributes(), UpdateExpression: aws.String("SET #time = :at"),
		ConditionExpression: aws.String("attribute_exists(PK)"), ExpressionAttributeNames: map[string]string{"#time": name},
		ExpressionAttributeValues: attributes{":at": number(int(at))},
	}}
}
