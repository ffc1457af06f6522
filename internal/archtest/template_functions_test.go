package archtest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func checkFunctions(tpl template, fail func(string, ...any)) {
	got, want := tpl.functions(), sorted(wantFunctions)
	if !slices.Equal(got, want) {
		fail("functions are %v, want %v", got, want)
	}
	for _, id := range got {
		f := tpl.function(id)
		built := fmt.Sprint(f["Runtime"], f["Architectures"], f["Handler"], f["CodeUri"], at(tpl.resource(id), "Metadata", "BuildMethod"))
		if built != fmt.Sprint("provided.al2023", []any{"arm64"}, "bootstrap", ".", "makefile") {
			fail("%s is built otherwise: %s", id, built)
		}
	}
}

func checkLimits(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		f := tpl.function(id)
		timeout, longest := numberAt(f, "Timeout"), 60.0
		if len(tpl.routes(id)) > 0 {
			longest = 29 // API Gateway gives up at 30
		}
		if timeout <= 0 || timeout > longest {
			fail("%s times out after %v s, want up to %v", id, timeout, longest)
		}
		if memory := numberAt(f, "MemorySize"); memory < 128 || memory > 1769 {
			fail("%s has %v MB", id, memory)
		}
		var mebibytes float64
		if _, err := fmt.Sscanf(textAt(f, "Environment", "Variables", "GOMEMLIMIT"), "%fMiB", &mebibytes); err != nil || mebibytes >= numberAt(f, "MemorySize") {
			fail("%s may fill its memory before Go collects", id)
		}
		if got, want := f["ReservedConcurrentExecutions"], wantConcurrency[id]; !same(got, want) {
			fail("%s reserves %v, want %v", id, got, want)
		}
	}
}

func checkFunctionLogs(tpl template, fail func(string, ...any)) {
	usedBy := map[string]string{}
	for _, id := range tpl.functions() {
		group := textAt(tpl.function(id), "LoggingConfig", "LogGroup", "Ref")
		if textAt(tpl.resource(group), "Type") != "AWS::Logs::LogGroup" {
			fail("%s has no log group of this template", id)
		}
		if other := usedBy[group]; other != "" {
			fail("%s and %s share %s", id, other, group)
		}
		usedBy[group] = id
		for _, s := range tpl.rightsOf(id) {
			if s.allows() && s.mentions("logs:") && !same(s.resources(), []any{getAtt(group + ".Arn")}) {
				fail("%s may write to %v", id, s.resources())
			}
		}
	}
}

func checkLogGroups(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.ofType("AWS::Logs::LogGroup") {
		p := tpl.properties(id)
		if days := numberAt(p, "RetentionInDays"); days < 365 {
			fail("%s keeps %v days, want 365 or more", id, days)
		}
		if !same(p["KmsKeyId"], getAtt("OperationsKey.Arn")) {
			fail("%s is not under OperationsKey", id)
		}
	}
	for _, id := range []string{"SmsDeliveryLogGroup", "SmsFailureLogGroup", "ApiAccessLogGroup"} {
		if tpl.resource(id) == nil {
			fail("%s is gone", id)
		}
	}
}

func checkEnvironment(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		got := sorted(mapAt(tpl.function(id), "Environment", "Variables"))
		want := slices.Sorted(slices.Values(slices.Concat(everyFunction, wantFunctions[id].env)))
		if !slices.Equal(got, want) {
			fail("%s gets %v, want %v", id, got, want)
		}
		if !same(tpl.function(id)["KmsKeyArn"], getAtt("OperationsKey.Arn")) {
			fail("%s keeps its variables under AWS's key", id)
		}
	}
}

var secretName = regexp.MustCompile(`SECRET|PEPPER|TOKEN|PASSWORD|API_KEY`)

func checkSecrets(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		variables := mapAt(tpl.function(id), "Environment", "Variables")
		for _, name := range sorted(variables) {
			if secretName.MatchString(name) && !isSecretReference(tpl, variables[name]) {
				fail("%s gets %s as %v", id, name, variables[name])
			}
		}
	}
	for _, id := range tpl.ofType("AWS::SecretsManager::Secret") {
		p := tpl.properties(id)
		if numberAt(p, "GenerateSecretString", "PasswordLength") < 32 || p["SecretString"] != nil {
			fail("%s is not made by chance", id)
		}
		if !same(p["KmsKeyId"], getAtt("OperationsKey.Arn")) {
			fail("%s is not under OperationsKey", id)
		}
	}
}

var secretReference = regexp.MustCompile(`^\{\{resolve:secretsmanager:\$\{(\w+)\}:SecretString\}\}$`)

func isSecretReference(tpl template, v any) bool {
	m := secretReference.FindStringSubmatch(textAt(v, "Fn::Sub"))
	return m != nil && textAt(tpl.resource(m[1]), "Type") == "AWS::SecretsManager::Secret"
}

func checkMappings(tpl template, fail func(string, ...any)) {
	found := 0
	for _, id := range tpl.functions() {
		for _, mapping := range tpl.events(id, "DynamoDB") {
			found++
			if mapping["BisectBatchOnFunctionError"] != true {
				fail("%s: a poison record takes its batch along", id)
			}
			if retries := mapping["MaximumRetryAttempts"]; retries == nil || numberAt(mapping, "MaximumRetryAttempts") < 0 || numberAt(mapping, "MaximumRetryAttempts") > 10 {
				fail("%s retries %v times", id, retries)
			}
			if age := numberAt(mapping, "MaximumRecordAgeInSeconds"); age < 60 || age > 6*3600 {
				fail("%s tries for %v s; the stream forgets after a day", id, age)
			}
			if !same(mapping["FunctionResponseTypes"], []any{"ReportBatchItemFailures"}) {
				fail("%s repeats whole batches", id)
			}
			checkOnFailure(tpl, id, mapping, fail)
			if !same(mapping["Stream"], getAtt("ChartTable.StreamArn")) || mapping["StartingPosition"] != "TRIM_HORIZON" {
				fail("%s reads %v from %v", id, mapping["Stream"], mapping["StartingPosition"])
			}
			if size, window := numberAt(mapping, "BatchSize"), mapping["MaximumBatchingWindowInSeconds"]; size != 10 || window != 0 {
				fail("%s takes %v records after %v s, want 10 at once", id, size, window)
			}
			checkFilter(id, mapping, fail)
		}
	}
	if found == 0 {
		fail("nothing reads the stream")
	}
}

// checkFilter compares the filter with the attributes records carry; a filter
// that never matches would share nothing and fail nowhere.
func checkFilter(id string, mapping map[string]any, fail func(string, ...any)) {
	filters := listAt(mapping, "FilterCriteria", "Filters")
	if len(filters) != 1 {
		fail("%s has %d filters, want 1", id, len(filters))
		return
	}
	var pattern any
	if err := json.Unmarshal([]byte(textAt(filters[0], "Pattern")), &pattern); err != nil {
		fail("%s: the filter is no JSON: %v", id, err)
	}
	image := mapAt(pattern, "dynamodb", "NewImage")
	if !same(sorted(image), []string{"entity", "status"}) ||
		!same(at(image, "entity", "S"), []any{"record", "directive"}) || !same(at(image, "status", "S"), []any{"final", "amended", "entered-in-error", "asked"}) {
		fail("%s wakes for %v", id, image)
	}
}

// checkOnFailure wants a queue, and a role that may write to it.
func checkOnFailure(tpl template, id string, config map[string]any, fail func(string, ...any)) {
	arn := at(config, "DestinationConfig", "OnFailure", "Destination")
	queue, _, _ := strings.Cut(textAt(arn, "Fn::GetAtt"), ".")
	if textAt(tpl.resource(queue), "Type") != "AWS::SQS::Queue" {
		fail("%s loses what fails", id)
		return
	}
	mayWrite := slices.ContainsFunc(tpl.rightsOf(id), func(s statement) bool {
		return s.allows() && slices.Contains(s.actions(), "sqs:SendMessage") && same(s.resources(), []any{arn})
	})
	if !mayWrite {
		fail("%s may not write to %s", id, queue)
	}
}

func checkAsyncFailures(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		async := len(tpl.events(id, "ScheduleV2")) + len(tpl.events(id, "SNS")) + len(tpl.events(id, "CloudWatchLogs")) +
			len(tpl.events(id, "S3")) + len(tpl.events(id, "EventBridgeRule"))
		if async == 0 {
			continue
		}
		config := mapAt(tpl.function(id), "EventInvokeConfig")
		if config["MaximumRetryAttempts"] == nil || config["MaximumEventAgeInSeconds"] == nil {
			fail("%s retries as long as Lambda likes", id)
		}
		checkOnFailure(tpl, id, config, fail)
	}
}

func checkSchedule(tpl template, fail func(string, ...any)) {
	schedules := tpl.events("NoticesweepFunction", "ScheduleV2")
	if len(schedules) != 1 || schedules[0]["ScheduleExpression"] != "rate(1 minute)" {
		fail("the sweeper's schedules are %v", schedules)
	}
	if numberAt(tpl.function("NoticesweepFunction"), "Timeout") >= 60 {
		fail("a sweep may outlast its minute")
	}
}

// TestTheBenchmarkStartsFunctionsWithTheirVariables keeps the benchmark, which
// no other test runs, able to start what is deployed.
func TestTheBenchmarkStartsFunctionsWithTheirVariables(t *testing.T) {
	given, err := os.ReadFile("../bench/env_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range wantFunctions {
		for _, name := range slices.Concat(everyFunction, want.env) {
			if !strings.Contains(string(given), `"`+name+"=") {
				t.Errorf("the benchmark gives no %s to %s", name, id)
			}
		}
	}
}
