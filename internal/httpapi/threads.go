package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/messaging"
)

// Messages adds the routes of messages between patients and their practice,
// and the inbox of what waits for the practice.
func Messages(a *API, svc *messaging.Service) {
	a.chart("GET /api/portal/recipients", recipients(svc))
	a.chart("GET /api/portal/unread-messages", ofPatient(countUnread(svc)))
	a.chart("GET /api/portal/threads", ofPatient(listThreads(svc)))
	a.chart("POST /api/portal/threads", ofPatient(a.startThread(svc)))
	a.chart("GET /api/portal/threads/{threadId}", ofPatient(readThread(svc)))
	a.chart("POST /api/portal/threads/{threadId}/messages", ofPatient(a.sendMessage(svc)))
	a.chart("POST /api/portal/threads/{threadId}/close", ofPatient(closeThread(svc)))
	a.chart("POST /api/portal/threads/{threadId}/files/{fileId}/download", ofPatient(downloadMessageFile(svc)))

	a.staff("GET /api/inbox", inbox(svc))
	a.staff("GET /api/messaging", messagingSettings(svc))
	a.staff("PUT /api/messaging", changeMessagingSettings(svc))
	a.staff("GET /api/patients/{patientId}/threads", ofStaff(listThreads(svc)))
	a.staff("POST /api/patients/{patientId}/threads", ofStaff(a.startThread(svc)))
	a.staff("GET /api/patients/{patientId}/threads/{threadId}", ofStaff(readThread(svc)))
	a.staff("POST /api/patients/{patientId}/threads/{threadId}/messages", ofStaff(a.sendMessage(svc)))
	a.staff("POST /api/patients/{patientId}/threads/{threadId}/close", ofStaff(closeThread(svc)))
	a.staff("POST /api/patients/{patientId}/threads/{threadId}/reopen", ofStaff(reopenThread(svc)))
	a.staff("POST /api/patients/{patientId}/threads/{threadId}/assign", ofStaff(assignThread(svc)))
}

// seatHandler is a handler that knows whose threads they are, and who asks.
type seatHandler func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error

func ofPatient(h seatHandler) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		seat, err := messaging.PatientSeat(by)
		if err != nil {
			return err
		}
		return h(w, r, seat)
	}
}

func ofStaff(h seatHandler) staffHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error {
		seat, err := messaging.StaffSeat(by, patientID(r))
		if err != nil {
			return err
		}
		return h(w, r, seat)
	}
}

func threadID(r *http.Request) clinic.ThreadID { return clinic.ThreadID(pathID(r, "threadId")) }

// newMessageBody is what somebody writes.
type newMessageBody struct {
	Text        string          `json:"text"`
	Attachments []clinic.FileID `json:"attachments,omitzero"`
}

type newThreadBody struct {
	Subject     string          `json:"subject"`
	To          clinic.StaffID  `json:"to,omitzero"`
	Text        string          `json:"text"`
	Attachments []clinic.FileID `json:"attachments,omitzero"`
}

// writerBody is who did something. A patient sees names of staff, and no
// identifiers but of whom they may write to.
type writerBody struct {
	Party    clinic.Party   `json:"party"`
	StaffID  clinic.StaffID `json:"staffId,omitzero"`
	Name     string         `json:"name,omitzero"`
	Guardian bool           `json:"guardian,omitzero"`
}

// threadBody is a thread on the wire, as the party sees it that asks.
type threadBody struct {
	ID            clinic.ThreadID `json:"id"`
	Subject       string          `json:"subject"`
	StartedBy     writerBody      `json:"startedBy"`
	CreatedAt     time.Time       `json:"createdAt"`
	LastAt        time.Time       `json:"lastAt"`
	Messages      int             `json:"messages"`
	Unread        int             `json:"unread"`
	UnreadByOther int             `json:"unreadByOther"`
	For           *writerBody     `json:"for,omitzero"`
	WaitingSince  *time.Time      `json:"waitingSince,omitzero"`
	PromisedBy    *time.Time      `json:"promisedBy,omitzero"`
	ClosedAt      *time.Time      `json:"closedAt,omitzero"`
	ClosedBy      *writerBody     `json:"closedBy,omitzero"`
	TakesMessages bool            `json:"takesMessages"`
}

// messageBody is one message.
type messageBody struct {
	ID          clinic.ThreadMessageID `json:"id"`
	Number      int                    `json:"number"`
	By          writerBody             `json:"by"`
	Text        string                 `json:"text"`
	SentAt      time.Time              `json:"sentAt"`
	ReadAt      *time.Time             `json:"readAt,omitzero"`
	ReadBy      *writerBody            `json:"readBy,omitzero"`
	Attachments []sharedFileBody       `json:"attachments"`
}

// noticeToReaderBody is what a patient is told before writing: how soon the
// practice answers, and whom to call instead. The words are the client's.
type noticeToReaderBody struct {
	Open            bool   `json:"open"`
	ReplyHours      int    `json:"replyHours"`
	Warning         string `json:"warning"`
	EmergencyNumber string `json:"emergencyNumber,omitzero"`
}

func newNoticeToReader(p clinic.Practice, s clinic.MessagingSettings) noticeToReaderBody {
	return noticeToReaderBody{s.Open, int(s.Promise / time.Hour), "not_for_emergencies", p.EmergencyNumber()}
}

// seen says who a writer is to whoever asks.
func seen(seat messaging.Seat, w clinic.Writer, names map[clinic.StaffID]string) writerBody {
	b := writerBody{Party: w.Party, Name: names[w.Staff], Guardian: w.Guardian}
	if seat.IsStaff() {
		b.StaffID = w.Staff
	}
	return b
}

func newThreadBodyOf(seat messaging.Seat, t clinic.Thread, names map[clinic.StaffID]string, now time.Time) threadBody {
	b := threadBody{
		ID: t.ID, Subject: t.Subject, StartedBy: seen(seat, t.StartedBy, names), CreatedAt: onWire(t.CreatedAt), LastAt: onWire(t.LastAt),
		Messages: len(t.Messages), Unread: t.PatientUnread, UnreadByOther: t.PracticeUnread, TakesMessages: t.TakesMessages(now),
		WaitingSince: rfc3339(t.WaitingSince), PromisedBy: rfc3339(t.PromisedBy), ClosedAt: rfc3339(t.ClosedAt),
	}
	if seat.IsStaff() {
		b.Unread, b.UnreadByOther = b.UnreadByOther, b.Unread
	}
	if t.For != "" {
		to := writerBody{Party: clinic.PracticeParty, StaffID: t.For, Name: names[t.For]}
		b.For = &to
	}
	if !t.ClosedAt.IsZero() {
		by := seen(seat, t.ClosedBy, names)
		b.ClosedBy = &by
	}
	return b
}

func newMessageBodyOf(seat messaging.Seat, o messaging.Opened, m clinic.ThreadMessage) messageBody {
	b := messageBody{ID: m.ID, Number: m.Number, By: seen(seat, m.By, o.Names), Text: m.Text, SentAt: onWire(m.SentAt), Attachments: []sharedFileBody{}}
	if mark, ok := o.Thread.ReadOf(m); ok {
		b.ReadAt = rfc3339(mark.At)
		if mark.Staff != "" {
			by := seen(seat, clinic.Writer{Party: mark.Party, Staff: mark.Staff}, o.Names)
			b.ReadBy = &by
		}
	}
	for _, id := range m.Files {
		if f, ok := o.Files[id]; ok && f.CheckReadable() == nil {
			b.Attachments = append(b.Attachments, sharedFileBody{f.ID, f.Name, f.ContentType, f.CleanSize})
		}
	}
	return b
}

// openedThreadBody is a thread with messages, oldest first.
type openedThreadBody struct {
	Thread     threadBody    `json:"thread"`
	Messages   []messageBody `json:"messages"`
	NextCursor string        `json:"nextCursor,omitzero"`
}

func newOpenedThread(seat messaging.Seat, o messaging.Opened, now time.Time) openedThreadBody {
	b := openedThreadBody{Thread: newThreadBodyOf(seat, o.Thread, o.Names, now), Messages: []messageBody{}}
	for _, m := range slices.Backward(o.Messages) {
		b.Messages = append(b.Messages, newMessageBodyOf(seat, o, m))
	}
	if o.More {
		b.NextCursor = writeCursor(strconv.Itoa(o.Messages[len(o.Messages)-1].Number))
	}
	return b
}

// threadsBody is a page of threads, and what the patient is told with it.
type threadsBody struct {
	Unread     int                `json:"unread"`
	Items      []threadBody       `json:"items"`
	NextCursor string             `json:"nextCursor,omitzero"`
	Notice     noticeToReaderBody `json:"notice"`
}

func listThreads(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		after, err := readCursor(r)
		if err != nil {
			return err
		}
		l, err := svc.Threads(r.Context(), seat, clinic.ThreadID(after))
		if err != nil {
			return err
		}
		page := threadsBody{Unread: l.Unread, Items: []threadBody{}, Notice: newNoticeToReader(l.Practice, l.Messaging)}
		for _, t := range l.Threads {
			page.Items = append(page.Items, newThreadBodyOf(seat, t, l.Names, svc.Now()))
		}
		if l.Next != "" {
			page.NextCursor = writeCursor(string(l.Next))
		}
		return answerJSON(w, http.StatusOK, page)
	}
}

// unreadBody is how much was not read yet, and in which threads.
type unreadBody struct {
	Unread  int                `json:"unread"`
	Threads []unreadThreadBody `json:"threads"`
}

type unreadThreadBody struct {
	ID     clinic.ThreadID `json:"id"`
	Unread int             `json:"unread"`
}

func countUnread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		counts, err := svc.CountUnread(r.Context(), seat)
		if err != nil {
			return err
		}
		b := unreadBody{Threads: []unreadThreadBody{}}
		for _, c := range counts {
			b.Unread += c.Count
			b.Threads = append(b.Threads, unreadThreadBody{c.Thread, c.Count})
		}
		return answerJSON(w, http.StatusOK, b)
	}
}

func (a *API) startThread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		var b newThreadBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		if seat.IsStaff() && b.To != "" {
			return clinic.InvalidField("/to", "not_allowed", "a thread that you start is addressed to you; assign it afterwards")
		}
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		o, err := svc.Start(r.Context(), seat, clinic.ThreadID(id), messaging.NewThread{
			Subject: b.Subject, To: b.To, NewMessage: messaging.NewMessage{Text: b.Text, Attachments: b.Attachments},
		})
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, newOpenedThread(seat, o, a.Now()))
	}
}

func readThread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		before, err := readNumberCursor(r)
		if err != nil {
			return err
		}
		o, err := svc.Read(r.Context(), seat, threadID(r), before)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, newOpenedThread(seat, o, svc.Now()))
	}
}

func (a *API) sendMessage(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		var b newMessageBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		tidy(&b)
		id, err := a.createdID(r)
		if err != nil {
			return err
		}
		o, err := svc.Send(r.Context(), seat, threadID(r), clinic.ThreadMessageID(id), messaging.NewMessage(b))
		if err != nil {
			return err
		}
		opened := newOpenedThread(seat, o, a.Now())
		opened.NextCursor = ""
		return answerJSON(w, http.StatusCreated, opened)
	}
}

func closeThread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		o, err := svc.Close(r.Context(), seat, threadID(r))
		return answerThread(w, svc, seat, o, err)
	}
}

func reopenThread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		o, err := svc.Reopen(r.Context(), seat, threadID(r))
		return answerThread(w, svc, seat, o, err)
	}
}

// assignmentBody addresses a thread to a clinician, or to the team.
type assignmentBody struct {
	To clinic.StaffID `json:"to"`
}

// theTeam stands where a clinician's identifier could.
const theTeam = "team"

func assignThread(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		var b assignmentBody
		if err := readJSON(r, &b); err != nil {
			return err
		}
		to := b.To
		switch to {
		case "":
			return clinic.InvalidField("/to", "required", "say to whom: a clinician's id, or team")
		case theTeam:
			to = ""
		}
		o, err := svc.Assign(r.Context(), seat, threadID(r), to)
		return answerThread(w, svc, seat, o, err)
	}
}

func answerThread(w http.ResponseWriter, svc *messaging.Service, seat messaging.Seat, o messaging.Opened, err error) error {
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, newThreadBodyOf(seat, o.Thread, o.Names, svc.Now()))
}

func downloadMessageFile(svc *messaging.Service) seatHandler {
	return func(w http.ResponseWriter, r *http.Request, seat messaging.Seat) error {
		d, err := svc.Download(r.Context(), seat, threadID(r), fileID(r))
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusOK, downloadBody{d.URL, onWire(d.ExpiresAt)})
	}
}
