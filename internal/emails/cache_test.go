package emails

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

func TestTheCacheIsBounded(t *testing.T) {
	var c cache
	now := time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	for i := range maxKnown + 500 {
		c.put(fmt.Sprint(i, ".example"), NoMailHost, now)
	}
	if len(c.known) != maxKnown {
		t.Errorf("%d domains are remembered, want %d", len(c.known), maxKnown)
	}
	if why, ok := c.get(fmt.Sprint(maxKnown+499, ".example"), now); why != NoMailHost || !ok {
		t.Errorf("the newest: %q, %v", why, ok)
	}
}

func TestWhichAddressesTheInternetReaches(t *testing.T) {
	for address, want := range map[string]bool{
		"192.31.196.1": true, "8.8.8.8": true, "172.32.0.1": true, "2620:4f:8000::1": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.255.255.255": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.0.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "192.0.0.8": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fd00:ec2::254": false, "ff02::1": false, "2001:db8::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001::1": false, "::ffff:127.0.0.1": false, "::7f00:1": false, "fec0::1": false, "4000::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is reached: %v, want %v", address, got, want)
		}
	}
}
