package dynamostore_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// colliding answers the first transactions as DynamoDB does when another one
// writes the same item at that moment; the engine of the tests never does.
type colliding struct {
	left   atomic.Int32
	reason string
}

func (c *colliding) Do(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems") || c.left.Add(-1) < 0 {
		return http.DefaultClient.Do(r)
	}
	body := `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"cancelled","CancellationReasons":[` + c.reason + `]}`
	return &http.Response{
		StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewBufferString(body)), Request: r,
	}, nil
}

// ownFile is a file of a patient that is announced at now.
func ownFile(now time.Time) (clinic.File, clinic.AuditEvent) {
	f := clinic.File{
		PracticeID: clinic.PracticeID(id.New(now)), PatientID: clinic.PatientID(id.New(now)), ID: clinic.FileID(id.New(now)), Name: "report.pdf",
		ContentType: "application/pdf", Size: 1000, SHA256: strings.Repeat("a", 43) + "=", State: clinic.FilePending, Origin: clinic.PatientOrigin, CreatedAt: now, Version: 1,
	}
	return f, clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: f.PracticeID, PatientID: f.PatientID, RecordedAt: now, Action: clinic.ActionCreate,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.PatientAgent, Entity: "file/" + string(f.ID), What: "file_announced",
	}
}

func TestWritesThatMeetAtOneItemAreTriedAnew(t *testing.T) {
	c := &colliding{reason: `{"Code":"None"},{"Code":"TransactionConflict"},{"Code":"None"}`}
	table := dynamotest.Table(t, func(o *dynamodb.Options) { o.HTTPClient = c })
	f, e := ownFile(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	c.left.Store(2)
	if err := table.CreateOwnFile(t.Context(), f, e); err != nil {
		t.Errorf("a photo that is announced beside others: %v", err)
	}
	if got, err := table.File(t.Context(), clinic.PatientRef{Practice: f.PracticeID, Patient: f.PatientID}, f.ID); err != nil || got.ID != f.ID {
		t.Errorf("stored %+v, %v", got, err)
	}
}

func TestARefusedWriteIsNotTriedAnew(t *testing.T) {
	c := &colliding{reason: `{"Code":"None"},{"Code":"ConditionalCheckFailed"},{"Code":"TransactionConflict"}`}
	table := dynamotest.Table(t, func(o *dynamodb.Options) { o.HTTPClient = c })
	f, e := ownFile(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	c.left.Store(1)
	if err := table.CreateOwnFile(t.Context(), f, e); err == nil {
		t.Error("a refused write was tried anew")
	}
}
