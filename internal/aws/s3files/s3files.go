// Package s3files keeps the bytes of uploaded files in an S3 bucket, and signs
// what lets a browser reach one of them.
package s3files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files"
)

// Bucket is the bucket. Its fields are set once, before use.
type Bucket struct {
	Client *s3.Client
	Name   string
}

// UploadForm signs a form for these bytes and no others: the policy fixes the
// key, the type, the length and the checksum, and S3 compares each. It signs
// nothing that begins with a prefix, and no tags.
func (b *Bucket) UploadForm(ctx context.Context, u files.Upload, expiresIn time.Duration) (files.Form, error) {
	sum, err := hex.DecodeString(u.SHA256)
	if err != nil || len(sum) != sha256.Size {
		return files.Form{}, errors.New("sign form: the checksum is no SHA-256")
	}
	fields := map[string]string{
		"Content-Type":             u.ContentType,
		"x-amz-checksum-algorithm": string(types.ChecksumAlgorithmSha256),
		"x-amz-checksum-sha256":    base64.StdEncoding.EncodeToString(sum),
		"success_action_status":    "204",
	}
	conditions := []any{[]any{"content-length-range", u.Size, u.Size}}
	for name, value := range fields {
		conditions = append(conditions, map[string]string{name: value})
	}
	signed, err := s3.NewPresignClient(b.Client).PresignPostObject(ctx, &s3.PutObjectInput{Bucket: &b.Name, Key: &u.Key}, func(o *s3.PresignPostOptions) {
		o.Expires, o.Conditions = expiresIn, append(conditions, []any{"eq", "$key", u.Key})
	})
	if err != nil {
		return files.Form{}, fmt.Errorf("sign form: %w", err)
	}
	for name, value := range signed.Values {
		fields[name] = value
	}
	return files.Form{URL: signed.URL, Fields: fields}, nil
}

// DownloadURL signs an address of the file's pinned version. Whatever the
// object says of itself, it comes as an attachment of its checked type.
func (b *Bucket) DownloadURL(ctx context.Context, f clinic.File, expiresIn time.Duration) (string, error) {
	if f.Key == "" || f.VersionID == "" {
		return "", fmt.Errorf("sign download of file %s: no version is pinned", f.ID)
	}
	signed, err := s3.NewPresignClient(b.Client).PresignGetObject(ctx, &s3.GetObjectInput{
		Bucket: &b.Name, Key: &f.Key, VersionId: &f.VersionID,
		ResponseContentDisposition: aws.String(attachment(f.Name)),
		ResponseContentType:        &f.ContentType,
		ResponseCacheControl:       aws.String("private, no-store"),
	}, s3.WithPresignExpires(expiresIn))
	if err != nil {
		return "", fmt.Errorf("sign download of file %s: %w", f.ID, err)
	}
	return signed.URL, nil
}

// Read returns the bytes of a version, or an error matching [files.ErrGone].
// It reads no more than most and a byte.
func (b *Bucket) Read(ctx context.Context, key, versionID string, most int64) ([]byte, error) {
	out, err := b.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.Name, Key: &key, VersionId: version(versionID)})
	if err != nil {
		return nil, gone(err, "get object")
	}
	defer out.Body.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(io.LimitReader(out.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("get object: %w", err)
	}
	return data, nil
}

// Write stores an object and returns its version; S3 compares the checksum.
func (b *Bucket) Write(ctx context.Context, key, contentType string, data []byte, sum [sha256.Size]byte) (string, error) {
	out, err := b.Client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.Name, Key: &key, Body: bytes.NewReader(data), ContentLength: aws.Int64(int64(len(data))), ContentType: &contentType,
		ContentDisposition: aws.String("attachment"),
		ChecksumAlgorithm:  types.ChecksumAlgorithmSha256,
		ChecksumSHA256:     aws.String(base64.StdEncoding.EncodeToString(sum[:])),
	})
	if err != nil {
		return "", fmt.Errorf("put object: %w", err)
	}
	if aws.ToString(out.VersionId) == "" {
		return "", errors.New("put object: the bucket keeps no versions")
	}
	return *out.VersionId, nil
}

// Remove takes a version away for good; one that is gone stays so.
func (b *Bucket) Remove(ctx context.Context, key, versionID string) error {
	_, err := b.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Name, Key: &key, VersionId: version(versionID)})
	if err = gone(err, "delete object"); errors.Is(err, files.ErrGone) {
		return nil
	}
	return err
}

// verdictTag is where GuardDuty leaves its verdict (AWS documentation,
// "GuardDuty Malware Protection for S3").
const verdictTag = "GuardDutyMalwareScanStatus"

// Verdict returns what GuardDuty has tagged the version with, or an error
// matching [files.ErrGone].
func (b *Bucket) Verdict(ctx context.Context, key, versionID string) (files.Verdict, error) {
	out, err := b.Client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &b.Name, Key: &key, VersionId: version(versionID)})
	if err != nil {
		return files.NoVerdict, gone(err, "get tags")
	}
	for _, tag := range out.TagSet {
		if aws.ToString(tag.Key) == verdictTag {
			return files.Verdict(aws.ToString(tag.Value)), nil
		}
	}
	return files.NoVerdict, nil
}

func version(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// gone translates the codes by which S3 says that there is nothing.
func gone(err error, what string) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		switch e.ErrorCode() {
		case "NoSuchKey", "NoSuchVersion", "NotFound", "MethodNotAllowed": // the last for a delete marker
			return files.ErrGone
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
