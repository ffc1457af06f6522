package stories_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

// portalPassword is on no list either.
const portalPassword = "nine lanterns over the ford"

// mailbox is an address that nobody else has in this run.
func mailbox(name string) string {
	return fmt.Sprintf("%s.%d@patients.example", name, cloud.people.next())
}

// invitee registers a patient with a verified number and an address.
func (h *house) invitee(extra map[string]any) (p play.Patient, email string) {
	h.t.Helper()
	email = mailbox("leela")
	demographics := map[string]any{"email": email}
	for k, v := range extra {
		demographics[k] = v
	}
	return h.patient(demographics), email
}

// portal is somebody at home, who may sign in with the address.
func (h *house) portal(email string) *play.Portal {
	p := play.NewPortal(cloud.URL, email, portalPassword)
	p.Client = newClient(h.t)
	return p
}

// member is a patient who was invited by the doctor and has the chart open.
func (h *house) member(extra map[string]any) (play.Patient, *play.Portal) {
	h.t.Helper()
	p, email := h.invitee(extra)
	_, invite, err := h.doctor.Invite(h.ctx, p.ID)
	h.must(err)
	reader := h.portal(email)
	h.must(reader.Join(h.ctx, invite, p.ID, p.Phone, "1984-02-29"))
	return p, reader
}

// opens reports what the session of a browser opens, "" if it is none.
func (h *house) opens(p *play.Portal) string {
	h.t.Helper()
	var s struct{ Scope string }
	if _, err := p.Do(h.ctx, "GET", "/api/portal/session", nil, &s); err != nil {
		return ""
	}
	return s.Scope
}

func TestADoctorGivesOnlineAccessAndThePatientOpensTheChart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, email := h.invitee(nil)
	a, err := h.desk.Access(h.ctx, p.ID)
	h.must(err)
	if a.State != "none" || a.Email != email || !a.CanGive || !strings.Contains(a.Responsibility.Text, "Ensure you have checked the email is indeed the patient's!") {
		t.Errorf("the desk sees %+v", a)
	}
	_, _, err = h.desk.Invite(h.ctx, p.ID)
	h.refused(err, "forbidden")
	a, invite, err := h.doctor.Invite(h.ctx, p.ID)
	h.must(err)
	if a.State != "invited" || a.InvitedBy != "Dilip Menon" || a.PasswordUntil == "" {
		t.Errorf("the doctor sees %+v", a)
	}
	all := invite.Subject + invite.Text + invite.HTML
	for _, telling := range []string{"Leela", "Nambiar", "Hillside Family Clinic", goodPassword} {
		if strings.Contains(all, telling) {
			t.Errorf("the mail says %q: %s", telling, invite.Text)
		}
	}
	if !strings.Contains(invite.Text, email) || !strings.Contains(invite.Text, cloud.URL+"/portal") || invite.TemporaryPassword() == "" {
		t.Errorf("the mail lacks what signs in: %s", invite.Text)
	}
	reader := h.portal(email)
	reader.Password = invite.TemporaryPassword()
	h.must(reader.SignIn(h.ctx))
	if got := h.opens(reader); got != "new-password" {
		t.Errorf("the temporary password opens %q", got)
	}
	_, err = reader.Persons(h.ctx)
	h.refused(err, "wrong_scope")
	h.refused(h.portalOf(email, invite.TemporaryPassword()).SignIn(h.ctx), "sign_in_failed")
	reader.Password = portalPassword
	_, err = reader.Do(h.ctx, "POST", "/api/portal/password", map[string]any{"password": portalPassword}, nil)
	h.must(err)
	h.must(reader.Enter(h.ctx, p.ID, p.Phone, ""))
	if got := h.opens(reader); got != "chart" {
		t.Errorf("the session opens %q, want the chart", got)
	}
	a, err = h.desk.Access(h.ctx, p.ID)
	h.must(err)
	if a.State != "active" || a.OpenedAt == "" || a.LastOpenedAt == "" {
		t.Errorf("the desk sees %+v", a)
	}
	// Taken back, it ends with the next request.
	h.must(h.doctor.RevokeAccess(h.ctx, p.ID))
	if got := h.opens(reader); got != "" {
		t.Errorf("after it was taken back the session opens %q", got)
	}
}

func (h *house) portalOf(email, password string) *play.Portal {
	p := h.portal(email)
	p.Password = password
	return p
}

func TestATemporaryPasswordEndsWithTheNextOneAndAfterThreeDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, email := h.invitee(nil)
	_, first, err := h.doctor.Invite(h.ctx, p.ID)
	h.must(err)
	_, second, err := h.doctor.ResendInvite(h.ctx, p.ID)
	h.must(err)
	h.refused(h.portalOf(email, first.TemporaryPassword()).SignIn(h.ctx), "sign_in_failed")
	h.aged(email, 72*time.Hour)
	h.refused(h.portalOf(email, second.TemporaryPassword()).SignIn(h.ctx), "sign_in_failed")
	a, err := h.doctor.Access(h.ctx, p.ID)
	h.must(err)
	if a.State != "expired" {
		t.Errorf("after three days the desk sees %q", a.State)
	}
	_, third, err := h.doctor.ResendInvite(h.ctx, p.ID)
	h.must(err)
	h.must(h.portal(email).Join(h.ctx, third, p.ID, p.Phone, ""))
}

func TestTheStaffMembersOwnPasswordIsAskedForEachTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, _ := h.invitee(nil)
	a, err := h.owner.Access(h.ctx, p.ID) // the owner has stepped up: that is no substitute
	h.must(err)
	wrong := h.owner.Consent(a)
	wrong["password"] = portalPassword
	_, err = h.owner.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/access", wrong, nil)
	h.refused(err, "sign_in_failed")
	unconfirmed := h.owner.Consent(a)
	unconfirmed["confirmed"] = false
	_, err = h.owner.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/access", unconfirmed, nil)
	h.refused(err, "invalid")
	old := h.owner.Consent(a)
	old["edition"] = "2020-01"
	_, err = h.owner.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/access", old, nil)
	h.refused(err, "text_outdated")
	_, _, err = h.owner.Invite(h.ctx, p.ID)
	h.must(err)
	if got := h.session(h.owner); got.Role != "owner" {
		t.Errorf("the owner's session is %+v", got)
	}
}

func TestOneMailboxInTwoPracticesKeepsThemApart(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	p, reader := h.member(nil)
	theirs := other.patient(map[string]any{"email": reader.Email})
	_, added, err := other.doctor.Invite(h.ctx, theirs.ID)
	h.must(err)
	if added.TemporaryPassword() != "" || strings.Contains(strings.ToLower(added.Text), "temporary") {
		t.Errorf("the second practice mailed a password: %s", added.Text)
	}
	if got := h.opens(reader); got != "chart" {
		t.Errorf("the first practice's chart: the session opens %q", got)
	}
	h.must(reader.Enter(h.ctx, theirs.ID, theirs.Phone, ""))
	_, _, err = other.doctor.MoveAccess(h.ctx, theirs.ID, mailbox("taken"))
	h.refused(err, "account_shared")
	h.must(h.doctor.RevokeAccess(h.ctx, p.ID))
	if got := h.opens(reader); got != "chart" {
		t.Errorf("the second practice's chart: the session opens %q after the first one revoked", got)
	}
	persons, err := reader.Persons(h.ctx)
	h.must(err)
	if len(persons) != 1 || persons[0].PatientID != theirs.ID {
		t.Errorf("the account opens %+v", persons)
	}
}

func TestAnAddressIsMovedByTheClinic(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, reader := h.member(nil)
	next := mailbox("new")
	before := h.last()
	_, confirm, err := h.doctor.MoveAccess(h.ctx, p.ID, next)
	h.must(err)
	h.wait(before, "email", reader.Email) // the old one is told
	if got := h.opens(reader); got != "chart" {
		t.Errorf("before it is confirmed the session opens %q", got)
	}
	_, err = h.portal(next).Do(h.ctx, "POST", "/api/portal/email-changes/confirm", map[string]any{"token": confirm.ConfirmToken()}, nil)
	h.must(err)
	if got := h.opens(reader); got != "" {
		t.Errorf("afterwards the old session opens %q", got)
	}
	h.refused(reader.SignIn(h.ctx), "sign_in_failed")
	h.must(h.portal(next).SignIn(h.ctx))
	a, err := h.desk.Access(h.ctx, p.ID)
	h.must(err)
	if a.SignInEmail != next || a.Email != next {
		t.Errorf("the desk sees %+v", a)
	}
}

// Not parallel: faults are everybody's.
func TestAnInviteThatComesBackEndsAndTheDoctorIsTold(t *testing.T) {
	for mode, code := range map[string]string{"bounce": "email_bounced", "complaint": "email_complained"} {
		t.Run(mode, func(t *testing.T) {
			h := newHouse(t)
			p, email := h.invitee(nil)
			before := h.last()
			cloud.faults(t, "email", fault{Mode: mode, Count: 1})
			_, invite, err := h.doctor.Invite(h.ctx, p.ID)
			h.must(err)
			var a play.Access
			h.eventually("the access bounced", func() bool {
				a, err = h.desk.Access(h.ctx, p.ID)
				return err == nil && a.State == "bounced"
			})
			if a.CanGive || a.Obstacle.Code != code {
				t.Errorf("the desk sees %+v", a)
			}
			h.refused(h.portalOf(email, invite.TemporaryPassword()).SignIn(h.ctx), "sign_in_failed")
			told := h.wait(before, "email", h.doctor.Email)
			if strings.Contains(told.Text, "Leela") || strings.Contains(told.Text, email) {
				t.Errorf("the doctor was told %s", told.Text)
			}
		})
	}
}

func TestAMailThatCannotBeSentShowsAtTheDesk(t *testing.T) {
	h := newHouse(t)
	p, email := h.invitee(nil)
	cloud.faults(t, "email", fault{Mode: "refuse", Count: 1})
	a, err := h.doctor.Access(h.ctx, p.ID)
	h.must(err)
	_, err = h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/access", h.doctor.Consent(a), &a)
	h.must(err)
	if a.State != "not-sent" {
		t.Errorf("the desk sees %q", a.State)
	}
	_, invite, err := h.doctor.ResendInvite(h.ctx, p.ID)
	h.must(err)
	h.must(h.portal(email).Join(h.ctx, invite, p.ID, p.Phone, ""))
}

// aged lets d pass for the sign-in of an address.
func (h *house) aged(email string, d time.Duration) {
	h.t.Helper()
	sum := sha256.Sum256([]byte(email))
	cloud.age(h.t, "PORTALLOGIN#"+hex.EncodeToString(sum[:16]), "LOGIN", d)
}
