package messages

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// Fault makes the next sends of a kind fail.
type Fault struct {
	Mode string `json:"mode"`
	// Count is how many sends fail; 0 means all until the fault is changed.
	Count int `json:"count"`
}

// Faults are what was asked to go wrong.
type Faults struct {
	SMS   Fault `json:"sms"`
	Email Fault `json:"email"`
}

// The modes of faults. A message that times out is sent, and its answer never
// comes; one that fails, bounces or draws a complaint is accepted first.
const (
	None      = "none"
	Throttle  = "throttle"
	Refuse    = "refuse"
	Timeout   = "timeout"
	OptedOut  = "optedOut"
	Broken    = "error"
	Fail      = "fail"
	Bounce    = "bounce"
	Complaint = "complaint"
)

func (f Faults) check() error {
	if !slices.Contains([]string{None, Throttle, Refuse, Timeout, OptedOut, Broken, Fail}, f.SMS.Mode) {
		return fmt.Errorf("sms has no fault %q", f.SMS.Mode)
	}
	if !slices.Contains([]string{None, Throttle, Refuse, Timeout, Broken, Bounce, Complaint}, f.Email.Mode) {
		return fmt.Errorf("email has no fault %q", f.Email.Mode)
	}
	return nil
}

// faultBox hands out faults, each as often as it was asked for.
type faultBox struct {
	mu     sync.Mutex
	faults Faults
}

func (b *faultBox) get() Faults {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Faults{SMS: normal(b.faults.SMS), Email: normal(b.faults.Email)}
}

func (b *faultBox) set(f Faults) error {
	f = Faults{SMS: normal(f.SMS), Email: normal(f.Email)}
	if err := f.check(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = f
	return nil
}

func (b *faultBox) takeSMS() string   { return b.take(&b.faults.SMS) }
func (b *faultBox) takeEmail() string { return b.take(&b.faults.Email) }

func (b *faultBox) take(f *Fault) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	mode := normal(*f).Mode
	if f.Count > 0 {
		if f.Count--; f.Count == 0 {
			*f = Fault{}
		}
	}
	return mode
}

func normal(f Fault) Fault {
	if f.Mode == "" {
		f.Mode = None
	}
	return f
}

// refusal is an error answer of SNS or SES.
type refusal struct {
	status        int
	code, message string
}

// refusals says what each service answers in a mode; the other modes accept.
var refusals = map[string]map[string]refusal{
	"sms": {
		Throttle: {http.StatusTooManyRequests, "Throttled", "Rate exceeded"},
		Refuse:   {http.StatusBadRequest, "InvalidParameter", "Invalid parameter: refused by the outbox"},
		OptedOut: {http.StatusBadRequest, "OptedOut", "The phone number is opted out"},
		Broken:   {http.StatusInternalServerError, "InternalError", "told to fail"},
	},
	"email": {
		Throttle: {http.StatusBadRequest, "Throttling", "Maximum sending rate exceeded."},
		Refuse:   {http.StatusBadRequest, "MessageRejected", "refused by the outbox"},
		Broken:   {http.StatusInternalServerError, "InternalFailure", "told to fail"},
	},
}
