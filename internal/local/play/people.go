package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Staff is a person at a practice's desk, signed in or not.
type Staff struct {
	Browser
	Outbox   Outbox
	Email    string
	Password string
}

// NewStaff returns somebody who may sign in to the cloud at base.
func NewStaff(base, email, password string) *Staff {
	return &Staff{Browser: Browser{Base: base}, Outbox: Outbox{base}, Email: email, Password: password}
}

// RegisterPractice registers a practice with s as its owner, and chooses the
// password with the link that was mailed.
func (s *Staff) RegisterPractice(ctx context.Context, profile map[string]any, ownerName string) error {
	return s.invited(ctx, func() error {
		_, err := s.Do(ctx, "POST", "/api/practices", map[string]any{
			"practice": profile, "owner": map[string]any{"name": ownerName, "email": s.Email},
		}, nil)
		return err
	})
}

// AddStaff adds a colleague (s is an owner), who chooses a password with the
// link that was mailed. fields are of the request's body beside the e-mail.
func (s *Staff) AddStaff(ctx context.Context, colleague *Staff, fields map[string]any) error {
	return colleague.invited(ctx, func() error {
		body := map[string]any{"email": colleague.Email}
		for k, v := range fields {
			body[k] = v
		}
		_, err := s.Do(ctx, "POST", "/api/staff", body, nil)
		return err
	})
}

// invited does what has a password link mailed to s, and uses it.
func (s *Staff) invited(ctx context.Context, invite func() error) error {
	before, err := s.Outbox.Last(ctx)
	if err != nil {
		return err
	}
	if err := invite(); err != nil {
		return err
	}
	mail, err := s.Outbox.Wait(ctx, before, "email", s.Email)
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, "POST", "/api/passwords", map[string]any{"token": mail.PasswordToken(), "password": s.Password}, nil)
	return err
}

// SignIn signs in.
func (s *Staff) SignIn(ctx context.Context) error {
	_, err := s.Do(ctx, "POST", "/api/sessions", map[string]any{"email": s.Email, "password": s.Password}, nil)
	return err
}

// StepUp enters the password again.
func (s *Staff) StepUp(ctx context.Context) error {
	_, err := s.Do(ctx, "POST", "/api/session/step-up", map[string]any{"password": s.Password}, nil)
	return err
}

// EnterRegistration enters what a prescription prints of its prescriber. s is
// an owner who has stepped up, and enters their own.
func (s *Staff) EnterRegistration(ctx context.Context, qualifications, number string) error {
	var who struct{ StaffID string }
	if _, err := s.Do(ctx, "GET", "/api/session", nil, &who); err != nil {
		return err
	}
	var staff struct {
		Items []struct {
			ID, Name, Role string
			Version        int
		}
	}
	if _, err := s.Do(ctx, "GET", "/api/staff", nil, &staff); err != nil {
		return err
	}
	for _, m := range staff.Items {
		if m.ID == who.StaffID {
			_, err := s.Do(ctx, "PUT", "/api/staff/"+m.ID, map[string]any{
				"name": m.Name, "role": m.Role, "disabled": false, "qualifications": qualifications, "registrationNumber": number,
			}, nil, "If-Match", fmt.Sprintf("%q", fmt.Sprint(m.Version)))
			return err
		}
	}
	return errors.New("the session is of nobody on the staff")
}

// Patient is a patient as the API shows one.
type Patient struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Phone       string `json:"phone"`
	Email       string `json:"email"`
	PhoneStatus string `json:"phoneStatus"`
	Version     int    `json:"version"`
}

// Register registers a patient.
func (s *Staff) Register(ctx context.Context, demographics map[string]any) (Patient, error) {
	var p Patient
	_, err := s.Do(ctx, "POST", "/api/patients", demographics, &p)
	return p, err
}

// VerifyPhone has a code sent, and enters it as the patient reads it out.
func (s *Staff) VerifyPhone(ctx context.Context, p Patient) (Patient, Message, error) {
	before, err := s.Outbox.Last(ctx)
	if err != nil {
		return p, Message{}, err
	}
	if _, err := s.Do(ctx, "POST", "/api/patients/"+p.ID+"/phone-codes", nil, nil); err != nil {
		return p, Message{}, err
	}
	sms, err := s.Outbox.Wait(ctx, before, "sms", p.Phone)
	if err != nil {
		return p, sms, err
	}
	_, err = s.Do(ctx, "POST", "/api/patients/"+p.ID+"/phone-verification", map[string]any{"code": sms.Code()}, &p)
	return p, sms, err
}

// Record is a record as the chart shows it.
type Record struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Status   string          `json:"status"`
	Version  int             `json:"version"`
	ShareBox bool            `json:"shareBox"`
	Content  json.RawMessage `json:"content"`
	Warnings []struct {
		Pointer, Code, Detail string
	} `json:"warnings"`
	Sharing *struct {
		State           string `json:"state"`
		Reason          string `json:"reason"`
		Failure         string `json:"failure"`
		SettingsVersion int    `json:"settingsVersion"`
		SMS             string `json:"sms"`
		Email           string `json:"email"`
	} `json:"sharing"`
}

// Save saves a final record. extra are further fields of the request's body.
func (s *Staff) Save(ctx context.Context, patient, recordType string, content json.RawMessage, extra map[string]any) (Record, error) {
	body := map[string]any{"type": recordType, "status": "final", "content": content}
	for k, v := range extra {
		body[k] = v
	}
	var r Record
	_, err := s.Do(ctx, "POST", "/api/patients/"+patient+"/records", body, &r)
	return r, err
}

// WaitFor reads a record until its sharing state is one of those wanted.
func (s *Staff) WaitFor(ctx context.Context, patient, record string, states ...string) (Record, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		var r Record
		if _, err := s.Do(ctx, "GET", "/api/patients/"+patient+"/records/"+record, nil, &r); err != nil {
			return r, err
		}
		for _, want := range states {
			if r.Sharing != nil && r.Sharing.State == want {
				return r, nil
			}
		}
		select {
		case <-ctx.Done():
			return r, fmt.Errorf("record %s is %+v and not %v: %w", record, r.Sharing, states, ctx.Err())
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// Phone is a patient's phone with a link that came by SMS.
type Phone struct {
	Browser
	Outbox Outbox
	Number string
	Token  string
}

// NewPhone returns the phone of somebody who taps the link in an SMS.
func NewPhone(base string, sms Message) *Phone {
	return &Phone{Browser: Browser{Base: base}, Outbox: Outbox{base}, Number: sms.To, Token: sms.ShareToken()}
}

// Page is what the link shows before any code.
type Page struct {
	State    string `json:"state"`
	Person   string `json:"person"`
	Language string `json:"language"`
	Practice struct {
		Name, Phone string
	} `json:"practice"`
	OptedOut bool `json:"optedOut"`
}

// Open shows the link's page.
func (p *Phone) Open(ctx context.Context) (Page, error) {
	var page Page
	_, err := p.Do(ctx, "POST", "/api/share-links/open", p.token(), &page)
	return page, err
}

// SendCode asks for a code and returns the SMS that brings it.
func (p *Phone) SendCode(ctx context.Context) (Message, error) {
	before, err := p.Outbox.Last(ctx)
	if err != nil {
		return Message{}, err
	}
	if _, err := p.Do(ctx, "POST", "/api/share-links/codes", p.token(), nil); err != nil {
		return Message{}, err
	}
	return p.Outbox.Wait(ctx, before, "sms", p.Number)
}

// Opened is what a code opens.
type Opened struct {
	Person     string `json:"person"`
	Language   string `json:"language"`
	Letterhead struct {
		PracticeName, Address, Phone, GSTIN          string
		PatientName, PatientNumber, Sex, DateOfBirth string
	} `json:"letterhead"`
	Records []struct {
		ID          string          `json:"id"`
		Type        string          `json:"type"`
		AuthorName  string          `json:"authorName"`
		Corrected   bool            `json:"corrected"`
		Withdrawn   bool            `json:"withdrawn"`
		Content     json.RawMessage `json:"content"`
		Attachments []struct {
			ID, Name, ContentType string
			Size                  int64
		} `json:"attachments"`
	} `json:"records"`
}

// Verify enters the code.
func (p *Phone) Verify(ctx context.Context, code string) (Opened, error) {
	var opened Opened
	_, err := p.Do(ctx, "POST", "/api/share-links/verify", map[string]any{"token": p.Token, "code": code}, &opened)
	return opened, err
}

// Act does one of "not-me", "opt-out", "opt-in" and "renew".
func (p *Phone) Act(ctx context.Context, act string) error {
	_, err := p.Do(ctx, "POST", "/api/share-links/"+act, p.token(), nil)
	return err
}

func (p *Phone) token() map[string]any { return map[string]any{"token": p.Token} }

// IsProblem reports whether err is an answer with the problem's code.
func IsProblem(err error, code string) bool {
	p, ok := errors.AsType[*Problem](err)
	return ok && p.Type == "/problems/"+code
}
