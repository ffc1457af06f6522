package dynamostore

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// accessOfItem is the online access to one patient's chart.
type accessOfItem struct {
	PK, SK       string
	Entity       string `dynamodbav:"entity"`
	AccountID    string `dynamodbav:"accountId"`
	Email        string `dynamodbav:"email"`
	Status       string `dynamodbav:"status"`
	Guardian     bool   `dynamodbav:"guardian,omitempty"`
	InvitedAt    millis `dynamodbav:"invitedAt"`
	InvitedBy    string `dynamodbav:"invitedBy"`
	SentAt       millis `dynamodbav:"sentAt"`
	Edition      string `dynamodbav:"responsibilityEdition"`
	Text         string `dynamodbav:"responsibility"`
	ProofKind    string `dynamodbav:"proof,omitempty"`
	ProofAt      millis `dynamodbav:"proofAt,omitempty"`
	PhoneVersion int    `dynamodbav:"proofPhoneVersion,omitempty"`
	OpenedAt     millis `dynamodbav:"openedAt,omitempty"`
	EndedAt      millis `dynamodbav:"endedAt,omitempty"`
	EndedBy      string `dynamodbav:"endedBy,omitempty"`
	Version      int    `dynamodbav:"version"`
	MailID       string `dynamodbav:"mailId,omitempty"`
	LastOpenedAt millis `dynamodbav:"lastOpenedAt,omitempty"`
}

func newAccessOfItem(a clinic.PortalAccess) accessOfItem {
	k := accessOfKey(a.PatientRef)
	return accessOfItem{
		k.PK, k.SK, "portal-access", string(a.AccountID), a.Email, string(a.Status), a.Guardian,
		toMillis(a.InvitedAt), string(a.InvitedBy), toMillis(a.SentAt), a.Responsibility.Edition, a.Responsibility.Text,
		string(a.Proof.Kind), toMillis(a.Proof.At), a.Proof.PhoneVersion, toMillis(a.OpenedAt), toMillis(a.EndedAt), string(a.EndedBy), a.Version,
		string(a.MailID), toMillis(a.LastOpenedAt),
	}
}

func decodeAccess(ref clinic.PatientRef, av attributes) (clinic.PortalAccess, error) {
	var i accessOfItem
	if err := decode(av, &i); err != nil {
		return clinic.PortalAccess{}, err
	}
	return clinic.PortalAccess{
		PatientRef: ref, AccountID: clinic.AccountID(i.AccountID), Email: i.Email, Status: clinic.AccessStatus(i.Status), Guardian: i.Guardian,
		InvitedAt: i.InvitedAt.time(), InvitedBy: clinic.StaffID(i.InvitedBy), SentAt: i.SentAt.time(),
		Responsibility: clinic.Responsibility{Edition: i.Edition, Text: i.Text},
		Proof:          clinic.Proof{Kind: clinic.ProofKind(i.ProofKind), At: i.ProofAt.time(), PhoneVersion: i.PhoneVersion},
		OpenedAt:       i.OpenedAt.time(), EndedAt: i.EndedAt.time(), EndedBy: clinic.StaffID(i.EndedBy), Version: i.Version,
		MailID: clinic.EventID(i.MailID), LastOpenedAt: i.LastOpenedAt.time(),
	}, nil
}

// personItem lets an account find whose charts it reads. What it may read is
// decided by the access, never by this.
type personItem struct {
	PK, SK string
	Entity string `dynamodbav:"entity"`
}

func newPersonItem(a clinic.PortalAccess) personItem {
	k := personKey(a.AccountID, a.PatientRef)
	return personItem{k.PK, k.SK, "portal-person"}
}

// PortalAccess returns the online access to a chart; the zero access if none
// was ever given.
func (t *Table) PortalAccess(ctx context.Context, ref clinic.PatientRef) (clinic.PortalAccess, error) {
	k := accessOfKey(ref)
	found, err := t.getAll(ctx, k)
	if err != nil || found[k] == nil {
		return clinic.PortalAccess{}, err
	}
	return decodeAccess(ref, found[k])
}

// accessIn stores an access if it is the next version of what is stored; the
// first one is version 1.
func (t *Table) accessIn(a clinic.PortalAccess) (types.TransactWriteItem, error) {
	if a.Version == 1 {
		return t.putIn(newAccessOfItem(a), isNew, nil)
	}
	return t.putIn(newAccessOfItem(a), isVersion, versionValue(a.Version-1))
}

// UpdatePortalAccess stores the next version of an access with its event, or
// returns an error matching [clinic.ErrStale].
func (t *Table) UpdatePortalAccess(ctx context.Context, a clinic.PortalAccess, e clinic.AuditEvent) error {
	access, err := t.accessIn(a)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{access, audit}
	if !a.Live() {
		writes = append(writes, t.deleteIn(personKey(a.AccountID, a.PatientRef)))
	}
	return stale(t.transact(ctx, writes...), "portal access")
}

// ProvePerson stores the next version of an access, whose proof used up the
// code if there is one, with its event, and rotates the session to the chart:
// all of it or nothing. It returns an error matching [clinic.ErrCodeWrong] if
// the code was used meanwhile, or [clinic.ErrStale].
func (t *Table) ProvePerson(ctx context.Context, a clinic.PortalAccess, c clinic.Code, old, next clinic.PortalSession, e clinic.AuditEvent) error {
	access, err := t.accessIn(a)
	if err != nil {
		return err
	}
	puts, err := t.putsIn(newPortalSessionItem(next), newAuditItem(e))
	if err != nil {
		return err
	}
	writes := append(puts, access, t.endPortalSessionIn(old))
	if c.MAC != "" {
		writes = append(writes, t.useCodeIn(a.PatientRef, c))
		err := t.transact(ctx, writes...)
		if refused(err, len(writes)-1) {
			return clinic.ErrCodeWrong
		}
		return stale(err, "portal access")
	}
	return stale(t.transact(ctx, writes...), "portal access")
}

// Persons returns the accesses of an account with patients and practices: what
// it may read, and what has ended but is still pointed to.
func (t *Table) Persons(ctx context.Context, id clinic.AccountID) ([]clinic.PortalPerson, error) {
	items, err := t.query(ctx, query{PK: accountPK(id), From: personSK, To: below(personSK), Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("persons of an account: %w", err)
	}
	var refs []clinic.PatientRef
	var keys []key
	for _, av := range items {
		practice, patient, _ := strings.Cut(strings.TrimPrefix(stringOf(av["SK"]), personSK), "#")
		ref := clinic.PatientRef{Practice: clinic.PracticeID(practice), Patient: clinic.PatientID(patient)}
		refs = append(refs, ref)
		keys = append(keys, accessOfKey(ref), patientKey(ref.Practice, ref.Patient), profileKey(ref.Practice))
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("persons of an account: %w", err)
	}
	var persons []clinic.PortalPerson
	for _, ref := range refs {
		person, whole, err := decodePerson(ref, found)
		if err != nil {
			return nil, err
		}
		if !whole {
			continue
		}
		persons = append(persons, person)
	}
	return persons, nil
}
