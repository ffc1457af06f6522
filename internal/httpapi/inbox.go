package httpapi

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/messaging"
)

// inboxBody is what waits in the practice. The counts are of everything, not
// of the page.
type inboxBody struct {
	Counts     inboxCountsBody `json:"counts"`
	Items      []inboxItemBody `json:"items"`
	NextCursor string          `json:"nextCursor,omitzero"`
}

type inboxCountsBody struct {
	Mine    int `json:"mine"`
	Team    int `json:"team"`
	Others  int `json:"others"`
	Overdue int `json:"overdue"`
	Unread  int `json:"unread"`
}

// inboxItemBody is one thing that waits. What is said of it depends on its kind.
type inboxItemBody struct {
	Kind         clinic.InboxKind `json:"kind"`
	PatientID    clinic.PatientID `json:"patientId"`
	PatientName  string           `json:"patientName"`
	ThreadID     clinic.ThreadID  `json:"threadId,omitzero"`
	Subject      string           `json:"subject,omitzero"`
	Unread       int              `json:"unread,omitzero"`
	ItemID       string           `json:"itemId,omitzero"`
	What         string           `json:"what,omitzero"`
	For          *writerBody      `json:"for,omitzero"`
	WaitingSince time.Time        `json:"waitingSince"`
	PromisedBy   *time.Time       `json:"promisedBy,omitzero"`
	Overdue      bool             `json:"overdue"`
}

func newInboxItem(i messaging.InboxItem) inboxItemBody {
	b := inboxItemBody{
		Kind: i.Kind, PatientID: i.InboxEntry.Patient.Patient, PatientName: i.Patient.Name, Unread: i.Unread, What: i.What,
		WaitingSince: onWire(i.Since), PromisedBy: rfc3339(i.PromisedBy), Overdue: i.Overdue,
	}
	if i.Kind == clinic.MessageInbox {
		b.ThreadID, b.Subject = clinic.ThreadID(i.ID), i.Thread.Subject
	} else {
		b.ItemID = i.ID
	}
	if i.For != "" {
		b.For = &writerBody{Party: clinic.PracticeParty, StaffID: i.For, Name: i.ForName}
	}
	return b
}

func inbox(svc *messaging.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		after, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("cursor"))
		if err != nil || len(after) > maxInboxPlace {
			return errBadCursor
		}
		var box messaging.Inbox
		if r.URL.Query().Get("only") == "counts" {
			box, err = svc.InboxCounts(r.Context(), by)
		} else {
			box, err = svc.Inbox(r.Context(), by, string(after))
		}
		if err != nil {
			return err
		}
		page := inboxBody{Counts: inboxCountsBody{box.Counts.Mine, box.Counts.Team, box.Counts.Others, box.Counts.Overdue, box.Unread}, Items: []inboxItemBody{}}
		for _, i := range box.Items {
			page.Items = append(page.Items, newInboxItem(i))
		}
		if box.Next != "" {
			page.NextCursor = writeCursor(box.Next)
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// maxInboxPlace is longer than any place in the inbox, in bytes.
const maxInboxPlace = 200

// recipientsBody is whom a patient may write to: the team always, clinicians by
// their names.
type recipientsBody struct {
	Clinicians []recipientBody    `json:"clinicians"`
	Notice     noticeToReaderBody `json:"notice"`
}

type recipientBody struct {
	ID   clinic.StaffID `json:"id"`
	Name string         `json:"name"`
}

func recipients(svc *messaging.Service) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		all, err := svc.Recipients(r.Context(), by)
		if err != nil {
			return err
		}
		b := recipientsBody{Clinicians: []recipientBody{}, Notice: newNoticeToReader(all.Practice, all.Messaging)}
		for _, m := range all.Clinicians {
			b.Clinicians = append(b.Clinicians, recipientBody{m.ID, m.Name})
		}
		return answerJSON(w, http.StatusOK, b)
	}
}

// newMessagingBody is what an owner decides on; nothing has a default here.
type newMessagingBody struct {
	Open       *bool `json:"open"`
	ReplyHours *int  `json:"replyHours"`
}

// messagingBody is what the practice says of messages.
type messagingBody struct {
	Open       bool           `json:"open"`
	ReplyHours int            `json:"replyHours"`
	Version    int            `json:"version"`
	ChangedAt  *time.Time     `json:"changedAt,omitzero"`
	ChangedBy  clinic.StaffID `json:"changedBy,omitzero"`
}

func answerMessaging(w http.ResponseWriter, s clinic.MessagingSettings) error {
	setETag(w, s.Version)
	return answerJSON(w, http.StatusOK, messagingBody{s.Open, int(s.Promise / time.Hour), s.Version, rfc3339(s.ChangedAt), s.ChangedBy})
}

func messagingSettings(svc *messaging.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		s, err := svc.Settings(r.Context(), by)
		if err != nil {
			return err
		}
		return answerMessaging(w, s)
	}
}

func changeMessagingSettings(svc *messaging.Service) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		version, err := ifMatch(r)
		if err != nil {
			return err
		}
		var b newMessagingBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		var v clinic.Invalid
		v.Check(b.Open != nil, "/open", "required", "say whether patients may write")
		v.Check(b.ReplyHours != nil, "/replyHours", "required", "say within how many hours you answer, or 0 for no promise")
		v.Check(b.ReplyHours == nil || *b.ReplyHours >= 0 && *b.ReplyHours <= 168, "/replyHours", "out_of_range",
			"a promise is between 1 and 168 whole hours, or 0 for none")
		if err := v.Err(); err != nil {
			return err
		}
		s, err := svc.ChangeSettings(r.Context(), by, version, *b.Open, time.Duration(*b.ReplyHours)*time.Hour)
		if err != nil {
			return err
		}
		return answerMessaging(w, s)
	}
}
