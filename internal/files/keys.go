package files

import (
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// area is a part of the bucket. Roles, events and rules of the template name
// the same prefixes.
type area string

// The two areas: what came, and what may be read.
const (
	incoming area = "incoming/"
	ready    area = "ready/"
)

// of returns the key of a file. Names never stand in keys.
func (a area) of(f clinic.File) string {
	return string(a) + string(f.PracticeID) + "/" + string(f.PatientID) + "/" + string(f.ID)
}

// parse reads a key of the area; ok is false for any other.
func (a area) parse(key string) (ref clinic.PatientRef, id clinic.FileID, ok bool) {
	rest, ours := strings.CutPrefix(key, string(a))
	parts := strings.Split(rest, "/")
	if !ours || len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return clinic.PatientRef{}, "", false
	}
	return clinic.PatientRef{Practice: clinic.PracticeID(parts[0]), Patient: clinic.PatientID(parts[1])}, clinic.FileID(parts[2]), true
}
