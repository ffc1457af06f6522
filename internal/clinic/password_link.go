package clinic

import "time"

// PasswordLinkLifetime is how long a mailed link to choose a password works.
const PasswordLinkLifetime = 72 * time.Hour

// PasswordLink lets one staff member choose a password, once. Only the hash of
// its token is stored. A later link of the same person ends it: the staff
// member's row names the one that counts.
type PasswordLink struct {
	TokenHash  string
	PracticeID PracticeID
	StaffID    StaffID
	CreatedAt  time.Time
	ExpiresAt  time.Time // exclusive
}

// NewPasswordLink returns the link that replaces all former ones of m.
func NewPasswordLink(m StaffMember, tokenHash string, now time.Time) PasswordLink {
	return PasswordLink{
		TokenHash: tokenHash, PracticeID: m.PracticeID, StaffID: m.ID,
		CreatedAt: now, ExpiresAt: now.Add(PasswordLinkLifetime),
	}
}

// CheckOpen returns [ErrPasswordLinkEnded] unless the link can be used at now
// by the staff member as stored now. Why it cannot is nobody's business.
func (l PasswordLink) CheckOpen(m StaffMember, now time.Time) error {
	if l.TokenHash == "" || l.TokenHash != m.PasswordLinkHash || m.Status == DisabledStaff || !now.Before(l.ExpiresAt) {
		return ErrPasswordLinkEnded
	}
	return nil
}
