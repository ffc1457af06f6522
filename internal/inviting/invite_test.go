package inviting_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/inviting"
	"github.com/chartshare/chartshare/internal/password"
)

func TestAnInviteMailsWhatSignsInOnceAndTheDeskSeesHowFarItHasCome(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	w.wantState(w.doctor, p, clinic.StateNone)
	v, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	if v.State != clinic.StateInvited || !v.PasswordUntil.Equal(noon.Add(72*time.Hour)) || !v.Access.SentAt.Equal(noon) || v.InvitedBy != "Dr Nair" || !errors.Is(v.Obstacle, clinic.ErrAccessGiven) {
		t.Errorf("got %+v", v)
	}
	if r := v.Access.Responsibility; r != clinic.ResponsibilityNow || !strings.Contains(r.Text, "Ensure you have checked the email is indeed the patient's!") {
		t.Errorf("kept with the act: %+v", r)
	}
	mails := w.post.take(asha)
	if len(mails) != 1 {
		t.Fatalf("%d mails, want one", len(mails))
	}
	temporary := temporaryIn(mails[0])
	all := strings.Join(append(mails[0].Paragraphs, mails[0].Subject, mails[0].Footer), " ")
	if len(password.Temporary(temporary)) != 20 || mails[0].Link != "https://r.example.in/portal" || !strings.Contains(all, asha) || !strings.Contains(all, "72 hours") {
		t.Errorf("mailed %+v", mails[0])
	}
	for _, secret := range []string{"Asha", "Rao", w.doctor.Name} {
		if strings.Contains(all, secret) {
			t.Errorf("the mail says %q", secret)
		}
	}
	cookie := w.choose(asha, temporary)
	w.wantState(w.doctor, p, clinic.StateInvited)
	w.advance(time.Minute)
	_, err = w.enter(cookie, p)
	w.must(err)
	v, err = w.Access(w.ctx, w.doctor, p.ID)
	w.must(err)
	if v.State != clinic.StateActive || !v.Access.OpenedAt.Equal(w.Now()) || !v.Access.LastOpenedAt.Equal(w.Now()) {
		t.Errorf("got %+v", v)
	}
	if got := w.happened(p); !slices.Contains(got, "portal_access_given") || !slices.Contains(got, "portal_access_read") {
		t.Errorf("events %v", got)
	}
}

func TestATemporaryPasswordWorksOnceForThreeDaysAndNotAfterAnother(t *testing.T) {
	w := newWorld(t)
	used := w.patient(w.doctor, "Asha Rao", asha)
	temporary := w.invite(w.doctor, used)
	_, err := w.signIn(asha, strings.ToUpper(strings.ReplaceAll(temporary, "-", " ")))
	w.must(err)
	_, err = w.signIn(asha, temporary)
	w.want(err, clinic.ErrSignInFailed, "the second time")
	w.wantState(w.doctor, used, clinic.StateExpired)

	late := w.patient(w.doctor, "Ravi Rao", "ravi@example.com")
	temporary = w.invite(w.doctor, late)
	w.advance(72*time.Hour - time.Second)
	w.wantState(w.doctor, late, clinic.StateInvited)
	w.advance(time.Second)
	_, err = w.signIn("ravi@example.com", temporary)
	w.want(err, clinic.ErrSignInFailed, "after 72 hours")
	w.wantState(w.doctor, late, clinic.StateExpired)

	v, err := w.Resend(w.ctx, w.doctor, late.ID, step())
	w.must(err)
	again := w.mailed("ravi@example.com")
	if v.State != clinic.StateInvited || again == temporary || again == "" {
		t.Errorf("after a resend: %+v", v)
	}
	_, err = w.signIn("ravi@example.com", temporary)
	w.want(err, clinic.ErrSignInFailed, "the former one after a resend")
	w.choose("ravi@example.com", again)
}

func TestAccessAsksForTheOwnPasswordOfWhoGivesItInThisRequest(t *testing.T) {
	w := newWorld(t)
	w.colleague(w.practice.ID, "other@clinic.example", clinic.OwnerRole)
	p := w.patient(w.doctor, "Asha Rao", asha)
	stepped := w.doctor
	stepped.StepUpAt = w.Now() // the session entered it a moment ago: that is no substitute
	for name, typed := range map[string]string{"none": "", "wrong": chosen, "with a space": ownDesk + " ", "a megabyte": strings.Repeat("a", 1<<20)} {
		c := consent()
		c.Password = typed
		w.passes.hashes.Store(0)
		_, err := w.Invite(w.ctx, stepped, p.ID, asha, c)
		w.want(err, clinic.ErrSignInFailed, name)
		if got := w.passes.hashes.Load(); got != 1 {
			t.Errorf("%s: %d hashes, want one", name, got)
		}
		w.advance(time.Hour)
	}
	if mails := w.post.take(asha); len(mails) != 0 || w.state(w.doctor, p) != clinic.StateNone {
		t.Errorf("%d mails went out", len(mails))
	}
	// Each asks again.
	w.invite(w.doctor, p)
	_, err := w.Resend(w.ctx, stepped, p.ID, inviting.Step{Password: chosen, Address: address})
	w.want(err, clinic.ErrSignInFailed, "resend")
	c := consent()
	c.Password = chosen
	_, err = w.ChangeEmail(w.ctx, stepped, p.ID, "new@example.com", c)
	w.want(err, clinic.ErrSignInFailed, "another address")
}

func TestThePasswordOfSomebodyElseWillNotDo(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	const theirs = "eight herons came at dusk"
	owner := w.member(w.practice.ID, "owner@clinic.example", clinic.OwnerRole, theirs)
	c := consent()
	c.Password = theirs
	_, err := w.Invite(w.ctx, w.doctor, p.ID, asha, c)
	w.want(err, clinic.ErrSignInFailed, "the doctor with the owner's password")
	_, err = w.Invite(w.ctx, owner, p.ID, asha, consent())
	w.want(err, clinic.ErrSignInFailed, "the owner with the doctor's password")
	v, err := w.Invite(w.ctx, owner, p.ID, asha, c)
	w.must(err)
	if v.Access.InvitedBy != owner.StaffID {
		t.Errorf("invited by %s, want %s", v.Access.InvitedBy, owner.StaffID)
	}
}

func TestGuessesOfThePasswordShareTheThrottleOfTheSignIn(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	c := consent()
	c.Password = "a wrong one"
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() { _, _ = w.Invite(w.ctx, w.doctor, p.ID, asha, c) })
	}
	wg.Wait()
	l, err := w.table.Login(w.ctx, "doctor@clinic.example")
	w.must(err)
	if l.Failed < 1 || l.Failed > 5 {
		t.Errorf("%d guesses were looked at, want 1 to 5", l.Failed)
	}
	for range 5 {
		w.advance(time.Minute)
		_, _ = w.Invite(w.ctx, w.doctor, p.ID, asha, c)
	}
	_, err = w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.want(err, clinic.ErrSignInFailed, "the right one, while it must wait")
	_, _, err = w.staff.SignIn(w.ctx, "doctor@clinic.example", ownDesk, address, clinic.WebOrigin, "")
	w.want(err, clinic.ErrSignInFailed, "the sign-in, which waits too")
	w.advance(2 * time.Hour)
	w.invite(w.doctor, p)
	if l, err = w.table.Login(w.ctx, "doctor@clinic.example"); err != nil || l.Failed != 0 {
		t.Errorf("%d failures are left after a success, want none", l.Failed)
	}
}

func TestAccessIsGivenByWhoMayToAGoodAddressAndAConfirmedText(t *testing.T) {
	w := newWorld(t)
	desk := w.colleague(w.practice.ID, "desk@clinic.example", clinic.ReceptionistRole)
	_, elsewhere := w.clinic("doctor@other.example")
	with := func(change func(*inviting.Consent)) inviting.Consent { c := consent(); change(&c); return c }
	state := func(s clinic.EmailState) func(*clinic.Patient) {
		return func(p *clinic.Patient) { p.EmailState = s }
	}
	child := func(p *clinic.Patient) {
		p.DateOfBirth = clinic.NewDate(2015, 1, 1)
		p.Phone = clinic.Phone{E164: "+919876543210", Mobile: true, Version: 1, VerifiedAt: noon}
	}
	p := w.patient(w.doctor, "Asha Rao", asha)
	for name, tt := range map[string]struct {
		by    clinic.Actor
		p     clinic.Patient
		email string
		c     inviting.Consent
		want  error
	}{
		"a receptionist":             {desk, p, asha, consent(), clinic.ErrForbidden},
		"nobody":                     {clinic.Actor{PracticeID: w.practice.ID}, p, asha, consent(), clinic.ErrForbidden},
		"another practice":           {elsewhere, p, asha, consent(), clinic.ErrNotFound},
		"unconfirmed":                {w.doctor, p, asha, with(func(c *inviting.Consent) { c.Confirmed = false }), clinic.ErrInvalid},
		"no edition":                 {w.doctor, p, asha, with(func(c *inviting.Consent) { c.Edition = "" }), clinic.ErrInvalid},
		"an old edition":             {w.doctor, p, asha, with(func(c *inviting.Consent) { c.Edition = "2026-10" }), clinic.ErrTextOutdated},
		"another address than seen":  {w.doctor, p, "asha.r@example.com", consent(), clinic.ErrStale},
		"without e-mail":             {w.doctor, w.patient(w.doctor, "Asha Rao", ""), "", consent(), clinic.ErrEmailMissing},
		"an address that bounced":    {w.doctor, w.patient(w.doctor, "Asha Rao", asha, state(clinic.EmailBounced)), "", consent(), clinic.ErrEmailBounced},
		"one that complained":        {w.doctor, w.patient(w.doctor, "Asha Rao", asha, state(clinic.EmailComplained)), "", consent(), clinic.ErrEmailComplained},
		"a child with an own number": {w.doctor, w.patient(w.doctor, "Mira Rao", asha, child), "", consent(), clinic.ErrGuardianMissing},
	} {
		_, err := w.Invite(w.ctx, tt.by, tt.p.ID, tt.email, tt.c)
		w.want(err, tt.want, name)
		if name == "another practice" || tt.by.Role == "" {
			continue
		}
		if v, err := w.Access(w.ctx, desk, tt.p.ID); err != nil || v.State != clinic.StateNone {
			t.Errorf("%s: the receptionist sees %+v, %v", name, v, err)
		}
	}
	if mails := w.post.take(asha); len(mails) != 0 {
		t.Errorf("%d mails went out", len(mails))
	}
	_, err := w.Access(w.ctx, elsewhere, p.ID)
	w.want(err, clinic.ErrNotFound, "another practice reads the state")
	for name, act := range map[string]func(clinic.Actor) error{
		"resend": func(by clinic.Actor) error { _, err := w.Resend(w.ctx, by, p.ID, step()); return err },
		"revoke": func(by clinic.Actor) error { return w.Revoke(w.ctx, by, p.ID) },
		"new address": func(by clinic.Actor) error {
			_, err := w.ChangeEmail(w.ctx, by, p.ID, "n@example.com", consent())
			return err
		},
	} {
		w.want(act(desk), clinic.ErrForbidden, name+" by a receptionist")
		w.want(act(elsewhere), clinic.ErrNotFound, name+" by another practice")
		w.want(act(w.doctor), clinic.ErrNoAccess, name+" without access")
	}
	// Who wants no notices may have an account; an unknown date of birth is no child's.
	for _, ok := range []clinic.Patient{
		w.patient(w.doctor, "Asha Rao", "u@example.com", state(clinic.EmailUnsubscribed)),
		w.patient(w.doctor, "Asha Rao", "d@example.com", func(p *clinic.Patient) { p.DateOfBirth = clinic.Date{} }),
		// Case 72: the addresses of staff and of patients are two worlds.
		w.patient(w.doctor, "Dr Nair", "doctor@clinic.example"),
	} {
		w.invite(w.doctor, ok)
	}
	if _, _, err := w.staff.SignIn(w.ctx, "doctor@clinic.example", ownDesk, address, clinic.WebOrigin, ""); err != nil {
		t.Errorf("the staff member's own sign-in: %v", err)
	}
}

func TestParallelInvitesMakeOneAccountAndOneAccess(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 4 { // each password is a success: nobody waits
		wg.Go(func() {
			if _, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent()); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			} else if !errors.Is(err, clinic.ErrAccessGiven) && !errors.Is(err, clinic.ErrSignInFailed) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if mails := w.post.take(asha); won != 1 || len(mails) != 1 {
		t.Errorf("%d invites won and %d mails went out, want one", won, len(mails))
	}
}

func TestTwoChildrenOfOneAddressHaveOneAccount(t *testing.T) {
	w := newWorld(t)
	mira, ravi := w.patient(w.doctor, "Mira Rao", asha, born(2015)), w.patient(w.doctor, "Ravi Rao", asha, born(2017))
	first := w.invite(w.doctor, mira)
	second := w.invite(w.doctor, ravi)
	_, err := w.signIn(asha, first)
	w.want(err, clinic.ErrSignInFailed, "the first of two mails")
	cookie := w.choose(asha, second)
	chart, err := w.enter(cookie, mira)
	w.must(err)
	by, err := w.portal.Authenticate(w.ctx, chart)
	w.must(err)
	if by.Patient.ID != mira.ID || !by.Guardian {
		t.Errorf("got %+v, want the guardian in the chart of one child", by)
	}
	_, err = w.enter(chart, ravi)
	w.must(err)
	// The access is a guardian's, and ends at 18.
	w.at(time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC))
	w.wantState(w.doctor, mira, clinic.StateOutgrown)
	v, err := w.Access(w.ctx, w.doctor, mira.ID)
	w.must(err)
	if v.Obstacle != nil {
		t.Errorf("the grown-up cannot be invited: %v", v.Obstacle)
	}
	if w.invite(w.doctor, mira) != "" {
		t.Error("a password was mailed to who has one")
	}
	w.wantState(w.doctor, mira, clinic.StateInvited)
}

func born(year int) func(*clinic.Patient) {
	return func(p *clinic.Patient) { p.DateOfBirth = clinic.NewDate(year, 1, 1) }
}

func TestAPracticeCannotResetWhatAnothersPatientSignsInTo(t *testing.T) {
	w := newWorld(t)
	_, elsewhere := w.clinic("doctor@other.example")
	here, there := w.patient(w.doctor, "Asha Rao", asha), w.patient(elsewhere, "Asha R", asha)
	cookie, err := w.enter(w.choose(asha, w.invite(w.doctor, here)), here)
	w.must(err)
	if got := w.invite(elsewhere, there); got != "" {
		t.Error("the other practice mailed a password")
	}
	_, err = w.Resend(w.ctx, elsewhere, there.ID, step())
	w.must(err)
	if got := w.mailed(asha); got != "" {
		t.Error("the other practice mailed a password")
	}
	if _, err := w.portal.Authenticate(w.ctx, cookie); err != nil {
		t.Errorf("the session of the first practice's chart: %v, want it to go on", err)
	}
	again, err := w.signIn(asha, chosen)
	w.must(err)
	chart, err := w.enter(again, there)
	w.must(err)
	by, err := w.portal.Authenticate(w.ctx, chart)
	w.must(err)
	if by.Patient.PracticeID != there.PracticeID || by.Patient.ID != there.ID {
		t.Errorf("got %+v, want the chart of the second practice", by.Ref())
	}
	_, err = w.ChangeEmail(w.ctx, elsewhere, there.ID, "mine@other.example", consent())
	w.want(err, clinic.ErrAccountShared, "the other practice moves the account")
	w.must(w.Revoke(w.ctx, elsewhere, there.ID))
	if _, err := w.portal.Authenticate(w.ctx, cookie); err != nil {
		t.Errorf("after the other practice revoked: %v, want the first one's chart open", err)
	}
}

func TestAMailThatFailedShowsAndIsSentAgain(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	w.post.broken = &clinic.SendError{Code: "throttled", Retryable: true, Err: errors.New("for " + asha)}
	v, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	if v.State != clinic.StateUnsent || !v.Access.SentAt.IsZero() || !v.PasswordUntil.IsZero() {
		t.Errorf("got %+v, want what was not sent", v)
	}
	w.post.broken = nil
	_, err = w.Resend(w.ctx, w.doctor, p.ID, step())
	w.must(err)
	w.choose(asha, w.mailed(asha))
	if strings.Contains(w.log.String(), asha) {
		t.Error("the log has the address")
	}
}

func TestInvitesOfOnePatientAreLimited(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	w.invite(w.doctor, p)
	for range 5 {
		_, err := w.Resend(w.ctx, w.doctor, p.ID, step())
		w.must(err)
	}
	last := w.post.take(asha)[4]
	_, err := w.Resend(w.ctx, w.doctor, p.ID, step())
	w.want(err, clinic.ErrTooMany, "the seventh mail of a day")
	w.choose(asha, temporaryIn(last))
	_, err = w.Resend(w.ctx, w.doctor, p.ID, step())
	w.want(err, clinic.ErrTooMany, "still")
	w.advance(24 * time.Hour)
	_, err = w.Resend(w.ctx, w.doctor, p.ID, step())
	w.must(err)
	if w.mailed(asha) != "" {
		t.Error("a password was mailed to who has one")
	}
}

func TestNobodyIsInvitedTwiceOrRemindedWhoSignsIn(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	cookie := w.choose(asha, w.invite(w.doctor, p))
	_, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.want(err, clinic.ErrAccessGiven, "a second invite")
	_, err = w.enter(cookie, p)
	w.must(err)
	_, err = w.Resend(w.ctx, w.doctor, p.ID, step())
	w.want(err, clinic.ErrAccessOpened, "a reminder")
}

func TestNoSecretOfAnInviteIsKeptOrLogged(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	temporary := w.invite(w.doctor, p)
	l, err := w.table.PortalLogin(w.ctx, asha)
	w.must(err)
	if !strings.HasPrefix(l.PasswordHash, "$argon2id$") {
		t.Errorf("kept as %q", l.PasswordHash)
	}
	for _, stored := range dynamotest.Everything(t, w.table) {
		if strings.Contains(stored, temporary) || strings.Contains(stored, password.Temporary(temporary)) || strings.Contains(stored, ownDesk) {
			t.Errorf("a secret is stored: %.80s", stored)
		}
	}
	for _, secret := range []string{temporary, password.Temporary(temporary), ownDesk, asha, "Asha"} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

func TestNoPasswordIsSentAgainToAnAddressThatIsNotOnFileAnyMore(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", "typed-wrong@example.com")
	w.invite(w.doctor, p)
	w.update(p, func(p *clinic.Patient) { *p = p.WithEmail(asha) })
	_, err := w.Resend(w.ctx, w.doctor, p.ID, step())
	w.want(err, clinic.ErrAddressReplaced, "once more to whom the address belongs")
	if n := len(w.post.take("typed-wrong@example.com")); n != 0 {
		t.Errorf("%d mails went to the wrong address", n)
	}
	_, err = w.ChangeEmail(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	w.choose(asha, w.mailed(asha))

	// Nor a reminder, if the stranger has an account: there is nothing to open.
	theirs := w.patient(w.doctor, "Ravi Sen", asha)
	w.invite(w.doctor, theirs)
	w.update(theirs, func(p *clinic.Patient) { *p = p.WithEmail("ravi@example.com") })
	w.post.take(asha)
	_, err = w.Resend(w.ctx, w.doctor, theirs.ID, step())
	w.want(err, clinic.ErrAddressReplaced, "a reminder to whom the address belongs")
	if n := len(w.post.take(asha)); n != 0 {
		t.Errorf("%d mails reminded somebody else", n)
	}
}
