package accounts_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/clinic"
)

const another = "copper lantern over seven rivers"

func TestAForgottenPasswordIsAnsweredAlike(t *testing.T) {
	h := newHousehold(t)
	p, _ := h.member("Asha Rao", "asha@example.com", nil)
	invited := h.patient("Ravi Rao", "ravi@example.com", nil)
	h.invite(invited)
	for _, email := range []string{"nobody@example.com", invited.Email, "", p.Email} {
		h.must(h.Forgot(h.ctx, email, away))
	}
	if len(h.post.mails) != 1 || h.post.mails[0].To != p.Email || h.post.mails[0].Kind != clinic.ResetMessage {
		t.Errorf("mailed %+v, want one to the account that has a password", h.post.mails)
	}
	h.post.to(p.Email)
	for range 20 {
		h.must(h.Forgot(h.ctx, p.Email, away))
	}
	if kinds, _ := h.post.to(p.Email); len(kinds) > 4 {
		t.Errorf("%d mails of 20 requests, want the limit of five an hour", len(kinds)+1)
	}
	h.Pace = 200 * time.Millisecond
	for _, email := range []string{"nobody@example.com", p.Email} {
		began := time.Now()
		h.must(h.Forgot(h.ctx, email, away))
		if took := time.Since(began); took < h.Pace {
			t.Errorf("an answer came after %s, before the pace of %s", took, h.Pace)
		}
	}
}

func TestAResetLinkWorksOnceForHalfAnHourAndIsReplaced(t *testing.T) {
	h := newHousehold(t)
	p, session := h.member("Asha Rao", "asha@example.com", nil)
	h.advance(time.Second)
	h.must(h.Forgot(h.ctx, p.Email, home))
	_, first := h.post.to(p.Email)
	h.must(h.Forgot(h.ctx, p.Email, home))
	_, second := h.post.to(p.Email)
	h.want(h.Reset(h.ctx, first, another), clinic.ErrAccountLinkEnded, "the link that was replaced")
	for _, bad := range []string{"", "x", second[:21], second + "A", strings.Repeat("A", 22)} {
		h.want(h.Reset(h.ctx, bad, another), clinic.ErrAccountLinkEnded, "a link "+bad)
	}
	h.want(h.Reset(h.ctx, second, "short"), clinic.ErrInvalid, "a short password")
	var wg sync.WaitGroup
	var done atomic.Int32
	for range 20 {
		wg.Go(func() {
			if h.Reset(h.ctx, second, another) == nil {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("one link set %d passwords", done.Load())
	}
	_, err := h.Authenticate(h.ctx, session)
	h.want(err, clinic.ErrUnauthenticated, "a session from before")
	_, _, err = h.SignIn(h.ctx, p.Email, chosen, home, phone)
	h.want(err, clinic.ErrSignInFailed, "the old password")
	h.signIn(p.Email, another)
	if kinds, _ := h.post.to(p.Email); !slices.Contains(kinds, clinic.PasswordChangedMessage) {
		t.Errorf("mailed %v, want that the password was changed", kinds)
	}

	h.must(h.Forgot(h.ctx, p.Email, home))
	_, third := h.post.to(p.Email)
	h.want(h.ConfirmEmail(h.ctx, third), clinic.ErrAccountLinkEnded, "a reset link as a confirmation")
	h.advance(30 * time.Minute)
	h.want(h.Reset(h.ctx, third, chosen), clinic.ErrAccountLinkEnded, "at the end of its half an hour")
}

func TestAChangedPasswordAsksForThePresentOneAndEndsOtherSessions(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	other := h.signIn(p.Email, chosen)
	h.advance(time.Second)
	_, err := h.Change(h.ctx, cookie, "wrong", another, home)
	h.want(err, clinic.ErrSignInFailed, "without the present one")
	_, err = h.Change(h.ctx, cookie, chosen, "asha@example.com", home)
	h.want(err, clinic.ErrInvalid, "the own address")
	h.must(h.Forgot(h.ctx, p.Email, away))
	_, link := h.post.to(p.Email)
	next, err := h.Change(h.ctx, cookie, chosen, another, home)
	h.must(err)
	h.actor(next)
	for what, ended := range map[string]string{"the session's old cookie": cookie, "another session": other} {
		_, err := h.Authenticate(h.ctx, ended)
		h.want(err, clinic.ErrUnauthenticated, what)
	}
	h.want(h.Reset(h.ctx, link, chosen), clinic.ErrAccountLinkEnded, "a reset link from before")
}

func TestAnotherAddressIsConfirmedThereAndToldToTheOld(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	taken, _ := h.member("Ravi Sen", "ravi@example.com", nil)
	h.want(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"), clinic.ErrStepUpRequired, "without the password")
	cookie = h.stepUp(cookie)
	h.want(h.ChangeEmail(h.ctx, h.actor(cookie), p.Email), clinic.ErrInvalid, "the same address")
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), taken.Email))
	if kinds, link := h.post.to(taken.Email); !slices.Equal(kinds, []clinic.MessageKind{clinic.EmailInUseMessage}) || link != "" {
		t.Errorf("the owner of an address in use was mailed %v", kinds)
	}
	h.post.to(p.Email)
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"))
	if kinds, link := h.post.to(p.Email); !slices.Equal(kinds, []clinic.MessageKind{clinic.EmailChangingMessage}) || link != "" {
		t.Errorf("the old address was mailed %v", kinds)
	}
	kinds, link := h.post.to("new@example.com")
	if !slices.Equal(kinds, []clinic.MessageKind{clinic.ConfirmEmailMessage}) {
		t.Fatalf("the new address was mailed %v", kinds)
	}
	h.want(h.Reset(h.ctx, link, another), clinic.ErrAccountLinkEnded, "a confirmation as a reset")
	h.signIn(p.Email, chosen) // nothing has changed yet
	chart := h.prove(cookie, p)
	h.advance(time.Second)
	h.must(h.ConfirmEmail(h.ctx, link))
	h.want(h.ConfirmEmail(h.ctx, link), clinic.ErrAccountLinkEnded, "confirmed twice")
	if kinds, _ := h.post.to(p.Email); !slices.Contains(kinds, clinic.EmailChangedMessage) {
		t.Errorf("the old address was mailed %v", kinds)
	}
	_, err := h.Authenticate(h.ctx, chart)
	h.want(err, clinic.ErrUnauthenticated, "a session of the old address")
	_, _, err = h.SignIn(h.ctx, p.Email, chosen, home, phone)
	h.want(err, clinic.ErrSignInFailed, "the old address")
	moved := h.signIn("new@example.com", chosen)
	_, _, err = h.Enter(h.ctx, h.actor(moved), moved, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrCodeWrong, "the chart without a new proof: who has this mailbox need not be who had the other")
	stored, err := h.table.Patient(h.ctx, p.PracticeID, p.ID)
	h.must(err)
	if stored.Email != "new@example.com" {
		t.Errorf("the demographics have %s, want the new address, for notices go there", stored.Email)
	}
}

func TestAConfirmationWaitsForNobodysFailedSignIns(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	cookie = h.stepUp(cookie)
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"))
	_, link := h.post.to("new@example.com")
	h.advance(24*time.Hour - time.Second)
	_, _, _ = h.SignIn(h.ctx, p.Email, "wrong", away, phone)
	h.must(h.ConfirmEmail(h.ctx, link))
}

func TestAPasswordChangeStopsAChangeOfAddress(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	thief := h.stepUp(h.signIn(p.Email, chosen))
	h.must(h.ChangeEmail(h.ctx, h.actor(thief), "thief@example.com"))
	_, link := h.post.to("thief@example.com")
	_, err := h.Change(h.ctx, cookie, chosen, another, home)
	h.must(err)
	h.want(h.ConfirmEmail(h.ctx, link), clinic.ErrAccountLinkEnded, "the thief's confirmation")
}

func TestAConfirmationOfAnAddressThatGotAnAccountMeanwhileFails(t *testing.T) {
	h := newHousehold(t)
	_, cookie := h.member("Asha Rao", "asha@example.com", nil)
	cookie = h.stepUp(cookie)
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"))
	_, link := h.post.to("new@example.com")
	h.member("Ravi Sen", "new@example.com", nil)
	h.want(h.ConfirmEmail(h.ctx, link), clinic.ErrAccountLinkEnded, "an address in use")
	h.signIn("asha@example.com", chosen)
}

func TestAClosedAccountIsNobodysAndItsAddressIsFree(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	h.want(h.Close(h.ctx, h.actor(chart)), clinic.ErrStepUpRequired, "without the password")
	chart = h.stepUp(chart)
	h.must(h.Close(h.ctx, h.actor(chart)))
	_, err := h.Authenticate(h.ctx, chart)
	h.want(err, clinic.ErrUnauthenticated, "the session that closed it")
	_, _, err = h.SignIn(h.ctx, p.Email, chosen, home, phone)
	h.want(err, clinic.ErrSignInFailed, "the closed account")
	access, err := h.table.PortalAccess(h.ctx, refOf(p))
	h.must(err)
	if access.Status != clinic.RevokedAccess || access.EndedBy != "" {
		t.Errorf("the access is %s by %q, want revoked by the patient", access.Status, access.EndedBy)
	}
	if _, err := h.table.PortalLogin(h.ctx, p.Email); !errors.Is(err, clinic.ErrNotFound) {
		t.Errorf("the address still signs in: %v", err)
	}
}

func TestMailsOfAnAccountNameNobody(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	h.must(h.Forgot(h.ctx, p.Email, home))
	_, err := h.Change(h.ctx, cookie, chosen, another, home)
	h.must(err)
	for _, m := range h.post.mails {
		all := strings.Join(append(m.Paragraphs, m.Subject, m.Footer), " ")
		if strings.Contains(all, "Asha") || strings.Contains(all, h.practice.Name) {
			t.Errorf("%s names the patient or the practice: %q", m.Kind, all)
		}
	}
	if len(h.post.mails) < 2 {
		t.Error("too few mails were looked at")
	}
}

func TestWhoReadsTheMailboxResetsThePasswordAndOpensNoChart(t *testing.T) {
	h := newHousehold(t)
	const mail = "asha@example.com"
	p, cookie := h.member("Asha Rao", mail, nil)
	dated := h.patient("Uma Rao", mail, func(p *clinic.Patient) { p.Phone = clinic.Phone{} })
	h.invite(dated)
	chart := h.prove(cookie, p) // by the patient, long before
	_, _, err := h.Enter(h.ctx, h.actor(chart), chart, refOf(dated), accounts.Evidence{DateOfBirth: dated.DateOfBirth})
	h.must(err)

	h.advance(time.Hour)
	h.must(h.Forgot(h.ctx, mail, away))
	_, link := h.post.to(mail)
	h.must(h.Reset(h.ctx, link, another))
	thief := h.signIn(mail, another)
	_, _, err = h.Enter(h.ctx, h.actor(thief), thief, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrCodeWrong, "a chart with a phone, by the mailbox alone")
	_, _, err = h.Enter(h.ctx, h.actor(thief), thief, refOf(dated), accounts.Evidence{})
	h.want(err, clinic.ErrPersonNotProven, "a chart with a date of birth, by the mailbox alone")
	h.prove(thief, p) // the patient, who forgot it
}

func TestNoNumberOfPersonsKeepsAnOwnerFromTheAccount(t *testing.T) {
	h := newHousehold(t)
	const mail = "asha@example.com"
	p, cookie := h.member("Asha Rao", mail, nil)
	for i := range 110 { // by a practice that means no good
		h.advance(time.Millisecond)
		h.invite(h.patient("Uma Rao", mail, func(p *clinic.Patient) { p.Phone = clinic.Phone{Version: i + 1} }))
	}
	h.prove(cookie, p)
	h.must(h.Forgot(h.ctx, mail, home))
	_, link := h.post.to(mail)
	h.must(h.Reset(h.ctx, link, another))
	cookie, err := h.Change(h.ctx, h.signIn(mail, another), another, chosen, home)
	h.must(err)
	_, _, err = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrCodeWrong, "the chart after a reset")
	cookie = h.stepUp(cookie)
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"))
	_, link = h.post.to("new@example.com")
	h.must(h.ConfirmEmail(h.ctx, link))
	cookie = h.stepUp(h.signIn("new@example.com", chosen))
	h.must(h.Close(h.ctx, h.actor(cookie)))
	access, err := h.table.PortalAccess(h.ctx, refOf(p))
	h.must(err)
	if access.Live() {
		t.Error("the account is closed and the chart still open")
	}
	events, err := h.table.AccessEvents(h.ctx, p.PracticeID, p.ID, "", 100)
	h.must(err)
	for _, want := range []string{"account_password_reset", "account_password_changed", "account_email_changed", "account_closed"} {
		if n := len(slices.DeleteFunc(slices.Clone(events), func(e clinic.AuditEvent) bool { return e.What != want })); n != 1 {
			t.Errorf("%d events of %s in the chart, want 1", n, want)
		}
	}
}
