package clinic

import (
	"strconv"
	"time"
)

// Limit bounds how often something may happen, counted over fixed windows of
// time. Of a limit of one the time runs from the last act: two that fall on the
// two sides of a window's end would come at once.
type Limit struct {
	What string // what is counted, and whose: "codes-ip-{hash}"
	Most int
	Per  time.Duration
}

// IsGap reports whether the limit is a time that must pass between two acts.
func (l Limit) IsGap() bool { return l.Most == 1 }

// Window names the window that now lies in.
func (l Limit) Window(now time.Time) string {
	return strconv.FormatInt(now.Unix()/int64(l.Per.Seconds()), 36)
}

// PracticeCodeLimit bounds the codes that one practice's patients are sent,
// beside the limits of each number: what a stolen session or a stranger could
// spend on SMS.
func PracticeCodeLimit(p PracticeID) Limit {
	return Limit{What: "codes-of-" + string(p), Most: 1000, Per: time.Hour}
}

// AddressCodeLimit bounds the codes that patients ask for from one address of
// the network. It is wide: a mobile carrier puts thousands behind one.
func AddressCodeLimit(addressHash string) Limit {
	return Limit{What: "codes-from-" + addressHash, Most: 300, Per: time.Hour}
}

// AddressEmailCheckLimit bounds the e-mail addresses that are checked for one
// address of the network: a few people who type at the same time.
func AddressEmailCheckLimit(addressHash string) Limit {
	return Limit{What: "email-checks-from-" + addressHash, Most: 60, Per: time.Minute}
}

// EmailCheckLimit bounds the e-mail addresses that are checked for everybody
// together: what a flood from everywhere could ask of DNS.
func EmailCheckLimit() Limit {
	return Limit{What: "email-checks", Most: 3000, Per: time.Minute}
}
