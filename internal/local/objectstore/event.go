package objectstore

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/uuid"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Event is a change of one object.
type Event struct {
	Name        string // "ObjectCreated:Put", as in a Lambda event
	Bucket, Key string
	ETag        string // without quotes
	VersionID   string
	Size        int64 // bytes
	At          time.Time
}

// Record is the event as a record of a Lambda event. S3 escapes the key there
// as in a query string.
func (e Event) Record() map[string]any {
	object := map[string]any{
		"key": url.QueryEscape(e.Key), "size": e.Size, "eTag": e.ETag,
		"sequencer": strings.ToUpper(strconv.FormatInt(e.At.UnixNano(), 16)),
	}
	if e.VersionID != "" {
		object["versionId"] = e.VersionID
	}
	return map[string]any{
		"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": template.Region, "eventName": e.Name,
		"eventTime":         e.At.UTC().Format("2006-01-02T15:04:05.000Z"),
		"userIdentity":      map[string]string{"principalId": "AWS:" + AccessKeyID},
		"requestParameters": map[string]string{"sourceIPAddress": "127.0.0.1"},
		"responseElements":  map[string]string{"x-amz-request-id": uuid.NewString(), "x-amz-id-2": "local"},
		"s3": map[string]any{
			"s3SchemaVersion": "1.0", "configurationId": "local",
			"bucket": map[string]any{
				"name": e.Bucket, "arn": "arn:aws:s3:::" + e.Bucket,
				"ownerIdentity": map[string]string{"principalId": AccessKeyID},
			},
			"object": object,
		},
	}
}

// watched tells of changes as the backend makes them. The gateway's own
// webhook has no key for an upload by form.
//
// The backend keeps keys as paths. It takes empty folders away after a delete,
// also from under an upload that has just made them; so nothing is written
// while something is deleted.
type watched struct {
	*posix.Posix
	changed  func(Event)
	deleting sync.RWMutex
}

// tell copies its strings: the gateway reuses the memory behind them.
func (w *watched) tell(name string, bucket, key, etag, version *string, size int64) {
	if w.changed == nil {
		return
	}
	w.changed(Event{
		Name: name, Bucket: clone(bucket), Key: clone(key), ETag: strings.Trim(clone(etag), `"`), VersionID: clone(version),
		Size: size, At: time.Now(),
	})
}

func clone(s *string) string {
	if s == nil {
		return ""
	}
	return strings.Clone(*s)
}

func (w *watched) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	w.deleting.RLock()
	out, err := w.Posix.PutObject(ctx, in)
	w.deleting.RUnlock()
	if err == nil {
		name := "ObjectCreated:Put"
		if r, ok := ctx.(interface{ IsPost() bool }); ok && r.IsPost() {
			name = "ObjectCreated:Post"
		}
		var size int64
		switch {
		case out.Size != nil:
			size = *out.Size
		case in.ContentLength != nil:
			size = *in.ContentLength
		}
		w.tell(name, in.Bucket, in.Key, &out.ETag, &out.VersionID, size)
	}
	return out, err
}

func (w *watched) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	w.deleting.RLock()
	out, err := w.Posix.CopyObject(ctx, in)
	w.deleting.RUnlock()
	if err == nil {
		var etag *string
		if out.CopyObjectResult != nil {
			etag = out.CopyObjectResult.ETag
		}
		w.tell("ObjectCreated:Copy", in.Bucket, in.Key, etag, out.VersionId, w.size(ctx, in.Bucket, in.Key))
	}
	return out, err
}

func (w *watched) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	w.deleting.RLock()
	out, version, err := w.Posix.CompleteMultipartUpload(ctx, in)
	w.deleting.RUnlock()
	if err == nil {
		w.tell("ObjectCreated:CompleteMultipartUpload", in.Bucket, in.Key, out.ETag, &version, w.size(ctx, in.Bucket, in.Key))
	}
	return out, version, err
}

func (w *watched) DeleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	w.deleting.Lock()
	out, err := w.delete(ctx, in)
	w.deleting.Unlock()
	if out == nil && err == nil {
		return &s3.DeleteObjectOutput{VersionId: in.VersionId}, nil
	}
	if err == nil {
		name := "ObjectRemoved:Delete"
		if out.DeleteMarker != nil && *out.DeleteMarker {
			name = "ObjectRemoved:DeleteMarkerCreated"
		}
		w.tell(name, in.Bucket, in.Key, nil, out.VersionId, 0)
	}
	return out, err
}

// delete returns nil for a version that is not there: for S3 that is no error.
func (w *watched) delete(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if in.VersionId != nil && *in.VersionId != "" {
		_, err := w.HeadObject(ctx, &s3.HeadObjectInput{Bucket: in.Bucket, Key: in.Key, VersionId: in.VersionId})
		if e, ok := errors.AsType[s3err.S3Error](err); ok && e.StatusCode() == http.StatusNotFound {
			return nil, nil //nolint:nilnil // said above
		}
	}
	return w.Posix.DeleteObject(ctx, in)
}

func (w *watched) size(ctx context.Context, bucket, key *string) int64 {
	head, err := w.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key})
	if err != nil || head.ContentLength == nil {
		return 0
	}
	return *head.ContentLength
}
