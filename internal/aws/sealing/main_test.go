package sealing_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/aws/sealing"
	"github.com/chartshare/chartshare/internal/aws/streamreader"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/practices"
	"github.com/chartshare/chartshare/internal/token"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

// archive is a practice on a table whose stream is swept. Lines say that they
// were written now, as the engine's stream does.
type archive struct {
	t        *testing.T
	table    *dynamostore.Table
	stream   *streamreader.Reader
	log      *quietLog
	meter    *dynamotest.Meter
	practice clinic.PracticeID
	patient  clinic.PatientID
	now      time.Time // of the sweep
	handled  int
}

// quietLog may be written to by several sweeps.
type quietLog struct {
	sync.Mutex
	text bytes.Buffer
}

func (l *quietLog) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.text.Write(p)
}

func (l *quietLog) String() string {
	l.Lock()
	defer l.Unlock()
	return l.text.String()
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	a := &archive{t: t, log: &quietLog{}, meter: &dynamotest.Meter{}}
	a.table = dynamotest.Table(t, a.meter.Option)
	a.practice, a.patient = a.open(), clinic.PatientID(id.New(time.Now()))
	described, err := a.table.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &a.table.Name})
	a.must(err)
	a.stream = a.reader(aws.ToString(described.Table.LatestStreamArn), a.table)
	return a
}

// reader is a sweep of its own, which stores its blocks through store.
func (a *archive) reader(arn string, store auditing.SealStore) *streamreader.Reader {
	log, now := slog.New(slog.NewJSONHandler(a.log, nil)), func() time.Time { return a.now }
	return &streamreader.Reader{
		Client: dynamodbstreams.New(dynamodbstreams.Options{
			BaseEndpoint: aws.String(dynamotest.Endpoint(a.t)), Region: "ap-south-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		}),
		StreamARN: arn, Checkpoints: a.table, Delay: 2 * time.Minute, GiveUpAfter: 2 * time.Hour, Sealer: sealing.New(store, now, log), Now: now, Log: log,
	}
}

func (a *archive) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// open registers a practice.
func (a *archive) open() clinic.PracticeID {
	a.t.Helper()
	now := time.Now()
	practice := clinic.Practice{
		ID: clinic.PracticeID(id.New(now)), Name: "Sunrise Clinic", Country: "IN", State: "Goa", TimeZone: "Asia/Kolkata",
		SMSDisplayName: "Sunrise", SharingBeganAt: now, CreatedAt: now, Version: 1,
	}
	owner := clinic.StaffMember{PracticeID: practice.ID, ID: "owner", Name: "Dr Owner", Email: token.New().Hash()[:12] + "@example.in", Role: clinic.OwnerRole, Version: 1}
	a.must(a.table.RegisterPractice(a.t.Context(), practices.Registration{
		Practice: practice, Settings: clinic.NewShareSettings(now), Owner: owner, Link: clinic.NewPasswordLink(owner, token.New().Hash(), now),
		Event: clinic.AuditEvent{ID: clinic.EventID(id.New(now)), PracticeID: practice.ID, RecordedAt: now, What: "practice_registered"},
	}))
	return practice.ID
}

// read writes an event of a patient, and returns its name in the chain.
func (a *archive) read() (name string) { return a.event(clinic.AuditEvent{PatientID: a.patient}) }

func (a *archive) event(e clinic.AuditEvent) (name string) {
	a.t.Helper()
	e.PracticeID = a.practice
	if e.ID == "" {
		e.ID = clinic.EventID(id.New(time.Now()))
	}
	if e.RecordedAt.IsZero() {
		e.RecordedAt = time.Now()
	}
	a.must(a.table.WriteAudit(a.t.Context(), e))
	if e.PatientID == "" {
		return "AUDIT#" + string(e.ID)
	}
	return "PATIENT#" + string(e.PatientID) + "/ACCESS#" + string(e.ID)
}

// record writes a version of a record.
func (a *archive) record() (name string) {
	a.t.Helper()
	now := time.Now()
	r := clinic.Record{
		PracticeID: a.practice, PatientID: a.patient, ID: clinic.RecordID(id.New(now)), Version: 1, Type: clinic.ClinicalNoteType, Status: clinic.DraftStatus,
		Origin: clinic.WebOrigin, EffectiveAt: now, CreatedAt: now, RecordedAt: now, AuthorID: "owner", Content: &clinic.ClinicalNote{FreeText: "seen"},
	}
	a.must(a.table.CreateRecord(a.t.Context(), r))
	return "PATIENT#" + string(a.patient) + "/RECORD#" + string(r.ID) + "#0001"
}

// share begins a line of the ledger and changes it, up to the version.
func (a *archive) share(seq, version int) (name string) {
	a.t.Helper()
	now := time.Now()
	e := clinic.ShareEntry{PracticeID: a.practice, PatientID: a.patient, Seq: seq, Version: 1, CreatedAt: now}
	a.must(a.table.AppendShare(a.t.Context(), e))
	for e.Version < version {
		e.Version++
		e.Decisions = append(e.Decisions, clinic.Decision{RecordID: "r", RecordVersion: e.Version, DecidedAt: now})
		a.must(a.table.UpdateShare(a.t.Context(), e))
	}
	return "PATIENT#" + string(a.patient) + "/SHARE#0000000" + string(rune('0'+seq))
}

// sweep reads the stream once, minutes from now.
func (a *archive) sweep() {
	a.t.Helper()
	a.must(a.sweepBy(a.stream))
}

func (a *archive) sweepBy(r *streamreader.Reader) error {
	a.now = time.Now().Add(3 * time.Minute)
	return r.Read(a.t.Context(), func(context.Context, streamreader.Text) error { a.handled++; return nil })
}

// blocks returns the chain of the practice.
func (a *archive) blocks() []clinic.StoredSeal {
	a.t.Helper()
	blocks, err := a.table.Seals(a.t.Context(), a.practice)
	a.must(err)
	return blocks
}

// check verifies the practice an hour later: nothing is too young.
func (a *archive) check(anchors ...clinic.SealAnchor) clinic.SealReport {
	a.t.Helper()
	reports, err := auditing.Verify(a.t.Context(), a.table, a.practice, anchors, func() time.Time { return time.Now().Add(time.Hour) })
	a.must(err)
	if len(reports) != 1 {
		a.t.Fatalf("%d reports, want one", len(reports))
	}
	return reports[0]
}

// well reports unless all is well with this many lines.
func (a *archive) well(lines int) {
	a.t.Helper()
	r := a.check()
	for _, f := range r.Findings {
		a.t.Errorf("found %s at %s: %s", f.Problem, f.Where, f.Detail)
	}
	if r.Lines != lines || r.Waiting+r.Before+r.Erased > 0 {
		a.t.Errorf("%+v, want %d lines sealed and nothing else", r, lines)
	}
}

// finds reports unless exactly this is found, wherever else.
func (a *archive) finds(problem clinic.SealProblem, where string) {
	a.t.Helper()
	r := a.check()
	for _, f := range r.Findings {
		if f.Problem == problem && f.Where == where {
			return
		}
	}
	a.t.Errorf("found %+v, want %s at %s", r.Findings, problem, where)
}

// keyOf returns the key of a name in the chain.
func (a *archive) keyOf(name string) map[string]types.AttributeValue {
	pk, sk := "PRACTICE#"+string(a.practice), name
	for i := range name {
		if name[i] == '/' {
			pk, sk = pk+"#"+name[:i], name[i+1:]
			break
		}
	}
	return map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: pk}, "SK": &types.AttributeValueMemberS{Value: sk}}
}

func (a *archive) blockKey(b clinic.StoredSeal) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "SEAL#" + string(a.practice)},
		"SK": &types.AttributeValueMemberS{Value: where(b)[len("block "):]},
	}
}

// get, put, set and remove do what no function may.
func (a *archive) get(k map[string]types.AttributeValue) map[string]types.AttributeValue {
	a.t.Helper()
	out, err := a.table.Client.GetItem(a.t.Context(), &dynamodb.GetItemInput{TableName: &a.table.Name, Key: k})
	a.must(err)
	return out.Item
}

func (a *archive) put(item map[string]types.AttributeValue) {
	a.t.Helper()
	_, err := a.table.Client.PutItem(a.t.Context(), &dynamodb.PutItemInput{TableName: &a.table.Name, Item: item})
	a.must(err)
}

func (a *archive) set(k map[string]types.AttributeValue, attribute, value string) {
	a.t.Helper()
	item := a.get(k)
	item[attribute] = &types.AttributeValueMemberS{Value: value}
	a.put(item)
}

func (a *archive) remove(k map[string]types.AttributeValue) {
	a.t.Helper()
	_, err := a.table.Client.DeleteItem(a.t.Context(), &dynamodb.DeleteItemInput{TableName: &a.table.Name, Key: k})
	a.must(err)
}
