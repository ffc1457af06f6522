package ddbstream

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Image is an item as a stream record shows it. Attributes are decoded when
// they are asked for.
type Image struct{ attributes []attribute }

// attribute is an attribute in DynamoDB's JSON: the name as a JSON string, the
// value as an object of its type's letter: {"S":"final"}.
type attribute struct{ name, value []byte }

// NewImage returns an image of text attributes and numbers, for those who read
// the stream by other ways than Lambda's events.
func NewImage(texts map[string]string, numbers map[string]string) Image {
	var img Image
	add := func(letter, name, value string) {
		n, _ := jsontext.AppendQuote(nil, name)
		v, _ := jsontext.AppendQuote([]byte(`{"`+letter+`":`), value)
		img.attributes = append(img.attributes, attribute{n, append(v, '}')})
	}
	for name, value := range texts {
		add("S", name, value)
	}
	for name, value := range numbers {
		add("N", name, value)
	}
	return img
}

// Text returns an attribute of type S; ok is false if there is none.
func (i Image) Text(name string) (text string, ok bool) {
	quoted, ok := i.scalar(name, 'S')
	if !ok {
		return "", false
	}
	unquoted, err := jsontext.AppendUnquote(nil, quoted)
	return string(unquoted), err == nil
}

// Int returns an attribute of type N that is a whole number.
func (i Image) Int(name string) (n int, ok bool) {
	quoted, ok := i.scalar(name, 'N')
	if !ok || len(quoted) < 2 {
		return 0, false
	}
	n, err := strconv.Atoi(string(quoted[1 : len(quoted)-1]))
	return n, err == nil
}

// Bool returns an attribute of type BOOL.
func (i Image) Bool(name string) (value, ok bool) {
	v, ok := i.typed(name, `"BOOL"`)
	return string(v) == "true", ok && (string(v) == "true" || string(v) == "false")
}

// scalar returns the JSON string of an attribute of the type.
func (i Image) scalar(name string, letter byte) ([]byte, bool) {
	v, ok := i.typed(name, string([]byte{'"', letter, '"'}))
	return v, ok && len(v) >= 2 && v[0] == '"'
}

// typed returns what stands beside the type in the attribute's value, which
// the parser has found to be JSON: an object with one member.
func (i Image) typed(name, quotedType string) ([]byte, bool) {
	for _, a := range i.attributes {
		if !isName(a.name, name) {
			continue
		}
		v, ok := bytes.CutPrefix(trim(a.value), []byte("{"))
		if !ok {
			return nil, false
		}
		if v, ok = bytes.CutPrefix(trim(v), []byte(quotedType)); !ok {
			return nil, false
		}
		if v, ok = bytes.CutPrefix(trim(v), []byte(":")); !ok {
			return nil, false
		}
		v, ok = bytes.CutSuffix(trim(v), []byte("}"))
		return trim(v), ok
	}
	return nil, false
}

// isName compares a JSON string with a name.
func isName(quoted []byte, name string) bool {
	if bytes.IndexByte(quoted, '\\') >= 0 {
		unquoted, err := jsontext.AppendUnquote(nil, quoted)
		return err == nil && string(unquoted) == name
	}
	return len(quoted) == len(name)+2 && string(quoted[1:len(quoted)-1]) == name
}

func trim(b []byte) []byte { return bytes.Trim(b, " \t\r\n") }
