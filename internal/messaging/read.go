package messaging

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The sizes of pages. The first page of a thread is as long as what was not
// read before: what counts as read has been shown.
const (
	threadsPage  = 25
	messagesPage = 50
)

// Listed is the threads of a chart, those with the newest message first.
type Listed struct {
	Threads   []clinic.Thread
	Unread    int             // over all threads, for who asks
	Next      clinic.ThreadID // the cursor after them, empty at the end
	Practice  clinic.Practice
	Messaging clinic.MessagingSettings
	Names     map[clinic.StaffID]string
}

// Threads returns a page of threads: those after the one that the cursor names.
// Their subjects are health data: that they were read is written first.
func (s *Service) Threads(ctx context.Context, seat Seat, after clinic.ThreadID) (Listed, error) {
	around, err := s.Store.Surroundings(ctx, seat.ref, "")
	if err != nil {
		return Listed{}, err
	}
	threads, err := s.Store.Threads(ctx, seat.ref)
	if err != nil {
		return Listed{}, err
	}
	if err := s.Store.WriteAudit(ctx, s.event(seat, "", clinic.ActionRead, "threads_read")); err != nil {
		return Listed{}, err
	}
	l := Listed{Practice: around.Practice, Messaging: around.Messaging}
	for _, t := range threads {
		l.Unread += unread(seat, t)
	}
	slices.SortFunc(threads, func(a, b clinic.Thread) int {
		if c := b.LastAt.Compare(a.LastAt); c != 0 {
			return c
		}
		return strings.Compare(string(b.ID), string(a.ID))
	})
	if after != "" {
		at := slices.IndexFunc(threads, func(t clinic.Thread) bool { return t.ID == after })
		threads = threads[at+1:]
	}
	l.Threads = threads[:min(len(threads), threadsPage)]
	if len(threads) > threadsPage {
		l.Next = l.Threads[threadsPage-1].ID
	}
	l.Names, err = s.names(ctx, seat, l.Threads, nil)
	return l, err
}

// Unread is how many messages of a thread somebody has not read.
type Unread struct {
	Thread clinic.ThreadID
	Count  int
}

// CountUnread returns the threads with messages that the seat has not read.
// Nobody reads anything by it, not even a subject: it is written down nowhere,
// and may be asked as often as somebody waits for an answer.
func (s *Service) CountUnread(ctx context.Context, seat Seat) ([]Unread, error) {
	threads, err := s.Store.Threads(ctx, seat.ref)
	if err != nil {
		return nil, err
	}
	var counts []Unread
	for _, t := range threads {
		if n := unread(seat, t); n > 0 {
			counts = append(counts, Unread{t.ID, n})
		}
	}
	return counts, nil
}

// Opened is a thread with some of its messages, newest first.
type Opened struct {
	Thread   clinic.Thread
	Messages []clinic.ThreadMessage
	More     bool // there are older ones
	Names    map[clinic.StaffID]string
	Files    map[clinic.FileID]clinic.File
}

// Read returns messages of a thread: those before the number, or the newest if
// it is 0, which marks all as read. That they were read is written first.
func (s *Service) Read(ctx context.Context, seat Seat, id clinic.ThreadID, before int) (Opened, error) {
	var opened Opened
	c, err := s.changing(ctx, func() (Change, bool, error) {
		t, err := s.Store.Thread(ctx, seat.ref, id)
		if err != nil {
			return Change{}, false, err
		}
		from, limit := before, messagesPage
		if before == 0 || before > len(t.Messages) {
			from, limit = len(t.Messages)+1, max(messagesPage, unread(seat, t))
		}
		messages, err := s.Store.ThreadMessages(ctx, seat.ref, id, from, limit)
		if err != nil {
			return Change{}, false, err
		}
		opened = Opened{Messages: messages, More: len(messages) > 0 && messages[len(messages)-1].Number > 1}
		now, event := s.Now(), s.event(seat, id, clinic.ActionRead, "thread_read")
		next, fresh := t.ReadBy(seat.by, now)
		if before > 0 || fresh == 0 {
			return Change{Thread: t}, false, s.Store.WriteAudit(ctx, event)
		}
		notices, err := s.readNotices(ctx, seat, t, fresh, now)
		return Change{Thread: next, Notices: notices, Event: event}, true, err
	})
	if err != nil {
		return Opened{}, err
	}
	opened.Thread = c.Thread
	return s.withNames(ctx, seat, opened)
}

// readNotices returns the notice of the reader after n messages were read. Of
// what is addressed to one clinician and read by another, the first need not
// hear any more.
func (s *Service) readNotices(ctx context.Context, seat Seat, t clinic.Thread, n int, now time.Time) ([]clinic.MessageNotice, error) {
	patient := seat.ref.Patient
	if seat.IsStaff() {
		if patient = ""; t.For == "" {
			return nil, nil
		}
	}
	staff := t.For
	if patient != "" {
		staff = ""
	}
	notice, err := s.Store.MessageNotice(ctx, seat.ref.Practice, patient, staff)
	if err != nil {
		return nil, fmt.Errorf("mark as read: %w", err)
	}
	return []clinic.MessageNotice{notice.Gone(n, !seat.IsStaff() || seat.by.Staff == t.For, now)}, nil
}

// unread returns how many messages of the thread the seat has not read.
func unread(seat Seat, t clinic.Thread) int {
	if seat.IsStaff() {
		return t.PracticeUnread
	}
	return t.PatientUnread
}

// withNames adds who wrote and what is attached.
func (s *Service) withNames(ctx context.Context, seat Seat, o Opened) (Opened, error) {
	var err error
	if o.Names, err = s.names(ctx, seat, []clinic.Thread{o.Thread}, o.Messages); err != nil {
		return o, err
	}
	var ids []clinic.FileID
	for _, m := range o.Messages {
		ids = append(ids, m.Files...)
	}
	if len(ids) == 0 {
		return o, nil
	}
	slices.Sort(ids)
	files, err := s.Store.Files(ctx, seat.ref, slices.Compact(ids))
	o.Files = make(map[clinic.FileID]clinic.File, len(files))
	for _, f := range files {
		o.Files[f.ID] = f
	}
	return o, err
}

func (s *Service) names(ctx context.Context, seat Seat, threads []clinic.Thread, messages []clinic.ThreadMessage) (map[clinic.StaffID]string, error) {
	var ids []clinic.StaffID
	for _, t := range threads {
		ids = append(ids, t.For, t.StartedBy.Staff, t.ClosedBy.Staff)
		for _, m := range t.Read {
			ids = append(ids, m.Staff)
		}
	}
	for _, m := range messages {
		ids = append(ids, m.By.Staff)
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id clinic.StaffID) bool { return id == "" })
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Store.StaffNames(ctx, seat.ref.Practice, ids[:min(len(ids), 100)])
}

// downloadLifetime is how long the address of a file works: a browser begins
// at once.
const downloadLifetime = 90 * time.Second

// Download is an address that works for a short while.
type Download struct {
	URL       string
	ExpiresAt time.Time
}

// Download returns the address of a file that is attached to a message of the
// thread. Any other file, were it the same patient's, is not found. The event
// is written before the address is given.
func (s *Service) Download(ctx context.Context, seat Seat, id clinic.ThreadID, file clinic.FileID) (Download, error) {
	t, err := s.Store.Thread(ctx, seat.ref, id)
	if err != nil {
		return Download{}, err
	}
	if !slices.Contains(t.Files, file) {
		return Download{}, clinic.ErrNotFound
	}
	files, err := s.Store.Files(ctx, seat.ref, []clinic.FileID{file})
	if err != nil {
		return Download{}, err
	}
	if len(files) == 0 {
		return Download{}, clinic.ErrNotFound
	}
	if err := files[0].CheckReadable(); err != nil {
		return Download{}, err
	}
	event := s.event(seat, id, clinic.ActionRead, "file_downloaded")
	event.Entity = "file/" + string(file)
	if err := s.Store.WriteAudit(ctx, event); err != nil {
		return Download{}, err
	}
	now := s.Now()
	url, err := s.Files.DownloadURL(ctx, files[0], downloadLifetime)
	if err != nil {
		return Download{}, fmt.Errorf("sign download: %w", err)
	}
	return Download{URL: url, ExpiresAt: now.Add(downloadLifetime)}, nil
}
