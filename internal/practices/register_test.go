package practices_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/token"
)

func TestRegisterMakesAPracticeThatMayShareAtOnce(t *testing.T) {
	o := newOffice(t)
	p, err := o.Practice(o.ctx, o.owner)
	o.must(err)
	if !p.SharingBeganAt.Equal(noon) || p.SMSDisplayName != clinic.NeutralSMSName || p.Version != 1 || !o.SharingOffered(p) {
		t.Errorf("got %+v, want a practice that shares from now, under a neutral name", p)
	}
	s, err := o.ShareSettings(o.ctx, o.owner)
	o.must(err)
	if !s.Master || s.Version != 1 || s.Modes["clinical-note"] != clinic.ShareAsk || s.Modes["prescription"] != clinic.ShareOn || s.ChangedBy != "" {
		t.Errorf("got %+v, want the defaults", s)
	}
	staff, err := o.Staff(o.ctx, o.owner)
	o.must(err)
	if len(staff) != 1 || staff[0].Role != clinic.OwnerRole || staff[0].Status != clinic.ActiveStaff {
		t.Errorf("got %+v, want one active owner", staff)
	}
}

func TestRegisterWithAnAddressInUseTellsOnlyItsMailbox(t *testing.T) {
	o := newOffice(t)
	sent := len(o.box.sent)
	o.must(o.Register(o.ctx, profile(), "Somebody", "owner@clinic.example", address))
	if got := o.box.last(t); got.Kind != clinic.KnownMessage || got.To != "owner@clinic.example" || len(o.box.sent) != sent+1 {
		t.Errorf("sent %q, want one e-mail that they sign in already", got.Kind)
	}
	o.must(o.Register(o.ctx, profile(), "Somebody", "new@clinic.example", address))
	if got := o.box.last(t); got.Kind != clinic.PasswordMessage || len(o.box.sent) != sent+2 {
		t.Errorf("sent %q, want one e-mail with a link", got.Kind)
	}
}

func TestRegisterAgainBeforeThePasswordSendsAFreshLink(t *testing.T) {
	o := newOffice(t)
	o.box.err = &clinic.SendError{Code: "throttled", Err: errors.New("to new@clinic.example")}
	o.must(o.Register(o.ctx, profile(), "Asha Verma", "new@clinic.example", address))
	if !strings.Contains(o.log.String(), `"code":"throttled"`) || strings.Contains(o.log.String(), "new@") {
		t.Errorf("log %q, want the code of the failure and no address", o.log)
	}
	o.box.err = nil
	var links []string
	for range 2 {
		o.must(o.Register(o.ctx, profile(), "Asha Verma", "new@clinic.example", address))
		links = append(links, tokenOf(t, o.box.last(t)))
	}
	p, staff, err := o.table.LoginHolder(o.ctx, "new@clinic.example")
	o.must(err)
	m, err := o.table.StaffMember(o.ctx, p, staff)
	o.must(err)
	for i, want := range []bool{false, true} {
		secret, _ := token.Parse(links[i])
		link, err := o.table.PasswordLink(o.ctx, secret.Hash())
		o.must(err)
		if got := link.CheckOpen(m, o.now) == nil; got != want {
			t.Errorf("link %d works: %v, want %v", i, got, want)
		}
	}
}

func TestRegisterRefusesWhatCannotBe(t *testing.T) {
	o := newOffice(t)
	for _, tt := range []struct {
		name        string
		change      func(*practices.Profile)
		owner, mail string
		want        map[string]string
	}{
		{"no name", func(f *practices.Profile) { f.Name = " " }, "Asha", "a@b.example", map[string]string{"/practice/name": "required"}},
		{"no owner", func(*practices.Profile) {}, "", "a@b.example", map[string]string{"/owner/name": "required"}},
		{"no e-mail", func(*practices.Profile) {}, "Asha", "", map[string]string{"/owner/email": "not_an_email"}},
		{"a local zone", func(f *practices.Profile) { f.TimeZone = "Local" }, "Asha", "a@b.example", map[string]string{"/practice/timeZone": "unknown_value"}},
		{"a path for a zone", func(f *practices.Profile) { f.TimeZone = "../../etc/passwd" }, "Asha", "a@b.example", map[string]string{"/practice/timeZone": "unknown_value"}},
		{"country in words", func(f *practices.Profile) { f.Country = "India" }, "Asha", "a@b.example", map[string]string{"/practice/country": "unknown_value"}},
		{"Hindi SMS name", func(f *practices.Profile) { f.SMSDisplayName = "सूर्य" }, "Asha", "a@b.example", map[string]string{"/practice/smsDisplayName": "not_gsm7"}},
		{"link as SMS name", func(f *practices.Profile) { f.SMSDisplayName = "www.evil" }, "Asha", "a@b.example", map[string]string{"/practice/smsDisplayName": "not_allowed_characters"}},
		{"phone of six digits", func(f *practices.Profile) { f.Phone = "123456" }, "Asha", "a@b.example", map[string]string{"/practice/phone": "not_a_phone_number"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := profile()
			tt.change(&f)
			if got := fieldsOf(o.Register(o.ctx, f, tt.owner, tt.mail, address)); !maps.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRegisterIsLimitedByNetworkAddressAndByMailbox(t *testing.T) {
	o := newOffice(t)
	from := func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }
	for i := range 10 {
		o.must(o.Register(o.ctx, profile(), "Asha", fmt.Sprintf("a%d@clinic.example", i), from(0)))
	}
	if err := o.Register(o.ctx, profile(), "Asha", "a10@clinic.example", from(0)); !errors.Is(err, clinic.ErrTooMany) {
		t.Errorf("eleventh from one address: %v, want ErrTooMany", err)
	}
	for i := range 5 {
		o.must(o.Register(o.ctx, profile(), "Asha", "b@clinic.example", from(1+i)))
	}
	if err := o.Register(o.ctx, profile(), "Asha", "b@clinic.example", from(9)); !errors.Is(err, clinic.ErrTooMany) {
		t.Errorf("sixth to one mailbox: %v, want ErrTooMany", err)
	}
	o.now = o.now.Add(time.Hour)
	o.must(o.Register(o.ctx, profile(), "Asha", "b@clinic.example", from(0)))
}

func TestUpdatePractice(t *testing.T) {
	o := newOffice(t)
	f := profile()
	f.Phone, f.SMSDisplayName = "0832 222 5566", "Sunrise"
	p, err := o.UpdatePractice(o.ctx, o.owner, 1, f)
	o.must(err)
	if p.Phone != "+918322225566" || p.Version != 2 {
		t.Errorf("got phone %q of version %d, want it in E.164 and 2", p.Phone, p.Version)
	}
	if stored, err := o.Practice(o.ctx, o.owner); err != nil || stored != p {
		t.Errorf("stored %+v, want %+v", stored, p)
	}
	if _, err := o.UpdatePractice(o.ctx, o.owner, 1, f); !errors.Is(err, clinic.ErrStale) {
		t.Errorf("with the former version: %v, want ErrStale", err)
	}
}
