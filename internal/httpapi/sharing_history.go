package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// sharingHistoryBody answers "why did my patient not get it".
type sharingHistoryBody struct {
	Phone      string              `json:"phoneStatus"`
	OptedOut   bool                `json:"optedOut"`
	Today      clinic.Reason       `json:"today,omitzero"`
	Explained  *explanationBody    `json:"explanation,omitzero"`
	Items      []shareEntryBody    `json:"items"`
	Settings   []shareSettingsBody `json:"settings"`
	NextCursor string              `json:"nextCursor,omitzero"`
}

// shareEntryBody is a visit: what was decided, and the notice that told of it.
type shareEntryBody struct {
	Seq       int            `json:"seq"`
	CreatedAt time.Time      `json:"createdAt"`
	Decisions []decisionBody `json:"decisions"`
	Notice    *noticeBody    `json:"notice,omitzero"`
}

type decisionBody struct {
	RecordID        clinic.RecordID   `json:"recordId"`
	RecordVersion   int               `json:"recordVersion"`
	RecordType      clinic.RecordType `json:"recordType"`
	Reason          clinic.Reason     `json:"reason,omitzero"`
	Explanation     *explanationBody  `json:"explanation,omitzero"`
	DecidedAt       time.Time         `json:"decidedAt"`
	SettingsVersion int               `json:"settingsVersion"`
	PhoneVersion    int               `json:"phoneVersion"`
	SharedBy        clinic.StaffID    `json:"sharedBy,omitzero"`
	WithdrawnAt     *time.Time        `json:"withdrawnAt,omitzero"`
	WithdrawnBy     clinic.StaffID    `json:"withdrawnBy,omitzero"`
	WithdrawnFor    string            `json:"withdrawnFor,omitzero"`
}

type noticeBody struct {
	ToldAt     time.Time      `json:"toldAt"`
	RemindAt   *time.Time     `json:"remindAt,omitzero"`
	RemindedAt *time.Time     `json:"remindedAt,omitzero"`
	OpenedAt   *time.Time     `json:"openedAt,omitzero"`
	LastOpened *time.Time     `json:"lastOpenedAt,omitzero"`
	ExpiresAt  *time.Time     `json:"expiresAt,omitzero"`
	RevokedAt  *time.Time     `json:"revokedAt,omitzero"`
	RevokedFor string         `json:"revokedFor,omitzero"`
	LockedAt   *time.Time     `json:"lockedAt,omitzero"`
	SMS        deliveryBody   `json:"sms"`
	Email      deliveryBody   `json:"email"`
	Trouble    clinic.Trouble `json:"trouble,omitzero"`
}

type deliveryBody struct {
	State       string           `json:"state"`
	Attempts    int              `json:"attempts"`
	SentAt      *time.Time       `json:"sentAt,omitzero"`
	NextAttempt *time.Time       `json:"nextAttemptAt,omitzero"`
	Failure     string           `json:"failure,omitzero"`
	Explanation *explanationBody `json:"explanation,omitzero"`
}

func sharingHistory(desk *sharing.Desk) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		before, err := readNumberCursor(r)
		if err != nil {
			return err
		}
		h, err := desk.History(r.Context(), by, patientID(r), before)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newSharingHistoryBody(h))
	}
}

func newSharingHistoryBody(h sharing.History) sharingHistoryBody {
	b := sharingHistoryBody{
		Phone: phoneStatus(h.Patient.Phone), OptedOut: !h.Patient.OptedOutAt.IsZero(), Today: h.Today, Explained: explain(string(h.Today)),
		Items: []shareEntryBody{}, Settings: []shareSettingsBody{},
	}
	for _, e := range h.Entries {
		b.Items = append(b.Items, newShareEntryBody(e))
	}
	for _, s := range h.Settings {
		b.Settings = append(b.Settings, newSettingsBody(s))
	}
	if len(h.Entries) == sharing.HistoryPageSize {
		b.NextCursor = writeCursor(strconv.Itoa(h.Entries[len(h.Entries)-1].Seq))
	}
	return b
}

func newShareEntryBody(e clinic.ShareEntry) shareEntryBody {
	b := shareEntryBody{Seq: e.Seq, CreatedAt: onWire(e.CreatedAt), Decisions: []decisionBody{}}
	for _, d := range e.Decisions {
		b.Decisions = append(b.Decisions, decisionBody{
			RecordID: d.RecordID, RecordVersion: d.RecordVersion, RecordType: d.RecordType, Reason: d.Reason, Explanation: explain(string(d.Reason)),
			DecidedAt: onWire(d.DecidedAt), SettingsVersion: d.SettingsVersion, PhoneVersion: d.PhoneVersion,
			SharedBy: d.AskedBy, WithdrawnAt: rfc3339(d.WithdrawnAt), WithdrawnBy: d.WithdrawnBy, WithdrawnFor: d.WithdrawnFor,
		})
	}
	n := e.Notice
	if n == nil {
		return b
	}
	why, _ := e.Trouble()
	b.Notice = &noticeBody{
		ToldAt: onWire(n.ToldAt), RemindAt: rfc3339(n.RemindAt), RemindedAt: rfc3339(n.RemindedAt), OpenedAt: rfc3339(n.OpenedAt),
		LastOpened: rfc3339(n.LastOpenedAt), RevokedAt: rfc3339(n.RevokedAt), RevokedFor: string(n.RevokedFor), LockedAt: rfc3339(n.LockedAt),
		SMS: newDeliveryBody(n.SMS), Email: newDeliveryBody(n.Email), Trouble: why,
	}
	if len(n.Links) > 0 {
		b.Notice.ExpiresAt = rfc3339(n.Links[len(n.Links)-1].ExpiresAt)
	}
	return b
}

func newDeliveryBody(d clinic.Delivery) deliveryBody {
	return deliveryBody{
		State: channel(d.State), Attempts: d.Attempts, SentAt: rfc3339(d.SentAt), NextAttempt: rfc3339(d.NextAttemptAt),
		Failure: d.Failure, Explanation: explain(d.Failure),
	}
}
