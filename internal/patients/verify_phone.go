package patients

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// CodeSent is what the desk is told after a code went out.
type CodeSent struct {
	ExpiresIn time.Duration
	ResendIn  time.Duration
	PhoneHint string
}

// SendCode sends a code to the patient's number, for the patient to read out.
func (s *Service) SendCode(ctx context.Context, by clinic.Actor, id clinic.PatientID) (CodeSent, error) {
	p, err := s.patient(ctx, by, id)
	if err != nil {
		return CodeSent{}, err
	}
	switch {
	case p.Phone.E164 == "":
		return CodeSent{}, clinic.ErrPhoneMissing
	case !p.Phone.Mobile:
		return CodeSent{}, clinic.ErrPhoneNotMobile
	}
	practice, err := s.Store.Practice(ctx, by.PracticeID)
	if err != nil {
		return CodeSent{}, fmt.Errorf("send code: %w", err)
	}
	ref := clinic.PatientRef{Practice: by.PracticeID, Patient: id}
	last, err := s.Store.Code(ctx, ref, clinic.PhonePurpose)
	if err != nil {
		return CodeSent{}, fmt.Errorf("send code: %w", err)
	}
	now := s.Now()
	if err := last.CheckSend(now); err != nil {
		return CodeSent{}, err
	}
	digits := token.Code(clinic.CodeDigits)
	code := last.Renewed(clinic.PhonePurpose, s.mac(p, digits), 0, now)
	if err := s.Store.PutCode(ctx, ref, p.Phone.E164, last, code, []clinic.Limit{clinic.PracticeCodeLimit(by.PracticeID)}, now); err != nil {
		return CodeSent{}, err
	}
	if _, err := s.SMS.SendSMS(ctx, clinic.VerifySMS(p.Phone.E164, p.Language, digits, practice.SMSDisplayName)); err != nil {
		return CodeSent{}, clinic.ErrMessageNotSent.Because(err)
	}
	return CodeSent{ExpiresIn: clinic.CodeLifetime, ResendIn: clinic.CodeSendGap, PhoneHint: p.Phone.Hint()}, nil
}

// VerifyPhone takes the code that the patient read out. A try is counted
// before it is compared.
func (s *Service) VerifyPhone(ctx context.Context, by clinic.Actor, id clinic.PatientID, digits string) (clinic.Patient, error) {
	before, err := s.patient(ctx, by, id)
	if err != nil {
		return clinic.Patient{}, err
	}
	now := s.Now()
	code, err := s.Store.CountCodeTry(ctx, clinic.PatientRef{Practice: by.PracticeID, Patient: id}, clinic.PhonePurpose, now)
	if clinic.KindOf(err) == clinic.KindTooMany {
		return clinic.Patient{}, clinic.ErrCodeTooMany
	}
	if err != nil {
		return clinic.Patient{}, err
	}
	if !token.Equal(code.MAC, s.mac(before, digits)) {
		return clinic.Patient{}, clinic.ErrCodeWrong
	}
	after := before.WithVerifiedPhone(by.StaffID, now)
	after.Version, after.UpdatedAt, after.UpdatedBy = before.Version+1, now, by.StaffID
	return after, s.Store.VerifyPhone(ctx, code, before, after, s.event(by, id, clinic.ActionUpdate, "phone_verified"))
}

// mac binds a code to the patient, the number and its version.
func (s *Service) mac(p clinic.Patient, digits string) string {
	return s.Pepper.MAC(digits, string(clinic.PhonePurpose), string(p.PracticeID), string(p.ID), p.Phone.E164, strconv.Itoa(p.Phone.Version))
}
