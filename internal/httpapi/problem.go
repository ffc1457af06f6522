package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

// Problem is a problem document (RFC 9457). It never shows a cause.
type Problem struct {
	Type              string         `json:"type"` // "/problems/{code}"
	Title             string         `json:"title"`
	Status            int            `json:"status"`
	Detail            string         `json:"detail,omitzero"`
	RequestID         string         `json:"requestId,omitzero"`
	RetryAfterSeconds int            `json:"retryAfterSeconds,omitzero"`
	Fields            []problemField `json:"fields,omitempty"`
}

type problemField struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// statusOf is the only place where a kind of error becomes an HTTP status.
var statusOf = map[clinic.Kind]int{
	clinic.KindInternal:        http.StatusInternalServerError,
	clinic.KindInvalid:         http.StatusUnprocessableEntity,
	clinic.KindMalformed:       http.StatusBadRequest,
	clinic.KindUnauthenticated: http.StatusUnauthorized,
	clinic.KindForbidden:       http.StatusForbidden,
	clinic.KindStepUpRequired:  http.StatusForbidden,
	clinic.KindNotFound:        http.StatusNotFound,
	clinic.KindConflict:        http.StatusConflict,
	clinic.KindStale:           http.StatusPreconditionFailed,
	clinic.KindGone:            http.StatusGone,
	clinic.KindTooMany:         http.StatusTooManyRequests,
	clinic.KindTooLarge:        http.StatusRequestEntityTooLarge,
	clinic.KindUnsupported:     http.StatusUnsupportedMediaType,
	clinic.KindUnavailable:     http.StatusServiceUnavailable,
}

// retryAfter is how long it helps to wait, for what time heals.
var retryAfter = map[string]time.Duration{
	"/problems/" + clinic.ErrCodeTooSoon.Code:    clinic.CodeSendGap,
	"/problems/" + clinic.ErrCodeTooMany.Code:    15 * time.Minute,
	"/problems/" + clinic.ErrTooMany.Code:        15 * time.Minute,
	"/problems/" + clinic.ErrMessageNotSent.Code: time.Minute,
	"/problems/" + clinic.ErrBooksBusy.Code:      5 * time.Second,
}

// writeError answers with err's problem document. An error that no rule
// classified is logged for operators and answered as a bare 500.
func (a *API) writeError(w http.ResponseWriter, r *http.Request, err error) {
	p := Problem{Type: "/problems/internal", Title: "Something went wrong on our side", RequestID: requestID(r.Context())}
	e, classified := errors.AsType[*clinic.Error](err)
	p.Status = statusOf[clinic.KindOf(err)]
	if classified && e.Kind != clinic.KindInternal {
		p.Type, p.Title, p.Detail = "/problems/"+e.Code, http.StatusText(p.Status), e.Detail
		for _, f := range e.Fields {
			p.Fields = append(p.Fields, problemField(f))
		}
	} else {
		a.Log.ErrorContext(r.Context(), "request failed", "route", r.Pattern, "requestId", p.RequestID, "err", err)
	}
	if wait := retryAfter[p.Type]; wait > 0 {
		p.RetryAfterSeconds = seconds(wait)
		w.Header().Set("Retry-After", strconv.Itoa(p.RetryAfterSeconds))
	}
	_ = writeJSON(w, "application/problem+json", p.Status, p)
}
