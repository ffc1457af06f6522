package patients_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/patients"
)

func TestAReceptionistVerifiesANumberByItsCode(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	sent, err := d.SendCode(d.ctx, d.by, p.ID)
	d.must(err)
	if sent.ExpiresIn != 5*time.Minute || sent.ResendIn != 30*time.Second || sent.PhoneHint != "•• 210" {
		t.Errorf("the desk is told %+v", sent)
	}
	m := d.sms.sent[0]
	if m.To != "+919876543210" || m.Kind != clinic.VerifyMessage || m.Language != clinic.Hindi || strings.Contains(m.Body, "Asha") {
		t.Errorf("SMS %+v, want one in the patient's language that names nobody", m)
	}
	d.now = d.now.Add(5*time.Minute - time.Millisecond)
	verified, err := d.VerifyPhone(d.ctx, d.by, p.ID, m.Body[:6])
	d.must(err)
	if !verified.Phone.Verified() || verified.Version != 2 || verified.Phone.Version != 1 || verified.Phone.VerifiedBy != "receptionist" {
		t.Errorf("verified: %+v", verified)
	}
	if got := d.stored(p.ID); !got.Phone.Verified() || !got.Phone.VerifiedAt.Equal(d.now) {
		t.Errorf("stored: %+v", got.Phone)
	}
	if events := d.events(p.ID); events[len(events)-1] != "phone_verified" {
		t.Errorf("events %v", events)
	}
}

func TestACodeIsGoodOnceAndForItsOwnPatientAlone(t *testing.T) {
	tests := []struct {
		name string
		code func(d *desk, p clinic.Patient) string
	}{
		{"nothing was sent", func(*desk, clinic.Patient) string { return "123456" }},
		{"another code", func(d *desk, p clinic.Patient) string { return wrong(d.send(p.ID)) }},
		{"of nothing", func(d *desk, p clinic.Patient) string { d.send(p.ID); return "" }},
		{"too short", func(d *desk, p clinic.Patient) string { return d.send(p.ID)[:5] }},
		{"too long", func(d *desk, p clinic.Patient) string { return d.send(p.ID) + "0" }},
		{"in the digits of another script", func(d *desk, p clinic.Patient) string {
			return strings.Map(func(r rune) rune { return r - '0' + '०' }, d.send(p.ID))
		}},
		{"at its very end", func(d *desk, p clinic.Patient) string {
			code := d.send(p.ID)
			d.now = d.now.Add(clinic.CodeLifetime)
			return code
		}},
		{"superseded by a newer one", func(d *desk, p clinic.Patient) string {
			code := d.send(p.ID)
			d.now = d.now.Add(clinic.CodeSendGap)
			if newer := d.send(p.ID); newer == code { // one time in a million
				return wrong(code)
			}
			return code
		}},
		{"of another patient on the same number", func(d *desk, p clinic.Patient) string {
			other := d.register()
			code := d.send(other.ID)
			if mine := d.send(p.ID); mine == code {
				return wrong(code)
			}
			return code
		}},
		{"of a number that changed since", func(d *desk, p clinic.Patient) string {
			code := d.send(p.ID)
			_, err := d.Update(d.ctx, d.by, p.ID, 1, demographics(func(p *patients.Demographics) { p.Phone = "98765 43211" }))
			d.must(err)
			return code
		}},
		{"of a number that changed and came back", func(d *desk, p clinic.Patient) string {
			code := d.send(p.ID)
			_, err := d.Update(d.ctx, d.by, p.ID, 1, demographics(func(p *patients.Demographics) { p.Phone = "98765 43211" }))
			d.must(err)
			_, err = d.Update(d.ctx, d.by, p.ID, 2, demographics())
			d.must(err)
			return code
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			p := d.register()
			_, err := d.VerifyPhone(d.ctx, d.by, p.ID, tt.code(d, p))
			d.wantError(err, clinic.ErrCodeWrong)
			if d.stored(p.ID).Phone.Verified() {
				t.Error("the number was verified")
			}
		})
	}
}

func TestACodeIsUsedOnce(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	code := d.send(p.ID)
	_, err := d.VerifyPhone(d.ctx, d.by, p.ID, code)
	d.must(err)
	_, err = d.VerifyPhone(d.ctx, d.by, p.ID, code)
	d.wantError(err, clinic.ErrCodeWrong)
}

func TestTheSixthTryAtACodeFailsEvenIfRight(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	code := d.send(p.ID)
	for range clinic.CodeTries {
		_, err := d.VerifyPhone(d.ctx, d.by, p.ID, wrong(code))
		d.wantError(err, clinic.ErrCodeWrong)
	}
	_, err := d.VerifyPhone(d.ctx, d.by, p.ID, code)
	d.wantError(err, clinic.ErrCodeWrong)
	if d.stored(p.ID).Phone.Verified() {
		t.Error("the number was verified")
	}
}

func TestTheFifthTryAtACodeStillCounts(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	code := d.send(p.ID)
	for range clinic.CodeTries - 1 {
		_, err := d.VerifyPhone(d.ctx, d.by, p.ID, wrong(code))
		d.wantError(err, clinic.ErrCodeWrong)
	}
	_, err := d.VerifyPhone(d.ctx, d.by, p.ID, code)
	d.must(err)
}

func TestTenWrongTriesInADayAreAllThereAre(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	for range 2 {
		code := d.send(p.ID)
		for range clinic.CodeTries {
			_, err := d.VerifyPhone(d.ctx, d.by, p.ID, wrong(code))
			d.wantError(err, clinic.ErrCodeWrong)
		}
		d.now = d.now.Add(time.Hour)
	}
	_, err := d.VerifyPhone(d.ctx, d.by, p.ID, "000000")
	d.wantError(err, clinic.ErrCodeTooMany)
	_, err = d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrCodeTooMany)
	d.now = noon.Add(24*time.Hour - time.Millisecond)
	_, err = d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrCodeTooMany)
	d.now = noon.Add(24 * time.Hour)
	_, err = d.VerifyPhone(d.ctx, d.by, p.ID, d.send(p.ID))
	d.must(err)
}

func TestParallelGuessesGetFiveTries(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	code := d.send(p.ID)
	results := make(chan error, 50)
	for range cap(results) {
		go func() {
			_, err := d.VerifyPhone(d.ctx, d.by, p.ID, wrong(code))
			results <- err
		}()
	}
	for range cap(results) {
		if err := <-results; !errors.Is(err, clinic.ErrCodeWrong) {
			t.Errorf("a guess: %v, want code_wrong", err)
		}
	}
	c, err := d.table.Code(d.ctx, clinic.PatientRef{Practice: d.by.PracticeID, Patient: p.ID}, clinic.PhonePurpose)
	d.must(err)
	if c.Tries != clinic.CodeTries || c.DayTries != clinic.CodeTries {
		t.Errorf("%d tries counted, want %d", c.Tries, clinic.CodeTries)
	}
	_, err = d.VerifyPhone(d.ctx, d.by, p.ID, code)
	d.wantError(err, clinic.ErrCodeWrong)
}

func TestTheRightCodeTwiceAtOnceVerifiesOnce(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	code := d.send(p.ID)
	results := make(chan error, 2)
	for range cap(results) {
		go func() {
			_, err := d.VerifyPhone(d.ctx, d.by, p.ID, code)
			results <- err
		}()
	}
	if first, second := <-results, <-results; (first == nil) == (second == nil) {
		t.Errorf("%v and %v, want one to win", first, second)
	}
	if got := d.stored(p.ID); got.Version != 2 || !got.Phone.Verified() {
		t.Errorf("stored: %+v", got)
	}
}

func TestCodesAreSentWithinLimits(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	d.send(p.ID)
	d.now = d.now.Add(clinic.CodeSendGap - time.Millisecond)
	_, err := d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrCodeTooSoon)
	d.now = d.now.Add(time.Millisecond)
	d.send(p.ID)
	d.now = d.now.Add(time.Minute)
	d.send(p.ID)
	d.now = d.now.Add(time.Minute)
	_, err = d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrCodeTooMany) // the fourth in a quarter of an hour
	if len(d.sms.sent) != 3 {
		t.Errorf("%d messages went out, want 3", len(d.sms.sent))
	}
}

func TestFiftyRequestsAtOnceSendOneCode(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	results := make(chan error, 50)
	for range cap(results) {
		go func() {
			_, err := d.SendCode(d.ctx, d.by, p.ID)
			results <- err
		}()
	}
	for range cap(results) {
		if err := <-results; err != nil && clinic.KindOf(err) != clinic.KindTooMany {
			t.Errorf("a request: %v", err)
		}
	}
	if len(d.sms.sent) != 1 {
		t.Errorf("%d messages went out, want 1", len(d.sms.sent))
	}
}

func TestACodeGoesOnlyToANumberThatAnSMSCanReach(t *testing.T) {
	d := newDesk(t)
	for typed, want := range map[string]*clinic.Error{"": clinic.ErrPhoneMissing, "080 4123 4567": clinic.ErrPhoneNotMobile, "+1 202 555 0123": clinic.ErrPhoneNotMobile} {
		p := d.register(func(p *patients.Demographics) { p.Phone = typed })
		_, err := d.SendCode(d.ctx, d.by, p.ID)
		d.wantError(err, want)
	}
	if len(d.sms.sent) != 0 {
		t.Error("a message went out")
	}
}

func TestACarrierThatFailsIsToldAsSuch(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	d.sms.err = &clinic.SendError{Code: "throttled", Retryable: true}
	_, err := d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrMessageNotSent)
	d.sms.err = nil
	_, err = d.SendCode(d.ctx, d.by, p.ID)
	d.wantError(err, clinic.ErrCodeTooSoon)
}
