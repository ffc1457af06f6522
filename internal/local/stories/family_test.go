package stories_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// family is a mother and her child, whose verified number is one and the same.
func (h *house) family() (mother, child play.Patient) {
	h.t.Helper()
	mother = h.patient(map[string]any{"name": "Leela Nambiar"})
	child = h.patient(map[string]any{"name": "Unni Nambiar", "dateOfBirth": "2019-06-01", "phone": mother.Phone, "phoneIsGuardians": true})
	if child.Phone != mother.Phone {
		h.t.Fatalf("the child's number is %s, want the mother's", child.Phone)
	}
	return mother, child
}

// vitals has the doctor save final vital signs with the pulse, and returns the
// phone that got the link.
func (h *house) vitals(p play.Patient, pulse string) *play.Phone {
	h.t.Helper()
	before := h.last()
	_, err := h.doctor.Save(h.ctx, p.ID, "vital-signs", json.RawMessage(`{"pulse":`+pulse+`}`), nil)
	h.must(err)
	return h.phone(h.wait(before, "sms", p.Phone))
}

func TestEachOfAFamilyGetsALinkThatSaysForWhomItIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	before := h.last()
	for _, p := range []play.Patient{mother, child} {
		_, err := h.doctor.Save(h.ctx, p.ID, "vital-signs", content("vital-signs"), nil)
		h.must(err)
	}
	var told []play.Message
	h.eventually("an SMS for each", func() bool {
		told = h.sent(before, "sms", mother.Phone)
		return len(told) >= 2
	})
	if len(told) != 2 || told[0].ShareToken() == told[1].ShareToken() {
		t.Fatalf("%d messages, want two with links of their own", len(told))
	}
	for _, name := range []string{"Leela N", "Unni N"} {
		if strings.Contains(told[0].Body, name) == strings.Contains(told[1].Body, name) {
			t.Errorf("%q stands in both messages or in neither", name)
		}
	}
	for _, sms := range told {
		page, err := h.phone(sms).Open(h.ctx)
		h.must(err)
		if !strings.Contains(sms.Body, page.Person) {
			t.Errorf("the page is for %s, unlike the SMS", page.Person)
		}
		if strings.Contains(sms.Body, "Nambiar") || strings.Contains(page.Person, "Nambiar") {
			t.Error("a surname is told before the code")
		}
	}
}

// One browser, as a family has one phone: what the child's link opened does
// not open the mother's.
func TestACodeForOneOfAFamilyNeverOpensAnothersLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	hers, his := h.vitals(mother, "71"), h.vitals(child, "102")
	code, err := his.SendCode(h.ctx)
	h.must(err)
	if code.To != mother.Phone {
		t.Fatalf("the code went to %s, want the family's number", code.To)
	}
	hers.SetCookie("__Host-nonce", his.Cookie("__Host-nonce"))
	_, err = hers.Verify(h.ctx, code.Code())
	h.refused(err, "code_wrong")
	opened, err := his.Verify(h.ctx, code.Code())
	h.must(err)
	if opened.Person != "Unni N" || len(opened.Records) != 1 || !strings.Contains(string(opened.Records[0].Content), "102") {
		t.Errorf("the child's link opens %+v", opened)
	}

	// The mother's code does not end the child's, nor open it.
	second, err := hers.SendCode(h.ctx)
	h.must(err)
	again := h.phone(play.Message{To: child.Phone})
	again.Token = his.Token
	again.SetCookie("__Host-nonce", hers.Cookie("__Host-nonce"))
	_, err = again.Verify(h.ctx, second.Code())
	h.refused(err, "code_wrong")
	opened, err = hers.Verify(h.ctx, second.Code())
	h.must(err)
	if opened.Person != "Leela N" || len(opened.Records) != 1 || !strings.Contains(string(opened.Records[0].Content), "71") {
		t.Errorf("the mother's link opens %+v", opened)
	}
	if opened.Letterhead.PatientName != "Leela Nambiar" {
		t.Errorf("the letterhead names %s", opened.Letterhead.PatientName)
	}

	// Each session goes on showing what its own link told of.
	for phone, person := range map[*play.Phone]string{hers: "Leela N", his: "Unni N"} {
		var read play.Opened
		_, err := phone.Do(h.ctx, "GET", "/api/share-links/records", nil, &read)
		h.must(err)
		if read.Person != person || len(read.Records) != 1 {
			t.Errorf("%s's session shows %d records of %s", person, len(read.Records), read.Person)
		}
	}
}

func TestCodesAndTriesAreCountedForEachOfAFamily(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	hers, his := h.vitals(mother, "71"), h.vitals(child, "102")
	code, err := his.SendCode(h.ctx)
	h.must(err)
	mothers, err := hers.SendCode(h.ctx) // at once: the wait is his alone
	h.must(err)
	_, err = his.SendCode(h.ctx)
	h.refused(err, "code_too_soon")

	for round := range 2 { // until his link is locked
		for range 5 {
			_, err = his.Verify(h.ctx, wrong(code.Code()))
		}
		if round == 0 {
			h.codesOf(child, 31*time.Second)
			code, err = his.SendCode(h.ctx)
			h.must(err)
		}
	}
	h.refused(err, "share_link_locked")
	opened, err := hers.Verify(h.ctx, mothers.Code())
	h.must(err)
	if opened.Person != "Leela N" {
		t.Errorf("her link opens what is for %s", opened.Person)
	}
	page, err := his.Open(h.ctx)
	h.must(err)
	if page.State != "locked" {
		t.Errorf("his link is %s, want locked", page.State)
	}
}

func TestOneOfAFamilyOptsOutAndTheOtherIsToldAsBefore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	his := h.vitals(child, "102")
	h.must(his.Act(h.ctx, "opt-out"))
	before := h.last()
	kept := h.save(child)
	_, hers := h.share(mother)
	if got := h.becomes(child, kept, "not-shared"); got.Sharing.Reason != "opted_out" {
		t.Errorf("the child's record is not shared because %s, want opted_out", got.Sharing.Reason)
	}
	h.once(before, "sms", mother.Phone)
	if page, err := hers.Open(h.ctx); err != nil || page.OptedOut || page.Person != "Leela N" {
		t.Errorf("the mother's page is %+v, %v, want it open and not opted out", page, err)
	}
	if page, err := his.Open(h.ctx); err != nil || !page.OptedOut {
		t.Errorf("the child's page is %+v, %v, want it opted out", page, err)
	}
}

// "This is not me" is said of one person. That the number is wrong for one
// says nothing of the other, whom the practice has verified apart: a parent's
// number may be given for a child who is somebody else's.
func TestNotMeOfOneOfAFamilyLeavesTheOtherVerified(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mother, child := h.family()
	hers, his := h.vitals(mother, "71"), h.vitals(child, "102")
	h.read(hers)
	h.must(his.Act(h.ctx, "not-me"))
	if got := h.reread(child)["phoneStatus"]; got != "not-theirs" {
		t.Errorf("the child's number is %v, want not-theirs", got)
	}
	if got := h.reread(mother)["phoneStatus"]; got != "verified" {
		t.Errorf("the mother's number is %v, want verified", got)
	}
	_, err := his.Open(h.ctx)
	h.refused(err, "share_link_not_found")
	var read play.Opened
	_, err = hers.Do(h.ctx, "GET", "/api/share-links/records", nil, &read)
	h.must(err)
	kept, joined := h.save(child), h.save(mother)
	if got := h.becomes(child, kept, "not-shared"); got.Sharing.Reason != "phone_unverified" {
		t.Errorf("the child's record is not shared because %s, want phone_unverified", got.Sharing.Reason)
	}
	h.becomes(mother, joined, "sent", "delivered", "opened")
}
