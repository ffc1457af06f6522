package emails

import (
	"sync"
	"time"
)

const (
	// keepFor is how long what DNS said of a domain is believed, keepDoubtFor how
	// long that it did not say: a domain is asked for with each letter typed.
	keepFor      = 10 * time.Minute
	keepDoubtFor = 30 * time.Second
	// maxKnown bounds the domains remembered, at some 300 bytes each.
	maxKnown = 2000
)

// cache remembers what is known of domains. Its zero value is ready to use, by
// many at once.
type cache struct {
	mu    sync.Mutex
	known map[string]remembered
}

type remembered struct {
	why   Code
	until time.Time
}

func (c *cache) get(domain string, now time.Time) (why Code, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.known[domain]
	return r.why, ok && now.Before(r.until)
}

func (c *cache) put(domain string, why Code, now time.Time) {
	until := now.Add(keepFor)
	if why == NoAnswer {
		until = now.Add(keepDoubtFor)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string]remembered{}
	}
	for other := range c.known { // any one: which is forgotten does not matter
		if len(c.known) < maxKnown {
			break
		}
		delete(c.known, other)
	}
	c.known[domain] = remembered{why, until}
}
