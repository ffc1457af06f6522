package dynamostore_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// find returns the names of those whom a search finds, all pages.
func (d *desk) find(by clinic.SearchBy, value string, limit int) (names []string) {
	d.t.Helper()
	cursor := ""
	for range 100 {
		found, next, err := d.FindPatients(d.t.Context(), d.practice.ID, by, value, cursor, limit)
		d.must(err)
		for _, p := range found {
			names = append(names, p.Name)
		}
		if cursor = next; cursor == "" {
			return names
		}
	}
	d.t.Fatal("the pages do not end")
	return nil
}

func TestAPatientIsFoundByTheBeginningOfAnyPart(t *testing.T) {
	d := newDesk(t)
	d.register(func(p *clinic.Patient) {
		p.Name, p.Number, p.Email = "Asha Devi O’Brien-Verma", "P-17/4", "Asha.Verma@Example.in"
		p.Phone = clinic.Phone{E164: "+919876543210", Mobile: true}
	})
	d.register(func(p *clinic.Patient) { p.Name = "José Álvarez" })
	d.register(func(p *clinic.Patient) { p.Name = "आशा वर्मा" })
	tests := []struct {
		by    clinic.SearchBy
		value string
		want  string
	}{
		{clinic.SearchByName, "asha", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByName, "a", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByName, "asha devi obrien", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByName, clinic.Fold("O'BRIEN"), "Asha Devi O’Brien-Verma"},
		{clinic.SearchByName, "ver", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByName, "devi ver", ""},
		{clinic.SearchByName, "sha", ""},
		{clinic.SearchByName, clinic.Fold("JOSÉ"), "José Álvarez"},
		{clinic.SearchByName, clinic.Fold("Álv"), "José Álvarez"},
		{clinic.SearchByName, "आशा", "आशा वर्मा"},
		{clinic.SearchByName, "वर्मा", "आशा वर्मा"},
		{clinic.SearchByNumber, clinic.Fold("p-17/4"), "Asha Devi O’Brien-Verma"},
		{clinic.SearchByNumber, "p 17", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByNumber, "17", ""},
		{clinic.SearchByEmail, "asha.verma@", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByPhone, "+919876543210", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByPhone, "+91987654321", "Asha Devi O’Brien-Verma"},
		{clinic.SearchByPhone, "+919876543211", ""},
	}
	for _, tt := range tests {
		t.Run(string(tt.by)+" "+tt.value, func(t *testing.T) {
			if got := strings.Join(d.find(tt.by, tt.value, 10), ";"); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAForeignPracticeFindsNothing(t *testing.T) {
	d := newDesk(t)
	d.named("Asha Verma")
	other := openPractice(t, d.Table)
	for _, by := range []clinic.SearchBy{clinic.SearchByName, clinic.SearchByNumber, clinic.SearchByEmail, clinic.SearchByPhone} {
		if got := other.find(by, "", 10); len(got) != 0 {
			t.Errorf("by %s another practice finds %v", by, got)
		}
	}
}

// Names are written by people: one that imitates a key is a name like others.
func TestNoNameLeavesItsPractice(t *testing.T) {
	d := newDesk(t)
	victim := openPractice(t, d.Table)
	for _, name := range []string{
		"#", "PRACTICE#" + string(victim.practice.ID) + "#SEARCH", "NAME#asha#" + string(victim.practice.ID), "x#NUMBER#1#y", "~~~~", "a\U0010FFFFb",
	} {
		p := d.register(func(p *clinic.Patient) { p.Name, p.Number, p.Email = name, name, name })
		got, err := d.Patient(t.Context(), d.practice.ID, p.ID)
		d.must(err)
		if got.Name != name {
			t.Errorf("%q came back as %q", name, got.Name)
		}
		if clinic.Fold(name) == "" {
			continue
		}
		if found := d.find(clinic.SearchByName, clinic.Fold(name), 10); !slices.Contains(found, name) {
			t.Errorf("%q is not found by its own name", name)
		}
	}
	if found := victim.find(clinic.SearchByName, "", 100); len(found) != 0 {
		t.Errorf("the other practice finds %v", found)
	}
}

func TestPagesHoldEverybodyOnce(t *testing.T) {
	d := newDesk(t)
	var want []string
	for i := range 7 {
		want = append(want, d.named(fmt.Sprintf("Asha Patel %d", i)).Name)
	}
	// Two words of these begin alike: they stand there once, whatever the page.
	want = append(want, d.named("Asha Ashok").Name, d.named("Ashwin Ashtekar Asher").Name)
	slices.Sort(want)
	for limit := 1; limit <= 15; limit++ {
		got := d.find(clinic.SearchByName, "ash", limit)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("in pages of %d: %v, want %v", limit, got, want)
		}
	}
}

func TestACursorIsGoodForItsOwnSearchAlone(t *testing.T) {
	d := newDesk(t)
	for i := range 3 {
		d.named(fmt.Sprintf("Asha %d", i))
	}
	_, cursor, err := d.FindPatients(t.Context(), d.practice.ID, clinic.SearchByName, "asha", "", 1)
	d.must(err)
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, tt := range map[string]struct{ value, cursor string }{
		"no base64":                 {"asha", "%%%"},
		"padded":                    {"asha", cursor + "="},
		"of another search":         {"ben", cursor},
		"of another part":           {"asha", encode("PHONE#+91")},
		"beyond the search":         {"asha", encode("NAME#asha\U0010FFFF\U0010FFFF")},
		"of the partition's end":    {"asha", encode("NAME#asha\xff\xff\xff\xff\xff")},
		"longer than any sort key":  {"asha", encode("NAME#asha" + strings.Repeat("x", 2000))},
		"of another item of theirs": {"asha", encode("RECORD#")},
	} {
		_, _, err := d.FindPatients(t.Context(), d.practice.ID, clinic.SearchByName, tt.value, tt.cursor, 10)
		if clinic.KindOf(err) != clinic.KindInvalid {
			t.Errorf("a cursor that is %s: %v, want it refused as invalid", name, err)
		}
	}
}

func TestAChangedPatientIsFoundByWhatTheyAreNow(t *testing.T) {
	d := newDesk(t)
	before := d.register(func(p *clinic.Patient) {
		p.Name, p.Number, p.Email, p.Phone = "Asha Verma", "1", "a@example.in", clinic.Phone{E164: "+919876543210"}
	})
	after := before
	after.Name, after.Number, after.Email, after.Phone, after.Version = "Asha Rao", "2", "b@example.in", clinic.Phone{E164: "+919876543211"}, 2
	d.must(d.UpdatePatient(t.Context(), before, after, d.event(before.ID)))
	for by, values := range map[clinic.SearchBy][2]string{
		clinic.SearchByName: {"verma", "rao"}, clinic.SearchByNumber: {"1", "2"}, clinic.SearchByEmail: {"a@example.in", "b@example.in"},
		clinic.SearchByPhone: {"+919876543210", "+919876543211"},
	} {
		if got := d.find(by, values[0], 10); len(got) != 0 {
			t.Errorf("by %s still found as %s", by, values[0])
		}
		if got := d.find(by, values[1], 10); len(got) != 1 {
			t.Errorf("by %s not found as %s", by, values[1])
		}
	}
	if got := d.find(clinic.SearchByName, "asha", 10); len(got) != 1 {
		t.Errorf("by the first name found %d times, want once", len(got))
	}
	for e164, want := range map[string]int{"+919876543210": 0, "+919876543211": 1} {
		refs, _, err := d.PhoneUse(t.Context(), e164)
		d.must(err)
		if len(refs) != want {
			t.Errorf("%s stands on %d charts, want %d", e164, len(refs), want)
		}
	}
}

func TestTheUseOfANumberIsKnownAcrossPractices(t *testing.T) {
	d := newDesk(t)
	other := openPractice(t, d.Table)
	const e164 = "+919876543210"
	on := func(p *clinic.Patient) { p.Phone = clinic.Phone{E164: e164, Mobile: true, Version: 1} }
	var want []clinic.PatientRef
	for _, p := range []clinic.Patient{d.register(on), d.register(on), other.register(on)} {
		want = append(want, clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID})
	}
	d.register(func(p *clinic.Patient) { p.Phone = clinic.Phone{E164: e164 + "1"} })
	c := clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon)
	d.must(d.PutCode(t.Context(), want[0], e164, clinic.Code{}, c, nil, noon))
	refs, sends, err := d.PhoneUse(t.Context(), e164)
	d.must(err)
	order := func(a, b clinic.PatientRef) int {
		return strings.Compare(string(a.Practice+"#")+string(a.Patient), string(b.Practice+"#")+string(b.Patient))
	}
	slices.SortFunc(want, order)
	slices.SortFunc(refs, order)
	wantSame(t, refs, want)
	if len(sends) != 1 || !sends[0].Equal(noon) {
		t.Errorf("codes were sent at %v, want once, at noon", sends)
	}
}

func TestANumberOfAWholeVillageKeepsItsCodes(t *testing.T) {
	d := newDesk(t)
	const e164 = "+919876543210"
	var ref clinic.PatientRef
	for range 102 {
		p := d.register(func(p *clinic.Patient) { p.Phone = clinic.Phone{E164: e164} })
		ref = clinic.PatientRef{Practice: p.PracticeID, Patient: p.ID}
	}
	d.must(d.PutCode(t.Context(), ref, e164, clinic.Code{}, clinic.Code{}.Renewed(clinic.PhonePurpose, "mac", 0, noon), nil, noon))
	refs, sends, err := d.PhoneUse(t.Context(), e164)
	d.must(err)
	if len(refs) != 100 || len(sends) != 1 {
		t.Errorf("%d charts and %d codes, want at most 100 charts and the code", len(refs), len(sends))
	}
}
