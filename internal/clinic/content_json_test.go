package clinic_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// The HTTP edge encodes with json/v2, where omitempty keeps a false and a 0:
// a patient on slow mobile data would pay for what nobody wrote. The store
// encodes with encoding/json, which leaves both out with either word, so that
// what is kept does not change.
func TestNoContentSendsAFalseOrNoughtThatNobodyWrote(t *testing.T) {
	for _, info := range clinic.RecordTypes {
		for field := range keptWhenNought(reflect.TypeOf(info.New()), nil) {
			t.Errorf("%s: %s is omitempty, want omitzero", info.Type, field)
		}
	}
}

// keptWhenNought returns the truth values and numbers below a type that
// omitempty does not leave out.
func keptWhenNought(typ reflect.Type, found map[string]bool) map[string]bool {
	if found == nil {
		found = make(map[string]bool)
	}
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct {
		return found
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		plain := f.Type.Kind() >= reflect.Bool && f.Type.Kind() <= reflect.Float64
		if plain && strings.Contains(f.Tag.Get("json"), ",omitempty") {
			found[typ.Name()+"."+f.Name] = true
		}
		keptWhenNought(f.Type, found)
	}
	return found
}
