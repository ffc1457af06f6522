package stories_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// call is a visit as staff read it.
type call struct {
	ID, State, NoteID, EndedByName string
	Minor                          bool
	SMS, Email                     *struct{ State, Hint string }
}

// room is a room as staff or a guest read it.
type room struct {
	State, Self, Next string
	Participants      []struct {
		ID, Name, Kind, State, RegistrationNumber string
		Present                                   bool
	}
	Signals    []struct{ ID, From, Kind, Payload string }
	IceServers []struct{ URLs []string }
}

func (r room) empty() bool {
	return r.Self == "" && r.Next == "" && r.Participants == nil && r.Signals == nil && r.IceServers == nil
}

// guest is a browser of somebody who was called.
type guest struct {
	*play.Browser
	token       string
	participant string
}

func visitsOf(p play.Patient) string { return "/api/patients/" + p.ID + "/visits" }

// guest is a browser that has the link of a message.
func (h *house) guest(m play.Message) *guest {
	return &guest{Browser: &play.Browser{Base: cloud.URL, Client: h.client}, token: m.VisitToken()}
}

func (h *house) join(g *guest, name string) room {
	h.t.Helper()
	var r room
	_, err := g.Do(h.ctx, "POST", "/api/visit-links/join", map[string]any{"token": g.token, "name": name}, &r)
	h.must(err)
	cookie := strings.Split(g.Cookie("__Host-visit"), ".")
	g.participant = cookie[2]
	return r
}

func (h *house) look(g *guest, after string) room {
	h.t.Helper()
	var r room
	_, err := g.Do(h.ctx, "GET", "/api/visit-room?after="+after, nil, &r)
	h.must(err)
	return r
}

// invite calls the patient and returns the message that came.
func (h *house) invite(p play.Patient) (call, play.Message) {
	h.t.Helper()
	before := h.last()
	var v call
	_, err := h.doctor.Do(h.ctx, "POST", visitsOf(p), map[string]any{}, &v)
	h.must(err)
	return v, h.wait(before, "sms", p.Phone)
}

// call calls the patient, and has somebody wait in the lobby.
func (h *house) call(p play.Patient) (call, *guest) {
	h.t.Helper()
	v, m := h.invite(p)
	g := h.guest(m)
	h.join(g, "Leela N")
	return v, g
}

func TestAVideoCallFromTheLinkToTheEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil) // whose number nobody verified
	v, m := h.invite(p)
	if v.State != "open" || v.SMS == nil || v.SMS.State != "sent" || v.Email != nil || !strings.HasPrefix(m.Body, "Leela N, video call with Hillside, ") {
		t.Errorf("visit %+v, message %q", v, m.Body)
	}
	visit := visitsOf(p) + "/" + v.ID

	g := h.guest(m)
	h.visit("/v?" + g.token)
	var page struct {
		State, Person string
		Practice      struct{ Name, Phone string }
	}
	_, err := g.Do(h.ctx, "POST", "/api/visit-links/open", map[string]any{"token": g.token}, &page)
	h.must(err)
	if page.State != "open" || page.Person != "Leela N" || page.Practice.Name != "Hillside" || page.Practice.Phone == "" {
		t.Errorf("the page says %+v", page)
	}
	if r := h.join(g, "Leela"); r.State != "waiting" || !r.empty() {
		t.Errorf("in the lobby: %+v", r)
	}

	var in room
	_, err = h.doctor.Do(h.ctx, "POST", visit+"/join", nil, &in)
	h.must(err)
	if len(in.Participants) != 2 || in.Participants[0].State != "waiting" || in.Participants[1].RegistrationNumber != "TCMC 1234" || in.Self == "" {
		t.Fatalf("the doctor sees %+v", in)
	}
	if r := h.look(g, ""); r.State != "waiting" || !r.empty() {
		t.Errorf("still in the lobby: %+v", r)
	}
	begun := time.Now()
	_, err = h.doctor.Do(h.ctx, "POST", visit+"/participants/"+g.participant+"/admit", nil, nil)
	h.must(err)
	inside := h.look(g, "")
	if inside.State != "admitted" || inside.Self != g.participant || len(inside.Participants) != 2 || inside.IceServers == nil {
		t.Fatalf("let in: %+v", inside)
	}

	// The browsers find each other: an offer there, an answer back.
	say := func(by func(body map[string]any) error, to, kind, payload string) {
		t.Helper()
		h.must(by(map[string]any{"to": to, "kind": kind, "payload": payload}))
	}
	doctor := func(body map[string]any) error {
		_, err := h.doctor.Do(h.ctx, "POST", visit+"/signals", body, nil)
		return err
	}
	patient := func(body map[string]any) error {
		_, err := g.Do(h.ctx, "POST", "/api/visit-room/signals", body, nil)
		return err
	}
	say(patient, in.Self, "offer", "v=0 offer")
	_, err = h.doctor.Do(h.ctx, "GET", visit+"/room", nil, &in)
	h.must(err)
	if len(in.Signals) != 1 || in.Signals[0].From != g.participant || in.Signals[0].Payload != "v=0 offer" {
		t.Fatalf("the doctor hears %+v", in.Signals)
	}
	say(doctor, g.participant, "answer", "v=0 answer")
	say(doctor, g.participant, "candidate", "candidate 1")
	heard := h.look(g, "")
	if len(heard.Signals) != 2 {
		t.Fatalf("the patient hears %+v", heard.Signals)
	}
	t.Logf("let in, offered and answered within %s", time.Since(begun))
	if again := h.look(g, heard.Next); len(again.Signals) != 0 {
		t.Errorf("acknowledged, and heard again: %+v", again.Signals)
	}

	var started call
	confirm := map[string]any{"identityConfirmed": true, "consentGiven": false}
	_, err = h.doctor.Do(h.ctx, "POST", visit+"/start", confirm, nil)
	h.refused(err, "invalid")
	for range 2 {
		_, err = h.doctor.Do(h.ctx, "POST", visit+"/start", with(confirm, "consentGiven", true), &started)
		h.must(err)
	}
	h.becomes(p, play.Record{ID: started.NoteID}, "not-shared")
	var chart struct {
		Items []struct {
			ID, Type, AuthorName string
			ShareBox             bool
			Content              json.RawMessage
		}
	}
	_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/records", nil, &chart)
	h.must(err)
	if len(chart.Items) != 1 || chart.Items[0].ID != started.NoteID || chart.Items[0].ShareBox || !strings.Contains(string(chart.Items[0].Content), "Consent to the consultation") {
		t.Errorf("the chart says %+v", chart.Items)
	}

	var ended call
	_, err = h.owner.Do(h.ctx, "POST", visit+"/end", nil, &ended)
	h.must(err)
	if ended.State != "ended" || ended.EndedByName != "Omana Pillai" {
		t.Errorf("ended: %+v", ended)
	}
	if r := h.look(g, ""); r.State != "ended" || !r.empty() {
		t.Errorf("after the end the patient sees %+v", r)
	}
	in = room{}
	_, err = h.doctor.Do(h.ctx, "GET", visit+"/room", nil, &in)
	h.must(err)
	if in.State != "ended" || !in.empty() {
		t.Errorf("after the end the doctor sees %+v", in)
	}
	h.refused(patient(map[string]any{"to": in.Self, "kind": "bye"}), "visit_ended")
	_, err = g.Do(h.ctx, "POST", "/api/visit-links/join", map[string]any{"token": g.token, "name": "Leela"}, nil)
	h.refused(err, "visit_ended")
	var history struct{ Items []call }
	_, err = h.doctor.Do(h.ctx, "GET", visitsOf(p), nil, &history)
	h.must(err)
	if len(history.Items) != 1 || history.Items[0].NoteID != started.NoteID {
		t.Errorf("the history says %+v", history.Items)
	}
}

func TestAPatientWithAnEmailAloneIsCalled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	address := "leela." + newNumber() + "@patients.example"
	p := h.register(map[string]any{"phone": nil, "email": address, "language": "hi"})
	before := h.last()
	var v call
	_, err := h.doctor.Do(h.ctx, "POST", visitsOf(p), map[string]any{}, &v)
	h.must(err)
	m := h.wait(before, "email", address)
	if v.Email == nil || v.SMS != nil || m.VisitToken() == "" {
		t.Errorf("visit %+v, token %q", v, m.VisitToken())
	}
	h.join(h.guest(m), "लीला")
	nobody := h.register(map[string]any{"phone": nil})
	_, err = h.doctor.Do(h.ctx, "POST", visitsOf(nobody), map[string]any{}, nil)
	h.refused(err, "no_contact")
}

func TestALostLinkComesAgainToTheNumberAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	_, m := h.invite(p)
	before := h.last()
	ask := func(body string) string {
		t.Helper()
		return said(h.ask("POST", "/api/visit-links/renew", body))
	}
	nobody := ask(`{"phone":"9800000000"}`)
	if !strings.HasPrefix(nobody, "202 ") {
		t.Fatalf("nobody's number: %s", nobody)
	}
	var wg sync.WaitGroup
	for _, body := range []string{
		`{"phone":"` + p.Phone + `"}`, `{"phone":"` + p.Phone + `"}`, `{"token":"` + m.VisitToken() + `"}`, `{"token":"AAAAAAAAAAAAAAAAAAAAAA"}`, `{"token":"x"}`,
		`{"email":"nobody@patients.example"}`, `{"email":"x"}`, `{"phone":"hello"}`,
	} {
		wg.Go(func() {
			if got := ask(body); got != nobody {
				t.Errorf("%s: %s, want as for anybody: %s", body, got, nobody)
			}
		})
	}
	wg.Wait()
	if n := len(h.sent(before, "sms", p.Phone)); n != 1 {
		t.Fatalf("%d messages, want one", n)
	}
	h.join(h.guest(h.wait(before, "sms", p.Phone)), "Leela")
	for _, body := range []string{`{}`, `{"phone":"1","email":"x"}`} {
		if got := ask(body); !strings.HasPrefix(got, "422 ") {
			t.Errorf("%s: %s, want 422", body, got)
		}
	}
}

func TestARoomClosesByItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	v, g := h.call(p)
	cloud.age(t, chartOf(h.practice, p.ID), "VISIT#", 2*time.Hour+time.Minute)
	cloud.age(t, "PRACTICE#"+h.practice+"#VISIT#"+v.ID, "ROOM", 2*time.Hour+time.Minute)
	if r := h.look(g, ""); r.State != "ended" || !r.empty() {
		t.Errorf("two hours later: %+v", r)
	}
	_, err := h.doctor.Do(h.ctx, "POST", visitsOf(p)+"/"+v.ID+"/join", nil, nil)
	h.refused(err, "visit_ended")
	_, err = h.doctor.Do(h.ctx, "POST", visitsOf(p)+"/"+v.ID+"/link", nil, nil)
	h.refused(err, "visit_ended")
}
