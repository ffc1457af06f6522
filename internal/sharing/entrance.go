package sharing

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Entrance is how a patient without an account comes back: by number, code,
// person and date of birth. Its fields are set once, before use.
//
// A code proves a number, and a number may be a family's. So the code shows no
// more than initials; a name, a practice and a record come with the date of
// birth of the person that was chosen (docs/adr/0039).
type Entrance struct {
	Links *Links // what is opened in the end
	Store EntranceStore
	Step  time.Duration // answers about codes leave at multiples of it; see [Entrance.SendCode]
	Log   *slog.Logger
}

// EntranceStore is what the entrance needs of a database.
type EntranceStore interface {
	// PhonePersons returns the patients on whose charts a number stands, with
	// their practices: the same work whoever asks for whom.
	PhonePersons(ctx context.Context, e164 string) ([]clinic.SharingState, error)
	// PutEntryCode, CountEntryTry and BeginEntry keep the codes of a number, one
	// for each browser.
	PutEntryCode(ctx context.Context, e164, nonceHash string, c clinic.Code, l clinic.Limit, now time.Time) error
	CountEntryTry(ctx context.Context, e164, nonceHash string, now time.Time) (clinic.Code, error)
	BeginEntry(ctx context.Context, nonceHash string, c clinic.Code, entry clinic.PhoneEntry, events []clinic.AuditEvent) error
	// PhoneEntry returns an entry, or an error matching [clinic.ErrUnauthenticated].
	PhoneEntry(ctx context.Context, numberHash, tokenHash string) (clinic.PhoneEntry, error)
	// CountBirthDateTry counts before anything is compared.
	CountBirthDateTry(ctx context.Context, ref clinic.PatientRef, now time.Time) (int, error)
	ForgiveBirthDateTry(ctx context.Context, ref clinic.PatientRef) error
	// OpenPerson stores what the right date of birth opens: all of it or nothing.
	OpenPerson(ctx context.Context, entry clinic.PhoneEntry, s clinic.LinkSession, e clinic.AuditEvent) error
	// WriteAudit stores an event.
	WriteAudit(ctx context.Context, e clinic.AuditEvent) error
	// Allow counts an act against a limit and reports whether it stays within.
	Allow(ctx context.Context, l clinic.Limit, now time.Time) (bool, error)
}

// SendCode sends a code to the number if anybody may come back by it. Whether
// somebody may, was just sent one, or was sent too many, nobody learns: the
// answer is the same, the table is asked for the same, and the answer leaves
// at the next multiple of the Step since the question. An error says that the
// number cannot be one, that the client's address asked too often, or that
// something is broken.
func (e *Entrance) SendCode(ctx context.Context, typed string, lang clinic.Language, nonce, clientAddress string) error {
	number, err := e.number(typed)
	if err != nil {
		return err
	}
	switch lang {
	case "", clinic.English, clinic.Hindi:
	default:
		return clinic.InvalidField("/language", "unknown_value", "the language is en or hi")
	}
	now := e.Links.Now()
	from := token.HashOf(clientAddress)
	ok, err := e.Store.Allow(ctx, clinic.EntryAddressLimit(from), now)
	if err != nil {
		return err
	}
	if !ok {
		return clinic.ErrTooMany
	}
	err = e.sendCode(ctx, number, lang, nonce, from, now)
	e.rest(ctx, now)
	return err
}

func (e *Entrance) sendCode(ctx context.Context, number string, lang clinic.Language, nonce, from string, now time.Time) error {
	persons, err := e.persons(ctx, number, now)
	if err != nil {
		return err
	}
	digits := token.Code(clinic.CodeDigits)
	code := clinic.Code{}.Renewed(clinic.EntryPurpose, e.mac(number, digits, nonce), 0, now)
	err = e.Store.PutEntryCode(ctx, number, token.HashOf(nonce), code, clinic.EntryNumberLimit(token.HashOf(number), from), now)
	if clinic.KindOf(err) == clinic.KindTooMany {
		return nil
	}
	if err != nil {
		return err
	}
	ok, err := e.Store.Allow(ctx, clinic.EntryDayLimit(len(persons) == 0), now)
	if err != nil {
		return err
	}
	if len(persons) == 0 {
		return nil
	}
	if !ok {
		e.Log.ErrorContext(ctx, "the day's codes for coming back are used up")
		return nil
	}
	if lang == "" {
		lang = persons[0].Patient.Language
	}
	if _, err := e.Links.SMS.SendSMS(ctx, clinic.EntrySMS(number, lang, digits)); err != nil {
		e.Log.WarnContext(ctx, "code for coming back not sent", "err", err)
	}
	return nil
}

// rest waits until a multiple of the Step has passed since begun: a message
// that was sent takes longer than none, by less than a step.
func (e *Entrance) rest(ctx context.Context, begun time.Time) {
	if e.Step <= 0 {
		return
	}
	timer := time.NewTimer(e.Step - e.Links.Now().Sub(begun)%e.Step)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// number reads what somebody typed.
func (e *Entrance) number(typed string) (string, error) {
	number, ok := clinic.ReadMobile(typed, e.Links.Countries)
	if !ok {
		return "", clinic.InvalidField("/phone", "not_a_mobile_number", "this is not a mobile number of a country where records are shared")
	}
	return number, nil
}

// mac binds a code to its purpose, the number and the browser. Whose number it
// is stands there no more than in the SMS.
func (e *Entrance) mac(number, digits, nonce string) string {
	return e.Links.Pepper.MAC(digits, string(clinic.EntryPurpose), number, nonce)
}

// persons returns who may come back by the number now, in the order of their
// charts.
func (e *Entrance) persons(ctx context.Context, number string, now time.Time) ([]clinic.SharingState, error) {
	all, err := e.Store.PhonePersons(ctx, number)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(s clinic.SharingState) bool {
		return !withCountries(s, e.Links.Countries).MayComeBack(number, now)
	}), nil
}

// Choice is what somebody chooses from: before the date of birth all persons
// of one initial, behind it one person.
type Choice struct {
	ID       string // good within the entry only
	Initial  string
	Name     string // first name and initial, behind the date of birth
	Practice string // by its SMS name, behind the date of birth
}

// Entered is what a code proves.
type Entered struct {
	Choices   []Choice
	ExpiresAt time.Time
	Token     string // the entry's bearer token, for the cookie
}

// Verify proves the number with the code. A try is counted before it is
// compared. Each person who may be chosen is told in their history.
func (e *Entrance) Verify(ctx context.Context, typed, digits, nonce string) (Entered, error) {
	number, err := e.number(typed)
	if err != nil {
		return Entered{}, err
	}
	now, browser := e.Links.Now(), token.HashOf(nonce)
	code, err := e.Store.CountEntryTry(ctx, number, browser, now)
	if err != nil {
		return Entered{}, err
	}
	if nonce == "" || !token.Equal(code.MAC, e.mac(number, digits, nonce)) {
		return Entered{}, clinic.ErrCodeWrong
	}
	persons, err := e.persons(ctx, number, now)
	if err != nil {
		return Entered{}, err
	}
	if len(persons) == 0 {
		return Entered{}, clinic.ErrCodeWrong // as for a number that nobody has
	}
	secret := token.New()
	entry := clinic.PhoneEntry{E164: number, TokenHash: secret.Hash(), StartedAt: now}
	entered := Entered{ExpiresAt: entry.EndsAt(), Token: token.HashOf(number) + secret.Reveal()}
	var events []clinic.AuditEvent
	for _, p := range persons {
		events = append(events, e.event(p, clinic.OutcomeSuccess, "phone_entered"))
		initial := p.Patient.Initial()
		if !slices.ContainsFunc(entered.Choices, func(c Choice) bool { return c.Initial == initial }) {
			entered.Choices = append(entered.Choices, Choice{ID: e.initialID(entry, initial), Initial: initial})
		}
	}
	slices.SortFunc(entered.Choices, func(a, b Choice) int { return strings.Compare(a.Initial, b.Initial) })
	if err := e.Store.BeginEntry(ctx, browser, code, entry, events); err != nil {
		return Entered{}, err
	}
	return entered, nil
}

// initialID and personID name a choice within one entry, and nothing outside.
func (e *Entrance) initialID(entry clinic.PhoneEntry, initial string) string {
	return e.Links.Pepper.MAC(initial, "initial", entry.TokenHash)[:32]
}

func (e *Entrance) personID(entry clinic.PhoneEntry, p clinic.Patient) string {
	return e.Links.Pepper.MAC(string(p.ID), "person", entry.TokenHash, string(p.PracticeID))[:32]
}

// numberHashLength is how much of an entry's bearer token says which number it
// is of.
const numberHashLength = 32

// entry returns the entry that the bearer token names, or an error matching
// [clinic.ErrUnauthenticated].
func (e *Entrance) entry(ctx context.Context, presented string, now time.Time) (clinic.PhoneEntry, error) {
	if len(presented) != numberHashLength+token.Length || strings.Trim(presented[:numberHashLength], "0123456789abcdef") != "" {
		return clinic.PhoneEntry{}, clinic.ErrUnauthenticated
	}
	secret, ok := token.Parse(presented[numberHashLength:])
	if !ok {
		return clinic.PhoneEntry{}, clinic.ErrUnauthenticated
	}
	entry, err := e.Store.PhoneEntry(ctx, presented[:numberHashLength], secret.Hash())
	if err != nil {
		return clinic.PhoneEntry{}, fmt.Errorf("phone entry: %w", err)
	}
	return entry, entry.CheckOpen(now)
}

// event is about somebody who did not prove who they are.
func (e *Entrance) event(p clinic.SharingState, outcome clinic.AuditOutcome, what string) clinic.AuditEvent {
	ref := clinic.PatientRef{Practice: p.Patient.PracticeID, Patient: p.Patient.ID}
	event := e.Links.event(ref, clinic.ActionExecute, outcome, "patient", what)
	event.Agent = clinic.UnknownAgent
	return event
}
