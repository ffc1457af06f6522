package play

import (
	"context"
	"fmt"
	"strings"
)

// video has the doctor call a patient, who waits in the lobby and is let in.
// What the browsers then say to each other a browser must say: the picture is
// theirs.
func (s Story) video(ctx context.Context, doctor *Staff, p Patient) error {
	s.heading("By video")
	before, err := doctor.Outbox.Last(ctx)
	if err != nil {
		return err
	}
	var visit struct{ ID string }
	visits := "/api/patients/" + p.ID + "/visits"
	if _, err := doctor.Do(ctx, "POST", visits, map[string]any{}, &visit); err != nil {
		return err
	}
	sms, err := doctor.Outbox.Wait(ctx, before, "sms", p.Phone)
	if err != nil {
		return err
	}
	s.say("Dr Nair presses call. No account is needed:")
	s.sms(sms)
	guest := &Browser{Base: s.Base}
	var inside struct {
		State        string
		Participants []struct{ ID, Name, Kind, State string }
	}
	if _, err := guest.Do(ctx, "POST", "/api/visit-links/join", map[string]any{"token": sms.VisitToken(), "name": "Sunita"}, &inside); err != nil {
		return err
	}
	s.say("Sunita taps the link and says who she is: %s, in the lobby. She sees and hears nobody.", inside.State)
	path := visits + "/" + visit.ID
	if _, err := doctor.Do(ctx, "POST", path+"/join", nil, &inside); err != nil {
		return err
	}
	for _, who := range inside.Participants {
		s.say("    Dr Nair sees: %s (%s), %s", who.Name, who.Kind, who.State)
		if who.State != "waiting" {
			continue
		}
		if _, err := doctor.Do(ctx, "POST", path+"/participants/"+who.ID+"/admit", nil, nil); err != nil {
			return err
		}
	}
	if _, err := guest.Do(ctx, "GET", "/api/visit-room", nil, &inside); err != nil {
		return err
	}
	names := make([]string, len(inside.Participants))
	for i, who := range inside.Participants {
		names[i] = who.Name
	}
	s.say("Let in, she is %s; in the room: %s.", inside.State, strings.Join(names, ", "))
	if _, err := doctor.Do(ctx, "POST", path+"/end", nil, nil); err != nil {
		return err
	}
	if _, err := guest.Do(ctx, "GET", "/api/visit-room", nil, &inside); err != nil {
		return fmt.Errorf("look at the room after its end: %w", err)
	}
	s.say("One tap ends it for both: %s.", inside.State)
	return nil
}
