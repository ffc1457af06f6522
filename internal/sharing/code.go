package sharing

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// CodeSent is what the page tells after a code went out.
type CodeSent struct {
	ExpiresIn time.Duration
	ResendIn  time.Duration
	PhoneHint string
}

// SendCode sends a code to the verified number. The code is good only for this
// link, this number, and the browser that holds the nonce. clientAddress is
// counted against a limit of its own.
func (s *Links) SendCode(ctx context.Context, presented, nonce, clientAddress string) (CodeSent, error) {
	f, err := s.find(ctx, presented)
	if err != nil {
		return CodeSent{}, err
	}
	now := s.Now()
	if err := f.check(now); err != nil {
		return CodeSent{}, err
	}
	p := f.state.Patient
	if !p.Phone.Verified() {
		return CodeSent{}, clinic.ErrShareLinkNotFound
	}
	last, err := s.Store.Code(ctx, f.ref, clinic.LinkPurpose)
	if err != nil {
		return CodeSent{}, fmt.Errorf("send code: %w", err)
	}
	if last.Locked(now) {
		return CodeSent{}, clinic.ErrShareLinkLocked
	}
	if err := last.CheckSend(now); err != nil {
		return CodeSent{}, err
	}
	digits := token.Code(clinic.CodeDigits)
	code := last.Renewed(clinic.LinkPurpose, s.mac(f, digits, nonce), f.entry.Seq, now)
	limits := []clinic.Limit{clinic.PracticeCodeLimit(f.ref.Practice), clinic.AddressCodeLimit(token.HashOf(clientAddress))}
	if err := s.Store.PutCode(ctx, f.ref, p.Phone.E164, last, code, limits, now); err != nil {
		return CodeSent{}, err
	}
	message := clinic.CodeSMS(p.Phone.E164, p.Language, digits, f.state.Practice.SMSDisplayName)
	if _, err := s.SMS.SendSMS(ctx, message); err != nil {
		// Never sent again by itself: a second code of the same kind confuses.
		return CodeSent{}, clinic.ErrMessageNotSent.Because(err)
	}
	return CodeSent{ExpiresIn: clinic.CodeLifetime, ResendIn: clinic.CodeSendGap, PhoneHint: p.Phone.Hint()}, nil
}

// mac binds a code to everything that it is for.
func (s *Links) mac(f found, digits, nonce string) string {
	phone := f.state.Patient.Phone
	return s.Pepper.MAC(digits, string(clinic.LinkPurpose), string(f.ref.Practice), string(f.ref.Patient),
		strconv.Itoa(f.entry.Seq), phone.E164, strconv.Itoa(phone.Version), nonce)
}
