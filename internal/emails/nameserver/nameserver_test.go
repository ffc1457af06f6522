package nameserver_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/emails"
	"github.com/chartshare/chartshare/internal/emails/nameserver"
)

// zone is what the server of the tests knows. "big.example" answers with more
// than a packet holds, "lost.example" never to the first question.
const zone = `
good.example.      60 IN MX 10 mx.good.example.
good.example.      60 IN MX 20 mx2.good.example.
mx.good.example.   60 IN A 192.31.196.1
mx.good.example.   60 IN AAAA 2620:4f:8000::1
alias.example.     60 IN CNAME good.example.
null.example.      60 IN MX 0 .
evil.example.      60 IN MX 10 mx.evil.example.
evil.example.      60 IN MX 20 metadata.evil.example.
mx.evil.example.   60 IN A 127.0.0.1
mx.evil.example.   60 IN A 10.0.0.1
mx.evil.example.   60 IN AAAA ::1
metadata.evil.example. 60 IN A 169.254.169.254
halved.example.    60 IN A 192.31.196.1
other.example.     60 IN TXT "answered as if another had been asked for"
nothing.example.   60 IN TXT "nothing"
lost.example.      60 IN MX 10 mx.good.example.
`

// server answers by the zone, and counts what it is asked.
type server struct {
	address string
	mu      sync.Mutex
	asked   map[string]int // by network and name
	records map[string][]dns.RR
}

func startServer(t *testing.T) *server {
	t.Helper()
	s := &server{asked: map[string]int{}, records: map[string][]dns.RR{}}
	parser := dns.NewZoneParser(strings.NewReader(zone), "", "")
	for r, ok := parser.Next(); ok; r, ok = parser.Next() {
		s.records[r.Header().Name] = append(s.records[r.Header().Name], r)
	}
	if err := parser.Err(); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		r, err := dns.NewRR("big.example. 60 IN MX 10 a-host-with-a-rather-long-name-indeed.good.example.")
		if err != nil {
			t.Fatal(err)
		}
		s.records["big.example."] = append(s.records["big.example."], r)
	}
	tcp, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = tcp.Addr().String()
	udp, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*dns.Server{{Listener: tcp, Handler: s.on("tcp")}, {PacketConn: udp, Handler: s.on("udp")}} {
		go func() { _ = d.ActivateAndServe() }() // until it is shut down
		t.Cleanup(func() { _ = d.ShutdownContext(context.Background()) })
	}
	return s
}

func (s *server) on(network string) dns.HandlerFunc {
	return func(w dns.ResponseWriter, q *dns.Msg) {
		name := q.Question[0].Name
		s.mu.Lock()
		s.asked[network+" "+name]++
		times := s.asked[network+" "+name]
		s.mu.Unlock()
		a := new(dns.Msg)
		a.SetReply(q)
		switch {
		case name == "servfail.example." || name == "fails-once.example." && times == 1:
			a.Rcode = dns.RcodeServerFailure
		case name == "silent.example." || name == "lost.example." && times == 1:
			return
		case name == "halved.example." && q.Question[0].Qtype == dns.TypeAAAA:
			a.Rcode = dns.RcodeNameError
		case name == "other.example.": // as if to another question
			a.Question[0].Name = "good.example."
			a.Answer = s.of("good.example.", q.Question[0].Qtype)
		case name == "fails-once.example.":
			a.Answer = s.of("good.example.", q.Question[0].Qtype)
		case s.records[name] == nil:
			a.Rcode = dns.RcodeNameError
		default:
			a.Answer = s.of(name, q.Question[0].Qtype)
		}
		if network == "udp" {
			a.Truncate(1232)
		}
		_ = w.WriteMsg(a)
	}
}

func (s *server) of(name string, kind uint16) (answer []dns.RR) {
	for _, r := range s.records[name] {
		if alias, ok := r.(*dns.CNAME); ok {
			return append([]dns.RR{r}, s.of(alias.Target, kind)...)
		}
		if r.Header().Rrtype == kind {
			answer = append(answer, r)
		}
	}
	return answer
}

// dials are the addresses to which sockets were opened.
type dials struct {
	mu sync.Mutex
	to []string
}

func (d *dials) client(s *server) *nameserver.Client {
	return &nameserver.Client{Servers: []string{s.address}, Dialer: &net.Dialer{
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.to = append(d.to, address)
			return nil
		},
	}}
}

func notFound(err error) bool {
	e, ok := errors.AsType[*net.DNSError](err)
	return ok && e.IsNotFound
}

func TestAnswers(t *testing.T) {
	s := startServer(t)
	c := new(dials).client(s)
	good := []net.MX{{Host: "mx.good.example.", Pref: 10}, {Host: "mx2.good.example.", Pref: 20}}
	for domain, want := range map[string][]net.MX{
		"good.example": good, "GOOD.example.": nil, "alias.example": good, "null.example": {{Host: ".", Pref: 0}}, "nothing.example": nil,
		"lost.example": {{Host: "mx.good.example.", Pref: 10}}, "fails-once.example": good,
	} {
		if domain == "GOOD.example." {
			domain, want = "good.example.", good
		}
		if got, err := c.MX(t.Context(), domain); !slices.Equal(got, want) || err != nil {
			t.Errorf("MX of %s: %v, %v; want %v", domain, got, err, want)
		}
	}
	both := []netip.Addr{netip.MustParseAddr("192.31.196.1"), netip.MustParseAddr("2620:4f:8000::1")}
	if got, err := c.Addresses(t.Context(), "mx.good.example."); !slices.Equal(got, both) || err != nil {
		t.Errorf("addresses: %v, %v; want %v", got, err, both)
	}
	if got, err := c.MX(t.Context(), "big.example"); len(got) != 200 || err != nil || s.asked["tcp big.example."] != 1 {
		t.Errorf("what does not fit into a packet: %d records, %v; asked %d times over TCP", len(got), err, s.asked["tcp big.example."])
	}
}

func TestANameThatDoesNotExistIsToldFromOneWithoutRecordsAndFromNoAnswer(t *testing.T) {
	c := new(dials).client(startServer(t))
	for name, want := range map[string]struct{ failed, notFound bool }{
		"nothing.example": {}, "absent.example": {true, true}, "servfail.example": {true, false}, "silent.example": {true, false},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, mx := c.MX(ctx, name)
		addresses, a := c.Addresses(ctx, name)
		cancel()
		for _, err := range []error{mx, a} {
			if (err != nil) != want.failed || notFound(err) != want.notFound || err != nil && strings.Contains(err.Error(), "example") {
				t.Errorf("%s: %v, want failed %v, not found %v, and no name", name, err, want.failed, want.notFound)
			}
		}
		if len(addresses) > 0 {
			t.Errorf("%s has %v", name, addresses)
		}
	}
}

type everything struct{}

func (everything) Allow(context.Context, clinic.Limit, time.Time) (bool, error) { return true, nil }

func TestAnAnswerToAnotherQuestionIsNone(t *testing.T) {
	c := new(dials).client(startServer(t))
	if hosts, err := c.MX(t.Context(), "other.example"); err == nil || notFound(err) || len(hosts) > 0 {
		t.Errorf("got %v, %v", hosts, err)
	}
}

// Servers that know of no IPv6 say that the name does not exist (RFC 4074, 4.2).
func TestAHostWithAnAddressExists(t *testing.T) {
	s := startServer(t)
	c := new(dials).client(s)
	got, err := c.Addresses(t.Context(), "halved.example")
	if !slices.Equal(got, []netip.Addr{netip.MustParseAddr("192.31.196.1")}) || notFound(err) {
		t.Errorf("got %v, %v", got, err)
	}
	check := &emails.Service{Limits: everything{}, Resolver: c, Now: time.Now}
	if f, err := check.Check(t.Context(), "asha@halved.example", ""); err != nil || f.Verdict != emails.Deliverable {
		t.Errorf("got %+v, %v", f, err)
	}
}

// What DNS says leads nowhere: the one socket that is opened is to the server.
func TestNobodyIsDialledButTheServer(t *testing.T) {
	s, d := startServer(t), &dials{}
	check := &emails.Service{Limits: everything{}, Resolver: d.client(s), Now: time.Now}
	for domain, want := range map[string]emails.Verdict{
		"good.example": emails.Deliverable, "alias.example": emails.Deliverable, "evil.example": emails.Undeliverable, "mx.evil.example": emails.Undeliverable,
		"metadata.evil.example": emails.Undeliverable, "null.example": emails.Undeliverable, "absent.example": emails.Undeliverable, "servfail.example": emails.Unknown,
	} {
		f, err := check.Check(t.Context(), "asha@"+domain, "")
		if f.Verdict != want || err != nil {
			t.Errorf("%s: %v, %v; want %s", domain, f, err, want)
		}
	}
	if len(d.to) < 10 {
		t.Fatalf("%d dials were seen: they are not recorded", len(d.to))
	}
	for _, to := range d.to {
		if to != s.address {
			t.Errorf("dialled %s", to)
		}
	}
}

func TestOpenTakesTheServerOrTheMachines(t *testing.T) {
	if c, err := nameserver.Open("127.0.0.1:5353"); err != nil || !slices.Equal(c.Servers, []string{"127.0.0.1:5353"}) {
		t.Errorf("got %v, %v", c, err)
	}
	if _, err := os.Stat(filepath.Join("/", "etc", "resolv.conf")); err == nil {
		if c, err := nameserver.Open(""); err == nil && len(c.Servers) == 0 {
			t.Error("the machine's servers: none, and no error")
		}
	}
}
