package streams_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/streams"
)

func TestFilterMatch(t *testing.T) {
	const record = `{"eventName":"INSERT","n":5,"dynamodb":{"NewImage":{"entity":{"S":"record"},"status":{"S":"final"},"count":{"N":"7"},"tags":{"SS":["a","b"]}}}}`
	tests := []struct {
		name, pattern string
		want          bool
	}{
		{"literal", `{"eventName":["INSERT","MODIFY"]}`, true},
		{"other literal", `{"eventName":["REMOVE"]}`, false},
		{"nested, all fields must match", `{"dynamodb":{"NewImage":{"entity":{"S":["record"]},"status":{"S":["draft"]}}}}`, false},
		{"nested", `{"dynamodb":{"NewImage":{"entity":{"S":["record"]},"status":{"S":["final"]}}}}`, true},
		{"absent field", `{"dynamodb":{"OldImage":{"entity":{"S":["record"]}}}}`, false},
		{"prefix", `{"dynamodb":{"NewImage":{"entity":{"S":[{"prefix":"rec"}]}}}}`, true},
		{"suffix", `{"dynamodb":{"NewImage":{"entity":{"S":[{"suffix":"xx"}]}}}}`, false},
		{"ignoring case", `{"eventName":[{"equals-ignore-case":"insert"}]}`, true},
		{"anything but one", `{"eventName":[{"anything-but":"REMOVE"}]}`, true},
		{"anything but several", `{"eventName":[{"anything-but":["REMOVE","INSERT"]}]}`, false},
		{"anything but a prefix", `{"eventName":[{"anything-but":{"prefix":"INS"}}]}`, false},
		{"anything but does not match what is absent", `{"nothing":[{"anything-but":"x"}]}`, false},
		{"exists", `{"dynamodb":{"NewImage":{"status":{"S":[{"exists":true}]}}}}`, true},
		{"exists not", `{"dynamodb":{"NewImage":{"held":{"S":[{"exists":false}]}}}}`, true},
		{"exists not, but does", `{"dynamodb":{"NewImage":{"status":{"S":[{"exists":false}]}}}}`, false},
		{"number", `{"n":[5.0]}`, true},
		{"numeric range", `{"n":[{"numeric":[">",0,"<=",5]}]}`, true},
		{"numeric out of range", `{"n":[{"numeric":[">",5]}]}`, false},
		{"numeric never matches DynamoDB's numbers, which are strings", `{"dynamodb":{"NewImage":{"count":{"N":[{"numeric":["=",7]}]}}}}`, false},
		{"any item of a set", `{"dynamodb":{"NewImage":{"tags":{"SS":["b"]}}}}`, true},
		{"or", `{"$or":[{"eventName":["REMOVE"]},{"n":[5]}]}`, true},
		{"or, none", `{"$or":[{"eventName":["REMOVE"]},{"n":[6]}]}`, false},
	}
	var value map[string]any
	d := json.NewDecoder(strings.NewReader(record))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := streams.ParseFilter([]string{tt.pattern})
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Match(value); got != tt.want {
				t.Errorf("match = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFilterRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, p := range []string{`{"a":[{"wildcard":"x*"}]}`, `{"a":"x"}`, `{"a":[]}`, `{`, `{"a":[{"prefix":"x","suffix":"y"}]}`} {
		if _, err := streams.ParseFilter([]string{p}); err == nil {
			t.Errorf("%s was accepted", p)
		}
	}
}

func TestFiltersAreAlternatives(t *testing.T) {
	f, err := streams.ParseFilter([]string{`{"a":[1]}`, `{"b":[2]}`})
	if err != nil {
		t.Fatal(err)
	}
	if !f.Match(map[string]any{"b": json.Number("2")}) || f.Match(map[string]any{"b": json.Number("1")}) {
		t.Error("want a record of any of the patterns, and no other")
	}
	if !streams.Filter(nil).Match(nil) {
		t.Error("want everything to pass without a filter")
	}
}
