package names_test

import (
	"net"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/chartshare/chartshare/internal/local/names"
)

func start(t *testing.T, upstream ...string) *names.Server {
	t.Helper()
	s, err := names.Start(t.Context(), upstream)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, s *names.Server, network, name string, kind uint16) *dns.Msg {
	t.Helper()
	q := new(dns.Msg)
	q.SetQuestion(name, kind)
	a, _, err := (&dns.Client{Net: network, Timeout: 5 * time.Second}).Exchange(q, s.Address)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return a
}

func TestAnswers(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		name    string
		kind    uint16
		code    int
		answers int
	}{
		{"good.example.", dns.TypeMX, dns.RcodeSuccess, 2},
		{"GOOD.Example.", dns.TypeMX, dns.RcodeSuccess, 2},
		{"mx.good.example.", dns.TypeAAAA, dns.RcodeSuccess, 1},
		{"null.example.", dns.TypeMX, dns.RcodeSuccess, 1},
		{"nothing.example.", dns.TypeMX, dns.RcodeSuccess, 0},
		{"xn--p2be2cg.xn--h2brj9c.", dns.TypeMX, dns.RcodeSuccess, 1},
		{"absent.example.", dns.TypeMX, dns.RcodeNameError, 0},
		{"mx.gone.example.", dns.TypeA, dns.RcodeNameError, 0},
		{"servfail.example.", dns.TypeMX, dns.RcodeServerFailure, 0},
		{"elsewhere.test.", dns.TypeMX, dns.RcodeServerFailure, 0}, // nobody to ask
	} {
		for _, network := range []string{"udp", "tcp"} {
			if a := ask(t, s, network, tt.name, tt.kind); a.Rcode != tt.code || len(a.Answer) != tt.answers {
				t.Errorf("%s over %s: %s and %d answers, want %s and %d", tt.name, network, dns.RcodeToString[a.Rcode], len(a.Answer), dns.RcodeToString[tt.code], tt.answers)
			}
		}
	}
}

func TestWhatIsSlowEndsWithTheServer(t *testing.T) {
	s := start(t)
	asked := make(chan error)
	go func() {
		q := new(dns.Msg)
		q.SetQuestion("slow.example.", dns.TypeMX)
		_, _, err := (&dns.Client{Timeout: 100 * time.Millisecond}).Exchange(q, s.Address)
		asked <- err
	}()
	if err := <-asked; err == nil {
		t.Error("it answered at once")
	}
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(3 * time.Second):
		t.Error("closing waits for it")
	}
}

func TestOtherNamesAreAskedOfTheMachinesServers(t *testing.T) {
	packets, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{})
	upstream := &dns.Server{PacketConn: packets, NotifyStartedFunc: func() { close(started) }, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg)
		_ = w.WriteMsg(a.SetRcode(q, dns.RcodeNameError))
	})}
	go upstream.ActivateAndServe()
	<-started
	t.Cleanup(func() { _ = upstream.Shutdown() })
	s := start(t, packets.LocalAddr().String())
	if a := ask(t, s, "udp", "elsewhere.test.", dns.TypeMX); a.Rcode != dns.RcodeNameError {
		t.Errorf("got %s, want what they said", dns.RcodeToString[a.Rcode])
	}
	if a := ask(t, s, "udp", "gmail.com.", dns.TypeMX); a.Rcode != dns.RcodeSuccess {
		t.Errorf("gmail.com: %s, want the sample", dns.RcodeToString[a.Rcode])
	}
}
