package local_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	sestypes "github.com/aws/aws-sdk-go-v2/service/ses/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/chartshare/chartshare/internal/local"
	"github.com/chartshare/chartshare/internal/local/dynamodb"
	"github.com/chartshare/chartshare/internal/local/objectstore"
)

// world is a local cloud over the test's template and what its function saw.
type world struct {
	*local.Cloud
	t      *testing.T
	events string // a file with one event a line
	output *bytes.Buffer
}

func start(t *testing.T, dataDir string) *world {
	t.Helper()
	w := &world{t: t, events: filepath.Join(dataDir, "events"), output: &bytes.Buffer{}}
	var err error
	w.Cloud, err = local.Start(t.Context(), local.Options{
		Root: "testdata", DataDir: dataDir, Parameters: map[string]string{"EventLog": w.events}, Output: w.output,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, w.output)
	}
	t.Cleanup(w.Close)
	return w
}

func (w *world) do(method, path, body string) (int, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// await returns the first event that has the text, once the function saw it.
func (w *world) await(text string) string {
	w.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		data, _ := os.ReadFile(w.events)
		for line := range strings.Lines(string(data)) {
			if strings.Contains(line, text) {
				return line
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("the function never saw %s\n%s", text, w.output)
	return ""
}

func (w *world) put(key string) {
	w.t.Helper()
	item := map[string]any{"TableName": "chartshare-local-Table", "Item": map[string]any{"PK": map[string]string{"S": key}}}
	if err := dynamodb.At(w.DynamoDBEndpoint).Call(w.t.Context(), "PutItem", item, &struct{}{}); err != nil {
		w.t.Fatal(err)
	}
}

// One cloud serves all of these: one S3 gateway a process is the limit.
func TestCloud(t *testing.T) {
	dir := t.TempDir()
	w := start(t, dir)

	t.Run("a request reaches the function", func(t *testing.T) {
		status, body := w.do("GET", "/api/echo/one?q=1", "")
		var event struct {
			RouteKey string
			Headers  map[string]string
		}
		if err := json.Unmarshal([]byte(body), &event); status != 200 || err != nil {
			t.Fatalf("status %d, %v: %s", status, err, body)
		}
		if event.RouteKey != "GET /api/echo/{id}" || len(event.Headers["x-origin-verify"]) != 24 {
			t.Errorf("event = %s, want its route and the origin's secret", body)
		}
	})
	t.Run("unknown route and failing function", func(t *testing.T) {
		for path, want := range map[string]int{"/api/nothing": 404, "/api/broken": 500, "/nothing": 503} {
			if status, body := w.do("GET", path, ""); status != want {
				t.Errorf("GET %s = %d %s, want %d", path, status, body, want)
			}
		}
	})
	t.Run("a function may do what its role allows", func(t *testing.T) {
		// The role is SAM's own, which allows no table.
		status, body := w.do("GET", "/api/table", "")
		if status != 400 || !strings.Contains(body, "AccessDeniedException") || !strings.Contains(body, "dynamodb:DescribeTable") {
			t.Errorf("DynamoDB answered the function %d %s, want that it may not", status, body)
		}
	})
	t.Run("a stream record passes the filter", func(t *testing.T) {
		w.put("other")
		w.put("wanted-1")
		record := w.await("wanted-1")
		if !strings.Contains(record, `"eventSourceARN":"arn:aws:dynamodb:ap-south-1:000000000000:table/chartshare-local-Table/stream/`) {
			t.Errorf("record = %s, want AWS's stream ARN", record)
		}
		if data, _ := os.ReadFile(w.events); bytes.Contains(data, []byte(`"other"`)) {
			t.Error("the function saw a record that the filter excludes")
		}
	})
	t.Run("an upload tells the function", func(t *testing.T) {
		client := s3.New(s3.Options{
			BaseEndpoint: &w.S3Endpoint, Region: "ap-south-1", UsePathStyle: true,
			Credentials: credentials.NewStaticCredentialsProvider(objectstore.AccessKeyID, objectstore.SecretAccessKey, ""),
		})
		for _, key := range []string{"elsewhere/a", "uploads/a b.txt"} {
			if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{
				Bucket: aws.String("chartshare-local-files"), Key: &key, Body: strings.NewReader("hello"),
			}); err != nil {
				t.Fatal(err)
			}
		}
		event := w.await("ObjectCreated:Put")
		for _, want := range []string{`"key":"uploads%2Fa+b.txt"`, `"size":5`, `"name":"chartshare-local-files"`} {
			if !strings.Contains(event, want) {
				t.Errorf("event = %s, want %s", event, want)
			}
		}
	})
	t.Run("a text and an e-mail are kept and their delivery reported", func(t *testing.T) {
		keys := credentials.NewStaticCredentialsProvider("a", "b", "")
		texts := sns.New(sns.Options{BaseEndpoint: &w.MessagesEndpoint, Region: "ap-south-1", Credentials: keys})
		if _, err := texts.Publish(t.Context(), &sns.PublishInput{PhoneNumber: aws.String("+919876543210"), Message: aws.String("hello")}); err != nil {
			t.Fatal(err)
		}
		emails := ses.New(ses.Options{BaseEndpoint: &w.MessagesEndpoint, Region: "ap-south-1", Credentials: keys})
		if _, err := emails.SendRawEmail(t.Context(), &ses.SendRawEmailInput{
			ConfigurationSetName: aws.String("Mail"),
			RawMessage:           &sestypes.RawMessage{Data: []byte("From: a@example.in\r\nTo: b@example.in\r\nSubject: s\r\n\r\nhi")},
		}); err != nil {
			t.Fatal(err)
		}
		w.await(`"awslogs":{"data":"`)
		w.await(`\"eventType\":\"Delivery\"`)
		if _, body := w.do("GET", "/outbox/api/messages", ""); !strings.Contains(body, `"to":"+919876543210"`) || !strings.Contains(body, `"subject":"s"`) {
			t.Errorf("outbox = %s, want both", body)
		}
	})
	t.Run("what expires is removed by the service", func(t *testing.T) {
		item := map[string]any{"PK": map[string]string{"S": "wanted-expired"}, "expiresAt": map[string]string{"N": "1767225600"}}
		if err := dynamodb.At(w.DynamoDBEndpoint).Call(t.Context(), "PutItem", map[string]any{"TableName": "chartshare-local-Table", "Item": item}, &struct{}{}); err != nil {
			t.Fatal(err)
		}
		if status, body := w.do("POST", "/outbox/api/expiry", ""); status != 204 {
			t.Fatalf("status = %d: %s", status, body)
		}
		w.await(`"userIdentity":{"principalId":"dynamodb.amazonaws.com","type":"Service"}`)
	})
	t.Run("a schedule fires when asked", func(t *testing.T) {
		if status, body := w.do("POST", "/outbox/api/schedules/EchoFunction", ""); status != 204 {
			t.Fatalf("status = %d: %s", status, body)
		}
		w.await(`"due":"hourly"`)
	})
	w.Close()
	if _, err := os.Stat(filepath.Join(dir, "ready.json")); err == nil {
		t.Error("ready.json is left after Close")
	}

	t.Run("a restart goes on where it stopped", func(t *testing.T) {
		if err := os.Remove(w.events); err != nil {
			t.Fatal(err)
		}
		w := start(t, dir)
		w.put("wanted-2")
		w.await("wanted-2")
		if data, _ := os.ReadFile(w.events); bytes.Contains(data, []byte("wanted-1")) {
			t.Error("the function saw a record again that was settled before the restart")
		}
		if status, body := w.do("GET", "/api/echo/two", ""); status != 200 {
			t.Errorf("status = %d after the restart: %s", status, body)
		}
	})
}

func TestTwoCloudsDoNotShareData(t *testing.T) {
	dir := t.TempDir()
	lock := start(t, dir)
	defer lock.Close()
	_, err := local.Start(t.Context(), local.Options{Root: "testdata", DataDir: dir})
	if err == nil || !strings.Contains(err.Error(), "another local cloud uses") {
		t.Errorf("error = %v, want one that says the directory is in use", err)
	}
}

func TestTakenPortIsExplained(t *testing.T) {
	w := start(t, t.TempDir())
	var port int
	if _, err := fmt.Sscanf(w.URL, "http://localhost:%d", &port); err != nil {
		t.Fatal(err)
	}
	_, err := local.Start(t.Context(), local.Options{Root: "testdata", DataDir: t.TempDir(), Port: port})
	if err == nil || !strings.Contains(err.Error(), "is in use: stop what runs there") {
		t.Errorf("error = %v, want one that says what to do", err)
	}
}
