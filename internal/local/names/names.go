// Package names is the DNS of the local cloud: a few sample domains, and the
// machine's own servers for the rest.
package names

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

//go:embed sample.zone
var sample string

const (
	// slowness is longer than anybody waits for an answer.
	slowness = 5 * time.Second
	// forwardTime bounds what is asked of the machine's servers.
	forwardTime = time.Second
	// ours is below what no name exists that the zone does not have (RFC 2606).
	ours = "example."
)

// Server answers over UDP and TCP.
type Server struct {
	Address  string   // "127.0.0.1:port"
	Upstream []string // "address:port" of who is asked for what is not in the zone

	records map[string][]dns.RR // by name
	closing context.Context
	close   context.CancelFunc
	running sync.WaitGroup
	servers []*dns.Server
}

// Upstream is the machine's own servers, none if it has none.
func Upstream() (servers []string) {
	c, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	for _, s := range c.Servers {
		servers = append(servers, net.JoinHostPort(s, c.Port))
	}
	return servers
}

// Start answers at any free port of this machine until Close. ctx is for the
// start only.
func Start(ctx context.Context, upstream []string) (*Server, error) {
	s := &Server{Upstream: upstream, records: map[string][]dns.RR{}}
	parser := dns.NewZoneParser(strings.NewReader(sample), ".", "sample.zone")
	for r, ok := parser.Next(); ok; r, ok = parser.Next() {
		s.records[r.Header().Name] = append(s.records[r.Header().Name], r)
	}
	if err := parser.Err(); err != nil {
		return nil, fmt.Errorf("read the sample domains: %w", err)
	}
	tcp, udp, err := listen(ctx)
	if err != nil {
		return nil, err
	}
	s.Address = tcp.Addr().String()
	s.closing, s.close = context.WithCancel(context.WithoutCancel(ctx))
	s.servers = []*dns.Server{{Listener: tcp, Handler: dns.HandlerFunc(s.answer)}, {PacketConn: udp, Handler: dns.HandlerFunc(s.answer)}}
	for _, server := range s.servers {
		started := make(chan struct{})
		server.NotifyStartedFunc = func() { close(started) }
		s.running.Go(func() { _ = server.ActivateAndServe() })
		<-started
	}
	return s, nil
}

// Close ends the server and what it is waiting for.
func (s *Server) Close() {
	s.close()
	for _, server := range s.servers {
		_ = server.Shutdown()
	}
	s.running.Wait()
}

// listen opens the same port for both networks.
func listen(ctx context.Context) (net.Listener, net.PacketConn, error) {
	var failed error
	for range 10 {
		tcp, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, fmt.Errorf("open a port for DNS: %w", err)
		}
		udp, err := new(net.ListenConfig).ListenPacket(ctx, "udp", tcp.Addr().String())
		if err == nil {
			return tcp, udp, nil
		}
		failed = errors.Join(err, tcp.Close())
	}
	return nil, nil, fmt.Errorf("open a port for DNS: %w", failed)
}

func (s *Server) answer(w dns.ResponseWriter, question *dns.Msg) {
	if len(question.Question) != 1 {
		refusal := new(dns.Msg)
		_ = w.WriteMsg(refusal.SetRcode(question, dns.RcodeFormatError))
		return
	}
	_ = w.WriteMsg(s.find(question))
}

func (s *Server) find(question *dns.Msg) *dns.Msg {
	name, kind := strings.ToLower(question.Question[0].Name), question.Question[0].Qtype
	a := new(dns.Msg)
	a.SetReply(question)
	a.RecursionAvailable = true
	known, isKnown := s.records[name]
	switch behaviour := behaviourOf(known); {
	case behaviour == "servfail":
		a.Rcode = dns.RcodeServerFailure
	case behaviour == "slow":
		select {
		case <-time.After(slowness):
		case <-s.closing.Done():
		}
		a.Rcode = dns.RcodeServerFailure
	case isKnown:
		for _, r := range known {
			if r.Header().Rrtype == kind {
				a.Answer = append(a.Answer, r)
			}
		}
	case dns.IsSubDomain(ours, name):
		a.Rcode = dns.RcodeNameError
	default:
		return s.forward(question)
	}
	return a
}

func behaviourOf(known []dns.RR) string {
	for _, r := range known {
		if text, ok := r.(*dns.TXT); ok && len(text.Txt) == 1 {
			if behaviour, ok := strings.CutPrefix(text.Txt[0], "local: "); ok {
				return behaviour
			}
		}
	}
	return ""
}

// forward asks the machine's servers. Offline the answer is SERVFAIL, which
// says nothing of the name.
func (s *Server) forward(question *dns.Msg) *dns.Msg {
	ctx, cancel := context.WithTimeout(s.closing, forwardTime)
	defer cancel()
	for _, server := range s.Upstream {
		if a, _, err := new(dns.Client).ExchangeContext(ctx, question, server); err == nil {
			return a
		}
	}
	failed := new(dns.Msg)
	return failed.SetRcode(question, dns.RcodeServerFailure)
}
