package httpapi

import (
	"reflect"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// tidy puts every text of a decoded body into one spelling: composed
// characters (NFC), line feeds alone at line ends, no space around. v points
// to a struct of our own.
func tidy(v any) { tidyValue(reflect.ValueOf(v).Elem()) }

func tidyValue(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the other kinds hold no text
	case reflect.String:
		if v.CanSet() {
			s := strings.ReplaceAll(norm.NFC.String(v.String()), "\r\n", "\n")
			v.SetString(strings.TrimSpace(s))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tidyValue(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			tidyValue(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			tidyValue(v.Elem())
		}
	}
}

// digitsOf drops the spaces and dashes that people type into a code.
func digitsOf(code string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(code)
}
