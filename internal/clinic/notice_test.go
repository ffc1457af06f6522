package clinic_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var noticeNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func newNotice(change ...func(*clinic.Notice)) *clinic.Notice {
	n := clinic.NewNotice(clinic.NewShareLink("hash", noticeNoon), 3, 15*time.Minute, true, noticeNoon)
	for _, f := range change {
		f(n)
	}
	return n
}

func revoked(why clinic.Revocation) func(*clinic.Notice) {
	return func(n *clinic.Notice) { n.RevokedAt, n.RevokedFor = noticeNoon, why }
}

func locked(n *clinic.Notice) { n.LockedAt = noticeNoon }

func openedAt(at time.Time) func(*clinic.Notice) {
	return func(n *clinic.Notice) { n.OpenedAt, n.LastOpenedAt = at, at }
}

func TestANewNoticeHasItsMessagesUnderWay(t *testing.T) {
	for _, withEmail := range []bool{true, false} {
		n := clinic.NewNotice(clinic.NewShareLink("hash", noticeNoon), 3, time.Hour, withEmail, noticeNoon)
		if n.SMS.State != clinic.Sending || (n.Email.State == clinic.Sending) != withEmail || n.SMS.Attempts != 1 {
			t.Errorf("with e-mail %v: SMS %+v, e-mail %+v", withEmail, n.SMS, n.Email)
		}
		if !n.QuietUntil.Equal(noticeNoon.Add(time.Hour)) || !n.ToldAt.Equal(noticeNoon) || !n.TellAgainAt.IsZero() {
			t.Errorf("told %v, quiet until %v, again at %v", n.ToldAt, n.QuietUntil, n.TellAgainAt)
		}
	}
}

func TestALinkOpensForSevenDaysToTheOwnerOfItsNumber(t *testing.T) {
	const week = 7 * 24 * time.Hour
	tests := []struct {
		name   string
		notice *clinic.Notice
		phone  int
		after  time.Duration
		want   error
	}{
		{"at once", newNotice(), 3, 0, nil},
		{"in its last moment", newNotice(), 3, week - time.Nanosecond, nil},
		{"at its very end", newNotice(), 3, week, clinic.ErrShareLinkExpired},
		{"the number changed since", newNotice(), 4, 0, clinic.ErrShareLinkNotFound},
		{"of a number yet to come", newNotice(), 2, 0, clinic.ErrShareLinkNotFound},
		{"not me", newNotice(revoked(clinic.ReportedNotMe)), 3, 0, clinic.ErrShareLinkNotFound},
		{"withdrawn", newNotice(revoked(clinic.WithdrawnByClinic)), 3, 0, clinic.ErrShareLinkRevoked},
		{"locked", newNotice(locked), 3, 0, clinic.ErrShareLinkLocked},

		// What somebody decided is told before what time did, and nothing at all
		// to whoever has the number no more.
		{"locked and expired", newNotice(locked), 3, week, clinic.ErrShareLinkLocked},
		{"withdrawn and expired", newNotice(revoked(clinic.WithdrawnByClinic)), 3, week, clinic.ErrShareLinkRevoked},
		{"withdrawn and locked", newNotice(revoked(clinic.WithdrawnByClinic), locked), 3, week, clinic.ErrShareLinkRevoked},
		{"not me, locked and expired", newNotice(revoked(clinic.ReportedNotMe), locked), 3, week, clinic.ErrShareLinkNotFound},
		{"withdrawn, of a former number", newNotice(revoked(clinic.WithdrawnByClinic)), 4, 0, clinic.ErrShareLinkNotFound},
		{"locked, of a former number", newNotice(locked), 4, 0, clinic.ErrShareLinkNotFound},
		{"expired, of a former number", newNotice(), 4, week, clinic.ErrShareLinkNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			link, ok := tt.notice.Link("hash")
			if !ok {
				t.Fatal("the notice does not know its link")
			}
			if got := tt.notice.CheckLink(link, tt.phone, noticeNoon.Add(tt.after)); !errors.Is(got, tt.want) {
				t.Errorf("CheckLink = %v, want %v", got, tt.want)
			}
		})
	}
	if _, ok := newNotice().Link("another"); ok {
		t.Error("a notice knows a link that is not its own")
	}
	if err := newNotice().CheckLink(clinic.ShareLink{}, 3, noticeNoon); err == nil {
		t.Error("the zero link opens")
	}
}

func TestAShareJoinsANoticeInItsQuietPeriod(t *testing.T) {
	full := make([]clinic.Decision, clinic.MaxDecisionsPerEntry)
	state := func(s clinic.DeliveryState) func(*clinic.Notice) { return func(n *clinic.Notice) { n.SMS.State = s } }
	tests := []struct {
		name   string
		entry  clinic.ShareEntry
		at     time.Duration
		phone  int
		joined bool
	}{
		{"at once", clinic.ShareEntry{Notice: newNotice()}, 0, 3, true},
		{"saved before the notice went", clinic.ShareEntry{Notice: newNotice()}, -time.Hour, 3, true},
		{"in its last moment", clinic.ShareEntry{Notice: newNotice()}, 15*time.Minute - time.Nanosecond, 3, true},
		{"at its very end", clinic.ShareEntry{Notice: newNotice()}, 15 * time.Minute, 3, false},
		{"of another number", clinic.ShareEntry{Notice: newNotice()}, 0, 4, false},
		{"withdrawn", clinic.ShareEntry{Notice: newNotice(revoked(clinic.WithdrawnByClinic))}, 0, 3, false},
		{"not me", clinic.ShareEntry{Notice: newNotice(revoked(clinic.ReportedNotMe))}, 0, 3, false},
		{"locked", clinic.ShareEntry{Notice: newNotice(locked)}, 0, 3, false},
		{"its SMS failed", clinic.ShareEntry{Notice: newNotice(state(clinic.Failed))}, 0, 3, false},
		{"its SMS was cancelled", clinic.ShareEntry{Notice: newNotice(state(clinic.Cancelled))}, 0, 3, false},
		{"its SMS waits", clinic.ShareEntry{Notice: newNotice(state(clinic.Retrying))}, 0, 3, true},
		{"nothing was shared", clinic.ShareEntry{}, 0, 3, false},
		{"one place left", clinic.ShareEntry{Notice: newNotice(), Decisions: full[1:]}, 0, 3, true},
		{"no place left", clinic.ShareEntry{Notice: newNotice(), Decisions: full}, 0, 3, false},
		{"a practice without a quiet period", clinic.ShareEntry{Notice: clinic.NewNotice(clinic.ShareLink{}, 3, 0, false, noticeNoon)}, 0, 3, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.entry.Joinable(noticeNoon.Add(tt.at), tt.phone); got != tt.joined {
				t.Errorf("Joinable = %v, want %v", got, tt.joined)
			}
		})
	}
}

func TestWhatJoinsIsToldOnlyIfTheLinkWasOpenedBefore(t *testing.T) {
	shared := clinic.Decision{RecordID: "b", RecordVersion: 1}
	notShared := clinic.Decision{RecordID: "b", RecordVersion: 1, Reason: clinic.BoxUnticked}
	tests := []struct {
		name   string
		notice *clinic.Notice
		joins  clinic.Decision
		again  bool
	}{
		{"never opened: the first opening shows all", newNotice(), shared, false},
		{"opened", newNotice(openedAt(noticeNoon.Add(time.Minute))), shared, true},
		{"opened in the instant of telling", newNotice(openedAt(noticeNoon)), shared, true},
		{"opened before the patient was last told", newNotice(openedAt(noticeNoon.Add(-time.Nanosecond))), shared, false},
		{"opened, but nothing more is shared", newNotice(openedAt(noticeNoon.Add(time.Minute))), notShared, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := clinic.ShareEntry{Decisions: []clinic.Decision{{RecordID: "a", RecordVersion: 1}}, Notice: tt.notice}
			after := before.Join([]clinic.Decision{tt.joins})
			if again := !after.Notice.TellAgainAt.IsZero(); again != tt.again {
				t.Errorf("told again: %v, want %v", again, tt.again)
			}
			if tt.again && !after.Notice.TellAgainAt.Equal(tt.notice.QuietUntil) {
				t.Errorf("told again at %v, want at the end of the quiet period %v", after.Notice.TellAgainAt, tt.notice.QuietUntil)
			}
			if len(after.Decisions) != 2 || after.Shares("b", 1) != tt.joins.Shared() {
				t.Errorf("after joining: %+v", after.Decisions)
			}
			if len(before.Decisions) != 1 || !before.Notice.TellAgainAt.IsZero() {
				t.Error("joining changed the entry that it joined")
			}
		})
	}
}

func TestToldAgainBeginsAFreshQuietPeriod(t *testing.T) {
	later := noticeNoon.Add(15 * time.Minute)
	n := newNotice(func(n *clinic.Notice) {
		n.SMS = n.SMS.Accepted("1", noticeNoon)
		n.Email = n.Email.Refused("bounced", false, 0, noticeNoon)
		n.TellAgainAt = later
	})
	again := n.ToldAgain(later)
	if !again.ToldAt.Equal(later) || !again.QuietUntil.Equal(later.Add(15*time.Minute)) || !again.TellAgainAt.IsZero() {
		t.Errorf("told %v, quiet until %v, again at %v", again.ToldAt, again.QuietUntil, again.TellAgainAt)
	}
	if again.SMS.State != clinic.Sending || again.SMS.Attempts != 1 || again.SMS.MessageID != "" || again.Email.State != clinic.Sending {
		t.Errorf("messages %+v and %+v, want fresh ones under way", again.SMS, again.Email)
	}
	if n.SMS.State != clinic.Sent {
		t.Error("telling again changed the notice it was made from")
	}
	sms := newNotice(func(n *clinic.Notice) { n.Email = clinic.Delivery{} }).ToldAgain(later)
	if sms.Email.State != clinic.NoDelivery {
		t.Errorf("a notice without e-mail got one: %+v", sms.Email)
	}
}

func TestAnEntryIsDueWhenItsFirstMessageIs(t *testing.T) {
	at := func(minutes int) time.Time { return noticeNoon.Add(time.Duration(minutes) * time.Minute) }
	first := clinic.Delivery{}.Start(noticeNoon)
	second := first.Refused("throttled", true, 0, noticeNoon).Start(noticeNoon)
	tests := []struct {
		name       string
		sms, email clinic.Delivery
		change     func(*clinic.Notice)
		want       time.Time
	}{
		{"a first attempt is the stream's to repeat, until the reminder", first, first, nil, noticeNoon.Add(clinic.ReminderAfter)},
		{"the first attempt of a later telling when its lease ends", first, clinic.Delivery{}, func(n *clinic.Notice) { n.ToldAt = at(20) }, noticeNoon.Add(clinic.SendLease)},
		{"a later attempt when its lease ends", second, clinic.Delivery{}, nil, noticeNoon.Add(clinic.SendLease)},
		{"a refused SMS when its turn comes", first.Refused("throttled", true, 4*time.Minute, noticeNoon), first, nil, at(4)},
		{"the earlier of two", first.Refused("throttled", true, 4*time.Minute, noticeNoon), first.Refused("throttled", true, 2*time.Minute, noticeNoon), nil, at(2)},
		{"in doubt", first.Lost(noticeNoon), clinic.Delivery{}, nil, noticeNoon.Add(clinic.DoubtPeriod)},
		{"all sent: the reminder", first.Accepted("1", noticeNoon), first.Accepted("2", noticeNoon), nil, noticeNoon.Add(clinic.ReminderAfter)},
		{"all sent and opened", first.Accepted("1", noticeNoon), clinic.Delivery{}, func(n *clinic.Notice) { n.LastOpenedAt = at(1) }, time.Time{}},
		{"all sent and locked", first.Accepted("1", noticeNoon), clinic.Delivery{}, func(n *clinic.Notice) { n.LockedAt = at(1) }, time.Time{}},
		{"reminded", first.Accepted("1", noticeNoon), clinic.Delivery{}, func(n *clinic.Notice) { n.RemindAt, n.RemindedAt = time.Time{}, at(1440) }, time.Time{}},
		{"the SMS failed, the e-mail arrived: the reminder", first.Refused("blocked", false, 0, noticeNoon), first.Accepted("2", noticeNoon), nil, noticeNoon.Add(clinic.ReminderAfter)},
		{"failed for good", first.Refused("invalid_number", false, 0, noticeNoon), clinic.Delivery{}, nil, time.Time{}},
		{"to be told again", first.Accepted("1", noticeNoon), clinic.Delivery{}, func(n *clinic.Notice) { n.TellAgainAt = at(15) }, at(15)},
		{"a retry before telling again", first.Refused("throttled", true, time.Minute, noticeNoon), clinic.Delivery{}, func(n *clinic.Notice) { n.TellAgainAt = at(15) }, at(1)},
		{"withdrawn", first.Refused("throttled", true, time.Minute, noticeNoon), clinic.Delivery{}, revoked(clinic.WithdrawnByClinic), time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := newNotice(func(n *clinic.Notice) { n.SMS, n.Email = tt.sms, tt.email })
			if tt.change != nil {
				tt.change(n)
			}
			if got := (clinic.ShareEntry{CreatedAt: noticeNoon, Notice: n}).DueAt(); !got.Equal(tt.want) {
				t.Errorf("DueAt = %v, want %v", got, tt.want)
			}
		})
	}
	if got := (clinic.ShareEntry{}).DueAt(); !got.IsZero() {
		t.Errorf("an entry without a notice is due at %v, want never", got)
	}
}

func TestAnEntryShowsWhatItSharesAndNothingElse(t *testing.T) {
	e := clinic.ShareEntry{Notice: newNotice(), Decisions: []clinic.Decision{
		{RecordID: "a", RecordVersion: 1}, {RecordID: "b", RecordVersion: 2, Reason: clinic.BoxUnticked},
	}}
	for _, tt := range []struct {
		id      clinic.RecordID
		version int
		want    bool
	}{{"a", 1, true}, {"a", 2, false}, {"b", 2, false}, {"c", 1, false}} {
		t.Run(fmt.Sprint(tt.id, tt.version), func(t *testing.T) {
			if got := e.Shares(tt.id, tt.version); got != tt.want {
				t.Errorf("Shares = %v, want %v", got, tt.want)
			}
		})
	}
	e.Notice = nil
	if e.Shares("a", 1) {
		t.Error("an entry without a notice shows something")
	}
}
