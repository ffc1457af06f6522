package archtest_test

import (
	"fmt"
	"testing"
)

func TestTemplate(t *testing.T) {
	tpl := readTemplate(t)
	for _, rule := range templateRules {
		t.Run(rule.name, func(t *testing.T) { rule.check(tpl, t.Errorf) })
	}
}

// TestTemplateRulesCanFail breaks the template in one place at a time: the rule
// named must notice. A rule that no case breaks fails the test too.
func TestTemplateRulesCanFail(t *testing.T) {
	tests := []struct {
		rule, broken string
		breakIt      func(tpl template)
	}{
		{"the functions are these, built as they run", "an unknown function", func(tpl template) {
			mapAt(tpl, "Resources")["DebugFunction"] = map[string]any{"Type": "AWS::Serverless::Function"}
		}},
		{"the functions are these, built as they run", "another processor", set("x86_64", "Globals", "Function", "Architectures")},
		{
			"every function has a role of its own that only Lambda assumes", "a shared role",
			set(getAtt("RecordsRole.Arn"), "Resources", "ShareFunction", "Properties", "Role"),
		},
		{
			"every function has a role of its own that only Lambda assumes", "a role left to SAM",
			remove("Resources", "ShareFunction", "Properties", "Role"),
		},
		{
			"every function has a role of its own that only Lambda assumes", "a managed policy of AWS",
			set([]any{"arn:aws:iam::aws:policy/AdministratorAccess"}, "Resources", "ShareRole", "Properties", "ManagedPolicyArns"),
		},
		{"every function has a role of its own that only Lambda assumes", "a role anybody assumes", func(tpl template) {
			mapAt(listAt(tpl.properties("ShareRole"), "AssumeRolePolicyDocument", "Statement")[0])["Principal"] = "*"
		}},
		{
			"every function has a timeout, memory and the concurrency it was given", "no timeout",
			remove("Globals", "Function", "Timeout"),
		},
		{
			"every function has a timeout, memory and the concurrency it was given", "longer than API Gateway waits",
			set(30, "Resources", "RecordsFunction", "Properties", "Timeout"),
		},
		{
			"every function has a timeout, memory and the concurrency it was given", "no memory",
			remove("Globals", "Function", "MemorySize"),
		},
		{
			"every function has a timeout, memory and the concurrency it was given", "a heap larger than the memory",
			set(256, "Resources", "ShareFunction", "Properties", "MemorySize"),
		},
		{
			"every function has a timeout, memory and the concurrency it was given", "two sweepers",
			set(2, "Resources", "NoticesweepFunction", "Properties", "ReservedConcurrentExecutions"),
		},
		{
			"every function writes to a log group of its own", "another's log group",
			set(ref("ShareLogGroup"), "Resources", "RecordsFunction", "Properties", "LoggingConfig", "LogGroup"),
		},
		{
			"every function writes to a log group of its own", "Lambda's default log group",
			remove("Resources", "RecordsFunction", "Properties", "LoggingConfig"),
		},
		{"every function writes to a log group of its own", "all log groups", func(tpl template) {
			tpl.properties("ShareRole")["Policies"] = policy(allow("logs:PutLogEvents", "arn:aws:logs:*:*:*"))
		}},
		{
			"every log is kept a year or longer under our key", "half a year",
			set(180, "Resources", "ShareLogGroup", "Properties", "RetentionInDays"),
		},
		{
			"every log is kept a year or longer under our key", "for ever, at AWS's mercy",
			remove("Resources", "ApiAccessLogGroup", "Properties", "RetentionInDays"),
		},
		{
			"every log is kept a year or longer under our key", "phone numbers under AWS's key",
			remove("Resources", "SmsFailureLogGroup", "Properties", "KmsKeyId"),
		},
		{
			"every function gets exactly the variables it needs", "one too many",
			set("x", "Resources", "RecordsFunction", "Properties", "Environment", "Variables", "CODE_PEPPER"),
		},
		{
			"every function gets exactly the variables it needs", "one too few",
			remove("Resources", "NoticesweepFunction", "Properties", "Environment", "Variables", "STREAM_ARN"),
		},
		{
			"every function gets exactly the variables it needs", "AWS's key",
			remove("Globals", "Function", "KmsKeyArn"),
		},
		{
			"a secret comes from Secrets Manager", "a pepper in the template",
			set("salt", "Resources", "PatientsFunction", "Properties", "Environment", "Variables", "CODE_PEPPER"),
		},
		{
			"a secret comes from Secrets Manager", "a chosen secret",
			set("hunter2", "Resources", "OriginSecret", "Properties", "SecretString"),
		},
		{"every route is listed, at the function that owns it", "an unlisted route", func(tpl template) {
			mapAt(tpl.properties("RecordsFunction"), "Events")["Export"] = event("HttpApi", map[string]any{"ApiId": ref("ChartApi"), "Method": "GET", "Path": "/api/export"})
		}},
		{
			"every route is listed, at the function that owns it", "a route gone",
			remove("Resources", "SharelinksFunction", "Properties", "Events", "OptOut"),
		},
		{
			"every route is listed, at the function that owns it", "an API of its own",
			remove("Resources", "RecordsFunction", "Properties", "Events", "ListRecords", "Properties", "ApiId"),
		},
		{"every route is listed, at the function that owns it", "a way around the API", func(tpl template) {
			mapAt(tpl.properties("RecordsFunction"), "Events")["Direct"] = event("Api", nil)
		}},
		{
			"the API throttles, and dear routes more", "no default limit",
			remove("Resources", "ChartApi", "Properties", "DefaultRouteSettings"),
		},
		{
			"the API throttles, and dear routes more", "codes as cheap as pages",
			remove("Resources", "ChartApi", "Properties", "RouteSettings", "POST /api/share-links/codes"),
		},
		{
			"the API throttles, and dear routes more", "a limit for a misspelt route",
			set(map[string]any{"ThrottlingRateLimit": 1}, "Resources", "ChartApi", "Properties", "RouteSettings", "POST /api/session"),
		},
		{
			"the API throttles, and dear routes more", "warnings ignored",
			remove("Resources", "ChartApi", "Properties", "FailOnWarnings"),
		},
		{
			"the API's access log has no path, no query and no address", "the path",
			set(`{"requestId":"$context.requestId","routeKey":"$context.routeKey","status":"$context.status","responseLatency":"1","integrationError":"1","path":"$context.path"}`,
				"Resources", "ChartApi", "Properties", "AccessLogSettings", "Format"),
		},
		{
			"the API's access log has no path, no query and no address", "no log",
			remove("Resources", "ChartApi", "Properties", "AccessLogSettings"),
		},
		{"every stream mapping has the five error settings", "no bisecting", breakMapping("BisectBatchOnFunctionError", nil)},
		{"every stream mapping has the five error settings", "endless retries", breakMapping("MaximumRetryAttempts", -1)},
		{"every stream mapping has the five error settings", "the default of retries", breakMapping("MaximumRetryAttempts", nil)},
		{"every stream mapping has the five error settings", "no age", breakMapping("MaximumRecordAgeInSeconds", nil)},
		{"every stream mapping has the five error settings", "whole batches", breakMapping("FunctionResponseTypes", nil)},
		{"every stream mapping has the five error settings", "no destination", breakMapping("DestinationConfig", nil)},
		{"every stream mapping has the five error settings", "only what is new", breakMapping("StartingPosition", "LATEST")},
		{"every stream mapping has the five error settings", "a window", breakMapping("MaximumBatchingWindowInSeconds", 5)},
		{"every stream mapping has the five error settings", "no filter", breakMapping("FilterCriteria", nil)},
		{"every stream mapping has the five error settings", "a filter that never matches", breakMapping("FilterCriteria",
			map[string]any{"Filters": []any{map[string]any{"Pattern": `{"dynamodb":{"NewImage":{"entity":{"S":["RECORD"]},"status":{"S":["final"]}}}}`}}})},
		{
			"every stream mapping has the five error settings", "no mapping",
			remove("Resources", "ShareFunction", "Properties", "Events", "FinalRecords"),
		},
		{
			"what nobody waits for reports its failures", "bounces lost",
			remove("Resources", "DeliveriesFunction", "Properties", "EventInvokeConfig", "DestinationConfig"),
		},
		{
			"what nobody waits for reports its failures", "a queue the role may not write to",
			set(getAtt("ShareFailureQueue.Arn"), "Resources", "DeliveriesFunction", "Properties", "EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"),
		},
		{
			"the sweeper runs every minute", "every hour",
			set("rate(1 hour)", "Resources", "NoticesweepFunction", "Properties", "Events", "EveryMinute", "Properties", "ScheduleExpression"),
		},
		{"no statement allows a wildcard action", "everything on the table", addRight("ShareRole", "dynamodb:*", getAtt("ChartTable.Arn"))},
		{"no statement allows a wildcard action", "some of a service", addRight("ShareRole", "s3:Get*", getAtt("FilesBucket.Arn"))},
		{"no statement allows a wildcard action", "a service with the whole key", func(tpl template) {
			mapAt(listAt(tpl.properties("RecordsKey"), "KeyPolicy", "Statement")[0])["Principal"] = map[string]any{"Service": "s3.amazonaws.com"}
		}},
		{"only the listed statements have the resource *", "every parameter", addRight("RecordsRole", "ssm:GetParameter", "*")},
		{"only the listed statements have the resource *", "more than listed", func(tpl template) {
			tpl.statements("TextPhonesPolicy")[0].body["Action"] = []any{"sns:Publish", "sns:Subscribe"}
		}},
		{"functions reach only their partitions of the table", "the whole table", addRight("RecordsRole", "dynamodb:GetItem", getAtt("ChartTable.Arn"))},
		{"functions reach only their partitions of the table", "sign-ins", addRight("ShareRole", "dynamodb:GetItem", getAtt("ChartTable.Arn"), "LOGIN#*")},
		{"functions reach only their partitions of the table", "every table", addRight("RecordsRole", "dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/*")},
		{"no function scans", "a scan", addRight("NoticesweepRole", "dynamodb:Scan", getAtt("ChartTable.Arn"))},
		{"no function scans", "a scan in SQL", addRight("NoticesweepRole", "dynamodb:PartiQLSelect", getAtt("ChartTable.Arn"))},
		{
			"what patients and messages reach has no staff secrets", "no denial",
			set([]any{ref("FunctionBasicsPolicy")}, "Resources", "SharelinksRole", "Properties", "ManagedPolicyArns"),
		},
		{"what patients and messages reach has no staff secrets", "sessions left out", func(tpl template) {
			mapAt(tpl.statements("NoStaffSecretsPolicy")[0].body, "Condition", "ForAnyValue:StringLike")["dynamodb:LeadingKeys"] = []any{"LOGIN#*"}
		}},
		{"only the listed functions text and mail", "records text", addRight("RecordsRole", "sns:Publish", ref("AlarmTopic"))},
		{"only the listed functions text and mail", "patients mail", func(tpl template) {
			p := tpl.properties("PatientsRole")
			p["ManagedPolicyArns"] = append(listAt(p, "ManagedPolicyArns"), ref("SendMailPolicy"))
		}},
		{"texting excludes topics, mailing is from one address", "topics", func(tpl template) {
			document := mapAt(tpl.properties("TextPhonesPolicy"), "PolicyDocument")
			document["Statement"] = listAt(document, "Statement")[:1]
		}},
		{"texting excludes topics, mailing is from one address", "any address", func(tpl template) {
			delete(tpl.statements("SendMailPolicy")[0].body, "Condition")
		}},
		{"stateful resources say what outlives the stack", "the table goes", set("Delete", "Resources", "ChartTable", "DeletionPolicy")},
		{"stateful resources say what outlives the stack", "files go when replaced", remove("Resources", "FilesBucket", "UpdateReplacePolicy")},
		{"stateful resources say what outlives the stack", "the key goes", set("Delete", "Resources", "RecordsKey", "DeletionPolicy")},
		{
			"the table is recoverable, protected, encrypted and streams both images", "no recovery",
			set(false, "Resources", "ChartTable", "Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
		},
		{
			"the table is recoverable, protected, encrypted and streams both images", "no protection",
			remove("Resources", "ChartTable", "Properties", "DeletionProtectionEnabled"),
		},
		{
			"the table is recoverable, protected, encrypted and streams both images", "AWS's key",
			remove("Resources", "ChartTable", "Properties", "SSESpecification"),
		},
		{
			"the table is recoverable, protected, encrypted and streams both images", "keys only in the stream",
			set("KEYS_ONLY", "Resources", "ChartTable", "Properties", "StreamSpecification", "StreamViewType"),
		},
		{
			"the table is recoverable, protected, encrypted and streams both images", "nothing expires",
			remove("Resources", "ChartTable", "Properties", "TimeToLiveSpecification"),
		},
		{"the table is recoverable, protected, encrypted and streams both images", "health data in the index", func(tpl template) {
			mapAt(listAt(tpl.properties("ChartTable"), "GlobalSecondaryIndexes")[0])["Projection"] = map[string]any{"ProjectionType": "ALL"}
		}},
		{
			"buckets are private, encrypted and spoken to over TLS", "public",
			set(false, "Resources", "FilesBucket", "Properties", "PublicAccessBlockConfiguration", "BlockPublicPolicy"),
		},
		{"buckets are private, encrypted and spoken to over TLS", "in the clear", remove("Resources", "WebBucketPolicy")},
		{"buckets are private, encrypted and spoken to over TLS", "old signatures", func(tpl template) {
			mapAt(tpl.statements("FilesBucketPolicy")[1].body, "Condition", "NumericGreaterThan")["s3:signatureAge"] = 604800000
		}},
		{"buckets are private, encrypted and spoken to over TLS", "AWS's key", func(tpl template) {
			delete(mapAt(listAt(tpl.properties("FilesBucket"), "BucketEncryption", "ServerSideEncryptionConfiguration")[0], "ServerSideEncryptionByDefault"), "KMSMasterKeyID")
		}},
		{"buckets are private, encrypted and spoken to over TLS", "any page", func(tpl template) {
			mapAt(listAt(tpl.properties("FilesBucket"), "CorsConfiguration", "CorsRules")[0])["AllowedOrigins"] = []any{"*"}
		}},
		{"buckets are private, encrypted and spoken to over TLS", "any distribution", func(tpl template) {
			delete(tpl.statements("WebBucketPolicy")[0].body, "Condition")
		}},
		{"files are scanned, and each function reaches its part of them", "reading what is not checked", addRight("FilesRole", "s3:GetObjectVersion", subst("${FilesBucket.Arn}/incoming/*"))},
		{"files are scanned, and each function reaches its part of them", "the whole bucket", addRight("SharelinksRole", "s3:GetObjectVersion", subst("${FilesBucket.Arn}/*"))},
		{"files are scanned, and each function reaches its part of them", "no scanner", remove("Resources", "MalwareScan")},
		{
			"files are scanned, and each function reaches its part of them", "no verdict heard",
			remove("Resources", "FilescanFunction", "Properties", "Events", "Scanned"),
		},
		{"files are scanned, and each function reaches its part of them", "verdicts by anybody", func(tpl template) {
			delete(tpl.statements("FilesBucketPolicy")[2].body, "Condition")
		}},
		{
			"what nobody waits for reports its failures", "files lost",
			remove("Resources", "FilescanFunction", "Properties", "EventInvokeConfig"),
		},
		{
			"queues and topics are encrypted, queues keep two weeks", "four days",
			remove("Resources", "ShareFailureQueue", "Properties", "MessageRetentionPeriod"),
		},
		{
			"queues and topics are encrypted, queues keep two weeks", "addresses in the clear",
			remove("Resources", "EmailEventsTopic", "Properties", "KmsMasterKeyId"),
		},
		{"queues and topics are encrypted, queues keep two weeks", "any account's mail events", func(tpl template) {
			delete(tpl.statements("EmailEventsTopicPolicy")[0].body, "Condition")
		}},
		{"keys rotate, and no policy names everybody", "no rotation", remove("Resources", "FilesKey", "Properties", "EnableKeyRotation")},
		{"keys rotate, and no policy names everybody", "everybody", func(tpl template) {
			tpl.statements("OperationsKey")[1].body["Principal"] = "*"
		}},
		{"keys rotate, and no policy names everybody", "a service on anyone's behalf", func(tpl template) {
			delete(tpl.statements("OperationsKey")[2].body, "Condition")
		}},
		{"CloudFront serves pages from the bucket and the API uncached", "cached answers", func(tpl template) {
			mapAt(listAt(tpl.properties("Distribution"), "DistributionConfig", "CacheBehaviors")[0])["CachePolicyId"] = cachingOptimized
		}},
		{
			"CloudFront serves pages from the bucket and the API uncached", "the token in the cache key",
			set(ref("ApiRequestPolicy"), "Resources", "Distribution", "Properties", "DistributionConfig", "DefaultCacheBehavior", "OriginRequestPolicyId"),
		},
		{
			"CloudFront serves pages from the bucket and the API uncached", "the token in a log",
			set(map[string]any{"Bucket": "logs"}, "Resources", "Distribution", "Properties", "DistributionConfig", "Logging"),
		},
		{
			"CloudFront serves pages from the bucket and the API uncached", "no address of the caller",
			set([]any{"Accept"}, "Resources", "ApiRequestPolicy", "Properties", "OriginRequestPolicyConfig", "HeadersConfig", "Headers"),
		},
		{
			"CloudFront serves pages from the bucket and the API uncached", "the viewer's host",
			set([]any{"CloudFront-Viewer-Address", "Host"}, "Resources", "ApiRequestPolicy", "Properties", "OriginRequestPolicyConfig", "HeadersConfig", "Headers"),
		},
		{"CloudFront serves pages from the bucket and the API uncached", "no proof", func(tpl template) {
			for _, origin := range listAt(tpl.properties("Distribution"), "DistributionConfig", "Origins") {
				delete(mapAt(origin), "OriginCustomHeaders")
			}
		}},
		{
			"pages and answers carry the security headers", "inline scripts",
			set("default-src 'none'; script-src 'self' 'unsafe-inline'", "Mappings", "ContentSecurityPolicy", "Pages", "Value"),
		},
		{
			"pages and answers carry the security headers", "the camera for everybody",
			set([]any{
				map[string]any{"Header": "X-Robots-Tag", "Value": "noindex, nofollow"},
				map[string]any{"Header": "Permissions-Policy", "Value": "camera=*, microphone=*"},
			}, "Resources", "PageHeaders", "Properties", "ResponseHeadersPolicyConfig", "CustomHeadersConfig", "Items"),
		},
		{
			"pages and answers carry the security headers", "a referrer",
			set("origin", "Resources", "PageHeaders", "Properties", "ResponseHeadersPolicyConfig", "SecurityHeadersConfig", "ReferrerPolicy", "ReferrerPolicy"),
		},
		{
			"pages and answers carry the security headers", "indexed",
			remove("Resources", "PageHeaders", "Properties", "ResponseHeadersPolicyConfig", "CustomHeadersConfig"),
		},
		{
			"mail reports bounces, is not tracked and honours suppression", "clicks tracked",
			set([]any{"bounce", "click"}, "Resources", "EmailEvents", "Properties", "EventDestination", "MatchingEventTypes"),
		},
		{
			"mail reports bounces, is not tracked and honours suppression", "no suppression",
			remove("Resources", "EmailConfigurationSet", "Properties", "SuppressionOptions"),
		},
		{
			"mail reports bounces, is not tracked and honours suppression", "failed SMS unread",
			remove("Resources", "DeliveriesFunction", "Properties", "Events", "SmsFailed"),
		},
		{"the alarms are these and tell somebody", "one is gone", remove("Resources", "SmsSpendAlarm")},
		{"the alarms are these and tell somebody", "one is mute", remove("Resources", "DeadNoticeAlarm", "Properties", "AlarmActions")},
		{
			"the alarms are these and tell somebody", "after the review",
			set(0.05, "Resources", "EmailBounceAlarm", "Properties", "Threshold"),
		},
		{
			"the alarms are these and tell somebody", "another word in the log",
			set(`{ $.msg = "dead" }`, "Resources", "ShareDeadNotices", "Properties", "FilterPattern"),
		},
		{
			"the alarms are these and tell somebody", "another word for what was altered",
			set(`{ $.msg = "altered" }`, "Resources", "AuditAltered", "Properties", "FilterPattern"),
		},
		{"every parameter has a default, and the link is short", "no default", remove("Parameters", "EmailFrom", "Default")},
		{
			"every parameter has a default, and the link is short", "a long link",
			set("https://records.chartshare.example.in/s?", "Parameters", "ShareLinkPrefix", "Default"),
		},
	}

	rules := map[string]templateRule{}
	untried := map[string]bool{}
	for _, rule := range templateRules {
		rules[rule.name], untried[rule.name] = rule, true
	}
	for _, tt := range tests {
		delete(untried, tt.rule)
		t.Run(tt.rule+"/"+tt.broken, func(t *testing.T) {
			rule, ok := rules[tt.rule]
			if !ok {
				t.Fatalf("there is no rule %q", tt.rule)
			}
			tpl := readTemplate(t)
			before := fmt.Sprint(tpl)
			tt.breakIt(tpl)
			if fmt.Sprint(tpl) == before {
				t.Fatal("the template is as it was")
			}
			noticed := 0
			rule.check(tpl, func(string, ...any) { noticed++ })
			if noticed == 0 {
				t.Error("the rule did not notice")
			}
		})
	}
	for name := range untried {
		t.Errorf("nothing shows that %q can fail", name)
	}
}

func TestTemplateReaderRefusesWhatReadersUnderstandDifferently(t *testing.T) {
	for name, text := range map[string]string{
		"a key twice": "a: 1\na: 2\n",
		"an alias":    "a: &x {b: 1}\nc: *x\n",
		"a merge":     "a: &x {b: 1}\nc:\n  <<: *x\n",
		"a list":      "- a\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := parseTemplate([]byte(text)); err == nil {
				t.Errorf("parseTemplate = %v, want an error", got)
			}
		})
	}
}

// set replaces what stands at path.
func set(value any, path ...string) func(template) {
	return func(tpl template) { mapAt(tpl, path[:len(path)-1]...)[path[len(path)-1]] = value }
}

func remove(path ...string) func(template) {
	return func(tpl template) { delete(mapAt(tpl, path[:len(path)-1]...), path[len(path)-1]) }
}

// breakMapping changes one setting of the share function's mapping; nil leaves
// it to Lambda.
func breakMapping(setting string, value any) func(template) {
	path := []string{"Resources", "ShareFunction", "Properties", "Events", "FinalRecords", "Properties", setting}
	if value == nil {
		return remove(path...)
	}
	return set(value, path...)
}

// addRight gives a role one more statement.
func addRight(role, action string, resource any, partitions ...any) func(template) {
	return func(tpl template) {
		s := allow(action, resource)
		if len(partitions) > 0 {
			s["Condition"] = map[string]any{"ForAllValues:StringLike": map[string]any{"dynamodb:LeadingKeys": partitions}}
		}
		p := tpl.properties(role)
		p["Policies"] = append(listAt(p, "Policies"), policy(s)...)
	}
}

func allow(action string, resource any) map[string]any {
	return map[string]any{"Effect": "Allow", "Action": action, "Resource": resource}
}

func policy(s map[string]any) []any {
	return []any{map[string]any{"PolicyDocument": map[string]any{"Statement": []any{s}}}}
}

func event(kind string, properties map[string]any) map[string]any {
	return map[string]any{"Type": kind, "Properties": properties}
}
