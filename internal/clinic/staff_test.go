package clinic_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

var staffNoon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestAChangeEndsSessionsWhenItTakesSomethingAway(t *testing.T) {
	active := clinic.StaffMember{Name: "Ben", Role: clinic.ClinicianRole, Status: clinic.ActiveStaff, Version: 3, PasswordSetAt: staffNoon.Add(-time.Hour), PasswordLinkHash: "h"}
	invited := clinic.StaffMember{Name: "Ben", Role: clinic.ClinicianRole, Status: clinic.InvitedStaff, Version: 1, PasswordLinkHash: "h"}
	disabled, never := active, invited
	disabled.Status, never.Status = clinic.DisabledStaff, clinic.DisabledStaff
	tests := []struct {
		name     string
		m        clinic.StaffMember
		role     clinic.Role
		disabled bool
		status   clinic.StaffStatus
		ended    bool
		link     string
	}{
		{"a new name", active, clinic.ClinicianRole, false, clinic.ActiveStaff, false, "h"},
		{"a new role", active, clinic.ReceptionistRole, false, clinic.ActiveStaff, true, "h"},
		{"disabled", active, clinic.ClinicianRole, true, clinic.DisabledStaff, true, ""},
		{"disabled before a password was chosen", invited, clinic.ClinicianRole, true, clinic.DisabledStaff, true, ""},
		{"disabled again", disabled, clinic.ClinicianRole, true, clinic.DisabledStaff, false, ""},
		{"enabled", disabled, clinic.ClinicianRole, false, clinic.ActiveStaff, true, "h"},
		{"enabled who never chose a password", never, clinic.ClinicianRole, false, clinic.InvitedStaff, true, "h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			next := tt.m.Changed("Ben Rao", tt.role, tt.disabled, "MBBS", "KMC 1", staffNoon)
			if next.Status != tt.status || next.SessionsFrom.Equal(staffNoon) != tt.ended || next.PasswordLinkHash != tt.link {
				t.Errorf("%+v, want %s, sessions ended %v, link %q", next, tt.status, tt.ended, tt.link)
			}
			if next.Version != tt.m.Version+1 || next.Name != "Ben Rao" || next.Qualifications != "MBBS" || next.RegistrationNumber != "KMC 1" {
				t.Errorf("%+v, want the next version with all that was said", next)
			}
		})
	}
}

func TestOwnersAreCountedWhileTheyCanSignIn(t *testing.T) {
	of := func(r clinic.Role, s clinic.StaffStatus) clinic.StaffMember {
		return clinic.StaffMember{Role: r, Status: s}
	}
	owner := of(clinic.OwnerRole, clinic.ActiveStaff)
	for name, tt := range map[string]struct {
		from, to clinic.StaffMember
		want     int
	}{
		"stays":                    {owner, owner, 0},
		"demoted":                  {owner, of(clinic.ClinicianRole, clinic.ActiveStaff), -1},
		"disabled":                 {owner, of(clinic.OwnerRole, clinic.DisabledStaff), -1},
		"chose a password":         {of(clinic.OwnerRole, clinic.InvitedStaff), owner, 1},
		"promoted":                 {of(clinic.ClinicianRole, clinic.ActiveStaff), owner, 1},
		"promoted while invited":   {of(clinic.ClinicianRole, clinic.InvitedStaff), of(clinic.OwnerRole, clinic.InvitedStaff), 0},
		"disabled before a choice": {of(clinic.OwnerRole, clinic.InvitedStaff), of(clinic.OwnerRole, clinic.DisabledStaff), 0},
	} {
		if got := tt.from.OwnersGained(tt.to); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestAStaffSessionIsOpenToTheActiveAndTheirTime(t *testing.T) {
	m := clinic.StaffMember{Status: clinic.ActiveStaff, SessionsFrom: staffNoon.Add(-time.Hour)}
	s := clinic.Session{StartedAt: staffNoon.Add(-time.Hour), SeenAt: staffNoon, ExpiresAt: staffNoon.Add(11 * time.Hour)}
	tests := []struct {
		name   string
		change func(*clinic.Session, *clinic.StaffMember)
		after  time.Duration
		want   error
	}{
		{"in use, begun in the instant of the last change", nil, 0, nil},
		{"idle for a moment less than half an hour", nil, 30*time.Minute - 1, nil},
		{"idle for half an hour", nil, 30 * time.Minute, clinic.ErrUnauthenticated},
		{"a moment before its end", func(s *clinic.Session, _ *clinic.StaffMember) { s.SeenAt = s.ExpiresAt }, 11*time.Hour - 1, nil},
		{"at its end, however busy", func(s *clinic.Session, _ *clinic.StaffMember) { s.SeenAt = s.ExpiresAt }, 11 * time.Hour, clinic.ErrUnauthenticated},
		{"begun before the last change", func(_ *clinic.Session, m *clinic.StaffMember) { m.SessionsFrom = m.SessionsFrom.Add(1) }, 0, clinic.ErrUnauthenticated},
		{"disabled", func(_ *clinic.Session, m *clinic.StaffMember) { m.Status = clinic.DisabledStaff }, 0, clinic.ErrUnauthenticated},
		{"invited", func(_ *clinic.Session, m *clinic.StaffMember) { m.Status = clinic.InvitedStaff }, 0, clinic.ErrUnauthenticated},
		{"nobody", func(_ *clinic.Session, m *clinic.StaffMember) { *m = clinic.StaffMember{} }, 0, clinic.ErrUnauthenticated},
		{"no session", func(s *clinic.Session, _ *clinic.StaffMember) { *s = clinic.Session{} }, 0, clinic.ErrUnauthenticated},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, m := s, m
			if tt.change != nil {
				tt.change(&s, &m)
			}
			if got := s.CheckOpen(m, staffNoon.Add(tt.after)); !errors.Is(got, tt.want) {
				t.Errorf("CheckOpen = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAPasswordLinkWorksOnceForThreeDaysAndIsReplaced(t *testing.T) {
	m := clinic.StaffMember{PracticeID: "p", ID: "s", Status: clinic.InvitedStaff, PasswordLinkHash: "h"}
	link := clinic.NewPasswordLink(m, "h", staffNoon)
	used := m.WithPassword(staffNoon)
	other, disabled := m, m
	other.PasswordLinkHash, disabled.Status = "newer", clinic.DisabledStaff
	for name, tt := range map[string]struct {
		link  clinic.PasswordLink
		m     clinic.StaffMember
		after time.Duration
		want  error
	}{
		"at once":            {link, m, 0, nil},
		"in its last moment": {link, m, 72*time.Hour - 1, nil},
		"at its end":         {link, m, 72 * time.Hour, clinic.ErrPasswordLinkEnded},
		"used":               {link, used, 0, clinic.ErrPasswordLinkEnded},
		"replaced":           {link, other, 0, clinic.ErrPasswordLinkEnded},
		"disabled":           {link, disabled, 0, clinic.ErrPasswordLinkEnded},
		"no link of nobody":  {clinic.PasswordLink{ExpiresAt: staffNoon.Add(time.Hour)}, clinic.StaffMember{}, 0, clinic.ErrPasswordLinkEnded},
	} {
		if got := tt.link.CheckOpen(tt.m, staffNoon.Add(tt.after)); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestAStaffMemberIsChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		m    clinic.StaffMember
		want string
	}{
		"as it should be":                {clinic.StaffMember{Name: "Dr Asha Rao", Role: clinic.OwnerRole, Qualifications: "MBBS", RegistrationNumber: "KMC 1"}, ""},
		"no name":                        {clinic.StaffMember{Role: clinic.OwnerRole}, "/name"},
		"a name that turns the writing":  {clinic.StaffMember{Name: "a\u202eb", Role: clinic.OwnerRole}, "/name"},
		"no role":                        {clinic.StaffMember{Name: "A"}, "/role"},
		"a role in capitals":             {clinic.StaffMember{Name: "A", Role: "OWNER "}, "/role"},
		"qualifications of two lines":    {clinic.StaffMember{Name: "A", Role: clinic.OwnerRole, Qualifications: "a\nb"}, "/qualifications"},
		"a registration of spaces alone": {clinic.StaffMember{Name: "A", Role: clinic.OwnerRole, RegistrationNumber: " "}, "/registrationNumber"},
	} {
		fields := fieldCodes(tt.m.Validate())
		if _, named := fields[tt.want]; (tt.want == "") != (len(fields) == 0) || tt.want != "" && (!named || len(fields) != 1) {
			t.Errorf("%s: %v, want %q", name, fields, tt.want)
		}
	}
}
