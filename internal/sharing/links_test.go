package sharing_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

// shared returns a world in which a link was sent.
func shared(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	w.must(w.decide(w.save()))
	return w, w.link()
}

func TestOpeningTheLinkShowsNothingAndChangesNothing(t *testing.T) {
	w, link := shared(t)
	before := w.ledger()[0].Version
	for range 100 { // scanners
		page, err := w.links.Page(w.ctx, link)
		w.must(err)
		if page.State != sharing.PageOpen || page.Person != "Asha V" || page.PhoneHint != "•• 210" {
			t.Fatalf("page = %+v, want first name, initial and three digits", page)
		}
	}
	if w.sms.count() != 1 || w.ledger()[0].Version != before {
		t.Error("looking at the page sent or changed something")
	}
}

func TestATokenThatIsNotOneIsAnsweredLikeAnyOther(t *testing.T) {
	w, link := shared(t)
	flipped := link[:29] + map[bool]string{true: "B", false: "A"}[link[29] == 'A']
	for name, tok := range map[string]string{
		"empty": "", "cut short": link[:29], "too long": link + "A", "wrong secret": link[:8] + strings.Repeat("A", 22),
		"wrong locator": "AAAAAAAA" + link[8:], "one character off": flipped, "case flipped": strings.ToUpper(link),
		"padded": link + "==", "other alphabet": strings.Repeat("+", 30), "encoded": "%41" + link[1:],
	} {
		if tok == link {
			continue
		}
		_, page := w.links.Page(w.ctx, tok)
		_, send := w.links.SendCode(w.ctx, tok, nonce, "203.0.113.7")
		_, verify := w.links.Verify(w.ctx, tok, "000000", nonce)
		for act, err := range map[string]error{"page": page, "code": send, "verify": verify, "not me": w.links.NotMe(w.ctx, tok), "opt out": w.links.OptOut(w.ctx, tok)} {
			if !errors.Is(err, clinic.ErrShareLinkNotFound) {
				t.Errorf("%s of a token that is %s: %v, want share_link_not_found", act, name, err)
			}
		}
		if err := w.links.Renew(w.ctx, tok); err != nil {
			t.Errorf("renewing a token that is %s: %v, want the neutral answer", name, err)
		}
	}
	if w.sms.count() != 1 {
		t.Error("a token that is not one sent something")
	}
}

func TestALinkEndsAtItsInstant(t *testing.T) {
	w, link := shared(t)
	w.clock.pass(clinic.ShareLinkLifetime - time.Second)
	if page, _ := w.links.Page(w.ctx, link); page.State != sharing.PageOpen {
		t.Errorf("a second before: %s, want open", page.State)
	}
	w.clock.pass(time.Second)
	if page, _ := w.links.Page(w.ctx, link); page.State != sharing.PageExpired || page.Practice.Phone == "" {
		t.Errorf("at its end: %s, want expired with the clinic's phone", page.State)
	}
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	wantError(t, err, clinic.ErrShareLinkExpired)
}

func TestTheCodeIsSixDigitsForFiveMinutesAndOnce(t *testing.T) {
	w, link := shared(t)
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	code := w.code()
	w.clock.pass(clinic.CodeLifetime)
	_, err = w.links.Verify(w.ctx, link, code, nonce)
	wantError(t, err, clinic.ErrCodeWrong)

	_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	code = w.code()
	w.clock.pass(clinic.CodeLifetime - time.Second)
	_, err = w.links.Verify(w.ctx, link, code, nonce)
	w.must(err)
	_, err = w.links.Verify(w.ctx, link, code, nonce)
	wantError(t, err, clinic.ErrCodeWrong)
}

func TestTheRightCodePresentedAtOnceOpensOneSession(t *testing.T) {
	w, link := shared(t)
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	code := w.code()
	var opened atomic.Int32
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if _, err := w.links.Verify(w.ctx, link, code, nonce); err == nil {
				opened.Add(1)
			}
		})
	}
	all.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d sessions, want one", opened.Load())
	}
}

func TestTwoHundredGuessesAtOnceCountFive(t *testing.T) {
	w, link := shared(t)
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	right := w.code()
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if guess := fmt.Sprintf("%06d", i); guess != right {
				_, _ = w.links.Verify(w.ctx, link, guess, nonce)
			}
		})
	}
	all.Wait()
	code, err := w.table.Code(w.ctx, w.ref, clinic.LinkPurpose)
	w.must(err)
	if code.Tries != clinic.CodeTries {
		t.Errorf("%d guesses were compared, want %d", code.Tries, clinic.CodeTries)
	}
	_, err = w.links.Verify(w.ctx, link, right, nonce)
	wantError(t, err, clinic.ErrCodeWrong)
}

func TestTenWrongTriesOverSeveralCodesLockTheLinkUntilTheClinicSendsAnother(t *testing.T) {
	w, link := shared(t)
	var err error
	for tries := 0; tries < clinic.CodeTriesPerDay; tries++ {
		if tries%clinic.CodeTries == 0 {
			w.clock.pass(time.Minute)
			_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
			w.must(err)
		}
		_, err = w.links.Verify(w.ctx, link, "no", nonce)
	}
	wantError(t, err, clinic.ErrShareLinkLocked)
	_, err = w.links.Verify(w.ctx, link, w.code(), nonce)
	wantError(t, err, clinic.ErrShareLinkLocked)
	_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	wantError(t, err, clinic.ErrShareLinkLocked)
	if page, _ := w.links.Page(w.ctx, link); page.State != sharing.PageLocked {
		t.Errorf("the page says %s, want locked", page.State)
	}
	w.must(w.links.Renew(w.ctx, link))
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 1 {
		t.Error("a locked link was renewed by whoever holds it")
	}

	clinician := clinic.Actor{PracticeID: w.ref.Practice, StaffID: "s", Role: clinic.ClinicianRole}
	w.must(w.links.Resend(w.ctx, clinician, w.ref.Patient))
	w.must(w.share.Sweep(w.ctx))
	w.clock.pass(time.Minute)
	if _, err := w.open(w.link()); err != nil {
		t.Errorf("the link that the clinic sent does not open: %v", err)
	}
}

func TestANewCodeNeverResetsTheCountOfWrongTries(t *testing.T) {
	w, link := shared(t)
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	_, _ = w.links.Verify(w.ctx, link, "no", nonce)
	w.clock.pass(time.Minute)
	_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	code, err := w.table.Code(w.ctx, w.ref, clinic.LinkPurpose)
	w.must(err)
	if code.DayTries != 1 || code.Tries != 0 {
		t.Errorf("day %d, code %d; want 1 and 0", code.DayTries, code.Tries)
	}
}

func TestASupersededCodeIsDead(t *testing.T) {
	w, link := shared(t)
	_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	old := w.code()
	w.clock.pass(time.Minute)
	_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	if old == w.code() {
		return // one in a million: the same digits again
	}
	_, err = w.links.Verify(w.ctx, link, old, nonce)
	wantError(t, err, clinic.ErrCodeWrong)
}

func TestACodeIsGoodForItsOwnLinkAndBrowserOnly(t *testing.T) {
	w, first := shared(t)
	w.clock.pass(time.Hour)
	w.must(w.decide(w.save()))
	second := w.link()
	_, err := w.links.SendCode(w.ctx, first, nonce, "203.0.113.7")
	w.must(err)
	_, err = w.links.Verify(w.ctx, second, w.code(), nonce)
	wantError(t, err, clinic.ErrCodeWrong)
	_, err = w.links.Verify(w.ctx, first, w.code(), "BBBBBBBBBBBBBBBBBBBBBB")
	wantError(t, err, clinic.ErrCodeWrong)
	_, err = w.links.Verify(w.ctx, first, w.code(), "")
	wantError(t, err, clinic.ErrCodeWrong)
	if _, err = w.links.Verify(w.ctx, first, w.code(), nonce); err != nil {
		t.Errorf("its own link and browser: %v", err)
	}
}

func TestCodesAreSentThirtySecondsApartThreeAQuarterEightADay(t *testing.T) {
	w, link := shared(t)
	send := func() error {
		_, err := w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
		return err
	}
	w.must(send())
	w.clock.pass(clinic.CodeSendGap - time.Second)
	wantError(t, send(), clinic.ErrCodeTooSoon)
	w.clock.pass(time.Second)
	w.must(send())
	w.clock.pass(clinic.CodeSendGap)
	w.must(send())
	w.clock.pass(clinic.CodeSendGap)
	wantError(t, send(), clinic.ErrCodeTooMany)
	for range clinic.CodeSendsPerDay - 3 {
		w.clock.pass(15 * time.Minute)
		w.must(send())
	}
	w.clock.pass(time.Hour)
	wantError(t, send(), clinic.ErrCodeTooMany)
}

func TestFiftyRequestsAtOnceSendOneCode(t *testing.T) {
	w, link := shared(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { _, _ = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7") })
	}
	all.Wait()
	if codes := w.sms.count() - 1; codes != 1 {
		t.Errorf("%d codes, want one", codes)
	}
}

func TestAChangeOfNumberEndsLinkCodeAndSessionAtOnce(t *testing.T) {
	w, link := shared(t)
	opened, err := w.open(link)
	w.must(err)
	w.clock.pass(time.Minute)
	_, err = w.links.SendCode(w.ctx, link, nonce, "203.0.113.7")
	w.must(err)
	w.change(func(p clinic.Patient) clinic.Patient {
		return p.WithContact("+919811111111", true, false).WithVerifiedPhone("s", w.clock.Now())
	})
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
	_, err = w.links.Verify(w.ctx, link, w.code(), nonce)
	wantError(t, err, clinic.ErrShareLinkNotFound)
	_, err = w.links.Page(w.ctx, link)
	wantError(t, err, clinic.ErrShareLinkNotFound)
}

func TestASessionIdlesFifteenMinutesAndLastsAnHour(t *testing.T) {
	w, link := shared(t)
	opened, err := w.open(link)
	w.must(err)
	for range 4 {
		w.clock.pass(clinic.LinkSessionIdle - time.Second)
		_, err = w.links.Records(w.ctx, opened.Session)
		w.must(err)
	}
	w.clock.pass(4 * time.Second)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)

	w.clock.pass(time.Minute)
	opened, err = w.open(link)
	w.must(err)
	w.clock.pass(clinic.LinkSessionIdle)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
}

func TestASessionEndsWithItsLink(t *testing.T) {
	w, link := shared(t)
	w.clock.pass(clinic.ShareLinkLifetime - time.Minute)
	opened, err := w.open(link)
	w.must(err)
	w.clock.pass(time.Minute)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
}

func TestASessionThatWasClosedIsOver(t *testing.T) {
	w, link := shared(t)
	opened, err := w.open(link)
	w.must(err)
	w.must(w.links.Close(w.ctx, opened.Session))
	wantError(t, w.links.Close(w.ctx, opened.Session), clinic.ErrUnauthenticated)
	_, err = w.links.Records(w.ctx, opened.Session)
	wantError(t, err, clinic.ErrUnauthenticated)
}

func TestThePrivatePartOfANoteIsNotOpened(t *testing.T) {
	w := newWorld(t)
	r := w.save(note, func(r *clinic.Record) {
		r.Content = &clinic.ClinicalNote{FreeText: "seen", PrivateNote: "suspects something"}
	})
	w.must(w.decide(r))
	opened, err := w.open(w.link())
	w.must(err)
	if got := fmt.Sprintf("%+v", opened.Records[0].ForPatient()); strings.Contains(got, "suspects") {
		t.Errorf("the patient reads %s", got)
	}
}

func TestAnExpiredLinkCanBeRenewedToTheVerifiedNumberOnly(t *testing.T) {
	w, link := shared(t)
	w.clock.pass(clinic.ShareLinkLifetime)
	for range 5 {
		w.must(w.links.Renew(w.ctx, link))
	}
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 2 {
		t.Fatalf("%d messages, want one more however often it is asked for", w.shares())
	}
	if m := w.sms.sent[len(w.sms.sent)-1]; m.To != "+919876543210" {
		t.Errorf("the new link went to %s", m.To)
	}
	if _, err := w.open(w.link()); err != nil {
		t.Errorf("the new link does not open: %v", err)
	}
	if page, _ := w.links.Page(w.ctx, link); page.State != sharing.PageExpired {
		t.Errorf("the old link says %s, want expired", page.State)
	}
}

func TestAReceptionistCannotResendNorAnotherPractice(t *testing.T) {
	w, _ := shared(t)
	desk := clinic.Actor{PracticeID: w.ref.Practice, StaffID: "s", Role: clinic.ReceptionistRole}
	wantError(t, w.links.Resend(w.ctx, desk, w.ref.Patient), clinic.ErrForbidden)
	foreign := clinic.Actor{PracticeID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", StaffID: "s", Role: clinic.OwnerRole}
	wantError(t, w.links.Resend(w.ctx, foreign, w.ref.Patient), clinic.ErrNotFound)
	wantError(t, w.links.Resend(w.ctx, clinic.Actor{}, w.ref.Patient), clinic.ErrForbidden)
}

func TestEveryOpeningIsWrittenDownForTheClinic(t *testing.T) {
	w, link := shared(t)
	opened, err := w.open(link)
	w.must(err)
	_, err = w.links.Records(w.ctx, opened.Session)
	w.must(err)
	events, err := w.table.AccessEvents(w.ctx, w.ref.Practice, w.ref.Patient, "", 25)
	w.must(err)
	var seen []string
	for _, e := range events {
		seen = append(seen, e.Agent+" "+e.What+" "+e.Entity)
	}
	got := strings.Join(seen, ", ")
	for _, want := range []string{"patient share_opened share/1", "patient share_read share/1"} {
		if !strings.Contains(got, want) {
			t.Errorf("events = %s, want %s among them", got, want)
		}
	}
}
