package emails_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/emails"
	"github.com/chartshare/chartshare/internal/token"
)

var (
	noon       = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	reachable  = netip.MustParseAddr("192.31.196.1")
	noSuchName = &net.DNSError{IsNotFound: true}
	errBroken  = errors.New("SERVFAIL")
)

// dns is what DNS says in a test. A name that is nowhere does not exist.
type dns struct {
	mu        sync.Mutex
	mx        map[string][]net.MX
	addresses map[string][]netip.Addr
	fails     map[string]error
	asked     []string
}

func (d *dns) ask(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, name)
	if err := d.fails[name]; err != nil {
		return err
	}
	if d.mx[name] == nil && d.addresses[name] == nil {
		return noSuchName
	}
	return nil
}

func (d *dns) MX(_ context.Context, domain string) ([]net.MX, error) {
	err := d.ask(domain)
	return d.mx[domain], err
}

func (d *dns) Addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if host == "slow." {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	err := d.ask(host)
	return d.addresses[host], err
}

// world has a domain of each kind.
func world() *dns {
	d := &dns{
		mx: map[string][]net.MX{
			"good.example": {{Host: "mx.good.", Pref: 10}}, "none.example": {{Host: "."}}, "none-and-some.example": {{Host: "."}, {Host: "mx.good.", Pref: 5}},
			"second.example": {{Host: "mx.good.", Pref: 20}, {Host: "gone.", Pref: 10}}, "gone.example": {{Host: "gone.", Pref: 10}},
			"loopback.example": {{Host: "loopback."}}, "metadata.example": {{Host: "metadata."}}, "private.example": {{Host: "private."}}, "six.example": {{Host: "six."}},
			"broken-host.example": {{Host: "broken."}, {Host: "gone.", Pref: 5}}, "slow-host.example": {{Host: "slow."}},
			"xn--p2be2cg.xn--h2brj9c": {{Host: "mx.good."}}, "nothing.example": {}, "sub.domain.mailinator.com": {{Host: "mx.good."}},
		},
		addresses: map[string][]netip.Addr{
			"mx.good.": {reachable}, "alone.example": {reachable}, "alone-private.example": {netip.MustParseAddr("10.0.0.1")}, "nothing.example": {},
			"loopback.": {netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")},
			"metadata.": {netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("fd00:ec2::254")}, "private.": {netip.MustParseAddr("192.168.1.1")},
			"six.": {netip.MustParseAddr("2620:4f:8000::1")},
		},
		fails: map[string]error{"broken.example": errBroken, "broken.": errBroken},
	}
	for _, name := range []string{"gmail.com", "hotmail.com", "yahoo.co.in", "outlook.com", "gmial.co", "gmaik.com", "rediffmail.com"} {
		d.mx[name] = d.mx["good.example"]
	}
	for i := range 12 {
		d.mx["many-bad.example"] = append(d.mx["many-bad.example"], net.MX{Host: "gone.", Pref: uint16(i)})
	}
	d.mx["tenth.example"] = append(slices.Clone(d.mx["many-bad.example"][:9]), net.MX{Host: "mx.good.", Pref: 9}, net.MX{Host: "gone.", Pref: 10})
	d.mx["eleventh.example"] = append(slices.Clone(d.mx["many-bad.example"][:10]), net.MX{Host: "mx.good.", Pref: 10})
	return d
}

// limits counts nothing.
type limits struct{}

func (limits) Allow(context.Context, clinic.Limit, time.Time) (bool, error) { return true, nil }

func newChecker(d *dns) *emails.Service {
	return &emails.Service{Limits: limits{}, Resolver: d, Now: func() time.Time { return noon }}
}

// said is a finding in one line.
func said(f emails.Finding) string {
	return strings.TrimSpace(fmt.Sprintf("%s%v%v %s", f.Verdict, f.Reasons, f.Warnings, f.Suggestion))
}

func TestVerdicts(t *testing.T) {
	synctest.Test(t, checkVerdicts) // whose clock does not wait for what is slow
}

func checkVerdicts(t *testing.T) {
	s := newChecker(world())
	for _, tt := range []struct{ typed, want string }{
		{"asha@good.example", "deliverable[][]"},
		{"asha@GOOD.example", "deliverable[][]"},
		{"asha@बीमा.भारत", "deliverable[][]"},
		{"asha@six.example", "deliverable[][]"},
		{"asha@second.example", "deliverable[][]"},
		{"asha@alone.example", "deliverable[][]"},
		{"asha@gmail.com", "deliverable[][]"},
		{"asha@tenth.example", "deliverable[][]"},
		{"asha@none-and-some.example", "deliverable[][]"},
		{"asha", "undeliverable[syntax][]"},
		{"раtient@good.example", "undeliverable[mixed_scripts][]"},
		{"asha@absent.example", "undeliverable[no_such_domain][]"},
		{"asha@nothing.example", "undeliverable[no_mail_host][]"},
		{"asha@gone.example", "undeliverable[no_mail_host][]"},
		{"asha@alone-private.example", "undeliverable[no_mail_host][]"},
		{"asha@loopback.example", "undeliverable[no_mail_host][]"},
		{"asha@metadata.example", "undeliverable[no_mail_host][]"},
		{"asha@private.example", "undeliverable[no_mail_host][]"},
		{"asha@none.example", "undeliverable[null_mx][]"},
		{"asha@mailinator.com", "undeliverable[disposable][]"},
		{"asha@sub.domain.mailinator.com", "undeliverable[disposable][]"},
		{"asha@broken.example", "unknown[no_answer][]"},
		{"asha@broken-host.example", "unknown[no_answer][]"},
		{"asha@slow-host.example", "unknown[no_answer][]"},
		{"asha@many-bad.example", "unknown[no_answer][]"},
		{"asha@eleventh.example", "unknown[no_answer][]"},
		{"asha@hotmail.com", "unknown[provider_silent][]"},
		{"asha@yahoo.co.in", "unknown[provider_silent][]"},
		{"asha@outlook.com", "unknown[provider_silent][]"},
		{"asha@hotmail.se", "undeliverable[no_such_domain][]"},
		{"info@good.example", "deliverable[][role_address]"},
		{"front.desk@good.example", "deliverable[][role_address]"},
		{"reception+monday@hotmail.com", "unknown[provider_silent][role_address]"},
		{"info@absent.example", "undeliverable[no_such_domain][role_address]"},
		{"asha@gmaik.com", "unknown[suggestion][suggestion] asha@gmail.com"},
		{"asha@gmali.com", "undeliverable[no_such_domain][suggestion] asha@gmail.com"},
		{"asha@gmial.com", "undeliverable[disposable][suggestion] asha@gmail.com"},
		{"asha@hotmal.com", "undeliverable[no_such_domain][suggestion] asha@hotmail.com"},
	} {
		f, err := s.Check(t.Context(), tt.typed, "203.0.113.7")
		if got := said(f); got != tt.want || err != nil {
			t.Errorf("%s: %s, %v; want %s", tt.typed, got, err, tt.want)
		}
	}
}

func TestDNSIsAskedForTheDomainInALabelsAndForNothingElseThatWasTyped(t *testing.T) {
	d := world()
	s := newChecker(d)
	for _, typed := range []string{"secret.name@बीमा.भारत", "secret.name", "secret.name@[127.0.0.1]", "secret.name@mailinator.com", "secret.name@gmаil.com"} {
		_, err := s.Check(t.Context(), typed, "")
		must(t, err)
	}
	if want := []string{"xn--p2be2cg.xn--h2brj9c", "mx.good."}; !slices.Equal(d.asked, want) {
		t.Errorf("asked for %q, want %q", d.asked, want)
	}
}

func TestWhatDNSSaidIsRememberedForTenMinutesAndDoubtForHalfOne(t *testing.T) {
	d, now := world(), noon
	s := newChecker(d)
	s.Now = func() time.Time { return now }
	asked := func(domain string) bool {
		before := len(d.asked)
		_, err := s.Check(t.Context(), "asha@"+domain, "")
		must(t, err)
		return len(d.asked) > before
	}
	for _, tt := range []struct {
		domain string
		kept   time.Duration
	}{{"good.example", 10 * time.Minute}, {"absent.example", 10 * time.Minute}, {"none.example", 10 * time.Minute}, {"broken.example", 30 * time.Second}} {
		now = noon
		first := asked(tt.domain)
		now = noon.Add(tt.kept - time.Second)
		within := asked(tt.domain)
		now = noon.Add(tt.kept)
		if after := asked(tt.domain); !first || within || !after {
			t.Errorf("%s: DNS is asked at first: %v, within %v: %v, afterwards: %v", tt.domain, first, tt.kept, within, after)
		}
	}
}

func TestACheckIsCountedBeforeItIsLookedAt(t *testing.T) {
	d := world()
	s := newChecker(d)
	s.Limits = dynamotest.Table(t)
	var mu sync.Mutex
	var allowed, refused int
	var all sync.WaitGroup
	for range 90 { // at once
		all.Go(func() {
			_, err := s.Check(t.Context(), "asha@absent.example", "203.0.113.7")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				allowed++
			case errors.Is(err, clinic.ErrTooMany):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if allowed != 60 || refused != 30 {
		t.Errorf("%d were allowed and %d refused, want 60 and 30", allowed, refused)
	}
	before := len(d.asked)
	_, err := s.Check(t.Context(), "asha@good.example", "203.0.113.7")
	if !errors.Is(err, clinic.ErrTooMany) || len(d.asked) != before {
		t.Errorf("one more: %v, DNS was asked: %v", err, len(d.asked) != before)
	}
	_, err = s.Check(t.Context(), "not an address", "203.0.113.7")
	if !errors.Is(err, clinic.ErrTooMany) {
		t.Errorf("what is no address counts too: %v", err)
	}
	_, err = s.Check(t.Context(), "asha@good.example", "203.0.113.8")
	must(t, err)
	s.Now = func() time.Time { return noon.Add(time.Minute) }
	_, err = s.Check(t.Context(), "asha@good.example", "203.0.113.7")
	must(t, err)
}

// few allows so many of a limit.
type few struct {
	mu   sync.Mutex
	left map[string]int
}

func (f *few) Allow(_ context.Context, l clinic.Limit, _ time.Time) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left[l.What]--
	return f.left[l.What] >= 0, nil
}

func TestAFloodFromEverywhereIsBoundedAndOneAddressCannotUseItUp(t *testing.T) {
	s := newChecker(world())
	everybody := clinic.EmailCheckLimit().What
	f := &few{left: map[string]int{everybody: 2}}
	s.Limits = f
	if _, err := s.Check(t.Context(), "asha@good.example", "203.0.113.7"); !errors.Is(err, clinic.ErrTooMany) || f.left[everybody] != 2 {
		t.Errorf("a refused address: %v, and counts for everybody: %v", err, f.left[everybody] != 2)
	}
	for i := range 3 {
		from := fmt.Sprint("203.0.113.", i)
		f.left = map[string]int{everybody: f.left[everybody], clinic.AddressEmailCheckLimit(token.HashOf(from)).What: 1}
		_, err := s.Check(t.Context(), "asha@good.example", from)
		if refused := errors.Is(err, clinic.ErrTooMany); refused != (i == 2) {
			t.Errorf("address %d: %v", i, err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
