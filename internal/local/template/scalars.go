package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Text is a string that a template may also write as a number or a boolean.
type Text string

// UnmarshalJSON accepts any scalar.
func (t *Text) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = Text(s)
		return nil
	}
	if len(data) > 0 && (data[0] == '{' || data[0] == '[') {
		return fmt.Errorf("got %.40s, want a string", data)
	}
	*t = Text(data)
	return nil
}

// Int is a whole number that a template may also write as a string, as the
// value of a parameter is.
type Int int

// UnmarshalJSON accepts 5 and "5".
func (i *Int) UnmarshalJSON(data []byte) error {
	n, err := strconv.Atoi(string(bytes.Trim(data, `"`)))
	if err != nil {
		return fmt.Errorf("got %.40s, want a whole number", data)
	}
	*i = Int(n)
	return nil
}

// Bool is a boolean that a template may also write as a string.
type Bool bool

// UnmarshalJSON accepts true and "true".
func (b *Bool) UnmarshalJSON(data []byte) error {
	v, err := strconv.ParseBool(string(bytes.Trim(data, `"`)))
	if err != nil {
		return fmt.Errorf("got %.40s, want true or false", data)
	}
	*b = Bool(v)
	return nil
}

// text returns a scalar as CloudFormation writes it into a string.
func text(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	case []any: // a parameter of a list type
		parts := make([]string, len(v))
		for i, p := range v {
			s, err := text(p)
			if err != nil {
				return "", err
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), nil
	default:
		return "", fmt.Errorf("got %T, want a scalar", v)
	}
}
