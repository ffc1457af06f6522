package clinic

import (
	"strconv"
	"time"
)

// Limit bounds how often something may happen, counted over fixed windows of
// time.
type Limit struct {
	What string // what is counted, and whose: "codes-ip-{hash}"
	Most int
	Per  time.Duration
}

// Window names the window that now lies in.
func (l Limit) Window(now time.Time) string {
	return strconv.FormatInt(now.Unix()/int64(l.Per.Seconds()), 36)
}

// CodeLimits bounds the codes that one address may ask for and one practice's
// patients may be sent, beside the limits of each number: somebody who pumps
// SMS comes from few addresses.
func CodeLimits(p PracticeID, addressHash string) []Limit {
	return []Limit{
		{What: "codes-from-" + addressHash, Most: 30, Per: time.Hour},
		{What: "codes-of-" + string(p), Most: 1000, Per: time.Hour},
	}
}
