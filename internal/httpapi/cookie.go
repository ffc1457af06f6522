package httpapi

import "net/http"

// The cookies. The __Host- prefix keeps them to this host and to HTTPS.
const (
	StaffCookie = "__Host-staff" // a staff session
	LinkCookie  = "__Host-link"  // a patient's link session
	PhoneCookie = "__Host-phone" // a number that was proven, and no person yet
	NonceCookie = "__Host-nonce" // binds a code to the browser that asked for it
	// PortalCookie is a session of a patient's account.
	PortalCookie = "__Host-portal"
	VisitCookie  = "__Host-visit" // a guest in the room of a video call, or in its lobby
)

// setCookie hands a secret to the browser, out of reach of scripts. Pages that
// are reached from a link in an SMS need SameSite=Lax; the others are Strict.
func setCookie(w http.ResponseWriter, name, value string, sameSite http.SameSite) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: sameSite}) //nolint:gosec // Lax or Strict, by the caller
}

// dropCookie takes it back.
func dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: -1})
}
