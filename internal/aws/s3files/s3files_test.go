package s3files

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
)

func bucket() *Bucket {
	return &Bucket{Name: "files", Client: s3.New(s3.Options{Region: "ap-south-1", Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "session")})}
}

func TestAFormFixesKeyTypeLengthAndChecksum(t *testing.T) {
	u := files.Upload{Key: "incoming/p/t/f", ContentType: "application/pdf", Size: 1234, SHA256: strings.Repeat("ab", 32)}
	form, err := bucket().UploadForm(t.Context(), u, 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(form.Fields["policy"])
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Expiration time.Time
		Conditions []any
	}
	if err := json.Unmarshal(raw, &policy); err != nil {
		t.Fatal(err)
	}
	has := func(want any) bool {
		return slices.ContainsFunc(policy.Conditions, func(c any) bool { return reflect.DeepEqual(c, want) })
	}
	for _, want := range []any{
		[]any{"content-length-range", 1234.0, 1234.0},
		[]any{"eq", "$key", u.Key},
		map[string]any{"Content-Type": u.ContentType},
		map[string]any{"bucket": "files"},
		map[string]any{"x-amz-checksum-algorithm": "SHA256"},
		map[string]any{"x-amz-checksum-sha256": "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s="},
	} {
		if !has(want) {
			t.Errorf("no condition %v in %s", want, raw)
		}
	}
	if strings.Contains(string(raw), "starts-with") || form.URL != "https://files.s3.ap-south-1.amazonaws.com" {
		t.Errorf("the form for %s is open: %s", form.URL, raw)
	}
	if left := time.Until(policy.Expiration); left > 10*time.Minute || left < 9*time.Minute {
		t.Errorf("it works for %v", left)
	}
	for name, value := range form.Fields {
		if name != "policy" && !strings.EqualFold(name, "x-amz-signature") && !strings.Contains(strings.ToLower(string(raw)), strings.ToLower(value)) {
			t.Errorf("the field %s is not in the policy: S3 would refuse it", name)
		}
	}
}

func TestAnAddressIsOfOneVersionAsAnAttachment(t *testing.T) {
	f := clinic.File{ID: "f", Name: `a"b; रिपोर्ट.pdf`, ContentType: "application/pdf", Key: "ready/p/t/f", VersionID: "v1"}
	address, err := bucket().DownloadURL(t.Context(), f, 90*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{"versionId": "v1", "response-content-type": "application/pdf", "X-Amz-Expires": "90", "response-cache-control": "private, no-store"} {
		if q.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, q.Get(name), want)
		}
	}
	for _, broken := range []clinic.File{{ID: "f", Key: "ready/p/t/f"}, {ID: "f", VersionID: "v1"}} {
		if _, err := bucket().DownloadURL(t.Context(), broken, time.Minute); err == nil {
			t.Errorf("%+v was signed", broken)
		}
	}
}

func TestADispositionCannotBeBrokenOut(t *testing.T) {
	for _, name := range []string{
		"report.pdf", `a".pdf`, `a\".pdf`, "a;b=c.pdf", "a\r\nSet-Cookie: x=y.pdf", "रिपोर्ट.pdf", "a%22.pdf", "a b'c.pdf", "…", "a\x00b", "ñ\u202e.pdf",
	} {
		header := attachment(name)
		if strings.ContainsFunc(header, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q: %q is not plain", name, header)
		}
		kind, params, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || len(params) != 1 || params["filename"] != name {
			t.Errorf("%q came back as %q %q, %v", name, kind, params, err)
		}
	}
}

func TestArrivals(t *testing.T) {
	record := func(event, bucket, key string) string {
		return `{"eventSource":"aws:s3","eventName":"` + event + `","s3":{"bucket":{"name":"` + bucket + `"},"object":{"key":"` + key + `","versionId":"1"}}}`
	}
	result := func(bucket, status string) string {
		return `{"source":"aws.guardduty","detail":{"s3ObjectDetails":{"bucketName":"` + bucket + `","objectKey":"incoming/p/t/f","versionId":"1"},"scanResultDetails":{"scanResultStatus":"` + status + `"}}}`
	}
	tests := []struct {
		name, event string
		want        []files.Arrival
		fails       bool
	}{
		{"a form", `{"Records":[` + record("ObjectCreated:Post", "files", "incoming%2Fp/t/f+x") + `]}`, []files.Arrival{{Key: "incoming/p/t/f x", VersionID: "1"}}, false},
		{"another bucket", `{"Records":[` + record("ObjectCreated:Post", "others", "incoming/p/t/f") + `]}`, nil, false},
		{"a removal", `{"Records":[` + record("ObjectRemoved:Delete", "files", "incoming/p/t/f") + `]}`, nil, false},
		{"a verdict", result("files", "THREATS_FOUND"), []files.Arrival{{Key: "incoming/p/t/f", VersionID: "1", Verdict: files.Threats}}, false},
		{"a verdict on another bucket", result("others", "NO_THREATS_FOUND"), nil, false},
		{"somebody who says so", `{"source":"my.guardduty","detail":{}}`, nil, true},
		{"nothing", `{}`, nil, true},
		{"no JSON", `x`, nil, true},
		{"another service", `{"Records":[{"eventSource":"aws:sns"}]}`, nil, true},
	}
	for _, tt := range tests {
		got, err := bucket().Arrivals([]byte(tt.event))
		if !reflect.DeepEqual(got, tt.want) || (err != nil) != tt.fails {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
	two := `{"Records":[` + record("ObjectCreated:Put", "files", "a") + "," + record("ObjectCreated:Put", "files", "b") + `]}`
	var taken []string
	err := bucket().Each(t.Context(), []byte(two), func(_ context.Context, a files.Arrival) error {
		taken = append(taken, a.Key)
		return errors.New(a.Key)
	})
	if len(taken) != 2 || err == nil {
		t.Errorf("took %v, %v, want both and their failures", taken, err)
	}
}
