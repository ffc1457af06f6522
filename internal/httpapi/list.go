package httpapi

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"github.com/chartshare/chartshare/internal/id"
)

// listBody is a page of a list. NextCursor is absent at the end.
type listBody[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitzero"`
}

// readCursor returns the identifier that a cursor continues after, "" at the
// beginning. A cursor is opaque, and worthless elsewhere: it only says where
// to go on in a list that the session may read anyway.
func readCursor(r *http.Request) (string, error) {
	c := r.URL.Query().Get("cursor")
	if c == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || !id.Valid(string(b)) {
		return "", errBadCursor
	}
	return string(b), nil
}

// readNumberCursor returns the number that a cursor continues before, 0 at the
// beginning.
func readNumberCursor(r *http.Request) (int, error) {
	c := r.URL.Query().Get("cursor")
	if c == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return 0, errBadCursor
	}
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 || n > 99_999_999 {
		return 0, errBadCursor
	}
	return n, nil
}

func writeCursor(after string) string { return base64.RawURLEncoding.EncodeToString([]byte(after)) }

// acceptedBody answers what goes on after the answer, the same whatever
// happens to it.
type acceptedBody struct {
	Message string `json:"message"`
}

func answerAccepted(w http.ResponseWriter, message string) error {
	return answerJSON(w, http.StatusAccepted, acceptedBody{message})
}
