package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Story plays the thread and tells it.
type Story struct {
	Base     string // of the local cloud
	Out      io.Writer
	Contents map[string]json.RawMessage // what the clinician writes, by record type
	File     []byte                     // a PDF that goes with it
}

// Tell plays the story once, with a new patient, so that it can be told again.
func (s Story) Tell(ctx context.Context) error {
	if made, err := Seed(ctx, s.Base); err != nil {
		return err
	} else if made {
		s.say("The demo practice did not exist yet: it was made.")
	}
	patient, err := s.atTheDesk(ctx)
	if err != nil {
		return err
	}
	doctor := NewStaff(s.Base, DemoClinician, DemoPassword)
	if err := doctor.SignIn(ctx); err != nil {
		return err
	}
	record, sms, err := s.inTheConsultingRoom(ctx, doctor, patient)
	if err != nil {
		return err
	}
	if err := s.onThePhone(ctx, sms); err != nil {
		return err
	}
	seen, err := doctor.WaitFor(ctx, patient.ID, record.ID, "opened")
	if err != nil {
		return err
	}
	s.heading("Back in the clinic")
	s.say("The chart now says %q beside the prescription.", seen.Sharing.State)
	child, records, phone, err := s.eleven(ctx, doctor)
	if err != nil {
		return err
	}
	if err := s.afterwards(ctx, doctor, child, records, phone); err != nil {
		return err
	}
	if err := s.online(ctx, doctor, patient); err != nil {
		return err
	}
	if err := s.video(ctx, doctor, patient); err != nil {
		return err
	}
	s.say("\nSee every message at %s/outbox", s.Base)
	return nil
}

func (s Story) atTheDesk(ctx context.Context) (Patient, error) {
	s.heading("At the desk")
	desk := NewStaff(s.Base, DemoReceptionist, DemoPassword)
	if err := desk.SignIn(ctx); err != nil {
		return Patient{}, err
	}
	number := fmt.Sprintf("9%09d", time.Now().UnixNano()%1_000_000_000)
	p, err := desk.Register(ctx, map[string]any{
		"name": "Sunita Devi Sharma", "sex": "female", "dateOfBirth": "1979-08-17", "phone": number, "language": "en",
	})
	if err != nil {
		return p, err
	}
	s.say("Lata at the desk registers %s, %s.", p.Name, p.Phone)
	verified, code, err := desk.VerifyPhone(ctx, p)
	if err != nil {
		return p, err
	}
	s.sms(code)
	s.say("The patient reads out %s, and the number is %s.", code.Code(), verified.PhoneStatus)
	return verified, nil
}

func (s Story) inTheConsultingRoom(ctx context.Context, doctor *Staff, p Patient) (Record, Message, error) {
	s.heading("In the consulting room")
	before, err := doctor.Outbox.Last(ctx)
	if err != nil {
		return Record{}, Message{}, err
	}
	began := time.Now()
	record, err := doctor.Save(ctx, p.ID, "prescription", s.Contents["prescription"], nil)
	if err != nil {
		return record, Message{}, err
	}
	s.say("Dr Nair saves a prescription. \"Share with patient\" is %s, as the practice's settings say.", ticked(record.ShareBox))
	for _, w := range record.Warnings {
		s.say("  A warning to confirm: %s", w.Detail)
	}
	note, err := doctor.Save(ctx, p.ID, "clinical-note", json.RawMessage(`{"freeText":"Sore throat for three days.","privateNote":"Ask about work stress next time."}`), nil)
	if err != nil {
		return record, Message{}, err
	}
	s.say("Dr Nair saves a note. \"Share with patient\" is %s.", ticked(note.ShareBox))
	sms, err := doctor.Outbox.Wait(ctx, before, "sms", p.Phone)
	if err != nil {
		return record, sms, err
	}
	s.say("%d ms after the save an SMS went out:", sms.At.Sub(began).Milliseconds())
	s.sms(sms)
	shared, err := doctor.WaitFor(ctx, p.ID, record.ID, "sent", "delivered")
	if err != nil {
		return record, sms, err
	}
	kept, err := doctor.WaitFor(ctx, p.ID, note.ID, "not-shared")
	if err != nil {
		return record, sms, err
	}
	s.say("The chart says: the prescription is %s (by version %d of the settings); the note is not shared, because %s.",
		shared.Sharing.State, shared.Sharing.SettingsVersion, strings.ReplaceAll(kept.Sharing.Reason, "_", " "))
	return record, sms, nil
}

func (s Story) onThePhone(ctx context.Context, sms Message) error {
	s.heading("On the patient's phone")
	phone := NewPhone(s.Base, sms)
	page, err := phone.Open(ctx)
	if err != nil {
		return err
	}
	s.say("The link shows: %s has a document for %s. Nothing else, and nothing was sent.", page.Practice.Name, page.Person)
	code, err := phone.SendCode(ctx)
	if err != nil {
		return err
	}
	s.say("After a tap on \"Send me the code\":")
	s.sms(code)
	if _, err := phone.Verify(ctx, "000000"); !IsProblem(err, "code_wrong") {
		return errors.Join(errors.New("a wrong code was not refused"), err)
	}
	s.say("A wrong code is refused.")
	opened, err := phone.Verify(ctx, code.Code())
	if err != nil {
		return err
	}
	s.say("The right one opens %d document for %s:", len(opened.Records), opened.Person)
	for _, r := range opened.Records {
		if err := s.prescription(r.AuthorName, r.Content); err != nil {
			return err
		}
	}
	return nil
}

// prescription tells a prescription as somebody reads it aloud.
func (s Story) prescription(author string, content json.RawMessage) error {
	var p struct {
		Medicines []struct {
			Generic, Brand, Timing, Instructions string
			Frequency                            struct{ Pattern string }
			Duration                             struct {
				Value int
				Unit  string
			}
			SOS       bool
			SOSReason string `json:"sosReason"`
		}
		Advice string
	}
	if err := json.Unmarshal(content, &p); err != nil {
		return fmt.Errorf("read the prescription: %w", err)
	}
	s.say("    Prescription by %s", author)
	for _, m := range p.Medicines {
		when := m.Frequency.Pattern + fmt.Sprintf(" for %d %s", m.Duration.Value, m.Duration.Unit)
		if m.SOS {
			when = "when needed: " + m.SOSReason
		}
		s.say("    - %s (%s), %s, %s. %s", m.Generic, m.Brand, when, m.Timing, m.Instructions)
	}
	s.say("    %s", p.Advice)
	return nil
}

func (s Story) heading(title string) { s.say("\n%s\n%s", title, strings.Repeat("-", len(title))) }

func (s Story) sms(m Message) {
	s.say("    SMS to %s, %d segment: %s", m.To, m.Segments, m.Body)
}

func (s Story) say(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }

func ticked(box bool) string {
	if box {
		return "ticked"
	}
	return "not ticked"
}
