package archtest_test

import (
	"slices"
)

// lifetimes is what happens to a stateful resource when the stack or its
// definition goes: data and keys stay, messages in flight go.
var lifetimes = map[string][]string{
	"AWS::DynamoDB::Table":        {"Retain"},
	"AWS::S3::Bucket":             {"Retain"},
	"AWS::KMS::Key":               {"Retain"},
	"AWS::Logs::LogGroup":         {"Retain", "RetainExceptOnCreate"},
	"AWS::SQS::Queue":             {"Delete", "Retain"},
	"AWS::SNS::Topic":             {"Delete", "Retain"},
	"AWS::SecretsManager::Secret": {"Delete", "Retain"},
}

func checkDeletion(tpl template, fail func(string, ...any)) {
	for _, id := range sorted(mapAt(tpl, "Resources")) {
		allowed, stateful := lifetimes[textAt(tpl.resource(id), "Type")]
		if !stateful {
			continue
		}
		for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
			if got := textAt(tpl.resource(id), policy); !slices.Contains(allowed, got) {
				fail("%s: %s is %q, want one of %v", id, policy, got, allowed)
			}
		}
	}
}

func checkTable(tpl template, fail func(string, ...any)) {
	p := tpl.properties("ChartTable")
	for what, ok := range map[string]bool{
		"point-in-time recovery for 35 days": at(p, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") == true && numberAt(p, "PointInTimeRecoverySpecification", "RecoveryPeriodInDays") == 35,
		"deletion protection":                at(p, "DeletionProtectionEnabled") == true,
		"RecordsKey":                         at(p, "SSESpecification", "SSEEnabled") == true && same(at(p, "SSESpecification", "KMSMasterKeyId"), getAtt("RecordsKey.Arn")),
		"new and old images in its stream":   at(p, "StreamSpecification", "StreamViewType") == "NEW_AND_OLD_IMAGES",
		"expiry by expiresAt":                at(p, "TimeToLiveSpecification", "Enabled") == true && at(p, "TimeToLiveSpecification", "AttributeName") == "expiresAt",
		"billing on demand":                  at(p, "BillingMode") == "PAY_PER_REQUEST",
		"the keys PK and SK":                 same(p["KeySchema"], keySchema("PK", "SK")),
	} {
		if !ok {
			fail("ChartTable has no %s", what)
		}
	}
	indexes := listAt(p, "GlobalSecondaryIndexes")
	if len(indexes) != 1 || at(indexes[0], "IndexName") != "byDue" ||
		!same(at(indexes[0], "KeySchema"), keySchema("duePK", "dueSK")) || at(indexes[0], "Projection", "ProjectionType") != "KEYS_ONLY" {
		fail("ChartTable's indexes are %v, want byDue with keys only", indexes)
	}
}

func keySchema(hash, sort string) []any {
	return []any{
		map[string]any{"AttributeName": hash, "KeyType": "HASH"},
		map[string]any{"AttributeName": sort, "KeyType": "RANGE"},
	}
}

func checkBuckets(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.ofType("AWS::S3::Bucket") {
		p := tpl.properties(id)
		for _, block := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
			if at(p, "PublicAccessBlockConfiguration", block) != true {
				fail("%s lacks %s", id, block)
			}
		}
		if at(p, "VersioningConfiguration", "Status") != "Enabled" {
			fail("%s keeps no versions", id)
		}
		var aborts bool
		for _, r := range listAt(p, "LifecycleConfiguration", "Rules") {
			aborts = aborts || numberAt(r, "AbortIncompleteMultipartUpload", "DaysAfterInitiation") == 1
		}
		if !aborts {
			fail("%s keeps abandoned uploads", id)
		}
		if !tpl.bucketDenies(id, "Bool", map[string]any{"aws:SecureTransport": "false"}) {
			fail("%s answers without TLS", id)
		}
		for _, s := range tpl.bucketStatements(id) {
			if s.allows() && !same(s.body["Principal"], map[string]any{"Service": "cloudfront.amazonaws.com"}) {
				fail("%s is open to %v", id, s.body["Principal"])
			}
			if s.allows() && at(s.body, "Condition", "StringEquals", "AWS:SourceArn") == nil {
				fail("%s is open to every distribution of the world", id)
			}
		}
	}

	files := tpl.properties("FilesBucket")
	rules := listAt(files, "BucketEncryption", "ServerSideEncryptionConfiguration")
	if len(rules) != 1 || at(rules[0], "BucketKeyEnabled") != true ||
		!same(at(rules[0], "ServerSideEncryptionByDefault", "KMSMasterKeyID"), getAtt("FilesKey.Arn")) {
		fail("FilesBucket is not under FilesKey with a bucket key")
	}
	if !tpl.bucketDenies("FilesBucket", "NumericGreaterThan", map[string]any{"s3:signatureAge": 600000}) {
		fail("FilesBucket honours signatures older than ten minutes")
	}
	for _, r := range listAt(files, "CorsConfiguration", "CorsRules") {
		if !same(at(r, "AllowedOrigins"), []any{ref("WebOrigin")}) {
			fail("FilesBucket talks to pages of %v", at(r, "AllowedOrigins"))
		}
	}
	var incoming bool
	for _, r := range listAt(files, "LifecycleConfiguration", "Rules") {
		incoming = incoming || at(r, "Prefix") == "incoming/" && numberAt(r, "ExpirationInDays") == 2
	}
	if !incoming {
		fail("FilesBucket keeps what never became ready")
	}
}

func (tpl template) bucketStatements(bucket string) []statement {
	for _, id := range tpl.ofType("AWS::S3::BucketPolicy") {
		if same(tpl.properties(id)["Bucket"], ref(bucket)) {
			return tpl.statements(id)
		}
	}
	return nil
}

func (tpl template) bucketDenies(bucket, operator string, when map[string]any) bool {
	return slices.ContainsFunc(tpl.bucketStatements(bucket), func(s statement) bool {
		return textAt(s.body, "Effect") == "Deny" && s.body["Principal"] == "*" && slices.Equal(s.actions(), []string{"s3:*"}) &&
			same(s.body["Condition"], map[string]any{operator: when})
	})
}

func checkQueues(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.ofType("AWS::SQS::Queue") {
		p := tpl.properties(id)
		if !same(p["KmsMasterKeyId"], getAtt("OperationsKey.Arn")) || numberAt(p, "MessageRetentionPeriod") != 14*24*3600 {
			fail("%s is not under OperationsKey for 14 days", id)
		}
	}
	for _, id := range tpl.ofType("AWS::SNS::Topic") {
		if !same(tpl.properties(id)["KmsMasterKeyId"], getAtt("OperationsKey.Arn")) {
			fail("%s is not under OperationsKey", id)
		}
	}
	for _, id := range tpl.ofType("AWS::SNS::TopicPolicy") {
		for _, s := range tpl.statements(id) {
			if at(s.body, "Principal", "Service") == nil || at(s.body, "Condition", "StringEquals", "AWS:SourceAccount") == nil {
				fail("%s lets others than this account's services publish", id)
			}
		}
	}
}
