package accounts_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/accounts"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestAPersonIsProvenBeforeTheChartOpens(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	by := h.actor(cookie)
	if by.CanReadChart() || by.Patient.ID != "" {
		t.Fatal("a sign-in alone opens a chart")
	}
	_, _, err := h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	h.want(err, clinic.ErrCodeWrong, "the date of birth where a code is asked for")
	_, err = h.SendCode(h.ctx, by, cookie, refOf(p), home)
	h.must(err)
	digits := h.post.code(t)
	_, _, err = h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{Code: wrong(digits)})
	h.want(err, clinic.ErrCodeWrong, "a wrong code")
	chart, v, err := h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{Code: digits})
	h.must(err)
	if v.Session.Scope != clinic.ChartScope || !h.actor(chart).CanReadChart() || v.Access.Proof.Kind != clinic.PhoneProof {
		t.Errorf("the proof opened %+v", v.Session)
	}
	_, err = h.Authenticate(h.ctx, cookie)
	h.want(err, clinic.ErrUnauthenticated, "the session before the proof")
	_, _, err = h.Enter(h.ctx, h.actor(chart), chart, refOf(p), accounts.Evidence{})
	h.must(err) // once proven, it stays

	second := h.signIn(p.Email, chosen)
	_, err = h.SendCode(h.ctx, h.actor(second), second, refOf(p), home)
	h.want(err, clinic.ErrCodeNotNeeded, "a code that nothing asks for")
	if len(h.post.texts) != 1 {
		t.Errorf("%d codes were sent, want 1", len(h.post.texts))
	}
}

// wrong returns another code.
func wrong(digits string) string {
	if digits[0] == '9' {
		return "0" + digits[1:]
	}
	return string(digits[0]+1) + digits[1:]
}

func TestOneMailboxServesAFamilyAndEachPersonIsProven(t *testing.T) {
	h := newHousehold(t)
	const mail = "family@example.com"
	asha, cookie := h.member("Asha Rao", mail, nil)
	uma := h.patient("Uma Rao", mail, nil) // on the same number
	h.invite(uma)
	stranger, _ := h.member("Ravi Sen", "ravi@example.com", nil)

	all, err := h.Persons(h.ctx, h.actor(cookie))
	h.must(err)
	if len(all) != 2 {
		t.Fatalf("the account has %d persons, want the two invited by its address", len(all))
	}
	_, err = h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(asha), home)
	h.must(err)
	digits := h.post.code(t)
	_, _, err = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(uma), accounts.Evidence{Code: digits})
	h.want(err, clinic.ErrCodeWrong, "the code of one for the other, on the same number")
	chart, _, err := h.Enter(h.ctx, h.actor(cookie), cookie, refOf(asha), accounts.Evidence{Code: digits})
	h.must(err)
	_, _, err = h.Enter(h.ctx, h.actor(chart), chart, refOf(uma), accounts.Evidence{Code: digits})
	h.want(err, clinic.ErrCodeWrong, "a code that was used, for the other")
	for name, ref := range map[string]clinic.PatientRef{
		"a stranger": refOf(stranger), "nobody": {Practice: h.practice.ID, Patient: clinic.PatientID(id.New(noon))},
		"another practice": {Practice: clinic.PracticeID(id.New(noon)), Patient: asha.ID},
	} {
		_, err := h.SendCode(h.ctx, h.actor(chart), chart, ref, home)
		h.want(err, clinic.ErrNotFound, "a code for "+name)
		_, _, err = h.Enter(h.ctx, h.actor(chart), chart, ref, accounts.Evidence{Code: digits, DateOfBirth: asha.DateOfBirth})
		h.want(err, clinic.ErrNotFound, "the chart of "+name)
	}
	h.advance(time.Minute)
	if by := h.actor(h.prove(chart, uma)); by.Ref() != refOf(uma) {
		t.Errorf("the chart is of %+v, want the one that was proven", by.Ref())
	}
}

func TestPracticesOfOneMailboxStayApart(t *testing.T) {
	table := dynamotest.Table(t)
	here, there := newHouseholdOn(t, table), newHouseholdOn(t, table)
	mine, cookie := here.member("Asha Rao", "asha@example.com", nil)
	theirs := there.patient("Asha Rao", "asha@example.com", nil)
	there.invite(theirs)
	if l, err := table.PortalLogin(t.Context(), "asha@example.com"); err != nil || !l.TemporaryUntil.IsZero() {
		t.Errorf("a second practice's invite touched the password: %+v, %v", l, err)
	}
	chart := here.prove(cookie, mine)
	if by := here.actor(chart); by.Practice.ID != here.practice.ID {
		t.Errorf("the chart is of practice %s", by.Practice.ID)
	}
	_, _, err := here.Enter(t.Context(), here.actor(chart), chart, refOf(theirs), accounts.Evidence{})
	here.want(err, clinic.ErrCodeWrong, "the other practice's chart without its own proof")
}

func TestACodeIsForOneSessionAndOneUse(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	thief := h.signIn(p.Email, chosen)
	_, err := h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
	h.must(err)
	digits := h.post.code(t)
	_, _, err = h.Enter(h.ctx, h.actor(thief), thief, refOf(p), accounts.Evidence{Code: digits})
	h.want(err, clinic.ErrCodeWrong, "the code in another session")
	_, err = h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
	h.want(err, clinic.ErrCodeTooSoon, "another code at once")
	h.advance(30 * time.Second)
	_, err = h.SendCode(h.ctx, h.actor(cookie), cookie, refOf(p), home)
	h.must(err)
	if h.post.code(t) != digits {
		_, _, err = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{Code: digits})
		h.want(err, clinic.ErrCodeWrong, "the code that was replaced")
	}
	h.advance(5 * time.Minute)
	_, _, err = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{Code: h.post.code(t)})
	h.want(err, clinic.ErrCodeWrong, "the code at the end of its five minutes")
}

func TestParallelGuessesOfACodeAreCountedFirst(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	by := h.actor(cookie)
	_, err := h.SendCode(h.ctx, by, cookie, refOf(p), home)
	h.must(err)
	right := h.post.code(t)
	var wg sync.WaitGroup
	var opened atomic.Int32
	for range 200 {
		wg.Go(func() {
			if _, _, err := h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{Code: wrong(right)}); err == nil {
				opened.Add(1)
			}
		})
	}
	wg.Wait()
	code, err := h.table.Code(h.ctx, refOf(p), clinic.PortalPurpose)
	h.must(err)
	if opened.Load() != 0 || code.Tries != clinic.CodeTries {
		t.Errorf("%d guesses were compared and %d opened, want %d and none", code.Tries, opened.Load(), clinic.CodeTries)
	}
	_, _, err = h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{Code: right})
	h.want(err, clinic.ErrCodeWrong, "the right code after five wrong ones")
}

func TestTheRightCodeOpensOneSessionHoweverOftenItIsSent(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	by := h.actor(cookie)
	_, err := h.SendCode(h.ctx, by, cookie, refOf(p), home)
	h.must(err)
	right := h.post.code(t)
	var wg sync.WaitGroup
	var opened atomic.Int32
	for range 5 {
		wg.Go(func() {
			if _, _, err := h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{Code: right}); err == nil {
				opened.Add(1)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d sessions were opened by one code, want 1", opened.Load())
	}
}

func TestWithoutAVerifiedNumberTheDateOfBirthProvesThePerson(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", func(p *clinic.Patient) { p.Phone = clinic.Phone{} })
	by := h.actor(cookie)
	_, err := h.SendCode(h.ctx, by, cookie, refOf(p), home)
	h.want(err, clinic.ErrCodeNotNeeded, "a code without a number")
	var wg sync.WaitGroup
	var compared atomic.Int32
	for day := range 200 {
		wg.Go(func() {
			_, _, err := h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{DateOfBirth: clinic.NewDate(1981, 1, 1+day%28)})
			if errors.Is(err, clinic.ErrPersonNotProven) {
				compared.Add(1)
			}
		})
	}
	wg.Wait()
	if compared.Load() != 3 {
		t.Errorf("%d dates of 200 at once were compared, want 3", compared.Load())
	}
	_, _, err = h.Enter(h.ctx, by, cookie, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	h.want(err, clinic.ErrTooMany, "the right date after three wrong ones")
	h.advance(24 * time.Hour)
	again := h.signIn(p.Email, chosen)
	_, _, err = h.Enter(h.ctx, h.actor(again), again, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	h.must(err)
}

func TestAGuardiansAccessEndsOnTheDayOfAge(t *testing.T) {
	h := newHousehold(t)
	// Born on 2 March 2008: of age on 2 March 2026 in Bengaluru, half past six in
	// the evening of the day before in UTC.
	child, cookie := h.member("Uma Rao", "mother@example.com", func(p *clinic.Patient) {
		p.DateOfBirth, p.Phone.IsGuardians = clinic.NewDate(2008, 3, 2), true
	})
	chart := h.prove(cookie, child)
	if by := h.actor(chart); !by.Guardian || by.Agent() != clinic.GuardianAgent {
		t.Errorf("a minor's chart is read by %s", by.Agent())
	}
	midnight := time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC)
	for now := noon; now.Before(midnight.Add(-time.Minute)); now = h.Now() {
		h.advance(min(20*time.Minute, midnight.Add(-time.Second).Sub(now)))
		h.actor(chart)
	}
	h.at(midnight)
	_, err := h.Authenticate(h.ctx, chart)
	h.want(err, clinic.ErrUnauthenticated, "on the eighteenth birthday")
	again := h.signIn(child.Email, chosen)
	all, err := h.Persons(h.ctx, h.actor(again))
	h.must(err)
	if len(all) != 0 {
		t.Error("the guardian still finds the one who is of age")
	}
}

func TestWhatWasTakenBackEndsWithTheNextRequest(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	chart := h.prove(cookie, p)
	access, err := h.table.PortalAccess(h.ctx, refOf(p))
	h.must(err)
	h.must(h.table.UpdatePortalAccess(h.ctx, access.Ended(clinic.RevokedAccess, h.owner.ID, h.Now()), h.event(p.ID, "portal_access_revoked")))
	_, err = h.Authenticate(h.ctx, chart)
	h.want(err, clinic.ErrUnauthenticated, "the open chart")
	again := h.signIn(p.Email, chosen)
	_, _, err = h.Enter(h.ctx, h.actor(again), again, refOf(p), accounts.Evidence{})
	h.want(err, clinic.ErrNotFound, "the chart")
}

func TestOpeningAChartIsInItsAccessEvents(t *testing.T) {
	h := newHousehold(t)
	p, cookie := h.member("Asha Rao", "asha@example.com", nil)
	h.prove(cookie, p)
	events, err := h.table.AccessEvents(h.ctx, p.PracticeID, p.ID, "", 10)
	h.must(err)
	var what []string
	for _, e := range events {
		what = append(what, e.Agent+" "+e.What)
	}
	for _, want := range []string{"patient account_password_set", "patient portal_opened"} {
		if !slices.Contains(what, want) {
			t.Errorf("the access events are %q, want %q among them", what, want)
		}
	}
}

// interrupted lets something happen just before a person is proven.
type interrupted struct {
	accounts.Store
	before func()
}

func (s *interrupted) ProvePerson(ctx context.Context, a clinic.PortalAccess, c clinic.Code, old, next clinic.PortalSession, e clinic.AuditEvent) error {
	if before := s.before; before != nil {
		s.before = nil
		before()
	}
	return s.Store.ProvePerson(ctx, a, c, old, next, e)
}

func TestAGuardianWhoseAccessEndedChangesNoDemographics(t *testing.T) {
	h := newHousehold(t)
	const mail = "mother@example.com"
	child, _ := h.member("Uma Rao", mail, func(p *clinic.Patient) {
		p.DateOfBirth, p.Phone.IsGuardians = clinic.NewDate(2008, 3, 2), true
	})
	h.at(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)) // of age
	cookie := h.stepUp(h.signIn(mail, chosen))
	h.must(h.ChangeEmail(h.ctx, h.actor(cookie), "new@example.com"))
	_, link := h.post.to("new@example.com")
	h.must(h.ConfirmEmail(h.ctx, link))
	stored, err := h.table.Patient(h.ctx, child.PracticeID, child.ID)
	h.must(err)
	if stored.Email != mail {
		t.Errorf("the demographics of who is of age have %s", stored.Email)
	}
}

func TestADateOfBirthEnteredLaterEndsAGuardiansAccessInTime(t *testing.T) {
	h := newHousehold(t)
	child, cookie := h.member("Uma Rao", "mother@example.com", func(p *clinic.Patient) { p.DateOfBirth = clinic.Date{} })
	chart := h.prove(cookie, child)
	if h.actor(chart).Guardian {
		t.Fatal("nobody knows yet that a minor was invited")
	}
	stored, err := h.table.Patient(h.ctx, child.PracticeID, child.ID)
	h.must(err)
	known := stored
	known.DateOfBirth = clinic.NewDate(2008, 3, 2)
	known.Version++
	h.must(h.table.UpdatePatient(h.ctx, stored, known, h.event(child.ID, "patient_updated")))
	if !h.actor(chart).Guardian {
		t.Error("a minor's chart is read by the patient")
	}
	h.at(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)) // of age
	again := h.signIn(child.Email, chosen)
	all, err := h.Persons(h.ctx, h.actor(again))
	h.must(err)
	if len(all) != 0 {
		t.Error("the guardian still finds the one who is of age")
	}
}

func TestAnInviteToAnAddressThatTheDeskCorrectedOpensNothing(t *testing.T) {
	h := newHousehold(t)
	p := h.patient("Asha Rao", "wrong@example.com", nil)
	h.invite(p)
	corrected := p.WithEmail("asha@example.com")
	corrected.Version++
	h.must(h.table.UpdatePatient(h.ctx, p, corrected, h.event(p.ID, "email_changed")))
	cookie, _, err := h.ChooseFirst(h.ctx, h.signIn(p.Email, mailed), chosen)
	h.must(err)
	all, err := h.Persons(h.ctx, h.actor(cookie))
	h.must(err)
	if len(all) != 0 {
		t.Error("whoever has the wrong mailbox finds the patient")
	}
	_, _, err = h.Enter(h.ctx, h.actor(cookie), cookie, refOf(p), accounts.Evidence{DateOfBirth: p.DateOfBirth})
	h.want(err, clinic.ErrNotFound, "the chart")
}
