package archtest_test

import (
	"encoding/json"
	"regexp"
	"slices"
)

func checkRoutes(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		want := slices.Sorted(slices.Values(wantFunctions[id].routes))
		if got := tpl.routes(id); !slices.Equal(got, want) {
			fail("%s serves %v, want %v", id, got, want)
		}
		for _, event := range tpl.events(id, "HttpApi") {
			if !same(event["ApiId"], ref("ChartApi")) {
				fail("%s: %v is not on ChartApi", id, event["Path"])
			}
		}
		for name, event := range mapAt(tpl.properties(id), "Events") {
			if kind := textAt(event, "Type"); !slices.Contains([]string{"HttpApi", "DynamoDB", "ScheduleV2", "SNS", "CloudWatchLogs", "S3", "EventBridgeRule"}, kind) {
				fail("%s: event %s is a %s, which no rule here knows", id, name, kind)
			}
		}
	}
}

func checkThrottling(tpl template, fail func(string, ...any)) {
	api := tpl.properties("ChartApi")
	if at(api, "FailOnWarnings") != true {
		fail("a route that could not be imported would go unnoticed")
	}
	limit, burst := numberAt(api, "DefaultRouteSettings", "ThrottlingRateLimit"), numberAt(api, "DefaultRouteSettings", "ThrottlingBurstLimit")
	if limit <= 0 || burst <= 0 {
		fail("routes have no limit")
	}
	var served []string
	for _, id := range tpl.functions() {
		served = append(served, tpl.routes(id)...)
	}
	for _, route := range sorted(mapAt(api, "RouteSettings")) {
		if !slices.Contains(served, route) {
			fail("%q has a limit but no function", route)
		}
	}
	for _, route := range dearRoutes {
		if own := numberAt(api, "RouteSettings", route, "ThrottlingRateLimit"); own <= 0 || own >= limit {
			fail("%q has no limit below %v a second", route, limit)
		}
	}
}

var contextVariable = regexp.MustCompile(`\$context\.[A-Za-z.]+`)

func checkAccessLog(tpl template, fail func(string, ...any)) {
	settings := mapAt(tpl.properties("ChartApi"), "AccessLogSettings")
	if !same(settings["DestinationArn"], getAtt("ApiAccessLogGroup.Arn")) {
		fail("the log goes to %v", settings["DestinationArn"])
	}
	format := textAt(settings, "Format")
	var line map[string]string
	if err := json.Unmarshal([]byte(format), &line); err != nil {
		fail("the format is no JSON: %v", err)
	}
	for _, field := range []string{"requestId", "routeKey", "status", "responseLatency", "integrationError"} {
		if line[field] == "" {
			fail("the line lacks %s", field)
		}
	}
	for _, variable := range contextVariable.FindAllString(format, -1) {
		if !slices.Contains(loggedVariables, variable) {
			fail("%s may hold an id, a token, an address or a function's error text", variable)
		}
	}
}
