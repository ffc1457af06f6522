package dynamostore

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/chartshare/chartshare/internal/clinic"
)

// A content is kept as DEFLATE-compressed JSON behind one byte that names the
// dictionary. DynamoDB charges by the kilobyte begun: so packed, a usual
// prescription or note with everything around it takes one write unit instead
// of two (docs/adr).

// dictionaries are what contents are packed with, by their number. One that
// was ever deployed stays as it is, for items need it; the last is in use. The
// second has the words of all eleven types, the most frequent types last:
// DEFLATE refers to what is near more cheaply.
var dictionaries = [][]byte{1: dictionary1, 2: dictionary2}

var (
	//go:embed dictionaries/1.txt
	dictionary1 []byte
	//go:embed dictionaries/2.txt
	dictionary2 []byte
)

// inUse is the number of the dictionary that contents are packed with today.
const inUse = 2

// packers are compressors to use again: one takes over half a megabyte.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, dictionaries[inUse])
	if err != nil {
		panic("a compression level that does not exist") // it is a constant
	}
	return w
}}

// packContent returns a content as an item keeps it.
func packContent(c clinic.Content) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	w, _ := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	packed := bytes.NewBuffer([]byte{inUse})
	w.Reset(packed)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("pack content: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack content: %w", err)
	}
	return packed.Bytes(), nil
}

// unpackContent reads into c what packContent made. Nothing of the content
// stands in its error.
func unpackContent(packed []byte, c clinic.Content) error {
	if len(packed) == 0 || packed[0] == 0 || int(packed[0]) >= len(dictionaries) {
		return fmt.Errorf("unpack content: no such dictionary")
	}
	r := flate.NewReaderDict(bytes.NewReader(packed[1:]), dictionaries[packed[0]])
	plain, err := io.ReadAll(io.LimitReader(r, clinic.MaxContentBytes+1))
	if err != nil || len(plain) > clinic.MaxContentBytes {
		return fmt.Errorf("unpack content: damaged")
	}
	if err := json.Unmarshal(plain, c); err != nil {
		return fmt.Errorf("decode content: wrong shape")
	}
	return nil
}
