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
		seen := make(map[reflect.Type]bool)
		var look func(reflect.Type)
		look = func(typ reflect.Type) {
			switch typ.Kind() {
			case reflect.Pointer, reflect.Slice:
				look(typ.Elem())
			case reflect.Struct:
				if seen[typ] {
					return
				}
				seen[typ] = true
				for i := range typ.NumField() {
					f := typ.Field(i)
					plain := f.Type.Kind() >= reflect.Bool && f.Type.Kind() <= reflect.Float64
					if plain && strings.Contains(f.Tag.Get("json"), ",omitempty") {
						t.Errorf("%s: %s.%s is omitempty, want omitzero", info.Type, typ.Name(), f.Name)
					}
					look(f.Type)
				}
			}
		}
		look(reflect.TypeOf(info.New()))
	}
}
