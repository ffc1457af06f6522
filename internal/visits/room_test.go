package visits_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/token"
	"github.com/chartshare/chartshare/internal/visits"
)

func TestALinkLeadsToTheLobbyAndNoFurther(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	insider, in := p.admitted(v, tok, "Ravi")
	p.must(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(in)))
	// The same link a second time, from another browser.
	stranger, self := p.guest(tok, "Somebody")
	got := p.look(stranger)
	if got.Self.State != clinic.Waiting || len(got.Participants)+len(got.Signals)+len(got.IceServers) != 0 || got.Next != "" {
		t.Errorf("who waits sees %+v", got)
	}
	p.wantError(p.GuestSignal(p.ctx, stranger, offer(in)), clinic.ErrNotAdmitted)
	p.wantError(p.GuestSignal(p.ctx, stranger, offer(clinic.ParticipantID(p.by.StaffID))), clinic.ErrNotAdmitted)
	p.wantError(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(self)), clinic.ErrParticipantNotFound)
	// Nor does one that was turned away.
	p.must(p.Refuse(p.ctx, p.by, p.patient, v.ID, self))
	got = p.look(stranger)
	if got.Self.State != clinic.Refused || len(got.Participants)+len(got.Signals)+len(got.IceServers) != 0 {
		t.Errorf("who was refused sees %+v", got)
	}
	p.wantError(p.GuestSignal(p.ctx, stranger, offer(in)), clinic.ErrNotAdmitted)
	// And guests do not see who waits.
	p.guest(tok, "Third")
	if got := p.look(insider); len(got.Participants) != 2 || len(got.Signals) != 1 {
		t.Errorf("the guest sees %d participants and %d signals, want 2 and 1", len(got.Participants), len(got.Signals))
	}
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if len(room.Participants) != 3 {
		t.Errorf("staff see %d participants, want 3", len(room.Participants))
	}
}

func TestTokensAndCookiesThatAreNoneOpenNothing(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	cookie, _ := p.guest(tok, "Ravi")
	for name, presented := range map[string]string{
		"guessed": token.New().Reveal(), "cut short": tok[:21], "one too many": tok + "A", "of another alphabet": strings.Repeat("!", 22),
		"case-flipped": flip(tok), "empty": "", "an id": string(v.ID),
	} {
		_, err := p.Open(p.ctx, presented)
		p.wantError(err, clinic.ErrVisitLinkNotFound)
		_, _, err = p.JoinLobby(p.ctx, presented, "Ravi", "")
		p.wantError(err, clinic.ErrVisitLinkNotFound)
		if t.Failed() {
			t.Fatalf("a token %s", name)
		}
	}
	parts := strings.Split(cookie, ".")
	other, _ := p.guest(tok, "Asha")
	theirs := strings.Split(other, ".")
	for name, presented := range map[string]string{
		"guessed":             strings.Join([]string{parts[0], parts[1], parts[2], token.New().Reveal()}, "."),
		"of another guest":    strings.Join([]string{parts[0], parts[1], theirs[2], parts[3]}, "."),
		"of a clinician":      strings.Join([]string{parts[0], parts[1], string(p.by.StaffID), parts[3]}, "."),
		"of another visit":    strings.Join([]string{parts[0], id.New(noon), parts[2], parts[3]}, "."),
		"of another practice": strings.Join([]string{id.New(noon), parts[1], parts[2], parts[3]}, "."),
		"cut short":           strings.Join(parts[:3], "."), "empty": "", "rubbish": "....",
	} {
		_, err := p.GuestRoom(p.ctx, presented, "")
		p.wantError(err, clinic.ErrUnauthenticated)
		p.wantError(p.GuestSignal(p.ctx, presented, offer("x")), clinic.ErrUnauthenticated)
		p.wantError(p.GuestLeave(p.ctx, presented), clinic.ErrUnauthenticated)
		if t.Failed() {
			t.Fatalf("a cookie %s", name)
		}
	}
}

func flip(s string) string {
	if upper := strings.ToUpper(s); upper != s {
		return upper
	}
	return strings.ToLower(s)
}

func TestOpeningALinkChangesNothing(t *testing.T) {
	p := newPractice(t)
	_, tok := p.call()
	for range 5 {
		calls := p.calls.During(func() {
			page, err := p.Open(p.ctx, tok)
			p.must(err)
			if page.Person != "Ravi V" || page.State != clinic.VisitOpen {
				t.Errorf("the page says %+v", page)
			}
		})
		if !slices.Equal(calls, []string{"GetItem", "BatchGetItem"}) {
			t.Errorf("opening asked for %v", calls)
		}
	}
	if p.sms.count() != 1 {
		t.Errorf("%d messages, want one", p.sms.count())
	}
}

func TestARoomHasItsTime(t *testing.T) {
	p := newPractice(t)
	at := noon.Add(24 * time.Hour)
	v, err := p.Call(p.ctx, p.by, p.patient, clinic.VisitID(id.New(noon)), at, "")
	p.must(err)
	tok := p.token()
	for _, tt := range []struct {
		at   time.Time
		want clinic.VisitState
		err  *clinic.Error
	}{
		{noon, clinic.VisitEarly, clinic.ErrVisitEarly},
		{at.Add(-15*time.Minute - time.Millisecond), clinic.VisitEarly, clinic.ErrVisitEarly},
		{at.Add(-15 * time.Minute), clinic.VisitOpen, nil},
		{at.Add(2*time.Hour - time.Millisecond), clinic.VisitOpen, nil},
		{at.Add(2 * time.Hour), clinic.VisitEnded, clinic.ErrVisitEnded},
	} {
		p.clock.pass(tt.at.Sub(p.clock.Now()))
		page, err := p.Open(p.ctx, tok)
		p.must(err)
		if page.State != tt.want {
			t.Errorf("at %s it is %s, want %s", tt.at, page.State, tt.want)
		}
		_, _, guest := p.JoinLobby(p.ctx, tok, "Ravi", "")
		_, staff := p.Join(p.ctx, p.by, p.patient, v.ID)
		for who, err := range map[string]error{"a guest": guest, "staff": staff} {
			if tt.err == nil && err != nil || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("at %s %s gets %v, want %v", tt.at, who, err, tt.err)
			}
		}
	}
	_, err = p.SendLink(p.ctx, p.by, p.patient, v.ID)
	p.wantError(err, clinic.ErrVisitEnded)
}

func TestFourAreInARoomAndTheFifthIsRefused(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	var cookies []string
	for range 3 {
		cookie, _ := p.admitted(v, tok, "Guest")
		cookies = append(cookies, cookie)
	}
	_, fifth := p.guest(tok, "Fifth")
	p.wantError(p.Admit(p.ctx, p.by, p.patient, v.ID, fifth), clinic.ErrRoomFull)
	_, err := p.Join(p.ctx, p.another(), p.patient, v.ID)
	p.wantError(err, clinic.ErrRoomFull)
	p.must(p.GuestLeave(p.ctx, cookies[0]))
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, fifth))
}

func TestOfTenAdmittedAtOnceThreeComeIn(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	guests := make([]clinic.ParticipantID, 8) // the lobby holds no more
	for i := range guests {
		_, guests[i] = p.guest(tok, "Guest")
	}
	_, _, err := p.JoinLobby(p.ctx, tok, "Ninth", "")
	p.wantError(err, clinic.ErrLobbyFull)
	var wg sync.WaitGroup
	results := make([]error, 10)
	for i := range results {
		wg.Go(func() {
			if i < len(guests) {
				results[i] = p.Admit(p.ctx, p.by, p.patient, v.ID, guests[i])
			} else {
				_, results[i] = p.Join(p.ctx, p.another(), p.patient, v.ID)
			}
		})
	}
	wg.Wait()
	in := 0
	for _, err := range results {
		if err == nil {
			in++
		} else if !errors.Is(err, clinic.ErrRoomFull) {
			t.Errorf("got %v", err)
		}
	}
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	admitted := 0
	for _, one := range room.Participants {
		if one.State == clinic.Admitted {
			admitted++
		}
	}
	if in != 3 || admitted != clinic.MaxAdmitted {
		t.Errorf("%d came in, %d are in, want 3 and 4", in, admitted)
	}
}

func TestWhoIsGoneGivesUpTheirPlace(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	gone, goneID := p.admitted(v, tok, "Gone")
	stays := make([]string, 2)
	for i := range stays {
		stays[i], _ = p.admitted(v, tok, "Stays")
	}
	stay := func(d time.Duration) {
		p.clock.pass(d)
		for _, cookie := range stays {
			p.look(cookie)
		}
		_, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
		p.must(err)
	}
	waits, fifth := p.guest(tok, "Fifth")
	stay(clinic.PresencePeriod - time.Second)
	p.wantError(p.Admit(p.ctx, p.by, p.patient, v.ID, fifth), clinic.ErrRoomFull)
	stay(time.Second)
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	for _, one := range room.Participants {
		if one.Present(room.Now) == (one.ID == goneID || one.ID == fifth) {
			t.Errorf("%s is present: %v", one.Name, one.Present(room.Now))
		}
	}
	p.wantError(p.Signal(p.ctx, p.by, p.patient, v.ID, offer(goneID)), clinic.ErrParticipantNotFound)
	p.look(waits)
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, fifth))
	// Who comes back finds the room full, and waits.
	if back := p.look(gone); back.Self.State != clinic.Waiting || back.IceServers != nil {
		t.Errorf("who came back is %s", back.Self.State)
	}
	p.must(p.GuestLeave(p.ctx, stays[0]))
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, goneID))
	if back := p.look(gone); back.Self.State != clinic.Admitted {
		t.Errorf("let in again, they are %s", back.Self.State)
	}
}

func TestWhoReloadsStaysWhoTheyAre(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	cookie, self := p.guest(tok, "Ravi")
	again, kept, err := p.JoinLobby(p.ctx, tok, "Ravi Verma", cookie)
	p.must(err)
	if again.Self.ID != self || kept != cookie || again.Self.Name != "Ravi Verma" {
		t.Errorf("in the lobby: %+v", again.Self)
	}
	p.must(p.Admit(p.ctx, p.by, p.patient, v.ID, self))
	again, kept, err = p.JoinLobby(p.ctx, tok, "Dr Somebody", cookie)
	p.must(err)
	if again.Self.ID != self || kept != cookie || again.Self.State != clinic.Admitted || again.Self.Name != "Ravi Verma" {
		t.Errorf("in the room: %+v", again.Self)
	}
	// A clinician in two windows takes one place.
	p.joined(v)
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if len(room.Participants) != 2 {
		t.Errorf("%d participants, want 2", len(room.Participants))
	}
}

func TestNamesOfGuestsAreShownAsTheyMayBe(t *testing.T) {
	p := newPractice(t)
	_, tok := p.call()
	for _, name := range []string{"", "   ", strings.Repeat("x", 61), "a\nb", "a\u202eb", "www.example.com", "call 9876543210 now", "<b>x</b>"} {
		_, _, err := p.JoinLobby(p.ctx, tok, name, "")
		p.wantError(err, clinic.ErrInvalid)
	}
	if _, _, err := p.JoinLobby(p.ctx, tok, "रवि वर्मा", ""); err != nil {
		t.Errorf("a name in Hindi: %v", err)
	}
}

func TestCredentialsAreForOneParticipantAndShort(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	cookie, self := p.admitted(v, tok, "Ravi")
	servers := p.look(cookie).IceServers
	if len(servers) != 2 || servers[0].Credential != "" {
		t.Fatalf("got %+v", servers)
	}
	turn := servers[1]
	ends, user, _ := strings.Cut(turn.Username, ":")
	until, err := strconv.ParseInt(ends, 10, 64)
	p.must(err)
	if left := time.Unix(until, 0).Sub(noon); user != string(self) || left < 30*time.Minute || left > time.Hour {
		t.Errorf("%q works for %s", turn.Username, left)
	}
	mac := hmac.New(sha1.New, []byte("a secret of the turn servers"))
	mac.Write([]byte(turn.Username))
	if want := base64.StdEncoding.EncodeToString(mac.Sum(nil)); turn.Credential != want {
		t.Errorf("the password is %q, the server wants %q", turn.Credential, want)
	}
	p.clock.pass(time.Second)
	if again := p.look(cookie).IceServers[1]; again.Username != turn.Username {
		t.Errorf("a second later: %q, then %q", turn.Username, again.Username)
	}
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if room.IceServers[1].Username == turn.Username {
		t.Error("two participants have the same credentials")
	}
	// Near the end of the window they last no longer than the room.
	p.clock.pass(clinic.VisitLasts - 5*time.Minute)
	p.joined(v)
	room, err = p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if ends, _, _ := strings.Cut(room.IceServers[1].Username, ":"); ends != strconv.FormatInt(v.ClosesAt().Unix(), 10) {
		t.Errorf("they end at %s, the room at %d", ends, v.ClosesAt().Unix())
	}
	p.ICE = visits.ICE{}
	room, err = p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	if room.IceServers == nil || len(room.IceServers) != 0 {
		t.Errorf("without servers: %+v", room.IceServers)
	}
}

// Those who come and go do not fill the lobby beyond its places when they all
// come back at once.
func TestWhoComesBackToTheLobbyNeedsAPlaceThere(t *testing.T) {
	p := newPractice(t)
	v, tok := p.call()
	p.joined(v)
	var cookies []string
	for i := range 3 * clinic.MaxWaiting {
		if i%clinic.MaxWaiting == 0 {
			p.clock.pass(clinic.PresencePeriod)
		}
		cookie, _ := p.guest(tok, fmt.Sprintf("Guest %c", 'A'+i))
		cookies = append(cookies, cookie)
	}
	p.clock.pass(clinic.PresencePeriod)
	var wg sync.WaitGroup
	for _, cookie := range cookies {
		wg.Go(func() {
			if view := p.look(cookie); view.Self.State != clinic.Waiting {
				t.Errorf("somebody who waited is %q", view.Self.State)
			}
		})
	}
	wg.Wait()
	p.joined(v)
	room, err := p.Room(p.ctx, p.by, p.patient, v.ID, "")
	p.must(err)
	waiting := 0
	for _, one := range room.Participants {
		if one.State == clinic.Waiting && one.Present(room.Now) {
			waiting++
		}
	}
	if waiting != clinic.MaxWaiting {
		t.Errorf("%d are in the lobby, want %d", waiting, clinic.MaxWaiting)
	}
	// Whoever has no place gets one when there is one.
	p.clock.pass(clinic.PresencePeriod)
	last := cookies[len(cookies)-1]
	if view := p.look(last); !view.Self.Present(p.clock.Now()) {
		t.Error("somebody who waits got no free place")
	}
}
