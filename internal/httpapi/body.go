package httpapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// MaxBody bounds what is read of a request, in bytes.
const MaxBody = 256 << 10

var (
	errMalformed = &clinic.Error{Kind: clinic.KindMalformed, Code: "malformed", Detail: "the body is not the JSON that this route reads"}
	errTooLarge  = &clinic.Error{Kind: clinic.KindTooLarge, Code: "too_large", Detail: "the body is larger than 256 kB"}
	errMediaType = &clinic.Error{Kind: clinic.KindUnsupported, Code: "media_type", Detail: "the body is sent as application/json, unencoded"}
	errNoMatch   = &clinic.Error{Kind: clinic.KindMalformed, Code: "if_match_required", Detail: "send the ETag that you read as If-Match"}
	errBadKey    = &clinic.Error{Kind: clinic.KindMalformed, Code: "idempotency_key_malformed", Detail: "an Idempotency-Key is a ULID whose time is within 24 hours of the server's"}
	errBadCursor = clinic.ErrCursorMalformed
)

// strict refuses unknown members; duplicate names and invalid UTF-8 are
// refused by default.
var strict = json.RejectUnknownMembers(true)

// readJSON decodes the one JSON value of the body. What cannot be read is
// answered with the field named, where there is one.
func readJSON(r *http.Request, into any) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || r.Header.Get("Content-Encoding") != "" {
		return errMediaType
	}
	// Decoded from one buffer: from a stream, the decoder's pointers into deep
	// documents name what happens to lie in a buffer that it used again.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return decodeError(err)
	}
	// API Gateway hands a function text: bytes that were not UTF-8 arrive as
	// U+FFFD. Put back, they are refused at their place.
	return decodeError(json.Unmarshal(bytes.ReplaceAll(body, replacement, notUTF8), into, strict))
}

var replacement, notUTF8 = []byte("\uFFFD"), []byte("\xff")

// decodeError translates a decoder's error; the text of the body never shows.
func decodeError(err error) error {
	if err == nil {
		return nil
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return errTooLarge
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		code, detail := "wrong_type", "this is not what the field holds"
		if errors.Is(err, json.ErrUnknownName) {
			code, detail = "unknown_field", "there is no such field"
		}
		return withField(e.JSONPointer, code, detail)
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return withField(e.JSONPointer, "duplicate_field", "this field stands twice")
		}
		return withField(e.JSONPointer, "malformed", "this is not JSON in UTF-8")
	}
	return errMalformed.Because(err)
}

func withField(at jsontext.Pointer, code, detail string) error {
	e := *errMalformed
	// A pointer may hold a name that the sender made up: keep only what could
	// be one of ours.
	e.Fields = []clinic.Field{{Pointer: ourPointer(string(at)), Code: code, Detail: detail}}
	return &e
}

// ourPointer shortens a pointer to names that our own documents use, so that
// nothing that was typed into a wrong place is sent back or logged.
func ourPointer(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i, p := range parts {
		if len(p) > 40 || strings.ContainsFunc(p, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
		}) {
			parts[i] = "…"
		}
	}
	if len(parts) > 8 {
		parts = parts[:8]
	}
	return strings.Join(parts, "/")
}

// writeJSON answers with one JSON value.
func writeJSON(w http.ResponseWriter, media string, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = w.Write(b) //nolint:gosec // JSON, sent as such with nosniff; the client may have gone
	return nil
}

// answerJSON answers with v, as most routes do.
func answerJSON(w http.ResponseWriter, status int, v any) error {
	return writeJSON(w, "application/json", status, v)
}

// setETag tells the version that If-Match must send back.
func setETag(w http.ResponseWriter, version int) {
	w.Header().Set("ETag", `"`+strconv.Itoa(version)+`"`)
}

// ifMatch returns the version that the client read.
func ifMatch(r *http.Request) (int, error) {
	tag := strings.Trim(strings.TrimPrefix(r.Header.Get("If-Match"), "W/"), `"`)
	version, err := strconv.Atoi(tag)
	if err != nil || version < 1 {
		return 0, errNoMatch
	}
	return version, nil
}

// createdID returns the identifier of what a create makes: the client's
// Idempotency-Key if there is one, so that a repeated request creates nothing
// twice, else a new one.
func (a *API) createdID(r *http.Request) (string, error) {
	now := a.Now()
	key := r.Header.Get("Idempotency-Key")
	switch {
	case key == "":
		return id.New(now), nil
	case !id.CheckKey(key, now):
		return "", errBadKey
	}
	return key, nil
}

// pathID returns the identifier in a path, empty for what cannot be one: nothing
// is found by it, whereas the store refuses keys beyond its bounds.
func pathID(r *http.Request, name string) string {
	if s := r.PathValue(name); id.Valid(s) {
		return s
	}
	return ""
}

// errNoRoute is what an unknown path answers; the same as for what is not yours.
var errNoRoute = clinic.ErrNotFound

var errPanic = errors.New("handler panicked")
