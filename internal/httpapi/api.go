// Package httpapi is the HTTP side of the product: it decodes a request, asks
// one use case, and encodes the answer. One file is one resource; openapi.yaml
// is the contract, and a test holds the two together.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/token"
)

// Authenticator says who holds a staff session.
type Authenticator interface {
	// Authenticate returns the staff member whose session the cookie's value
	// names, as stored now, or an error matching [clinic.ErrUnauthenticated].
	Authenticate(ctx context.Context, cookie string) (clinic.Actor, error)
}

// PortalAuthenticator says who holds a session of a patient's account.
type PortalAuthenticator interface {
	// Authenticate returns the owner of the account whose session the cookie's
	// value names, as stored now, or an error matching
	// [clinic.ErrUnauthenticated].
	Authenticate(ctx context.Context, cookie string) (clinic.PortalActor, error)
}

// API is the routes of one function. Its fields are set once, before routes
// are added.
type API struct {
	Sessions     Authenticator       // nil where no route asks for a staff session
	Portal       PortalAuthenticator // nil where no route asks for a session of an account
	WebOrigin    string              // the one origin that pages are served from: "https://r.example.in"
	OriginSecret token.Pepper        // what CloudFront adds to each request; empty switches the check off
	Now          func() time.Time
	Log          *slog.Logger

	mux http.ServeMux
}

// handler answers a request or returns why it cannot; the problem document is
// written in one place.
type handler func(w http.ResponseWriter, r *http.Request) error

// staffHandler is a handler that knows who is asking.
type staffHandler func(w http.ResponseWriter, r *http.Request, by clinic.Actor) error

// public adds a route that needs no session. openapi.yaml lists the same
// routes with `security: []`.
func (a *API) public(pattern string, h handler) { a.mux.Handle(pattern, a.answer(h)) }

// staff adds a route that needs a staff session. What the role may do is
// decided by the use case.
func (a *API) staff(pattern string, h staffHandler) {
	a.mux.Handle(pattern, a.answer(func(w http.ResponseWriter, r *http.Request) error {
		by, err := a.authenticate(r)
		if err != nil {
			return err
		}
		return h(w, r, by)
	}))
}

// portalHandler is a handler that knows which account is asking.
type portalHandler func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error

// The routes of accounts: each names what the session must open, and no other
// session gets in. openapi.yaml names the same scope.

// chart adds a route for a session of a chosen and proven person.
func (a *API) chart(pattern string, h portalHandler) {
	a.mux.Handle(pattern, a.answer(a.within(clinic.PortalActor.CanReadChart, ofShown(h))))
}

// chartHeader names the patient whose chart the page shows that asks. The
// cookie is one for all tabs of a browser: where another tab has opened another
// person's chart, this one would read it as the first one's, and write in it.
const chartHeader = "X-Chart"

// ofShown refuses what a page asks of another chart than the session's.
func ofShown(h portalHandler) portalHandler {
	return func(w http.ResponseWriter, r *http.Request, by clinic.PortalActor) error {
		if shown := r.Header.Get(chartHeader); shown != "" && shown != string(by.Patient.ID) {
			return clinic.ErrAnotherChart
		}
		return h(w, r, by)
	}
}

// account adds a route for a session that is signed in, whether or not a
// person was chosen.
func (a *API) account(pattern string, h portalHandler) {
	a.mux.Handle(pattern, a.answer(a.within(clinic.PortalActor.CanManageAccount, h)))
}

// newPassword adds a route for the session of a temporary password.
func (a *API) newPassword(pattern string, h portalHandler) {
	a.mux.Handle(pattern, a.answer(a.within(clinic.PortalActor.CanChoosePassword, h)))
}

// secondFactor adds a route for a session whose password was right and whose
// second factor is awaited.
func (a *API) secondFactor(pattern string, h portalHandler) {
	a.mux.Handle(pattern, a.answer(a.within(clinic.PortalActor.CanPassSecondFactor, h)))
}

// anyScope adds a route for every session of an account.
func (a *API) anyScope(pattern string, h portalHandler) {
	a.mux.Handle(pattern, a.answer(a.within(func(by clinic.PortalActor) bool { return by.Scope.Known() }, h)))
}

// within lets a session in if it opens what the route asks for.
func (a *API) within(opens func(clinic.PortalActor) bool, h portalHandler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by, err := a.authenticatePortal(r)
		if err != nil {
			return err
		}
		if !opens(by) {
			return clinic.ErrWrongScope
		}
		return h(w, r, by)
	}
}

func (a *API) authenticatePortal(r *http.Request) (clinic.PortalActor, error) {
	cookie, err := r.Cookie(PortalCookie)
	if err != nil || a.Portal == nil {
		return clinic.PortalActor{}, clinic.ErrUnauthenticated
	}
	return a.Portal.Authenticate(r.Context(), cookie.Value)
}

func (a *API) authenticate(r *http.Request) (clinic.Actor, error) {
	cookie, err := r.Cookie(StaffCookie)
	if err != nil || a.Sessions == nil {
		return clinic.Actor{}, clinic.ErrUnauthenticated
	}
	return a.Sessions.Authenticate(r.Context(), cookie.Value)
}

// answer guards a handler and writes its error.
func (a *API) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protect(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
		err := a.guard(r)
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			a.writeError(w, r, err)
		}
	})
}

// ServeHTTP serves the routes and logs one line a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.logged(w, r) }

// Handler returns the route that would serve r, for tests of the route table.
func (a *API) Handler(r *http.Request) (pattern string) {
	_, pattern = a.mux.Handler(r)
	return pattern
}

// protect sets the headers that every answer carries: whatever we answer may
// be health data.
func protect(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// originHeader carries the secret that only CloudFront and we know.
const originHeader = "X-Origin-Verify"

// guard refuses what did not come through our own front door or, if it would
// change something, from our own pages.
func (a *API) guard(r *http.Request) error {
	if len(a.OriginSecret) > 0 && !token.Equal(r.Header.Get(originHeader), string(a.OriginSecret)) {
		return errNotOurDoor
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Pattern == unsubscribePattern {
		return nil
	}
	if r.Header.Get("X-Requested-By") != "chartshare" {
		return errForeignPage
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errForeignPage
	}
	if origin := r.Header.Get("Origin"); origin != "" && !a.isOurs(origin) {
		return errForeignPage
	}
	return nil
}

func (a *API) isOurs(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	ours, err := url.Parse(a.WebOrigin)
	return err == nil && u.Scheme == ours.Scheme && u.Host == ours.Host
}

var (
	errNotOurDoor  = &clinic.Error{Kind: clinic.KindForbidden, Code: "not_our_door", Detail: "this address is not for calling directly"}
	errForeignPage = &clinic.Error{Kind: clinic.KindForbidden, Code: "foreign_page", Detail: "this request did not come from our own page"}
)
