package practices_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

func TestAddStaffMemberAgainMakesNothingTwice(t *testing.T) {
	o := newOffice(t)
	n := o.person("ben@clinic.example", clinic.ClinicianRole)
	first, err := o.AddStaffMember(o.ctx, o.owner, n)
	o.must(err)
	sent := len(o.box.sent)
	again, err := o.AddStaffMember(o.ctx, o.owner, n)
	if err != nil || again.ID != first.ID || len(o.box.sent) != sent {
		t.Errorf("the same request again: %v, %d more e-mails; want the same person and none", err, len(o.box.sent)-sent)
	}
	other := n
	other.Role = clinic.OwnerRole
	if _, err := o.AddStaffMember(o.ctx, o.owner, other); !errors.Is(err, clinic.ErrIdempotencyKeyReused) {
		t.Errorf("another request of the same key: %v, want ErrIdempotencyKeyReused", err)
	}
	if _, err := o.AddStaffMember(o.ctx, o.owner, o.person("ben@clinic.example", clinic.ClinicianRole)); !errors.Is(err, clinic.ErrEmailInUse) {
		t.Errorf("the same address under another key: %v, want ErrEmailInUse", err)
	}
	foreign := o.register("other@clinic.example")
	if _, err := o.AddStaffMember(o.ctx, foreign, o.person("ben@clinic.example", clinic.ClinicianRole)); !errors.Is(err, clinic.ErrEmailInUse) {
		t.Errorf("the same address in another practice: %v, want ErrEmailInUse", err)
	}
	n.Email = "ben2@clinic.example"
	if m, err := o.AddStaffMember(o.ctx, foreign, n); err != nil || m.PracticeID != foreign.PracticeID {
		t.Errorf("the same key in another practice: %v, want a person of its own", err)
	}
}

func TestAddStaffMemberInParallelMakesOne(t *testing.T) {
	o := newOffice(t)
	n := o.person("ben@clinic.example", clinic.ClinicianRole)
	sent := len(o.box.sent)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if m, err := o.AddStaffMember(o.ctx, o.owner, n); err != nil || m.ID != n.ID {
				t.Errorf("got %v, want the one person", err)
			}
		})
	}
	wg.Wait()
	if got := len(o.box.sent) - sent; got != 1 {
		t.Errorf("%d e-mails, want 1", got)
	}
}

func TestRolesAreThreeToTheLetter(t *testing.T) {
	o := newOffice(t)
	ben := o.add("ben@clinic.example", clinic.ClinicianRole)
	for _, role := range []clinic.Role{"", "OWNER", "owner ", "Owner", "admin", "owner,clinician"} {
		c := changed(ben)
		c.Role = role
		if _, err := o.UpdateStaffMember(o.ctx, o.owner, ben.ID, ben.Version, c); fieldsOf(err)["/role"] != "unknown_value" {
			t.Errorf("change to %q: %v, want it refused", role, err)
		}
		if _, err := o.AddStaffMember(o.ctx, o.owner, o.person("x@clinic.example", role)); fieldsOf(err)["/role"] != "unknown_value" {
			t.Errorf("add a %q: %v, want it refused", role, err)
		}
	}
}

func TestLastActiveOwnerStays(t *testing.T) {
	o := newOffice(t)
	invited, err := o.AddStaffMember(o.ctx, o.owner, o.person("invited@clinic.example", clinic.OwnerRole))
	o.must(err)
	self := func() clinic.StaffMember {
		m, err := o.table.StaffMember(o.ctx, o.owner.PracticeID, o.owner.StaffID)
		o.must(err)
		return m
	}
	demoted, disabled := changed(self()), changed(self())
	demoted.Role, disabled.Disabled = clinic.ClinicianRole, true
	if _, err := o.UpdateStaffMember(o.ctx, o.owner, o.owner.StaffID, self().Version, demoted); !errors.Is(err, clinic.ErrLastOwner) {
		t.Errorf("demoting the last owner beside an invited one: %v, want ErrLastOwner", err)
	}
	if _, err := o.UpdateStaffMember(o.ctx, o.owner, o.owner.StaffID, self().Version, disabled); !errors.Is(err, clinic.ErrLastOwner) {
		t.Errorf("disabling the last owner: %v, want ErrLastOwner", err)
	}
	o.activate(invited.PracticeID, invited.ID)
	if m, err := o.UpdateStaffMember(o.ctx, o.owner, o.owner.StaffID, self().Version, demoted); err != nil || m.Role != clinic.ClinicianRole {
		t.Errorf("demoting oneself beside an active owner: %v, want a clinician", err)
	}
	// Disabling somebody who is no owner any more takes none away.
	second := clinic.Actor{PracticeID: invited.PracticeID, StaffID: invited.ID, Role: clinic.OwnerRole, StepUpAt: o.now}
	c := changed(self())
	c.Disabled = true
	if _, err := o.UpdateStaffMember(o.ctx, second, o.owner.StaffID, self().Version, c); err != nil {
		t.Errorf("disabling a clinician: %v", err)
	}
	// Back as an owner: active again, for there is a password.
	c.Disabled, c.Role = false, clinic.OwnerRole
	if m, err := o.UpdateStaffMember(o.ctx, second, o.owner.StaffID, self().Version, c); err != nil || m.Status != clinic.ActiveStaff {
		t.Errorf("enabling as an owner: %v, want them active", err)
	}
	m, err := o.table.StaffMember(o.ctx, invited.PracticeID, invited.ID)
	o.must(err)
	c = changed(m)
	c.Role = clinic.ReceptionistRole
	if _, err := o.UpdateStaffMember(o.ctx, o.owner, m.ID, m.Version, c); err != nil {
		t.Errorf("demoting the other again: %v", err)
	}
}

func TestTwoOwnersDemotedAtTheSameTimeLeaveOne(t *testing.T) {
	for range 10 {
		o := newOffice(t)
		second := o.add("second@clinic.example", clinic.OwnerRole)
		first, err := o.table.StaffMember(o.ctx, o.owner.PracticeID, o.owner.StaffID)
		o.must(err)
		var done, kept atomic.Int32
		var wg sync.WaitGroup
		for _, m := range []clinic.StaffMember{first, second} {
			wg.Go(func() {
				c := changed(m)
				c.Role = clinic.ClinicianRole
				switch _, err := o.UpdateStaffMember(o.ctx, o.owner, m.ID, m.Version, c); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, clinic.ErrLastOwner):
					kept.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if done.Load() != 1 || kept.Load() != 1 {
			t.Fatalf("%d demoted and %d kept, want 1 and 1", done.Load(), kept.Load())
		}
	}
}

func TestChangeOfRoleOrStatusMovesSessionsFrom(t *testing.T) {
	o := newOffice(t)
	ben := o.add("ben@clinic.example", clinic.ClinicianRole)
	o.now = o.now.Add(time.Minute)
	o.owner.StepUpAt = o.now
	c := changed(ben)
	c.Name, c.Qualifications = "Ben A Rao", "MBBS"
	m, err := o.UpdateStaffMember(o.ctx, o.owner, ben.ID, ben.Version, c)
	if err != nil || !m.SessionsFrom.Equal(ben.SessionsFrom) {
		t.Errorf("another name: sessions from %v, want them to go on (%v)", m.SessionsFrom, err)
	}
	c.Role = clinic.ReceptionistRole
	m, err = o.UpdateStaffMember(o.ctx, o.owner, ben.ID, m.Version, c)
	if err != nil || !m.SessionsFrom.Equal(o.now) {
		t.Errorf("another role: sessions from %v, want now (%v)", m.SessionsFrom, err)
	}
	stored, err := o.table.StaffMember(o.ctx, m.PracticeID, m.ID)
	if err != nil || stored != m {
		t.Errorf("stored %+v, want %+v", stored, m)
	}
	if _, err := o.UpdateStaffMember(o.ctx, o.owner, ben.ID, ben.Version, c); !errors.Is(err, clinic.ErrStale) {
		t.Errorf("with a former version: %v, want ErrStale", err)
	}
}

func TestSendPasswordLinkEndsTheFormer(t *testing.T) {
	o := newOffice(t)
	ben, err := o.AddStaffMember(o.ctx, o.owner, o.person("ben@clinic.example", clinic.ClinicianRole))
	o.must(err)
	former := tokenOf(t, o.box.last(t))
	o.must(o.SendPasswordLink(o.ctx, o.owner, ben.ID))
	if mail := o.box.last(t); mail.To != "ben@clinic.example" || tokenOf(t, mail) == former {
		t.Error("want another link to the same mailbox")
	}
	stored, err := o.table.StaffMember(o.ctx, ben.PracticeID, ben.ID)
	o.must(err)
	if stored.PasswordLinkHash == ben.PasswordLinkHash || stored.Version != ben.Version {
		t.Error("want the new link to count, and no new version")
	}
	c := changed(stored)
	c.Disabled = true
	_, err = o.UpdateStaffMember(o.ctx, o.owner, ben.ID, ben.Version, c)
	o.must(err)
	if err := o.SendPasswordLink(o.ctx, o.owner, ben.ID); !errors.Is(err, clinic.ErrStaffDisabled) {
		t.Errorf("to somebody disabled: %v, want ErrStaffDisabled", err)
	}
}

func TestOtherPracticesStaffLooksAbsent(t *testing.T) {
	o := newOffice(t)
	foreign := o.register("other@clinic.example")
	for _, staff := range []clinic.StaffID{foreign.StaffID, clinic.StaffID(id.New(noon)), "x", ""} {
		_, err := o.UpdateStaffMember(o.ctx, o.owner, staff, 1, changed(clinic.StaffMember{Name: "X", Role: clinic.OwnerRole}))
		if !errors.Is(err, clinic.ErrNotFound) {
			t.Errorf("change %q: %v, want ErrNotFound", staff, err)
		}
		if err := o.SendPasswordLink(o.ctx, o.owner, staff); !errors.Is(err, clinic.ErrNotFound) {
			t.Errorf("link for %q: %v, want ErrNotFound", staff, err)
		}
	}
}
