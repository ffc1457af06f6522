package dynamostore

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

var update = flag.Bool("update", false, "write the golden file of the dictionary in use; never over one that was deployed")

func contents(t *testing.T) map[clinic.RecordType]clinic.Content {
	t.Helper()
	all := make(map[clinic.RecordType]clinic.Content)
	for _, info := range clinic.RecordTypes {
		b, err := os.ReadFile(filepath.Join("../../clinic/testdata/contents", string(info.Type)+".json"))
		if err != nil {
			t.Fatal(err)
		}
		all[info.Type] = info.New()
		if err := json.Unmarshal(b, all[info.Type]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestAContentIsUnpackedAsItWasPacked(t *testing.T) {
	for of, content := range contents(t) {
		packed, err := packContent(content)
		if err != nil {
			t.Fatal(err)
		}
		info, _ := of.Info()
		got := info.New()
		if err := unpackContent(packed, got); err != nil || !reflect.DeepEqual(got, content) {
			t.Errorf("%s came back as %+v, %v", of, got, err)
		}
		plain, _ := json.Marshal(content)
		t.Logf("%s: %d bytes of JSON in %d", of, len(plain), len(packed))
		if len(packed) > len(plain)*2/3 { // a document's content is mostly free text
			t.Errorf("%s takes %d bytes packed and %d plain", of, len(packed), len(plain))
		}
	}
}

// Items are read forever: these bytes were packed with each dictionary, and
// never change. "-update" writes those of the dictionary in use.
func TestWhatEachDictionaryPackedIsReadable(t *testing.T) {
	for number := 1; number < len(dictionaries); number++ {
		folder := filepath.Join("testdata", fmt.Sprintf("dictionary%d", number))
		for of, want := range contents(t) {
			if *update && number == inUse {
				writeGolden(t, filepath.Join(folder, string(of)), want)
			}
			packed, err := os.ReadFile(filepath.Join(folder, string(of)+".bin"))
			if err != nil {
				t.Fatal(err)
			}
			if int(packed[0]) != number {
				t.Errorf("%s was packed with dictionary %d, want %d", of, packed[0], number)
			}
			info, _ := of.Info()
			got, then := info.New(), info.New()
			if err := unpackContent(packed, got); err != nil {
				t.Errorf("%s: %v", of, err)
			}
			plain, err := os.ReadFile(filepath.Join(folder, string(of)+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(plain, then); err != nil || !reflect.DeepEqual(got, then) {
				t.Errorf("%s was read as %+v, want %+v (%v)", of, got, then, err)
			}
		}
	}
}

func writeGolden(t *testing.T, path string, c clinic.Content) {
	t.Helper()
	packed, err := packContent(c)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for file, b := range map[string][]byte{path + ".bin": packed, path + ".json": plain} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDamagedBytesGiveAnErrorWithoutContent(t *testing.T) {
	const canary = "CANARY of a patient"
	packed, err := packContent(&clinic.ClinicalNote{FreeText: canary})
	if err != nil {
		t.Fatal(err)
	}
	ofAnotherShape, err := packContent(shape{"freeText": canary, "chiefComplaints": canary})
	if err != nil {
		t.Fatal(err)
	}
	endless, err := packContent(&clinic.ClinicalNote{FreeText: strings.Repeat(canary, clinic.MaxContentBytes/len(canary)+1)})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "no dictionary": {0, 1, 2}, "a dictionary of the future": append([]byte{200}, packed[1:]...), "only a dictionary": {1},
		"cut off": packed[:len(packed)/2], "cut off at its end": packed[:len(packed)-1], "of another shape": ofAnotherShape, "that never end": endless,
		"turned over": append([]byte{1}, bytes.Map(func(r rune) rune { return r ^ 0x55 }, packed[1:])...),
	} {
		var note clinic.ClinicalNote
		err := unpackContent(b, &note)
		if err == nil {
			t.Errorf("%s: read as %+v, want an error", name, note)
			continue
		}
		if strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: the error holds the content: %v", name, err)
		}
	}
}

// shape is a content of no type.
type shape map[string]string

func (shape) RecordType() clinic.RecordType       { return "" }
func (shape) Validate() ([]clinic.Warning, error) { return nil, nil }

// FuzzUnpackContent: whatever stands in an item, reading it ends.
func FuzzUnpackContent(f *testing.F) {
	packed, err := packContent(&clinic.ClinicalNote{FreeText: "seen"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add([]byte{})
	f.Add([]byte{1, 0xff})
	f.Fuzz(func(_ *testing.T, b []byte) {
		var note clinic.ClinicalNote
		_ = unpackContent(b, &note)
	})
}
