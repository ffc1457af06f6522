// Package outcome tells what became of a call that sends a message. A message
// cannot be taken back and AWS does not recognise a repeated one, so the
// question is never only "did it fail?" but "may it have gone out?".
package outcome

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Codes of failures that have the same meaning for every kind of message.
const (
	Throttled     = "throttled"      // too many a second; later it will work
	Unavailable   = "unavailable"    // the service or the way to it is down
	Timeout       = "timeout"        // no answer in time
	Cut           = "cut"            // the connection broke before the answer
	NotAuthorized = "not_authorized" // our role or our credentials; for operators
	Refused       = "refused"        // an answer that we do not know
)

// Fault is what one error code of a service means.
type Fault struct {
	Code      string // of the [clinic.SendError]
	Retryable bool
}

// common holds the codes that every service answers with. They are compared
// as text: the SDK has Go types for few of them.
var common = map[string]Fault{
	"throttled":                   {Throttled, true},
	"throttledexception":          {Throttled, true},
	"throttling":                  {Throttled, true},
	"throttlingexception":         {Throttled, true},
	"requestlimitexceeded":        {Throttled, true},
	"requestthrottled":            {Throttled, true},
	"toomanyrequestsexception":    {Throttled, true},
	"internalerror":               {Unavailable, true},
	"internalerrorexception":      {Unavailable, true},
	"internalfailure":             {Unavailable, true},
	"serviceunavailable":          {Unavailable, true},
	"serviceunavailableexception": {Unavailable, true},
	"authorizationerror":          {NotAuthorized, false},
	"accessdenied":                {NotAuthorized, false},
	"accessdeniedexception":       {NotAuthorized, false},
	"expiredtoken":                {NotAuthorized, false},
	"expiredtokenexception":       {NotAuthorized, false},
	"invalidclienttokenid":        {NotAuthorized, false},
	"signaturedoesnotmatch":       {NotAuthorized, false},
	"missingauthenticationtoken":  {NotAuthorized, false},
	"unrecognizedclientexception": {NotAuthorized, false},
}

// Attempt watches one call.
type Attempt struct{ connected atomic.Bool }

// Watch returns a context for one call and what watches it.
func Watch(ctx context.Context) (context.Context, *Attempt) {
	a := &Attempt{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { a.connected.Store(true) },
	}), a
}

// Classify returns what err means as a [clinic.SendError]. The service's own
// table, keyed by error code in lower case, goes before the common one.
//
// Without an answer the call may have had its effect from the moment when it
// had a connection to write to. The service's sentence is left out of the
// result: it may repeat the number or the address.
func (a *Attempt) Classify(operation string, err error, own map[string]Fault) *clinic.SendError {
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() != unknownError {
		code := strings.ToLower(api.ErrorCode())
		fault, known := own[code]
		if !known {
			fault, known = common[code]
		}
		if !known {
			fault = Fault{Code: Refused}
		}
		return &clinic.SendError{
			Code: fault.Code, Retryable: fault.Retryable,
			Err: fmt.Errorf("%s: %s, status %d", operation, api.ErrorCode(), statusOf(err)),
		}
	}
	e := &clinic.SendError{Code: Cut, Err: fmt.Errorf("%s: %w", operation, root(err))}
	if timedOut(err) {
		e.Code = Timeout
	}
	switch status := statusOf(err); {
	case status >= 400 && status < 500: // refused, whatever the reason
		e.Code, e.Err = Refused, fmt.Errorf("%s: status %d without a code", operation, status)
	case a.connected.Load():
		e.Unknown = true
	default:
		e.Code, e.Retryable = Unavailable, true
	}
	return e
}

// unknownError is what the SDK calls an error whose body names no code.
const unknownError = "UnknownError"

func statusOf(err error) int {
	if e, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return e.HTTPStatusCode()
	}
	return 0
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return true
	}
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout()
}

// root returns the first cause. What the SDK wraps around it may quote the
// answer; the cause itself is the network's.
func root(err error) error {
	if _, ok := errors.AsType[smithy.APIError](err); ok {
		return fmt.Errorf("status %d without a code", statusOf(err))
	}
	if _, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		return errors.New("an answer that cannot be read")
	}
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
