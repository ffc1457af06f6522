package clinic_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestTheResponsibilityIsTheSentenceThatStaffMustRead(t *testing.T) {
	r := clinic.ResponsibilityNow
	for _, want := range []string{
		"You are about to give the owner of this e-mail address access to the patient's chart",
		"this patient's own and private",
		"Ensure you have checked the email is indeed the patient's!",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("edition %s lacks %q", r.Edition, want)
		}
	}
}

func TestStateOfAnAccess(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	day := clinic.NewDate(2026, 3, 1)
	p := clinic.Patient{DateOfBirth: clinic.NewDate(2008, 3, 2)} // 18 tomorrow
	invited := clinic.PortalAccess{AccountID: "a", Status: clinic.InvitedAccess, Guardian: true, SentAt: now}
	with := func(change func(*clinic.PortalAccess)) clinic.PortalAccess { a := invited; change(&a); return a }
	for name, tt := range map[string]struct {
		access clinic.PortalAccess
		status clinic.AccountStatus
		until  time.Time
		day    clinic.Date
		want   clinic.AccessState
	}{
		"never given":                    {clinic.PortalAccess{}, "", time.Time{}, day, clinic.StateNone},
		"invited":                        {invited, clinic.InvitedAccount, now.Add(time.Nanosecond), day, clinic.StateInvited},
		"the password ends now":          {invited, clinic.InvitedAccount, now, day, clinic.StateExpired},
		"the password was used":          {invited, clinic.InvitedAccount, time.Time{}, day, clinic.StateExpired},
		"who has a password needs none":  {invited, clinic.ActiveAccount, time.Time{}, day, clinic.StateInvited},
		"not sent":                       {with(func(a *clinic.PortalAccess) { a.SentAt = time.Time{} }), clinic.InvitedAccount, now.Add(time.Hour), day, clinic.StateUnsent},
		"opened":                         {with(func(a *clinic.PortalAccess) { a.Status = clinic.ActiveAccess }), clinic.ActiveAccount, time.Time{}, day, clinic.StateActive},
		"of a guardian, on the birthday": {with(func(a *clinic.PortalAccess) { a.Status = clinic.ActiveAccess }), clinic.ActiveAccount, time.Time{}, clinic.NewDate(2026, 3, 2), clinic.StateOutgrown},
		"revoked":                        {with(func(a *clinic.PortalAccess) { a.Status = clinic.RevokedAccess }), clinic.ActiveAccount, time.Time{}, clinic.NewDate(2026, 3, 2), clinic.StateRevoked},
		"bounced":                        {with(func(a *clinic.PortalAccess) { a.Status = clinic.BouncedAccess }), clinic.InvitedAccount, now.Add(time.Hour), day, clinic.StateBounced},
		"of a status that nobody knows":  {with(func(a *clinic.PortalAccess) { a.Status = "open" }), clinic.ActiveAccount, time.Time{}, day, clinic.StateRevoked},
	} {
		if got := tt.access.StateOf(p, clinic.PortalAccount{Status: tt.status}, tt.until, tt.day, now); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestWhoCanBeInvited(t *testing.T) {
	day := clinic.NewDate(2026, 3, 1)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	child := clinic.Patient{Email: "a@example.com", DateOfBirth: clinic.NewDate(2008, 3, 2)}
	number := func(p clinic.Patient, verified, guardians bool) clinic.Patient {
		p.Phone = clinic.Phone{E164: "+919876543210", Mobile: true, IsGuardians: guardians}
		if verified {
			p.Phone.VerifiedAt = at
		}
		return p
	}
	for name, tt := range map[string]struct {
		p    clinic.Patient
		want error
	}{
		"an adult":                  {clinic.Patient{Email: "a@example.com"}, nil},
		"without an address":        {clinic.Patient{}, clinic.ErrEmailMissing},
		"bounced":                   {clinic.Patient{Email: "a@example.com", EmailState: clinic.EmailBounced}, clinic.ErrEmailBounced},
		"complained":                {clinic.Patient{Email: "a@example.com", EmailState: clinic.EmailComplained}, clinic.ErrEmailComplained},
		"unsubscribed from notices": {clinic.Patient{Email: "a@example.com", EmailState: clinic.EmailUnsubscribed}, nil},
		"a child without a number":  {child, nil},
		"a child whose own number nobody verified":   {number(child, false, false), nil},
		"a child whose own number is verified":       {number(child, true, false), clinic.ErrGuardianMissing},
		"a child with a guardian's":                  {number(child, true, true), nil},
		"on the eighteenth birthday it is one's own": {number(clinic.Patient{Email: "a@example.com", DateOfBirth: clinic.NewDate(2008, 3, 1)}, true, false), nil},
	} {
		if err := tt.p.CheckInvite(day); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestAnAccessGivenAnewForgetsWhatTheFormerOneKnew(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	former := clinic.PortalAccess{
		AccountID: "a", Status: clinic.RevokedAccess, Proof: clinic.Proof{Kind: clinic.InviteProof, At: now}, OpenedAt: now, LastOpenedAt: now, EndedAt: now, EndedBy: "s", Version: 4,
	}
	p := clinic.Patient{PracticeID: "p", ID: "t", Email: "b@example.com", DateOfBirth: clinic.NewDate(2015, 1, 1)}
	got := former.Invited(p, "b", "s2", clinic.ResponsibilityNow, "e", clinic.NewDate(2026, 3, 1), now)
	want := clinic.PortalAccess{
		PatientRef: clinic.PatientRef{Practice: "p", Patient: "t"}, AccountID: "b", Email: "b@example.com", Status: clinic.InvitedAccess, Guardian: true,
		InvitedAt: now, InvitedBy: "s2", Responsibility: clinic.ResponsibilityNow, MailID: "e", Version: 5,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	sent := got
	sent.SentAt = now
	if again := sent.Resent("e2"); again.MailID != "e2" || !again.SentAt.IsZero() || again.Version != 6 || again.InvitedAt != now {
		t.Errorf("sent again: %+v", again)
	}
}
