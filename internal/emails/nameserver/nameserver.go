// Package nameserver asks a DNS server for what the check of e-mail addresses
// needs. It dials that server and nobody else: unlike net.Resolver it never
// opens a socket towards an address that it was told, tells a name that does
// not exist from one without such records, and reads no hosts file.
package nameserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Client asks recursive servers. A name that does not exist at all is an error
// that is a [net.DNSError] and IsNotFound; a name without such records is none.
// The fields are set once, before use.
type Client struct {
	Servers []string // "address:port", asked in turn until one answers
	Dialer  *net.Dialer
}

const (
	// system is where the machine says which servers it asks.
	system = "/etc/resolv.conf"
	// tryTime bounds one question to one server, so that a lost packet can be
	// asked for again within the check.
	tryTime = 700 * time.Millisecond
	tries   = 2
	// udpSize is the size of an answer that passes any network undivided.
	udpSize = 1232
)

// errNoSuchName names no name: errors are logged.
var errNoSuchName = &net.DNSError{Err: "no such name", IsNotFound: true}

// Open returns a client of the server, "" for those of the machine.
func Open(server string) (*Client, error) {
	if server != "" {
		return &Client{Servers: []string{server}, Dialer: &net.Dialer{}}, nil
	}
	c, err := dns.ClientConfigFromFile(system)
	if err != nil {
		return nil, fmt.Errorf("find a DNS server: %w", err)
	}
	if len(c.Servers) == 0 {
		return nil, errors.New("find a DNS server: " + system + " names none")
	}
	var servers []string
	for _, s := range c.Servers {
		servers = append(servers, net.JoinHostPort(s, c.Port))
	}
	return &Client{Servers: servers, Dialer: &net.Dialer{}}, nil
}

// MX returns the domain's MX records.
func (c *Client) MX(ctx context.Context, domain string) ([]net.MX, error) {
	records, err := c.records(ctx, domain, dns.TypeMX)
	var hosts []net.MX
	for _, r := range records {
		if mx, ok := r.(*dns.MX); ok {
			hosts = append(hosts, net.MX{Host: mx.Mx, Pref: mx.Preference})
		}
	}
	return hosts, err
}

// Addresses returns the host's IP addresses, of both families: with an error
// those of the one that did not fail.
func (c *Client) Addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	var all []netip.Addr
	var failed error
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		records, err := c.records(ctx, host, kind)
		if errors.Is(err, errNoSuchName) {
			if len(all) > 0 {
				break // it does: this server knows of no IPv6 (RFC 4074, 4.2)
			}
			return nil, err
		}
		failed = errors.Join(failed, err)
		for _, r := range records {
			var ip net.IP
			switch r := r.(type) {
			case *dns.A:
				ip = r.A
			case *dns.AAAA:
				ip = r.AAAA
			}
			if a, ok := netip.AddrFromSlice(ip); ok {
				all = append(all, a.Unmap())
			}
		}
	}
	return all, failed
}

// records returns the answer's records of a name, of any type. A server's text
// stands in no error, and neither does the name.
func (c *Client) records(ctx context.Context, name string, kind uint16) ([]dns.RR, error) {
	question := new(dns.Msg)
	question.SetQuestion(dns.Fqdn(name), kind)
	question.SetEdns0(udpSize, false)
	var failed error
	for i := range tries {
		answer, err := c.exchange(ctx, question, c.Servers[i%len(c.Servers)])
		switch {
		case err != nil:
			failed = err
		case answer.Rcode == dns.RcodeSuccess:
			return answer.Answer, nil
		case answer.Rcode == dns.RcodeNameError:
			return nil, errNoSuchName
		default:
			failed = fmt.Errorf("the DNS server answered %s", dns.RcodeToString[answer.Rcode])
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

// exchange asks over UDP, and over TCP what does not fit.
func (c *Client) exchange(ctx context.Context, question *dns.Msg, server string) (*dns.Msg, error) {
	for _, network := range []string{"udp", "tcp"} {
		client := dns.Client{Net: network, Dialer: c.Dialer, UDPSize: udpSize}
		once, cancel := context.WithTimeout(ctx, tryTime)
		answer, _, err := client.ExchangeContext(once, question, server)
		cancel()
		if err != nil {
			return nil, fmt.Errorf("ask the DNS server: %w", err)
		}
		if !answers(answer, question) {
			return nil, errors.New("ask the DNS server: an answer to another question")
		}
		if !answer.Truncated || network == "tcp" {
			return answer, nil
		}
	}
	return nil, errors.New("ask the DNS server: no network left")
}

// answers reports whether the answer is to that very question: the client
// compares no more than 16 bits that name it.
func answers(answer, question *dns.Msg) bool {
	asked := question.Question[0]
	return answer.Response && len(answer.Question) == 1 && strings.EqualFold(answer.Question[0].Name, asked.Name) &&
		answer.Question[0].Qtype == asked.Qtype && answer.Question[0].Qclass == asked.Qclass
}
