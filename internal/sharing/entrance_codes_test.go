package sharing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

func TestTwoHundredGuessesAtAnEntryCodeCountFive(t *testing.T) {
	w, _ := shared(t)
	w.must(w.entrance().SendCode(w.ctx, number, "", nonce, home))
	right := w.entryCode()
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if guess := fmt.Sprintf("%06d", i); guess != right {
				if _, err := w.entrance().Verify(w.ctx, number, guess, nonce); !errors.Is(err, clinic.ErrCodeWrong) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	_, err := w.entrance().Verify(w.ctx, number, right, nonce)
	wantError(t, err, clinic.ErrCodeWrong)
}

func TestAnEntryCodeIsForOneBrowserAndOnce(t *testing.T) {
	w, link := shared(t)
	e := w.entrance()
	w.must(e.SendCode(w.ctx, number, "", nonce, home))
	code := w.entryCode()
	for name, try := range map[string]func() error{
		"another browser": func() error { _, err := e.Verify(w.ctx, number, code, "BBBBBBBBBBBBBBBBBBBBBB"); return err },
		"no browser":      func() error { _, err := e.Verify(w.ctx, number, code, ""); return err },
		"another number":  func() error { _, err := e.Verify(w.ctx, "9876543211", code, nonce); return err },
		"five digits":     func() error { _, err := e.Verify(w.ctx, number, code[:5], nonce); return err },
	} {
		if err := try(); !errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("%s: %v, want code_wrong", name, err)
		}
	}
	_, err := w.links.Verify(w.ctx, link, code, nonce)
	wantError(t, err, clinic.ErrCodeWrong) // of another purpose
	_, err = e.Verify(w.ctx, "+91 98765-43210", code, nonce)
	w.must(err)
	_, err = e.Verify(w.ctx, number, code, nonce)
	wantError(t, err, clinic.ErrCodeWrong)

	w.clock.pass(time.Minute)
	w.must(e.SendCode(w.ctx, number, "", nonce, home))
	old := w.entryCode()
	w.clock.pass(time.Minute)
	w.must(e.SendCode(w.ctx, number, "", nonce, home))
	if code = w.entryCode(); old != code {
		_, err = e.Verify(w.ctx, number, old, nonce)
		wantError(t, err, clinic.ErrCodeWrong) // superseded
	}
	w.clock.pass(clinic.CodeLifetime)
	_, err = e.Verify(w.ctx, number, code, nonce)
	wantError(t, err, clinic.ErrCodeWrong) // expired
	_, err = w.open(link)
	if err != nil {
		t.Errorf("the link does not open any more: %v", err)
	}
}

func TestTheRightEntryCodeAtOnceBeginsOneEntry(t *testing.T) {
	w, _ := shared(t)
	w.must(w.entrance().SendCode(w.ctx, number, "", nonce, home))
	code := w.entryCode()
	var begun atomic.Int32
	var all sync.WaitGroup
	for range clinic.CodeTries {
		all.Go(func() {
			if _, err := w.entrance().Verify(w.ctx, number, code, nonce); err == nil {
				begun.Add(1)
			}
		})
	}
	all.Wait()
	if begun.Load() != 1 {
		t.Errorf("%d entries, want one", begun.Load())
	}
}

// What a number says of itself: nothing.

func TestANumberThatIsNotKnownIsAskedForTheSame(t *testing.T) {
	c := &dynamotest.Calls{}
	w := newWorldOn(t, dynamotest.Table(t, c.Note))
	w.must(w.decide(w.save()))
	e := w.entrance()
	send := func(number string) []string {
		return c.During(func() { w.must(e.SendCode(w.ctx, number, "", nonce, home)) })
	}
	want := send("9876543299")
	if got := send(number); !slices.Equal(got, want) {
		t.Errorf("a known number asks for %v, another for %v", got, want)
	}
	if n := len(w.entryCodes()); n != 1 {
		t.Fatalf("%d codes, want one to the known number", n)
	}
	if got, other := send(number), send("9876543299"); !slices.Equal(got, other) { // both too soon
		t.Errorf("too soon, a known number asks for %v, another for %v", got, other)
	}
	verify := func(number string) []string {
		return c.During(func() {
			_, err := e.Verify(w.ctx, number, "no", nonce)
			wantError(t, err, clinic.ErrCodeWrong)
		})
	}
	if got, other := verify(number), verify("9876543299"); !slices.Equal(got, other) {
		t.Errorf("a wrong code of a known number asks for %v, of another for %v", got, other)
	}
}

func TestANumberThatIsNotKnownTakesAsLong(t *testing.T) {
	w, _ := shared(t)
	median := func(e *sharing.Entrance, samples int) (known, unknown time.Duration) {
		var took [2][]time.Duration
		for i := range samples {
			w.clock.pass(25 * time.Hour)
			for _, which := range []int{i % 2, 1 - i%2} {
				begun := time.Now()
				w.must(e.SendCode(w.ctx, []string{number, "9876543299"}[which], "", nonce, home))
				took[which] = append(took[which], time.Since(begun))
			}
		}
		slices.Sort(took[0])
		slices.Sort(took[1])
		return took[0][samples/2], took[1][samples/2]
	}
	alike := func(name string, e *sharing.Entrance, samples int) {
		var known, unknown time.Duration
		for range 6 { // a busy machine may be busier in one half
			known, unknown = median(e, samples)
			if d := (known - unknown).Abs(); d*10 < unknown {
				t.Logf("%s: %v known, %v unknown", name, known, unknown)
				return
			}
		}
		t.Errorf("%s: a known number takes %v, another %v", name, known, unknown)
	}
	w.sms.before = func() { <-time.After(30 * time.Millisecond) } // a carrier that takes its time
	steady, begun := w.entrance(), time.Now()
	steady.Step = 100 * time.Millisecond
	w.links.Now = func() time.Time { return w.clock.Now().Add(time.Since(begun)) }
	alike("with steps", steady, 9)
	w.sms.before = nil
	alike("the work alone", w.entrance(), 60)
}

// What strangers can spend and spoil.

func TestAThousandRequestsSendNoMoreThanTheNumbersMay(t *testing.T) {
	w, _ := shared(t)
	e := w.entrance()
	refused := 0
	for i := range 1000 {
		err := e.SendCode(w.ctx, number, "", nonce, fmt.Sprintf("203.0.%d.%d", i/250, i%250))
		if err != nil {
			refused++
		}
		w.clock.pass(20 * time.Second) // almost six hours
	}
	if n := len(w.entryCodes()); n != clinic.EntryCodesPerDay || refused != 0 {
		t.Errorf("%d codes and %d refusals, want %d and none", n, refused, clinic.EntryCodesPerDay)
	}
	refused = 0
	for i := range 100 {
		if err := e.SendCode(w.ctx, fmt.Sprintf("98765%05d", i), "", nonce, away); errors.Is(err, clinic.ErrTooMany) {
			refused++
		}
	}
	if refused < 40 {
		t.Errorf("%d of 100 numbers were refused one address, want what exceeds its limit", refused)
	}
}

func TestFiftyRequestsAtOnceSendOneEntryCode(t *testing.T) {
	w, _ := shared(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if err := w.entrance().SendCode(w.ctx, number, "", nonce, home); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(w.entryCodes()); n != 1 {
		t.Errorf("%d codes, want one", n)
	}
}

func TestAStrangerWhoKnowsTheNumberLocksNobodyOut(t *testing.T) {
	w, link := shared(t)
	e := w.entrance()
	for range 50 { // from one address, over a day, with wrong guesses at what it asks for
		w.must(e.SendCode(w.ctx, number, "", "BBBBBBBBBBBBBBBBBBBBBB", away))
		for range 6 {
			_, err := e.Verify(w.ctx, number, "no", "BBBBBBBBBBBBBBBBBBBBBB")
			wantError(t, err, clinic.ErrCodeWrong)
		}
		w.clock.pass(6 * time.Minute)
	}
	if n := len(w.entryCodes()); n != clinic.EntryCodesPerAddress {
		t.Fatalf("one address had %d codes sent, want %d", n, clinic.EntryCodesPerAddress)
	}
	if _, _, err := w.choose(w.enter(), "A", born); err != nil {
		t.Errorf("the owner: %v", err)
	}
	for range 10 { // from everywhere
		w.clock.pass(6 * time.Minute)
		w.must(e.SendCode(w.ctx, number, "", "BBBBBBBBBBBBBBBBBBBBBB", fmt.Sprint(w.clock.Now().Minute())))
	}
	if n := len(w.entryCodes()); n != clinic.EntryCodesPerDay {
		t.Errorf("%d codes, want %d", n, clinic.EntryCodesPerDay)
	}
	if _, err := w.open(link); err != nil {
		t.Errorf("the link of a number whose codes strangers used up: %v", err)
	}
}

func TestAStrangersCodeEndsNobodyElses(t *testing.T) {
	w, _ := shared(t)
	e := w.entrance()
	w.must(e.SendCode(w.ctx, number, "", nonce, home))
	mine := w.entryCode()
	w.clock.pass(time.Minute)
	w.must(e.SendCode(w.ctx, number, "", "BBBBBBBBBBBBBBBBBBBBBB", away))
	if _, err := e.Verify(w.ctx, number, mine, nonce); err != nil {
		t.Errorf("the owner's code after a stranger asked for one: %v", err)
	}
}

func TestOnlyMobileNumbersOfTheCountriesAreTexted(t *testing.T) {
	w, _ := shared(t)
	for _, typed := range []string{"", "+1 900 555 0100", "+882 16 1234567", "0484 2123456", "1800 123 4567", "140 123 4567", "98765", strings.Repeat("9", 5000)} {
		if err := w.entrance().SendCode(w.ctx, typed, "", nonce, home); clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("%q: %v, want invalid", typed, err)
		}
	}
	if err := w.entrance().SendCode(w.ctx, number, "fr", nonce, home); clinic.KindOf(err) != clinic.KindInvalid {
		t.Errorf("a language that there is not: %v, want invalid", err)
	}
	w.must(w.entrance().SendCode(w.ctx, "+९१ ९८७६५ ४३२१०", clinic.Hindi, nonce, home))
	if m := w.sms.sent[len(w.sms.sent)-1]; m.To != "+919876543210" || m.Language != clinic.Hindi {
		t.Errorf("sent to %s in %s", m.To, m.Language)
	}
}

func TestACarrierThatRefusesTellsNobodyThatTheNumberIsKnown(t *testing.T) {
	w, _ := shared(t)
	var log bytes.Buffer
	e := w.entrance()
	e.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.sms.fail = []error{&clinic.SendError{Code: "throttled", Retryable: true}}
	if err := e.SendCode(w.ctx, number, "", nonce, home); err != nil {
		t.Errorf("error = %v, want the answer of every number", err)
	}
	if s := log.String(); !strings.Contains(s, "throttled") || strings.Contains(s, "98765") || strings.Contains(s, "Asha") {
		t.Errorf("the log says %q, want the failure and no person", s)
	}
}

func TestAnAnswerLeavesAtAStep(t *testing.T) {
	w, _ := shared(t)
	e := w.entrance()
	e.Step = time.Hour
	ctx, cancel := context.WithCancel(w.ctx)
	done := make(chan struct{})
	go func() { _ = e.SendCode(ctx, number, "", nonce, home); close(done) }()
	for len(w.entryCodes()) == 0 {
		<-time.After(time.Millisecond)
	}
	select {
	case <-done:
		t.Error("the answer left before its time")
	default:
	}
	cancel()
	<-done
}
