package ddbstream_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/ddbstream"
)

var _ lambda.Handler = ddbstream.Function(nil) // lambda.Start hands it the bytes

// change is what the share function reads of a record.
type change struct {
	Event, Sequence, PK, SK, Entity, Status string
	Settings                                int
	ShareBox                                bool
}

// minimal decodes a change from what we parse.
func minimal(rec ddbstream.Record) (c change, wanted bool, err error) {
	c = change{Event: rec.EventName, Sequence: rec.SequenceNumber}
	if rec.EventName == ddbstream.Remove {
		return c, false, nil
	}
	c.Entity, _ = rec.NewImage.Text("entity")
	c.Status, _ = rec.NewImage.Text("status")
	c.SK, _ = rec.NewImage.Text("SK")
	c.Settings, _ = rec.NewImage.Int("settings")
	c.ShareBox, _ = rec.NewImage.Bool("shareBox")
	pk, ok := rec.NewImage.Text("PK")
	if !ok {
		return c, false, errors.New("there is no PK")
	}
	c.PK = pk
	return c, true, nil
}

// straightforward decodes a batch with AWS's own event type and the standard
// library.
func straightforward(raw []byte) ([]change, error) {
	var e events.DynamoDBEvent
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	var changes []change
	for _, rec := range e.Records {
		if rec.EventName == "REMOVE" {
			continue
		}
		img := rec.Change.NewImage
		settings, err := img["settings"].Integer()
		if err != nil {
			return nil, err
		}
		changes = append(changes, change{
			rec.EventName, rec.Change.SequenceNumber, img["PK"].String(), img["SK"].String(),
			img["entity"].String(), img["status"].String(), int(settings), img["shareBox"].Boolean(),
		})
	}
	return changes, nil
}

// content is a record's content as it is stored: JSON in a text attribute.
var content = `{"presentingComplaint":"Fever for three days, \"chills\" at night; no cough","examination":"Temp 38.4 Cel, pulse 96/min, throat red",` +
	`"measurements":[{"code":"8310-5","value":38.4,"unit":"Cel"},{"code":"8867-4","value":96,"unit":"/min"},{"code":"8480-6","value":118,"unit":"mm[Hg]"}],` +
	`"assessment":"बुखार, ` + strings.Repeat("viral fever likely; ", 2) + `","plan":"Fluids, review after two days","private":"Anxious about work"}`

func streamRecord(i int, event string) string {
	quoted, _ := json.Marshal(content)
	image := fmt.Sprintf(`{"PK":{"S":"PRACTICE#01JZ5M8Q4T0000000000000001#PATIENT#01JZ5M8Q4T00000000000000%02d"},"SK":{"S":"RECORD#01JZ5M8Q4T0000000000000%03d#0001"},`+
		`"entity":{"S":"record"},"type":{"S":"clinical-note"},"status":{"S":"final"},"origin":{"S":"web"},"shareBox":{"BOOL":true},`+
		`"effectiveAt":{"N":"1795333800000"},"createdAt":{"N":"1795333800000"},"recordedAt":{"N":"1795333800000"},`+
		`"author":{"S":"01JZ5M8Q4T0000000000000009"},"authorName":{"S":"Dr Ravi Iyer"},"settings":{"N":"%d"},"master":{"BOOL":true},"mode":{"S":"on"},`+
		`"content":{"S":%s}}`, i, i, i, quoted)
	images := `"NewImage":` + image + `,"OldImage":` + image
	if event == ddbstream.Remove {
		images = `"OldImage":` + image
	}
	return fmt.Sprintf(`{"eventID":"c4ca4238a0b923820dcc509a6f75849%d","eventName":"%s","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"ap-south-1",`+
		`"dynamodb":{"ApproximateCreationDateTime":1795333800,"Keys":{"PK":{"S":"PRACTICE#01JZ5M8Q4T0000000000000001#PATIENT#01JZ5M8Q4T00000000000000%02d"},`+
		`"SK":{"S":"RECORD#01JZ5M8Q4T0000000000000%03d#0001"}},%s,"SequenceNumber":"%s","SizeBytes":2310,"StreamViewType":"NEW_AND_OLD_IMAGES"},`+
		`"eventSourceARN":"arn:aws:dynamodb:ap-south-1:123456789012:table/chart/stream/2026-11-22T07:00:00.000"}`, i, event, i, i, images, sequence(i))
}

func sequence(i int) string { return fmt.Sprintf("4421584500000000019813967%02d", i) }

// batch is ten records of about 2.5 kB.
func batch() []byte {
	records := make([]string, 10)
	for i := range records {
		records[i] = streamRecord(i, ddbstream.Modify)
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// collect returns a function that keeps the changes of a batch and fails those
// whose settings version is in fail.
func collect(into *[]change, fail ...int) ddbstream.Function {
	return ddbstream.Handler(minimal, func(_ context.Context, changes []change) []error {
		*into = append(*into, changes...)
		errs := make([]error, len(changes))
		for i, c := range changes {
			for _, f := range fail {
				if c.Settings == f {
					errs[i] = errors.New("refused")
				}
			}
		}
		return errs
	})
}

func failures(t *testing.T, f ddbstream.Function, raw []byte) string {
	t.Helper()
	got, err := f.Invoke(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestMinimalDecodingGivesWhatTheWholeEventGives(t *testing.T) {
	spaced := strings.NewReplacer(`{"S":`, "{ \"S\" :\n", `"status"`, `"st\u0061tus"`, `"final"`, `"fin\u0061l"`).Replace(string(batch()))
	mixed := `{"Records":[` + streamRecord(1, "INSERT") + "," + streamRecord(2, "REMOVE") + "," + streamRecord(3, "MODIFY") + `]}`
	for _, raw := range []string{string(batch()), spaced, mixed, `{"Records":[]}`} {
		want, err := straightforward([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		var got []change
		if f := failures(t, collect(&got), []byte(raw)); f != `{"batchItemFailures":[]}` {
			t.Errorf("got failures %s", f)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	if n := len(batch()) / 10; n < 2300 || n > 2700 {
		t.Errorf("a record has %d bytes, want about 2500", n)
	}
}

func TestTheWholeBatchIsHandledAtOnce(t *testing.T) {
	calls := 0
	f := ddbstream.Handler(minimal, func(_ context.Context, changes []change) []error {
		calls++
		return make([]error, len(changes))
	})
	failures(t, f, batch())
	if calls != 1 {
		t.Errorf("got %d calls, want 1", calls)
	}
}

func TestNothingIsHandledWhenNothingIsWanted(t *testing.T) {
	f := ddbstream.Handler(minimal, func(context.Context, []change) []error { t.Error("handle was called"); return nil })
	got := failures(t, f, []byte(`{"Records":[`+streamRecord(1, "REMOVE")+`]}`))
	if got != `{"batchItemFailures":[]}` {
		t.Errorf("got %s", got)
	}
}

func TestEachFailedRecordIsNamedByItsSequenceNumber(t *testing.T) {
	var handled []change
	got := failures(t, collect(&handled, 0, 4), batch())
	want := `{"batchItemFailures":[{"itemIdentifier":"` + sequence(0) + `"},{"itemIdentifier":"` + sequence(4) + `"}]}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAPoisonedRecordFailsAloneWhereverItStands(t *testing.T) {
	for _, at := range []int{0, 5, 9} {
		poisoned := strings.Replace(string(batch()), fmt.Sprintf(`"NewImage":{"PK":{"S":"PRACTICE#01JZ5M8Q4T0000000000000001#PATIENT#01JZ5M8Q4T00000000000000%02d"}`, at), `"NewImage":{"PK":{"N":"1"}`, 1)
		var handled []change
		got := failures(t, collect(&handled), []byte(poisoned))
		if want := `{"batchItemFailures":[{"itemIdentifier":"` + sequence(at) + `"}]}`; got != want || len(handled) != 9 {
			t.Errorf("record %d: got %s and %d handled, want %s and 9", at, got, len(handled), want)
		}
	}
}

func TestABatchThatCannotBeReadIsAnErrorWithoutItsText(t *testing.T) {
	good := string(batch())
	for name, raw := range map[string]string{
		"nothing": "", "no records": `{}`, "another event": `{"requestContext":{}}`, "cut short": good[:len(good)-900], "two values": good + "{}",
		"records of another kind": `{"Records":[1]}`, "an image of another kind": `{"Records":[{"dynamodb":{"SequenceNumber":"1","NewImage":"viral fever"}}]}`,
		"no sequence number": `{"Records":[{"eventName":"INSERT","dynamodb":{"NewImage":{}}}]}`,
	} {
		var handled []change
		_, err := collect(&handled).Invoke(t.Context(), []byte(raw))
		if err == nil || strings.Contains(err.Error(), "fever") || strings.Contains(err.Error(), "PRACTICE") || len(handled) > 0 {
			t.Errorf("%s: got %v, %d handled", name, err, len(handled))
		}
	}
}

func TestAHandlerThatForgetsAResultFailsTheBatch(t *testing.T) {
	f := ddbstream.Handler(minimal, func(context.Context, []change) []error { return nil })
	if _, err := f.Invoke(t.Context(), batch()); err == nil {
		t.Error("got no error")
	}
}

func TestAnAttributeOfAnotherTypeIsNotThere(t *testing.T) {
	img := ddbstream.NewImage(map[string]string{"text": `a "quoted" आशा`}, map[string]string{"n": "-7", "long": "1e300", "part": "1.5"})
	if s, ok := img.Text("text"); !ok || s != `a "quoted" आशा` {
		t.Errorf("got %q, %v", s, ok)
	}
	if n, ok := img.Int("n"); !ok || n != -7 {
		t.Errorf("got %d, %v", n, ok)
	}
	for _, name := range []string{"n", "absent"} {
		if s, ok := img.Text(name); ok {
			t.Errorf("got text %q of %s", s, name)
		}
	}
	for _, name := range []string{"text", "long", "part", "absent"} {
		if n, ok := img.Int(name); ok {
			t.Errorf("got number %d of %s", n, name)
		}
	}
	if _, ok := img.Bool("text"); ok {
		t.Error("got a bool of a text")
	}
}

func FuzzBatch(f *testing.F) {
	f.Add([]byte(`{"Records":[` + streamRecord(1, "MODIFY") + `]}`))
	f.Add([]byte(`{"Records":[{"dynamodb":{"SequenceNumber":"1","NewImage":{"PK":{"S":"a"},"shareBox":{"BOOL":1}}}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var handled []change
		_, _ = collect(&handled).Invoke(t.Context(), raw) // must not panic
	})
}

func BenchmarkDecodeMinimal(b *testing.B) {
	raw := batch()
	f := ddbstream.Handler(minimal, func(_ context.Context, changes []change) []error { return make([]error, len(changes)) })
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := f(context.Background(), raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeStraightforward(b *testing.B) {
	raw := batch()
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := straightforward(raw); err != nil {
			b.Fatal(err)
		}
	}
}
