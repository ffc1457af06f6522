package stories_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// choice is whom somebody with a number may choose.
type choice struct{ ID, Initial, Name, Practice string }

// person is what a date of birth opens.
type person struct {
	Persons []choice
	Opened  *play.Opened
}

// visitor is a browser that comes back by number.
type visitor struct {
	play.Browser
	choices []choice
}

// comeBack is a new browser whose owner types the number and the code that it
// brings.
func (h *house) comeBack(number string) *visitor {
	h.t.Helper()
	v := &visitor{Browser: play.Browser{Base: cloud.URL, Client: h.client}}
	before := h.last()
	_, err := v.Do(h.ctx, "POST", "/api/phone-sign-ins/codes", map[string]any{"phone": number}, nil)
	h.must(err)
	h.must(h.enter(v, number, h.wait(before, "sms", number).Code()))
	return v
}

// enter enters a code.
func (h *house) enter(v *visitor, number, code string) error {
	var entered struct{ Persons []choice }
	_, err := v.Do(h.ctx, "POST", "/api/phone-sign-ins/verify", map[string]any{"phone": number, "code": code}, &entered)
	if err == nil {
		v.choices = entered.Persons
	}
	return err
}

// person chooses an initial and gives a date of birth.
func (h *house) person(v *visitor, initial, born string) (person, error) {
	h.t.Helper()
	at := slices.IndexFunc(v.choices, func(c choice) bool { return c.Initial == initial })
	if at < 0 {
		h.t.Fatalf("choices are %v, want %s among them", v.choices, initial)
	}
	var p person
	_, err := v.Do(h.ctx, "POST", "/api/phone-sign-ins/person", map[string]any{"person": v.choices[at].ID, "dateOfBirth": born}, &p)
	return p, err
}

// entriesOf lets d pass for the codes of a number.
func (h *house) entriesOf(number string, d time.Duration) {
	h.t.Helper()
	cloud.age(h.t, "PHONE#"+sha(number)[:32], "SENDS", d)
}

func TestAFamilyComesBackByNumberAndEachReadsTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	h.vitals(mother, "71")
	h.vitals(child, "93")

	v := &visitor{Browser: play.Browser{Base: cloud.URL, Client: h.client}}
	before := h.last()
	typed := "0" + mother.Phone[3:8] + " " + mother.Phone[8:]
	_, err := v.Do(h.ctx, "POST", "/api/phone-sign-ins/codes", map[string]any{"phone": typed, "language": "hi"}, nil)
	h.must(err)
	sms := h.wait(before, "sms", mother.Phone)
	for _, word := range []string{"Leela", "Unni", "Hillside", "http"} {
		if strings.Contains(sms.Body, word) {
			t.Errorf("the SMS says %s: %s", word, sms.Body)
		}
	}
	stranger := &visitor{Browser: play.Browser{Base: cloud.URL, Client: h.client}}
	h.refused(h.enter(stranger, mother.Phone, sms.Code()), "code_wrong") // another browser
	h.must(h.enter(v, typed, sms.Code()))
	h.refused(h.enter(v, typed, sms.Code()), "code_wrong") // once
	if len(v.choices) != 2 || v.choices[0].Initial != "L" || v.choices[1].Initial != "U" {
		t.Fatalf("choices = %+v, want two initials", v.choices)
	}
	for _, c := range v.choices {
		if c.Name != "" || c.Practice != "" || len(c.ID) != 32 {
			t.Errorf("choice = %+v, want an initial and nothing else", c)
		}
	}
	_, err = h.person(v, "U", "1984-02-29") // the mother's
	h.refused(err, "birth_date_wrong")
	p, err := h.person(v, "U", "2019-06-01")
	h.must(err)
	if p.Opened == nil || p.Opened.Person != "Unni N" || len(p.Opened.Records) != 1 || !strings.Contains(string(p.Opened.Records[0].Content), "93") {
		t.Fatalf("opened %+v, want the child's record", p.Opened)
	}
	_, err = h.person(v, "L", "1984-02-29") // one code, one person
	h.refused(err, "unauthenticated")
	var again play.Opened
	_, err = v.Do(h.ctx, "GET", "/api/share-links/records", nil, &again)
	h.must(err)
	if len(again.Records) != 1 {
		t.Errorf("%d records when read again", len(again.Records))
	}
	_, err = v.Do(h.ctx, "GET", "/api/share-links/history", nil, nil)
	h.must(err)
	_, err = v.Do(h.ctx, "DELETE", "/api/share-links/session", nil, nil)
	h.must(err)
	_, err = v.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")

	h.entriesOf(mother.Phone, time.Minute)
	v = h.comeBack(mother.Phone)
	p, err = h.person(v, "L", "1984-02-29")
	h.must(err)
	if p.Opened == nil || p.Opened.Person != "Leela N" || len(p.Opened.Records) != 1 || !strings.Contains(string(p.Opened.Records[0].Content), "71") {
		t.Errorf("opened %+v, want the mother's record", p.Opened)
	}
}

func TestANumberThatNobodyVerifiedIsAnsweredLikeOneThatIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	known := h.patient(nil)
	unverified := h.register(nil)
	unborn := h.patient(map[string]any{"dateOfBirth": nil})
	before := h.last()
	want := ""
	for name, number := range map[string]string{"known": known.Phone, "too soon": known.Phone, "unknown": newNumber(), "unverified": unverified.Phone, "without a date of birth": unborn.Phone} {
		begun := time.Now()
		got := said(h.ask("POST", "/api/phone-sign-ins/codes", fmt.Sprintf(`{"phone":%q}`, number)))
		if took := time.Since(begun); took < 500*time.Millisecond {
			t.Errorf("%s: answered after %v, want at a step", name, took)
		}
		if want == "" {
			want = got
		}
		if got != want || !strings.HasPrefix(got, "202 ") {
			t.Errorf("%s: %s, others %s", name, got, want)
		}
	}
	h.wait(before, "sms", known.Phone)
	all, err := h.owner.Outbox.Messages(h.ctx, before)
	h.must(err)
	for _, m := range all {
		if m.To == unverified.Phone || m.To == unborn.Phone {
			t.Errorf("a message went to %s", m.To)
		}
	}
	want = ""
	for _, number := range []string{known.Phone, newNumber(), unverified.Phone} {
		got := said(h.ask("POST", "/api/phone-sign-ins/verify", fmt.Sprintf(`{"phone":%q,"code":"000000"}`, number)))
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, "code_wrong") {
			t.Errorf("verify %s: %s, others %s", number, got, want)
		}
	}
}

func TestThreeWrongDatesOfBirthLockThePersonForTheDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	h.share(p)
	v := h.comeBack(p.Phone)
	answers := make(chan error, 50)
	for i := range cap(answers) {
		again := &visitor{Browser: play.Browser{Base: cloud.URL, Client: h.client}, choices: v.choices}
		again.SetCookie("__Host-phone", v.Cookie("__Host-phone"))
		go func() {
			_, err := again.Do(h.ctx, "POST", "/api/phone-sign-ins/person", map[string]any{"person": v.choices[0].ID, "dateOfBirth": fmt.Sprintf("19%02d-01-01", i)}, nil)
			answers <- err
		}()
	}
	wrong := 0
	for range cap(answers) {
		err := <-answers
		switch {
		case play.IsProblem(err, "birth_date_wrong"):
			wrong++
		case !play.IsProblem(err, "person_locked"):
			t.Error(err)
		}
	}
	if wrong != 2 {
		t.Errorf("%d were told that the date is wrong, want two, and the third that it was the last", wrong)
	}
	h.entriesOf(p.Phone, time.Minute)
	v = h.comeBack(p.Phone)
	_, err := h.person(v, "L", "1984-02-29")
	h.refused(err, "person_locked")
	if statusOf(err) != http.StatusTooManyRequests {
		t.Errorf("status %d", statusOf(err))
	}
	var events struct {
		Items []struct{ What, Agent string }
	}
	_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/access-events", nil, &events)
	h.must(err)
	seen := map[string]int{}
	for _, e := range events.Items {
		seen[e.What+" "+e.Agent]++
	}
	if seen["birth_date_wrong unknown"] != 2 || seen["person_locked unknown"] != 1 {
		t.Errorf("the clinic sees %v", seen)
	}
	cloud.age(t, chartOf(h.practice, p.ID), "BIRTHDATE", 24*time.Hour)
	opened, err := h.person(v, "L", "1984-02-29")
	h.must(err)
	if opened.Opened == nil || len(opened.Opened.Records) != 1 {
		t.Errorf("the day after: %+v", opened)
	}
}

// What a browser brings is never what it gets.
func TestComingBackTakesNoSecretFromTheBrowser(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, other := h.patient(nil), h.patient(nil)
	h.share(p)
	theirs := h.comeBack(other.Phone)
	_, attacker := h.share(other)
	h.read(attacker)
	planted := map[string]string{"__Host-phone": theirs.Cookie("__Host-phone"), "__Host-link": attacker.Cookie("__Host-link")}

	v := &visitor{Browser: play.Browser{Base: cloud.URL, Client: h.client}}
	for name, value := range planted {
		v.SetCookie(name, value)
	}
	before := h.last()
	_, err := v.Do(h.ctx, "POST", "/api/phone-sign-ins/codes", map[string]any{"phone": p.Phone}, nil)
	h.must(err)
	h.must(h.enter(v, p.Phone, h.wait(before, "sms", p.Phone).Code()))
	if v.Cookie("__Host-phone") == planted["__Host-phone"] || v.Cookie("__Host-nonce") != "" {
		t.Error("the entry is the one that was planted, or the nonce outlived it")
	}
	_, err = h.person(v, "L", "1984-02-29")
	h.must(err)
	if link := v.Cookie("__Host-link"); link == "" || link == planted["__Host-link"] || v.Cookie("__Host-phone") != "" {
		t.Error("the session is the one that was planted, or the entry outlived it")
	}
	// A choice of one entry is none of another.
	theirs.choices[0].ID = v.choices[0].ID
	_, err = h.person(theirs, "L", "1984-02-29")
	h.refused(err, "not_found")
}

func TestANumberThatChangesEndsWhatWasProven(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	h.share(p)
	v := h.comeBack(p.Phone)
	h.entriesOf(p.Phone, time.Minute)
	reader := h.comeBack(p.Phone)
	_, err := h.person(reader, "L", "1984-02-29")
	h.must(err)
	_, err = h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID, demographics(nil), nil, "If-Match", etag(p.Version))
	h.must(err)
	_, err = h.person(v, "L", "1984-02-29")
	h.refused(err, "not_found")
	_, err = reader.Do(h.ctx, "GET", "/api/share-links/records", nil, nil)
	h.refused(err, "unauthenticated")
}
