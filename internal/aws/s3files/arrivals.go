package s3files

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/chartshare/chartshare/internal/files"
)

// lenient tolerates whatever AWS may add.
var lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// payload is either of the two events that the function is invoked with: S3's
// own, and GuardDuty's by way of EventBridge.
type payload struct {
	Records []struct {
		EventSource string `json:"eventSource"`
		EventName   string `json:"eventName"`
		S3          struct {
			Bucket struct {
				Name string `json:"name"`
			} `json:"bucket"`
			Object struct {
				Key       string `json:"key"` // escaped as in a query string
				VersionID string `json:"versionId"`
			} `json:"object"`
		} `json:"s3"`
	} `json:"Records"`
	Source string `json:"source"`
	Detail struct {
		S3ObjectDetails struct {
			BucketName string `json:"bucketName"`
			ObjectKey  string `json:"objectKey"`
			VersionID  string `json:"versionId"`
		} `json:"s3ObjectDetails"`
		ScanResultDetails struct {
			ScanResultStatus string `json:"scanResultStatus"`
		} `json:"scanResultDetails"`
	} `json:"detail"`
}

var errNeither = errors.New("read arrivals: neither an event of S3 nor a result of GuardDuty")

// Each hands over what the event of a Lambda invocation tells of the bucket.
// One that fails does not hold up the others.
func (b *Bucket) Each(ctx context.Context, event []byte, take func(context.Context, files.Arrival) error) error {
	arrivals, failed := b.Arrivals(event)
	for _, a := range arrivals {
		failed = errors.Join(failed, take(ctx, a))
	}
	return failed
}

// Arrivals returns what the event of a Lambda invocation tells of the bucket.
// Other buckets, and what was not created, are passed over.
func (b *Bucket) Arrivals(raw []byte) ([]files.Arrival, error) {
	var p payload
	if err := json.Unmarshal(raw, &p, lenient); err != nil {
		return nil, errNeither
	}
	if p.Source == "aws.guardduty" { // nobody else can publish as aws.…
		o := p.Detail.S3ObjectDetails
		if o.BucketName != b.Name {
			slog.Warn("scan result of another bucket ignored", "bucket", o.BucketName)
			return nil, nil
		}
		return []files.Arrival{{Key: o.ObjectKey, VersionID: o.VersionID, Verdict: files.Verdict(p.Detail.ScanResultDetails.ScanResultStatus)}}, nil
	}
	if len(p.Records) == 0 {
		return nil, errNeither
	}
	var all []files.Arrival
	for _, r := range p.Records {
		key, err := url.QueryUnescape(r.S3.Object.Key)
		switch {
		case r.EventSource != "aws:s3" || err != nil:
			return nil, errNeither
		case r.S3.Bucket.Name != b.Name:
			slog.Warn("object of another bucket ignored", "bucket", r.S3.Bucket.Name)
		case strings.HasPrefix(r.EventName, "ObjectCreated:"):
			all = append(all, files.Arrival{Key: key, VersionID: r.S3.Object.VersionID})
		}
	}
	return all, nil
}
