package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// online has the doctor give a patient access to the chart, the patient open
// it, and both write to each other.
func (s Story) online(ctx context.Context, doctor *Staff, p Patient) error {
	s.heading("Online access")
	email, err := s.address(ctx, doctor, p)
	if err != nil {
		return err
	}
	access, invite, err := doctor.Invite(ctx, p.ID)
	if err != nil {
		return err
	}
	s.say("Dr Nair confirms what giving access means, and enters the own password:")
	s.say("    %q", strings.Join(strings.Fields(access.Responsibility.Text), " "))
	s.email(invite)
	reader := NewPortal(s.Base, email, "nine lanterns over the ford")
	if err := s.atHome(ctx, reader, p, invite); err != nil {
		return err
	}
	if err := s.ownNote(ctx, doctor, reader, p); err != nil {
		return err
	}
	return s.messages(ctx, doctor, reader, p)
}

// address checks a new address as it is typed, and puts it on file.
func (s Story) address(ctx context.Context, doctor *Staff, p Patient) (string, error) {
	email := fmt.Sprintf("sunita.%d@patients.example", time.Now().UnixMilli())
	var check struct{ Verdict string }
	if _, err := doctor.Do(ctx, "POST", "/api/email-checks", map[string]any{"email": email}, &check); err != nil {
		return "", err
	}
	_, err := doctor.Do(ctx, "PUT", "/api/patients/"+p.ID+"/email", map[string]any{"email": email}, nil, "If-Match", fmt.Sprintf("%q", fmt.Sprint(p.Version)))
	if err != nil {
		return "", err
	}
	s.say("%s is checked as it is typed: %s. It goes on file.", email, check.Verdict)
	return email, nil
}

// atHome leads from the invite into the chart.
func (s Story) atHome(ctx context.Context, reader *Portal, p Patient, invite Message) error {
	s.heading("At home")
	if err := reader.Accept(ctx, invite); err != nil {
		return err
	}
	s.say("The temporary password opens one thing: the choice of an own one. Sunita chooses it.")
	if err := reader.signIn(ctx, invite.TemporaryPassword()); !IsProblem(err, "sign_in_failed") {
		return errors.Join(errors.New("a temporary password worked twice"), err)
	}
	before, err := reader.Outbox.Last(ctx)
	if err != nil {
		return err
	}
	if err := reader.Enter(ctx, p.ID, p.Phone, ""); err != nil {
		return err
	}
	code, err := reader.Outbox.Wait(ctx, before, "sms", p.Phone)
	if err != nil {
		return err
	}
	s.say("It works no second time. Before the chart a code goes to her phone:")
	s.sms(code)
	var chart struct {
		Items []struct{ Type, AuthorName string }
	}
	if _, err := reader.Do(ctx, "GET", "/api/portal/records", nil, &chart); err != nil {
		return err
	}
	s.say("Her chart has %d records, the note too, without its private part:", len(chart.Items))
	for _, r := range chart.Items {
		s.say("    %-18s by %s", r.Type, r.AuthorName)
	}
	return nil
}

// ownNote has the patient write into the chart and the doctor read it.
func (s Story) ownNote(ctx context.Context, doctor *Staff, reader *Portal, p Patient) error {
	s.heading("Both ways")
	var note struct{ ID string }
	if _, err := reader.Do(ctx, "POST", "/api/portal/notes", map[string]any{"text": "The rash on my arm is back."}, &note); err != nil {
		return err
	}
	waiting, err := s.waiting(ctx, doctor, p, "triage")
	if err != nil {
		return err
	}
	s.say("Sunita writes a note into the chart. It is marked as hers, and waits in the inbox of the practice (%d to read).", waiting)
	if _, err := doctor.Do(ctx, "POST", "/api/patients/"+p.ID+"/records/"+note.ID+"/reading", nil, nil); err != nil {
		return err
	}
	var read struct{ Reading struct{ ByName string } }
	if _, err := reader.Do(ctx, "GET", "/api/portal/records/"+note.ID, nil, &read); err != nil {
		return err
	}
	s.say("Dr Nair reads it. Her chart says so: read by %s.", read.Reading.ByName)
	return nil
}

// messages has the patient ask and the doctor answer.
func (s Story) messages(ctx context.Context, doctor *Staff, reader *Portal, p Patient) error {
	var asked struct{ Thread struct{ ID string } }
	question := map[string]any{"subject": "The tablets", "text": "May I take them before breakfast?"}
	if _, err := reader.Do(ctx, "POST", "/api/portal/threads", question, &asked); err != nil {
		return err
	}
	waiting, err := s.waiting(ctx, doctor, p, "message")
	if err != nil {
		return err
	}
	s.say("She asks the team: %q It waits in the inbox (%d to answer).", question["text"], waiting)
	thread := "/threads/" + asked.Thread.ID
	if _, err := doctor.Do(ctx, "GET", "/api/patients/"+p.ID+thread, nil, nil); err != nil {
		return err
	}
	before, err := doctor.Outbox.Last(ctx)
	if err != nil {
		return err
	}
	if _, err := doctor.Do(ctx, "POST", "/api/patients/"+p.ID+thread+"/messages", map[string]any{"text": "Better after it, with a glass of water."}, nil); err != nil {
		return err
	}
	sms, err := doctor.Outbox.Wait(ctx, before, "sms", p.Phone)
	if err != nil {
		return err
	}
	s.say("Dr Nair answers. She is told that a message waits, and nothing of it:")
	s.sms(sms)
	var answer struct {
		Messages []struct {
			Text string
			By   struct{ Name string }
		}
	}
	if _, err := reader.Do(ctx, "GET", "/api/portal"+thread, nil, &answer); err != nil {
		return err
	}
	for _, m := range answer.Messages[len(answer.Messages)-1:] {
		s.say("She reads, from %s: %q", m.By.Name, m.Text)
	}
	if waiting, err = s.waiting(ctx, doctor, p, ""); err != nil {
		return err
	}
	s.say("Of Sunita nothing waits any more (%d in the inbox).", waiting)
	return nil
}

// waiting counts what waits in the practice's inbox of the patient, of the
// kind; "" means every kind.
func (s Story) waiting(ctx context.Context, doctor *Staff, p Patient, kind string) (n int, err error) {
	var inbox struct {
		Items []struct{ Kind, PatientID string }
	}
	if _, err := doctor.Do(ctx, "GET", "/api/inbox", nil, &inbox); err != nil {
		return 0, err
	}
	for _, e := range inbox.Items {
		if e.PatientID == p.ID && (kind == "" || e.Kind == kind) {
			n++
		}
	}
	return n, nil
}

func (s Story) email(m Message) {
	s.say("    E-mail to %s: %s", m.To, m.Subject)
	for line := range strings.Lines(m.Text) {
		if line = strings.TrimSpace(line); line != "" {
			s.say("      %s", line)
		}
	}
}
