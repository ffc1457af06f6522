package emails

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Resolver asks DNS, and nobody else. A name that does not exist at all is a
// [net.DNSError] that IsNotFound; any other error means that DNS did not say.
type Resolver interface {
	// MX returns the domain's MX records in any order, none if it exists and has
	// none. The host "." says that the domain takes no mail.
	MX(ctx context.Context, domain string) ([]net.MX, error)
	// Addresses returns the host's IP addresses. What was learnt before an error
	// is returned with it.
	Addresses(ctx context.Context, host string) ([]netip.Addr, error)
}

const (
	// lookupTime bounds all that is asked of DNS for one check.
	lookupTime = 1500 * time.Millisecond
	// maxAnswers bounds how many records of one answer are looked at.
	maxAnswers = 10
)

// mailHost returns why mail cannot reach the domain, [NoAnswer] if nobody said
// so, or "" if it can.
func (s *Service) mailHost(ctx context.Context, domain string, now time.Time) Code {
	if why, ok := s.known.get(domain, now); ok {
		return why
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	why := s.ask(ctx, domain)
	s.known.put(domain, why, now)
	return why
}

func (s *Service) ask(ctx context.Context, domain string) Code {
	hosts, err := s.Resolver.MX(ctx, domain)
	if err != nil {
		return because(err)
	}
	if len(hosts) == 0 {
		return s.reach(ctx, domain) // RFC 5321, 5.1: the domain is its own mail host
	}
	hosts = slices.SortedStableFunc(slices.Values(hosts), func(a, b net.MX) int { return cmp.Compare(a.Pref, b.Pref) })
	if len(hosts) == 1 && hosts[0].Host == "." {
		return NullMX
	}
	why := NoMailHost
	if len(hosts) > maxAnswers {
		hosts, why = hosts[:maxAnswers], NoAnswer // whoever stands behind was not asked
	}
	for _, h := range hosts {
		unreached := s.reach(ctx, h.Host)
		if unreached == "" {
			return ""
		}
		if unreached == NoAnswer {
			why = NoAnswer
		}
	}
	return why
}

// reach reports whether a host has an address that the Internet can reach. It
// is looked at, never called.
func (s *Service) reach(ctx context.Context, host string) Code {
	if host == "." {
		return NoMailHost
	}
	addresses, err := s.Resolver.Addresses(ctx, host)
	switch {
	case slices.ContainsFunc(addresses[:min(len(addresses), maxAnswers)], isPublic):
		return ""
	case err != nil:
		return because(err)
	case len(addresses) > maxAnswers:
		return NoAnswer
	}
	return NoMailHost
}

func because(err error) Code {
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return NoSuchDomain
	}
	return NoAnswer
}

// notPublic are the blocks of IANA's special-purpose registries that are not
// globally reachable, beside those that netip knows. Of IPv6 only 2000::/3 is
// given out: within it, 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20
// are for documents, and 2002::/16 holds addresses of IPv4, private ones too.
var notPublic = sync.OnceValue(func() (blocks []netip.Prefix) {
	for _, block := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	} {
		blocks = append(blocks, netip.MustParsePrefix(block))
	}
	return blocks
})

func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(notPublic(), func(p netip.Prefix) bool { return p.Contains(a) })
}
