package play

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Types are the eleven record types in the order in which the story writes
// them: an invoice comes before the payment that pays it.
var Types = []string{
	"vital-signs", "clinical-note", "treatment-plan", "file", "prescription", "lab-order",
	"immunisation-plan", "growth-chart", "lens-prescription", "invoice", "payment",
}

// eleven has the doctor write one record of each type for a child, and the
// mother read them all behind one link.
func (s Story) eleven(ctx context.Context, doctor *Staff) (Patient, []Record, *Phone, error) {
	s.heading("One of each")
	child, err := s.child(ctx)
	if err != nil {
		return child, nil, nil, err
	}
	before, err := doctor.Outbox.Last(ctx)
	if err != nil {
		return child, nil, nil, err
	}
	records, err := s.writeAll(ctx, doctor, child)
	if err != nil {
		return child, nil, nil, err
	}
	for i, r := range records {
		decided, err := doctor.WaitFor(ctx, child.ID, r.ID, "sent", "delivered")
		if err != nil {
			return child, nil, nil, err
		}
		s.say("    %-18s saved, decided by version %d of the settings, %s", Types[i], decided.Sharing.SettingsVersion, decided.Sharing.State)
	}
	sms, err := doctor.Outbox.Wait(ctx, before, "sms", child.Phone)
	if err != nil {
		return child, nil, nil, err
	}
	s.say("All of it is one visit, so it is one message:")
	s.sms(sms)
	phone := NewPhone(s.Base, sms)
	code, err := phone.SendCode(ctx)
	if err != nil {
		return child, nil, nil, err
	}
	opened, err := phone.Verify(ctx, code.Code())
	if err != nil {
		return child, nil, nil, err
	}
	s.say("The mother enters her code and reads, for %s:", opened.Person)
	for _, r := range opened.Records {
		s.say("    %-18s %5d bytes, %d file", r.Type, len(r.Content), len(r.Attachments))
	}
	if len(opened.Records) != len(Types) {
		return child, nil, nil, fmt.Errorf("%d records were opened, want all %d", len(opened.Records), len(Types))
	}
	for _, r := range records {
		if _, err := doctor.WaitFor(ctx, child.ID, r.ID, "opened"); err != nil {
			return child, nil, nil, err
		}
	}
	s.say("The chart says \"opened\" beside each of the %d.", len(records))
	return child, records, phone, nil
}

// child registers a girl of two on her mother's number.
func (s Story) child(ctx context.Context) (Patient, error) {
	desk := NewStaff(s.Base, DemoReceptionist, DemoPassword)
	if err := desk.SignIn(ctx); err != nil {
		return Patient{}, err
	}
	p, err := desk.Register(ctx, map[string]any{
		"name": "Mira Sharma", "sex": "female", "dateOfBirth": "2024-03-10", "language": "en",
		"phone": fmt.Sprintf("9%09d", time.Now().UnixNano()%1_000_000_000), "phoneIsGuardians": true,
	})
	if err != nil {
		return p, err
	}
	s.say("Mira is two; the number is her mother's, and recorded as a guardian's.")
	verified, _, err := desk.VerifyPhone(ctx, p)
	return verified, err
}

func (s Story) writeAll(ctx context.Context, doctor *Staff, p Patient) (records []Record, err error) {
	scan, err := doctor.Upload(ctx, p.ID, "discharge summary.pdf", "application/pdf", s.File)
	if err != nil {
		return nil, err
	}
	s.say("A file is uploaded, checked and %s (%d bytes).", scan.State, scan.Size)
	for _, t := range Types {
		content, extra := s.Contents[t], map[string]any{"shareBox": true}
		if t == "file" {
			extra["attachments"] = []string{scan.ID}
		}
		if t == "payment" { // pays the bill that was just written
			if content, err = paying(content, records[len(records)-1]); err != nil {
				return nil, err
			}
		}
		r, err := doctor.Save(ctx, p.ID, t, content, extra)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		records = append(records, r)
	}
	return records, nil
}

// paying returns a payment's content that pays the whole bill.
func paying(payment json.RawMessage, bill Record) (json.RawMessage, error) {
	var p map[string]any
	var b struct{ Totals struct{ Total int64 } }
	if err := json.Unmarshal(payment, &p); err != nil {
		return nil, fmt.Errorf("read the payment: %w", err)
	}
	if err := json.Unmarshal(bill.Content, &b); err != nil {
		return nil, fmt.Errorf("read the bill: %w", err)
	}
	p["amount"] = b.Totals.Total
	p["allocations"] = []map[string]any{{"invoiceId": bill.ID, "amount": b.Totals.Total}}
	return json.Marshal(p)
}

// afterwards corrects one record and takes another back.
func (s Story) afterwards(ctx context.Context, doctor *Staff, p Patient, records []Record, phone *Phone) error {
	s.heading("Afterwards")
	prescription, note := records[4], records[1]
	var second Record
	_, err := doctor.Do(ctx, "POST", "/api/patients/"+p.ID+"/records/"+prescription.ID+"/amendments", map[string]any{
		"type": "prescription", "reason": "the dose was too high", "content": s.Contents["prescription"],
	}, &second, "If-Match", fmt.Sprintf("%q", fmt.Sprint(prescription.Version)))
	if err != nil {
		return err
	}
	s.say("Dr Nair corrects the prescription: version %d, %s. The mother had read the first, so she will be told at the end of the quiet period.", second.Version, second.Status)
	_, err = doctor.Do(ctx, "POST", "/api/patients/"+p.ID+"/records/"+note.ID+"/recall", map[string]any{"reason": "another patient's"}, nil)
	if err != nil {
		return err
	}
	s.say("Dr Nair takes the note back.")
	if _, err := doctor.WaitFor(ctx, p.ID, prescription.ID, "sent", "delivered", "opened"); err != nil {
		return err
	}
	var again Opened
	if _, err := phone.Do(ctx, "GET", "/api/share-links/records", nil, &again); err != nil {
		return err
	}
	for _, r := range again.Records {
		switch {
		case r.Corrected:
			s.say("    %-18s corrected: the phone shows the new version", r.Type)
		case r.Withdrawn:
			s.say("    %-18s taken back: the phone shows nothing of it", r.Type)
		}
	}
	return nil
}
