package play

import (
	"context"
	"errors"
	"fmt"
	"regexp"
)

// Access is a patient's online access as the desk sees it.
type Access struct {
	State          string `json:"state"`
	Email          string `json:"email"`
	CanGive        bool   `json:"canGive"`
	Obstacle       struct{ Code, Detail string }
	SignInEmail    string `json:"signInEmail"`
	Guardian       bool   `json:"guardian"`
	InvitedBy      string `json:"invitedBy"`
	SentAt         string `json:"sentAt"`
	PasswordUntil  string `json:"passwordUntil"`
	OpenedAt       string `json:"openedAt"`
	LastOpenedAt   string `json:"lastOpenedAt"`
	EndedBy        string `json:"endedBy"`
	Responsibility struct{ Edition, Text string }
}

// Access returns the online access of a patient.
func (s *Staff) Access(ctx context.Context, patient string) (Access, error) {
	var a Access
	_, err := s.Do(ctx, "GET", accessPath(patient), nil, &a)
	return a, err
}

// Invite gives a patient with an e-mail address online access: s reads the
// text, confirms it and enters the own password. It returns the mail.
func (s *Staff) Invite(ctx context.Context, patient string) (Access, Message, error) {
	a, err := s.Access(ctx, patient)
	if err != nil {
		return a, Message{}, err
	}
	return s.mailed(ctx, a.Email, "POST", accessPath(patient), s.Consent(a))
}

// Consent is what s enters to give access: the text as just read, and the own
// password.
func (s *Staff) Consent(a Access) map[string]any {
	return map[string]any{"email": a.Email, "password": s.Password, "edition": a.Responsibility.Edition, "confirmed": true}
}

// ResendInvite mails once more how to sign in.
func (s *Staff) ResendInvite(ctx context.Context, patient string) (Access, Message, error) {
	a, err := s.Access(ctx, patient)
	if err != nil {
		return a, Message{}, err
	}
	return s.mailed(ctx, a.SignInEmail, "POST", accessPath(patient)+"/resend", map[string]any{"password": s.Password})
}

// MoveAccess has the patient sign in with another address, and returns what is
// mailed there.
func (s *Staff) MoveAccess(ctx context.Context, patient, email string) (Access, Message, error) {
	a, err := s.Access(ctx, patient)
	if err != nil {
		return a, Message{}, err
	}
	consent := s.Consent(a)
	consent["email"] = email
	return s.mailed(ctx, email, "PUT", accessPath(patient)+"/email", consent)
}

// RevokeAccess takes the access back.
func (s *Staff) RevokeAccess(ctx context.Context, patient string) error {
	_, err := s.Do(ctx, "DELETE", accessPath(patient), nil, nil)
	return err
}

func accessPath(patient string) string { return "/api/patients/" + patient + "/access" }

// mailed makes a request and returns the mail that it causes.
func (s *Staff) mailed(ctx context.Context, to, method, path string, body any) (a Access, m Message, err error) {
	before, err := s.Outbox.Last(ctx)
	if err != nil {
		return a, m, err
	}
	if _, err = s.Do(ctx, method, path, body, &a); err != nil {
		return a, m, err
	}
	m, err = s.Outbox.Wait(ctx, before, "email", to)
	return a, m, err
}

var (
	temporaryPassword = regexp.MustCompile(`\b[a-z2-9]{4}(?:-[a-z2-9]{4}){4}\b`)
	confirmLink       = regexp.MustCompile(`#confirm=([A-Za-z0-9_-]{22})`)
)

// TemporaryPassword returns the one in an invite, "" if it has none.
func (m Message) TemporaryPassword() string { return temporaryPassword.FindString(m.Text) }

// ConfirmToken returns the token of the link that confirms an address.
func (m Message) ConfirmToken() string { return group(confirmLink, m.Text) }

// Portal is a patient, or whoever answers for one, in the browser with which
// they read charts.
type Portal struct {
	Browser
	Outbox   Outbox
	Email    string
	Password string
}

// NewPortal returns somebody who may sign in to the cloud at base.
func NewPortal(base, email, password string) *Portal {
	return &Portal{Browser: Browser{Base: base}, Outbox: Outbox{base}, Email: email, Password: password}
}

// Accept signs in with the temporary password of an invite and chooses the own
// one.
func (p *Portal) Accept(ctx context.Context, invite Message) error {
	if err := p.signIn(ctx, invite.TemporaryPassword()); err != nil {
		return err
	}
	_, err := p.Do(ctx, "POST", "/api/portal/password", map[string]any{"password": p.Password}, nil)
	return err
}

// SignIn signs in with the own password.
func (p *Portal) SignIn(ctx context.Context) error { return p.signIn(ctx, p.Password) }

func (p *Portal) signIn(ctx context.Context, password string) error {
	_, err := p.Do(ctx, "POST", "/api/portal/sessions", map[string]any{"email": p.Email, "password": password}, nil)
	return err
}

// Person is one whose chart an account opens.
type Person struct {
	PracticeID, PracticeName, PatientID, Person string
	Guardian                                    bool
	Proof                                       string // "none", "phone-code", "date-of-birth" or "invite"
	PhoneHint                                   string
}

// Persons returns whose charts the account opens.
func (p *Portal) Persons(ctx context.Context) ([]Person, error) {
	var list struct{ Items []Person }
	_, err := p.Do(ctx, "GET", "/api/portal/persons", nil, &list)
	return list.Items, err
}

// Enter opens the chart of the patient. What is asked for is proven: by the
// code that comes to number, or by the date of birth.
func (p *Portal) Enter(ctx context.Context, patient, number, born string) error {
	persons, err := p.Persons(ctx)
	if err != nil {
		return err
	}
	for _, person := range persons {
		if person.PatientID == patient {
			return p.enter(ctx, person, number, born)
		}
	}
	return fmt.Errorf("the account of %s does not open the chart of %s", p.Email, patient)
}

func (p *Portal) enter(ctx context.Context, person Person, number, born string) error {
	who := map[string]any{"practiceId": person.PracticeID, "patientId": person.PatientID}
	switch person.Proof {
	case "phone-code":
		before, err := p.Outbox.Last(ctx)
		if err != nil {
			return err
		}
		if _, err := p.Do(ctx, "POST", "/api/portal/person-codes", who, nil); err != nil {
			return err
		}
		sms, err := p.Outbox.Wait(ctx, before, "sms", number)
		if err != nil {
			return err
		}
		who["code"] = sms.Code()
	case "date-of-birth":
		if born == "" {
			return errors.New("the chart asks for a date of birth")
		}
		who["dateOfBirth"] = born
	}
	_, err := p.Do(ctx, "POST", "/api/portal/person", who, nil)
	return err
}

// Join is the way from an invite into the chart: Accept, and then Enter.
func (p *Portal) Join(ctx context.Context, invite Message, patient, number, born string) error {
	if err := p.Accept(ctx, invite); err != nil {
		return err
	}
	return p.Enter(ctx, patient, number, born)
}
