package objectstore_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/local/objectstore"
	"github.com/chartshare/chartshare/internal/local/template"
)

const bucket = "chartshare-local-files"

const buckets = `
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      CorsConfiguration: {CorsRules: [{AllowedOrigins: ["http://localhost:8080"], AllowedMethods: [POST], AllowedHeaders: [content-type]}]}
`

// start returns a store with the template's bucket, and its events.
func start(t *testing.T) (*objectstore.Store, chan objectstore.Event) {
	t.Helper()
	events := make(chan objectstore.Event, 10)
	s, err := objectstore.Start(t.Context(), t.TempDir(), 0, func(e objectstore.Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	tpl, err := template.Parse([]byte(buckets), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second start finds the bucket there
		if err := s.CreateBuckets(t.Context(), tpl); err != nil {
			t.Fatal(err)
		}
	}
	return s, events
}

func next(t *testing.T, events chan objectstore.Event) objectstore.Event {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(5 * time.Second):
		t.Fatal("no event came")
		return objectstore.Event{}
	}
}

func TestBadSignatureIsRefused(t *testing.T) {
	s, _ := start(t)
	options := s.Client().Options()
	options.Credentials = credentials.NewStaticCredentialsProvider(objectstore.AccessKeyID, "guessed", "")
	_, err := s3.New(options).PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(bucket), Key: aws.String("a"), Body: strings.NewReader("x"),
	})
	var refused smithy.APIError
	if !errors.As(err, &refused) || refused.ErrorCode() != "SignatureDoesNotMatch" {
		t.Errorf("error = %v, want SignatureDoesNotMatch", err)
	}
	resp, err := http.Get(s.Endpoint + "/" + bucket + "/a")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("an unsigned request got %d, want 403", resp.StatusCode)
	}
}

func TestChangesAreTold(t *testing.T) {
	s, events := start(t)
	client := s.Client()
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(bucket), Key: aws.String("in/a.txt"), Body: strings.NewReader("hello"),
	}); err != nil {
		t.Fatal(err)
	}
	e := next(t, events)
	if e.Name != "ObjectCreated:Put" || e.Bucket != bucket || e.Key != "in/a.txt" || e.Size != 5 || e.ETag != "5d41402abc4b2a76b9719d911017c592" || e.VersionID == "" {
		t.Errorf("event = %+v, want the put, with size, tag and version", e)
	}
	if _, err := client.CopyObject(t.Context(), &s3.CopyObjectInput{
		Bucket: aws.String(bucket), Key: aws.String("out/a.txt"), CopySource: aws.String(bucket + "/in/a.txt"),
	}); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.Name != "ObjectCreated:Copy" || e.Key != "out/a.txt" || e.Size != 5 {
		t.Errorf("event = %+v, want the copy", e)
	}
	if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String(bucket), Key: aws.String("in/a.txt")}); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); !strings.HasPrefix(e.Name, "ObjectRemoved:") {
		t.Errorf("event = %+v, want the removal", e)
	}
}

// upload posts a form as a browser does with a signed policy.
func upload(t *testing.T, signed *s3.PresignedPostRequest, origin string, body []byte) *http.Response {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range signed.Values {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, signed.URL, &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", origin)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestFormUploadIsHeldToItsPolicy(t *testing.T) {
	s, events := start(t)
	signed, err := s3.NewPresignClient(s.Client()).PresignPostObject(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(bucket), Key: aws.String("in/form.pdf"),
	}, func(o *s3.PresignPostOptions) {
		o.Expires = time.Minute
		o.Conditions = []any{[]any{"content-length-range", 1, 10}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp := upload(t, signed, "http://localhost:8080", []byte("far too many bytes")); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("an upload over the policy's length got %d, want 400", resp.StatusCode)
	}
	resp := upload(t, signed, "http://localhost:8080", []byte("small"))
	if resp.StatusCode != http.StatusNoContent || resp.Header.Get("Access-Control-Allow-Origin") != "http://localhost:8080" {
		t.Errorf("an upload within the policy got %d %v, want 204 and the origin allowed", resp.StatusCode, resp.Header)
	}
	if e := next(t, events); e.Name != "ObjectCreated:Post" || e.Key != "in/form.pdf" || e.Size != 5 {
		t.Errorf("event = %+v, want the post of in/form.pdf", e)
	}
}

func TestNotificationWants(t *testing.T) {
	n := objectstore.Notification{Bucket: "b", Events: []string{"ObjectCreated:*"}, Prefix: "in/", Suffix: ".pdf"}
	tests := []struct {
		event objectstore.Event
		want  bool
	}{
		{objectstore.Event{Name: "ObjectCreated:Post", Bucket: "b", Key: "in/a.pdf"}, true},
		{objectstore.Event{Name: "ObjectRemoved:Delete", Bucket: "b", Key: "in/a.pdf"}, false},
		{objectstore.Event{Name: "ObjectCreated:Put", Bucket: "c", Key: "in/a.pdf"}, false},
		{objectstore.Event{Name: "ObjectCreated:Put", Bucket: "b", Key: "out/a.pdf"}, false},
		{objectstore.Event{Name: "ObjectCreated:Put", Bucket: "b", Key: "in/a.png"}, false},
	}
	for _, tt := range tests {
		if got := n.Wants(tt.event); got != tt.want {
			t.Errorf("wants %+v = %v, want %v", tt.event, got, tt.want)
		}
	}
}
