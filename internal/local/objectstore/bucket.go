package objectstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Client returns an S3 client with the local account's credentials.
func (s *Store) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(s.Endpoint), Region: template.Region, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(AccessKeyID, SecretAccessKey, ""),
	})
}

// CreateBuckets makes the template's buckets where they do not exist, and sets
// their versioning and CORS rules.
func (s *Store) CreateBuckets(ctx context.Context, t *template.Template) error {
	client := s.Client()
	for _, r := range t.OfType("AWS::S3::Bucket") {
		if err := createBucket(ctx, client, t.Name(r.LogicalID), r); err != nil {
			return fmt.Errorf("bucket %s: %w", r.LogicalID, err)
		}
	}
	return nil
}

func createBucket(ctx context.Context, client *s3.Client, name string, r template.Resource) error {
	var p struct {
		NotificationConfiguration map[string]any
		VersioningConfiguration   struct{ Status string }
		CorsConfiguration         struct {
			CorsRules []struct {
				AllowedOrigins, AllowedMethods, AllowedHeaders, ExposedHeaders []string
				MaxAge                                                         template.Int
			}
		}
	}
	if err := r.Decode(&p); err != nil {
		return err
	}
	for name := range p.NotificationConfiguration {
		if name != "EventBridgeConfiguration" { // who listens there has an event of its own
			return errors.New("the local cloud knows a bucket's notifications only as events of functions")
		}
	}
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{
		Bucket:                    &name,
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: template.Region},
	})
	var refused smithy.APIError
	if err != nil && (!errors.As(err, &refused) || !strings.HasPrefix(refused.ErrorCode(), "BucketAlready")) {
		return fmt.Errorf("create: %w", err)
	}
	if p.VersioningConfiguration.Status == "Enabled" {
		if _, err := client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
			Bucket:                  &name,
			VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
		}); err != nil {
			return fmt.Errorf("set versioning: %w", err)
		}
	}
	var rules []types.CORSRule
	for _, c := range p.CorsConfiguration.CorsRules {
		rules = append(rules, types.CORSRule{
			AllowedOrigins: c.AllowedOrigins, AllowedMethods: c.AllowedMethods, AllowedHeaders: c.AllowedHeaders,
			ExposeHeaders: c.ExposedHeaders, MaxAgeSeconds: aws.Int32(int32(c.MaxAge)),
		})
	}
	if rules == nil {
		return nil
	}
	if _, err := client.PutBucketCors(ctx, &s3.PutBucketCorsInput{
		Bucket: &name, CORSConfiguration: &types.CORSConfiguration{CORSRules: rules},
	}); err != nil {
		return fmt.Errorf("set CORS: %w", err)
	}
	return nil
}
