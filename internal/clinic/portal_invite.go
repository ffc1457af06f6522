package clinic

import "time"

// ResponsibilityNow is the text that a staff member confirms who gives online
// access. What was confirmed is kept with the act, so a new wording is a new
// edition.
var ResponsibilityNow = Responsibility{
	Edition: "2026-11",
	Text: "You are about to give the owner of this e-mail address access to the patient's chart: to what is in it, and to what will be written. " +
		"The address must be this patient's own and private, or, for a child, that of the parent or guardian who may read the chart. " +
		"Ensure you have checked the email is indeed the patient's!",
}

// AccessState is how far an access has come, as the desk needs to know it.
type AccessState string

// The states of an access at a desk.
const (
	StateNone     AccessState = "none"     // never given
	StateUnsent   AccessState = "not-sent" // invited, but the e-mail could not be sent
	StateInvited  AccessState = "invited"  // the chart was not opened yet
	StateExpired  AccessState = "expired"  // invited, and the temporary password works no more
	StateActive   AccessState = "active"   // the chart was opened
	StateOutgrown AccessState = "outgrown" // given to a guardian, and the patient came of age
	StateRevoked  AccessState = "revoked"
	StateBounced  AccessState = "bounced" // the e-mail came back
)

// StateOf returns the state of an access to the chart of p at now. The account
// is the one that it names, and passwordUntil the end of its temporary
// password, zero if none works.
func (a PortalAccess) StateOf(p Patient, account PortalAccount, passwordUntil time.Time, day Date, now time.Time) AccessState {
	switch {
	case a.AccountID == "":
		return StateNone
	case a.Status == BouncedAccess:
		return StateBounced
	case !a.Live():
		return StateRevoked
	case a.Outgrown(p, day):
		return StateOutgrown
	case a.Status == ActiveAccess:
		return StateActive
	case a.SentAt.IsZero():
		return StateUnsent
	case account.Status == InvitedAccount && !now.Before(passwordUntil):
		return StateExpired
	}
	return StateInvited
}

// CheckInvite returns nil if p may be given online access at the address that
// is on file: [ErrEmailMissing], [ErrEmailBounced], [ErrEmailComplained], or
// [ErrGuardianMissing] if the code that proves the person would go to a child.
//
// Whose the address is cannot be computed: the staff member answers for it by
// [ResponsibilityNow]. One who unsubscribed from notices may be invited: that
// was about other mail.
func (p Patient) CheckInvite(day Date) error {
	switch {
	case p.Email == "":
		return ErrEmailMissing
	case p.EmailState == EmailBounced:
		return ErrEmailBounced
	case p.EmailState == EmailComplained:
		return ErrEmailComplained
	case p.IsMinor(day) && p.Phone.Verified() && !p.Phone.IsGuardians:
		return ErrGuardianMissing
	}
	return nil
}

// Invited returns the access that takes the place of a, which is zero if none
// was ever given: to the address on file of p, by the account, not sent yet.
// The person is proven anew.
func (a PortalAccess) Invited(p Patient, account AccountID, by StaffID, text Responsibility, mail EventID, day Date, now time.Time) PortalAccess {
	return PortalAccess{
		PatientRef: PatientRef{Practice: p.PracticeID, Patient: p.ID}, AccountID: account, Email: p.Email, Status: InvitedAccess,
		Guardian: p.IsMinor(day), InvitedAt: now, InvitedBy: by, Responsibility: text, MailID: mail, Version: a.Version + 1,
	}
}

// Resent returns a with another e-mail on its way.
func (a PortalAccess) Resent(mail EventID) PortalAccess {
	a.MailID, a.SentAt = mail, time.Time{}
	a.Version++
	return a
}

// InviteNotice names what the staff must know about a patient's invite.
const InviteNotice = "invite"

// The codes of that notice.
const (
	InviteBounced    = "invite_bounced"    // its e-mail came back: the access has ended
	InviteComplained = "invite_complained" // who got it called it unwanted: the access has ended
)
