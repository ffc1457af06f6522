package template

import (
	"fmt"
	"maps"
	"slices"
)

// kinds lists the resource types the local cloud accepts. True means that it
// plays them; false that they have no meaning on a laptop (keys, alarms,
// policies of resources) and are read, so that their references are checked,
// and then left.
var kinds = map[string]bool{
	"AWS::Serverless::Function":                  true,
	"AWS::Serverless::HttpApi":                   true,
	"AWS::DynamoDB::Table":                       true,
	"AWS::S3::Bucket":                            true,
	"AWS::SNS::Topic":                            true,
	"AWS::SNS::Subscription":                     true,
	"AWS::SQS::Queue":                            true,
	"AWS::SES::ConfigurationSet":                 true,
	"AWS::SES::ConfigurationSetEventDestination": true,
	"AWS::SES::EmailIdentity":                    true,
	"AWS::Logs::SubscriptionFilter":              true,
	"AWS::CloudFront::Distribution":              true,
	"AWS::CloudFront::ResponseHeadersPolicy":     true,
	"AWS::SecretsManager::Secret":                true,
	"AWS::GuardDuty::MalwareProtectionPlan":      true,
	"AWS::IAM::Role":                             true,
	"AWS::IAM::ManagedPolicy":                    true,

	"AWS::S3::BucketPolicy":                       false,
	"AWS::SNS::TopicPolicy":                       false,
	"AWS::SQS::QueuePolicy":                       false,
	"AWS::Logs::LogGroup":                         false,
	"AWS::Logs::MetricFilter":                     false,
	"AWS::Logs::ResourcePolicy":                   false,
	"AWS::KMS::Key":                               false,
	"AWS::KMS::Alias":                             false,
	"AWS::IAM::Policy":                            false,
	"AWS::Lambda::Permission":                     false,
	"AWS::CloudFront::OriginAccessControl":        false,
	"AWS::CloudFront::Function":                   false,
	"AWS::CloudFront::CachePolicy":                false,
	"AWS::CloudFront::OriginRequestPolicy":        false,
	"AWS::CloudWatch::Alarm":                      false,
	"AWS::CloudWatch::CompositeAlarm":             false,
	"AWS::CloudWatch::Dashboard":                  false,
	"AWS::SecretsManager::SecretTargetAttachment": false,
	"AWS::SecretsManager::RotationSchedule":       false,
	"AWS::WAFv2::WebACL":                          false,
	"AWS::Backup::BackupVault":                    false,
	"AWS::Backup::BackupPlan":                     false,
	"AWS::Backup::BackupSelection":                false,
	"AWS::Budgets::Budget":                        false,
}

// eventTypes lists the events of a function that the local cloud delivers.
var eventTypes = []string{"HttpApi", "DynamoDB", "S3", "SNS", "Schedule", "ScheduleV2", "CloudWatchLogs", "EventBridgeRule"}

// checkTypes refuses resource and event types that are not known here.
func checkTypes(doc document) error {
	for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
		res := doc.Resources[id]
		if _, known := kinds[res.Type]; !known {
			return fmt.Errorf("resource %s: the local cloud does not know the type %q", id, res.Type)
		}
		if res.Type != "AWS::Serverless::Function" {
			continue
		}
		var fn struct {
			Events map[string]struct{ Type string }
		}
		if err := decode(res.Properties, &fn); err != nil {
			return fmt.Errorf("resource %s.Events: %w", id, err)
		}
		for name, e := range fn.Events {
			if !slices.Contains(eventTypes, e.Type) {
				return fmt.Errorf("resource %s.Events.%s: the local cloud does not know the event type %q", id, name, e.Type)
			}
		}
	}
	return nil
}
