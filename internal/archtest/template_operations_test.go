package archtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func checkMail(tpl template, fail func(string, ...any)) {
	set := tpl.properties("EmailConfigurationSet")
	if !same(at(set, "SuppressionOptions", "SuppressedReasons"), []any{"BOUNCE", "COMPLAINT"}) {
		fail("mail goes to addresses that bounced or complained")
	}
	if set["TrackingOptions"] != nil {
		fail("links are rewritten, so a token passes a redirect")
	}
	events := textsAt(tpl.properties("EmailEvents"), "EventDestination", "MatchingEventTypes")
	slices.Sort(events)
	if want := []string{"bounce", "complaint", "delivery", "reject", "renderingFailure"}; !slices.Equal(events, want) {
		fail("SES tells of %v, want %v", events, want)
	}
	if !same(at(tpl.properties("EmailEvents"), "EventDestination", "SnsDestination", "TopicARN"), ref("EmailEventsTopic")) {
		fail("SES tells somebody else")
	}
	sources := tpl.events("DeliveriesFunction", "SNS")
	if len(sources) != 1 || !same(sources[0]["Topic"], ref("EmailEventsTopic")) {
		fail("nobody listens to SES")
	}
	var groups []string
	for _, event := range tpl.events("DeliveriesFunction", "CloudWatchLogs") {
		groups = append(groups, textAt(event, "LogGroupName", "Ref"))
	}
	slices.Sort(groups)
	if want := []string{"SmsDeliveryLogGroup", "SmsFailureLogGroup"}; !slices.Equal(groups, want) {
		fail("SMS delivery is read from %v, want %v", groups, want)
	}
	for id, suffix := range map[string]string{"SmsDeliveryLogGroup": "", "SmsFailureLogGroup": "/Failure"} {
		if !same(tpl.properties(id)["LogGroupName"], subst("sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"+suffix)) {
			fail("%s is not where SNS writes", id)
		}
	}
}

func checkAlarms(tpl template, fail func(string, ...any)) {
	var got []string
	for _, id := range tpl.ofType("AWS::CloudWatch::Alarm") {
		p := tpl.properties(id)
		namespace := textAt(p, "Namespace") + textAt(p, "Namespace", "Fn::Sub")
		got = append(got, fmt.Sprintf("%s: %s %s", id, namespace, textAt(p, "MetricName")))
		if !same(p["AlarmActions"], []any{ref("AlarmTopic")}) {
			fail("%s tells nobody", id)
		}
		if p["TreatMissingData"] == nil || p["AlarmDescription"] == nil {
			fail("%s does not say what silence, or it, means", id)
		}
	}
	if !slices.Equal(got, wantAlarms) {
		fail("alarms are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(wantAlarms, "\n"))
	}
	if bounce, complaint := numberAt(tpl.properties("EmailBounceAlarm"), "Threshold"), numberAt(tpl.properties("EmailComplaintAlarm"), "Threshold"); bounce > 0.025 || complaint > 0.0005 {
		fail("mail alarms at %v bounces and %v complaints, after SES reviews the account", bounce, complaint)
	}
	if tpl.properties("SweepSilentAlarm")["TreatMissingData"] != "breaching" {
		fail("a sweeper that never runs raises no alarm")
	}
	checkDeadNotices(tpl, fail)
	checkAuditAltered(tpl, fail)
}

// checkDeadNotices wants every function that sends watched for the line that
// package sharing logs when it gives up.
func checkDeadNotices(tpl template, fail func(string, ...any)) {
	const line = "notice dead"
	if sources, err := goSources("../sharing"); err != nil || !strings.Contains(sources, `"`+line+`"`) {
		fail("internal/sharing does not log %q (%v)", line, err)
	}
	var watched []string
	for _, id := range tpl.ofType("AWS::Logs::MetricFilter") {
		p := tpl.properties(id)
		metric := listAt(p, "MetricTransformations")
		if p["FilterPattern"] == `{ $.msg = "`+line+`" }` && len(metric) == 1 && at(metric[0], "MetricName") == "DeadNotices" &&
			same(at(metric[0], "MetricNamespace"), tpl.properties("DeadNoticeAlarm")["Namespace"]) {
			watched = append(watched, textAt(p, "LogGroupName", "Ref"))
		}
	}
	for _, id := range tpl.functions() {
		group := textAt(tpl.function(id), "LoggingConfig", "LogGroup", "Ref")
		source, err := goSources("../../functions/" + strings.ToLower(strings.TrimSuffix(id, "Function")))
		if err != nil {
			fail("%s: %v", id, err)
		}
		// Codes are texted too, and die with the request: who asked sees it.
		notices := strings.Contains(source, `internal/sharing"`) || strings.Contains(source, `internal/aws/telling"`)
		if wantFunctions[id].texts && notices && !slices.Contains(watched, group) {
			fail("a notice that dies in %s raises no alarm", id)
		}
	}
}

// checkAuditAltered wants the sweep watched for the line that package sealing
// logs when an audit line is written twice.
func checkAuditAltered(tpl template, fail func(string, ...any)) {
	const line = "audit altered"
	if sources, err := goSources("../aws/sealing"); err != nil || !strings.Contains(sources, `"`+line+`"`) {
		fail("internal/aws/sealing does not log %q (%v)", line, err)
	}
	p := tpl.properties("AuditAltered")
	metric := listAt(p, "MetricTransformations")
	if p["FilterPattern"] != `{ $.msg = "`+line+`" }` || textAt(p, "LogGroupName", "Ref") != "NoticesweepLogGroup" || len(metric) != 1 ||
		!same(at(metric[0], "MetricNamespace"), tpl.properties("AuditAlteredAlarm")["Namespace"]) ||
		at(metric[0], "MetricName") != tpl.properties("AuditAlteredAlarm")["MetricName"] {
		fail("an audit line that is altered raises no alarm")
	}
}

// goSources is the text of a package, without its tests.
func goSources(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

func checkParameters(tpl template, fail func(string, ...any)) {
	parameters := mapAt(tpl, "Parameters")
	for _, name := range sorted(parameters) {
		if at(parameters, name, "Default") == nil {
			fail("%s has no default, so make run could not start", name)
		}
		if at(parameters, name, "Description") == nil {
			fail("%s has no description", name)
		}
	}
	prefix := textAt(parameters, "ShareLinkPrefix", "Default")
	if prefix != textAt(parameters, "WebOrigin", "Default")+"/s?" {
		fail("the default link %q leaves the default origin", prefix)
	}
	if visit := textAt(parameters, "VisitLinkPrefix", "Default"); visit != textAt(parameters, "WebOrigin", "Default")+"/v?" {
		fail("the default link to a call %q leaves the default origin", visit)
	}
	if len(prefix) > 24 {
		fail("the default link begins with %d characters; a Hindi SMS has 70 in all, the token takes 30", len(prefix))
	}
	ids := textAt(parameters, "SmsTemplateIds", "Default")
	for _, kind := range []string{"share-en=", "share-hi=", "code-en=", "code-hi=", "verify-en=", "verify-hi=", "entry-en=", "entry-hi=", "visit-en=", "visit-hi=", "message-en=", "message-hi="} {
		if !strings.Contains(","+ids, ","+kind) {
			fail("no DLT template for %s", kind)
		}
	}
	if !same(at(parameters, "Environment", "AllowedValues"), []any{"local", "dev", "staging", "prod"}) {
		fail("environments are %v", at(parameters, "Environment", "AllowedValues"))
	}
}
