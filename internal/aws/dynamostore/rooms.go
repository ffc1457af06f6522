package dynamostore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// roomItem is the room of a visit. Its version grows whenever somebody takes a
// place in it: of two that take the last one, one fails.
type roomItem struct {
	PK, SK    string
	PatientID string `dynamodbav:"patientId"`
	OpensAt   millis `dynamodbav:"opensAt"`
	ClosesAt  millis `dynamodbav:"closesAt"`
	StartedAt millis `dynamodbav:"startedAt,omitempty"`
	EndedAt   millis `dynamodbav:"endedAt,omitempty"`
	Version   int    `dynamodbav:"version"`
	Expires   int64  `dynamodbav:"expiresAt"`
}

func roomExpiry(closesAt time.Time) int64 { return expiry(closesAt.Add(clinic.RoomMemory)) }

func newRoomItem(r clinic.Room) roomItem {
	k := roomKey(r.Ref())
	return roomItem{
		k.PK, k.SK, string(r.PatientID), toMillis(r.OpensAt), toMillis(r.ClosesAt), toMillis(r.StartedAt), toMillis(r.EndedAt), r.Version,
		roomExpiry(r.ClosesAt),
	}
}

// participantItem is somebody in the room or its lobby.
type participantItem struct {
	PK, SK         string
	Kind           string `dynamodbav:"kind"`
	Name           string `dynamodbav:"name"`
	State          string `dynamodbav:"state"`
	SecretHash     string `dynamodbav:"secretHash,omitempty"`
	Qualifications string `dynamodbav:"qualifications,omitempty"`
	Registration   string `dynamodbav:"registrationNumber,omitempty"`
	JoinedAt       millis `dynamodbav:"joinedAt"`
	AdmittedAt     millis `dynamodbav:"admittedAt,omitempty"`
	SeenAt         millis `dynamodbav:"seenAt"`
	Expires        int64  `dynamodbav:"expiresAt"`
}

func newParticipantItem(r clinic.Room, p clinic.Participant) participantItem {
	k := participantKey(r.Ref(), p.ID)
	return participantItem{
		k.PK, k.SK, string(p.Kind), p.Name, string(p.State), p.SecretHash, p.Qualifications, p.RegistrationNumber,
		toMillis(p.JoinedAt), toMillis(p.AdmittedAt), toMillis(p.SeenAt), roomExpiry(r.ClosesAt),
	}
}

func (i participantItem) participant() clinic.Participant {
	return clinic.Participant{
		ID: clinic.ParticipantID(strings.TrimPrefix(i.SK, participantSK)), Kind: clinic.ParticipantKind(i.Kind), Name: i.Name,
		State: clinic.ParticipantState(i.State), SecretHash: i.SecretHash, Qualifications: i.Qualifications, RegistrationNumber: i.Registration,
		JoinedAt: i.JoinedAt.time(), AdmittedAt: i.AdmittedAt.time(), SeenAt: i.SeenAt.time(),
	}
}

// signalItem is on its way from one browser to another. It is deleted once it
// has arrived.
type signalItem struct {
	PK, SK  string
	To      string `dynamodbav:"to"`
	From    string `dynamodbav:"from"`
	Kind    string `dynamodbav:"kind"`
	Payload string `dynamodbav:"payload,omitempty"`
	SentAt  millis `dynamodbav:"sentAt"`
	Expires int64  `dynamodbav:"expiresAt"`
}

func (i signalItem) signal() clinic.Signal {
	return clinic.Signal{
		ID: i.SK[strings.LastIndexByte(i.SK, '#')+1:], From: clinic.ParticipantID(i.From), To: clinic.ParticipantID(i.To),
		Kind: clinic.SignalKind(i.Kind), Payload: i.Payload, SentAt: i.SentAt.time(),
	}
}

// Room returns a room with everybody in it and the signals to one of them,
// oldest first, in one query; or an error matching [clinic.ErrNotFound].
func (t *Table) Room(ctx context.Context, ref clinic.RoomRef, to clinic.ParticipantID) (clinic.Room, []clinic.Signal, error) {
	in := &dynamodb.QueryInput{
		TableName: &t.Name, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk AND SK >= :from"),
		// What is on its way to others is not even read into memory.
		FilterExpression:         aws.String("attribute_not_exists(#to) OR #to = :to"),
		ExpressionAttributeNames: map[string]string{"#to": "to"},
		ExpressionAttributeValues: attributes{
			":pk": text(roomPK(ref)), ":from": text(participantSK), ":to": text(string(to)),
		},
	}
	room := clinic.Room{PracticeID: ref.Practice, VisitID: ref.Visit}
	var signals []clinic.Signal
	for {
		out, err := t.Client.Query(ctx, in)
		if err != nil {
			return room, nil, fmt.Errorf("room %s: %w", ref.Visit, err)
		}
		for _, av := range out.Items {
			if err := intoRoom(av, &room, &signals); err != nil {
				return room, nil, err
			}
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(out.LastEvaluatedKey) == 0 {
			break
		}
	}
	if room.Version == 0 {
		return room, nil, clinic.ErrNotFound
	}
	return room, signals, nil
}

// intoRoom adds an item of a room's partition to what was read of it.
func intoRoom(av attributes, room *clinic.Room, signals *[]clinic.Signal) error {
	switch sk := stringOf(av["SK"]); {
	case sk == roomSK:
		var i roomItem
		if err := decode(av, &i); err != nil {
			return err
		}
		room.PatientID, room.Version = clinic.PatientID(i.PatientID), i.Version
		room.OpensAt, room.ClosesAt, room.StartedAt, room.EndedAt = i.OpensAt.time(), i.ClosesAt.time(), i.StartedAt.time(), i.EndedAt.time()
	case strings.HasPrefix(sk, participantSK):
		var i participantItem
		if err := decode(av, &i); err != nil {
			return err
		}
		room.Participants = append(room.Participants, i.participant())
	case strings.HasPrefix(sk, signalSK):
		var i signalItem
		if err := decode(av, &i); err != nil {
			return err
		}
		*signals = append(*signals, i.signal())
	}
	return nil
}

// Seat stores a participant who comes into the room as it was read, or into its
// lobby, with the event if there is one. It returns an error matching
// [clinic.ErrStale] if somebody else took a place meanwhile, or the room ended.
func (t *Table) Seat(ctx context.Context, r clinic.Room, p clinic.Participant, e *clinic.AuditEvent) error {
	put, err := t.putIn(newParticipantItem(r, p), "", nil)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{{Update: &types.Update{
		TableName: &t.Name, Key: roomKey(r.Ref()).attributes(), UpdateExpression: aws.String("SET version = :next"),
		ConditionExpression:       aws.String(isVersion + " AND attribute_not_exists(endedAt)"),
		ExpressionAttributeValues: attributes{":next": number(r.Version + 1), ":version": number(r.Version)},
	}}, put}
	if e != nil {
		audit, err := t.auditIn(*e)
		if err != nil {
			return err
		}
		writes = append(writes, audit)
	}
	return stale(t.transact(ctx, writes...), "participant")
}

// Unseat forgets a participant, with what is on its way to them: that ends with
// the room. Whoever gives them a place at the same time finds the room changed.
// It returns an error matching [clinic.ErrStale] if somebody else changes it at
// the same instant.
func (t *Table) Unseat(ctx context.Context, ref clinic.RoomRef, p clinic.ParticipantID) error {
	return stale(t.transact(ctx, t.deleteIn(participantKey(ref, p)), types.TransactWriteItem{Update: &types.Update{
		TableName: &t.Name, Key: roomKey(ref).attributes(), UpdateExpression: aws.String("ADD version :one"),
		ConditionExpression: aws.String("attribute_exists(PK)"), ExpressionAttributeValues: attributes{":one": number(1)},
	}}), "participant")
}

// Seen stores that a participant was there, unless their state has changed
// since, and deletes the signals that have arrived, in one call.
func (t *Table) Seen(ctx context.Context, ref clinic.RoomRef, p clinic.Participant, now time.Time, arrived []clinic.Signal) error {
	touch := &types.Update{
		TableName: &t.Name, Key: participantKey(ref, p.ID).attributes(), UpdateExpression: aws.String("SET seenAt = :now"),
		ConditionExpression: aws.String("#state = :state"), ExpressionAttributeNames: map[string]string{"#state": "state"},
		ExpressionAttributeValues: attributes{":now": number(int(toMillis(now))), ":state": text(string(p.State))},
	}
	writes := []types.TransactWriteItem{{Update: touch}}
	for _, s := range arrived {
		writes = append(writes, t.deleteIn(signalKey(ref, s.To, s.ID)))
	}
	err := t.transact(ctx, writes...)
	if _, lost := conflict(err); lost {
		return nil // somebody acts on this very participant: the next time will do
	}
	if err != nil {
		return fmt.Errorf("touch participant: %w", err)
	}
	return nil
}

// PutSignal stores a signal until its recipient has read it, or for [clinic.SignalLasts].
func (t *Table) PutSignal(ctx context.Context, ref clinic.RoomRef, s clinic.Signal) error {
	k := signalKey(ref, s.To, s.ID)
	item := signalItem{k.PK, k.SK, string(s.To), string(s.From), string(s.Kind), s.Payload, toMillis(s.SentAt), expiry(s.SentAt.Add(clinic.SignalLasts))}
	if err := t.put(ctx, item, "", nil); err != nil {
		return fmt.Errorf("put signal: %w", err)
	}
	return nil
}
