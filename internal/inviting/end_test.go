package inviting_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestARevokedAccessEndsWithTheNextRequest(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	account := w.choose(asha, w.invite(w.doctor, p))
	chart, err := w.enter(account, p)
	w.must(err)
	w.must(w.Revoke(w.ctx, w.doctor, p.ID))
	_, err = w.portal.Authenticate(w.ctx, chart)
	w.want(err, clinic.ErrUnauthenticated, "the chart's session")
	again, err := w.signIn(asha, chosen)
	w.must(err)
	by, err := w.portal.Authenticate(w.ctx, again)
	w.must(err)
	if persons, err := w.portal.Persons(w.ctx, by); err != nil || len(persons) != 0 {
		t.Errorf("the account opens %v, %v; want nobody's chart", persons, err)
	}
	mails := w.post.take(asha)
	if len(mails) != 1 || mails[0].Kind != clinic.AccessEndedMessage {
		t.Errorf("mailed %+v, want that it has ended", mails)
	}
	v, err := w.Access(w.ctx, w.doctor, p.ID)
	w.must(err)
	if v.State != clinic.StateRevoked || v.EndedBy != "Dr Nair" || v.Obstacle != nil {
		t.Errorf("the desk sees %+v", v)
	}
	w.want(w.Revoke(w.ctx, w.doctor, p.ID), clinic.ErrNoAccess, "a second time")
	// It is given anew, and proven anew.
	if w.invite(w.doctor, p) != "" {
		t.Error("a password was mailed to who has one")
	}
	if by, err := w.portal.Authenticate(w.ctx, chart); by.CanReadChart() || err != nil && !errors.Is(err, clinic.ErrUnauthenticated) {
		t.Errorf("the former session: %v, want it to stay out of the chart", err)
	}
}

func TestRevokingKillsATemporaryPasswordThatNobodyElseNeeds(t *testing.T) {
	w := newWorld(t)
	_, elsewhere := w.clinic("doctor@other.example")
	here, there := w.patient(w.doctor, "Asha Rao", asha), w.patient(elsewhere, "Asha R", asha)
	w.invite(w.doctor, here)
	temporary := w.invite(elsewhere, there)
	w.must(w.Revoke(w.ctx, w.doctor, here.ID))
	w.post.take(asha)
	l, err := w.table.PortalLogin(w.ctx, asha)
	w.must(err)
	if l.PasswordHash == "" {
		t.Fatal("the other practice's invite was killed")
	}
	w.must(w.Revoke(w.ctx, elsewhere, there.ID))
	_, err = w.signIn(asha, temporary)
	w.want(err, clinic.ErrSignInFailed, "the password of nobody's account")
	// A new invite begins anew.
	w.post.take(asha)
	w.choose(asha, w.invite(w.doctor, here))
}

func TestAnAccountThatOneOpenedIsMovedByALinkToTheNewAddress(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	chart, err := w.enter(w.choose(asha, w.invite(w.doctor, p)), p)
	w.must(err)
	const next = "asha.new@example.com"
	w.advance(time.Minute)
	_, err = w.ChangeEmail(w.ctx, w.doctor, p.ID, asha, consent())
	w.want(err, clinic.ErrInvalid, "the same address")
	c := consent()
	c.Confirmed = false
	_, err = w.ChangeEmail(w.ctx, w.doctor, p.ID, next, c)
	w.want(err, clinic.ErrInvalid, "unconfirmed")
	_, err = w.ChangeEmail(w.ctx, w.doctor, p.ID, next, consent())
	w.must(err)
	told := w.post.take(asha)
	if len(told) != 1 || told[0].Kind != clinic.EmailChangingMessage {
		t.Errorf("the old address was told %+v", told)
	}
	asked := w.post.take(next)
	if len(asked) != 1 || asked[0].Kind != clinic.ConfirmEmailMessage {
		t.Fatalf("the new address was asked %+v", asked)
	}
	if _, err := w.portal.Authenticate(w.ctx, chart); err != nil {
		t.Errorf("before it is confirmed: %v, want nothing changed", err)
	}
	_, secret, _ := strings.Cut(asked[0].Link, "#confirm=")
	w.must(w.portal.ConfirmEmail(w.ctx, secret))
	_, err = w.portal.Authenticate(w.ctx, chart)
	w.want(err, clinic.ErrUnauthenticated, "the old sessions")
	_, err = w.signIn(asha, chosen)
	w.want(err, clinic.ErrSignInFailed, "the old address")
	_, err = w.signIn(next, chosen)
	w.must(err)
	v, err := w.Access(w.ctx, w.doctor, p.ID)
	w.must(err)
	if v.Email != next || v.Access.Email != next {
		t.Errorf("the desk sees %+v", v)
	}
	if !slices.Contains(w.happened(p), "portal_email_change_asked") {
		t.Errorf("events %v", w.happened(p))
	}
}

func TestAnAccountThatNobodyOpenedIsInvitedAtTheNewAddress(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", "ahsa@example.com")
	typo := w.invite(w.doctor, p)
	v, err := w.ChangeEmail(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	if v.State != clinic.StateInvited || v.Email != asha || v.Access.Email != asha {
		t.Errorf("got %+v, want the new address on file and invited", v)
	}
	_, err = w.signIn("ahsa@example.com", typo)
	w.want(err, clinic.ErrSignInFailed, "the password that went to the wrong address")
	_, err = w.enter(w.choose(asha, w.mailed(asha)), p)
	w.must(err)
	if mails := w.post.take("ahsa@example.com"); len(mails) != 0 {
		t.Errorf("the wrong address was told more: %+v", mails)
	}
	found, _, err := w.table.FindPatients(w.ctx, p.PracticeID, clinic.SearchByEmail, asha, "", 5)
	w.must(err)
	if len(found) != 1 {
		t.Errorf("%d patients are found by the new address, want one", len(found))
	}
}

func TestAStrangersPasswordDoesNotComeAlongToTheRightAddress(t *testing.T) {
	const typo = "ahsa@example.com"
	for name, tt := range map[string]struct {
		change func(*clinic.Patient)
		open   bool // the stranger did
	}{
		"before the chart was opened":                        {func(*clinic.Patient) {}, false},
		"of whom the practice knows nothing but the mailbox": {func(p *clinic.Patient) { p.DateOfBirth = clinic.Date{} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p := w.patient(w.doctor, "Asha Rao", typo, tt.change)
			strangers := w.choose(typo, w.invite(w.doctor, p))
			if tt.open {
				_, err := w.enter(strangers, p)
				w.must(err)
			}
			w.advance(time.Minute)
			_, err := w.ChangeEmail(w.ctx, w.doctor, p.ID, asha, consent())
			w.must(err)
			mails := w.post.take(typo)
			if len(mails) != 1 || mails[0].Kind != clinic.AccessEndedMessage {
				t.Errorf("the wrong address was told %+v, want that it has ended", mails)
			}
			_, err = w.signIn(asha, chosen)
			w.want(err, clinic.ErrSignInFailed, "the stranger's password at the right address")
			again, err := w.signIn(typo, chosen)
			w.must(err)
			_, err = w.enter(again, p)
			w.want(err, clinic.ErrNotFound, "the chart, for the stranger")
			_, err = w.enter(w.choose(asha, w.mailed(asha)), p)
			w.must(err)
		})
	}
}

// bounce is the report on an invite that was mailed.
func bounce(m clinic.Email, failure string) clinic.DeliveryReport {
	return clinic.DeliveryReport{Channel: clinic.EmailChannel, MessageID: "mail", Tags: m.Tags, Failure: failure, Permanent: true, FeedbackID: "f-1", At: noon}
}

func (w *world) inbox() []clinic.InboxEntry {
	w.t.Helper()
	entries, err := w.table.Inbox(w.ctx, w.practice.ID)
	w.must(err)
	return entries
}

func TestAnInviteThatCameBackEndsAndTheStaffAreTold(t *testing.T) {
	for failure, want := range map[string]struct {
		state clinic.EmailState
		what  string
		err   error
	}{
		clinic.FailureBounced:    {clinic.EmailBounced, clinic.InviteBounced, clinic.ErrEmailBounced},
		clinic.FailureComplained: {clinic.EmailComplained, clinic.InviteComplained, clinic.ErrEmailComplained},
	} {
		t.Run(failure, func(t *testing.T) {
			w := newWorld(t)
			p := w.patient(w.doctor, "Asha Rao", asha)
			_, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
			w.must(err)
			mail := w.post.take(asha)[0]
			report := bounce(mail, failure)
			var wg sync.WaitGroup
			for range 3 { // the same report, three times at once
				wg.Go(func() {
					if err := w.reports.Take(w.ctx, report); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			w.must(w.reports.Take(w.ctx, report))
			_, err = w.signIn(asha, temporaryIn(mail))
			w.want(err, clinic.ErrSignInFailed, "the temporary password")
			w.wantState(w.doctor, p, clinic.StateBounced)
			stored, err := w.table.Patient(w.ctx, p.PracticeID, p.ID)
			w.must(err)
			if stored.EmailState != want.state {
				t.Errorf("the address is %q, want %q", stored.EmailState, want.state)
			}
			told := w.post.take("doctor@clinic.example")
			if len(told) != 1 || told[0].Kind != clinic.InviteBouncedMessage || strings.Contains(strings.Join(told[0].Paragraphs, " "), "Asha") {
				t.Errorf("the staff member was told %+v, want one mail that names nobody", told)
			}
			if got := w.inbox(); len(got) != 1 || got[0].Kind != clinic.NoticeInbox || got[0].What != want.what || got[0].For != w.doctor.StaffID || got[0].Patient != refOf(p) {
				t.Errorf("the inbox has %+v", got)
			}
			_, err = w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
			w.want(err, want.err, "an invite to the same address")
			// The right address ends the notice; so does revoking.
			p = w.update(p, func(p *clinic.Patient) { *p = p.WithEmail("right@example.com") })
			w.invite(w.doctor, p)
			if got := w.inbox(); len(got) != 0 {
				t.Errorf("the inbox still has %+v", got)
			}
		})
	}
}

func TestRevokingABouncedAccessEndsItsNotice(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	_, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	w.must(w.reports.Take(w.ctx, bounce(w.post.take(asha)[0], clinic.FailureBounced)))
	w.must(w.Revoke(w.ctx, w.doctor, p.ID))
	if got, mails := w.inbox(), w.post.take(asha); len(got) != 0 || len(mails) != 0 {
		t.Errorf("the inbox has %+v, and %d mails went where mail comes back from", got, len(mails))
	}
}

func TestAReportOnAFormerInviteOrAnotherMailChangesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	_, err := w.Invite(w.ctx, w.doctor, p.ID, asha, consent())
	w.must(err)
	former := w.post.take(asha)[0]
	_, err = w.Resend(w.ctx, w.doctor, p.ID, step())
	w.must(err)
	latest := w.post.take(asha)[0]
	soft, delivered, share := bounce(latest, clinic.FailureSoftBounced), bounce(latest, ""), bounce(latest, clinic.FailureBounced)
	soft.Permanent, delivered.Permanent, delivered.Delivered = false, false, true
	share.Tags = map[string]string{"practice": string(p.PracticeID), "patient": string(p.ID), "share": "1"}
	sms := bounce(latest, clinic.FailureInvalidNumber)
	sms.Channel = clinic.SMSChannel
	unknown := bounce(latest, clinic.FailureBounced)
	unknown.Tags = map[string]string{"practice": string(p.PracticeID), "patient": "01JZZZZZZZZZZZZZZZZZZZZZZZ", "invite": "x"}
	for name, r := range map[string]clinic.DeliveryReport{
		"the former one": bounce(former, clinic.FailureBounced), "a soft bounce": soft, "a delivery": delivered, "a notice": share, "an SMS": sms, "nobody's": unknown,
		"no tags": {Channel: clinic.EmailChannel, Permanent: true},
	} {
		w.must(w.reports.Take(w.ctx, r))
		if got := w.state(w.doctor, p); got != clinic.StateInvited {
			t.Fatalf("%s: the desk sees %q", name, got)
		}
	}
	// It arrived: whoever opened the chart got it.
	chart, err := w.enter(w.choose(asha, temporaryIn(latest)), p)
	w.must(err)
	w.must(w.reports.Take(w.ctx, bounce(latest, clinic.FailureComplained)))
	if _, err := w.portal.Authenticate(w.ctx, chart); err != nil {
		t.Errorf("the chart's session: %v, want it to go on", err)
	}
}

func TestAPracticesMoveEndsWhenTheAccountServesAnotherPersonMeanwhile(t *testing.T) {
	w := newWorld(t)
	theirs, stranger := w.clinic("other@clinic.example")
	decoy := w.patient(stranger, "Asha Rao", asha)
	_, err := w.enter(w.choose(asha, w.invite(stranger, decoy)), decoy)
	w.must(err)
	_, err = w.ChangeEmail(w.ctx, stranger, decoy.ID, "thief@example.com", consent())
	w.must(err)
	link := linkIn(t, w.post.take("thief@example.com"))
	w.post.take(asha)

	// The link waits for a day, and now the account is given a chart of
	// another practice, whose date of birth the thief may know.
	mine := w.patient(w.doctor, "Asha Rao", asha)
	w.invite(w.doctor, mine)
	w.want(w.portal.ConfirmEmail(w.ctx, link), clinic.ErrAccountLinkEnded, "the move that practice "+string(theirs.ID)+" asked for")
	_, err = w.signIn(asha, chosen)
	w.must(err)
}

func TestAPracticesMoveEndsWithItsAccess(t *testing.T) {
	w := newWorld(t)
	p := w.patient(w.doctor, "Asha Rao", asha)
	_, err := w.enter(w.choose(asha, w.invite(w.doctor, p)), p)
	w.must(err)
	_, err = w.ChangeEmail(w.ctx, w.doctor, p.ID, "new@example.com", consent())
	w.must(err)
	link := linkIn(t, w.post.take("new@example.com"))
	w.must(w.Revoke(w.ctx, w.doctor, p.ID))
	w.want(w.portal.ConfirmEmail(w.ctx, link), clinic.ErrAccountLinkEnded, "the move of an account that the practice has no part in any more")
}

// linkIn returns the secret of the link in the one mail.
func linkIn(t *testing.T, mails []clinic.Email) string {
	t.Helper()
	if len(mails) != 1 {
		t.Fatalf("%d mails, want one", len(mails))
	}
	_, secret, ok := strings.Cut(mails[0].Link, "=")
	if !ok {
		t.Fatal("the mail has no link")
	}
	return secret
}
