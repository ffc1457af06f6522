package ddbstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// parse reads a batch in one pass, without copying or building what nobody
// asks for: events.DynamoDBEvent and encoding/json take a multiple of the time
// (a benchmark compares the two). raw must not change while records are used.
func parse(raw []byte) ([]Record, error) {
	p := parser{raw: raw, dec: jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
	var records []Record
	seen := false
	err := p.object(func(name []byte) error {
		if string(name) != `"Records"` {
			return p.skip()
		}
		seen = true
		return p.array(func() error {
			rec, err := p.record()
			records = append(records, rec)
			return err
		})
	})
	if err != nil {
		return nil, p.where(err)
	}
	if !seen {
		return nil, errors.New("there are no Records")
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more than one value")
	}
	return records, nil
}

// parser walks over the tokens of raw. What it keeps are pieces of raw, found
// by their offsets.
type parser struct {
	raw []byte
	dec *jsontext.Decoder
}

var errShape = errors.New("a value is not of the kind that it should be")

// where tells at what byte parsing stopped; the text there is health data.
func (p *parser) where(err error) error {
	if !errors.Is(err, errShape) {
		err = errors.New("this is not JSON")
	}
	return fmt.Errorf("%w, near byte %d", err, p.dec.InputOffset())
}

func (p *parser) record() (rec Record, err error) {
	err = p.object(func(name []byte) error {
		switch string(name) {
		case `"eventName"`:
			return p.text(&rec.EventName)
		case `"dynamodb"`:
			return p.object(func(name []byte) error {
				switch string(name) {
				case `"SequenceNumber"`:
					return p.text(&rec.SequenceNumber)
				case `"NewImage"`:
					return p.image(&rec.NewImage)
				}
				return p.skip()
			})
		}
		return p.skip()
	})
	if err == nil && rec.SequenceNumber == "" { // nobody could say that it failed
		err = errShape
	}
	return rec, err
}

// image notes where the value of each attribute stands.
func (p *parser) image(img *Image) error {
	img.attributes = make([]attribute, 0, 32)
	return p.object(func(name []byte) error {
		value, err := p.piece()
		img.attributes = append(img.attributes, attribute{name, value})
		return err
	})
}

// object calls member for each name; member reads the value.
func (p *parser) object(member func(name []byte) error) error {
	if err := p.expect('{'); err != nil {
		return err
	}
	for p.dec.PeekKind() != '}' {
		name, err := p.piece()
		if err != nil {
			return err
		}
		if err := member(name); err != nil {
			return err
		}
	}
	return p.expect('}')
}

func (p *parser) array(element func() error) error {
	if err := p.expect('['); err != nil {
		return err
	}
	for p.dec.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	return p.expect(']')
}

func (p *parser) expect(kind jsontext.Kind) error {
	tok, err := p.dec.ReadToken()
	if err == nil && tok.Kind() != kind {
		err = errShape
	}
	return err
}

func (p *parser) skip() error { return p.dec.SkipValue() }

// piece returns the next value as it stands in raw.
func (p *parser) piece() ([]byte, error) {
	value, err := p.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	end := int(p.dec.InputOffset())
	return p.raw[end-len(value) : end : end], nil
}

func (p *parser) text(into *string) error {
	tok, err := p.dec.ReadToken()
	if err != nil {
		return err
	}
	if tok.Kind() != '"' {
		return errShape
	}
	*into = tok.String()
	return nil
}
